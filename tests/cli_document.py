# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The result document: guarantees to its readers."""
import datetime
import functools
import json
import os
import subprocess
import tempfile

from result import first_edition
from cli_base import CliTest, HANGS_SECONDS, SMALL, TINY, Under, cases_of, \
    environment, exactly

__all__ = ["Document", "Readers"]

HAZARDS = ("lost", "torn", "stale", "leaked", "replayed")
KEYS_ALWAYS_IN_AN_ID = ["strategy", "platform", "device", "size", "status",
                        "ready", "copy"]
BRIEF = ("quick", "--set", "size=256", "--benchmark_repetitions=3")
# Both devices, looks that find no frame and none; every platform: platforms().
DEVICES = (*BRIEF, "--set", "ready=0,2", "--set", "device=scripted,thread",
           "--set", "platform=swiotlb")


def maintains(platform):
    """Whether the kernel maintains caches there: not where it is coherent or
    only bounces."""
    return "+" in platform or not platform.startswith(
        ("coherent", "swiotlb", "iommu-untrusted"))


@functools.lru_cache(maxsize=None)
def ran(*arguments, plain=False):
    """The document of a run that several tests look at.  @plain: in the daily
    run without sanitizers."""
    with tempfile.TemporaryDirectory(prefix="peekbench-") as folder:
        path = os.path.join(folder, "out.json")
        subprocess.run([plain and Under.plain or Under.program, "run",
                        *arguments, "--out", path],
                       check=True, env=environment(), cwd=folder,
                       stdout=subprocess.DEVNULL, timeout=HANGS_SECONDS)
        with open(path, encoding="utf-8") as file:
            return first_edition(json.load(file))


@functools.lru_cache(maxsize=None)
def listed():
    text = subprocess.run([Under.program, "list", "--json"], check=True,
                          stdout=subprocess.PIPE, timeout=HANGS_SECONDS).stdout
    return {key: [item["name"] for item in items]
            for key, items in json.loads(text).items()}


def platforms():
    """The words of a run of every platform."""
    return (*BRIEF, "--set", "ready=2", "--set",
            "platform=" + ",".join(listed()["platforms"]))


def wide():
    """The cases of both runs."""
    return [case for words in (DEVICES, platforms())
            for case in ran(*words)["peekbench"]["cases"]]


class Document(CliTest):
    def each(self, check):
        """@check every case, each in a subtest."""
        for case in wide():
            with self.subTest(case["id"]):
                check(case)

    def test_it_says_how_it_came_to_be(self):
        own = ran(*DEVICES)["peekbench"]
        self.assertEqual(own["preset"], "quick")
        self.assertEqual(own["argv"][:3], ["peekbench", "run", "quick"])
        self.assertIs(own["interrupted"], False)
        for key in ("cpu_model", "kernel_release", "hypervisor", "caches"):
            self.assertTrue(own["host"][key])
        for key in ("tsc_hz", "granularity_ticks", "pair_milliticks"):
            self.assertGreater(own["timer"][key], 0)

    def test_it_says_when_it_began(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        utc = self.document(*TINY)["peekbench"]["utc"]
        after = datetime.datetime.now(datetime.timezone.utc)
        began = datetime.datetime.strptime(utc, "%Y-%m-%dT%H:%M:%S%z")
        self.assertLessEqual(before.replace(microsecond=0), began)
        self.assertLessEqual(began, after)

    def test_every_case_of_the_plan_is_in_it(self):
        for words in DEVICES, platforms():
            self.assertEqual(
                [case["id"] for case in ran(*words)["peekbench"]["cases"]],
                self.plan(*words))

    def test_every_case_has_every_axis(self):
        """Which fields it has is in docs/result.schema.json."""
        def check(case):
            self.assertEqual(list(case["axes"]), listed()["axes"])
            # On one PU the device thread's are skipped.
            for key in ("needed", "copied", "copied_again", "copied_back"):
                self.assertEqual(key in case["ledger"],
                                 case["state"] != "skipped")

        self.each(check)

    def test_states_agree_with_what_was_seen(self):
        def check(case):
            seen = case["integrity"]
            hazards = [seen[key] for key in HAZARDS]
            self.assertIn(case["state"], ("ok", "unsafe", "skipped",
                                          "failed"))
            self.assertTrue(all(0 <= n <= seen["frames"] for n in hazards))
            if case["state"] == "ok":
                self.assertGreater(seen["frames"], 0)
                self.assertEqual(sum(hazards), 0)
                self.assertEqual(case["reason"], "")
            elif case["state"] == "unsafe":
                self.assertGreater(sum(hazards), 0)
            else:
                self.assertTrue(case["reason"])
            self.assertGreaterEqual(seen["frames"],
                                    sum(case["slices"]["frames"]))

        self.each(check)

    def test_the_harness_is_safe_on_the_scripted_device(self):
        # It looks at coherent memory: its misses are due to other strategies.
        for case in cases_of(ran(*platforms()), strategy="null"):
            with self.subTest(case["id"]):
                self.assertEqual(case["state"], "ok")

    def test_a_control_that_never_looks_again_is_stale_on_a_bounce(self):
        for case in cases_of(ran(*DEVICES), strategy="blind_reread",
                             device="scripted"):
            self.assertEqual(case["state"], "unsafe")
            self.assertEqual(case["integrity"]["stale"],
                             case["integrity"]["frames"])

    def test_what_is_absent_says_why(self):
        def check(case):
            for metric in case["metrics"].values():
                absent = metric["kind"] == "absent"
                self.assertEqual(bool(metric.get("reason")), absent)
                self.assertEqual(bool(metric["samples"]), not absent)

        self.each(check)

    def test_there_is_a_sample_for_every_round(self):
        def check(case):
            if case["state"] in ("skipped", "failed"):
                return
            for values in case["slices"].values():
                self.assertEqual(len(values), 3)
            for metric in case["metrics"].values():
                if metric["kind"] != "absent":
                    self.assertEqual(len(metric["samples"]), 3)
                    self.assertTrue(all(
                        isinstance(sample, (int, float, type(None)))
                        for sample in metric["samples"]))

        self.each(check)

    def test_what_no_slice_has_is_absent(self):
        # A look that finds the frame never comes to a blind control.
        def check(case):
            for name, metric in case["metrics"].items():
                if metric["kind"] != "absent":
                    self.assertNotEqual(set(metric["samples"]), {None}, name)

        self.each(check)

    def test_what_is_exact_does_not_vary(self):
        seen = set()

        def check(case):
            for metric in case["metrics"].values():
                if metric["kind"] == "exact":
                    self.assertEqual(len(set(metric["samples"])), 1)
                    seen.add(case["id"])

        self.each(check)
        self.assertTrue(seen)

    def test_nothing_is_copied_where_nothing_bounces(self):
        def check(case):
            if not case["platform"].startswith(("swiotlb", "iommu")) and \
               case["state"] != "skipped":
                self.assertEqual(case["ledger"]["copied"], 0)
                self.assertEqual(case["ledger"]["copied_back"], 0)

        self.each(check)

    def test_a_proxy_is_called_one(self):
        def check(case):
            proxy = maintains(case["platform"]) and \
                case["strategy"] != "null"
            metric = case["metrics"]["cycles_per_completion"]
            if metric["kind"] != "absent":
                self.assertEqual(metric["kind"] == "proxy", proxy)

        self.each(check)

    def test_ids_are_unique_and_canonical(self):
        for words in DEVICES, platforms():
            ids = [case["id"] for case in ran(*words)["peekbench"]["cases"]]
            self.assertEqual(len(ids), len(set(ids)))

        def check(case):
            pairs = [part.split("=") for part in case["id"].split("/")]
            keys = [key for key, _ in pairs]
            self.assertEqual(keys[:7], KEYS_ALWAYS_IN_AN_ID)
            self.assertEqual(keys, [key for key in case["axes"]
                                    if key in keys])
            for key, value in pairs:
                self.assertEqual(str(case["axes"][key]), value)

        self.each(check)

    def test_an_axis_that_does_not_apply_makes_no_other_case(self):
        plan = self.plan(*TINY, "--set", "platform=coherent", "--set",
                         "copy=ascending,libc", "--set", "gap=1,2", "--set",
                         "grain=8,16", "--set", "size=256,256")
        self.assertEqual(len(plan), 6)

    def test_what_an_id_says_can_be_set(self):
        for case in ran(*SMALL, "--set", "device=scripted,thread")[
                "peekbench"]["cases"][::5]:
            words = [word for part in case["id"].split("/")
                     for word in ("--set", part)]
            with self.subTest(case["id"]):
                self.assertIn(case["id"], self.plan("quick", *words))

    def test_an_axis_off_its_default_is_in_the_id(self):
        for pair in ("ring=7", "rearm=remap", "device_cache=allocating",
                     "frame=short"):
            for case in self.plan(*TINY, "--set", pair):
                self.assertIn("/" + pair + "/", case)
                self.assertTrue(case.endswith("/calls=linux-6.12"), case)
        for case in self.plan(*TINY, "--set", "calls=inline"):
            self.assertNotIn("calls", case)


class Readers(CliTest):
    def test_it_is_a_google_benchmark_document(self):
        document = ran(*DEVICES)
        self.assertIn("date", document["context"])
        ids = {case["id"]: case for case in document["peekbench"]["cases"]}
        ran_ids = [run["name"] for run in document["benchmarks"]]
        self.assertEqual(set(ran_ids), {
            name for name, case in ids.items()
            if case["state"] in ("ok", "unsafe")})
        for run in document["benchmarks"]:
            self.assertEqual(run["repetitions"], 3)
            if ids[run["name"]]["state"] == "unsafe":
                self.check_error(run, ids[run["name"]])
                continue
            self.assertEqual(run["run_type"], "iteration")
            self.assertIn(run["repetition_index"], (0, 1, 2))
            self.assertGreater(run["iterations"], 0)
            self.assertGreaterEqual(run["real_time"], 0)
            self.assertEqual(run["time_unit"], "ns")

    def check_error(self, run, case):
        """Its mark in two ways, what was wrong, and no time."""
        hazards = [name.upper().rstrip("D") for name, count in
                   case["integrity"].items()
                   if count and name not in ("frames", "wrong")]
        self.assertIs(run["error_occurred"], True)
        self.assertEqual(run["skipped"], "ERROR")
        self.assertEqual(run["error_message"], run["skip_message"])
        self.assertTrue(run["error_message"].startswith("UNSAFE: "))
        for hazard in hazards:
            self.assertIn(hazard[:4], run["error_message"])
        self.assertFalse({"real_time", "cpu_time", "time_unit"} & run.keys())

    def test_its_times_are_the_cycles_of_the_cases(self):
        document = ran(*DEVICES)
        hz = document["peekbench"]["timer"]["tsc_hz"]
        times = {}
        for run in document["benchmarks"]:
            if "real_time" in run:
                times.setdefault(run["name"], []).append(run["real_time"])
        for case in document["peekbench"]["cases"]:
            metrics = case["metrics"]
            cycles = metrics["cycles_per_frame"]["samples"] or \
                metrics["cycles_per_completion"]["samples"]
            # Time stamps may cost more than the code between them.
            if None in cycles or min(cycles, default=0) <= 0 or \
               case["state"] == "unsafe":
                continue
            with self.subTest(case["id"]):
                self.assertEqual(len(times[case["id"]]), len(cycles))
                for time, ticks in zip(times[case["id"]], cycles):
                    self.assertAlmostEqual(time * hz / 1e9 / ticks, 1, 4)

    def test_a_frame_is_its_looks_and_its_completion(self):
        for case in cases_of(ran(*DEVICES), device="scripted"):
            metrics, ready = case["metrics"], case["axes"]["ready"]
            looks = metrics["cycles_per_not_ready_peek"]["samples"]
            done = metrics["cycles_per_completion"]["samples"]
            with self.subTest(case["id"]):
                for i, frame in enumerate(
                        metrics["cycles_per_frame"]["samples"]):
                    whole = done[i] + (ready * looks[i] if ready else 0)
                    self.assertAlmostEqual(frame, whole,
                                           delta=1e-4 * abs(frame) + 1e-2)

    def test_one_case_alone_is_the_same_case(self):
        name = "strategy=full_sync/platform=swiotlb/device=scripted/" \
            "size=256/status=head/ready=1/copy=rep_movsb/" \
            "mapped=bidirectional/calls=linux-6.12"
        alone, = cases_of(self.document(*SMALL, exactly(name)),
                          strategy="full_sync")
        among, = [case for case in ran(*SMALL)["peekbench"]["cases"]
                  if case["id"] == name]
        for key in ("id", "axes", "ledger"):
            self.assertEqual(alone[key], among[key])
