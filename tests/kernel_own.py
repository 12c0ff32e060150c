# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Kernels of one's own: trees and packages that are made up, and one that
boots."""
import gzip
import hashlib
import os
import shutil
import subprocess

from cli_base import Under, environment
from kernel_archive import Packages
from kernel_base import BOOT_SECONDS, KernelTest, long, packed, run_script

__all__ = ["OwnTree", "OwnPackages", "OwnBoot", "Refused"]

RELEASE = "6.99.0-peek"
MAKEFILE = "modules:\n\tcp $(M)/Kbuild $(M)/peekbench.ko\n"
NEEDED = """MODULES BLK_DEV_INITRD BINFMT_ELF BINFMT_SCRIPT PRINTK TTY PROC_FS
SYSFS PCI KPROBES KALLSYMS SWIOTLB PERF_EVENTS SERIAL_8250
SERIAL_8250_CONSOLE""".split()
CONFIG = "CONFIG_X86_64=y\n" + "".join(f"CONFIG_{name}=y\n"
                                       for name in NEEDED)
# Prints a version, keeps its arguments and files, and has a console.
QEMU = """#!/bin/bash
[[ $1 != --version ]] || { echo 'QEMU emulator version 0 (made up)'; exit; }
console=
for ((i = 1; i <= $#; i++)); do
        next=$((i + 1))
        case ${!i} in
        file:*) console=${!i#file:} ;;
        -initrd) cp -- "${!next}" %(folder)s/initrd ;;
        -kernel) cp -- "${!next}" %(folder)s/kernel ;;
        -append) words=${!next} ;;
        esac
done
: >"$console"
%(does)s
"""


class MadeUp(KernelTest):
    """A cache in which nothing has to be fetched, and a QEMU that is a
    script."""

    def setUp(self):
        super().setUp()
        os.makedirs(self.path("cache/x86/bin"))
        self.write("cache/x86/bin/busybox", "busybox")
        os.chmod(self.path("cache/x86/bin/busybox"), 0o755)
        os.mkdir(self.path("bin"))
        self.env = environment(
            PEEKBENCH_CACHE=self.path("cache"),
            PATH=f"{self.path('bin')}:{os.environ['PATH']}")

    def files_at(self, base, files):
        for name, text in files.items():
            path = self.path(base, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self.write(path, text)
        return self.path(base)

    def qemu(self, does=":"):
        path = self.write("bin/qemu-system-x86_64",
                          QEMU % {"folder": self.folder, "does": does})
        os.chmod(path, 0o755)

    def tree(self, **changes):
        """A build tree; None takes a file away."""
        files = {"include/config/kernel.release": RELEASE + "\n",
                 "include/generated/autoconf.h": "#define CONFIG_PCI 1\n",
                 ".config": CONFIG, "Makefile": MAKEFILE,
                 "Module.symvers": "0x0\tprintk\tvmlinux\n",
                 "vmlinux": "", "System.map": "",
                 "arch/x86/boot/bzImage": "a kernel"}
        for name, text in changes.items():
            files[name] = text
        where = self.files_at("linux", {name: text for name, text
                                        in files.items() if text is not None})
        for name in ("vmlinux", "System.map"):
            if os.path.exists(os.path.join(where, name)):
                os.utime(os.path.join(where, name), (1, 1))
        return where

    def built(self, what, arch="x86"):
        done = run_script("build", arch, f"kernel={what}", env=self.env)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def not_built(self, what, *words, arch="x86"):
        done = run_script("build", arch, f"kernel={what}", env=self.env)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assert_one_line(done.stderr, *words)

    def boot(self, status=0, **options):
        os.makedirs(self.path("guest"), exist_ok=True)
        self.write("guest/requests", "")
        self.write("ram", "")
        words = {"folder": self.path("guest"), "ram": self.path("ram"),
                 "kernel": self.path("linux"), **options}
        done = run_script("boot", "x86",
                          *(f"{k}={v}" for k, v in words.items()),
                          env=self.env)
        reason = ""
        if os.path.exists(self.path("guest/reason")):
            reason = self.read("guest/reason")
        self.assertEqual(done.returncode, status, reason + done.stderr)
        return reason


class OwnTree(MadeUp):

    def test_a_tree_is_built_for_and_nothing_is_written_there(self):
        where = self.tree()
        before = sorted(os.walk(where))
        self.built(where)
        self.built(os.path.join(where, "arch/x86/boot/bzImage"))
        self.assertEqual(sorted(os.walk(where)), before)

    def test_a_tree_of_arm64(self):
        if not shutil.which("aarch64-linux-gnu-gcc"):
            self.skipTest("no aarch64-linux-gnu-gcc here (Debian package "
                          "gcc-aarch64-linux-gnu)")
        os.makedirs(self.path("cache/arm64/bin"))
        self.write("cache/arm64/bin/busybox", "busybox")
        os.chmod(self.path("cache/arm64/bin/busybox"), 0o755)
        config = CONFIG.replace("X86_64", "ARM64").replace(
            "SERIAL_8250", "SERIAL_AMBA_PL011") + \
            "CONFIG_PCI_HOST_GENERIC=y\n"
        where = self.tree(**{".config": config, "arch/x86/boot/bzImage": None,
                             "arch/arm64/boot/Image": "a kernel"})
        self.built(where, "arm64")
        self.not_built(where, "arm64", "guest=x86")
        os.remove(os.path.join(where, "arch/arm64/boot/Image"))
        self.not_built(where, "make Image", arch="arm64")

    def test_what_a_tree_may_lack(self):
        image = "arch/x86/boot/bzImage"
        lacking = CONFIG.replace("CONFIG_PCI=y\n", "").replace(
            "CONFIG_KPROBES=y\n", "# CONFIG_KPROBES is not set\n")
        for changes, words in (
                ({image: None}, (image, "make bzImage")),
                ({"Module.symvers": None}, ("Module.symvers",
                                            "make modules")),
                ({".config": None}, (".config",)),
                ({".config": lacking}, (RELEASE, "CONFIG_ of: PCI KPROBES ",
                                        "config.x86")),
                ({".config": CONFIG + "CONFIG_MODULE_SIG_FORCE=y\n"},
                 ("CONFIG_MODULE_SIG_FORCE=y",)),
                ({".config": "CONFIG_ARM64=y\n"}, ("arm64", "guest=x86")),
                ({".config": "CONFIG_RISCV=y\n"}, ("another architecture",)),
                ({"Makefile": "modules:\n\tgcc-99 -c x.c\n"},
                 ("does not build", "gcc-99: No such file")),
                ({"Makefile": "modules:\n\ttrue; gcc-99 -c x.c\n"},
                 ("does not build", "gcc-99: not found")),
                ({"Makefile": "other:\n"}, ("does not build", "No rule"))):
            with self.subTest(changes=changes):
                self.not_built(self.tree(**changes), *words)
                shutil.rmtree(self.path("linux"))

    def test_an_image_that_is_older_than_what_it_is_made_of(self):
        for name in ("vmlinux", "System.map"):
            where = self.tree()
            os.utime(os.path.join(where, name))
            os.utime(os.path.join(where, "arch/x86/boot/bzImage"), (9, 9))
            self.not_built(where, "bzImage", "older", name, "make bzImage")

    def test_what_is_no_kernel(self):
        self.not_built(self.path("nowhere"), "no ", "nowhere")
        os.mkdir(self.path("empty"))
        self.not_built(self.path("empty"), "neither a build tree nor")
        self.files_at("source", {"Kbuild": "", "Makefile": ""})
        self.not_built(self.path("source"), "no kernel was built")
        self.write("image", "text")
        self.not_built(self.path("image"), "PEEKBENCH_MODULE")
        self.env["PEEKBENCH_MODULE"] = self.path("image")
        self.not_built(self.path("image"), "no bzImage")
        self.env["PEEKBENCH_MODULE"] = self.path("nowhere.ko")
        self.not_built(self.tree(), "PEEKBENCH_MODULE", "nowhere.ko")

    def test_a_tree_in_a_place_that_make_cannot_name(self):
        where = self.tree()
        os.rename(where, self.path("a b"))
        self.not_built(self.path("a b"), "make does not work")

    def test_the_program_says_it_before_any_boot(self):
        self.qemu("touch %s" % self.path("booted"))
        for what, names in ((self.path("nowhere"), ("nowhere",)),
                            (self.tree(**{"Module.symvers": None}),
                             ("make modules",))):
            self.refused_with(what, *names)
        # One of the two architectures of a plan is wrong.
        self.refused_with(self.tree(), "guest=arm64", words=(
            "--set", "guest=arm64,x86", "--set", "copy=kernel_memcpy"))
        self.assertFalse(os.path.exists(self.path("booted")))

    def refused_with(self, kernel, *names, words=()):
        done = self.call("run", "kernel-x86", "--out", "out.json", *words,
                         env={**self.env, "PEEKBENCH_KERNEL": kernel},
                         timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_one_line(done.stderr, *names)
        self.assertFalse(os.path.exists(self.path("out.json")))

    def test_of_two_kernels_both_are_looked_at_before_any_boot(self):
        self.qemu("touch %s" % self.path("booted"))
        words = ("run", "kernel-x86", "--kernel", self.tree())
        for more, env, names in (
                (("--kernel", self.path("nowhere")), {}, ("nowhere",)),
                (("--kernel", self.path("linux"), "--json"), {}, ("--json",)),
                (("--kernel", self.path("linux"), "--out", "-"), {},
                 ("--out -",)),
                (("--kernel", self.path("linux")),
                 {"PEEKBENCH_MODULE": self.path("x.ko")},
                 ("PEEKBENCH_MODULE",)),
                (("--kernel", "a") * 8, {}, ("--kernel", "8"))):
            done = self.call(*words, *more, env={**self.env, **env},
                             timeout=BOOT_SECONDS)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assert_one_line(done.stderr, *names)
        self.assertFalse(os.path.exists(self.path("booted")))

    def test_the_module_is_built_again_for_another_kernel_there(self):
        where = self.tree()
        self.built(where)
        module, = (os.path.join(self.path("cache"), name, "module")
                   for name in os.listdir(self.path("cache"))
                   if name.startswith("own-") and "." not in name)
        mark = self.write(os.path.join(module, "mark"), "")
        self.built(where)
        self.assertTrue(os.path.exists(mark))
        self.write(os.path.join(where, "include/generated/autoconf.h"),
                   "#define CONFIG_SMP 1\n")
        self.built(where)
        self.assertFalse(os.path.exists(mark))

    def test_what_boots_is_the_kernel_and_its_own_modules(self):
        """Packed in each of the ways in which kernels pack them."""
        where = self.tree()
        for name, pack in (("one.ko", None), ("two.ko", "xz"),
                           ("three.ko", "zstd")):
            if pack and not shutil.which(pack):
                self.skipTest(f"no {pack} here")
            self.files_at("linux/drivers", {name: "module " + name})
            if pack:
                subprocess.run([pack, "-q",
                                os.path.join(where, "drivers", name)],
                               check=True)
        self.qemu()
        self.boot(modules="one two three")
        self.assertEqual(self.read("kernel"), "a kernel")
        listing = subprocess.run(
            "cpio -i --quiet --to-stdout one.ko two.ko three.ko <initrd",
            shell=True, cwd=self.folder, capture_output=True, check=True)
        for name in ("one", "two", "three"):
            self.assertIn(f"module {name}.ko", listing.stdout.decode())
        self.assertIn("no module four.ko", self.boot(status=2, modules="four"))

    def test_a_kernel_is_entered_without_its_compression(self):
        """Where it has such an entry, and can be decompressed here."""
        image, elf = "arch/x86/boot/bzImage", b"\x7fELF" + bytes(3000) + b"end"
        pvh = CONFIG + "CONFIG_PVH=y\n"
        self.qemu()
        streams = [gzip.compress(elf) + b"size"]
        streams += [subprocess.run([*tool, "-c"], input=elf, check=True,
                                   capture_output=True).stdout + b"size"
                    for tool in (("xz", "--check=crc32"), ("zstd",))
                    if shutil.which(tool[0])]
        for config, stream, entered in (
                *((pvh, stream, elf) for stream in streams),
                (CONFIG, streams[0], None), (pvh, gzip.compress(b"a"), None),
                (pvh, b"\x1f\x8bno gzip", None), (pvh, elf, None)):
            with self.subTest(config=config, stream=stream):
                self.tree(**{".config": config, image: packed(stream)})
                self.boot()
                with open(self.path("kernel"), "rb") as file:
                    self.assertEqual(file.read(), entered or packed(stream))
                self.assertIn("kernel_image_sha256=" + hashlib.sha256(
                    packed(stream)).hexdigest(), self.read("guest/facts"))

    def zoo(self, does, *words):
        self.qemu(does)
        return self.call("run", "zoo.ini", "--kernel", self.path("linux"),
                         "--out", "z.gz", *words, env=self.env,
                         timeout=BOOT_SECONDS)

    def test_drivers_are_traced_in_one_guest_and_shown(self):
        self.tree()
        self.files_at("linux/drivers", {"e100.ko": "a module"})
        self.write("zoo.ini", "[drivers]\ndriver = e100, nvme\n")
        trace = os.path.join(Under.source, "tests", "trace", "e100.trace")
        device = "# peekbench: device 0000:00:02.0, driver e100"
        records = f'(echo "{device}"; cat {trace}) | gzip >"$console"'
        done = self.zoo(records)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("no such driver in this kernel: nvme", done.stdout)
        self.assertRegex(done.stdout, r"\ne100 +11 +23 +54 +11 +11 +2\.00 "
                                      r"+17494 +peeks\n")
        self.assertIn(f"noted    Linux {RELEASE}, swiotlb=force",
                      self.succeeds("trace", "show", "z.gz").stdout)
        done = self.zoo(records + "; echo dead >&2; exit 3")
        self.assertIn("ended early: QEMU: dead", " ".join(done.stdout.split()))
        os.unlink(self.path("z.gz"))
        for does, word in ((":", "recorded nothing"),
                           ("echo no such device >&2; exit 1",
                            "QEMU: no such device")):
            done = self.zoo(does)
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, word)
            self.assertNotIn("z.gz", self.files())

    def test_what_no_zoo_can_do_is_one_line(self):
        self.tree()
        self.qemu("exit 1")
        self.write("zoo.ini", "[drivers]\ndriver = e100, e101\n")
        for words, name in (((), "'e101'"), (("--size", "64"), "--size"),
                            (("--starts", "2"), "--starts"),
                            (("--kernel", "b"), "one kernel"),
                            (("--out", "-"), "a file is wanted")):
            done = self.zoo("exit 1", *words)
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, name)

    def test_the_facts_of_a_tree(self):
        where = self.tree(**{".config": CONFIG + 'CONFIG_KASAN=y\n'
                             'CONFIG_CC_VERSION_TEXT="gcc (made up) 1"\n'})
        git = ["git", "-C", where, "-c", "user.name=n", "-c", "user.email=e"]
        for words in (["init", "-q"], ["add", "Makefile"],
                      ["commit", "-qm", "one"], ["tag", "-a", "v9", "-m", "v"]):
            subprocess.run(git + words, check=True)
        self.qemu()
        image = os.path.join(where, "arch/x86/boot/bzImage")
        os.utime(image, (2, 2))
        self.assertIn("not known", self.facts()["kernel_git"])
        os.utime(image)
        facts = self.facts()
        self.assertEqual(
            {key: facts[key] for key in ("kernel_release", "kernel_from",
                                         "kernel_git", "compiler")},
            {"kernel_release": RELEASE, "kernel_from": "tree",
             "kernel_git": "v9", "compiler": "gcc (made up) 1"})
        self.assertIn("KASAN=y", facts["kernel_config"])
        self.assertIn("SWIOTLB=y", facts["kernel_config"])
        for name in ("image", "config"):
            self.assertRegex(facts[f"kernel_{name}_sha256"],
                             r"\A[0-9a-f]{64}\Z")
        self.assertRegex(facts["module_sha256"], r"\A[0-9a-f]{64}\Z")
        self.write(os.path.join(where, "Makefile"), MAKEFILE + "# changed\n")
        # A commit of before, and a file of after the image.
        os.utime(image)
        os.utime(os.path.join(where, "Makefile"), (2 ** 32, 2 ** 32))
        self.assertIn("not known", self.facts()["kernel_git"])
        os.utime(os.path.join(where, "Makefile"), (2, 2))
        changed = self.facts()
        self.assertEqual(changed["kernel_git"], "v9-dirty")
        self.assertIn("kernel_git_diff_sha256", changed)

    def facts(self):
        self.boot()
        return dict(line.split("=", 1) for line
                    in self.read("guest/facts").splitlines())

    def test_a_fragment_has_all_that_is_asked_for(self):
        for arch in ("x86", "arm64"):
            text = run_script("config", arch).stdout
            self.assertIn("CONFIG_PCI=y\n", text)
            if arch == "x86":
                self.tree(**{".config": "CONFIG_X86_64=y\n" + text})
                self.built(self.path("linux"))
        done = run_script("config", "mips")
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "mips")


class OwnPackages(MadeUp, Packages):

    def folder_of(self, **changes):
        """The layout of unpacked packages of a new Debian kernel."""
        source = f"usr/src/linux-headers-{RELEASE}"
        common = "usr/src/linux-headers-6.99.0-common"
        files = {f"usr/lib/modules/{RELEASE}/vmlinuz": "a kernel",
                 f"{source}/Makefile": "KBUILD_OUTPUT=/nowhere\n"
                 f"include /{common}/Makefile\n",
                 f"{source}/Module.symvers": "0x0\tprintk\tvmlinux\n",
                 f"{source}/.config": CONFIG,
                 f"{common}/Makefile": MAKEFILE.replace(
                     "modules:\n", "modules:\n\ttest -e "
                     "$(KBUILD_OUTPUT)/.config\n"), **changes}
        return {name: text for name, text in files.items()
                if text is not None}

    def test_unpacked_packages_are_a_kernel(self):
        where = self.files_at("linux", self.folder_of())
        self.built(where)
        self.qemu()
        self.boot()
        self.assertEqual(self.read("kernel"), "a kernel")
        self.assertIn("kernel_from=folder\n", self.read("guest/facts"))

    def test_packages_are_unpacked_and_are_a_kernel(self):
        debs = [self.deb("linux-image", "6.99", self.folder_of()),
                self.deb("linux-more", "6.99", {"etc/more": "more"})]
        self.built(",".join(debs))
        self.write("broken.deb", "no package")
        self.not_built(",".join(debs + [self.path("broken.deb")]),
                       "cannot unpack", "broken.deb")
        self.not_built(self.path("none.deb"), "no package", "none.deb")

    def test_what_packages_may_lack(self):
        source = f"usr/src/linux-headers-{RELEASE}"
        for changes, words in (
                ({f"{source}/Makefile": None}, (source,)),
                ({f"{source}/Module.symvers": None}, ("Module.symvers",)),
                ({f"{source}/.config": None}, ("no configuration",)),
                ({"usr/src/linux-headers-6.99.0-common/Makefile": None},
                 ("linux-headers-6.99.0-common",)),
                ({"boot/vmlinuz-6.1": "another"}, ("more than one image",))):
            with self.subTest(changes=changes):
                where = self.files_at("linux", self.folder_of(**changes))
                self.not_built(where, *words)
                shutil.rmtree(where)


class OwnBoot(KernelTest):

    def debian(self):
        """Debian's own, as the folder of unpacked packages that it is."""
        self.needs_guest()
        return os.path.dirname(os.path.dirname(os.path.dirname(
            run_script("headers", "x86").stdout.strip())))

    @long
    def test_a_folder_of_packages_boots_and_says_what_it_is(self):
        """E100's zoo boots one, too, and cli_kernels.py compares two."""
        small = ("--set", "platform=swiotlb", "--set", "size=256", "--set",
                 "ready=4", "--strategy", "full_sync,null")
        debian = self.boots("kernel-x86", *small)
        done = self.call("run", "kernel-x86", *small, "--kernel",
                         self.debian(), "--kernel", self.debian(), "--out",
                         "own.json", timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        page = " ".join(done.stdout.split())
        self.assertIn("one and the same kernel before and after", page)
        self.assertIn("no case differs", page)
        own, again = self.load("own-1.json"), self.load("own-2.json")
        self.assertEqual(own["peekbench"]["seed"], again["peekbench"]["seed"])
        self.assertEqual(own["peekbench"]["argv"].count("--kernel"), 1)
        ours, theirs = (document["peekbench"]["kernel"]["boots"][0]
                        for document in (own, debian))
        self.assertEqual(ours["kernel_from"], "folder")
        self.assertNotIn("kernel_package", ours)
        self.assertEqual([row["for_cpu"] for row in ours["calls"]],
                         [row["for_cpu"] for row in theirs["calls"]])
        for key in ("release", "version", "kernel_image_sha256",
                    "kernel_config_sha256", "kernel_config", "compiler",
                    "copy_routine"):
            self.assertEqual(ours[key], theirs[key], key)
        self.assertIn("SWIOTLB=y", ours["kernel_config"])

    @long
    def test_a_kernel_of_another_release_than_its_name(self):
        debian = self.debian()
        release = os.path.basename(run_script("headers", "x86").stdout
                                   .strip())[len("linux-headers-"):]
        for name, source in (
                ("boot/vmlinuz-9.9", f"boot/vmlinuz-{release}"),
                ("boot/config-9.9",
                 f"usr/src/linux-headers-{release}/.config")):
            os.makedirs(self.path("other/boot"), exist_ok=True)
            shutil.copy(os.path.join(debian, source),
                        self.path("other", name))
        done = self.call(
            "run", "kernel-x86", "--set", "size=256", "--set",
            "platform=swiotlb", "--strategy", "null", "--out", "out.json",
            env=environment(PEEKBENCH_KERNEL=self.path("other"),
                            PEEKBENCH_MODULE=os.path.join(
                                debian, "module", "peekbench.ko")),
            timeout=BOOT_SECONDS)
        self.assertIn(done.returncode, (0, 2), done.stderr)
        for case in self.load("out.json")["peekbench"]["cases"]:
            self.assertEqual(case["state"], "failed")
            self.assertIn("not of the release", case["reason"])


class Refused(MadeUp):
    """A running kernel that does not take the module: one line says why."""

    def load(self, sys="", insmod="exit 0", signed=False):
        """guest self, over a /sys that is made up by the shell words @sys."""
        folder = self.path("run")
        os.makedirs(folder, exist_ok=True)
        module = self.write("peekbench.ko", "a module" + signed *
                            "~Module signature appended~\n")
        os.chmod(self.write("bin/insmod", "#!/bin/sh\n" + insmod + "\n"),
                 0o755)
        script = "set -e\n" + sys + """
exec "$0" self folder="$1" """
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script,
             os.path.join(Under.source, "bench", "kernel", "guest"), folder],
            env={**self.env, "PEEKBENCH_MODULE": module},
            capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout + done.stderr, "")
        reason = self.read("run/reason")
        self.assertEqual(len(reason.splitlines()), 1, reason)
        return reason

    def setUp(self):
        super().setUp()
        if os.getuid() or subprocess.run(
                ["unshare", "-m", "mount", "-t", "tmpfs", "none",
                 "/sys/kernel/security"], capture_output=True,
                check=False).returncode:
            self.skipTest("no mounts of one's own here: /sys stays as it is")

    LOCKED = ("mount -t tmpfs none /sys/kernel/security\n"
              "echo 'none [integrity] confidentiality' "
              ">/sys/kernel/security/lockdown\n")
    ENFORCED = ("mount -t tmpfs none /sys/module\n"
                "mkdir -p /sys/module/module/parameters\n"
                "echo Y >/sys/module/module/parameters/sig_enforce\n")
    OPEN = ("mount -t tmpfs none /sys/kernel/security\n"
            "mount -t tmpfs none /sys/module\n")

    def test_a_kernel_that_wants_signatures_says_so_before(self):
        asked = "echo asked >&2; exit 1"
        for sys, words in ((self.LOCKED, "is locked down (integrity, "),
                           (self.OPEN + self.ENFORCED,
                            "enforces signatures (module.sig_enforce)")):
            text = self.load(sys, asked)
            self.assertIn(words, text)
            self.assertIn("is not signed: sign it with a key", text)
            self.assertIn("asked", self.load(sys, asked, signed=True))

    def test_what_insmod_says_is_explained(self):
        error = "echo 'insmod: ERROR: could not insert module x: %s' >&2; exit 1"
        for said, means in (
                ("Key was rejected by service", "has no key for its signature"),
                ("Required key not available", "has no key for its signature"),
                ("Operation not permitted", "(lockdown, "),
                ("Invalid module format",
                 f"built for another kernel than {os.uname().release}")):
            text = self.load(self.OPEN, error % said, signed=True)
            self.assertIn("could not be loaded: insmod: ERROR", text)
            self.assertIn(said, text)
            self.assertIn(means, text)
