# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Documents that grow: --resume."""
import copy
import gzip
import json
import signal

from cli_base import CliTest
from cli_signals import Run
from result import first_edition

__all__ = ["TestResume"]

FEW = ("quick", "--set", "size=256", "--set", "platform=coherent,swiotlb",
       "--set", "ready=1", "--seed", "4711")


def series_of(document):
    """Every list of slices, second copies' too."""
    for case in document["peekbench"]["cases"]:
        yield case
        if "second_copy" in case:
            yield case["second_copy"]


def positions(document):
    return [series["slices"]["position"] for series in series_of(document)]


class GrowTest(CliTest):
    def check_whole(self, document, rounds):
        """All lists fit each other, and compare reads them."""
        for series in series_of(document):
            self.assertEqual(series["slices"]["round"], list(range(rounds)))
            for name, metric in series["metrics"].items():
                self.assertEqual(len(metric["samples"]),
                                 0 if metric["kind"] == "absent" else rounds,
                                 name)
        runs = {}
        for run in document["benchmarks"]:
            if run.get("error_occurred"):
                self.assertEqual(run["repetitions"], rounds)
                continue
            runs.setdefault(run["name"], []).append(run)
        for name, same in runs.items():
            self.assertEqual([run["repetition_index"] for run in same],
                             list(range(rounds)), name)
            self.assertEqual({run["repetitions"] for run in same}, {rounds})


class TestResume(GrowTest):
    words = (*FEW, "--starts", "1", "--benchmark_repetitions=8")

    def cut(self, document):
        """As if it had been interrupted in the second of two groups."""
        made = copy.deepcopy(document)
        last = made["peekbench"]["cases"][-1]["group"]
        for case in made["peekbench"]["cases"]:
            if case["group"] != last:
                continue
            for series in [case] + [case[key] for key in ("second_copy",)
                                    if key in case]:
                for values in series["slices"].values():
                    del values[3:]
                for metric in series["metrics"].values():
                    del metric["samples"][3:]
        ids = [case["id"] for case in made["peekbench"]["cases"]
               if case["group"] == last]
        made["benchmarks"] = [run for run in made["benchmarks"]
                              if run["name"] not in ids or
                              run.get("repetition_index", 3) < 3]
        made["peekbench"]["interrupted"] = True
        return made

    def setUp(self):
        super().setUp()
        self.whole = self.document(*self.words)
        self.write("cut.json", json.dumps(self.cut(self.whole)))

    def test_it_goes_on_where_it_ended(self):
        self.succeeds("run", "--resume", "cut.json")
        made = self.load("cut.json")
        self.check_whole(made, 8)
        self.assertEqual(positions(made), positions(self.whole))
        self.assertIs(made["peekbench"]["interrupted"], False)
        self.assertEqual(made["peekbench"]["seed"], 4711)
        groups = [case["slices"].get("process")
                  for case in made["peekbench"]["cases"]]
        self.assertIn([0] * 3 + [1] * 5, groups)
        self.assertIn([0] * 8, groups)
        # Samples of the first process are unchanged.
        first = self.whole["peekbench"]["cases"][-1]["metrics"]
        again = made["peekbench"]["cases"][-1]["metrics"]
        for name, metric in first.items():
            self.assertEqual(again[name]["samples"][:3],
                             metric["samples"][:3])

    def test_elsewhere(self):
        before = self.read("cut.json")
        self.succeeds("run", "--resume", "cut.json", "--out", "new.json")
        self.check_whole(self.load("new.json"), 8)
        self.assertEqual(self.read("cut.json"), before)

    def test_packed(self):
        self.write("cut.json.gz",
                   gzip.compress(self.read("cut.json").encode()))
        self.succeeds("run", "--resume", "cut.json.gz")
        with gzip.open(self.path("cut.json.gz"), "rt") as file:
            self.check_whole(first_edition(json.load(file)), 8)

    def test_another_machine_is_refused_before_its_words_are_read(self):
        made = self.cut(self.whole)
        made["peekbench"]["host"]["cpu_model"] = "another"
        made["peekbench"]["argv"] += ["--strategy", "./none.so"]
        self.write("other.json", json.dumps(made))
        self.refused("run", "--resume", "other.json",
                     names=["another machine"])

    def test_it_writes_nothing_that_the_document_names(self):
        made = self.cut(self.whole)
        made["peekbench"]["argv"] += ["--benchmark_out=other", "--yes",
                                      "--out", "third"]
        self.write("cut.json", json.dumps(made))
        self.succeeds("run", "--resume", "cut.json")
        self.assertEqual(self.files(), ["cut.json", "out.json"])

    def test_groups_that_never_ran(self):
        made = self.cut(self.whole)
        for case in made["peekbench"]["cases"]:
            if case["group"] == 0:
                continue
            case.pop("second_copy", None)
            case["state"] = "skipped"
            case["slices"] = {key: [] for key in case["slices"]}
            for metric in case["metrics"].values():
                metric.update(samples=[], kind="absent", reason="x")
        self.write("cut.json", json.dumps(made))
        self.succeeds("run", "--resume", "cut.json")
        made = self.load("cut.json")["peekbench"]
        self.assertEqual({case["state"] for case in made["cases"]},
                         {case["state"] for case in
                          self.whole["peekbench"]["cases"]})
        self.assertEqual([len(case["slices"]["round"])
                          for case in made["cases"]], [8] * len(made["cases"]))

    def test_after_a_real_interruption(self):
        run = Run(self, "quick", "--set", "ready=64", "--set",
                  "size=256,2048", "--starts", "1", "--rounds", "60")
        run.wait_for_a_round().wait_until_it_works(signal.SIGINT)
        self.assertEqual(run.send(signal.SIGINT), 128 + signal.SIGINT)
        before = self.load("out.json")["peekbench"]
        self.assertIs(before["interrupted"], True)
        self.succeeds("run", "--resume", "out.json", timeout=300)
        made = self.load("out.json")["peekbench"]
        self.assertEqual({len(case["slices"]["round"])
                          for case in made["cases"]}, {60})
        self.assertEqual(made["seed"], before["seed"])

    def test_another_machine_or_program(self):
        made = self.cut(self.whole)
        for key in ("cpu_model", "microcode", "kernel_release", "hypervisor",
                    "online_pus"):
            other = copy.deepcopy(made)
            other["peekbench"]["host"][key] = "another"
            self.write("other.json", json.dumps(other))
            self.refused("run", "--resume", "other.json",
                         names=["another machine", key])
        made["peekbench"]["tool"]["commit"] = "123456789abc"
        self.write("other.json", json.dumps(made))
        self.refused("run", "--resume", "other.json",
                     names=["another program", "123456789abc"])

    def test_what_cannot_be_continued(self):
        self.refused("run", "--resume", "out.json", names=["complete", "8"])
        self.refused("run", "--resume", "gone.json", names=["gone.json"])
        self.refused("run", "--resume", names=["--resume"])
        self.refused("run", "quick", "--resume", "cut.json",
                     names=["quick", "as it began"])
        self.refused("run", "--resume", "cut.json", "--seed", "5",
                     names=["--seed"])
        text = self.read("cut.json")
        self.write("half.json", text[:len(text) // 2])
        self.refused("run", "--resume", "half.json", names=["not JSON"])
        self.refused("run", "--resume", "-", names=["name a file"])
        made = json.loads(text)
        made["peekbench"]["argv"] += ["--strategy", "full_sync"]
        self.write("other.json", json.dumps(made))
        self.refused("run", "--resume", "other.json",
                     names=["preset has changed"])

    def refused(self, *arguments, names=(), **options):
        """Without the words that usually keep a run short."""
        if arguments[:2] != ("run", "--resume") and \
           "--resume" not in arguments:
            return super().refused(*arguments, names=names, **options)
        before = self.files()
        done = self.call(*arguments, **options)
        with self.subTest(arguments=arguments):
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assert_one_line(done.stderr, *names)
            self.assertEqual(self.files(), before)
        return done
