# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The pictures with verdicts, and pictures of several documents."""
import csv
import gzip
import json
import os

from cli_base import Under
from cli_compare import CompareTest, usual
from cli_made import case, document

__all__ = ["VerdictPlots", "SeveralPlots"]


class VerdictTest(CompareTest):
    def rows(self, path):
        """The rows of a picture's data by strategy."""
        with open(self.path(path), encoding="utf-8", newline="") as file:
            lines = [line for line in file if line.strip()]
        return {row["strategy"]: row for row in csv.DictReader(lines)}

    def draw(self, *words):
        return self.succeeds("plot", *words, "--out", "out").stdout


class VerdictPlots(VerdictTest):
    def setUp(self):
        super().setUp()
        self.store("a.json", usual())
        self.draw("a.json")

    def test_ranking(self):
        rows = self.rows("out/a-ranking.csv")
        self.assertNotIn("null (harness)", rows)
        self.assertRegex(rows["full_sync"]["text"], "^base; A/A floor 0.3")
        self.assertEqual(rows["full_sync"]["change"], "NaN")
        self.assertEqual(rows["partial_copy"]["text"], "faster (-9.95 %)")
        low, at, high = (float(rows["no_ownership"][key])
                         for key in ("low", "change", "high"))
        self.assertTrue(1.5 < low < at < high < 2.5)
        self.assertEqual(float(rows["no_ownership"]["effect"]), 0.5)

    def test_unsafe_rows_have_no_figures(self):
        for name in ("ranking", "overview"):
            row = self.rows(f"out/a-{name}.csv")["blind_reread (control)"]
            self.assertEqual(row["text"], "UNSAFE STALE 100% ")
            for key in ("change", "low", "high", "p10", "median", "needed"):
                self.assertEqual(row.get(key, "NaN"), "NaN", key)
        self.assertNotIn("blind_reread (control)",
                         self.rows("out/a-spread.csv"))

    def test_overview(self):
        row = self.rows("out/a-overview.csv")["partial_copy"]
        self.assertEqual((row["needed"], row["copied_again"]), ("2048", "32"))
        self.assertTrue(float(row["p10"]) < float(row["median"]) <
                        float(row["p90"]))

    def test_spread_has_every_slice(self):
        with open(self.path("out/a-spread.csv"), encoding="utf-8") as file:
            lines = [line.split(",") for line in file
                     if ",partial_copy," in line]
        samples = usual()[3]["metrics"]["cycles_per_frame"]["samples"]
        self.assertEqual(len(lines), 40)
        for line, value in zip(lines, sorted(samples)):
            self.assertAlmostEqual(float(line[6]), value, 3)
        self.assertEqual([float(line[7]) for line in lines[::-1]][0], 1)

    def test_lines_say_where_they_cross_the_base(self):
        """Slower, the same, faster: it crosses between the outer two."""
        cases = []
        for group, (size, level) in enumerate(((256, 1100), (2048, 1000),
                                               (16384, 900))):
            for name, at in (("full_sync", 1000), ("partial_copy", level)):
                cases.append(case(name, at, 0.002, size=size, group=group,
                                  copy=at if name == "full_sync" else None))
        self.store("b.json", cases)
        self.draw("b.json")
        text = self.read("out/b-completion.csv")
        self.assertIn("partial_copy crosses full_sync between size 256 and "
                      "16384: slower; then faster", text)
        self.assertNotIn("crosses", self.read("out/a-completion.csv"))

    def test_pictures_say_where_they_come_from(self):
        for name in ("ranking", "spread", "overview"):
            text = self.read(f"out/a-{name}.svg")
            for want in ("preset quick", "seed 20220325", "(measured)",
                         "Intel(R) Xeon(R) Processor", "Every slice"
                         if name == "spread" else "Lower is better"):
                self.assertTrue(want in text, (name, want))


class SeveralPlots(VerdictTest):
    def test_before_and_after(self):
        cases = usual(seed=1)
        cases[3] = case("partial_copy", 1100, 0.003, copied=2080, seed=1)
        self.store("a.json", usual())
        self.store("b.json", cases)
        self.draw("a.json", "b.json")
        rows = self.rows("out/b-change.csv")
        self.assertRegex(rows["partial_copy"]["text"], r"^slower \(\+22")
        self.assertRegex(rows["full_sync"]["text"], r"^same ")
        self.assertIn("Before: preset quick", self.read("out/b-change.svg"))
        self.assertIn("a-overview.png", os.listdir(self.path("out")))
        self.assertIn("b-overview.png", os.listdir(self.path("out")))

    def test_three_have_no_before(self):
        for name in ("a.json", "b.json", "c.json"):
            self.store(name, usual())
        self.draw("a.json", "b.json", "c.json")
        names = os.listdir(self.path("out"))
        self.assertFalse([name for name in names if "change" in name])
        self.assertEqual(len([name for name in names
                              if name.endswith("overview.svg")]), 3)

    def test_a_gzipped_one_keeps_its_name(self):
        data = json.dumps(document(Under.source, usual())).encode()
        self.write("a.json.gz", gzip.compress(data))
        self.draw("a.json.gz")
        self.assertIn("a-ranking.png", os.listdir(self.path("out")))

    def test_what_is_refused(self):
        self.store("a.json", usual())
        os.mkdir(self.path("x"))
        self.store("x/a.json", usual())
        self.refused("plot", "a.json", "x/a.json", "--out", "out",
                     names=["a.json", "same pictures"])
        self.refused("plot", "a.json", "a.json", names=["same pictures"])
        self.store("b.json", [case("full_sync", 1000, 0.1, size=64)])
        done = self.call("plot", "a.json", "b.json", "--out", "out")
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "in common")
