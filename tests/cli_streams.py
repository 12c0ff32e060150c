# SPDX-License-Identifier: GPL-2.0 OR MIT
"""stdout, stderr and stdin: full, closed, a terminal."""
import os
import pty
import re
import subprocess
import threading

from cli_base import CliTest, HANGS_SECONDS, SMALL, TINY, Under, environment

__all__ = ["BadStreams", "Terminal"]

SPEAKERS = (("--help",), ("--version",), ("host",), ("list",),
            ("list", "--json"), ("run", "--help"), ("run", "--dry-run"),
            ("run", "--benchmark_list_tests"))


def closing(*numbers):
    """A preexec_fn that leaves these descriptors closed."""
    return lambda: [os.close(number) for number in numbers]


class BadStreams(CliTest):
    def check(self, *arguments):
        """Exit 2 and one line, whether stdout is full or closed."""
        with open("/dev/full", "wb") as full:
            for options in ({"stdout": full}, {"preexec_fn": closing(1)}):
                done = self.call(*arguments, **options)
                with self.subTest(arguments=arguments):
                    self.assertEqual(done.returncode, 2)
                    self.assert_one_line(done.stderr, "standard output")

    def test_what_is_said_is_heard_or_it_is_an_error(self):
        for words in SPEAKERS:
            self.check(*words)

    def test_a_table_that_nobody_sees_has_its_document(self):
        self.check("run", *TINY, "--out", "out.json")
        self.load("out.json")

    def test_plots_that_nobody_hears_of(self):
        self.document(*TINY)
        self.check("plot", "out.json")

    def test_a_reader_that_goes_away(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = self.call("run", *SMALL, "--out", "out.json", stdout=writer)
        os.close(writer)
        self.assertNotEqual(done.returncode, 0)
        self.load("out.json")

    def test_without_stdin(self):
        self.document(*TINY, preexec_fn=closing(0))
        self.succeeds("list", preexec_fn=closing(0))
        self.succeeds("plot", "out.json", preexec_fn=closing(0))

    def test_without_stderr(self):
        done = self.call("run", *TINY, "--out", "out.json",
                         preexec_fn=closing(2))
        self.assertEqual(done.returncode, 0)
        self.load("out.json")
        self.assertIn("full_sync", done.stdout)
        done = self.call("run", "--bogus", preexec_fn=closing(2))
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_without_any_of_them(self):
        done = self.call("run", *TINY, "--out", "out.json",
                         preexec_fn=closing(0, 1, 2))
        self.assertEqual(done.returncode, 2)
        self.load("out.json")
        self.assertEqual(self.files(), ["out.json"])


class Terminal(CliTest):
    def seen(self, *arguments, **changes):
        """(stdout, output to a terminal at stderr)."""
        ours, theirs = pty.openpty()
        parts = []

        def drain():
            try:
                while part := os.read(ours, 4096):
                    parts.append(part)
            except OSError:
                pass  # the program has gone

        reader = threading.Thread(target=drain)
        reader.start()
        done = subprocess.run(
            [Under.program, *arguments], cwd=self.folder,
            env=environment(**changes),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs,
            check=False, timeout=HANGS_SECONDS)
        os.close(theirs)
        reader.join(HANGS_SECONDS)
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        return done.stdout.decode(), b"".join(parts).decode()

    def test_progress_is_one_line_that_is_wiped_in_the_end(self):
        _, text = self.seen("run", *SMALL, "--out", "out.json")
        self.assertNotRegex(text, "[\n\x1b]")
        *steps, wiped, rest = text.split("\r")
        cases = len(self.plan(*SMALL))
        shown = [re.match(r"case (\d+) of (\d+), round (\d+) of (\d+), about "
                          r"\d+:\d\d left *$", step) for step in steps if step]
        self.assertTrue(shown and all(shown), steps)
        self.assertEqual({int(step[2]) for step in shown}, {cases})
        self.assertEqual([int(step[3]) for step in shown],
                         [1, 2, 3] * (len(shown) // 3))
        self.assertEqual(int(shown[0][1]), 1)
        longest = max(len(step) for step in steps)
        self.assertEqual((wiped.strip(), rest), ("", ""))
        self.assertGreaterEqual(len(wiped), longest)
        self.assertLess(longest, 80)

    def test_the_table_has_no_progress_in_it(self):
        out, text = self.seen("run", *SMALL, "--out", "out.json", COLUMNS="40")
        self.assertLess(max(map(len, text.split("\r"))), 40)
        self.assertNotIn("\r", out)
        self.assertNotRegex(out, r"case \d+ of \d+, round|:\d\d left")

    def test_what_needs_no_time_shows_no_progress(self):
        for words in (("run", "--dry-run"), ("list",), ("--version",)):
            self.assertEqual(self.seen(*words)[1], "")

    def test_elsewhere_it_is_silent(self):
        done = self.call("run", *SMALL, "--out", "out.json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
