# SPDX-License-Identifier: GPL-2.0 OR MIT
"""A strategy that leaves something behind for the next one in a round."""
import json
import random

from cli_base import TINY, Under
from cli_compare import CompareTest
from cli_made import METRICS, case, document

__all__ = ["OrderEffects"]

NAMES = ("full_sync", "no_ownership", "partial_copy", "peek_word")
ROUNDS = 60


class OrderEffects(CompareTest):
    def made(self, harm, groups=3, seed=1):
        """@harm(group, victim, before): what a slice is slower by."""
        dice = random.Random(seed)
        cases = []
        for group in range(groups):
            own = [case(name, 1000, 0.002, rounds=ROUNDS, group=group,
                        size=256 << group, copy=None if i else 1000)
                   for i, name in enumerate(NAMES)]
            series = [(name, one) for name, one in zip(NAMES, own)]
            series.append((NAMES[0], own[0]["second_copy"]))
            for turn in range(ROUNDS):
                order = dice.sample(range(len(series)), len(series))
                for at, index in enumerate(order):
                    name, one = series[index]
                    before = series[order[at - 1]][0] if at else None
                    one["slices"]["position"][turn] = at
                    for metric in METRICS:
                        one["metrics"][metric]["samples"][turn] *= \
                            1 + harm(group, name, before)
            cases += own
        self.write("a.json", json.dumps(document(Under.source, cases)))
        out = self.succeeds("compare", "a.json").stdout
        for line in out.splitlines():
            self.assertLessEqual(len(line), 72)
        return " ".join(out.split()).split(" order ")[1:]

    def test_none_is_not_mentioned(self):
        self.assertEqual(self.made(lambda *_: 0), [])

    def test_one_that_harms_all(self):
        lines = self.made(lambda group, victim, before: 0.03 * (
            group == 1 and before == "partial_copy" != victim))
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"^any other is (2\.[5-9]|3\.[0-5]) % slower "
                         r"behind partial_copy.*; swiotlb, .*512 bytes")

    def test_one_that_harms_one(self):
        lines = self.made(lambda group, victim, before: 0.05 * (
            group == 2 and (before, victim) == ("peek_word", "no_ownership")))
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"no_ownership is (4\.[0-9]|5\.[0-9]) % "
                         r"slower behind peek_word")

    def test_the_base_and_its_copy_are_one(self):
        lines = self.made(lambda group, victim, before: 0.03 * (
            group == 0 and before == "full_sync" != victim))
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("any other is", lines[0])
        self.assertIn("slower behind full_sync", lines[0])

    def test_what_is_too_small_to_matter(self):
        self.assertEqual(self.made(lambda group, victim, before: 0.003 * (
            before == "partial_copy" != victim)), [])

    def test_a_run_records_what_is_needed(self):
        """Every slice of a round has a place of its own."""
        own = self.document(*TINY, "--benchmark_repetitions=3")["peekbench"]
        places = {}
        for one in own["cases"]:
            for series in (one, one.get("second_copy", one)):
                slices = series["slices"]
                for turn, at in zip(slices["round"], slices["position"]):
                    places.setdefault((one["group"], turn, at),
                                      set()).add(series["metrics"] is
                                                 one["metrics"] and
                                                 one["id"] or "copy")
        for names in places.values():
            self.assertEqual(len(names), 1)
