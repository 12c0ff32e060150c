# SPDX-License-Identifier: GPL-2.0 OR MIT
"""--ktap and --fail-on: output for a test harness."""
import json
import os
import re
import subprocess

from cli_base import TINY, Under, environment
from cli_compare import CompareTest, usual
from cli_machine import bind_to_one
from cli_made import case
from cli_views import DOCUMENTS

__all__ = ["TestKtap", "TestGates", "TestFleet"]

PLAN = re.compile(r"1\.\.(\d+)(?: # SKIP \S.*)?\Z")
RESULT = re.compile(r"(not )?ok (\d+) ([^#\n]*[^# \n])(?: # (SKIP|XFAIL) (\S.*))?\Z")
NOTE = re.compile(r"# ([a-z_0-9]+): (\S.*)?\Z")


class KtapTest(CompareTest):
    def ktap(self, *words, status=0, **options):
        """Of each test by name: (result, notes).  Every line is KTAP's.
        @status: None: the machine decides."""
        done = self.call(*words, "--ktap", **options)
        self.assertEqual(done.stderr, "")
        self.assertIn(status, (None, done.returncode))
        status = done.returncode
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "KTAP version 1")
        tests, notes, plan = {}, {}, None
        for line in lines[1:]:
            note, result = NOTE.match(line), RESULT.match(line)
            if note:
                notes.setdefault(note[1], []).append(note[2])
            elif result:
                self.assertEqual(int(result[2]), len(tests) + 1, line)
                self.assertNotIn(result[3], tests)
                tests[result[3]] = (
                    result[4] or ("FAIL" if result[1] else "PASS"), notes)
                notes = {}
            else:
                self.assertIsNone(plan, line)
                notes = {}
                plan = PLAN.match(line)
                self.assertTrue(plan, line)
        self.assertEqual(int(plan[1]), len(tests))
        results = {result for result, _ in tests.values()}
        self.assertEqual(status, 1 if "FAIL" in results else
                         0 if results - {"SKIP"} else 4)
        return tests

    def by_strategy(self, tests):
        return {re.search(r"\bstrategy=(\w+)", name)[1]: test
                for name, test in tests.items()}


class TestKtap(KtapTest):
    def test_a_test_a_case(self):
        one = self.store("a.json", usual())
        for words in (("compare", one), ("show", one)):
            tests = self.by_strategy(self.ktap(*words))
            self.assertEqual({name: result
                              for name, (result, _) in tests.items()}, {
                "full_sync": "PASS", "no_ownership": "PASS",
                "dirty_tracking": "PASS", "partial_copy": "PASS",
                "blind_reread": "XFAIL", "null": "PASS"})
            notes = tests["partial_copy"][1]
            self.assertAlmostEqual(float(notes["cycles_per_frame"][0]), 900,
                                   delta=9)
            self.assertAlmostEqual(float(notes["change_percent"][0]), -10,
                                   delta=1)
            low, high = map(float, notes["interval_percent"][0].split())
            self.assertLess(low, high)
            self.assertEqual(notes["verdict"], ["faster"])
            notes = tests["blind_reread"][1]
            self.assertIn("STALE 100%", notes["hazards"][0])
            self.assertNotIn("cycles_per_frame", notes)

    def test_an_unsafe_candidate_fails(self):
        cases = usual()
        cases[3] = case("partial_copy", 900, 0.003, bad={"lost": 5})
        one = self.store("a.json", cases)
        tests = self.by_strategy(self.ktap("show", one, status=1))
        self.assertEqual({name for name, (result, _) in tests.items()
                          if result == "FAIL"}, {"partial_copy"})
        self.assertEqual(tests["partial_copy"][1]["fails"], ["unsafe"])

    def test_between_two_documents_a_regression_fails(self):
        cases = usual()
        before = self.store("before.json", cases)
        cases[3] = case("partial_copy", 950, 0.003, seed=1, copied=2080)
        after = self.store("after.json", cases)
        tests = self.by_strategy(self.ktap("compare", before, after,
                                           status=1))
        self.assertEqual({name for name, (result, _) in tests.items()
                          if result == "FAIL"}, {"partial_copy"})
        self.ktap("compare", before, before)

    def test_the_cheapest_on_several_machines(self):
        def cases(level):
            return [case("full_sync", 1000, 0.003, copy=1000,
                         platform="coherent"),
                    case("no_ownership", level, 0.003, platform="coherent"),
                    case("partial_copy", 900, 0.003, platform="coherent")]

        paths = [self.store(f"{name}.json", cases(level)) for name, level in
                 (("a", 1020), ("b", 1020), ("c", 800))]
        (result, notes), = self.ktap("compare", *paths, status=1).values()
        self.assertEqual(result, "FAIL")
        self.assertEqual(notes["cheapest"], [
            f"{paths[0]}: partial_copy", f"{paths[1]}: partial_copy",
            f"{paths[2]}: no_ownership"])
        (result, _), = self.ktap("compare", *paths[:2], "--rank").values()
        self.assertEqual(result, "PASS")
        text = self.compare(*paths)
        self.assertRegex(text, r"of 1 groups .* differ in 1;")
        self.assertIn("\nDIFFER   1 partial_copy; 2 partial_copy; "
                      "3 no_ownership\n", text)
        for columns in ("40", "200"):
            text = self.succeeds("compare", *paths,
                                 env=environment(COLUMNS=columns)).stdout
            self.assertLess(max(map(len, text.splitlines())), int(columns))
        lone = self.store("d.json", [case(name, level, 0.003, copy=copy,
                                          size=512, platform="coherent")
                                     for name, level, copy in
                                     (("full_sync", 1000, 1000),
                                      ("partial_copy", 900, None))])
        self.assertEqual(self.ktap("compare", paths[0], lone, "--rank",
                                   status=4), {})

    def test_two_lenses(self):
        """Which compare() finds in keeping, see lenses-quick.txt."""
        self.plain = True
        self.ktap("compare", *(
            os.path.join(Under.source, DOCUMENTS, name + ".json.gz")
            for name in ("quick", "kernel-x86")))

    def test_rows_of_the_checker(self):
        tests = self.ktap("check", "--strategy", "full_sync,blind_reread",
                          "--platform", "coherent,swiotlb", "--status", "head",
                          "--set", "frame=full", status=1)
        results = {}
        for name, (result, notes) in tests.items():
            key = tuple(re.findall(r"(?:strategy|platform)=([^/]+)", name))
            results.setdefault(key, set()).add(result)
            self.assertEqual(result == "PASS", notes["proven"] == ["safe"])
            self.assertEqual(result == "PASS", "replay" not in notes)
        self.assertEqual(results[("full_sync", "coherent")], {"PASS"})
        self.assertIn("FAIL", results[("full_sync", "swiotlb")])
        self.assertIn("XFAIL", results[("blind_reread", "swiotlb")])
        self.assertNotIn("FAIL", results[("blind_reread", "swiotlb")])

    def test_a_run(self):
        tests = self.ktap("run", *TINY, "--out", "out.json")
        document = json.loads(self.read("out.json"))["peekbench"]
        self.assertEqual(list(tests), [one["id"] for one in
                                       document["cases"]])
        self.ktap("run", *TINY, "--set", "device=thread", "--out", "out.json",
                  preexec_fn=bind_to_one, status=4)

    def test_selfcheck(self):
        self.plain = True
        tests = self.ktap("selfcheck", "--trials", "20", "--seed", "1",
                          "--out", "state.json", status=None)
        self.assertEqual(len(tests), 11)
        self.assertEqual(tests["sleeper"][0], "PASS")
        self.assertIn("summary", json.loads(self.read("state.json")))

    def test_one_thing_goes_to_standard_output(self):
        one = self.store("a.json", usual())
        for words in (("run", "--json"), ("run", "--out", "-"),
                      ("show", one, "--json"), ("show", one, "--form", "csv"),
                      ("compare", one, "--json"), ("check", "--json"),
                      ("check", "--html", "-"), ("selfcheck", "--json")):
            self.refused(*words, "--ktap", names=("--ktap" if
                         "--html" not in words else "--ktap and --html",))


class TestGates(KtapTest):
    def status(self, *words):
        return self.call(*words).returncode

    def test_each_word(self):
        cases = usual()
        one = self.store("a.json", cases)
        for verb in ("show", "compare"):
            for word, status in (("unsafe", 0), ("slower", 1), ("unclear", 0),
                                 ("more", 0), ("unsafe,slower", 1)):
                self.assertEqual(self.status(verb, one, "--fail-on", word),
                                 status, (verb, word))
            # the checker allows full_sync TORN where it does not sync back
            self.assertEqual(self.status(verb, one, "--fail-on", "proven"), 1)
            self.assertEqual(self.status(verb, one), 0)
        cases[3] = case("partial_copy", 900, 0.003, copied=20000)
        one = self.store("a.json", cases)
        self.assertEqual(self.status("show", one, "--fail-on", "more"), 1)
        cases[3] = case("partial_copy", 1004, 0.1, rounds=40)
        one = self.store("a.json", cases)
        self.assertEqual(self.status("show", one, "--fail-on", "unclear"), 1)

    def test_a_control_and_a_fault_of_the_device_are_nobodys(self):
        cases = usual()
        one = self.store("a.json", cases)
        self.assertEqual(self.status("show", one, "--fail-on", "unsafe"), 0)
        cases[3] = case("partial_copy", 900, 0.003, bad={"torn": 5})
        one = self.store("a.json", cases)
        self.assertEqual(self.status("show", one, "--fail-on", "unsafe"), 1)

    def test_the_checker(self):
        words = ("check", "--strategy", "blind_reread", "--platform",
                 "swiotlb", "--status", "head")
        self.assertEqual(self.status(*words), 1)
        self.assertEqual(self.status(*words, "--fail-on", "proven"), 0)
        self.assertEqual(self.status("check", "--strategy", "full_sync",
                                     *words[3:], "--fail-on", "proven"), 1)

    def test_words_without_a_meaning(self):
        one = self.store("a.json", usual())
        self.refused("show", one, "--fail-on", "regression",
                     names=("'regression'", "unsafe, proven, slower, more, unclear"))
        self.refused("check", "--fail-on", "slower", names=("valid: proven",))
        self.refused("compare", one, one, one, "--fail-on", "slower",
                     names=("--fail-on",))
        self.refused("run", "--fail-on", names=("needs a value",))


class TestFleet(KtapTest):
    """docs/fleet, as far as it can be tried without the fleets."""

    def fleet(self, *path):
        return os.path.join(Under.source, "docs", "fleet", *path)

    def made(self):
        cases = usual()
        cases[1] = case("no_ownership", 900, 0.003, bad={"lost": 5})
        cases[2]["state"], cases[2]["reason"] = "skipped", "no reason"
        one = self.store("a.json", cases)
        with open(self.path("a.ktap"), "w", encoding="utf-8") as file:
            done = self.call("show", one, "--ktap", stdout=file)
        self.assertEqual(done.returncode, 1)
        return self.path("a.ktap")

    def printed(self, script, **changes):
        with open(self.made(), encoding="utf-8") as file:
            return subprocess.run((script,), stdin=file, check=True,
                                  capture_output=True, text=True,
                                  env=environment(**changes)).stdout

    def test_lkp_reads_it(self):
        stats = dict(line.split(": ") for line in self.printed(
            self.fleet("lkp", "parse")).splitlines())
        found = {key.split("/")[0][9:]: key.split(".")[-1]
                 for key, value in stats.items() if value == "1"}
        self.assertEqual(found, {
            "full_sync": "pass", "no_ownership": "fail",
            "dirty_tracking": "skip", "partial_copy": "pass",
            "blind_reread": "pass", "null": "pass"})
        costs = {key.split("/")[0][9:]: float(value)
                 for key, value in stats.items()
                 if key.endswith(".cycles_per_frame")}
        self.assertEqual(set(costs), {"full_sync", "partial_copy", "null"})
        self.assertAlmostEqual(costs["full_sync"], 1000, delta=10)

    def test_lava_reads_it(self):
        os.mkdir(self.path("bin"))
        self.write("bin/lava-test-case", '#!/bin/sh\necho "$@"\n')
        os.chmod(self.path("bin", "lava-test-case"), 0o755)
        calls = self.printed(self.fleet("lava", "results"),
                             PATH=self.path("bin") + ":" +
                             os.environ["PATH"]).splitlines()
        self.assertEqual(len(calls), 6)
        for call, result in zip(calls, ("pass", "fail", "skip", "pass",
                                        "pass", "pass")):
            self.assertRegex(call, r"\Astrategy-\w+\.platform-[\w.-]+ "
                             f"--result {result}"
                             r"( --measurement [\d.]+ --units cycles)?\Z")
        self.assertEqual(sum("--measurement" in call for call in calls), 3)

    def test_they_are_yaml(self):
        try:
            import yaml  # pylint: disable=import-outside-toplevel
        except ImportError:
            self.skipTest("no PyYAML")
        for path in (("lava", "peekbench.yaml"), ("lava", "job.yaml"),
                     ("lkp", "peekbench.yaml"), ("lkp", "meta.yaml")):
            with open(self.fleet(*path), encoding="utf-8") as file:
                self.assertIsInstance(yaml.safe_load(file), dict)
