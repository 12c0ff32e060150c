# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The pictures with verdicts, and pictures of several documents."""
import csv
import gzip
import json
import os
import re
import subprocess

from cli_base import HANGS_SECONDS, Under
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

    def test_looks_have_verdicts_of_their_own(self):
        """The frame is the same, one look is faster, the other slower."""
        cases = [case("full_sync", 1000, 0.002, copy=1000),
                 case("peek_word", 1000, 0.002)]
        for name, factor in (("cycles_per_not_ready_peek", 0.8),
                             ("cycles_per_ready_peek", 1.3)):
            metric = cases[1]["metrics"][name]
            metric["samples"] = [factor * at for at in metric["samples"]]
        cases[1]["timer_error_share"] = 0.01
        self.store("c.json", cases)
        self.draw("c.json")
        for name, text in (("", r"same \([+-]0\."),
                           ("-notready", r"faster \(-(19|20)\."),
                           ("-ready", r"slower \(\+(29|30)\.")):
            got = self.rows(f"out/c-ranking{name}.csv")["peek_word"]["text"]
            self.assertRegex(got, f"^{text}[0-9]+ %\\) ~$")
        self.assertIn("look that finds no frame",
                      self.read("out/c-ranking-notready.svg"))

    def test_no_look_no_picture(self):
        cases = usual()
        for one in cases:
            for series in (one, one.get("second_copy", one)):
                series["metrics"]["cycles_per_not_ready_peek"] = {
                    "unit": "TSC cycles", "kind": "absent", "better": "lower",
                    "reason": "none", "samples": []}
        self.store("d.json", cases)
        self.assertIn("ranking-notready: device=scripted: no picture: "
                      "no case has this look", self.draw("d.json"))

    def test_unsafe_rows_have_no_figures(self):
        for name in ("ranking", "ranking-ready", "overview"):
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

    def crossings(self, path):
        with open(self.path(path), encoding="utf-8", newline="") as file:
            lines = [line for line in file if line.strip()]
        return [row for row in csv.DictReader(lines)
                if row["role"] == "crossing"]

    def lines_of(self, costs, platforms=("swiotlb",), **axes):
        """A document b.json with these costs by strategy and size."""
        sizes = sorted(next(iter(costs.values())))
        self.store("b.json", [
            case(name, costs[name][size], 0.002, size=size, platform=platform,
                 group=len(sizes) * k + i,
                 copy=costs[name][size] if name == "full_sync" else None,
                 **axes)
            for k, platform in enumerate(platforms)
            for i, size in enumerate(sizes) for name in costs])
        self.draw("b.json")

    def test_a_crossing_is_marked(self):
        """Slower, the same, faster: the order flips where it is the same."""
        self.lines_of({"full_sync": {256: 1000, 2048: 1000, 16384: 1000},
                       "partial_copy": {256: 1100, 2048: 1000, 16384: 900}})
        rows = self.crossings("out/b-completion.csv")
        self.assertEqual(len(rows), 1)
        low, at, high = (float(rows[0][key])
                         for key in ("x_low", "size_bytes", "x_high"))
        self.assertTrue(1500 < low < at < high < 2600, rows)
        self.assertAlmostEqual(float(rows[0]["median"]), 1000, delta=5)
        self.assertEqual((rows[0]["label"], rows[0]["state"]),
                         ("1", "crossing"))
        self.assertRegex(rows[0]["note"], r"^1 full_sync up to \d+ \[\d+ \.\. "
                         r"\d+\]; then partial_copy$")
        svg = self.read("out/b-completion.svg")
        self.assertIn(rows[0]["note"], svg)
        self.assertIn("Circles", svg)
        self.assertEqual(self.crossings("out/a-completion.csv"), [])

    def test_by_hand_it_is_the_same_picture(self):
        self.lines_of({"full_sync": {256: 1000, 16384: 1000},
                       "partial_copy": {256: 1100, 16384: 900}})
        done = subprocess.run(
            ["gnuplot", "-c", os.path.join(Under.source, "plots",
                                           "completion.gp"),
             "out/b-completion.csv", "hand.svg"], check=False,
            cwd=self.folder, stderr=subprocess.PIPE, text=True,
            timeout=HANGS_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("1 full_sync up to", self.read("hand.svg"))

    def test_harness_and_control_cross_nothing(self):
        self.lines_of({"full_sync": {256: 1000, 16384: 1000},
                       "null": {256: 1100, 16384: 900}}, role="harness")
        self.assertEqual(self.crossings("out/b-completion.csv"), [])

    def test_no_text_is_cut(self):
        """More crossings than a panel lists are counted; long notes wrap."""
        names = [f"s{i}_with_a_name_of_more_than_most" for i in range(6)]
        self.lines_of({"full_sync": {256: 1000, 16384: 1000},
                       **{name: {256: 1100 + 10 * i, 16384: 900 - 100 * i}
                          for i, name in enumerate(names)}},
                      ("swiotlb", "coherent"))
        rows = self.crossings("out/b-completion.csv")
        self.assertGreater(len(rows), 7)
        svg = self.read("out/b-completion.svg")
        rows = [row for row in rows if row["panel"] == "1"]
        self.assertGreater(len(rows), 7)
        self.assertIn(f"and {len(rows) - 7} more crossings: see the CSV", svg)
        text = " ".join(re.sub("<[^>]*>", " ", svg).split())
        for row in rows[:7]:
            self.assertIn(row["note"], text)
        self.assertNotIn("...", svg)

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
        rows = self.rows("out/b-change-notready.csv")
        self.assertRegex(rows["partial_copy"]["text"], r"^slower \(\+22")
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
