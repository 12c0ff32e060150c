# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Pictures of documents, of damaged ones too."""
import copy
import json
import os
import random
import shutil

from cli_base import CliTest, SMALL, environment

__all__ = ["BadPlots", "Plots", "DamagedDocuments"]

# What stands in for gnuplot where its pictures do not matter.
DRAWS_NOTHING = """#!/bin/sh
for word; do
	case $word in
	*.svg | *.png) : >"$word" ;;
	esac
done
"""
DAMAGES = (None, True, 0, -1, 2**63 - 1, 1e308, "", "x" * 5000, '"\n\\%s',
           "../../x", [], [None], ["x"], [1e308, -1e308], {}, {"x": None})


def damaged(document, chance):
    """A copy of @document with one value lost or replaced."""
    mutant = copy.deepcopy(document)
    places = []

    def collect(value):
        if isinstance(value, dict):
            keys = list(value)
        elif isinstance(value, list):
            keys = range(min(len(value), 2))
        else:
            return
        for key in keys:
            places.append((value, key))
            collect(value[key])

    collect(mutant["peekbench"])
    value, key = chance.choice(places)
    if chance.random() < 0.2:
        del value[key]
    else:
        value[key] = chance.choice(DAMAGES)
    return mutant, key


class BadPlots(CliTest):
    def test_a_missing_file(self):
        self.refused("plot", "missing.json",
                     names=("missing.json", "No such file"))

    def test_a_directory(self):
        self.refused("plot", ".", names=(".", "directory"))

    def test_what_is_not_json(self):
        for text in ("", "hello\n", "{", b"\xff\xfe", "\0" * 100,
                     '{"a": 1, "a": 2}', "[" * 100000):
            self.write("bad.json", text)
            self.refused("plot", "bad.json", names=("bad.json:1:",))

    def test_somebody_elses_json(self):
        for text in ("{}", "[]", '{"context": {}, "benchmarks": []}',
                     '{"peekbench": []}', '{"peekbench": {"schema": 1}}'):
            self.write("foreign.json", text)
            self.refused("plot", "foreign.json",
                         names=("foreign.json", "not a peekbench result"))

    def test_another_schema(self):
        for schema in ("peekbench-result/2", "peekbench-result/10",
                       "peekbench-check/1", "", "x" * 5000):
            self.write("newer.json",
                       json.dumps({"peekbench": {"schema": schema,
                                                 "cases": []}}))
            self.refused("plot", "newer.json",
                         names=("newer.json", schema[:20],
                                "peekbench-result/1"))

    def test_a_truncated_document(self):
        self.document(*SMALL)
        whole = self.read("out.json")
        os.remove(self.path("out.json"))
        for length in (1, 100, len(whole) // 2, len(whole) - 3):
            self.write("part.json", whole[:length])
            self.refused("plot", "part.json", names=("part.json:",))

    def test_a_document_without_cases(self):
        self.write("none.json",
                   '{"peekbench": {"schema": "peekbench-result/1"}}')
        self.refused("plot", "none.json", names=("none.json", "cases"))

    def test_an_unreadable_document(self):
        user = self.as_nobody()
        os.chmod(self.write("mine.json", "{}"), 0)
        self.refused("plot", "mine.json",
                     names=("mine.json", "Permission denied"), **user)


class Plots(CliTest):
    def drawn(self, done):
        """The files that the program says it wrote, all of them there."""
        files = [line[len("plot     "):] for line in done.stdout.splitlines()
                 if line.startswith("plot     ")]
        for name in files:
            self.assertGreater(os.path.getsize(self.path(name)), 0)
        for line in done.stdout.splitlines():
            self.assertRegex(line, "^(no )?plot  ")
        return {os.path.normpath(name) for name in files}

    def fails(self, *arguments, names=(), **options):
        """Exit 2 and one line; what stdout lists is there, and whole."""
        done = self.call("plot", "out.json", *arguments, **options)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assert_one_line(done.stderr, *names)
        drawn = self.drawn(done)
        self.assertFalse([name for name in self.files() if ".part" in name])
        return drawn

    def test_a_small_run_has_pictures(self):
        if not shutil.which("gnuplot"):
            self.skipTest("no gnuplot")
        self.document(*SMALL)
        drawn = self.drawn(self.succeeds("plot", "out.json"))
        for name in ("completion", "ready", "copied", "hazards"):
            for suffix in ("svg", "png", "csv"):
                self.assertIn(f"out-plots/out-{name}.{suffix}", drawn)
        self.assertEqual(set(self.files()),
                         drawn | {"out.json", "out-plots"})
        self.assertIn("</svg>", self.read("out-plots/out-copied.svg"))
        with open(self.path("out-plots/out-copied.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_where_they_go(self):
        if not shutil.which("gnuplot"):
            self.skipTest("no gnuplot")
        self.document(*SMALL, "--strategy", "full_sync", name="a b.json")
        drawn = self.drawn(self.succeeds("plot", "a b.json", "--out", "c d"))
        self.assertIn("c d/a b-completion.svg", drawn)
        os.mkdir(self.path("sub"))
        self.succeeds("plot", "../a b.json", cwd=self.path("sub"))
        self.assertIn("a b-plots/a b-completion.svg", self.files())

    def test_without_gnuplot(self):
        self.document(*SMALL)
        os.mkdir(self.path("empty"))
        drawn = self.fails(names=("gnuplot",),
                           env=environment(PATH=self.path("empty")))
        self.assertFalse([name for name in drawn if "svg" in name])

    def test_with_a_gnuplot_that_fails(self):
        self.document(*SMALL)
        os.mkdir(self.path("bin"))
        path = f"{self.path('bin')}:{os.environ['PATH']}"
        for end in ("exit 1", "kill -9 $$", "echo no; echo no >&2; exit 3"):
            os.chmod(self.write("bin/gnuplot", f"#!/bin/sh\n{end}\n"), 0o755)
            self.fails(names=("gnuplot",), env=environment(PATH=path))

    def test_where_nothing_can_be_written(self):
        self.document(*SMALL)
        self.write("file", "")
        for folder in ("file", "missing/deeper", "/dev/null/x"):
            drawn = self.fails("--out", folder, names=(folder,))
            self.assertFalse(drawn)

    def test_an_interrupted_run_has_pictures_too(self):
        if not shutil.which("gnuplot"):
            self.skipTest("no gnuplot")
        document = self.document(*SMALL)
        own = document["peekbench"]
        own["interrupted"] = True
        for case in own["cases"][6:]:
            case["state"], case["reason"] = "skipped", "interrupted"
            case["slices"] = {key: [] for key in case["slices"]}
            for metric in case["metrics"].values():
                metric.update(kind="absent", reason="-", samples=[])
        self.write("out.json", json.dumps(document))
        self.assertTrue(self.drawn(self.succeeds("plot", "out.json")))


class DamagedDocuments(CliTest):
    def test_they_are_refused_or_drawn(self):
        document = self.document(*SMALL, "--set", "device=scripted,thread")
        own = document["peekbench"]
        own["cases"] = own["cases"][::7]
        os.mkdir(self.path("bin"))
        os.chmod(self.write("bin/gnuplot", DRAWS_NOTHING), 0o755)
        path = f"{self.path('bin')}:{os.environ['PATH']}"
        chance = random.Random(4711)
        for i in range(60):
            mutant, key = damaged(document, chance)
            self.write("out.json", json.dumps(mutant))
            done = self.call("plot", "out.json", "--out", "plots",
                             env=environment(PATH=path))
            with self.subTest(i=i, key=key):
                self.assertIn(done.returncode, (0, 2), done.stderr)
                if done.returncode:
                    self.assert_one_line(done.stderr)
                else:
                    self.assertEqual(done.stderr, "")
        outside = [name for name in self.files()
                   if not name.startswith(("plots", "bin", "out.json"))]
        self.assertEqual(outside, [])
