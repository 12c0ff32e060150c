# SPDX-License-Identifier: GPL-2.0 OR MIT
"""--json and --filter, in the verbs that have them."""
import gzip
import json
import os

from cli_base import CliTest, TINY, Under

__all__ = ["Json"]


class Json(CliTest):
    def reference(self, name):
        return os.path.join(Under.source, "results", "reference", name)

    def told(self, *words, status=0):
        return json.loads(self.succeeds(*words, "--json", status=status).stdout)

    def test_compare_has_every_case(self):
        quick = self.reference("quick.json.gz")
        rows = self.told("compare", quick)
        with gzip.open(quick, "rt", encoding="utf-8") as file:
            cases = json.load(file)["peekbench"]["cases"]
        self.assertEqual([row["id"] for row in rows],
                         [case["id"] for case in cases])
        for row in rows:
            if row["state"] == "unsafe":
                self.assertIsNone(row["after"], row)
                self.assertIsNone(row["change_percent"], row)
        self.assertIn("faster", [row["verdict"] for row in rows])
        some = self.told("compare", quick, "--filter", "platform=swiotlb")
        self.assertEqual([row["id"] for row in some],
                         [row["id"] for row in rows
                          if "/platform=swiotlb/" in row["id"]])

    def test_two_documents_and_rankings(self):
        self.plain = True
        quick = self.reference("quick.json.gz")
        for row in self.told("compare", quick, quick):
            self.assertEqual(row["before"], row["after"])
        ranks = self.told("compare", "--rank", quick,
                          self.reference("latency.json.gz"))
        self.assertEqual(len(ranks), 2)
        for scores in ranks.values():
            self.assertIn("wins", scores[0])

    def test_cite_says_what_its_csv_says(self):
        quick = self.reference("quick.json.gz")
        rows = self.told("cite", quick)
        csv = self.succeeds("cite", quick, "--form", "csv").stdout
        self.assertEqual(len(rows) + 1, csv.count("\n"))
        self.assertEqual(list(rows[0]), csv.splitlines()[0].split(","))

    def test_crossover_takes_a_filter(self):
        self.plain = True
        latency = self.reference("latency.json.gz")
        rows = self.told("crossover", latency)
        some = self.told("crossover", latency, "--filter", "platform=swiotlb")
        self.assertTrue(some)
        self.assertLess(len(some), len(rows))
        self.refused("crossover", latency, "--filter", "platform=pdp11",
                     names=("no group matches", "pdp11"))

    def test_host_says_what_its_text_says(self):
        told = self.told("host")
        text = self.succeeds("host").stdout
        for title, lines in told.items():
            self.assertIn(title, text)
            for name in lines:
                self.assertIn(f"  {name} ", text)

    def test_run_says_where_its_document_is(self):
        told = self.told("run", *TINY, "--out", "out.json")
        self.assertEqual(told["path"], "out.json")
        self.assertFalse(told["interrupted"])
        with open(self.path("out.json"), encoding="utf-8") as file:
            cases = json.load(file)["peekbench"]["cases"]
        self.assertEqual(sum(told["states"].values()), len(cases))
        self.assertEqual(told["states"]["ok"],
                         sum(case["state"] == "ok" for case in cases))
