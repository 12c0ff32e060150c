# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Events asked for by name."""
import re

from cli_base import CliTest, TINY

__all__ = ["Events"]


class Events(CliTest):
    plain = True

    def test_an_unknown_event_is_refused_with_the_nearest_names(self):
        for verb in (("host",), ("run",) + TINY):
            self.refused(*verb, "--event", "page-fault",
                         names=("--event", "'page-fault'", "nearest",
                                "PAGE-FAULTS"))
            self.refused(*verb, "--event", "page-faults:nosuch",
                         names=("--event", "'page-faults:nosuch'"))
            self.refused(*verb, "--event", "", names=("--event",))
            self.refused(*verb, "--event", "x" * 5000, names=("--event",))
            self.refused(*verb, "--event", "no\nsuch")
            self.refused(*verb, "--event", names=("--event",))

    def test_not_twice_and_not_more_than_four(self):
        self.refused("run", *TINY, "--event", "page-faults", "--event",
                     "PAGE-FAULTS", names=("--event", "twice"))
        many = [word for name in ("page-faults", "cpu-clock", "task-clock",
                                  "minor-faults", "major-faults")
                for word in ("--event", name)]
        self.refused("run", *TINY, *many, names=("--event", "more than 4"))

    def test_the_document_says_name_side_and_worth(self):
        document = self.document(*TINY, "--event", "page-faults", "--event",
                                 "context-switches:u=1:k=1")
        counters = document["peekbench"]["counters"]
        self.assertEqual(counters["event_1"]["event"], "page-faults")
        self.assertEqual(counters["event_1"]["side"], "user")
        self.assertEqual(counters["event_2"]["side"], "user and kernel")
        self.assertEqual(counters["cache_misses"]["side"], "user")
        self.assertNotIn("event_3", counters)
        worth = counters["event_1"]["class"]
        for case in document["peekbench"]["cases"]:
            metric = case["metrics"]["event_1_per_completion"]
            self.assertEqual(metric["unit"], "events")
            self.assertEqual(metric["kind"], "absent" if worth not in
                             ("measured", "scaled") or not
                             case["slices"]["round"] else worth)
            self.assertNotIn("event_3_per_completion", case["metrics"])

    def test_nobody_asked_nothing_there(self):
        document = self.document(*TINY)
        self.assertNotIn("event_1", document["peekbench"]["counters"])

    def test_the_table_has_a_block_for_them(self):
        table = self.succeeds("run", "--out", "out.json", *TINY, "--event",
                              "page-faults").stdout
        self.assertRegex(" ".join(table.split()),
                         r" counters [^;]*page-faults; user side: \w")
        self.assertRegex(table, r"\nstrategy .*\bpage-faults\b")
        for line in table.splitlines():
            self.assertLessEqual(len(line), 79)

    def test_host_prints_every_self_test(self):
        text = self.succeeds("host", "--event", "page-faults").stdout
        counters = text[text.index("counters, self-tested"):]
        for name in ("cycles", "instructions", "cache_references",
                     "cache_misses", "page-faults"):
            self.assertRegex(counters, r"\n  %s +user: \w" % name)
        lines = counters.splitlines()
        for line, following in zip(lines, lines[1:] + [""]):
            if re.search(r": (measured|scaled)$", line):
                self.assertIn("  self-test: ", following)
        self.assertIn("\ncache model\n  geometry", text)
