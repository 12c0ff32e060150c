# SPDX-License-Identifier: GPL-2.0 OR MIT
"""run --budget: until every comparison is decided."""
import re

from cli_base import CliTest, TINY

__all__ = ["TestBudget"]


class TestBudget(CliTest):
    def test_it_says_what_is_not_decided(self):
        done = self.succeeds("run", "quick", "--set", "size=256", "--starts",
                             "1", "--budget", "2", "--out", "out.json")
        found = re.search(r"^budget   (\d+) of (\d+) comparisons not decided",
                          done.stdout, re.M)
        made = self.load("out.json")["peekbench"]["cases"]
        rivals = [case for case in made if case["role"] == "candidate" and
                  case["state"] == "ok" and "second_copy" not in case]
        self.assertEqual(int(found[2]), 3 * len(rivals))
        table = done.stdout.partition("\nnot decided ")[2]
        listed = re.findall(r"^(\w+) +(frame|notready|ready)  ", table, re.M)
        self.assertEqual(len(listed), int(found[1]))
        self.assertLessEqual({name for name, _ in listed},
                             {case["strategy"] for case in rivals})
        self.assertNotIn("budget ", self.succeeds(
            "run", *TINY, "--out", "b.json").stdout)

    def test_a_decided_group_ends_and_an_open_one_goes_on(self):
        """Nothing to compare is decided at the first look."""
        words = ("quick", "--set", "size=256", "--set", "platform=swiotlb",
                 "--set", "ready=1", "--starts", "1", "--budget", "30")
        made = self.document(*words, "--strategy", "full_sync")
        rounds = made["peekbench"]["cases"][0]["slices"]["round"]
        self.assertEqual(len(rounds), 16)
