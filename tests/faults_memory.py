# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The n-th allocation of each verb fails: one line and status 2, or its
whole output."""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess

from cli_base import CliTest, HANGS_SECONDS, Under, environment

__all__ = ["Memory"]

LONG = bool(os.environ.get("PEEKBENCH_LONG_TESTS"))
# Of each verb, in the short form; the last ones are those of its page.
SAMPLES = 40
LAST = 16
# hwloc and libpfm4 use memory that they did not get; Google Benchmark's
# initialisers run before main().
SPARED = "libhwloc libpfm libbenchmark ld-linux"
TIME = re.compile(r"[0-9.]+ s\b|\"seconds\": [0-9.e-]+")
RUN = ("run", "quick", "--starts", "1", "--set", "size=256", "--set", "platform=swiotlb",
       "--set", "ready=1", "--strategy", "full_sync,partial_copy",
       "--benchmark_repetitions=6", "--seed", "1", "--quiet", "--cache", "off")
TRACE = "tests/trace/e100.trace"


class Memory(CliTest):
    def starved(self, words, **variables):
        """The verb under FAIL_*; with @folder for its files."""
        return subprocess.run(
            [Under.program, *words], cwd=self.folder, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
            timeout=HANGS_SECONDS, encoding="utf-8", errors="replace",
            env=environment(LD_PRELOAD=Under.shim, FAIL_SPARE=SPARED,
                            **variables))

    def count(self, words):
        done = self.starved(words, FAIL_COUNT=self.path("count"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(done.stderr, "")
        return int(self.read("count")), done

    @staticmethod
    def places(count):
        """Which allocations fail: near the ends all, between them some."""
        if LONG or count <= SAMPLES:
            return range(1, count + 1)
        steps = SAMPLES - 8 - LAST
        step = (count / 8) ** (1 / steps)
        some = {round(8 * step ** i) for i in range(steps)}
        return sorted(some | set(range(1, 8)) |
                      set(range(count - LAST + 1, count + 1)))

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

    def try_all(self, *words, on="", judge=None):
        count, whole = self.count(words)
        judge = judge or self.judge
        wrong = []
        places = self.places(count)
        # those that leave files run one after the other
        with concurrent.futures.ThreadPoolExecutor(
                1 if judge != self.judge else 2) as pool:
            for place, done in zip(places, pool.map(
                    lambda n: self.starved(words, FAIL_AT=str(n), FAIL_ON=on),
                    places)):
                why = judge(done, whole)
                if why:
                    wrong.append(f"{place} of {count}: {why}")
        self.assertEqual(wrong, [])

    def setUp(self):
        super().setUp()
        self.succeeds(*RUN, "--out", "s.json")

    def judge_pages(self, done, whole):
        """As judge(), where counterexamples are printed as they are made:
        the output before the one line is a beginning of the page."""
        text = TIME.sub("", done.stdout)
        if done.returncode == 2 and TIME.sub("", whole.stdout).startswith(
                text):
            return self.judge(
                subprocess.CompletedProcess([], 2, "", done.stderr), whole)
        return self.judge(done, whole)

    def judge_document(self, done, _):
        """As judge(), of a verb that leaves out.json: it measures, so that no
        two are alike; missing figures are absent with their reason."""
        there = os.path.exists(self.path("out.json"))
        if done.returncode == 2:
            return self.judge(done, done)
        if done.returncode or done.stdout != "out.json\n" or not there:
            return f"{done.returncode}, {done.stdout!r}, {done.stderr[:300]!r}"
        cases = self.load("out.json")["peekbench"]["cases"]
        os.unlink(self.path("out.json"))
        if [len(case["slices"]["round"]) for case in cases] != [6, 6, 6]:
            return "a document that is not whole"
        return None

    def test_run(self):
        self.try_all(*RUN, "--out", "out.json", judge=self.judge_document)

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
                      ("compare",), ("compare", "--json"),
                      ("compare", "--rank"), ("cite",),
                      ("cite", "--form=csv"), ("crossover",)):
            with self.subTest(words):
                self.try_all(*words, "s.json")

    def test_two_documents(self):
        shutil.copy(self.path("s.json"), self.path("t.json"))
        self.try_all("compare", "s.json", "t.json")

    def test_a_mail(self):
        self.write("mail", self.succeeds("cite", "s.json").stdout)
        self.try_all("cite", "--verify", "mail", "s.json")

    def test_check(self):
        words = ("check", "--strategy", "full_sync", "--platform", "swiotlb")
        self.try_all(*words, judge=self.judge_pages)
        self.try_all(*words, "--json")

    def test_lists(self):
        self.try_all("list")
        self.try_all("list", "--json")
        self.try_all("help", "run")
        self.try_all("help", "man")

    def test_trace(self):
        trace = os.path.join(Under.source, TRACE)
        self.try_all("trace", "show", trace)
        self.try_all("trace", "show", "--json", trace)
        self.try_all("trace", "explain", trace, judge=self.judge_pages)

    def test_presets(self):
        self.try_all("run", "mission", "--dry-run", "--seed", "1")
        self.try_all("run", "quick", "--benchmark_list_tests")
