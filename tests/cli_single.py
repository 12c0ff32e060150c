# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Times of single looks, and costs in nanoseconds."""
import json
import re
import statistics

from cli_base import CliTest, environment

__all__ = ["TestSingle", "TestUnit"]

FEW = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
       "ready=1", "--starts", "1", "--rounds", "3")
P99 = ("p99_cycles_per_not_ready_peek", "p99_cycles_per_ready_peek")


def samples(figure):
    """Of three rounds; equal ones are written as one number."""
    values = figure["samples"]
    return values if isinstance(values, list) else [values] * 3


class SingleTest(CliTest):
    def figures(self, *arguments):
        self.succeeds("run", *FEW, *arguments, "--out", "out.json", "--quiet")
        own = json.loads(self.read("out.json"))["peekbench"]
        return [case["figures"] for case in own["cases"]
                if case["state"] == "ok"], own


class TestSingle(SingleTest):
    def test_the_p99_is_there_on_request(self):
        cases, _ = self.figures("--looks", "histogram")
        for figures in cases:
            for key in P99:
                self.assertEqual(figures[key]["kind"], "measured")
                self.assertEqual(len(samples(figures[key])), 3)
            mean = samples(figures["cycles_per_ready_peek"])
            p99 = samples(figures[P99[1]])
            self.assertGreater(max(p99), min(mean))
        done = self.succeeds("show", "out.json", "--details")
        self.assertRegex(done.stdout, r"process\n(.|\n)*p99 nrdy +p99 rdy")

    def test_else_it_is_absent_with_its_reason(self):
        cases, own = self.figures("--looks", "alone")
        for figures in cases:
            for key in P99:
                self.assertNotIn(key, figures)
        reasons = {reason["reason"] for reason in own["absent"]
                   if P99[0] in reason["figures"]}
        self.assertTrue(any("looks=histogram" in one for one in reasons))
        self.assertNotIn("p99", self.succeeds("show", "out.json",
                                              "--details").stdout)

    def test_a_frame_is_looks_and_processing(self):
        cases, _ = self.figures()
        for figures in cases:
            complete, ready, process = (
                figures[f"cycles_per_{name}"]["samples"]
                for name in ("completion", "ready_peek", "processing"))
            for one, two, three in zip(complete, ready, process):
                self.assertAlmostEqual(one, two + three, delta=0.01 * one)


class TestUnit(SingleTest):
    def cost(self, text):
        """Of the base, as the first page has it."""
        return float(re.search(r"^full_sync +[. TSLKR]*? +([\d.]+)$", text,
                               re.M)[1])

    def test_ns_are_cycles_by_the_counter_s_rate(self):
        _, own = self.figures()
        cycles = self.cost(self.succeeds("show", "out.json").stdout)
        for words in ("show", "out.json"), ("run", *FEW, "--seed", "1",
                                            "--out", "ns.json"):
            done = self.succeeds(*words, "--unit", "ns")
            self.assertIn("whose row has TSC cycles and, below, ns, measured",
                          re.sub(r"\n +", " ", done.stdout))
            self.assertLess(max(map(len, done.stdout.splitlines())), 81)
        text = self.succeeds("show", "out.json", "--unit", "ns").stdout
        rate = 1e9 / own["timer"]["tsc_hz"]
        self.assertEqual(self.cost(text), cycles)
        ns = float(re.search(r"^full_sync .*\n  in ns +([\d.]+)$", text,
                             re.M)[1])
        self.assertAlmostEqual(ns, cycles * rate, delta=0.02 * cycles)
        wide = self.succeeds("show", "out.json", "--unit", "ns", "--details",
                             env=environment(COLUMNS="200")).stdout
        titles, row = (line.split() for line in re.search(
            r"^(strategy .*notready.*)\n(full_sync .*)$", wide,
            re.M).groups())
        for title in "notready", "ready", "complete", "frame":
            ticks, ns = (float(cell.rstrip("~")) for name, cell in
                         zip(titles, row) if name == title)
            self.assertAlmostEqual(ns, ticks * rate,
                                   delta=0.02 * ticks + 0.05)
        sample = json.loads(self.read("ns.json"))["peekbench"]["cases"][0][
            "figures"]["cycles_per_frame"]["samples"]
        self.assertGreater(statistics.median(sample), 0)

    def test_wrong_words(self):
        self.figures()
        self.refused("show", "out.json", "--unit", "ms", names=["ms", "ns"])
        for form in "csv", "json", "benchstat":
            self.refused("show", "out.json", "--unit", "ns", "--form", form,
                         names=["--unit", form])
        own = json.loads(self.read("out.json"))
        del own["peekbench"]["timer"]["tsc_hz"]
        self.write("none.json", json.dumps(own))
        self.refused("show", "none.json", "--unit", "ns",
                     names=["none.json", "counter"])
