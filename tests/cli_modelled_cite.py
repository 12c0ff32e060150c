# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Modelled lines in cite, in every form, and in mails."""
import csv
import io
import re

from cli_base import Under
from cli_cite import CiteTest
from cli_compare import usual
from cli_modelled import CACHES, HEAD, LinesTest, lined, modelled

__all__ = ["TestLinesCited"]


class TestLinesCited(CiteTest, LinesTest):
    plain = True

    def setUp(self):
        super().setUp()
        self.result = self.lined(cases=lined(
            {"partial_copy": modelled(64 * 3, cleaned=64 * 7),
             "no_ownership": modelled(stale_loads=64)}))

    def test_a_block(self):
        text = self.cite("--all")
        self.assertTrue(text.isascii())
        self.assertLessEqual(max(map(len, text.splitlines())), 72)
        self.assertEqual(self.rows(text)["partial_copy"][1:],
                         ["35.00"] * 4 + ["0.00", "7.00", "more"])
        words = " ".join(text.split())
        for want in (HEAD, "kind modelled", "unit lines", "plot=no model=yes",
                     "l1=32K:8:64", "STALE in the model: 1.11% of"):
            self.assertIn(want, words)

    def test_without(self):
        plain = self.store("b.json", usual())
        cited = self.succeeds("cite", "--all", plain).stdout
        self.assertNotIn("MODELLED", cited)
        self.assertNotIn("MODELLED", self.cite("--all", "--no-model"))
        for form in ("csv", "benchstat"):
            self.assertNotRegex(
                self.cite("--no-model", "--form", form), "lines|LINES")

    def test_what_was_cited_is_right(self):
        for words in ((), ("--no-model",), ("--form", "md"), ("--plot",),
                      ("--metric", "cycles_per_not_ready_peek"),
                      ("--base", "partial_copy")):
            said = self.verify(self.cite("--all", *words))
            self.assertIn(" all as ", said)

    def test_every_figure_counts(self):
        block = self.cite("--all")
        first = block.index("MODELLED")
        places = [found for found in re.finditer(r"\S+", block)
                  if re.search(r"\d", found[0]) and
                  (first < found.start() < block.index("\nverdict ") or
                   re.match(r"(l\d|device_ways)=", found[0]))]
        self.assertGreater(len(places), 25)
        self.each_is_named(block, places)

    def test_verdicts_and_hazards_count(self):
        block = self.cite("--all")
        for old, new in (("7.00  more", "7.00  fewer"),
                         ("7.00  more", "7.00  mixed"),
                         ("0.00  same", "0.00  fewer"),
                         ("STALE in the model:", "0.00"),
                         (" model=yes", " model=no")):
            self.assertIn(old, block)
            said = self.verify(block.replace(old, new), status=1)
            self.assertIn("does not match", said)

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.cite("--form", "csv"))))
        self.assertTrue(all(None not in row and None not in row.values()
                            for row in rows))
        figures = {(row["strategy"], row["figure"]): row for row in rows}
        one = figures["partial_copy", "maintained_lines_per_completion"]
        self.assertEqual((one["median"], one["unit"], one["kind"],
                          one["better"], one["rounds"], one["verdict"]),
                         ("7", "lines", "modelled", "lower", "0", "more"))
        one = figures["partial_copy", "l1_lines_per_frame"]
        self.assertEqual((one["median"], one["base"], one["verdict"],
                          one["change_percent"]),
                         ("35", "full_sync", "more", "9.375"))
        one = figures["dirty_tracking", "maintained_lines_per_completion"]
        self.assertEqual((one["change_percent"], one["verdict"]),
                         ("0", "same"))
        stale = figures["no_ownership", "l1_lines_per_frame"]
        self.assertEqual((stale["median"], stale["verdict"], stale["kind"]),
                         ("", "", "absent"))
        self.assertIn("STALE in the model: 1.11% of", stale["reason"])
        unsafe = figures["blind_reread", "l1_lines_per_frame"]
        self.assertEqual((unsafe["median"], unsafe["STALE"]), ("", "1000"))

    def test_benchstat(self):
        text = self.cite("--form", "benchstat")
        self.assertIn("\nUnit modelled-L1-lines/op better=lower assume=exact\n",
                      text)
        self.assertIn(f"\nmodelled-caches: {CACHES['geometry']}\n", text)
        lines = [line for line in text.splitlines()
                 if line.startswith("BenchmarkPeek/strategy=partial_copy")]
        self.assertEqual(len(lines), 40)
        for line in lines:
            self.assertTrue(line.endswith(
                " 2080 copied-B/op 35 modelled-L1-lines/op 35 "
                "modelled-L2-lines/op 35 modelled-L3-lines/op 35 "
                "modelled-mem-lines/op 0 modelled-wback-lines/op 7 "
                "modelled-maint-lines/op"), line)
        self.assertNotRegex(text, "strategy=no_ownership.*modelled-")
        self.assertRegex(text, "# strategy=no_ownership/.*: STALE in the model")

    def test_markdown(self):
        text = self.cite("--all", "--form=md")
        table = text[text.index("| cache model |"):]
        rows = re.findall(r"^\|.*\|$", table, re.M)
        self.assertEqual(len(rows), 2 + 6)
        self.assertEqual({line.count("|") for line in rows}, {9})

    def test_a_long_markdown_block(self):
        """Its fence is no word of the block."""
        long = Under.source + "/results/reference/mission.json.gz"
        block = self.succeeds("cite", long, "--all", "--form", "md").stdout
        self.assertGreater(len(block.split()), 6000)
        self.assertIn(" all as ", self.verify(block, result=long))
