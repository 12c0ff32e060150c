# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The n-th allocation of each verb fails: one line and status 2, or its
whole output."""
import concurrent.futures
import gzip
import json
import os
import re
import shutil
import subprocess
import unittest

from cli_base import CliTest, HANGS_SECONDS, Under, environment

__all__ = ["Memory"]

LONG = bool(os.environ.get("PEEKBENCH_LONG_TESTS"))
# Calls that tell two places apart: in the short form one of those that are
# alike fails, whichever verb comes there first.
ALIKE = 4
# hwloc and libpfm4 use memory that they did not get; Google Benchmark's
# initialisers run before main().
SPARED = "libhwloc libpfm libbenchmark ld-linux"
TIME = re.compile(r"[0-9.]+ s\b|\"seconds\": [0-9.e-]+")
RUN = ("run", "quick", "--starts", "1", "--set", "size=256", "--set", "platform=swiotlb",
       "--set", "ready=1", "--strategy", "full_sync,partial_copy",
       "--benchmark_repetitions=6", "--seed", "1", "--quiet", "--cache", "off")
NO_ROOM = ("no memory for the ring", "out of memory",
           "DMA_MAPPING_ERROR: the bounce pool is full")
TRACE = "tests/trace/e100.trace"
KERNEL = "tests/fuzz/corpus/document/kernel.json"


class Memory(CliTest):
    tried = set()

    def starved(self, words, **variables):
        """The verb under FAIL_*; with @folder for its files."""
        return subprocess.run(
            [Under.program, *words], cwd=self.folder, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
            timeout=HANGS_SECONDS, encoding="utf-8", errors="replace",
            env=environment(LD_PRELOAD=Under.shim, FAIL_SPARE=SPARED,
                            **variables))

    def places(self, words):
        """The allocations of the verb that shall fail, and the verb's end with
        all of them."""
        done = self.starved(words, FAIL_LIST=self.path("list"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(done.stderr, "")
        # a self-check has as many as it takes seconds
        long = LONG and words[0] != "selfcheck"
        found = {}
        for line in self.read("list").splitlines():
            place, *calls = line.split()
            found[place if long else tuple(calls[:ALIKE])] = int(place)
        new = sorted(found[calls] for calls in found.keys() - self.tried)
        self.tried.update(() if long else found)
        return new, done

    def judge(self, done, whole):
        """None if @done is right, else the fault."""
        if done.returncode == 2:
            lines = done.stderr.split("\n")
            if len(lines) != 2 or not lines[0].startswith("peekbench: "):
                return f"2, not with one line: {done.stderr[:300]!r}"
            if "not JSON" in done.stderr or "damaged" in done.stderr:
                return f"another reason: {done.stderr!r}"
            return "2, with output" if done.stdout else None
        if done.returncode != whole.returncode:
            return f"{done.returncode}: {done.stderr[:300]!r}"
        if TIME.sub("", done.stdout) != TIME.sub("", whole.stdout):
            return f"{len(done.stdout)} for {len(whole.stdout)} characters"
        return None

    def try_all(self, *words, on="", judge=None, file=None):
        """@file: the verb leaves it; so that no two runs are at one time."""
        places, whole = self.places(words)
        left = file and self.read(file)
        wrong = []

        def fail(place):
            if file and os.path.exists(self.path(file)):
                os.unlink(self.path(file))
            done = self.starved(words, FAIL_AT=str(place), FAIL_ON=on)
            why = (judge or self.judge)(done, whole)
            if file and os.path.exists(self.path(file)):
                return why or self.read(file) != left and "half a file"
            return why or file and not done.returncode and "no file"

        with concurrent.futures.ThreadPoolExecutor(
                2 if LONG and not judge and not file else 1) as pool:
            for place, why in zip(places, pool.map(fail, places)):
                if why:
                    wrong.append(f"{place}: {why}")
        self.assertEqual(wrong, [])

    def setUp(self):
        super().setUp()
        self.succeeds(*RUN, "--out", "s.json")

    def judge_document(self, done, _):
        """As judge(), of a verb that leaves out.json: it measures, so that no
        two are alike.  A case that finds no memory is a row with its reason,
        and a line; the measurement is kept, also where it cannot be printed."""
        if not os.path.exists(self.path("out.json")):
            return self.judge(done, done) if done.returncode == 2 \
                else f"{done.returncode}: {done.stderr[:300]!r}"
        document = self.load("out.json")["peekbench"]
        os.unlink(self.path("out.json"))
        if done.returncode == 2:
            return None if done.stderr.count("\n") == 1 else done.stderr
        left = [case["reason"] or len(case["slices"]["round"])
                for case in document["cases"]]
        line = "" if all(entry == 6 for entry in left) else "cases failed"
        if (done.returncode, done.stdout) != (0, "out.json\n") or \
                line not in done.stderr or \
                done.stderr.count("\n") != bool(line):
            return f"{done.returncode}: {done.stderr[:300]!r}"
        return None if all(entry in (6, *NO_ROOM) for entry in left) else left

    def test_run(self):
        self.try_all(*RUN, "--out", "out.json", judge=self.judge_document)

    def test_starts(self):
        """Of the process that starts others, which have all the memory."""
        self.try_all(*RUN, "--starts", "2", "--out", "out.json",
                     judge=self.judge_document)

    @unittest.skipUnless(LONG, "takes minutes")
    def test_selfcheck(self):
        def judge(done, _):
            if done.returncode == 2:
                return self.judge(done, done)
            return done.stdout != "c.json\n" and done.stdout or \
                self.load("c.json")["trials"] != 20 and "another check"

        self.try_all("selfcheck", "--trials", "20", "--quiet", "--out",
                     "c.json", judge=judge)

    def test_host(self):
        def keys(text):
            return sorted(json.loads(text))

        def judge(done, whole):
            if done.returncode:
                return self.judge(done, done)
            return None if keys(done.stdout) == keys(whole.stdout) \
                else "other keys"

        self.try_all("host", "--json", judge=judge)

    def test_plot(self):
        words = ("plot", "s.json", "--out", "pictures")

        def judge(done, _):
            made = [name for name in self.files() if ".part" in name]
            if done.returncode == 2:
                return made or self.judge(
                    subprocess.CompletedProcess([], 2, "", done.stderr), None)
            return made or (done.returncode != 0 and done.stderr) or None

        self.try_all(*words, judge=judge)

    def test_views(self):
        for words in (("show",), ("show", "--details"), ("show", "--json"),
                      ("show", "--form=csv"), ("show", "--ktap"),
                      ("show", "--prove", "--unit=ns"),
                      ("compare",), ("compare", "--json"),
                      ("compare", "--ktap"), ("compare", "--rank"), ("cite",),
                      ("cite", "--all", "--plot"), ("cite", "--form=md"),
                      ("cite", "--form=csv"), ("cite", "--form=benchstat"),
                      ("crossover",), ("crossover", "--json")):
            with self.subTest(words):
                self.try_all(*words, "s.json")

    def test_a_kernel(self):
        kernel = os.path.join(Under.source, KERNEL)
        self.try_all("show", kernel)
        self.try_all("compare", kernel, kernel)

    def test_packed(self):
        with open(self.path("s.json"), "rb") as file:
            self.write("s.json.gz", gzip.compress(file.read()))
        self.try_all("show", "s.json.gz")

    def test_many_documents(self):
        for name in "tu":
            shutil.copy(self.path("s.json"), self.path(name))
        for form in (), ("--json",), ("--ktap",):
            self.try_all("compare", *form, "s.json", "t")
            self.try_all("compare", *form, "s.json", "t", "u")

    def test_a_mail(self):
        self.write("mail", self.succeeds("cite", "s.json").stdout)
        self.try_all("cite", "--verify", "mail", "s.json")

    def test_check(self):
        words = ("check", "--strategy", "full_sync", "--platform", "swiotlb")
        few = (*words, "--status", "head", "--copy", "ascending")
        self.try_all(*words)
        self.try_all(*words, "--json")
        self.try_all(*words, "--ktap")
        self.try_all(*few, "--trace")
        self.try_all(*few, "--html", "-")
        rows = json.loads(self.call(*few, "--json").stdout)["rows"]
        replays = [way for row in rows for way in row["replay"].values()]
        self.try_all("check", "--replay", replays[0])

    def test_lists(self):
        self.try_all("list")
        self.try_all("list", "--json")
        self.try_all("list", "kernel-config")
        for verb in (), ("run",), ("man",), ("completion",):
            self.try_all("help", *verb)

    def test_trace(self):
        trace = os.path.join(Under.source, TRACE)
        self.try_all("trace", "show", trace)
        self.try_all("trace", "show", "--json", trace)
        self.try_all("trace", "explain", trace)
        self.try_all("trace", "explain", trace, "-o", "p.ini", file="p.ini")
        self.try_all("trace", "strategy", trace, "-o", "s.ini", file="s.ini")

    def test_presets(self):
        self.try_all("run", "mission", "--dry-run", "--seed", "1")
        self.try_all("run", "quick", "--benchmark_list_tests")
