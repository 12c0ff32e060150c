# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Guests that fail, on machines with other work, and caches of other
users."""
import hashlib
import os
import shutil
import subprocess

from cli_base import Under
from kernel_base import BOOT_SECONDS
from kernel_own import MadeUp

__all__ = ["Stress"]


class Stress(MadeUp):

    def run_died(self, does):
        self.qemu(does)
        done = self.call("run", "kernel-x86", "--set", "platform=swiotlb",
                         "--set", "size=256", "--strategy", "null", "--out",
                         "out.json", timeout=BOOT_SECONDS,
                         env={**self.env, "PEEKBENCH_KERNEL": self.tree()})
        return done.stderr

    def test_a_guest_that_dies_in_silence_is_asked_again(self):
        said = self.run_died("""
[[ $words != *ignore_loglevel* ]] || echo 'VFS: no root, it says' >"$console"
""")
        self.assertIn("VFS: no root, it says", said)
        said = self.run_died(":")
        self.assertIn("its console is empty", said)

    def test_a_guest_ends_after_its_cpu_time(self):
        self.tree()
        self.qemu("while :; do :; done")
        self.assertIn("did not end within 2 s of CPU time",
                      self.boot(status=2, seconds=2))

    def test_a_guest_that_stands_still_ends(self):
        self.tree()
        self.qemu("exec sleep 1000")
        self.assertIn("stood still for 3 s", self.boot(status=2, still=3))

    def full(self, kilobytes):
        """A cache with so much room; busybox is in it."""
        if os.getuid():
            self.skipTest("only root can make a file system")
        os.rename(self.path("cache"), self.path("filled"))
        os.mkdir(self.path("cache"))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none",
             self.path("cache")], check=False, capture_output=True)
        if done.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.path("cache")],
                        check=False)
        shutil.copytree(self.path("filled"), self.path("cache"),
                        dirs_exist_ok=True)

    def test_a_cache_without_room_is_one_line(self):
        self.full(64)
        self.not_built(self.tree(), "no room", self.path("cache"))

    def test_a_tree_that_is_built_anew_while_it_boots(self):
        """The kernel that boots is that of the facts."""
        where = self.tree()
        image = os.path.join(where, "arch/x86/boot/bzImage")
        self.qemu(f"echo another >{image}")
        self.boot()
        self.assertEqual(self.read("kernel"), "a kernel")
        self.assertIn("kernel_image_sha256="
                      f"{hashlib.sha256(b'a kernel').hexdigest()}\n",
                      self.read("guest/facts"))

    def test_no_network_and_a_warm_cache(self):
        """Nothing is asked of an archive that is not there."""
        self.write("apt.conf", f"Dir::Etc::sourcelist \"{self.path('no')}\";\n")
        self.env["APT_CONFIG"] = self.path("apt.conf")
        self.built(self.tree())

    def test_no_network_and_a_cold_cache(self):
        shutil.rmtree(self.path("cache"))
        self.write("sources", "deb [trusted=yes] http://127.0.0.1:1/ x/\n")
        self.write("apt.conf", "Dir::Etc::sourceparts \"-\";\n"
                   f"Dir::Etc::sourcelist \"{self.path('sources')}\";\n")
        self.env["APT_CONFIG"] = self.path("apt.conf")
        self.not_built(self.tree(), "no package source could be reached")

    def test_a_cache_of_another_user(self):
        """It says so; a complete one is used as it is."""
        if os.getuid():
            self.skipTest("only root can be another user")
        os.chmod(self.folder, 0o755)
        done = self.as_nobody()
        self.assertEqual(done.returncode, 3)
        self.assert_one_line(done.stderr, "Permission denied", "root",
                             "PEEKBENCH_CACHE")

    def test_nobody_without_a_home_makes_a_cache_in_tmp(self):
        where = self.path("a b")  # no place that make could work in
        shutil.copytree(os.path.join(Under.source, "bench"),
                        os.path.join(where, "bench"))
        env = {key: value for key, value in self.env.items() if key not in
               ("HOME", "XDG_CACHE_HOME", "PEEKBENCH_CACHE")}
        done = subprocess.run(
            [os.path.join(where, "bench/kernel/guest"), "build", "x86"],
            env=env, text=True, capture_output=True, check=False,
            timeout=BOOT_SECONDS)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assert_one_line(done.stderr, "no HOME", "PEEKBENCH_CACHE")

    def as_nobody(self):
        words = [os.path.join(Under.source, "bench/kernel/guest"), "build",
                 "x86"]
        return subprocess.run(
            words, env={**self.env, "HOME": "/"}, text=True,
            capture_output=True, check=False, timeout=BOOT_SECONDS,
            preexec_fn=lambda: (os.setgid(65534), os.setuid(65534)))
