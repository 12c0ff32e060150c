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

    def test_it_ends_when_all_is_decided(self):
        """Nothing to compare is decided at the first look."""
        made = self.document("quick", "--set", "size=256", "--set",
                             "platform=swiotlb", "--set", "ready=1",
                             "--strategy", "full_sync", "--starts", "5",
                             "--rounds", "2", "--budget", "30")["peekbench"]
        self.assertEqual(len(made["process_starts"]), 5)

    def test_one_process_decides_nothing(self):
        done = self.succeeds("run", "quick", "--set", "size=256", "--set",
                             "platform=coherent", "--set", "ready=1",
                             "--starts", "1", "--budget", "1", "--out",
                             "out.json")
        self.assertRegex(done.stdout, r"\nbudget   (\d+) of \1 comparisons")

    def test_a_complete_document_goes_on(self):
        """Fewer than five starts decide nothing."""
        self.document("quick", "--set", "size=256", "--set",
                      "platform=swiotlb", "--set", "ready=1", "--starts", "2",
                      "--rounds", "1")
        self.succeeds("run", "--resume", "out.json", "--budget", "1")
        made = self.load("out.json")["peekbench"]
        self.assertGreater(len(made["process_starts"]), 2)
