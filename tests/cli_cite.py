# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench cite: blocks for mails, and mails against their results."""
import csv
import json
import re
import subprocess

from cli_base import TINY, Under
from cli_compare import CompareTest, usual
from cli_made import case

__all__ = ["TestCite", "TestVerify", "TestCiteRefuses"]

MARK = "peekbench-cite/2"


class CiteTest(CompareTest):
    def setUp(self):
        super().setUp()
        self.result = self.store("a.json", usual())

    def cite(self, *words):
        return self.succeeds("cite", self.result, *words).stdout

    def verify(self, mail, status=0, result=None):
        path = self.write("mail.txt", mail)
        return self.succeeds("cite", "--verify", path, result or self.result,
                             status=status).stdout


class TestCite(CiteTest):
    plain = True

    def test_a_block_fits_a_mail(self):
        for path in (self.result,
                     Under.source + "/results/reference/mission.json.gz"):
            text = self.succeeds("cite", path, "--all", "--plot").stdout
            self.assertTrue(text.isascii())
            self.assertNotIn("\t", text)
            self.assertLessEqual(max(map(len, text.splitlines())), 72)
            lines = text.splitlines()
            self.assertRegex(lines[0], "8<.*" + MARK)
            self.assertRegex(lines[-1], ">8.*" + MARK)
            short = self.succeeds("cite", path).stdout.splitlines()
            self.assertLessEqual(len(short), 60)
            self.assertLessEqual(max(map(len, short)), 72)

    def test_it_says_all_that_one_asks(self):
        text = " ".join(self.cite("--all").split())
        head = json.loads(self.read("a.json"))["peekbench"]
        for want in ("peekbench run quick --seed 20220325", "preset quick",
                     "seed 20220325", "(416d6c71332e)",
                     head["host"]["cpu_model"],
                     head["host"]["kernel_release"], "Retpolines",
                     "governor unknown", "SMT off", "1 NUMA node",
                     "503316480 bytes", "driver on PU 1",
                     "hypervisor KVMKVMKVM", "host swiotlb", "IOMMU groups 0",
                     "TSC cycles", "LOWER IS BETTER", "measured", "copied: bytes",
                     "A/A ", "the largest of a start", "calib. not in this",
                     "no self-check", "40 of each case"):
            self.assertIn(want, text)
        self.assertRegex(text, "again peekbench run quick --seed 20220325 ")
        self.assertNotIn("Not affected", text)

    def test_a_random_seed_is_given_when_repeating(self):
        made = self.document(*TINY)["peekbench"]
        text = " ".join(self.succeeds("cite", "out.json",
                                      "--all").stdout.split())
        self.assertRegex(text, f"again .* --seed {made['seed']} ")
        self.assertRegex(text, r"calib\. empty loop \d+\.\d, one dirty line "
                               r"flushed [\d.]+, one hot 2 KiB copy \d+\.\d")

    def test_the_command_is_one_for_a_shell(self):
        words = ["peekbench", "run", "quick", "; rm -rf ~", "$(touch x)",
                 "it's", "--benchmark_filter=a|b.*", "", "--out", "x y.json"]
        self.result = self.store("a.json", usual(), argv=words)
        text = self.cite()
        command = re.search(r"^again +(.*?)\n-----", text, re.M | re.S)[1]
        done = subprocess.run(
            ["sh", "-c", "peekbench() { printf '%s\\n' \"$@\"; }\n" + command],
            check=True, capture_output=True, encoding="utf-8")
        self.assertEqual(done.stdout.split("\n")[:-1],
                         words[1:-2] + ["--seed", "20220325"])

    def test_the_hash_is_the_files(self):
        import hashlib
        with open(self.result, "rb") as file:
            self.assertIn(hashlib.sha256(file.read()).hexdigest(),
                          self.cite())

    def test_filter(self):
        cases = usual() + [case("full_sync", 10, 0.01, size=64, group=1)]
        self.result = self.store("a.json", cases)
        self.assertIn("64 bytes", self.cite("--all"))
        self.assertNotIn("64 bytes,", self.cite("--all", "--filter",
                                                "size=2048"))


class TestVerify(CiteTest):
    plain = True

    def test_what_was_cited_is_right(self):
        for words in ((), ("--plot",), ("--form", "md"),
                      ("--base", "partial_copy", "--min-effect", "2.5"),
                      ("--filter", "size=2048"),
                      ("--metric", "cycles_per_completion")):
            for more in ((), ("--all",)):
                said = self.verify("Hi,\n\n" + self.cite(*words, *more) +
                                   "\nbye\n")
                self.assertRegex(said, r"^\d+ words in .*, all as .* says\n$")

    def test_verdicts_and_hazards_count(self):
        block = self.cite("--all")
        for old, new in ((" 2080  faster", " 2080  slower"),
                         ("UNSAFE STALE 100%", "481  faster"),
                         ("UNSAFE STALE", "UNSAFE TORN"),
                         ("LOWER", "HIGHER"), ("Intel", "AMD"),
                         ("swiotlb", "coherent"), ("measured", "exact"),
                         ("-9.97%", "+9.97%")):
            self.assertIn(old, block)
            said = self.verify(block.replace(old, new), status=1)
            self.assertIn(new.split()[-1], said)

    def test_what_is_left_out_is_missed(self):
        lines = [line for line in self.cite().splitlines(True)
                 if not line.startswith("no_ownership")]
        said = self.verify("".join(lines), status=1)
        self.assertIn("is missing: 'no_ownership 1", said)

    def test_a_number_slipped_in_is_one(self):
        lines = self.cite().splitlines(True)
        lines.insert(12, "sync_free             12.5  -99.9%\n")
        said = self.verify("".join(lines), status=1)
        self.assertIn("'sync_free 12.5 -99.9%'", said)

    def test_another_result(self):
        cases = usual()
        cases[3] = case("partial_copy", 901, 0.003, copied=2080)
        other = self.store("b.json", cases)
        said = self.verify(self.cite(), status=1, result=other)
        self.assertRegex(said, r"'[0-9a-f]{60}'")

    def test_standard_input(self):
        done = self.succeeds("cite", "--verify", "-", self.result,
                             input=self.cite())
        self.assertIn(" all as ", done.stdout)


class TestCiteRefuses(CiteTest):
    def test_words(self):
        self.refused("cite", names=["document"])
        self.refused("cite", self.result, "--form", "pdf", names=["pdf"])
        self.refused("cite", self.result, "--colour", names=["--colour"])
        self.refused("cite", self.result, self.result, names=["one"])
        self.refused("cite", self.result, "--base", "x", names=["x"])
        self.refused("cite", self.result, "--metric", "x", names=["x"])
        self.refused("cite", self.result, "--filter", "size=1/",
                     names=["size=1/"])
        self.refused("cite", self.result, "--filter", "a b",
                     names=["--filter"])
        self.refused("cite", self.result, "--plot", "--form", "csv",
                     names=["--plot"])
        self.refused("cite", self.write("x.json", "{}"), names=["x.json"])

    def test_mails(self):
        block = self.cite()
        for mail, what in (
                ("", "no block"), ("Hello\n", "no block"),
                (block[:1000], "no block"),
                (block.replace("options ", "choices "), "options"),
                (block.replace("base=-", "base=nobody"), "nobody"),
                (block.replace("min-effect=0.5", "min-effect=900"),
                 "options")):
            path = self.write("mail.txt", mail)
            self.refused("cite", "--verify", path, self.result,
                         names=["mail.txt", what])
        self.refused("cite", "--verify", "gone.txt", self.result,
                     names=["gone.txt"])
        self.refused("cite", "--verify", self.folder, self.result,
                     names=[self.folder])
        self.refused("cite", "--verify", self.result, names=["document"])
