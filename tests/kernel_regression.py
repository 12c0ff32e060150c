# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The swiotlb of 2022 in a real kernel, against the checker's verdicts."""
import json

from kernel_base import KernelTest, long

__all__ = ["Regression"]

COUNTS = {"lost": "LOST", "torn": "TORN", "stale": "STALE", "leaked": "LEAK",
          "replayed": "REPLAY"}
# They give back after a look, and lose frames under swiotlb@aa6f8dcbab47.
LOSERS = {"armed_giveback", "full_sync", "header_giveback", "after_only"}


class Regression(KernelTest):

    def allowed(self, platform, frame):
        """Hazards that the checker has found, by strategy: the original buffers lie where
        either of x86's routines goes up."""
        found = json.loads(self.call(
            "check", "--json", "--platform", platform, "--status", "head",
            "--copy", "ascending", "--rearm", "to_device", "--frames",
            frame).stdout)
        allowed = {}
        for row in found["rows"]:
            allowed.setdefault(row["strategy"], set()).update(
                name.upper() for name in row["hazards"])
        return allowed

    def hazards(self, case):
        counts = dict(case["integrity"])
        counts["torn"] -= counts.pop("torn_status_only", 0)
        return {name for key, name in COUNTS.items() if counts.get(key)}

    def regression(self, *words, frames=1000):
        document = self.boots("kernel-regression", *words)
        allowed = {}
        for case in document["peekbench"]["cases"]:
            axes = case["axes"]
            if case["role"] == "harness":
                self.assertEqual(case["state"], "ok", case["id"])
                continue
            key = (axes["platform"], axes["frame"])
            if key not in allowed:
                allowed[key] = self.allowed(*key)
            with self.subTest(case=case["id"]):
                self.assertGreater(case["integrity"]["frames"], frames)
                self.assertLessEqual(
                    {name[:6] for name in self.hazards(case)},
                    {name[:6] for name in allowed[key][case["strategy"]]})
        return document

    def by_platform(self, document, platform, frame):
        return {case["strategy"]: case
                for case in document["peekbench"]["cases"]
                if (case["axes"]["platform"], case["axes"]["frame"]) ==
                (platform, frame)}

    def test_a_for_device_that_copies_loses_frames(self):
        document = self.regression("--set", "platform=swiotlb@aa6f8dcbab47",
                                   "--set", "frame=full",
                                   "--benchmark_repetitions=1", frames=500)
        self.assertEqual({case["strategy"] for case
                          in document["peekbench"]["cases"]
                          if case["integrity"]["lost"]}, LOSERS)

    @long
    def test_the_states_of_2022_show_their_hazards_and_no_others(self):
        document = self.regression()
        boots = {boot["platform"]: boot for boot
                 in document["peekbench"]["kernel"]["boots"]}
        old = self.by_platform(document, "swiotlb@aa6f8dcbab47", "full")
        self.assertEqual({name for name, case in old.items()
                          if case["integrity"]["lost"]}, LOSERS)
        self.assertFalse(any(
            case["integrity"]["lost"] for case
            in self.by_platform(document, "swiotlb", "full").values()))
        changed = {entry["case"]: entry["calls"] for entry in
                   boots["swiotlb@aa6f8dcbab47"]["swiotlb_changed"]}
        for name in LOSERS:
            self.assertGreater(changed[old[name]["id"]], 0)
        old = self.by_platform(document, "swiotlb@v5.16", "short")
        full = old["full_sync"]["integrity"]
        self.assertEqual(full["leaked"], full["frames"])
        for entry in boots["swiotlb@v5.16"]["swiotlb_changed"]:
            if not entry["case"].startswith("strategy=null/"):
                self.assertGreaterEqual(entry["calls"], 16)
        self.assertNotIn("swiotlb_changed", boots["swiotlb"])
