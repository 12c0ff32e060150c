# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Modelled lines in cite, in every form, and in mails."""
import csv
import io

from cli_base import Under
from cli_cite import CiteTest
from cli_compare import usual
from cli_modelled import LinesTest, lined, modelled

__all__ = ["TestLinesCited"]


class TestLinesCited(CiteTest, LinesTest):
    plain = True

    def setUp(self):
        super().setUp()
        self.result = self.lined(cases=lined(
            {"partial_copy": modelled(64 * 3, cleaned=64 * 7),
             "no_ownership": modelled(stale_loads=64)}))

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

    def test_a_stale_load_in_place_of_figures(self):
        rows = {(row["strategy"], row["figure"]): row for row in csv.DictReader(
            io.StringIO(self.cite("--form", "csv")))}
        stale = rows["no_ownership", "l1_lines_per_frame"]
        self.assertEqual((stale["median"], stale["verdict"], stale["kind"]),
                         ("", "", "absent"))
        self.assertIn("STALE in the model: 1.11% of", stale["reason"])
        text = self.cite("--form", "benchstat")
        self.assertNotRegex(text, "strategy=no_ownership.*modelled-")
        self.assertRegex(text, "# strategy=no_ownership/.*: STALE in the model")
        self.assertIn("STALE in the model: 1.11% of",
                      " ".join(self.cite("--all").split()))

    def test_a_long_markdown_block(self):
        """Its fence is no word of the block."""
        long = Under.source + "/results/reference/mission.json.gz"
        block = self.succeeds("cite", long, "--all", "--form", "md").stdout
        self.assertGreater(len(block.split()), 6000)
        self.assertIn(" all as ", self.verify(block, result=long))
