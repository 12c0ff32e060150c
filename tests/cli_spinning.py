# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Strategies that never return, and the signals that end them."""
import os
import signal
import subprocess

from cli_base import HANGS_SECONDS, Under, environment, wait_until
from cli_plugin import PluginTest
from cli_signals import as_usual

__all__ = ["Spinning"]

CASE = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
        "ready=2", "--strategy", "./mine.so", "--starts", "1")
HOOK = "static void mine_peek_done_ready(struct rx_buf *buf)\n{\n"
# Spins once file "go" exists, and creates "spins" first.  Where "loads" exists,
# which gets a byte with each load, the third makes "go": the program loads a
# strategy once to plan, and once in each start.
SPIN = """#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
static void __attribute__((constructor)) count(void)
{
	int loads = open("loads", O_WRONLY | O_APPEND);
	struct stat st;

	if (write(loads, "x", 1) == 1 && !fstat(loads, &st) && st.st_size == 3)
		close(creat("go", 0600));
}
""" + HOOK + """	if (!access("go", F_OK))
		for (creat("spins", 0600);;)
			__asm__ volatile("" : : : "memory");
"""


def pending(pid, number):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return bool(int(fields["ShdPnd"], 16) >> (number - 1) & 1)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def kill_left(pid):
    """It would hold the test's pipes open."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Spinning(PluginTest):
    def setUp(self):
        super().setUp()
        self.template(**{HOOK: SPIN})

    def start(self, *arguments, verb="run"):
        process = subprocess.Popen(
            [Under.program, verb, *arguments], cwd=self.folder,
            env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: as_usual(None))
        self.addCleanup(process.communicate, timeout=HANGS_SECONDS)
        self.addCleanup(process.kill)
        return process

    def wait_for_spins(self, process):
        wait_until(lambda: os.path.exists(self.path("spins")), process)

    def ended(self, process, number, spinner=None):
        """@number ends @process; a second one, if the first is too polite."""
        spinner = spinner or process.pid
        self.wait_for_spins(process)
        process.send_signal(number)
        wait_until(lambda: pending(spinner, signal.SIGALRM), process)
        self.assertIsNone(process.poll())
        process.send_signal(number)
        _, error = process.communicate(timeout=HANGS_SECONDS)
        self.assertEqual(process.returncode, 128 + number)
        self.assert_one_line(error.lstrip("\n"), "second signal")

    def spinning(self, *arguments):
        self.write("go", "")
        return self.start(*CASE, "--out", "out.json", *arguments)

    def test_a_second_signal_ends_at_once(self):
        """Those of the tests below are SIGINT and SIGTERM."""
        before = self.files()
        self.ended(self.spinning(), signal.SIGHUP)
        self.assertEqual(self.files(), sorted({*before, "go", "spins"}))

    def test_an_old_document_stays(self):
        self.write("out.json", "old\n")
        self.ended(self.spinning(), signal.SIGTERM)
        self.assertEqual(self.read("out.json"), "old\n")

    def test_beside_the_device_thread(self):
        if len(os.sched_getaffinity(0)) < 2:
            self.skipTest("the device thread takes a second PU")
        self.ended(self.spinning("--set", "device=thread"), signal.SIGINT)

    def test_no_process_start_is_left(self):
        self.write("go", "")
        process = self.start(*CASE, "--out", "out.json", "--starts", "2",
                             "--benchmark_repetitions=6")
        child, = wait_until(lambda: children(process.pid), process)
        self.ended(process, signal.SIGINT, child)
        self.assertFalse(os.path.exists(f"/proc/{child}"))
        self.assertNotIn("out.json", self.files())

    def test_what_other_process_starts_gave_is_kept(self):
        self.write("loads", "")
        process = self.start(*CASE, "--out", "out.json", "--starts", "2",
                             "--benchmark_repetitions=6")
        self.wait_for_spins(process)
        os.remove(self.path("go"))  # the checker looks at the strategy, too
        second, = children(process.pid)
        self.ended(process, signal.SIGTERM, second)
        document = self.load("out.json")["peekbench"]
        self.assertIs(document["interrupted"], True)
        for case in document["cases"]:
            self.assertEqual(case["slices"]["round"], list(range(3)))

    def test_a_killed_parent_takes_its_start_along(self):
        self.write("go", "")
        process = self.start(*CASE, "--out", "out.json", "--starts", "2",
                             "--benchmark_repetitions=6")
        child, = wait_until(lambda: children(process.pid), process)
        self.addCleanup(kill_left, child)
        self.wait_for_spins(process)
        process.kill()
        process.wait(HANGS_SECONDS)
        wait_until(lambda: not os.path.exists(f"/proc/{child}"))

    def test_two_signals_in_a_row_are_one_request(self):
        # timeout(1) sends to its child and to the child's group
        process = self.spinning()
        self.wait_for_spins(process)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: pending(process.pid, signal.SIGRTMIN + 1), process)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: process.poll() is not None or
                   pending(process.pid, signal.SIGALRM))
        self.ended(process, signal.SIGTERM)

    def test_check_dies_and_its_recorder_with_it(self):
        self.write("go", "")
        process = self.start("--strategy", "./mine.so", verb="check")
        child, = wait_until(lambda: children(process.pid), process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=HANGS_SECONDS)
        self.assertEqual(process.returncode, -signal.SIGINT)
        wait_until(lambda: not os.path.exists(f"/proc/{child}"))
