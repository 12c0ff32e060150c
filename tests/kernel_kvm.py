# SPDX-License-Identifier: GPL-2.0 OR MIT
"""KVM: a machine that has none, one whose guests do not come up, and an emulator
that is taken for it.  The QEMU of these tests is made up, or emulates."""
import os
import shutil
import subprocess

from cli_base import Under, environment
from kernel_base import BOOT_SECONDS, KernelTest, long, run_script
from kernel_own import MadeUp

__all__ = ["KvmProbe", "KvmGuest"]

SMALL = ("--set", "platform=swiotlb", "--set", "size=256", "--set", "ready=1",
         "--strategy", "full_sync,null", "--benchmark_repetitions=2")
# The kernel's command line distinguishes the probe from a boot.
PROBE = "[[ $words == *mailbox* || $words == *loglevel* ]] || "


class KvmProbe(MadeUp):

    def setUp(self):
        super().setUp()
        self.tree()
        self.env.update(PEEKBENCH_KVM_NODE=self.write("kvm", ""),
                        PEEKBENCH_KVM_SECONDS="1")

    def refused(self, *names):
        """kernel-kvm says why there are no cycles, and what to run instead."""
        done = self.call("run", "kernel-kvm", "--kernel", self.path("linux"),
                         "--out", "out.json", *SMALL, env=self.env,
                         timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_one_line(done.stderr, "no KVM here", "kernel-x86", *names)
        self.assertFalse(os.path.exists(self.path("out.json")))

    def test_a_machine_without_kvm(self):
        self.qemu("touch %s" % self.path("booted"))
        self.env["PEEKBENCH_KVM_NODE"] = self.path("nowhere")
        self.refused("no ", "nowhere")
        self.assertFalse(os.path.exists(self.path("booted")))

    def test_a_qemu_that_dies_is_asked_once(self):
        self.qemu(f"echo again >>{self.path('asked')}\n"
                  "echo 'failed to set MSR 0x10a' >&2; kill -ABRT $$")
        for _ in range(2):
            self.refused("status 134", "MSR 0x10a")
        self.assertEqual(self.read("asked"), "again\n")

    def test_a_guest_that_says_nothing(self):
        self.qemu("exec sleep 1000")
        self.refused("nothing within 1 s")
        listing = subprocess.run(["ps", "-eo", "args"], capture_output=True,
                                 text=True, check=True).stdout
        self.assertNotIn(self.folder + "/bin/qemu", listing)

    def words_of(self, accel, **options):
        """The options of QEMU for a boot, and the facts of it."""
        self.qemu(f'{PROBE} {{ {self.probe}; }}\n'
                  f'printf "%s\\n" "$@" >{self.path("words")}')
        self.boot(accel=accel, cpu="max", **options)
        facts = dict(line.split("=", 1) for line
                     in self.read("guest/facts").splitlines())
        return self.read("words").split("\n"), facts

    def test_where_guests_come_up_boots_are_under_kvm(self):
        self.probe = 'echo @@up >"$console"; exec sleep 1000'
        words, facts = self.words_of("kvm")
        self.assertEqual(words[words.index("-accel") + 1], "kvm")
        self.assertEqual((facts["accel"], facts["cpu"]), ("kvm", "max"))
        # As an emulated CPU chooses its memcpy(), so must this one.
        words, facts = self.words_of("auto")
        self.assertEqual(words[words.index("-accel") + 1], "kvm")
        self.assertEqual(words[words.index("-cpu") + 1], "max,-fsrm")
        self.assertNotIn("no_kvm", facts)
        self.assertNotIn("-accel", self.words_of("tcg")[0])
        self.assertIn("but tcg, kvm, auto", self.boot(status=2, accel="xen"))

    def test_where_none_comes_up_a_boot_is_emulated_and_says_why(self):
        self.probe = "exit 1"
        words, facts = self.words_of("auto")
        self.assertNotIn("-accel", words)
        self.assertEqual((facts["accel"], facts["cpu"]), ("tcg", "max"))
        self.assertIn("status 1", facts["no_kvm"])


class KvmGuest(KernelTest):

    def emulator(self):
        """A QEMU that emulates where it is told to use KVM, and so enters the
        kernel without its compression."""
        real = shutil.which("qemu-system-x86_64")
        self.needs_qemu()
        os.mkdir(self.path("bin"))
        path = self.write("bin/qemu-system-x86_64", f"""#!/bin/bash
words=()
for word; do
        [[ $word != kvm ]] || word=tcg
        [[ $word != host ]] || word=max
        unpacked=${{word/%vmlinuz-*/vmlinux-${{word##*/vmlinuz-}}}}
        [[ $word != */vmlinuz-* || ! -e $unpacked ]] || word=$unpacked
        words+=("$word")
done
exec {real} "${{words[@]}}"
""")
        os.chmod(path, 0o755)
        return environment(PATH=f"{self.path('bin')}:{os.environ['PATH']}",
                           PEEKBENCH_KVM_NODE=self.write("kvm", ""),
                           PEEKBENCH_KVM_SECONDS="300")

    def test_ticks_of_an_emulator_are_no_cycles(self):
        self.needs_guest()
        done = self.call("run", "kernel-kvm", "--out", "out.json", *SMALL,
                         env=self.emulator(), timeout=BOOT_SECONDS)
        self.assertIn(done.returncode, (1, 2), done.stderr)
        document = self.load("out.json")["peekbench"]
        boot, = document["kernel"]["boots"]
        self.assertEqual(boot["hypervisor"], "TCGTCGTCGTCG")
        self.assertNotIn("calls", boot)
        for case in document["cases"]:
            self.assertEqual(case["state"], "failed")
            self.assertIn("under TCGTCGTCGTCG, not under KVM", case["reason"])
            self.assertFalse(any(figure.get("samples") for figure
                                 in case["metrics"].values()))

    @long
    def test_the_way_of_a_guest_under_kvm(self):
        """With a module that takes the emulator for KVM."""
        self.needs_guest()
        headers = run_script("headers", "x86").stdout.strip()
        for name in ("include", "strategies", "bench"):
            shutil.copytree(os.path.join(Under.source, name),
                            self.path("lying", name))
        stamp = self.path("lying/bench/kernel/module/stamp_x86.c")
        text = self.read(stamp)
        self.assertIn("memcpy(text, word, sizeof(word));", text)
        self.write(stamp, text.replace(
            "memcpy(text, word, sizeof(word));",
            'memcpy(text, "KVMKVMKVM", sizeof("KVMKVMKVM"));'))
        subprocess.run([self.path("lying/bench/kernel/guest"), "module",
                        headers, self.path("lying.ko")], check=True)
        env = {**self.emulator(), "PEEKBENCH_MODULE": self.path("lying.ko")}
        debian = os.path.dirname(os.path.dirname(os.path.dirname(headers)))
        done = self.call("run", "kernel-kvm", "--kernel", debian, "--out",
                         "out.json", *SMALL, env=env, timeout=BOOT_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        document = self.load("out.json")["peekbench"]
        boot, = document["kernel"]["boots"]
        self.assertEqual(
            {key: boot[key] for key in ("kind", "accel", "cpu", "icount",
                                        "hypervisor", "kernel_warnings")},
            {"kind": "measured", "accel": "kvm", "cpu": "host", "icount": "no",
             "hypervisor": "KVMKVMKVM", "kernel_warnings": 0})
        self.assertNotIn("copy_instructions_per_byte", boot)
        self.assertTrue(all(row["for_cpu"] > 0 for row in boot["calls"]))
        for entry in document["counters"].values():
            self.assertEqual((entry["class"], entry["side"]),
                             ("not supported", "kernel"))
        for case in document["cases"]:
            self.assertEqual(case["state"], "ok", case["reason"])
            metric = case["metrics"]["cycles_per_completion"]
            self.assertEqual((metric["kind"], metric["unit"],
                              len(metric["samples"])),
                             ("measured", "clock ticks", 2))
        page = " ".join(done.stdout.split())
        self.assertIn("under kvm, -cpu host", page)
        self.assertIn("clock ticks of one call, guest kvm, swiotlb", page)
