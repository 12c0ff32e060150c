# SPDX-License-Identifier: GPL-2.0 OR MIT
"""A strategy that slows down the next one in a round."""
import json
import re
import random

from cli_base import TINY, Under
from cli_compare import CompareTest
from cli_made import METRICS, case, document

__all__ = ["OrderEffects", "OrderCited"]

NAMES = ("full_sync", "no_ownership", "partial_copy", "peek_word")
ROUNDS = 60


class OrderTest(CompareTest):
    def made(self, harm, groups=3, seed=1):
        """@harm(group, victim, before): by how much a slice is slower."""
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
        return self.effects("compare", "a.json", "--details")

    def effects(self, *words):
        """One line for each group that has an effect."""
        out = self.succeeds(*words).stdout
        for line in out.splitlines():
            self.assertLess(len(line), 80)
        table = re.search(r"^slices of .*\n((?:.*\n)*?)(?=verdict )", out,
                          re.M)
        if not table:
            return []
        joined = re.sub(r"\n +", " ", table[1])
        return [" ".join(line.split()) for line in joined.splitlines()]


class OrderEffects(OrderTest):
    def test_none_is_not_mentioned(self):
        self.assertEqual(self.made(lambda *_: 0), [])

    def test_one_that_harms_all(self):
        lines = self.made(lambda group, victim, before: 0.03 * (
            group == 1 and before == "partial_copy" != victim))
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"^any other \+(2\.[5-9]|3\.[0-5])\d*%? "
                         r"partial_copy .*swiotlb, .*512 bytes")

    def test_one_that_harms_one(self):
        lines = self.made(lambda group, victim, before: 0.05 * (
            group == 2 and (before, victim) == ("peek_word", "no_ownership")))
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"no_ownership \+(4\.[0-9]|5\.[0-9])\d*%? "
                         r"peek_word")

    def test_the_base_and_its_copy_are_one(self):
        lines = self.made(lambda group, victim, before: 0.03 * (
            group == 0 and before == "full_sync" != victim))
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"any other \+[\d.]+%? full_sync")

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

    def test_the_filter_takes_its_groups(self):
        def harm(group, victim, before):
            return 0.03 * (before == "partial_copy" != victim)

        self.assertEqual(len(self.made(harm)), 3)
        self.assertEqual(len(self.effects("compare", "a.json", "--details",
                                          "--filter", "size=512/")), 1)
        self.assertIn("effects in 3 groups", " ".join(self.succeeds(
            "compare", "a.json").stdout.split()))

    def test_the_metric_is_that_of_the_verdicts(self):
        self.made(lambda group, victim, before: 0.03 * (
            before == "partial_copy" != victim))
        made = json.loads(self.read("a.json"))
        for one in made["peekbench"]["cases"]:
            for series in (one, one.get("second_copy", one)):
                metric = series["metrics"]["cycles_per_not_ready_peek"]
                metric["samples"] = [100] * ROUNDS
        self.write("a.json", json.dumps(made))
        for metric, lines in (("cycles_per_frame", 3),
                              ("cycles_per_not_ready_peek", 0)):
            self.assertEqual(len(self.effects("compare", "a.json", "--details",
                                              "--metric", metric)), lines)


class OrderCited(OrderTest):
    def setUp(self):
        super().setUp()
        self.lines = self.made(lambda group, victim, before: 0.05 * (
            group == 2 and (before, victim) == ("peek_word", "no_ownership")))
        self.block = self.succeeds("cite", "a.json").stdout

    def verify(self, mail, status=0):
        self.write("mail.txt", mail)
        return self.succeeds("cite", "--verify", "mail.txt", "a.json",
                             status=status).stdout

    def test_a_mail_carries_the_line(self):
        self.assertEqual(len(self.lines), 1)
        for form in ("text", "md"):
            text = self.succeeds("cite", "a.json", "--form", form).stdout
            self.assertRegex(" ".join(text.split()),
                             r" order no_ownership is \S+ % slower directly "
                             r"behind peek_word, in .*1024 bytes")
            self.assertIn(" all as ", self.verify(text))
        self.assertLessEqual(max(map(len, self.block.splitlines())), 72)

    def test_no_effect_no_line(self):
        self.made(lambda *_: 0)
        self.assertNotIn("\norder ", self.succeeds("cite", "a.json").stdout)

    def test_a_group_that_is_not_cited_has_none(self):
        text = self.succeeds("cite", "a.json", "--filter", "size=256/").stdout
        self.assertNotIn("\norder ", text)
        self.assertIn(" all as ", self.verify(text))

    def test_a_line_that_is_made_up(self):
        self.made(lambda *_: 0)
        text = self.succeeds("cite", "a.json").stdout
        said = self.verify(text.replace(
            "\nverdict ", "\norder    full_sync is 9.9 % slower\nverdict "),
                           status=1)
        self.assertIn("'order full_sync is 9.9 % slower'", said)
