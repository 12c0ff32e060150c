# SPDX-License-Identifier: GPL-2.0 OR MIT
"""A machine that has nothing left, and a user without patience."""
import ctypes
import errno
import os
import platform
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import time
import unittest

from cli_base import CliTest, HANGS_SECONDS, Under, environment

__all__ = ["Disk", "Killed", "Machine"]

LONG = bool(os.environ.get("PEEKBENCH_LONG_TESTS"))
RUN = ("run", "quick", "--starts", "1", "--set", "size=256", "--set", "platform=swiotlb",
       "--set", "ready=1", "--strategy", "full_sync,partial_copy",
       "--benchmark_repetitions=6", "--seed", "1", "--quiet", "--cache", "off")


# Of asm/unistd.h: what a sandbox refuses, by its number on x86-64 and arm64.
CALLS = {"fork": ((56, 57, 58, 435), (220, 435)), "wait4": ((61,), (260,)),
         "sched_getaffinity": ((204,), (123,)),
         "sched_setaffinity": ((203,), (122,)), "linkat": ((265,), (37,)),
         "perf_event_open": ((298,), (241,)), "rt_sigpending": ((127,), (136,))}
MACHINES = ("x86_64", "aarch64")


def refuse(name):
    """A seccomp filter: system call @name ends with EPERM."""
    numbers = CALLS[name][MACHINES.index(platform.machine())]
    words = [(0x20, 0, 0, 0)]  # the call's number
    words += [(0x15, len(numbers) - i, 0, number)  # is it this one?
              for i, number in enumerate(numbers)]
    words += [(0x06, 0, 0, 0x7fff0000),  # SECCOMP_RET_ALLOW
              (0x06, 0, 0, 0x00050000 | errno.EPERM)]  # SECCOMP_RET_ERRNO
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *word)
                                                for word in words))
    program = ctypes.create_string_buffer(
        struct.pack("HP", len(words), ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    # PR_SET_NO_NEW_PRIVS; PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
        os._exit(99)


def many(short, long):
    return long if LONG else short


def may_mount():
    """Is there a mount namespace to be had?"""
    return not os.getuid() and shutil.which("unshare") and not subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
        stdin=subprocess.DEVNULL, capture_output=True).returncode


class FaultTest(CliTest):
    def whole(self, name="out.json"):
        """@name is a document in which no case was cut short."""
        cases = self.load(name)["peekbench"]["cases"]
        self.assertEqual(len(cases), 3)
        for case in cases:
            self.assertEqual(case["state"], "ok")

    def one_line_or(self, done, *statuses):
        """One line and 2, or one of @statuses.  Google Benchmark reports
        unreadable values in lines of its own."""
        if done.returncode == 2:
            self.assert_one_line("".join(
                line for line in done.stderr.splitlines(True)
                if not re.match("[Ff]ailed to (read|open)", line)))
        else:
            self.assertIn(done.returncode, statuses, done.stderr)

    def no_parts(self, folder=None):
        left = [name for name in os.listdir(folder or self.folder)
                if ".part" in name or name.startswith(".peekbench")]
        self.assertEqual(left, [])


class Killed(FaultTest):
    def start(self, *words, **options):
        return subprocess.Popen(
            [Under.program, *RUN, "--out", "out.json", *words],
            cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def end(self, process):
        process.communicate(timeout=HANGS_SECONDS)
        return process.returncode

    def test_at_any_time(self):
        """SIGKILL: the old document, or the new one, and nothing else."""
        chance = random.Random(1)
        self.succeeds(*RUN, "--out", "out.json")
        killed = 0
        for _ in range(many(25, 1000)):
            process = self.start()
            time.sleep(chance.uniform(0, 0.4))
            process.kill()
            killed += self.end(process) == -signal.SIGKILL
            self.whole()
            self.no_parts()
        self.assertGreater(killed, 0)

    def test_other_signals(self):
        chance = random.Random(2)
        for number in many(1, 20) * (signal.SIGTERM, signal.SIGHUP,
                                     signal.SIGINT, signal.SIGQUIT,
                                     signal.SIGPIPE, signal.SIGUSR1):
            self.succeeds(*RUN, "--out", "out.json")
            process = self.start("--benchmark_repetitions=10000")
            time.sleep(chance.uniform(0, 0.5))
            process.send_signal(number)
            status = self.end(process)
            self.assertIn(status, (128 + number, -number))
            document = self.load("out.json")["peekbench"]
            if status == 128 + number and document.get("interrupted"):
                self.assertTrue(document["cases"])
            else:
                self.whole()
            self.no_parts()

    def test_two_runs_on_one_file(self):
        for _ in range(many(3, 40)):
            both = [self.start(), self.start()]
            self.assertEqual([self.end(process) for process in both], [0, 0])
            self.whole()
            self.no_parts()


@unittest.skipUnless(may_mount(), "no file system can be mounted here")
class Disk(FaultTest):
    def setUp(self):
        super().setUp()
        self.succeeds(*RUN, "--out", "s.json")
        self.small = self.path("small")

    def on_small(self, kib, script, *words):
        """@script in a namespace where folder small has @kib KiB; what it
        leaves there comes back in folder left."""
        os.makedirs(self.small, exist_ok=True)
        shutil.rmtree(self.path("left"), ignore_errors=True)
        return subprocess.run(
            ["unshare", "-m", "sh", "-c",
             f"mount -t tmpfs -o size={kib}k none small && {script}; s=$?; "
             "cp -r small left; exit $s", "sh", Under.program, *words],
            cwd=self.folder, env=environment(), check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
            timeout=HANGS_SECONDS, encoding="utf-8")

    def test_a_document(self):
        for kib in many((4, 28, 36), range(4, 68, 4)):
            done = self.on_small(
                kib, "echo old >small/out.json && \"$@\"", *RUN, "--out",
                "small/out.json")
            self.one_line_or(done, 0)
            if done.returncode:
                self.assertEqual(self.read("left/out.json"), "old\n")
            else:
                self.whole("left/out.json")
            self.no_parts(self.path("left"))

    @unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
    def test_pictures(self):
        ended = set()
        for kib in many((12, 60), range(4, 400, 8)):
            done = self.on_small(kib, '"$@"', "plot", "s.json", "--out",
                                 "small/pictures")
            self.one_line_or(done, 0)
            ended.add(done.returncode)
            for folder, _, names in os.walk(self.path("left")):
                self.no_parts(folder)
                for name in names:
                    self.is_whole(os.path.join(folder, name))
        self.assertIn(2, ended)

    def is_whole(self, path):
        with open(path, "rb") as file:
            data = file.read()
        end = {".png": b"IEND\xaeB`\x82", ".svg": b"</svg>\n\n",
               ".html": b"</html>\n"}.get(os.path.splitext(path)[1], b"\n")
        self.assertTrue(data.rstrip(b"\n").endswith(end.rstrip(b"\n")), path)


class Machine(FaultTest):
    def setUp(self):
        super().setUp()
        self.succeeds(*RUN, "--out", "s.json")

    def limited(self, number, value, *words):
        return self.call(*words, preexec_fn=lambda: resource.setrlimit(
            number, (value, value)))

    def test_descriptors(self):
        for count in many((3, 4, 5, 6, 8, 12), range(3, 24)):
            for words in ((*RUN, "--out", "out.json"), ("show", "s.json"),
                          ("host",), ("check", "--strategy", "full_sync",
                                      "--platform", "coherent", "--status",
                                      "head"),
                          ("plot", "s.json", "--out", "pictures")):
                done = self.limited(resource.RLIMIT_NOFILE, count, *words)
                # 127: the dynamic linker found no library
                if done.returncode != 127:
                    self.one_line_or(done, 0)

    def test_address_space(self):
        for mib in many((16, 24, 40, 120), range(8, 160, 4)):
            for words in (("show", "s.json"), ("compare", "s.json"),
                          ("list",), ("check", "--strategy", "full_sync",
                                      "--platform", "swiotlb", "--status",
                                      "head")):
                done = self.limited(resource.RLIMIT_AS, mib << 20, *words)
                if done.returncode != 127:
                    self.one_line_or(done, 0, 1)

    def test_files_that_may_not_grow(self):
        for size in many((0, 4096, 1 << 16), range(0, 1 << 17, 4096)):
            self.write("out.json", "old\n")
            done = self.limited(resource.RLIMIT_FSIZE, size, *RUN, "--out",
                                "out.json")
            self.one_line_or(done, 0)
            if done.returncode:
                self.assertEqual(self.read("out.json"), "old\n")
            self.no_parts()

    def without(self, folder, *words):
        """The program where @folder is empty."""
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none "$1" && shift '
             '&& exec "$@"', "sh", folder, Under.program, *words],
            cwd=self.folder, env=environment(), check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
            timeout=HANGS_SECONDS, encoding="utf-8")

    @unittest.skipUnless(may_mount(), "no file system can be mounted here")
    def test_without_proc_sys_and_dev(self):
        for folder in "/proc", "/sys", "/dev", "/tmp":
            if self.folder.startswith(folder + "/"):
                continue
            for words in ((*RUN, "--out", "out.json"), ("show", "s.json"),
                          ("host",), ("list",), ("check", "--strategy",
                                                 "full_sync", "--platform",
                                                 "coherent", "--status",
                                                 "head"),
                          ("plot", "s.json", "--out", "pictures")):
                with self.subTest(folder=folder, words=words):
                    done = self.without(folder, *words)
                    self.one_line_or(done, 0)
                    self.assertNotIn("not installed", done.stderr)

    @unittest.skipUnless(platform.machine() in MACHINES, "other numbers")
    def test_a_sandbox(self):
        run = (*RUN, "--out", "out.json")
        few = ("check", "--strategy", "full_sync", "--platform", "coherent",
               "--status", "head")
        for name, status, words in (
                ("sched_getaffinity", 2, run), ("sched_getaffinity", 2,
                                                ("host",)),
                ("sched_setaffinity", 2, run), ("linkat", 0, run),
                ("perf_event_open", 0, run), ("rt_sigpending", 0, run),
                ("fork", 2, few), ("wait4", 2, few),
                ("wait4", 2, ("plot", "s.json", "--out", "pictures"))):
            with self.subTest(refused=name, words=words):
                self.write("out.json", "old\n")
                done = self.call(*words, preexec_fn=lambda at=name: refuse(at))
                self.assertEqual(done.returncode, status, done.stderr)
                self.one_line_or(done, 0)
                if words == run and not status:
                    self.whole()
                self.no_parts()
