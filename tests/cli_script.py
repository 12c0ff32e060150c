# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Strategies that are a table of syncs in a file."""
import csv
import io
import json
import os
import re

from cli_base import CliTest, Under

__all__ = ["SyncTables", "TraceStrategy"]

TWINS = {
    "full_sync": "[prepare_peek]\nfor_cpu = all\n"
                 "[peek_done_not_ready]\nfor_device = all\n",
    "header_giveback": "[prepare_peek]\nfor_cpu = status\n"
                       "[peek_done_not_ready]\nfor_device = status\n"
                       "[peek_done_ready]\nfor_cpu = all\n",
    "partial_copy": "[prepare_peek]\nfor_cpu = status\n"
                    "[peek_done_ready]\nfor_cpu = rest\n",
    "peek_word": "[prepare_peek]\nfor_cpu = words\n"
                 "[peek_done_ready]\nfor_cpu = all\n",
    "blind_reread": "[armed]\nfor_cpu = all\n",
}


class ScriptTest(CliTest):
    def script(self, hooks, name="mine", file=None):
        self.write((file or name) + ".ini",
                   f"[strategy]\nname = {name}\n{hooks}")
        return (file or name) + ".ini"


# One of each kind: no bounce buffer, a bounce buffer, one over caches.
SOME = "coherent,arm64,mips-r4k,swiotlb,swiotlb@aa6f8dcbab47,swiotlb+arm64"


class SyncTables(ScriptTest):
    plain = True

    def test_verdicts_are_the_compiled_twins(self):
        for twin, hooks in TWINS.items():
            file = self.script(hooks)
            done = self.call("check", "--json", "--strategy",
                             f"{twin},{file}", "--platform", SOME)
            by_row = {}
            for row in json.loads(done.stdout)["rows"]:
                key = tuple(sorted((k, v) for k, v in row.items() if k in (
                    "platform", "status", "copy", "lines", "frame", "rearm",
                    "frames")))
                by_row.setdefault(key, {})[row["strategy"]] = \
                    (row["hazards"], row["states"])
            self.assertTrue(by_row)
            for key, verdicts in by_row.items():
                self.assertEqual(verdicts[twin], verdicts["mine"], (twin, key))

    def test_bytes_and_calls_are_the_compiled_twins(self):
        files = [self.script(hooks, "my_" + twin)
                 for twin, hooks in TWINS.items()]
        self.succeeds("run", "quick", "--strategy",
                      ",".join(["full_sync", *TWINS, *files]), "--set",
                      "size=256", "--set", "ready=2",
                      "--benchmark_repetitions=1", "--out", "a.json")
        shown = self.succeeds("show", "a.json", "--form", "csv",
                              "--show-unsafe").stdout
        exact = {}
        for row in csv.DictReader(io.StringIO(shown)):
            if row["kind"] == "exact":
                exact.setdefault(row["strategy"], {})[
                    row["platform"], row["figure"]] = row["median"]
        self.assertTrue(any("bytes" in key[1] for key in
                            exact["full_sync"]))
        for twin in TWINS:
            self.assertEqual(exact[twin], exact["my_" + twin], twin)

    def test_its_cycles_are_not_compared_with_compiled_ones(self):
        file = self.script(TWINS["full_sync"])
        other = self.script(TWINS["header_giveback"], "other")
        for base, alone in (("full_sync", True), (file, False)):
            self.succeeds("run", "quick", "--strategy",
                          f"full_sync,{file},{other}", "--base", base, "--set",
                          "size=256", "--set", "ready=1", "--set",
                          "platform=swiotlb", "--benchmark_repetitions=8",
                          "--out", "a.json")
            shown = self.succeeds("show", "a.json", "--form", "csv").stdout
            told = {row["strategy"]: row["reason"] or row["verdict"]
                    for row in csv.DictReader(io.StringIO(shown))
                    if row["figure"] == "cycles_per_frame"}
            self.assertEqual("interpreter" in told["other"], alone)
            self.assertEqual("interpreter" in told["full_sync"], not alone)
            page = self.succeeds("show", "a.json").stdout
            self.assertRegex(page, r"\nother# ")
            self.assertRegex(page, r"\nfull_sync ")
            self.assertIn("# a table of syncs, interpreted",
                          " ".join(page.split()))
            os.unlink(self.path("a.json"))

    def test_what_is_proven_of_it_stands_beside_its_figures(self):
        torn = self.script(TWINS["full_sync"], "torn")
        safe = self.script(TWINS["header_giveback"], "safe")
        far = self.script("[prepare_peek]\nfor_cpu = 0+64\n"
                          "[peek_done_ready]\nfor_cpu = all\n", "far")
        self.succeeds("run", "quick", "--strategy",
                      f"full_sync,{torn},{safe},{far}", "--set", "size=256",
                      "--set", "ready=1", "--set", "platform=swiotlb",
                      "--benchmark_repetitions=1", "--out", "a.json")
        with open(self.path("a.json"), encoding="utf-8") as file:
            cases = json.load(file)["peekbench"]["cases"]
        proven = {case["axes"]["strategy"]: case["proven"] for case in cases}
        self.assertEqual(proven["torn"]["allowed"],
                         proven["full_sync"]["allowed"])
        self.assertEqual(len(proven["torn"]["allowed"]), 1)
        self.assertEqual(len(proven["safe"]["allowed"]), 0)
        self.assertIn("refuses", proven["far"]["absent"])

    def test_what_is_refused(self):
        good = "[prepare_peek]\nfor_cpu = all\n"
        for hooks, *names in (
                ("[prepare]\nfor_cpu = all\n", ":3:", "prepare_peek"),
                ("[prepare_peek]\nsync = all\n", ":4:", "for_device", "sync"),
                ("[prepare_peek]\nfor_cpu = some\n", ":4:", "status", "some"),
                ("[prepare_peek]\nfor_cpu = 4+0\n", ":4:", "4+0"),
                ("[prepare_peek]\nfor_cpu = all, up\n", ":4:", "to_device"),
                ("[prepare_peek]\nfor_cpu = all all\n", ":4:", "all all"),
                ("summary = " + "x" * 250 + "\n" + good, "too long"),
                ("name = again\n" + good, ":3:", "double", "name"),
                ("speed = 9\n" + good, ":3:", "speed"),
                ("[prepare_peek]\n" + "for_cpu = all\n" * 9, ":12:", "8"),
                ("[prepare_peek]\nfor_cpu = 0+64\n", "leaves its mapping")):
            self.refused("check", "--strategy", self.script(hooks),
                         names=names)
        self.refused("check", "--strategy", self.script(good, "null", "a"),
                     names=("built-in",))
        self.refused("check", "--strategy", self.script(good, "A b", "a"),
                     names=("a-z",))
        self.write("a.ini", "name = a\n")
        self.refused("check", "--strategy", "a.ini", names=(":1:", "section"))
        self.write("a.ini", good)
        self.refused("check", "--strategy", "a.ini", names=("no name",))
        self.refused("check", "--strategy", "none.ini",
                     names=("none.ini", "No such file"))

    def test_a_range_beyond_the_buffer_is_a_failed_case(self):
        file = self.script("[prepare_peek]\nfor_cpu = 0+4096\n"
                           "[peek_done_ready]\nfor_cpu = all\n")
        done = self.call("run", "quick", "--strategy", f"full_sync,{file}",
                         "--set", "platform=swiotlb", "--set", "size=256",
                         "--set", "ready=1", "--benchmark_repetitions=1",
                         "--out", "a.json")
        self.assertIn("outside its mapping", " ".join(done.stdout.split()))


class TraceStrategy(ScriptTest):
    def trace(self, name):
        return os.path.join(Under.source, "tests", "trace", name)

    def test_e100s_looks_become_a_strategy(self):
        self.succeeds("trace", "strategy", self.trace("e100.trace"), "--name",
                      "e100", "--armed", "-o", "e100.ini")
        with open(self.path("e100.ini"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(re.sub(r"(?m)^(;.*|summary.*|origin.*|)\n", "", text),
                         "[strategy]\nname = e100\n"
                         "[armed]\nfor_device = status, bidirectional\n"
                         "[prepare_peek]\nfor_cpu = status, bidirectional\n"
                         "[peek_done_not_ready]\n"
                         "for_device = status, from_device\n"
                         "[peek_done_ready]\nfor_cpu = all, bidirectional\n")
        self.assertIn("unmap", text)
        self.assertIn("head16 (as seen)", " ".join(text.split()))
        done = self.call("check", "--strategy", "e100.ini", "--platform",
                         "swiotlb", "--rearm", "remap", "--json")
        self.assertIn("LOST", done.stdout)

    def test_what_comes_before_the_device_is_left_out(self):
        done = self.succeeds("trace", "strategy", self.trace("e100.trace"),
                             "-o", "e100.ini")
        with open(self.path("e100.ini"), encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn("[armed]", text)
        self.assertIn("--armed", text)
        done = self.succeeds("check", "--strategy", "e100.ini", "--platform",
                             "swiotlb", "--rearm", "remap", "--json")
        self.assertNotIn("LOST", done.stdout)

    def test_to_standard_output(self):
        done = self.succeeds("trace", "strategy", self.trace("e100.trace"))
        self.assertIn("\nname = seen\n", done.stdout)

    def test_what_is_refused(self):
        self.refused("trace", "strategy", self.trace("e100.trace"), "-o",
                     "e100.txt", names=(".ini",))
        self.refused("trace", "strategy", self.trace("e100.trace"), "--name",
                     "full_sync", "-o", "a.ini", names=("built-in",))
        self.refused("trace", "strategy", self.trace("mixed.trace"),
                     "--device", "30000002", names=("no look was seen",))
        self.refused("trace", "strategy", self.trace("e100.trace"),
                     "--seconds", "1", names=("--seconds",))
        self.refused("trace", "show", self.trace("e100.trace"), "--name", "a",
                     names=("--name",))
        self.assertEqual(self.files(), [])
