# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Runs that end while their guest is up."""
import contextlib
import os
import signal
import subprocess
import time

from cli_base import HANGS_SECONDS, Under, environment, wait_until
from cli_signals import as_usual
from kernel_base import KernelTest

__all__ = ["Ended"]


class Ended(KernelTest):

    @contextlib.contextmanager
    def under_way(self, scratch):
        """A run whose guest has begun to speak."""
        self.needs_guest()
        self.needs_qemu()
        os.mkdir(scratch)
        with open(self.path("errors"), "w", encoding="utf-8") as errors, \
                subprocess.Popen(
                    [Under.program, "run", "kernel-x86", "--out", "out.json"],
                    cwd=self.folder, env=environment(TMPDIR=scratch),
                    stdout=subprocess.DEVNULL, stderr=errors,
                    preexec_fn=lambda: as_usual(None)) as run:
            try:
                self.wait_for_console(scratch, run)
                yield run
            finally:
                run.kill()

    def wait_for_console(self, scratch, run):
        try:
            wait_until(lambda: any(
                os.path.exists(os.path.join(scratch, name, "console"))
                for name in os.listdir(scratch)), run)
        except AssertionError as why:
            self.fail(f"no guest has begun: {why}: {self.read('errors')}")

    def left_behind(self, scratch):
        """Files, and words of processes."""
        listing = subprocess.run(["ps", "-eo", "args"], capture_output=True,
                                 text=True, check=True).stdout
        return os.listdir(scratch) + [line for line in listing.splitlines()
                                      if scratch in line]

    def test_an_interrupted_run_leaves_no_guest(self):
        scratch = self.path("scratch")
        with self.under_way(scratch) as run:
            run.send_signal(signal.SIGINT)
            self.assertEqual(run.wait(HANGS_SECONDS), 128 + signal.SIGINT)
        self.assertEqual(self.left_behind(scratch), [])
        self.assertTrue(self.load("out.json")["peekbench"]["interrupted"])

    def test_a_killed_run_leaves_no_guest(self):
        """Its memory has no name; the script sees to the rest."""
        scratch, before = self.path("scratch"), os.listdir("/dev/shm")
        with self.under_way(scratch) as run:
            run.kill()
            run.wait(HANGS_SECONDS)
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not self.left_behind(scratch))
        self.assertEqual(self.left_behind(scratch), [])
        self.assertEqual([name for name in os.listdir("/dev/shm")
                          if "peekbench" in name and name not in before],
                         [])

    def test_a_second_signal_leaves_no_guest(self):
        scratch = self.path("scratch")
        with self.under_way(scratch) as run:
            guest, = os.listdir(scratch)
            # A script that does not end at once, as while it builds.
            stopped = self.script_of(guest)
            os.kill(stopped, signal.SIGSTOP)
            self.addCleanup(self.go_on, stopped)
            run.send_signal(signal.SIGINT)
            time.sleep(1.5)
            run.send_signal(signal.SIGINT)
            self.assertEqual(run.wait(HANGS_SECONDS), 128 + signal.SIGINT)
        self.assertEqual(self.left_behind(scratch), [])

    @staticmethod
    def go_on(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)

    @staticmethod
    def script_of(guest):
        """The process that was told of folder @guest, and runs the script."""
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                with open(f"/proc/{name}/cmdline", encoding="ascii",
                          errors="replace") as file:
                    words = file.read().split("\0")
                if "boot" in words[:4] and any(guest in word for word in words):
                    return int(name)
        raise AssertionError("no script runs")

