# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench selfcheck: faults that it catches, verbs that quote it."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from cli_base import CliTest, HANGS_SECONDS, TINY, Under, environment
from cli_signals import as_usual

__all__ = ["TestSelfcheck"]


class TestSelfcheck(CliTest):
    """Two checks, which most tests look at: one prints its text and has no
    place for its summary, one prints the place alone."""
    plain = True

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.mkdtemp(prefix="peekbench-")
        cls.addClassCleanup(shutil.rmtree, cls.kept)
        nowhere = environment(COLUMNS="40")
        for name in "XDG_STATE_HOME", "HOME":
            nowhere.pop(name, None)
        cls.done, cls.quiet = (subprocess.run(
            [Under.plain or Under.program, "selfcheck", "--trials", "20",
             *words], env=env, text=True, check=False, capture_output=True,
            timeout=HANGS_SECONDS) for words, env in (
                (("--seed", "1"), nowhere),
                (("--quiet",), environment(XDG_STATE_HOME=cls.kept))))

    def setUp(self):
        super().setUp()
        shutil.copytree(self.kept, self.path("state"))
        self.state = self.path("state", "peekbench", "selfcheck.json")
        self.usual = {"env": environment(XDG_STATE_HOME=self.path("state"))}

    def check(self):
        """The text; the speed of this machine decides on 0 or 1."""
        self.assertEqual(self.done.stderr, "")
        self.assertEqual(self.done.returncode,
                         0 if "self-check passed" in self.done.stdout else 1)
        return " ".join(self.done.stdout.split())

    def test_cheats_are_caught(self):
        text = self.check()
        for row in (r"idle ok STALE 100% of \d+ frames",
                    r"stale_payload ok TORN 100% of \d+ frames",
                    r"sleeper ok slept in \d+% of \d+ slices",
                    r"cold_heels ok the next is \d+% slower",
                    "returns 0 ok dead-zero", "EINVAL ok not supported",
                    "multiplexed ok scaled", "frozen ok dead-zero",
                    "healthy ok measured"):
            self.assertRegex(text, row)
        self.assertRegex(text, "honest ok no finding")

    def test_json(self):
        named = min(os.sched_getaffinity(0))
        others = os.sched_getaffinity(0) - {named} or {named}
        done = self.call("selfcheck", "--trials", "20", "--json",
                         "--cpu", str(named), **self.usual,
                         preexec_fn=lambda: os.sched_setaffinity(0, others))
        told = json.loads(done.stdout)
        self.assertEqual(told["cpu_pu"], named)  # beyond its binding
        self.assertEqual(done.returncode, 0 if told["passed"] else 1)
        self.assertEqual((told["trials"], len(told["shifts"])), (20, 4))
        self.assertEqual(told["starts"]["count"], 16)
        self.assertGreater(told["starts"]["resolved_percent"], 0)
        for finding in told["sabotages"] + told["counters"]:
            self.assertIs(finding["expected"], finding["flagged"], finding)

    def test_quiet(self):
        self.assertEqual((self.quiet.stdout, self.quiet.stderr),
                         (f"{self.kept}/peekbench/selfcheck.json\n", ""))

    def test_no_place(self):
        self.assertIn("not kept for reports: ", self.check())
        self.assert_fits(self.done.stdout, 40)

    def test_starts_are_tried(self):
        self.assertRegex(self.check(), r"equal work in 16 starts, 6 groups"
                                       r".* 16 starts resolve \d")
        summary = json.loads(self.read(self.state))["summary"]
        self.assertRegex(summary, r"; of frames 16 starts resolve \d")

    def test_known_shifts_are_reported(self):
        text = self.check()
        self.assertRegex(text, "equal things: .*; 20 comparisons of 16 starts")
        self.assertEqual(re.findall(r" \+(\d\.\d) %: found", text),
                         ["0.5", "1.0", "2.0", "5.0"])

    def test_reports_quote_it(self):
        summary = json.loads(self.read(self.state))["summary"]
        self.assertRegex(summary, r"^self-check of 20\d\d-.* comparisons of "
                                  r"equal things")
        done = self.succeeds("run", *TINY, "--out", "out.json", **self.usual)
        self.assertIn(summary, " ".join(done.stdout.split()))
        made = self.load("out.json")["peekbench"]["selfcheck"]
        self.assertEqual(made["summary"], summary)
        cited = self.succeeds("cite", "out.json", "--all").stdout
        self.assertIn(summary, " ".join(cited.split()))

    def test_another_machines_is_not_quoted(self):
        kept = json.loads(self.read(self.state))
        for change in ({"cpu_model": "Another CPU"},
                       {"kernel_release": "7.0"}):
            self.write(self.state, json.dumps(
                {**kept, "machine": {**kept["machine"], **change}}))
            made = self.document(*TINY, **self.usual)
            self.assertNotIn("selfcheck", made["peekbench"])
        for damaged in ("", "[]", "{}", '{"summary": 7}',
                        json.dumps({**kept, "schema": "x"})):
            self.write(self.state, damaged)
            made = self.document(*TINY, **self.usual)
            self.assertNotIn("selfcheck", made["peekbench"])

    def test_interrupted(self):
        self.plain = False
        os.unlink(self.state)
        child = subprocess.Popen(
            [self.program(), "selfcheck", "--trials", "100000"],
            stdout=subprocess.PIPE, text=True, cwd=self.folder,
            preexec_fn=lambda: as_usual(None), **self.usual)
        try:
            with self.assertRaises(subprocess.TimeoutExpired):
                child.wait(2)
            child.send_signal(signal.SIGINT)
            text = child.communicate(timeout=HANGS_SECONDS)[0]
        finally:
            child.kill()
        self.assertEqual(child.returncode, 128 + signal.SIGINT)
        self.assertIn("INTERRUPTED", text)
        self.assertNotIn("equal things", text)  # none was compared
        self.assertFalse(os.path.exists(self.state))

    def test_words(self):
        for words in (("--trials", "19"), ("--trials", "x"), ("--trials",),
                      ("--seed", "-1"), ("--out",), ("fast",), ("--fast",),
                      ("--cpu", "x")):
            self.refused("selfcheck", *words, names=["selfcheck", words[0]],
                         **self.usual)
        self.refused("selfcheck", "--cpu", "4095", names=["--cpu", "valid: 0"],
                     **self.usual)

    def test_an_out_that_cannot_be_written(self):
        self.refused("selfcheck", "--trials", "100000", "--out",
                     "/dev/null/x.json", names=["--out", "/dev/null/x.json"],
                     **self.usual)
