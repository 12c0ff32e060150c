# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Presets after drivers, device faults, placements, crossovers."""
import gzip
import json
import os
import re

from cli_base import CliTest, Under, cases_of, rows_of
from cli_made import case, document

__all__ = ["DriverPresets", "DeviceFaults", "Placements", "Crossovers"]

DRIVERS = {
    "ath9k": (1974, "split", 128), "e100": (1538, "head16", 256),
    "slicoss": (2048, "at24", 256), "ath11k-mon": (2048, "head", 1024),
    "rtw89": (11498, "head", 256), "b44": (1566, "head28", 512),
    "8139too": (1536, "head", 21), "regression-2022": (1974, "split", 128),
    "retry": (11498, "head", 256),
}


def axes_of(case_id):
    return dict(part.split("=") for part in case_id.split("/"))


# The checker's names of the hazards that a run counts.
SEEN = {"lost": "LOST", "torn": "TORN", "stale": "STALE", "leaked": "LEAK",
        "replayed": "REPLAY"}


class DriverPresets(CliTest):
    plain = True

    def test_geometry(self):
        for preset, (size, status, ring) in DRIVERS.items():
            with self.subTest(preset=preset):
                for case in self.plan(preset):
                    axes = axes_of(case)
                    self.assertEqual((axes["size"], axes["status"],
                                      axes.get("ring", "128")),
                                     (str(size), status, str(ring)))

    def test_all_run_and_deliver_where_they_must(self):
        """partial_copy is whole with each of these bounce buffers."""
        for preset in DRIVERS:
            with self.subTest(preset=preset):
                document = self.document(preset, "--set", "ring=8", "--set",
                                         "rearm=to_device",
                                         "--benchmark_repetitions=1",
                                         "--strategy", "partial_copy")
                for case in document["peekbench"]["cases"]:
                    self.assertIn(case["state"], ("ok", "skipped"),
                                  case["id"])

    def test_torn_has_every_routine_and_status(self):
        cases = [axes_of(case) for case in self.plan("torn")]
        self.assertEqual({case["copy"] for case in cases},
                         {"rep_movsb", "memcpy_orig", "ascending",
                          "descending", "libc"})
        self.assertEqual({case["status"] for case in cases},
                         {"head", "tail", "split"})
        self.assertGreater(len({case["pace"] for case in cases}), 3)

    def test_the_regression_has_the_four_states(self):
        cases = [axes_of(case) for case in self.plan("regression-2022")]
        self.assertEqual({case["platform"] for case in cases},
                         {"swiotlb@v5.16", "swiotlb@ddbd89deb7d3",
                          "swiotlb@aa6f8dcbab47", "swiotlb"})

    def test_a_clear_that_does_not_arrive_is_replayed(self):
        """b44's own re-arm, with a bounce buffer."""
        document = self.document("b44", "--set", "device=scripted", "--set",
                                 "ready=6", "--set",
                                 "platform=swiotlb", "--strategy",
                                 "full_sync", "--benchmark_repetitions=1")
        for rearm, state in (("from_device", "unsafe"), ("to_device", "ok")):
            case, = cases_of(document, strategy="full_sync", rearm=rearm)
            self.assertEqual(case["state"], state)
            self.assertEqual(case["integrity"]["replayed"] > 0,
                             state == "unsafe")


    def proven(self, preset, *options):
        """The hazards seen in a run, all of which the checker has; one PU
        has no device thread."""
        self.document(preset, *options, "--set", "pace=0",
                      "--benchmark_repetitions=1")
        seen = set()
        for case in json.loads(self.read("out.json"))["peekbench"]["cases"]:
            if case["role"] == "harness" or case["state"] == "skipped":
                continue
            found = {SEEN[word] for word in SEEN if case["integrity"][word]}
            self.assertLessEqual(found, set(case["proven"]["allowed"]),
                                 case["id"])
            seen |= found
        return seen

    def test_hazards_of_directions_are_proven(self):
        """The checker has each hazard seen, by direction and re-arm."""
        self.assertIn("REPLAY", self.proven(
            "directions", "--set", "device=scripted,thread", "--set",
            "platform=swiotlb", "--set", "size=256",
            "--strategy", "full_sync,header_giveback"))

    def test_hazards_of_presets_are_proven(self):
        """The mail's cases, and those of the regression."""
        for preset, device in (("regression-2022", "thread"),
                               ("mission", "scripted,thread")):
            with self.subTest(preset=preset):
                self.proven(preset, "--set", f"device={device}", "--set",
                            "size=512", "--set", "ready=1", "--set",
                            "gap=200", "--set", "ring=32", "--strategy",
                            "full_sync,partial_copy,dirty_tracking")

    def test_hazards_of_axes_are_proven(self):
        """And what else a frame may rest on."""
        for options in (
                ("words=torn", "platform=swiotlb"),
                ("order=unordered", "platform=coherent,swiotlb"),
                ("neighbour=cpu_before,device_behind",
                 "platform=arm64,mips-r4k,swiotlb"),
                ("ready_is=phase_bit", "platform=coherent,swiotlb",
                 "rearm=to_device,none")):
            with self.subTest(options=options):
                self.proven("torn", "--set", "size=256", "--set",
                            "device=thread", "--set", "copy=ascending",
                            "--set", "status=split", "--set", "gap=200",
                            "--set", "ring=32", *(
                                word for option in options
                                for word in ("--set", option)),
                            "--strategy",
                            "full_sync,partial_copy,header_giveback")


class DeviceFaults(CliTest):
    def run_fault(self, *options, status):
        """A device slow enough for a look between status and payload."""
        done = self.call("run", "quick", "--out", "out.json", "--strict",
                         "--set", "device=thread", "--set", "order=ascending",
                         "--set", "size=512", "--set", "gap=2000", "--set",
                         "platform=swiotlb", "--strategy", "partial_copy",
                         "--benchmark_repetitions=3", *options)
        self.assertEqual((done.returncode, done.stderr), (status, ""))
        return done.stdout, self.load("out.json")

    def test_a_status_before_its_payload_is_shown_as_such(self):
        out, document = self.run_fault(status=0)
        if all(case["state"] == "skipped"
               for case in document["peekbench"]["cases"]):
            self.skipTest("one PU")
        self.assertIn("DEVICE FAULT", out)
        for case in document["peekbench"]["cases"]:
            self.assertTrue(case["device_fault"])
        for row in rows_of(out):
            self.assertRegex(row, r"UNSAFE +TORN .*\(device fault\)")

    def test_a_status_at_the_tail_is_none(self):
        out, document = self.run_fault("--set", "status=tail", status=0)
        self.assertNotIn("DEVICE FAULT", out)
        for case in document["peekbench"]["cases"]:
            self.assertFalse(case["device_fault"])


class Placements(CliTest):
    def test_what_is_not_there_is_skipped_with_a_reason(self):
        document = self.document("quick", "--set", "device=thread", "--set",
                                 "size=256", "--set", "platform=coherent",
                                 "--set", "placement=auto,smt,cache,node",
                                 "--strategy", "partial_copy",
                                 "--benchmark_repetitions=1")
        placement = document["peekbench"]["placement"]
        for name in ("smt", "cache", "node"):
            site = placement[name]
            for case in cases_of(document, placement=name):
                there = site["device_pu"] >= 0
                self.assertEqual(case["state"] == "skipped", not there)
                if not there and placement["pu_count"] > 1:
                    self.assertEqual(case["reason"],
                                     "placement: " + site["relation"])

    def test_the_host_is_asked_the_same(self):
        done = self.succeeds("host")
        for name in ("smt", "cache", "node"):
            self.assertRegex(done.stdout, rf"placement={name} +\S+")


class Crossovers(CliTest):
    plain = True

    def setUp(self):
        super().setUp()
        self.document_path = os.path.join(
            Under.source, "tests", "golden", "first", "documents",
            "quick.json.gz")

    def make(self, costs):
        """A document with these medians by strategy and size."""
        with gzip.open(self.document_path, "rt", encoding="utf-8") as file:
            document = json.load(file)
        own = document["peekbench"]
        own["cases"] = [
            case for case in own["cases"]
            if case["axes"]["platform"] == "swiotlb" and
            case["axes"]["ready"] == 8 and case["strategy"] in costs]
        for case in own["cases"]:
            middle = costs[case["strategy"]][case["axes"]["size"]]
            for series in (case, case.get("second_copy")):
                if series:
                    for metric in series["metrics"].values():
                        del metric["samples"][20:]
                    series["metrics"]["cycles_per_frame"]["samples"] = [
                        middle * (1 + (i * 7 % 20 - 9.5) / 2000)
                        for i in range(20)]
                    for name in series["slices"]:
                        del series["slices"][name][20:]
                    series["slices"]["process"] = [i // 2 for i in range(20)]
        self.write("made.json", json.dumps(document))

    def crossover(self):
        return self.succeeds("crossover", "made.json").stdout

    def test_without_cases_nothing_can_flip(self):
        self.make({})
        self.refused("crossover", "made.json", names=("made.json", "no cases"))

    def test_a_flip_lies_where_the_costs_meet(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 200, 2048: 400, 16384: 1600}})
        out = self.crossover()
        found = re.search(r"full_sync +(\d+) bytes +(\d+)\.\."
                          r"(\d+)  partial_copy", out)
        self.assertTrue(found, out)
        at, low, high = map(int, found.groups())
        self.assertLess(abs(at - 2048), 100)
        self.assertTrue(1900 < low <= at <= high < 2200, out)

    def test_a_flip_names_who_is_cheaper_below(self):
        self.make({"full_sync": {256: 200, 2048: 400, 16384: 1600},
                   "partial_copy": {256: 100, 2048: 400, 16384: 3200}})
        self.assertRegex(self.crossover(), r"partial_copy +\d+ bytes "
                         r" +\d+\.\.\d+  full_sync")

    def sizes(self, cost, second=1):
        """made.json: partial_copy over full_sync is cost(size)."""
        cases = []
        for group in range(90):
            size = 64 * (group + 1)
            cases += [case("full_sync", 1000, 0.001, size=size, group=group,
                           copy=1000 * second),
                      case("partial_copy", 1000 * cost(size), 0.001,
                           size=size, group=group)]
        self.write("made.json", json.dumps(document(Under.source, cases)))

    def test_every_place_is_looked_at(self):
        self.sizes(lambda size: 1.1 if size < 64 * 80 else 0.9)
        found = re.search(r"full_sync +(\d+) bytes", self.crossover())
        self.assertTrue(found)
        self.assertTrue(64 * 79 <= int(found.group(1)) <= 64 * 80)

    def test_the_floor_decides_what_is_an_order(self):
        def cost(size):
            return 1.05 if size < 64 * 40 else 0.95
        self.sizes(cost)
        self.assertRegex(self.crossover(), r"full_sync +\d+ bytes")
        self.sizes(cost, second=1.08)
        self.assertRegex(self.crossover(),
                         "unclear: +full_sync[?]partial_copy")

    def test_and_the_least_effect_that_is_asked_for(self):
        self.sizes(lambda size: 1.02 if size < 64 * 40 else 0.98)
        self.assertRegex(self.crossover(), r"full_sync +\d+ bytes")
        out = self.succeeds("crossover", "made.json", "--min-effect",
                            "3").stdout
        self.assertIn("with 3 % and 1 % for", " ".join(out.split()))
        self.assertRegex(out, "unclear: +full_sync[?]partial_copy")

    def test_one_start_has_no_order(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 200, 2048: 400, 16384: 1600}})
        made = json.loads(self.read("made.json"))
        for case in made["peekbench"]["cases"]:
            for series in (case, case.get("second_copy")):
                if series:
                    series["slices"]["process"] = [0] * 20
        self.write("made.json", json.dumps(made))
        self.assertIn("unclear (1 start): full_sync?partial_copy",
                      self.crossover())

    def test_the_same_order_is_no_flip(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 90, 2048: 300, 16384: 1600},
                   "no_ownership": {256: 100, 2048: 401, 16384: 3190}})
        out = " ".join(self.crossover().split())
        self.assertNotIn("up to", out)
        self.assertIn("none in range: partial_copy<full_sync, "
                      "partial_copy<no_ownership", out)
        self.assertIn("same: full_sync=no_ownership", out)

    def rearrange(self, change):
        """Rewrite made.json's list of cases by @change."""
        document = json.loads(self.read("made.json"))
        own = document["peekbench"]
        own["cases"] = change(own["cases"])
        places = []  # groups are numbered in the order of the cases
        for case in own["cases"]:
            place = (case["axes"]["platform"], case["axes"]["size"])
            if place not in places:
                places.append(place)
            case["group"] = places.index(place)
        self.write("made.json", json.dumps(document))

    def test_cases_may_stand_in_any_order(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 200, 2048: 400, 16384: 1600}})
        before = self.crossover()
        self.rearrange(lambda cases: sorted(
            cases, key=lambda case: -case["axes"]["size"] % 10000))
        self.assertEqual(self.crossover(), before)

    def test_what_was_not_measured_is_not_compared(self):
        costs = {"full_sync": {256: 100, 2048: 400, 16384: 3200},
                 "partial_copy": {256: 200, 2048: 399, 16384: 1600}}

        def with_holes(cases):
            holes = [None, 0, -5]
            for case in cases:
                samples = case["metrics"]["cycles_per_frame"]["samples"]
                if case["strategy"] == "partial_copy":
                    samples[3] = holes.pop()
            return cases
        self.make(costs)
        self.rearrange(with_holes)
        out = self.crossover()
        found = re.search(r"full_sync +(\d+) bytes", out)
        self.assertTrue(found, out)
        self.assertLess(abs(int(found.group(1)) - 2048), 100)

    def test_only_candidates_have_an_order(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 90, 2048: 300, 16384: 1600},
                   "null": {256: 10, 2048: 10, 16384: 10},
                   "blind_reread": {256: 10, 2048: 10, 16384: 10}})

        def all_safe(cases):
            for case in cases:
                case["state"] = "ok"
                case["integrity"].update(wrong=0, stale=0)
            return cases
        self.rearrange(all_safe)
        out = self.crossover()
        self.assertIn("partial_copy<full_sync", out)
        self.assertNotIn("null", out)
        self.assertNotIn("blind_reread", out)

    def test_platforms_are_not_mixed(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 90, 2048: 300, 16384: 1600}})

        def elsewhere(cases):
            others = json.loads(json.dumps(cases))
            for case in others:
                case["platform"] = case["axes"]["platform"] = "arm64"
                case["id"] = case["id"].replace("swiotlb", "arm64")
                if case["strategy"] == "partial_copy":
                    metric = case["metrics"]["cycles_per_frame"]
                    metric["samples"] = [9999] * 20
            return cases + others
        self.rearrange(elsewhere)
        out = " ".join(self.crossover().split())
        self.assertRegex(out, r"by size, 256 to 16384: swiotlb none in range: "
                              r"partial_copy<full_sync by")
        self.assertRegex(out, r"by size, 256 to 16384: arm64 none in range: "
                              r"full_sync<partial_copy")

    def test_an_unsafe_case_has_no_order(self):
        self.make({"full_sync": {256: 100, 2048: 400, 16384: 3200},
                   "partial_copy": {256: 200, 2048: 400, 16384: 1600}})
        document = json.loads(self.read("made.json"))
        for case in document["peekbench"]["cases"]:
            if case["strategy"] == "partial_copy":
                case["state"] = "unsafe"
                case["integrity"].update(wrong=1, torn=1)
        self.write("made.json", json.dumps(document))
        self.assertIn("no two safe strategies", self.crossover())

    def test_a_run_ends_with_them(self):
        done = self.succeeds("run", "quick", "--out", "out.json", "--set",
                             "size=64,8192", "--set", "platform=swiotlb",
                             "--benchmark_repetitions=6", "--details")
        self.assertIn("by size, 64 to 8192: 1 empty look", done.stdout)
        again = self.succeeds("crossover", "out.json").stdout
        self.assertIn(again, done.stdout)
        for line in done.stdout.splitlines():
            self.assertLess(len(line), 80)

    def test_wrong_usage(self):
        self.refused("crossover", names=("which result document",))
        self.refused("crossover", "a.json", "b.json",
                     names=("one result document",))
        self.refused("crossover", "missing.json", names=("missing.json",))
        self.refused("crossover", "a.json", "--min-effect", "x",
                     names=("--min-effect", "x"))
        self.refused("crossover", "a.json", "--min-effect",
                     names=("--min-effect",))
        self.write("bad.json", "{}")
        self.refused("crossover", "bad.json", names=("bad.json",))
