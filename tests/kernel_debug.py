# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The module in a kernel that checks itself: bench/kernel/config.debug over that
of x86.  $PEEKBENCH_DEBUG_KERNEL is its build tree; docs/kernel.md says how it is
made, and what was found.

A kernel whose checks sleep would pass all of this: the first test makes each of
them speak.
"""
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile

from cli_base import Under, environment
from kernel_base import (CALLS, LONG, REQUEST_BYTES, UNWATCH, WATCH, cut,
                         endings, made_modules, records, request,
                         with_directions, with_swiotlb)
from kernel_harm import Harmed

__all__ = ["DebugKernel"]

TREE = os.environ.get("PEEKBENCH_DEBUG_KERNEL", "")
LOADS = int(os.environ.get("PEEKBENCH_DEBUG_LOADS", "1000"))
SECONDS = 6000
MAPPED = ("from_device", "bidirectional")
SYNCED = ("from_device", "mapping")
REARMS = ("to_device", "from_device", "remap", "none", "bidirectional")
REMAP = REARMS.index("remap")
KMEMLEAK = """
d=/sys/kernel/debug
leaks() {
        echo scan >$d/kmemleak || echo "@@x scan"
        sleep 6
        echo scan >$d/kmemleak || echo "@@x scan"
        echo "@@leaks $(grep -c ^unreferenced $d/kmemleak)"
        sed 's/^/@leak /' $d/kmemleak | head -n 60
        echo "@@end"
        reboot -f
}
# The records, before the module goes and takes its memory along.
answers() {
        stty raw -F /dev/ttyS1
        cat /dev/peekbench >/dev/ttyS1
}
echo clear >$d/kmemleak
"""
# What sleeps may fail, too; "loads" says which allocation is to.
FAIL = """
for a in $d/failslab $d/fail_page_alloc; do
        echo 0 >$a/verbose
        echo N >$a/ignore-gfp-wait
        echo 100000 >$a/times
done
echo N >$d/fail_page_alloc/ignore-gfp-highmem
echo 0 >$d/fail_page_alloc/min-order
"""


class DebugKernel(Harmed):
    boot_seconds = SECONDS
    fails = False
    bounces = ("swiotlb=8192,force", "")
    # Without ACPI's interpreter, which gives up after 30 s of a slow guest, the
    # machine cannot be switched off: it starts again, which ends QEMU.  Little
    # memory, as kmemleak looks through all of it.
    patient = "acpi=off rcupdate.rcu_cpu_stall_timeout=300 "
    append = patient + "mem=192M "
    options = {"kernel": TREE, "seconds": SECONDS, "still": SECONDS,
               "devices": "-device lsi53c895a -device edu,dma_mask=0xffffffff",
               "append": append + "swiotlb=8192,force", "icount": "yes"}

    def setUp(self):
        super().setUp()
        if not (LONG and TREE):
            self.skipTest("long, and PEEKBENCH_DEBUG_KERNEL names no kernel "
                          "made with bench/kernel/config.debug")

    def own_modules(self):
        place = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, place)
        subprocess.run(
            ["cc", "-static", "-O2", "-o", os.path.join(place, "loads"),
             os.path.join(Under.source, "tests/kernel_modules/loads.c")],
            check=True)
        return made_modules(TREE, place) + [os.path.join(place, "loads")]

    def lines(self, job, *requests, **options):
        made_modules.cache_clear()
        shutil.rmtree(self.path("overlay"), ignore_errors=True)
        options = {**self.options, **options}
        options["devices"] += " -serial file:" + self.path("stream")
        lines = super().lines(KMEMLEAK + job, *requests, **options)
        self.console = self.path("guest", "console")
        self.assertIn(["end"], lines, self.tail())
        return lines

    def assert_quiet(self, console):
        """A trace alone says that an allocation was made to fail, or that sysfs
        had such a link: docs/kernel.md."""
        super().assert_quiet(console.replace("Call Trace:", "")
                             if self.fails else console)

    def tail(self):
        with open(self.path("guest", "console"), errors="replace",
                  encoding="utf-8") as file:
            return file.read()[-4000:]

    def ends(self):
        """Of each case that answers() has brought out."""
        with open(self.path("stream"), "rb") as file:
            return list(endings(cut(file.read())))

    def no_leak(self, lines):
        self.assertIn(["leaks", "0"], lines, self.tail())
        self.assertNotIn(["x"], [line[:1] for line in lines])

    def test_its_checks_speak(self):
        """A module that makes the fault that each of them detects."""
        console = self.guest(
            "x86", KMEMLEAK + """
insmod /peekwarn.ko harm=1
leaks
""", overlay=self.overlay(), **self.options)
        for word in ("BUG: KASAN: slab-out-of-bounds",
                     "WARNING: possible recursive locking detected",
                     "BUG: sleeping function called from invalid context",
                     "DMA-API: "):
            self.assertIn(word, console)
        self.assertRegex(console, "@@leaks [1-9]")

    def test_loading_and_unloading(self):
        """Half of them on two CPUs."""
        for more in "", " -smp 2":
            lines = self.lines("""
rmmod peekbench
/loads loads %d
leaks
""" % ((LOADS + 1) // 2), request(size=256, ring=4, looks=1, rearm=REMAP),
                               devices=self.options["devices"] + more,
                               icount="" if more else "yes")
            self.assertIn(["loads", str((LOADS + 1) // 2)], lines)
            self.no_leak(lines)

    def cases(self, device, **more):
        """More than a hundred: every strategy, each way to map and to give
        back."""
        return [with_directions(
                    request(case_index=i, strategy=strategy, device=device,
                            rearm=rearm, size=256, ring=4, looks=1, frames=2,
                            timed=1, counted=1, **more), mapped, synced)
                for i, (strategy, rearm, (mapped, synced)) in enumerate(
                    itertools.product(self.strategies(), range(len(REARMS)),
                                      ((0, 0), (1, 0), (1, 1))))
                # Else it is a bug of the driver to DMA_API_DEBUG, see below.
                if mapped or REARMS[rearm] not in ("to_device",
                                                   "bidirectional")]

    def strategies(self):
        listed = json.loads(self.succeeds("list", "strategies",
                                          "--json").stdout)
        return [item["name"] for item in listed["strategies"]]

    def test_every_device(self):
        """All of a boot's cases in one write after the other."""
        for bounce in self.bounces:
            with self.subTest(append=bounce):
                cases = [case for device in ("lsi", "edu", "dmaengine")
                         for case in self.cases(device)]
                self.assertGreater(len(cases), 300)
                lines = self.lines("""
insmod /peekdma.ko
dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null || echo "@@x dd"
answers
rmmod peekbench || echo "@@x rmmod"
rmmod peekdma || echo "@@x rmmod"
leaks
""" % REQUEST_BYTES, *cases, append=self.append + bounce)
                self.no_leak(lines)
                self.assertEqual({number for number, _ in self.ends()}, {0},
                                 self.ends())
                self.assertEqual(len(self.ends()), len(cases))

    def without_acpi(self):
        """A PATH with a QEMU that adds to what its guests are told."""
        name = "qemu-system-x86_64"
        os.mkdir(self.path("bin"))
        path = self.write(f"bin/{name}", f"""#!/bin/bash
exec {shutil.which(name)} "${{@/#console=/{self.patient}console=}}"
""")
        os.chmod(path, 0o755)
        return environment(PATH=f"{self.path('bin')}:{os.environ['PATH']}")

    def measured(self, *words):
        """A hundred cases and more, of which no boot has complained."""
        done = self.call(
            "run", *words, "--kernel", TREE, "--benchmark_repetitions=1",
            "--out", "out.json", env=self.without_acpi(),
            timeout=self.boot_seconds)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        document = self.load("out.json")["peekbench"]
        self.assertGreaterEqual(len(document["cases"]), 100)
        for case in document["cases"]:
            self.assertIn(case["state"], ("ok", "unsafe"), case["reason"])
        for boot in document["kernel"]["boots"]:
            self.assertEqual(boot["kernel_warnings"], 0, boot.get("warning"))
            for word in ("KASAN=y", "PROVE_LOCKING=y", "DMA_API_DEBUG=y",
                         "DEBUG_ATOMIC_SLEEP=y", "FAULT_INJECTION=y"):
                self.assertIn(word, boot["kernel_instrumented"])
        self.assertIn("CHECKS", done.stdout)
        return document

    def test_a_process_of_the_host_as_device(self):
        """Re-arms that DMA_API_DEBUG does not mind."""
        self.measured("kernel-regression", "--set",
                      "rearm=from_device,remap,none")

    def test_an_unmodified_driver(self):
        """e100, watched a hundred times."""
        document = self.measured(
            "kernel-e100", "--set", "device=e100", "--set",
            "platform=coherent,swiotlb", "--set", "copy=kernel_memcpy",
            "--set", "size=" +
            ",".join(str(64 + 16 * i) for i in range(25)), "--set",
            "gap=0,20000")
        for boot in document["kernel"]["boots"]:
            self.assertEqual(len(boot["received"]), 50)

    def test_whatever_allocation_fails_while_it_is_loaded(self):
        self.fails = True
        lines = self.lines(FAIL + """
rmmod peekbench
/loads load
insmod /peekbench.ko mailbox=77 || echo "@@x insmod"
ask 0 || echo "@@x ask"
rmmod peekbench || echo "@@x rmmod"
leaks
""", request(size=256, ring=4, looks=1, rearm=REMAP))
        self.no_leak(lines)
        self.check_fired(lines, 1)

    def check_fired(self, lines, count):
        """Each failure was refused, or the work done without that memory."""
        rows = [tuple(map(int, line[1:])) for line in lines
                if line[0] == "fired"]
        self.assertEqual(len(rows), count)
        for fired, refused, taken in rows:
            self.assertGreater(refused, 0)
            self.assertEqual(refused + taken, fired)

    def test_whatever_allocation_fails_while_it_works(self):
        """A request that is taken may say in its record that it failed."""
        self.fails = True
        small = {"size": 256, "ring": 4, "looks": 1, "frames": 2,
                 "rearm": REMAP}
        asked = [request(device="dmaengine", timed=1, counted=1, **small),
                 request(strategy="coherent_status", timed=1, counted=1,
                         **small),
                 request(device="edu", **small),
                 request(kind=CALLS, rounds=1, size=256),
                 with_swiotlb(request(**small), 1),
                 request(kind=WATCH, device="e100")]
        lines = self.lines(FAIL + """
insmod /peekdma.ko
for k in $(seq 0 %d); do
        /loads ask $k %d
done
for k in $(seq 0 %d); do ask $k || echo "@@x ask"; done
answers
rmmod peekbench || echo "@@x rmmod"
rmmod peekdma || echo "@@x rmmod"
leaks
""" % (len(asked) - 1, len(asked), len(asked) - 1), *asked,
                           request(kind=UNWATCH))
        self.no_leak(lines)
        self.check_fired(lines, len(asked))
        self.assertEqual([number for number, _ in self.ends()[-4:]], [0] * 4,
                         self.ends())

    def opinions(self):
        """(strategy, mapped, synced, rearm): first complaint of DMA_API_DEBUG.
        Nothing bounces, so that every strategy sees frames and gives them
        back."""
        names = list(itertools.product(self.strategies(), MAPPED, SYNCED,
                                       REARMS))
        cases = [with_directions(
                     request(strategy=strategy, rearm=REARMS.index(rearm),
                             size=256, ring=4, looks=1, frames=2),
                     MAPPED.index(mapped), SYNCED.index(synced))
                 for strategy, mapped, synced, rearm in names]
        console = self.guest("x86", """
ask() {
        dd if=/requests of=/dev/peekbench bs=%d skip=$1 count=1 2>/dev/null
}
d=/sys/kernel/debug/dma-api
for k in $(seq 0 %d); do
        echo 1 >$d/num_errors
        was=$(cat $d/error_count)
        echo "@@case $k"
        ask $k
        echo "@@count $k $(($(cat $d/error_count) - was))"
done
echo "@@end"
reboot -f
""" % (REQUEST_BYTES, len(cases) - 1), b"".join(cases),
                             **{**self.options, "append": self.append})
        self.assertIn("@@end", console)
        parts = re.split(r"@@case \d+\r?\n", console)[1:]
        self.assertEqual(len(parts), len(names))
        ends = list(endings(records(self.path("ram"))))
        self.assertEqual([number for number, _ in ends], [0] * len(names))
        found = {}
        for name, part in zip(names, parts):
            said = re.search(r"DMA-API: \S+ \S+ device driver (.*?) \[", part)
            count = int(re.search(r"@@count \d+ (\d+)", part).group(1))
            self.assertEqual(count > 0, said is not None, part)
            found[name] = said.group(1) if said else None
        return found

    def test_the_checker_knows_what_dma_api_debug_says(self):
        found = self.opinions()
        check = json.loads(subprocess.run(
            [Under.program, "check", "--platform", "coherent", "--set",
             "mapped=from_device,bidirectional", "--set",
             "synced=from_device,mapping", "--json"],
            capture_output=True, text=True, check=False).stdout)
        known = {}
        for row in check["rows"]:
            key = (row["strategy"], row.get("mapped", "from_device"),
                   row.get("synced", "from_device"), row["rearm"])
            known.setdefault(key, set()).add(row["dma_debug"])
        for key, said in found.items():
            # null's buffers are coherent memory in the module: no mapping.
            if key in known and key[0] != "null":
                self.assertEqual(known[key], {said}, key)
        self.assertGreater(len(known.keys() & found.keys()), 100)
        self.check_page(found)

    def check_page(self, found):
        """docs/strategies.md has a row for each, as this boot has it."""
        with open(os.path.join(Under.source, "docs", "strategies.md"),
                  encoding="utf-8") as file:
            page = file.read()
        for row in opinion_rows(found):
            if "`null`" not in row:
                self.assertIn(row, page)


def opinion_rows(found):
    """A row of the page for each strategy: re-arms with a complaint, by
    mapping."""
    rows = []
    for strategy in dict.fromkeys(key[0] for key in found):
        cells = []
        for mapped in MAPPED:
            bad = sorted({key[3] for key, said in found.items()
                          if key[:2] == (strategy, mapped) and said})
            cells.append(", ".join(bad) or "-")
        rows.append(f"| `{strategy}` | {' | '.join(cells)} |")
    return rows
