# SPDX-License-Identifier: GPL-2.0 OR MIT
"""`peekbench run kernel-host`, whole, on a machine that may be lost: a guest
that has the program, its libraries and the module in its initramfs."""
import json
import os
import re
import shutil
import subprocess

from cli_base import Under
from kernel_base import KernelTest, long, made_modules

__all__ = ["OwnKernel", "OwnKernelArm64"]

STATUS = re.compile(r"@@status (\d+)")
HEAD = """
rmmod peekbench
mkdir -p /tmp /usr/bin
ln -sf /bin/busybox /usr/bin/env
export PEEKBENCH_MODULE=/peekbench.ko HOME=/tmp
cd /tmp
"""
RUN = HEAD + """
%(before)s
%(program)s run kernel-host --yes --out out.json %(words)s >table 2>errors
echo "@@status $?"
sed 's/^/@@error /' errors
lsmod | sed -n 's/^peekbench .*/@@left &/p'
[ -e /dev/peekbench ] && echo "@@left a node"
stty raw -F /dev/ttyS1
cat out.json >/dev/ttyS1
stty raw -F /dev/ttyS2
cat table >/dev/ttyS2
"""


def libraries(program):
    """Libraries that the dynamic linker loads for @program."""
    listing = subprocess.run(["ldd", program], capture_output=True, text=True,
                             check=True).stdout
    return re.findall(r"(/\S+) \(0x", listing)


def lay(overlay, path):
    """A copy of @path at the same place below @overlay."""
    to = os.path.join(overlay, path.lstrip("/"))
    os.makedirs(os.path.dirname(to), exist_ok=True)
    if os.path.isdir(path):
        shutil.copytree(path, to)
    elif not os.path.exists(to):
        shutil.copy(path, to)


class OwnKernel(KernelTest):
    strategies = ("full_sync", "partial_copy", "blind_reread", "null")

    def overlay(self):
        """A root in which the program finds all that it wants."""
        folder = self.path("overlay")
        bash = shutil.which("bash")
        # this file marks the folder in which the program was built
        source = os.path.join(os.path.dirname(Under.program), "source.path")
        for path in {Under.program, source, *libraries(Under.program),
                     *libraries(bash),
                     os.path.join(Under.source, "bench", "kernel"),
                     os.path.join(Under.source, "bench", "presets")}:
            lay(folder, path)
        os.makedirs(os.path.join(folder, "bin"))
        shutil.copy(bash, os.path.join(folder, "bin", "bash"))
        for module in self.own_modules():
            shutil.copy(module, folder)
        return folder

    def host_run(self, *words, before="", **options):
        """Run kernel-host in a guest; document, table, console."""
        job = RUN % {"before": "insmod /peekdma.ko\n" + before,
                     "program": Under.program, "words": " ".join(words)}
        files = {name: self.path(name) for name in ("out.json", "table")}
        serial = " ".join(f"-serial file:{path}" for path in files.values())
        console = self.guest("x86", job, overlay=self.overlay(),
                             devices=serial, **options)
        self.assert_quiet(console)
        self.assertNotIn("@@left", console)
        errors = re.findall(r"@@error (.*)", console)
        self.assertEqual(STATUS.findall(console), ["0"], errors)
        return self.load("out.json"), self.read("table"), errors

    def check_platform(self, document, bounced):
        boot, = document["peekbench"]["kernel"]["boots"]
        device, = boot["devices"]
        self.assertEqual(boot["kind"], "measured")
        self.assertTrue(boot["hypervisor"].startswith("TCG"))
        self.assertIn("built elsewhere", boot["module"])
        self.assertEqual("swiotlb=force" in boot["cmdline"], bounced)
        self.assertRegex(boot["swiotlb_slots"],
                         r"\A[1-9]\d*\Z" if bounced else r"\Anone\Z")
        self.assertEqual(boot["iommus"].strip(), "none")
        self.assertEqual(
            {key: device[key] for key in
             ("name", "bus_name", "bounced", "coherent", "need_sync",
              "iommu_domain", "skip_sync")},
            {"name": "dmaengine", "bus_name": "peekdma", "bounced": bounced,
             "coherent": True, "need_sync": bounced, "iommu_domain": "none",
             "skip_sync": "not in this kernel" if self.release(boot) < (6, 10)
             else "off" if bounced else "on"})

    @staticmethod
    def release(boot):
        return tuple(map(int, boot["release"].split(".")[:2]))

    def check_case(self, case):
        if case["axes"]["platform"] != "swiotlb":
            self.assertEqual(case["state"], "skipped")
            self.assertIn("this machine's mappings bounce", case["reason"])
            return
        wrong = case["strategy"] == "blind_reread"
        self.assertEqual(case["state"], "unsafe" if wrong else "ok",
                         case["reason"])
        counts, ledger = case["integrity"], case["ledger"]
        self.assertGreater(counts["frames"], 0)
        self.assertEqual(counts["wrong"], counts["stale"])
        self.assertEqual(counts["stale"] > 0, wrong)
        if case["strategy"] == "full_sync":
            self.assertEqual(ledger["copied"], 5 * 256)
        if case["strategy"] == "partial_copy":
            self.assertEqual(ledger["copied"], 256 + 4 * 4)
        if not wrong:
            copied = ledger["copied"] - ledger["copied_again"]
            self.assertEqual(copied, 0 if case["strategy"] == "null"
                             else ledger["needed"])

    def check_times(self, case):
        metric = case["metrics"]["cycles_per_completion"]
        self.assertEqual((metric["kind"], metric["unit"]),
                         ("measured", "clock ticks"))
        self.assertEqual(len(metric["samples"]), 3)
        self.assertTrue(all(sample > 0 for sample in metric["samples"]))

    def test_the_whole_way_of_kernel_host(self):
        document, table, errors = self.host_run(
            "--set", "size=256", "--set", "ready=4", "--strategy",
            ",".join(self.strategies), "--benchmark_repetitions=3",
            before="insmod /peekpmu.ko", icount="yes",
            append="swiotlb=force cryptomgr.notests ipv6.disable=1 "
            "nolapic_timer")
        self.assertEqual(errors, [])
        self.check_platform(document, True)
        cases = document["peekbench"]["cases"]
        self.assertEqual(len(cases), 4 * len(self.strategies))
        for case in cases:
            with self.subTest(case=case["id"]):
                self.check_case(case)
                if case["state"] == "ok":
                    self.check_times(case)
                    self.check_events(case)
        self.check_counters(document["peekbench"]["counters"])
        self.assertIn("EMULATED the ticks of this CPU say nothing", table)
        self.assertIn("bounced by swiotlb", self.succeeds(
            "show", "out.json", "--details").stdout)
        self.succeeds("cite", "out.json")

    @long
    def test_without_a_bounce_buffer_and_without_a_pmu(self):
        document, table, errors = self.host_run(
            "--set", "size=256", "--set", "ready=4", "--set",
            "platform=coherent", "--strategy", "full_sync,blind_reread",
            "--benchmark_repetitions=3",
            append="cryptomgr.notests ipv6.disable=1")
        self.assertEqual(errors, [])
        self.check_platform(document, False)
        for name, entry in document["peekbench"]["counters"].items():
            self.assertEqual(entry["class"], "not supported", name)
            self.assertIn("perf_event_create_kernel_counter", entry["reason"])
        for case in document["peekbench"]["cases"]:
            self.assertEqual(case["state"], "ok", case["reason"])
            self.assertEqual(case["ledger"]["copied"], 0)
            self.check_times(case)
            events = case["metrics"]["instructions_per_completion"]
            self.assertEqual((events["kind"], events["samples"]),
                             ("absent", []))
        self.assertIn("not supported", " ".join(table.split()))

    def test_what_cannot_be_loaded_or_has_no_device_says_so(self):
        console = self.guest("x86", HEAD + """
try() {
        %s run kernel-host --yes --out out.json >table 2>errors
        echo "@@status $?"
        sed 's/^/@@error /' errors
        ls out.json 2>/dev/null | sed 's/^/@@file /'
}
echo garbage >/tmp/no.ko
PEEKBENCH_MODULE=/tmp/no.ko try
try
rmmod peekbench 2>/dev/null && echo "@@left"
""" % Under.program, overlay=self.overlay(), devices="-nodefaults",
                             append="cryptomgr.notests ipv6.disable=1")
        self.assert_quiet(console)
        lines = re.findall(r"@@(.*)", console)
        self.assertRegex(lines.pop(1), "error peekbench: the module could not "
                         "be loaded: .*/tmp/no.ko.*: invalid module format")
        self.assertEqual(lines, [
            "status 2", "status 2",
            "error peekbench: run: no case was measured: 288 skipped, 0 "
            "failed; the first: no dmaengine channel with DMA_MEMCPY",
            "file out.json"])

    def check_counters(self, counters):
        """peekpmu.c: two true, one dead, one that is not there."""
        self.assertEqual(
            {name: (entry["class"], entry["side"])
             for name, entry in counters.items()},
            {"cycles": ("measured", "kernel"),
             "instructions": ("measured", "kernel"),
             "cache_references": ("dead-zero", "kernel"),
             "cache_misses": ("not supported", "kernel")})
        self.assertIn("0 during loads", counters["cache_references"]["reason"])
        self.assertIn("error 2", counters["cache_misses"]["reason"])
        self.assertIn("during a loop", counters["instructions"]["selftest"])

    def check_events(self, case):
        """A tick of this machine is an instruction, to both of them."""
        metrics = case["metrics"]
        ticks = metrics["cycles_per_completion"]["samples"]
        for name in ("instructions", "core_cycles"):
            events = metrics[f"{name}_per_completion"]
            self.assertEqual(events["kind"], "measured")
            self.assertEqual(len(events["samples"]), len(ticks))
            for event, tick in zip(events["samples"], ticks):
                self.assertAlmostEqual(event, tick, delta=1)
        for name in ("cache_misses", "cache_references"):
            events = metrics[f"{name}_per_completion"]
            self.assertEqual((events["kind"], events["samples"]),
                             ("absent", []))


class OwnKernelArm64(KernelTest):
    """The same on arm64, where the channel is not coherent, with the program
    and the libraries of tests/hosts."""

    def setUp(self):
        super().setUp()
        self.program = os.path.join(Under.source, "build", "arm64", "peekbench")
        self.root = os.path.join(os.environ.get("PEEKBENCH_CACHE") or os.path.join(
            Under.source, "build", "kernel"), "hosts-arm64")
        if not (os.path.exists(self.program) and
                os.path.exists(os.path.join(self.root, "bin", "bash"))):
            self.skipTest("tests/hosts arm64 has not made the program")

    def overlay(self):
        root, folder = self.root, self.path("overlay")
        for program in (self.program, os.path.join(root, "bin", "bash")):
            listing = subprocess.run(
                ["qemu-aarch64-static", "-L", root, "-E",
                 "LD_TRACE_LOADED_OBJECTS=1", program], capture_output=True,
                text=True, check=True).stdout
            for library in re.findall(r"(/\S+) \(0x", listing):
                to = folder + library
                os.makedirs(os.path.dirname(to), exist_ok=True)
                shutil.copy(os.path.realpath(root + library), to)
        for path in (self.program, os.path.join(os.path.dirname(self.program),
                                                "source.path"),
                     os.path.join(Under.source, "bench", "kernel"),
                     os.path.join(Under.source, "bench", "presets")):
            lay(folder, path)
        os.makedirs(os.path.join(folder, "bin"))
        shutil.copy(os.path.join(root, "bin", "bash"),
                    os.path.join(folder, "bin", "bash"))
        self.needs_guest("arm64")
        for module in made_modules(arch="arm64"):
            shutil.copy(module, folder)
        return folder

    @long
    def test_stamps_of_the_pmu_where_the_kernel_allows_them(self):
        """By sysctl kernel.perf_user_access, 0 and then 1."""
        run = (f"{self.program} run quick --set size=256 --set ready=4 "
               "--strategy full_sync --set platform=swiotlb --starts 1 "
               "--benchmark_repetitions=3 --out $1.json >$1 2>&1; "
               "echo \"@@status $1 $?\"; sed \"s/^/@@$1 /\" $1; "
               "sed \"s/^/@@document_$1 /\" $1.json")
        console = self.guest("arm64", HEAD + f"""
clock() {{ {run}; }}
{self.program} host | sed 's/^/@@host_off /'
clock off
echo 1 >/proc/sys/kernel/perf_user_access
{self.program} host | sed 's/^/@@host_on /'
clock on
""", overlay=self.overlay(), machine="virt", devices="", seconds="400",
                             still="300")
        self.assert_quiet(console)
        said = {kind: "\n".join(re.findall(rf"@@{kind} ?(.*?)\r?$", console,
                                           re.M))
                for kind in ("host_off", "host_on", "status", "document_off",
                             "document_on", "on")}
        self.assertEqual(said["status"], "off 0\non 0", console)
        self.assertRegex(said["host_off"], "pmccntr_el0 +not taken: "
                         "kernel.perf_user_access is 0")
        self.assertRegex(said["host_on"], r"pmccntr_el0 +\d+\.\d+ MHz")
        off, on = (json.loads(said[f"document_{word}"])["peekbench"]
                   for word in ("off", "on"))
        self.assertEqual((off["timer"]["clock"], off["timer"]["no_cycles"]),
                         ("cntvct_el0", "kernel.perf_user_access is 0"))
        self.assertEqual(on["timer"]["clock"], "pmccntr_el0")
        self.assertNotIn("no_cycles", on["timer"])
        for case in on["cases"]:
            self.assertEqual(case["state"], "ok", case["reason"])
            self.assertGreater(case["integrity"]["frames"], 0)

    @long
    def test_the_whole_way_of_kernel_host(self):
        words = ("run kernel-host --yes --out out.json --set size=256 --set "
                 "ready=4 --strategy full_sync,blind_reread "
                 "--benchmark_repetitions=3")
        console = self.guest("arm64", HEAD + f"""
insmod /peekdma.ko
{self.program} host | sed 's/^/@@host /'
{self.program} {words} >table 2>errors
echo "@@status $?"
sed 's/^/@@error /' errors
sed 's/^/@@table /' table
sed 's/^/@@document /' out.json
lsmod | sed -n 's/^peekbench .*/@@left &/p'
""", overlay=self.overlay(), machine="virt", devices="", seconds="400",
                             still="300")
        self.assert_quiet(console)
        said = {kind: "\n".join(re.findall(rf"@@{kind} ?(.*?)\r?$", console,
                                           re.M))
                for kind in ("host", "status", "error", "table", "document",
                             "left")}
        self.assertEqual((said["status"], said["error"], said["left"]),
                         ("0", "", ""))
        self.assertRegex(said["host"], "cpu_model +EMULATED by QEMU's TCG")
        # of the PMU that QEMU makes up
        self.assertRegex(said["host"], "cycles +user: measured")
        self.assertIn("EMULATED", said["table"])
        document = json.loads(said["document"])["peekbench"]
        device, = document["kernel"]["boots"][0]["devices"]
        self.assertFalse(device["coherent"] or device["bounced"])
        for case in document["cases"]:
            if case["axes"]["platform"] != "arm64":
                self.assertEqual(case["state"], "skipped")
                continue
            self.assertEqual(case["state"], "ok", case["reason"])
            self.assertGreater(case["integrity"]["frames"], 0)
