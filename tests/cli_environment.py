# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Surroundings that are not the usual ones: locales, terminals, users."""
import os
import re
import shutil
import subprocess

from cli_base import TINY, Under, environment
from cli_views import TRACES, VIEWS, ViewsTest, usual

__all__ = ["Surroundings"]


def reference(name):
    return os.path.join(Under.source, "results", "reference", name)


class Surroundings(ViewsTest):
    def words(self):
        """Calls that say the same every time."""
        quick = reference("quick.json.gz")
        return (("show", quick), ("show", quick, "--form", "csv"),
                ("compare", quick, "--min-effect", "0.7"), ("cite", quick),
                ("trace", "show", os.path.join(Under.source, "tests", "trace",
                                               "e100.trace")),
                ("check", "--strategy", "full_sync", "--platform", "coherent",
                 "--status", "head", "--ktap"))

    def test_a_decimal_comma_and_no_colour(self):
        """The output depends on none of this."""
        env = {**usual(), "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de",
               "LOCPATH": self.folder, "NO_COLOR": "1", "TERM": "dumb",
               "CLICOLOR_FORCE": "1"}
        if shutil.which("localedef"):
            # 1: it complains, and makes it
            subprocess.run(("localedef", "-i", "de_DE", "-f", "UTF-8",
                            self.path("de_DE.UTF-8")), check=False,
                           capture_output=True)
        for name in ("quick.txt", "compare-quick.txt", "cite-quick.csv",
                     "cite-quick-all.txt"):
            self.as_it_was(name, self.view(VIEWS[name], env))
        self.as_it_was("trace-e100.txt",
                       self.trace(TRACES["trace-e100.txt"], env))
        checked = self.words()[-1]
        self.assertEqual(self.succeeds(*checked, env=env).stdout,
                         self.succeeds(*checked).stdout)
        self.document(*TINY, env=env)
        self.refused("compare", reference("quick.json.gz"), "--min-effect",
                     "0,7", names=("0,7",), env=env)

    def test_a_user_without_a_home(self):
        user = self.as_nobody()
        env = environment()
        for name in ("HOME", "USER", "LOGNAME", "XDG_STATE_HOME",
                     "XDG_CACHE_HOME", "TMPDIR"):
            env.pop(name, None)
        for words in (("host",), *self.words()):
            self.succeeds(*words, env=env, **user)
        self.document(*TINY, "--starts", "2", env=env, **user)

    def test_a_checkout_that_cannot_be_written(self):
        """The program does without; a build says so in one line."""
        tree = self.path("tree")
        os.makedirs(os.path.join(tree, "bench"))
        shutil.copy(os.path.join(Under.source, "bench", "setup.sh"),
                    os.path.join(tree, "bench"))
        os.chmod(tree, 0o555)
        user = self.as_nobody()
        self.document(*TINY, **user)
        done = subprocess.run(
            ["bash", "-c", "set -euo pipefail; source bench/setup.sh; "
                           "build release"],
            cwd=tree, capture_output=True, text=True, check=False, **user)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assert_one_line(done.stderr, f"cannot write to {tree}/build")

    def test_widths_of_a_terminal(self):
        """Of every verb; a block for a mail has the width of mails, and
        selfcheck's width is looked at where it is run."""
        swiotlb = ("check", "--platform", "swiotlb", "--strategy", "full_sync")
        quick, before, after = (
            reference(f"{name}.json.gz")
            for name in ("quick", "kernel-before", "kernel-after"))
        calls = (
            ("run", "--dry-run"), ("show", quick),
            ("show", reference("regression-2022.json")),
            ("show", reference("kernel-e100-outside.json"), "--details"),
            swiotlb, (*swiotlb, "--copy", "any", "--status", "tail"),
            ("list",), ("compare", quick),
            ("compare", "--rank", before, after), ("compare", before, after),
            ("plot", before, "--kind", "change", "--out", self.path("plots")),
            *(("trace", verb, os.path.join(Under.source, "tests", "trace",
                                           "e100.trace"))
              for verb in ("show", "explain")),
            ("crossover", quick), ("host",), ("help",))
        verbs = re.findall(r"\n  (\w+)  ", self.succeeds("help").stdout)
        self.assertEqual({*verbs, "cite", "selfcheck"},
                         {words[0] for words in calls} | {"cite", "selfcheck"})
        for columns in (40, 200):
            env = environment(COLUMNS=str(columns))
            for words in (*calls, *((verb, "--help") for verb in verbs)):
                done = self.call(*words, env=env)
                self.assertLess(done.returncode, 2, words)
                self.assert_fits(done.stdout, columns)
        wide = self.succeeds("show", quick, env=env).stdout
        self.assertGreater(max(map(len, wide.splitlines())), 100)
        self.assert_fits(self.succeeds("run", *TINY, "--out",
                                       self.path("tiny.json"),
                                       env=environment(COLUMNS="40")).stdout,
                         40)
        for columns in ("", "0", "-1", "x", "1e9", "99999999999999999999"):
            self.succeeds("show", reference("kernel-e100-outside.json"),
                          env=environment(COLUMNS=columns))
