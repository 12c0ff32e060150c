# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Runs of several starts of the program."""
import json
import os
import resource
import signal

from cli_base import TINY, Under, become_nobody, cases_of, environment
from cli_document import ran
from cli_grow import FEW, GrowTest, positions, series_of
from cli_plugin import PluginTest
from cli_signals import Run

__all__ = ["TestStarts", "Dying"]


class TestStarts(GrowTest):
    plain = True
    PARTED = (*FEW, "--starts", "3", "--rounds", "3")
    WHOLE = (*FEW, "--starts", "1", "--rounds", "9")

    def test_rounds_are_parted_among_process_starts(self):
        own = os.path.join(self.folder, "own")
        os.mkdir(own)
        done = self.succeeds("run", *FEW, "--benchmark_repetitions=11",
                             "--starts", "3", "--out", "out.json",
                             env=environment(TMPDIR=own))
        self.assertEqual(os.listdir(own), [])
        made = self.load("out.json")
        self.check_whole(made, 11)
        for series in series_of(made):
            self.assertEqual(series["slices"]["process"],
                             [0] * 3 + [1] * 4 + [2] * 4)
        own = made["peekbench"]
        self.assertEqual(len(own["process_starts"]), 3)
        self.assertEqual(own["argv"][2:4], ["quick", "--set"])
        for key in ("environment_bytes", "ring_offset_bytes", "bounce_slot"):
            self.assertGreater(len({start[key] for start in
                                    own["process_starts"]}), 1, key)
        self.assertIn("--starts", own["argv"])
        self.assertIs(own["interrupted"], False)
        self.assertRegex(done.stdout, r"\nstarts   changes scatter by [\d.]+ % "
                                      r"between 3 starts")

    def test_words_behind_two_dashes_stay_operands(self):
        done = self.succeeds("run", *FEW[1:], "--benchmark_repetitions=6",
                             "--starts", "2", "--quiet", "--out", "out.json",
                             "--", FEW[0])
        self.assertEqual(done.stdout, "out.json\n")
        self.check_whole(self.load("out.json"), 6)
        done = self.call("run", "--resume", "out.json", "--json", "--details")
        self.assert_one_line(done.stderr, "every group has 6 rounds or more")

    def test_a_killed_run_leaves_nothing(self):
        own = self.path("own")
        os.mkdir(own)
        words = (*FEW, "--benchmark_repetitions=100000", "--starts", "2")
        run = Run(self, *words, env={"TMPDIR": own}).wait_for_a_round()
        self.assertEqual(run.send(signal.SIGKILL), -signal.SIGKILL)
        self.assertEqual(os.listdir(own), [])
        self.assertEqual(self.files(), ["own"])

    def test_a_folder_for_parts_that_is_none(self):
        for folder in self.path("none"), self.path("file"):
            self.write("file", "")
            done = self.call("run", *FEW, "--benchmark_repetitions=8",
                             "--starts", "2", env=environment(TMPDIR=folder))
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"TMPDIR: {folder}", done.stderr)

    def test_a_start_that_cannot_be_made(self):
        def no_more_processes():
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
            become_nobody()

        self.as_nobody()
        done = self.call("run", *FEW, "--benchmark_repetitions=6", "--procs",
                         "2", preexec_fn=no_more_processes,
                         env=environment(ASAN_OPTIONS="detect_leaks=0"))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assert_one_line(done.stderr, "cannot start the program again")

    def test_they_are_one_process_but_for_their_costs(self):
        parted, whole = (ran(*words, plain=True)
                         for words in (self.PARTED, self.WHOLE))
        self.assertEqual(positions(parted), positions(whole))
        self.assertEqual(len(whole["peekbench"]["process_starts"]), 1)
        self.check_whole(whole, 9)
        for one, other in zip(cases_of(parted), cases_of(whole)):
            for key in "ledger", "state", "modelled":
                self.assertEqual(one[key], other[key])

    def test_they_can_be_compared(self):
        for name in "a.json", "b.json":
            self.succeeds("run", *self.PARTED, "--out", name)
        done = self.call("compare", "a.json", "b.json")
        self.assertEqual(done.returncode, 0)
        self.assertIn("process starts", " ".join(done.stdout.split()))
        self.succeeds("cite", "a.json")

    def test_google_benchmark_and_the_checker_get_all_of_them(self):
        made = self.document(*FEW, "--starts", "2", "--rounds", "3",
                             "--benchmark_out=runs.json")
        with open(self.path("runs.json"), encoding="utf-8") as file:
            runs = json.load(file)["benchmarks"]
        self.assertEqual(runs, made["benchmarks"])
        self.check_whole(made, 6)
        own = json.loads(self.read("out.json"))["peekbench"]
        for case in own["cases"]:
            self.assertIn("allowed", case["proven"])

    def test_all_slices_of_a_case_are_as_long(self):
        for case in cases_of(ran(*self.PARTED, plain=True)):
            self.assertEqual(len(set(case["slices"]["frames"])), 1)

    def test_presets_say_how_many(self):
        self.write("own.ini", "[preset]\nstarts = 2\nrounds = 3\n[matrix]\n"
                   "strategy = full_sync\nplatform = coherent\nsize = 256\n")
        self.check_whole(self.document("own.ini"), 6)
        self.check_whole(self.document("own.ini", "--rounds", "2"), 4)
        self.check_whole(self.document("own.ini", "--starts", "3"), 9)
        self.write("bad.ini", "[preset]\nstarts = 0\n")
        self.refused("run", "bad.ini", names=["bad.ini:2", "starts", "200"])

    def test_few_repetitions_are_not_parted(self):
        for repetitions, starts in (2, 1), (7, 2):
            made = self.document(
                *FEW, f"--benchmark_repetitions={repetitions}")["peekbench"]
            self.assertEqual(len(made["process_starts"]), starts)

    def test_interrupted_in_the_third(self):
        run = Run(self, *FEW, "--starts", "4", "--rounds", "20")
        run.wait_for("start 3 of 4")
        self.assertEqual(run.send(signal.SIGINT), 130)
        made = self.load("out.json")["peekbench"]
        self.assertIs(made["interrupted"], True)
        self.assertEqual(len(made["process_starts"]), 3)
        for case in made["cases"]:
            self.assertEqual(case["slices"]["process"][:40],
                             [0] * 20 + [1] * 20)
            self.assertLessEqual(len(case["slices"]["process"]), 60)
        self.succeeds("run", "--resume", "out.json")
        self.check_whole(self.load("out.json"), 80)
        self.assertIs(self.load("out.json")["peekbench"]["interrupted"],
                      False)

    def test_two_of_three_go_on(self):
        self.document(*FEW, "--starts", "2", "--rounds", "3")
        self.succeeds("run", "--resume", "out.json", "--starts", "3")
        made = self.load("out.json")
        self.check_whole(made, 9)
        self.assertEqual(len(made["peekbench"]["process_starts"]), 3)
        self.assertEqual(positions(made),
                         positions(ran(*self.PARTED, plain=True)))
        done = self.call("run", "--resume", "out.json")
        self.assert_one_line(done.stderr, "every group has 9 rounds or more")

    def test_a_budget_is_spent_on_starts(self):
        made = self.document(*FEW, "--starts", "2", "--rounds", "3",
                             "--budget", "3")["peekbench"]
        self.assertIs(made["interrupted"], False)
        for case in made["cases"]:
            starts = case["slices"]["process"]
            self.assertTrue(all(starts.count(i) <= 3 for i in set(starts)))

    def test_words(self):
        for name, last in ("--starts", 200), ("--rounds", 1000000):
            for value in ("0", str(last + 1), "x", "", "1.5"):
                self.refused("run", *TINY, name, value, names=[name])
        self.refused("run", "quick", "--starts", "12",
                     "--benchmark_repetitions=11", names=["11", "12 starts"])
        self.refused("run", *TINY, "--rounds", "3",
                     names=["--rounds", "--benchmark_repetitions"])
        for value in ("1000001", "-1", "x", ""):
            self.refused("run", *TINY, "--last-round", value,
                         names=["--last-round"])
        self.refused("run", *TINY, "--last-round", "2", "--first-round", "x",
                     names=["--first-round"])


class Dying(PluginTest):
    """Starts that end in other ways than they should."""
    # The program loads a strategy once to plan, and once in each start.
    BODY = """#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
static void __attribute__((constructor)) die(void)
{
	int count = open("count", O_WRONLY | O_CREAT | O_APPEND, 0600);
	struct stat st;

	if (write(count, "x", 1) == 1 && !fstat(count, &st) && (%s))
		%s;
}
"""
    WORDS = ("quick", "--set", "size=256", "--set", "platform=swiotlb",
             "--set", "ready=1", "--strategy", "full_sync,./mine.so",
             "--starts", "4", "--rounds", "2", "--out", "out.json")

    def run_dying(self, when, how):
        path = os.path.join(Under.source, "strategies", "template", "mine.c")
        with open(path, encoding="utf-8") as file:
            self.build("mine", self.BODY % (when, how) + file.read())
        return self.call("run", *self.WORDS)

    def check_lost(self, done, start, how):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_one_line(done.stderr, f"start {start + 1} of 4 died", how,
                             "kept")
        self.assertRegex(done.stdout, f"died +start {start + 1}: {how}")
        own = json.loads(self.read("out.json"))["peekbench"]
        self.assertEqual([lost["start"] for lost in own["lost_starts"]],
                         [start])
        self.assertIn(how, own["lost_starts"][0]["how"])
        self.assertEqual(len(own["process_starts"]), 3)
        for case in self.load("out.json")["peekbench"]["cases"]:
            self.assertEqual(case["slices"]["process"], [0, 0, 1, 1, 2, 2])
            self.assertNotIn(2 * start, case["slices"]["round"])

    def test_by_a_signal(self):
        done = self.run_dying("st.st_size == 4", "raise(SIGKILL)")
        self.check_lost(done, 2, "signal 9")

    def test_by_an_exit_status(self):
        done = self.run_dying("st.st_size == 3", "_exit(3)")
        self.check_lost(done, 1, "exit status 3")

    def test_the_first_of_them(self):
        done = self.run_dying("st.st_size == 2", "raise(SIGUSR1)")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_one_line(done.stderr, "start 1 of 4 died", "signal 10")
        self.assertEqual(len(self.load("out.json")["peekbench"]
                             ["process_starts"]), 3)

    def test_all_of_them(self):
        done = self.run_dying("st.st_size > 1", "raise(SIGKILL)")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no start left a document", done.stderr)
        self.assertNotIn("out.json", self.files())
