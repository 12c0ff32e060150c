# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Google Benchmark's flags: their meaning, and none of their traps."""
import collections
import csv
import io
import json

from cli_base import CliTest, SMALL, TINY, environment, exactly

__all__ = ["BadFlags", "Filters", "Formats", "Order"]

FLAGS = ("list_tests", "filter", "min_time", "min_warmup_time",
         "repetitions", "enable_random_interleaving",
         "report_aggregates_only", "display_aggregates_only", "format",
         "out", "out_format", "color", "counters_tabular", "context",
         "time_unit")
BAD_VALUES = (
    ("repetitions", "0", "-1", "abc", "1.5", "5x", "", "9" * 30),
    ("min_time", "0", "-1", "abc", "0.5s", "10x", "", "inf", "nan",
     "1e", "1.2.3"),
    ("min_warmup_time", "-1", "abc", "1s", ""),
    ("enable_random_interleaving", "maybe", ""),
    ("report_aggregates_only", "maybe"),
    ("display_aggregates_only", "maybe"),
    ("list_tests", "maybe"),
    ("counters_tabular", "maybe"),
    ("format", "xml", "JSON", ""),
    ("out_format", "xml", ""),
    ("color", "maybe"),
    ("time_unit", "h", ""),
    ("context", "a", "=b", "a=b,a=c", "date=never", ""),
    ("filter", "[", "(", "*", ""),
    ("perf_counters", "CYCLES"),
)
AGGREGATES = ("_mean", "_median", "_stddev", "_cv")
VALID = {
    "format": ("console", "json", "csv"),
    "out_format": ("console", "json", "csv"),
    "time_unit": ("ns", "us", "ms", "s"),
    "color": ("auto", "true", "false"),
    "enable_random_interleaving": ("true", "false"),
}


def null_of(case_id):
    """The harness case of the same comparison group."""
    return "strategy=null/" + case_id.partition("/")[2]


class BadFlags(CliTest):
    def test_an_unknown_flag_is_named_and_so_are_the_known(self):
        for word in ("--benchmark_bogus", "--benchmark_filt=.",
                     "--benchmark-filter=.", "--benchmark_",
                     "--benchmark_dry_run", "--benchmark_Filter=."):
            self.refused("run", *TINY, word,
                         names=[word.partition("=")[0]] +
                         ["--benchmark_" + flag for flag in FLAGS])

    def test_a_malformed_value_is_named(self):
        for flag, *values in BAD_VALUES:
            for value in values:
                self.refused("run", *TINY, f"--benchmark_{flag}={value}",
                             names=(f"--benchmark_{flag}", value) +
                             VALID.get(flag, ()))

    def test_a_flag_without_its_value(self):
        for flag in ("filter", "min_time", "repetitions", "format", "out"):
            self.refused("run", f"--benchmark_{flag}",
                         names=(f"--benchmark_{flag}",))
        self.refused("run", "--v=x", names=("--v",))

    def test_a_format_without_a_file(self):
        self.refused("run", *TINY, "--benchmark_out_format=json",
                     names=("--benchmark_out_format", "--benchmark_out"))

    def test_a_malformed_default_from_the_environment(self):
        for name, value in (("FILTER", "["), ("FORMAT", "xml"),
                            ("TIME_UNIT", "h")):
            self.refused("run", *TINY, names=(value,),
                         env=environment(**{f"BENCHMARK_{name}": value}))

    def test_a_number_from_the_environment_is_refused(self):
        # The library reads these before main() and says so by itself; the
        # line behind its own is ours, and nothing runs.
        for name in ("REPETITIONS", "MIN_TIME"):
            done = self.call("run", *TINY,
                             env=environment(**{f"BENCHMARK_{name}": "abc"}))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr.splitlines()[-1],
                             rf"\Apeekbench: BENCHMARK_{name}=abc: ")
            self.assertFalse(done.stdout)

    def test_other_peoples_variables_are_theirs(self):
        self.succeeds("run", *TINY, "--out", "out.json",
                      env=environment(BENCHMARK_DATA_DIR="[", V="1"))


class Filters(CliTest):
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

    def test_it_finds_a_part_of_the_id(self):
        plan = self.plan(*SMALL)
        for pattern, word in (("full_sync", "=full_sync/"),
                              ("platform=coher", "platform=coherent/"),
                              ("ready=8", "/ready=8/"),
                              ("^strategy=p", "strategy=partial_copy/")):
            wanted = [case for case in plan if word in case]
            groups = {null_of(case) for case in wanted}
            self.assertEqual(
                self.plan(*SMALL, f"--benchmark_filter={pattern}"),
                [case for case in plan if case in wanted or case in groups])

    def test_a_dash_in_front_turns_it_round(self):
        kept = self.plan(*SMALL, "--benchmark_filter=-full_sync|ready=8")
        self.assertEqual(len(kept), 10)
        self.assertFalse([case for case in kept
                          if "full_sync" in case or "ready=8" in case])

    def test_every_id_finds_itself_and_its_harness(self):
        for case in self.plan(*SMALL):
            self.assertEqual(set(self.plan(*SMALL, exactly(case))),
                             {case, null_of(case)})

    def test_all_is_everything(self):
        self.assertEqual(self.plan(*SMALL, "--benchmark_filter=all"),
                         self.plan(*SMALL))

    def test_the_environment_has_defaults(self):
        default = environment(BENCHMARK_FILTER="full_sync")
        self.assertEqual(len(self.plan(*SMALL, env=default)), 8)
        self.assertEqual(len(self.plan(*SMALL, "--benchmark_filter=all",
                                       env=default)), 24)

    def test_what_the_filter_keeps_is_what_runs(self):
        words = (*SMALL, "--benchmark_filter=coherent.*ready=1/")
        self.assertEqual([case["id"] for case in
                          self.document(*words)["peekbench"]["cases"]],
                         self.plan(*words))


class Formats(CliTest):
    def runs(self, *arguments):
        return self.succeeds("run", *TINY, "--out", "out.json", *arguments)

    def check(self, name, text, repetitions=2):
        """@text is the report @name of all repetitions, and nothing else."""
        self.assertNotIn("DEBUG", text)
        self.assertNotIn("WARNING", text)
        counts = collections.Counter(
            {"json": self.json_names, "csv": self.csv_names,
             "console": self.console_names}[name](text))
        self.assertEqual(counts, dict.fromkeys(self.plan(*TINY),
                                               repetitions))

    def json_names(self, text):
        report = json.loads(text)
        self.assertIn("date", report["context"])
        return [run["name"] for run in report["benchmarks"]
                if run["run_type"] == "iteration"]

    def csv_names(self, text):
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertTrue(all(float(row["real_time"]) > 0 for row in rows))
        return [row["name"] for row in rows
                if not row["name"].endswith(AGGREGATES)]

    def console_names(self, text):
        return [line.split()[0] for line in text.splitlines()
                if line.startswith("strategy=") and
                not line.split()[0].endswith(AGGREGATES)]

    def test_stdout_in_each_format(self):
        for name in ("json", "csv", "console"):
            self.check(name, self.runs(f"--benchmark_format={name}").stdout)
            self.load("out.json")

    def test_a_file_in_each_format(self):
        for name in ("json", "csv", "console"):
            done = self.runs("--benchmark_out=report",
                             f"--benchmark_out_format={name}")
            self.check(name, self.read("report"))
            self.assertIn("\nresult   out.json\n", done.stdout)
        self.runs("--benchmark_out=report")
        self.check("json", self.read("report"))
        self.assertEqual(self.files(), ["out.json", "report"])

    def test_repetitions_are_samples(self):
        done = self.runs("--benchmark_repetitions=5",
                         "--benchmark_format=json")
        self.check("json", done.stdout, 5)
        document = self.load("out.json")
        runs = {name: sum(run["name"] == name and "real_time" in run
                          for run in document["benchmarks"])
                for name in self.plan(*TINY)}
        for case in document["peekbench"]["cases"]:
            self.assertEqual(runs[case["id"]],
                             0 if case["state"] == "unsafe" else 5)
        for case in document["peekbench"]["cases"]:
            for metric in case["metrics"].values():
                if metric["kind"] != "absent":
                    self.assertEqual(len(metric["samples"]), 5)

    def test_a_least_time_adds_rounds(self):
        rounds = len(self.document(*TINY, "--benchmark_min_time=0.002")
                     ["peekbench"]["cases"][0]["slices"]["round"])
        self.assertGreater(rounds, 2)

    def test_aggregates_alone(self):
        out = self.runs("--benchmark_format=json",
                        "--benchmark_report_aggregates_only=true").stdout
        self.assertEqual({run["run_type"] for run in
                          json.loads(out)["benchmarks"]}, {"aggregate"})

    def test_context_and_time_unit_reach_the_report(self):
        report = json.loads(self.runs(
            "--benchmark_format=json", "--benchmark_context=rack=7,row=b",
            "--benchmark_time_unit=us").stdout)
        self.assertEqual(report["context"]["rack"], "7")
        self.assertEqual(report["context"]["row"], "b")
        self.assertEqual({run["time_unit"] for run in report["benchmarks"]
                          if run["run_type"] == "iteration"}, {"us"})

    def test_context_reaches_the_document(self):
        self.runs("--benchmark_context=rack=7")
        self.assertEqual(self.load("out.json")["context"].get("rack"), "7")


class Order(CliTest):
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
