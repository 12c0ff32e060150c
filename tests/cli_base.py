# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Shared by the tests of the command line."""
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from result import first_edition

# A shell has its background jobs ignore these, nohup SIGHUP, and so would all
# programs that they start.
for _number in signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM:
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)

__all__ = []

# Ends a call that hangs; nothing is concluded from the time of a call, which
# other work on the machine makes many times longer.
HANGS_SECONDS = 300
NOBODY = 65534

SMALL = ("quick", "--set", "size=256", "--set", "platform=coherent,swiotlb",
         "--benchmark_repetitions=3")
TINY = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
        "ready=1", "--benchmark_repetitions=2")


class Under:
    """The program under test, the same without sanitizers or None, and the tree
    that they were built from."""
    program = plain = source = None


def environment(**changes):
    """The environment without what the program takes for flags."""
    clean = {key: value for key, value in os.environ.items()
             if not key.startswith("BENCHMARK_") and key != "V"}
    # Nor shall the user's own self-check show in results.
    return {**clean, "XDG_STATE_HOME": "/nonexistent", **changes}


@functools.lru_cache(maxsize=None)
def sanitizer():
    """The sanitizer that the program was built with, or None."""
    with open(Under.program, "rb") as file:
        code = file.read()
    for name in ("asan", "tsan"):
        if b"__%s_init" % name.encode() in code:
            return name
    return None


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def wait_until(seen, process=None, seconds=HANGS_SECONDS):
    """The first true value of @seen(); @process may not end before."""
    deadline = time.monotonic() + seconds
    while True:
        # In this order: its last act may be the event that is waited for.
        ended = process is not None and process.poll() is not None
        try:
            found = seen()
        except (FileNotFoundError, ProcessLookupError):
            found = None
            if not ended:
                raise
        if found:
            return found
        assert not ended, f"it ended before, with {process.returncode}"
        assert time.monotonic() < deadline, f"nothing within {seconds} s"
        time.sleep(0.01)


class CliTest(unittest.TestCase):
    """One empty current directory for each test."""
    maxDiff = 1000
    # Whether the daily run takes the program without sanitizers, which is some
    # times as fast: for tests of many figures and texts.  What makes these is
    # also in tests that take the sanitizers, as all do in the long run.
    plain = False

    def program(self):
        return self.plain and Under.plain or Under.program

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="peekbench-"))
        self.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o755)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        mode = "wb" if isinstance(text, bytes) else "w"
        with open(self.path(name), mode) as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def files(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.folder)
                      for folder, folders, names in os.walk(self.folder)
                      for name in names + folders)

    def call(self, *arguments, **options):
        """Run the program; stdout and stderr come back as text."""
        usual = {"cwd": self.folder, "env": environment(),
                 "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                 "stderr": subprocess.PIPE, "timeout": HANGS_SECONDS,
                 "encoding": "utf-8", "errors": "surrogateescape"}
        options = {**usual, **options}
        if "input" in options:
            del options["stdin"]
        return subprocess.run([self.program(), *arguments], check=False,
                              **options)

    def assert_one_line(self, text, *names):
        """@text is one line from the program that has all of @names."""
        self.assertRegex(text, r"\Apeekbench: [^\n]+\n\Z")
        for name in names:
            self.assertIn(name, text)

    def assert_fits(self, text, columns):
        """But for words that are longer than a line, such as paths, and a
        name and its value."""
        self.assertTrue(text)
        for line in text.splitlines():
            if len(line) > columns:
                self.assertLess(len(line.split()), 3, (columns, line))

    def refused(self, *arguments, names=(), **options):
        """Exit 2, one line that has @names, no output and no file."""
        if arguments[:1] == ("run",):
            # Should it run after all: briefly, and not into the tree.
            arguments = ("run", "--out", "refused.json",
                         "--benchmark_repetitions=1") + arguments[1:]
        before = self.files()
        done = self.call(*arguments, **options)
        with self.subTest(arguments=arguments):
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assert_one_line(done.stderr, *names)
            self.assertFalse(done.stdout)
            self.assertEqual(self.files(), before)
        return done

    def succeeds(self, *arguments, status=0, **options):
        """Exit @status, and silence on stderr."""
        done = self.call(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (status, ""))
        return done

    def document(self, *arguments, name="out.json", **options):
        """Run; the result document."""
        self.succeeds("run", "--out", name, *arguments, **options)
        return self.load(name)

    def load(self, name):
        document = json.loads(self.read(name), parse_constant=self.fail)
        self.assertIn(document["peekbench"]["schema"],
                      ("peekbench-result/1", "peekbench-result/2"))
        return first_edition(document)

    def plan(self, *arguments, **options):
        """The ids of the plan, in its order."""
        done = self.succeeds("run", *arguments, "--benchmark_list_tests",
                             **options)
        return done.stdout.splitlines()

    def unwritable(self, name):
        """A folder that call(**these) may not write to."""
        os.mkdir(self.path(name), 0o555)
        return self.as_nobody()

    def as_nobody(self):
        """How to call as a user with no rights; skips where one cannot."""
        if os.getuid():
            return {}
        os.chmod(self.folder, 0o777)
        try:
            able = self.call("--version", preexec_fn=become_nobody)
        except (OSError, subprocess.SubprocessError):
            able = None
        if not able or able.returncode:
            self.skipTest("nobody but root can reach the program")
        return {"preexec_fn": become_nobody}


def rows_of(page):
    """The rows of the first table of each group of a page with details, each
    joined with its continuation lines."""
    rows = []
    for block in page.split("\n\n"):
        title, head, table = block.partition("\nstrategy")
        if not head or " device" not in title:
            continue
        for line in table.splitlines()[1:]:
            if line.startswith("model "):
                break
            if line.startswith(" "):
                rows[-1] += " " + line.strip()
            else:
                rows.append(line)
    return rows


def cases_of(document, **axes):
    """The cases of @document with these values of axes."""
    return [case for case in document["peekbench"]["cases"]
            if all(case["axes"][key] == value for key, value in axes.items())]


def exactly(case_id):
    """A --benchmark_filter for this one id."""
    return "--benchmark_filter=^" + re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1",
                                           case_id) + "$"
