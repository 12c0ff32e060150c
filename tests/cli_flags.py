# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Google Benchmark's flags: their meaning, and none of their traps."""
import collections
import json
import os
import re
import subprocess

from cli_base import (CliTest, HANGS_SECONDS, SMALL, TINY, environment,
                      exactly)

__all__ = ["BadFlags", "Filters", "Order", "Runs"]

def null_of(case_id):
    """The harness case of the same comparison group."""
    return "strategy=null/" + case_id.partition("/")[2]


class BadFlags(CliTest):
    """Each flag's values and words are in test_gbench_flags.c."""

    def test_a_flag_and_its_value_are_named(self):
        for flag, *names in (("filt=.", "no such flag"),
                             ("filter=[", "'['"),
                             ("repetitions=0", "1 to 1000000"),
                             ("format=json", "show --form csv")):
            word = "--benchmark_" + flag
            self.refused("run", *TINY, word,
                         names=(word.partition("=")[0], *names))
        # What follows it is not looked at.
        self.refused("run", "quick", "--benchmark_filter", "full_sync",
                     names=("write --benchmark_filter=VALUE",))
        self.refused("run", "--v=x", names=("--v",))

    def test_so_is_a_variable(self):
        for name, value, what in (("FILTER", "[", "["),
                                  ("FORMAT", "json", "show --form csv")):
            self.refused("run", *TINY, names=(what,),
                         env=environment(**{f"BENCHMARK_{name}": value}))

    def test_a_number_from_the_environment_is_refused(self):
        # The library reads these before main() and prints a line of its own;
        # ours follows it, and nothing runs.
        for name in ("REPETITIONS", "MIN_TIME"):
            done = self.call("run", *TINY,
                             env=environment(**{f"BENCHMARK_{name}": "abc"}))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr.splitlines()[-1],
                             rf"\Apeekbench: run: BENCHMARK_{name}=abc: ")
            self.assertFalse(done.stdout)

    def test_other_peoples_variables_are_theirs(self):
        self.succeeds("run", *TINY, "--out", "out.json",
                      env=environment(BENCHMARK_DATA_DIR="[", V="1"))


class Filters(CliTest):
    plain = True

    def test_a_filter_that_matches_nothing(self):
        self.refused("run", *SMALL, "--benchmark_filter=bogus",
                     names=("--benchmark_filter", "'bogus'"))
        self.refused("run", *SMALL, "--benchmark_filter=-.",
                     names=("--benchmark_filter", "'-.'"))
        self.refused("run", *SMALL, names=("bogus",),
                     env=environment(BENCHMARK_FILTER="bogus"))

    def test_list_tests_prints_the_plan_and_runs_nothing(self):
        plan = self.plan(*SMALL)
        self.assertEqual(len(plan), 24)
        self.assertEqual(len(set(plan)), 24)
        self.assertEqual(self.files(), [])

    def test_every_id_finds_itself_and_its_harness(self):
        for case in self.plan(*SMALL):
            self.assertEqual(set(self.plan(*SMALL, exactly(case))),
                             {case, null_of(case)})

    def test_what_the_filter_keeps_is_what_runs(self):
        words = (*SMALL, "--benchmark_filter=coherent.*ready=1/")
        self.assertEqual([case["id"] for case in
                          self.document(*words)["peekbench"]["cases"]],
                         self.plan(*words))


class Runs(CliTest):
    plain = True

    def runs(self, *arguments, of=TINY):
        """The document, and the file of --benchmark_out."""
        done = self.succeeds("run", *of, "--out", "out.json",
                             "--benchmark_out=runs.json", *arguments)
        self.assertIn("\nresult   out.json\n", done.stdout)
        return self.load("out.json"), json.loads(self.read("runs.json"))

    def test_a_file_has_the_runs_of_the_document(self):
        for words in ((), ("--benchmark_out_format=json",)):
            document, runs = self.runs(*words)
            del document["peekbench"]
            self.assertEqual(runs, document)
            self.assertEqual(self.files(), ["out.json", "runs.json"])
            self.assertEqual(
                {run["name"] for run in runs["benchmarks"]},
                set(self.plan(*TINY)))

    def test_no_time_of_an_unsafe_case(self):
        document, runs = self.runs("--strategy", "full_sync,blind_reread",
                                   "--platform", "swiotlb")
        unsafe = {case["id"] for case in document["peekbench"]["cases"]
                  if case["state"] == "unsafe"}
        self.assertTrue(unsafe)
        for run in runs["benchmarks"]:
            self.assertEqual(run["name"] in unsafe,
                             run.get("error_occurred", False))
            self.assertNotEqual(run["name"] in unsafe, "real_time" in run)
        shown = self.compare_py("benchmarks", "runs.json", "runs.json")
        self.assertRegex(shown, r"=full_sync/\S*swiotlb")
        self.assertNotRegex(shown, r"=blind_reread/\S*swiotlb")

    def compare_py(self, *words):
        """The output of Google Benchmark's own comparison."""
        script, python = "/usr/share/benchmark/compare.py", "/usr/bin/python3"
        if not os.path.exists(script):
            self.skipTest("no compare.py: Debian package libbenchmark-tools")
        if subprocess.run([python, "-c", "import scipy.stats"], check=False,
                          stderr=subprocess.DEVNULL,
                          timeout=HANGS_SECONDS).returncode:
            self.skipTest("compare.py takes scipy: Debian package "
                          "python3-scipy")
        done = subprocess.run([python, "-B", script, "--no-color", *words],
                              cwd=self.folder, check=False, text=True,
                              capture_output=True, timeout=HANGS_SECONDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_compare_py_reads_it(self):
        self.runs(of=SMALL)
        for words in (("benchmarks", "runs.json", "out.json"),
                      ("filters", "runs.json", "full_sync", "no_ownership")):
            shown = self.compare_py(*words)
            self.assertRegex(shown, r"strategy=\S*full_sync\S*/platform"
                             if words[0] == "benchmarks" else
                             re.escape("[full_sync vs. no_ownership]"))
            self.assertIn("U Test, Repetitions: 3 vs 3", shown)

    def test_repetitions_are_samples(self):
        document, runs = self.runs("--benchmark_repetitions=5")
        timed = collections.Counter(run["name"] for run in runs["benchmarks"]
                                    if "real_time" in run)
        for case in document["peekbench"]["cases"]:
            self.assertEqual(timed[case["id"]],
                             0 if case["state"] == "unsafe" else 5)
            for metric in case["metrics"].values():
                if metric["kind"] != "absent":
                    self.assertEqual(len(metric["samples"]), 5)

    def test_a_least_time_adds_rounds(self):
        rounds = len(self.document(*TINY, "--benchmark_min_time=0.002")
                     ["peekbench"]["cases"][0]["slices"]["round"])
        self.assertGreater(rounds, 2)

    def test_context_reaches_both(self):
        for made in self.runs("--benchmark_context=rack=7,row=b"):
            self.assertEqual(made["context"]["rack"], "7")
            self.assertEqual(made["context"]["row"], "b")


class Order(CliTest):
    plain = True

    def positions(self, *arguments):
        """By round: the place of each case of the first group."""
        document = self.document(*TINY, "--benchmark_repetitions=12",
                                 *arguments)
        cases = document["peekbench"]["cases"]
        for case in cases:
            self.assertEqual(case["slices"]["round"], list(range(12)))
        by_start = [sorted(range(6), key=lambda i, r=r:
                           cases[i]["slices"]["start_us"][r])
                    for r in range(12)]
        by_place = [sorted(range(6), key=lambda i, r=r:
                           cases[i]["slices"]["position"][r])
                    for r in range(12)]
        self.assertEqual(by_start, by_place)
        return list(zip(*(case["slices"]["position"] for case in cases)))

    def test_every_round_has_every_case_once(self):
        """And the base's second copy, which takes the seventh place."""
        for places in self.positions():
            self.assertEqual(len(set(places)), 6)
            self.assertLess(max(places), 7)

    def test_by_default_the_order_is_shuffled(self):
        for words in ((), ("--benchmark_enable_random_interleaving",),
                      ("--benchmark_enable_random_interleaving=true",)):
            self.assertGreater(
                len(set(self.positions("--seed", "1", *words))), 6)

    def test_without_interleaving_it_is_the_plans(self):
        self.assertEqual(
            set(self.positions(
                "--benchmark_enable_random_interleaving=false")),
            {tuple(range(6))})

    def test_a_seed_is_an_order(self):
        first = self.positions("--seed", "4711")
        self.assertEqual(self.positions("--seed", "4711"), first)
        self.assertNotEqual(self.positions("--seed", "4712"), first)
        self.assertNotEqual(self.positions(), self.positions())
