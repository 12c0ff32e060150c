# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Runs that are ended by a signal."""
import os
import pty
import signal
import subprocess
import threading
import time

from cli_base import CliTest, HANGS_SECONDS, environment, wait_until

__all__ = ["Interrupted"]

LONG = ("quick", "--set", "ready=64", "--set", "size=256,2048",
        "--starts", "1", "--benchmark_repetitions=100000")
# No test asserts a time, so: far less than the run takes.
SOON_SECONDS = 10
# Runs that do not look up for minutes need not be waited for as long.
DEAF_SECONDS = 5


def is_deaf(pid, number):
    """Does @number still end the process the default way?"""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    masks = int(fields["SigBlk"], 16) | int(fields["SigCgt"], 16)
    return not masks >> (number - 1) & 1


def as_usual(ignored):
    """Undo what nohup or a background job did; then ignore @ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number == ignored
                      else signal.SIG_DFL)


class Run:
    """A run with a terminal at stderr, so that one sees how far it is."""

    def __init__(self, test, *arguments, ignored=None, env=None):
        self.seen = threading.Event()
        self.text = ""
        ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [test.program(), "run", "--out", "out.json", *arguments],
            cwd=test.folder, env=environment(**env or {}),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs,
            preexec_fn=lambda: as_usual(ignored))
        os.close(theirs)
        self.reader = threading.Thread(target=self.drain, args=(ours,))
        self.reader.start()
        test.addCleanup(self.end)

    def drain(self, ours):
        try:
            while more := os.read(ours, 4096):
                self.text += more.decode(errors="replace")
                self.seen.set()
        except OSError:
            pass  # the program has gone
        os.close(ours)

    def wait_for_a_round(self):
        wait_until(self.seen.is_set, self.process)
        return self

    def wait_for(self, text):
        wait_until(lambda: text in self.text, self.process)
        return self

    def wait_until_it_listens(self, number):
        wait_until(lambda: not is_deaf(self.process.pid, number),
                   self.process)
        return self

    def wait_until_it_works(self, number):
        self.wait_until_it_listens(number)
        time.sleep(0.3)
        return self

    def send(self, number, seconds=SOON_SECONDS):
        """The exit status; None if the run goes on."""
        self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        self.process.kill()
        self.process.wait(HANGS_SECONDS)
        self.reader.join(HANGS_SECONDS)


class Interrupted(CliTest):
    def start(self, *arguments, **options):
        return Run(self, *arguments, **options)

    def check_document(self):
        """Interrupted, with every case of the plan and the finished rounds."""
        document = self.load("out.json")
        self.assertIs(document["peekbench"]["interrupted"], True)
        self.assertEqual(self.files(), ["out.json"])
        return document["peekbench"]["cases"]

    def check_rounds(self, *arguments):
        cases = self.check_document()
        self.assertEqual([case["id"] for case in cases],
                         self.plan(*arguments))
        states = {case["state"] for case in cases}
        self.assertLessEqual(states, {"ok", "unsafe", "skipped"})
        finished = [case for case in cases if case["state"] != "skipped"]
        self.assertTrue(finished)
        for case in finished:
            rounds = len(case["slices"]["round"])
            self.assertTrue(0 < rounds < 100000)
            self.assertEqual(case["slices"]["round"], list(range(rounds)))
            self.assertEqual(
                len(case["metrics"]["cycles_per_completion"]["samples"]),
                rounds)
        for case in cases:
            if case["state"] == "skipped":
                self.assertIn("interrupted", case["reason"])
                self.assertEqual(case["slices"]["round"], [])

    def test_the_finished_rounds_are_kept(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            run = self.start(*LONG).wait_for_a_round()
            self.assertEqual(run.send(number), 128 + number)
            self.check_rounds(*LONG)
            os.remove(self.path("out.json"))

    def test_an_alarm_of_somebody_else_is_no_first_request(self):
        run = self.start(*LONG).wait_for_a_round()
        run.process.send_signal(signal.SIGALRM)
        self.assertEqual(run.send(signal.SIGTERM), 128 + signal.SIGTERM)
        self.check_rounds(*LONG)

    def test_on_the_device_thread_too(self):
        if len(os.sched_getaffinity(0)) < 2:
            self.skipTest("the device thread takes a second PU")
        words = (*LONG, "--set", "device=thread")
        run = self.start(*words).wait_for_a_round()
        self.assertEqual(run.send(signal.SIGINT), 130)
        self.check_rounds(*words)

    def test_before_the_first_round(self):
        run = self.start(*LONG).wait_until_it_listens(signal.SIGINT)
        self.assertEqual(run.send(signal.SIGINT), 130)
        self.check_document()

    def test_an_old_document_gives_way_to_what_was_finished(self):
        self.write("out.json", "old\n")
        run = self.start(*LONG).wait_for_a_round()
        self.assertEqual(self.read("out.json"), "old\n")
        self.assertEqual(run.send(signal.SIGINT), 130)
        self.check_document()

    def test_in_a_long_warm_up(self):
        run = self.start(*LONG, "--benchmark_min_warmup_time=600")
        run.wait_until_it_works(signal.SIGINT)
        self.assertEqual(run.send(signal.SIGINT, DEAF_SECONDS), 130)
        self.check_document()

    def test_with_a_device_that_takes_long_for_a_frame(self):
        if len(os.sched_getaffinity(0)) < 2:
            self.skipTest("the device thread takes a second PU")
        run = self.start("quick", "--starts", "1", "--set", "device=thread",
                         "--set", "size=65536", "--set", "grain=4096", "--set",
                         "gap=1000000")
        run.wait_until_it_works(signal.SIGINT)
        self.assertEqual(run.send(signal.SIGINT, DEAF_SECONDS), 130)
        self.check_document()

    def test_what_was_ignored_before_stays_ignored(self):
        # nohup, or a job that a script put into the background
        words = (*LONG[:5], "--starts", "1", "--benchmark_repetitions=100",
                 "--strategy", "full_sync", "--set", "platform=swiotlb")
        for number in (signal.SIGHUP, signal.SIGINT):
            run = self.start(*words, ignored=number)
            run.wait_for_a_round()
            self.assertEqual(run.send(number, HANGS_SECONDS), 0)
            document = self.load("out.json")["peekbench"]
            self.assertIs(document["interrupted"], False)

    def test_a_killed_run_leaves_nothing(self):
        run = self.start(*LONG).wait_for_a_round()
        self.assertEqual(run.send(signal.SIGKILL), -signal.SIGKILL)
        self.assertEqual(self.files(), [])

    def test_a_killed_run_leaves_the_old_document(self):
        self.write("out.json", "old\n")
        run = self.start(*LONG).wait_for_a_round()
        self.assertEqual(run.send(signal.SIGKILL), -signal.SIGKILL)
        self.assertEqual(self.files(), ["out.json"])
        self.assertEqual(self.read("out.json"), "old\n")

    def test_a_budget_is_no_interruption(self):
        document = self.document(
            "quick", "--set", "size=256", "--set", "ready=1", "--budget", "1",
            "--starts", "1",
            "--benchmark_repetitions=100000")["peekbench"]
        self.assertIs(document["interrupted"], False)
        for case in document["cases"]:
            self.assertTrue(3 <= len(case["slices"]["round"]) < 100000)

    def test_children_of_which_the_parent_wants_no_news(self):
        # who starts the program may have set SIGCHLD to be ignored
        done = self.call(
            "check", "--strategy", "full_sync", "--platform", "coherent",
            "--status", "head", preexec_fn=lambda: signal.signal(
                signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
