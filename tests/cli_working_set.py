# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Presets whose rings follow from the caches."""
import re

from cli_base import CliTest

__all__ = ["WorkingSets"]

CACHES = "l1=32K:8:64,l2=512K:8,l3=8M:16"
LEVELS = {"l1": (0, 32 << 10), "l2": (32 << 10, 512 << 10),
          "l3": (512 << 10, 8 << 20), "dram": (8 << 20, 1 << 40)}


def rings_of(plan, platform):
    """Ring sizes of the cases of @platform; an id leaves 128 out."""
    return {int(found[1]) if (found := re.search(r"/ring=(\d+)", case)) else
            128 for case in plan if f"/platform={platform}/" in case}


class WorkingSets(CliTest):
    def test_a_preset_for_each_level(self):
        for preset, (above, upto) in LEVELS.items():
            plan = self.plan(preset, "--cache", CACHES)
            for platform, sides in (("coherent", 1), ("swiotlb", 2)):
                (ring,) = rings_of(plan, platform)
                self.assertGreater(ring * 2048 * sides, above)
                self.assertLessEqual(ring * 2048 * sides, upto)

    def test_other_caches_other_rings(self):
        small = self.plan("l1", "--cache", "l1=16K:8")
        large = self.plan("l1", "--cache", "l1=128K:8")
        self.assertLess(max(rings_of(small, "swiotlb")),
                        min(rings_of(large, "swiotlb")))

    def test_a_given_ring_is_taken(self):
        plan = self.plan("l2", "--cache", CACHES, "--set", "ring=5")
        self.assertEqual(rings_of(plan, "swiotlb"), {5})

    def test_the_model_may_be_off(self):
        done = self.call("run", "l1", "--cache", "off",
                         "--benchmark_list_tests")
        if done.returncode == 2:
            self.assert_one_line(done.stderr, "needs caches")
        else:
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_cannot_be_is_refused(self):
        self.refused("run", "l3", "--cache", "l1=32K:8",
                     names=("working_set", "l3", "1 level"))
        self.refused("run", "l1", "--cache", CACHES, "--set", "size=262144",
                     names=("working_set", "262144-byte", "l1"))
        self.refused("run", "dram", "--cache", "l1=32K:8,l2=1G:16",
                     names=("working_set", "dram", "about 2G"))

    def test_a_preset_file_may_ask_for_them(self):
        text = "[preset]\nworking_set = %s\n[matrix]\nsize = 2048\n%s"
        plan = self.plan(self.write("mine.ini", text % ("l1, l2", "")),
                         "--cache", CACHES)
        self.assertEqual(len(rings_of(plan, "coherent")), 2)
        self.refused("run", self.write("bad.ini", text % ("l9", "")),
                     names=("bad.ini:2", "'l9'", "dram"))
        self.refused("run", self.write("none.ini", text % ("", "")),
                     names=("none.ini:2", "working_set"))
        self.refused("run", self.write("both.ini", text % ("l1",
                                                           "ring = 4\n")),
                     names=("both.ini", "ring"))
        self.refused("run", self.write(
            "twice.ini", "[preset]\nworking_set = l1\nworking_set = l2\n"
            "[matrix]\nsize = 64\n"), names=("twice.ini:3", "working_set"))

    def test_a_case_says_how_large_its_working_set_is(self):
        document = self.document(
            "l1", "--cache", CACHES, "--set", "platform=swiotlb", "--set",
            "ready=1", "--strategy", "partial_copy",
            "--benchmark_repetitions=1")
        for case in document["peekbench"]["cases"]:
            sides = 1 if case["role"] == "harness" else 2
            self.assertEqual(case["working_set_bytes"],
                             case["axes"]["ring"] * sides * 2048)
            # It fits the first level: only lines that the device wrote miss.
            if case["strategy"] == "partial_copy":
                figures = case["modelled"]["completion"]
                self.assertEqual(figures["load_misses"][0],
                                 32 * figures["count"])
