# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Kernels out of a made-up archive, whose packages do not move together."""
import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess

from cli_base import HANGS_SECONDS, CliTest, environment
from kernel_base import packed, run_script

__all__ = ["Archive"]

NAME = "6.1.0-%d-amd64"
HEADERS = "usr/src/linux-headers-%s/"
MAKEFILE = "modules:\n\tcp $(M)/Kbuild $(M)/peekbench.ko\n"
# The script must not wait for a machine that nothing is known to run on.
QEMU = "#!/bin/sh\necho 'QEMU emulator version 0 (made up)'\n"


class Packages(CliTest):

    def deb(self, name, version, files, depends=""):
        """A package of @files, path and text: its path."""
        tree = self.path("deb-tree")
        control = (f"Package: {name}\nVersion: {version}\n"
                   "Architecture: amd64\nMaintainer: nobody <no@body>\n"
                   f"Description: made up\n{depends}")
        for path, text in {"DEBIAN/control": control, **files}.items():
            os.makedirs(os.path.dirname(os.path.join(tree, path)),
                        exist_ok=True)
            self.write(os.path.join(tree, path), text)
        os.makedirs(self.path("archive"), exist_ok=True)
        deb = self.path(f"archive/{name}_{version.replace(':', '%3a')}.deb")
        subprocess.run(["dpkg-deb", "-Znone", "--root-owner-group", "--build",
                        tree, deb], check=True, capture_output=True,
                       timeout=HANGS_SECONDS)
        shutil.rmtree(tree)
        self.control = control
        return deb


class Archive(Packages):

    def setUp(self):
        super().setUp()
        for tool in "apt-get", "dpkg-deb", "dpkg":
            if not shutil.which(tool):
                self.skipTest(f"no {tool} here (Debian package apt or dpkg)")
        os.mkdir(self.path("archive"))
        self.index = ""
        self.package("busybox-static", "1:1.35", {"bin/busybox": "busybox"})
        self.write("sources", f"deb [trusted=yes] file:{self.folder} "
                              "archive/\n")
        self.write("apt.conf", "Dir::Etc::sourceparts \"-\";\n"
                   f"Dir::Etc::sourcelist \"{self.path('sources')}\";\n")
        self.env = environment(APT_CONFIG=self.path("apt.conf"),
                               PEEKBENCH_CACHE=self.path("cache"))

    def package(self, name, version, files, depends=""):
        """A package of @files, path and text, and its entry in the index."""
        deb = self.deb(name, version, files, depends)
        with open(deb, "rb") as file:
            data = file.read()
        self.index += (f"{self.control}Filename: archive/"
                       f"{os.path.basename(deb)}\nSize: {len(data)}\n"
                       f"SHA256: {hashlib.sha256(data).hexdigest()}\n\n")
        self.write("archive/Packages", self.index)

    def image(self, number, version, image="a kernel", config=""):
        name = NAME % number
        self.package("linux-image-amd64", version, {},
                     f"Depends: linux-image-{name} (= {version})\n")
        self.package(f"linux-image-{name}", version,
                     {f"boot/vmlinuz-{name}": image,
                      f"boot/config-{name}": config},
                     "Depends: kmod, linux-initramfs-tool | dracut\n")

    def headers(self, number, version, release=None):
        name = NAME % number
        common = f"linux-headers-6.1.0-{number}-common"
        self.package(common, version, {f"usr/src/{common}/Makefile": MAKEFILE})
        self.package(
            f"linux-headers-{name}", version,
            {HEADERS % name + "Makefile": "include nothing\n",
             HEADERS % name + "Module.symvers": "0x0\tprintk\tvmlinux\n",
             HEADERS % name + "include/generated/utsrelease.h":
             f'#define UTS_RELEASE "{release or name}"\n'},
            f"Depends: {common} (= {version}), linux-kbuild-6.1 "
            f"(>= {version}), linux-compiler-gcc-12-x86\n")

    def kbuild(self, version):
        self.package("linux-kbuild-6.1", version,
                     {"usr/lib/kbuild": version})

    def made(self, release, version):
        """`guest build` makes a kernel of @release, @version; its output."""
        done = run_script("build", "x86", env=self.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.read("cache/x86/release"),
                          self.read("cache/x86/version")),
                         (release + "\n", version + "\n"))
        self.assertIn("peekbench.ko", os.listdir(self.path("cache/x86/module")))
        return done.stderr

    def not_made(self, *names):
        done = run_script("build", "x86", env=self.env)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assert_one_line(done.stderr.splitlines(True)[-1], *names)

    def test_kbuild_may_be_newer_than_the_signed_image(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2")
        self.kbuild("6.1.2-3")
        said = self.made(NAME % 2, "6.1.2-2")
        self.assertRegex(said, r"fetching \S+=6\.1\.2-2 and 4 packages more, "
                               r"\d+ MB, into ")
        # Once: a second call finds all there.
        self.assertEqual(self.made(NAME % 2, "6.1.2-2"), "")
        self.assertEqual(self.read("cache/x86/usr/lib/kbuild"), "6.1.2-3")

    def test_busybox_may_be_below_usr(self):
        """As Debian 13 has it; apt takes the newer."""
        self.package("busybox-static", "1:1.37", {"usr/bin/busybox": "newer"})
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2")
        self.kbuild("6.1.2-2")
        self.made(NAME % 2, "6.1.2-2")
        self.assertEqual(self.read("cache/x86/bin/busybox"), "newer")

    def test_headers_are_those_of_the_image(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2")
        self.headers(2, "6.1.2-3")
        self.kbuild("6.1.2-3")
        self.made(NAME % 2, "6.1.2-2")

    def test_the_newest_kernel_of_which_all_parts_are_there(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-3")
        self.image(1, "6.1.1-1")
        self.headers(1, "6.1.1-1")
        self.kbuild("6.1.2-3")
        self.kbuild("6.1.1-1")
        self.made(NAME % 1, "6.1.1-1")

    def test_kbuild_may_not_be_older_than_the_headers_ask(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2")
        self.kbuild("6.1.2-1")
        self.not_made("linux-kbuild-6.1", ">= 6.1.2-2")

    def test_headers_of_another_version_alone(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-3")
        self.kbuild("6.1.2-3")
        self.not_made(f"linux-headers-{NAME % 2}", "= 6.1.2-2")

    def test_headers_of_another_release(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2", release=NAME % 1)
        self.kbuild("6.1.2-2")
        self.not_made(NAME % 2, NAME % 1)

    def test_no_network_and_a_cold_cache(self):
        self.write("sources", "deb [trusted=yes] http://127.0.0.1:1/ "
                              "archive/\n")
        self.not_made("no package source could be reached")

    def test_an_archive_without_kernels(self):
        self.not_made("linux-image-amd64")

    def test_a_kernel_that_is_there_waits_for_no_other(self):
        """Nor is it decompressed, or its module built, a second time."""
        elf = b"\x7fELF" + bytes(1000)
        self.image(2, "6.1.2-2", packed(gzip.compress(elf)), "CONFIG_PVH=y\n")
        self.headers(2, "6.1.2-2")
        self.kbuild("6.1.2-2")
        self.made(NAME % 2, "6.1.2-2")
        self.write("cache/x86/module/mark", "")
        with open(self.path(f"cache/x86/boot/vmlinux-{NAME % 2}"),
                  "r+b") as file, \
                open(self.path("cache/lock"), "wb") as lock:
            self.assertEqual(file.read(), elf)
            file.write(b"mark")
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(self.made(NAME % 2, "6.1.2-2"), "")
            file.seek(0)
            self.assertEqual(file.read(), elf + b"mark")
        self.assertIn("mark", os.listdir(self.path("cache/x86/module")))

    def test_a_run_of_many_boots_looks_for_its_kernel_once(self):
        self.image(2, "6.1.2-2")
        self.headers(2, "6.1.2-2")
        os.mkdir(self.path("bin"))
        qemu = self.write("bin/qemu-system-x86_64", QEMU)
        os.chmod(qemu, 0o755)
        done = self.call(
            "run", "kernel-torn", "--out", "out.json",
            env={**self.env, "PATH": f"{self.path('bin')}:"
                                     f"{os.environ['PATH']}"})
        self.assertEqual(done.returncode, 2, done.stderr)
        looked, reason = done.stderr.splitlines()
        self.assertIn("looking for a Debian kernel", looked)
        self.assertIn("no linux-kbuild-6.1 (>= 6.1.2-2)", reason)
        self.assertNotIn("out.json", self.files())
