# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The module and the guest script against malformed requests."""
import errno
import glob
import os

from cli_base import Under, environment
from kernel_base import (ABI, BOOT_SECONDS, CALLS, END, LONG, REQUEST_BYTES,
                         UNWATCH, WATCH, KernelTest, endings, records, request,
                         run_script, with_directions, with_script,
                         with_swiotlb)

__all__ = ["Module", "Guests"]

LOAD_CYCLES = 500 if LONG else 10

# One request a time; "taken" or "refused" for each, in order.
TRY = """
i=0
while [ $i -lt %d ]; do
        if dd if=/requests of=/dev/peekbench bs=%d skip=$i count=1 2>/dev/null
        then echo "@@$i taken"; else echo "@@$i refused"; fi
        i=$((i + 1))
done
"""


def numbered(console):
    """The fate of each request."""
    return [line.split("@@")[1].split()[1] for line in console.splitlines()
            if "@@" in line]


class Module(KernelTest):
    noisy = {"append": "swiotlb=force loglevel=5 cryptomgr.notests"}

    def tried(self, *requests):
        console = self.guest("x86", TRY % (len(requests), REQUEST_BYTES),
                             b"".join(requests), **self.noisy)
        self.assert_quiet(console)
        return numbered(console)

    def test_hostile_requests_are_refused(self):
        good = [request(), request(kind=CALLS, rounds=2)]
        huge = 2 ** 32 - 1
        bad = [request(**{key: huge}) for key in
               ("size", "status", "rearm", "looks", "ring", "rounds", "frames",
                "short_frame", "order", "grain", "gap_ns", "timed", "counted",
                "processing", "dirtied", "align", "events",
                "magic", "bytes")]
        bad += [request(**{key: 0}) for key in
                ("size", "ring", "rounds", "frames", "grain")]
        bad += [request(abi=ABI - 1), request(events=1), request(kind=99),
                request(kind=UNWATCH),
                request(grain=12), request(size=262144, ring=1024),
                request(strategy="x" * 32), request(device="y" * 32),
                request(kind=CALLS, size=0), os.urandom(REQUEST_BYTES),
                with_swiotlb(request(), 3), with_directions(request(), 2, 0),
                with_directions(request(), 0, 2),
                with_swiotlb(request(timed=1), 1),
                with_swiotlb(request(counted=1), 2),
                with_script(request(), (0, 0, 9, 0, 0), (0, 0, 2, 0, 0)),
                with_script(request(), (0, 0, 1, 0, 0), (5, 0, 2, 0, 0)),
                with_script(request(), (0, 0, 1, 0, 0), (0, 0, 4, 0, 0)),
                with_script(request(), (0, 0, 1, 0, 0), (4, 0, 2, 1536, 4)),
                with_script(request(), (0, 0, 1, 0, 0), (4, 0, 2, 4, 1536))]
        good.append(with_script(request(), (0, 0, 1, 0, 0), (4, 0, 2, 0, 16)))
        # Wrong only when they run: their record says so.
        late = [request(size=4), request(strategy="nobody"),
                request(device="nothing"), request(device="dmaengine")]
        self.assertEqual(self.tried(*good, *bad, *late, *good),
                         ["taken"] * 3 + ["refused"] * len(bad) +
                         ["taken"] * (len(late) + 3))
        numbers, reasons = zip(*endings(records(self.path("ram"))))
        self.assertEqual(numbers, (0, 0, 0, -errno.EINVAL, -errno.EINVAL,
                                   -errno.EINVAL, -errno.ENODEV, 0, 0, 0))
        for reason, word in zip(reasons[3:7], ("status", "nobody", "nothing",
                                               "dmaengine")):
            self.assertIn(word, reason)

    def test_reads_and_writes_of_any_size_and_place(self):
        """A write of another size than a request is refused; a read ends."""
        job = """
cp /requests /more
head -c 1000000 /dev/zero >>/more
size() { dd if=/more of=/dev/peekbench bs=$1 count=1 2>/dev/null; }
for n in 1 679 681 1360 65536 1048576; do
        if size $n; then echo "@@$n taken"; else echo "@@$n refused"; fi
done
dd if=/requests of=/dev/peekbench bs=680 2>/dev/null && echo "@@0 taken"
all=$(cat /dev/peekbench | wc -c)
for n in 1 7 4095 67108864; do
        [ $(dd if=/dev/peekbench bs=$n 2>/dev/null | wc -c) = $all ] &&
                echo "@@$n whole"
done
for n in $((all - 1)) $all $((all + 1)) $((1 << 62)); do
        echo "@@$n $(dd if=/dev/peekbench bs=1 skip=$n 2>/dev/null | wc -c)"
done
"""
        console = self.guest("x86", job, request(), **self.noisy)
        self.assert_quiet(console)
        self.assertEqual(numbered(console),
                         ["refused"] * 6 + ["taken"] + ["whole"] * 4 +
                         ["1", "0", "0", "0"])

    def test_a_full_pool_fails_one_case_and_leaks_nothing(self):
        job = TRY % (3, REQUEST_BYTES) + """
echo "@@3 $(cat /sys/kernel/debug/swiotlb/io_tlb_used)"
"""
        # 512 slots of 2 KiB, and a ring of 4 MiB.
        console = self.guest(
            "x86", job, request() + request(size=4096, ring=1024) + request(),
            append="swiotlb=512,force loglevel=5 cryptomgr.notests")
        self.assertEqual(numbered(console), ["taken"] * 3 + ["0"])
        good, full, again = endings(records(self.path("ram")))
        self.assertEqual((good, again), ((0, ""), (0, "")))
        self.assertEqual(full[0], -errno.ENOMEM)
        self.assertIn("pool", full[1])

    def test_loading_and_unloading_many_times_leaves_nothing(self):
        job = """
free_kib() {
        echo 3 > /proc/sys/vm/drop_caches
        awk '/^MemFree/ {print $2}' /proc/meminfo
}
cycle() {
        i=0
        while [ $i -lt $1 ]; do
                insmod /peekbench.ko mailbox=77 || echo "@@x insmod"
                dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null ||
                        echo "@@x dd"
                rmmod peekbench || echo "@@x rmmod"
                i=$((i + 1))
        done
}
rmmod peekbench
cycle 3
before=$(free_kib)
cycle %d
after=$(free_kib)
cat /sys/kernel/debug/swiotlb/io_tlb_used > /tlb
echo "@@a $((before - after)) $(cat /tlb)"
ls /dev/peekbench 2>/dev/null && echo "@@x left"
""" % (REQUEST_BYTES, LOAD_CYCLES)
        console = self.guest("x86", job, request(ring=64, size=4096) +
                             request(kind=WATCH, device="e100"), **self.noisy)
        self.assert_quiet(console)
        self.assertNotIn("@@x", console)
        line, = [line for line in console.splitlines() if "@@a" in line]
        leaked_kib, slots = line.split("@@a")[1].split()[:2]
        # A stream's piece is 64 KiB: one lost a cycle would be 20 of them.
        self.assertLess(int(leaked_kib), 64 * LOAD_CYCLES // 2)
        self.assertEqual(int(slots), 0)

    def test_unloading_during_a_run_is_refused(self):
        job = """
dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null &
sleep 1
if rmmod peekbench 2>/dev/null; then echo "@@0 unloaded"
else echo "@@0 busy"; fi
kill $! 2>/dev/null
wait $!
if rmmod peekbench; then echo "@@1 unloaded"
else echo "@@1 busy"; fi
""" % REQUEST_BYTES
        console = self.guest("x86", job,
                             request(rounds=10000, frames=65536, ring=64),
                             **self.noisy)
        self.assert_quiet(console)
        self.assertEqual(numbered(console), ["busy", "unloaded"])

    def test_what_loads_on_a_real_machine_loads_and_goes(self):
        with open(os.path.join(Under.source, "bench", "kernel", "load"),
                  encoding="utf-8") as file:
            script = file.read()
        job = f"""
rmmod peekbench
cat > /load <<'END'
{script}
END
sh /load /peekbench.ko /requests /records {REQUEST_BYTES} && echo "@@0 loaded"
[ -e /dev/peekbench ] || echo "@@1 gone"
tail -c 32 /records | head -c 6 | hexdump -v -e '1/1 "%d "' > /tail
echo "@@2 $(cat /tail)"
sh /load /nothing /requests /records {REQUEST_BYTES} || echo "@@3 refused"
"""
        console = self.guest("x86", job, request(timed=1, counted=1) +
                             request(kind=END), **self.noisy)
        self.assert_quiet(console)
        lines = [line.split("@@")[1].split() for line in console.splitlines()
                 if "@@" in line]
        # "peek", and the type of the record that ends a stream.
        self.assertEqual(lines, [["0", "loaded"], ["1", "gone"],
                                 ["2", "112", "101", "101", "107", "7", "0"],
                                 ["3", "refused"]])

    def test_a_device_that_is_unbound_is_no_device(self):
        job = """
d=/sys/bus/pci/drivers/peekbench-lsi
for i in 1 2 3; do
        a=$(ls $d | grep :)
        dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null &
        echo $a > $d/unbind
        wait $!
        dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null
        echo $a > $d/bind
        dd if=/requests of=/dev/peekbench bs=%d 2>/dev/null
done
echo "@@0 survived"
""" % ((REQUEST_BYTES,) * 3)
        console = self.guest("x86", job, request(frames=64), **self.noisy)
        self.assert_quiet(console)
        self.assertEqual(numbered(console), ["survived"])


class Guests(KernelTest):

    def without(self, *tools):
        """A PATH with everything but @tools."""
        os.mkdir(self.path("bin"))
        for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
            for name in os.listdir(folder):
                link = self.path("bin", name)
                if name not in tools and not os.path.lexists(link):
                    os.symlink(os.path.join(folder, name), link)
        return environment(PATH=self.path("bin"))

    def test_no_qemu_is_one_line(self):
        self.refused("run", "kernel-x86",
                     env=self.without("qemu-system-x86_64"),
                     names=("qemu-system-x86_64", "qemu-system-x86"))

    def test_a_cache_that_cannot_be_written_is_one_line(self):
        self.write("file", "")
        self.refused("run", "kernel-x86", names=("cannot write",),
                     env=environment(PEEKBENCH_CACHE=self.path("file", "x")))

    def test_what_does_not_fit_is_refused_before_any_boot(self):
        for axes in (("device=thread",), ("device=host", "guest=raspi3"),
                     ("platform=mips",), ("platform=arm64",),
                     ("copy=descending",), ("device=dmaengine",),
                     ("guest=none",), ("platform=swiotlb@v5.16",),
                     ("ring=1024",), ("pace=100", "device=host")):
            words = [word for axis in axes for word in ("--set", axis)]
            self.refused("run", "kernel-x86", *words,
                         names=(axes[0].split("=")[0],))
        self.refused("run", "quick", "--set", "guest=x86,none", "--set",
                     "device=lsi", names=("guest",))

    def test_a_guest_that_panics_is_a_failed_case_with_its_last_words(self):
        self.needs_qemu()
        console = self.guest("x86", "echo c > /proc/sysrq-trigger\n",
                             append="cryptomgr.notests", seconds="100")
        self.assertIn("Kernel panic", console)

    def test_a_guest_that_dies_leaves_its_last_words(self):
        self.needs_guest()
        qemu = self.write("qemu", """#!/bin/sh
for word; do
        case $word in
        file:*) echo "Kernel panic - not syncing: tired" > "${word#file:}" ;;
        --version) echo "QEMU emulator version 0 (made up)" ;;
        esac
done
""")
        os.chmod(qemu, 0o755)
        changed = self.without("qemu-system-x86_64")
        os.rename(qemu, self.path("bin", "qemu-system-x86_64"))
        done = self.call("run", "kernel-x86", "--set", "copy=rep_movsb",
                         "--set", "platform=swiotlb", "--out", "out.json",
                         env=changed, timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 2)
        self.assertIn("Kernel panic - not syncing: tired", done.stderr)
        for case in self.load("out.json")["peekbench"]["cases"]:
            self.assertEqual(case["state"], "failed")
            self.assertIn("ended before its last record", case["reason"])

    def test_this_kernel_is_left_alone_unless_told(self):
        alone = {"preexec_fn": os.setsid}
        self.refused("run", "kernel-host", names=("--yes", "guest=self"),
                     **alone)
        self.refused("run", "kernel-host", "--set", "guest=self,x86", "--set",
                     "device=lsi", "--set", "platform=coherent",
                     names=("guest",), **alone)

    def test_the_running_kernel_needs_headers_and_root(self):
        headers = f"/lib/modules/{os.uname().release}/build"
        if os.path.exists(headers) and not os.getuid():
            self.skipTest("this would load a module into this machine")
        self.refused("run", "kernel-host", "--yes", names=("guest=self",)
                     if os.getuid() else (headers,))

    def test_a_module_that_is_not_there_is_not_built_instead(self):
        nowhere = self.path("nowhere.ko")
        self.refused("run", "kernel-host", "--yes",
                     env=environment(PEEKBENCH_MODULE=nowhere),
                     names=("guest=self",) if os.getuid()
                     else ("PEEKBENCH_MODULE", nowhere))

    def test_it_builds_for_the_newest_kernel_of_this_debian(self):
        """As a kernel of one's own, which E100's zoo then finds built."""
        where = run_script("headers", "newer")
        if where.returncode:
            self.skipTest(where.stderr.strip())
        headers = where.stdout.strip()
        release = os.path.basename(headers)[len("linux-headers-"):]
        self.assertTrue(release.endswith("-amd64"), release)
        kernel = os.path.dirname(os.path.dirname(os.path.dirname(headers)))
        done = run_script("build", "x86", f"kernel={kernel}")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = []
        for path in glob.glob(os.path.join(os.path.dirname(kernel), "own-x86-*",
                                           "module", "peekbench.ko")):
            with open(path, "rb") as file:
                found.append(f"vermagic={release} ".encode() in file.read())
        self.assertIn(True, found)

    def test_a_module_is_built_at_any_place(self):
        os.mkdir(self.path("headers"))
        self.write("headers/Makefile",
                   "modules:\n\tcat $(M)/Kbuild >$(M)/peekbench.ko\n")
        done = run_script("module", self.path("headers"), self.path("new.ko"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("obj-m := peekbench.o", self.read("new.ko"))
        self.assertEqual(self.files(), ["headers", "headers/Makefile",
                                        "new.ko"])

    def test_a_module_is_built_for_headers_only(self):
        for words in ((), ("/nowhere", "out.ko")):
            done = run_script("module", *words)
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr)

    def test_a_cpu_that_qemu_has_not_is_its_own_words(self):
        self.needs_qemu()
        reason = self.guest("x86", "", status=2, cpu="no-such-cpu")
        self.assertIn("no-such-cpu", reason)
