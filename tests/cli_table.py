# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Blocks that people paste into a mail."""
import os
import re

from cli_base import CliTest, SMALL, TINY, cases_of, rows_of

__all__ = ["Table", "Unsafe", "Width"]

# The CPU's clear never reaches the device's copy: REPLAY, every time.
REPLAY = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
          "ready=1", "--set", "rearm=from_device",
          "--benchmark_repetitions=3")
# Only the control is unsafe here.
CONTROL = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
           "ready=1", "--benchmark_repetitions=3")
SPEEDS = re.compile(r"(\w+\*?)( +[A-Z.-]+)? +(-?[\d.]+[M~]?~?|-)( +(-?[\d.]+M?|-)){3}"
                    r" +(>?[\d.]+%|-)( +[\d.]+M?| +-){2}")
UNSAFE = re.compile(r" UNSAFE(,? [A-Z]+ [\d.]+%)+ of \d+ frames"
                    r"( \(control\))?")


class Table(CliTest):
    def test_it_says_what_was_measured_and_where(self):
        out = self.succeeds("run", *SMALL, "--details", "--out", "out.json",
                            "--seed", "4711").stdout
        own = self.load("out.json")["peekbench"]
        for word in ("preset quick", "seed 4711", own["utc"],
                     own["tool"]["version"], own["tool"]["commit"],
                     own["host"]["cpu_model"],
                     own["host"]["kernel_release"],
                     f"PU {own['placement']['cpu_pu']}",
                     "TSC", "cycles", "Lower is better", "72 slices"):
            self.assertIn(word, " ".join(out.split()))

    def test_it_says_whose_path_syncs_took(self):
        out = " ".join(self.succeeds(
            "run", *SMALL, "--calls", "linux-6.12,linux-6.1", "--out",
            "out.json").stdout.split())
        cost = self.load("out.json")["peekbench"]["calibration"]
        self.assertIn(
            "calls path modelled on x86 linux-6.12, linux-6.1; cycles are this "
            "CPU's, for a hot sync of 64 bytes linux-6.12 "
            f"{cost['sync_linux_6_12']['median']:.0f}, linux-6.1 "
            f"{cost['sync_linux_6_1']['median']:.0f}, inline "
            f"{cost['sync_inline']['median']:.0f} ", out)
        out = self.succeeds("run", *SMALL, "--calls", "inline", "--out",
                            "inline.json").stdout
        self.assertNotIn("modelled on", out)

    def test_every_case_has_its_row(self):
        out = self.succeeds("run", *SMALL, "--details", "--out",
                            "out.json").stdout
        cases = self.load("out.json")["peekbench"]["cases"]
        rows = rows_of(out)
        self.assertEqual(len(rows), len(cases))
        for row, case in zip(rows, cases):
            self.assertEqual(row.split()[0].rstrip("*"), case["strategy"])
            if case["state"] == "ok":
                self.assertRegex(row, SPEEDS)

    def test_the_columns_are_the_documents(self):
        out = self.succeeds("run", *TINY, "--out", "out.json",
                            "--benchmark_repetitions=1").stdout
        for row, case in zip(rows_of(out),
                             self.load("out.json")["peekbench"]["cases"]):
            if case["state"] != "ok":
                continue
            shown = row.split()
            del shown[1]  # what is proven
            for column, metric in ((1, "cycles_per_not_ready_peek"),
                                   (2, "cycles_per_ready_peek"),
                                   (3, "cycles_per_completion"),
                                   (4, "cycles_per_frame")):
                value = case["metrics"][metric]["samples"][0]
                self.assertAlmostEqual(float(shown[column].rstrip("~")), value,
                                       delta=0.51)
            self.assertEqual(int(shown[6]), case["ledger"]["copied"])
            self.assertEqual(int(shown[7]), case["ledger"]["copied_again"])

    def test_a_full_bounce_pool_is_reported_and_survived(self):
        # 257 buffers of a whole slot set: one more than the pool has.
        words = ("run", "quick", "--set", "size=262144", "--set", "ready=1",
                 "--set", "ring=257", "--strategy", "full_sync,after_only",
                 "--benchmark_repetitions=1", "--out", "out.json")
        for platforms, status, line in (
                ("swiotlb", 2, "no case was measured: 0 skipped, 2 failed"),
                ("coherent,swiotlb", 0, "2 of 6 cases failed")):
            done = self.call(*words, "--set", f"platform={platforms}",
                             "--details")
            self.assertEqual(done.returncode, status)
            self.assert_one_line(done.stderr, line, "; the first: ",
                                 "DMA_MAPPING_ERROR")
            cases = {case["strategy"]: case for case in
                     self.load("out.json")["peekbench"]["cases"]
                     if case["platform"] == "swiotlb"}
            self.assertEqual(cases["null"]["state"], "ok")
            self.assertEqual(cases["full_sync"]["state"], "failed")
            self.assertIn("DMA_MAPPING_ERROR", cases["full_sync"]["reason"])
            self.assertRegex(done.stdout,
                             r"full_sync +. +failed: DMA_MAPPING_ERROR")
            self.assertNotIn("no strategy is safe", done.stdout)
            self.assertIn("measured and safe in every case",
                          " ".join(done.stdout.split()))


class Unsafe(CliTest):
    def rows(self, *arguments, status=0):
        done = self.succeeds("run", *arguments, "--out", "out.json",
                             status=status)
        return {row.split()[0].rstrip("*"): row
                for row in rows_of(done.stdout)}

    def check_hazard(self, row, hazard):
        self.assertRegex(row, UNSAFE)
        self.assertIn(hazard, row)
        case, = cases_of(self.load("out.json"), strategy=row.split()[0].rstrip("*"))
        frames = case["integrity"]["frames"]
        key = {"LEAK": "leaked", "REPLAY": "replayed"}.get(hazard,
                                                           hazard.lower())
        rate = 100 * case["integrity"][key] / frames
        shown = re.search(hazard + r" ([\d.]+)%", row)
        self.assertAlmostEqual(float(shown[1]), rate, delta=rate / 100)
        self.assertIn(f" of {frames} frames", row)

    def test_an_unsafe_case_shows_its_hazard_and_no_speed(self):
        rows = self.rows(*REPLAY)
        for name in ("full_sync", "no_ownership", "partial_copy",
                     "dirty_tracking"):
            self.check_hazard(rows[name], "REPLAY")
            self.assertNotIn("control", rows[name])
            self.assertNotRegex(rows[name], SPEEDS)
        self.check_hazard(rows["blind_reread"], "STALE")
        self.assertIn("(control)", rows["blind_reread"])
        self.assertNotRegex(rows["blind_reread"], SPEEDS)
        self.assertRegex(rows["null"], SPEEDS)
        self.assertNotIn("UNSAFE", rows["null"])

    def test_show_unsafe_shows_both(self):
        rows = self.rows(*REPLAY, "--show-unsafe")
        for name in ("full_sync", "no_ownership", "partial_copy",
                     "dirty_tracking"):
            self.check_hazard(rows[name], "REPLAY")
            self.assertRegex(rows[name], r" frames +[\d.]+")

    def test_an_unsafe_case_is_a_result_like_any_other(self):
        self.rows(*REPLAY)
        self.rows(*REPLAY, "--show-unsafe")

    def test_strict_makes_it_a_finding(self):
        self.rows(*REPLAY, "--strict", status=1)
        self.rows(*REPLAY, "--strict", "--show-unsafe", status=1)

    def test_an_unsafe_control_is_no_finding(self):
        rows = self.rows(*CONTROL, "--strict")
        self.check_hazard(rows["blind_reread"], "STALE")

    def test_the_2022_regression_loses_frames(self):
        if len(os.sched_getaffinity(0)) < 2:
            self.skipTest("the device thread takes a second PU")
        self.write("ath9k live.ini", "[matrix]\nstrategy = full_sync\n"
                   "platform = swiotlb@aa6f8dcbab47\ndevice = thread\n"
                   "size = 1974\nstatus = split\ngrain = 128\ngap = 500\n")
        rows = self.rows("./ath9k live.ini", "--benchmark_repetitions=3",
                         "--strict", status=1)
        self.check_hazard(rows["full_sync"], "LOST")


class Width(CliTest):
    plain = True

    def check(self, lines):
        for line in lines:
            if not line.startswith("result   "):
                self.assertLessEqual(len(line), 80, line)
                self.assertTrue(line.isascii(), line)
                self.assertEqual(line, line.rstrip())

    def output(self, *arguments, preset="quick"):
        return self.succeeds("run", preset, "--set", "size=256", "--details",
                             *arguments, "--benchmark_repetitions=2",
                             "--out", "out.json").stdout

    def test_of_a_plain_table(self):
        out = self.output("--set", "platform=coherent,swiotlb,arm64")
        self.check(out.splitlines())

    def test_of_the_rows_and_titles_of_many_axes(self):
        out = self.output("--set", "platform=swiotlb@ddbd89deb7d3,"
                          "swiotlb+arm64,mips", "--set", "status=split",
                          "--set", "copy=descending", "--set",
                          "device=scripted,thread", "--set", "rearm=remap",
                          "--set", "order=ascending", "--set", "frame=short",
                          "--set", "device_cache=allocating", "--set",
                          "grain=128", "--set", "gap=100", "--set", "ring=7")
        self.check(out.splitlines())

    def test_of_rows_with_many_hazards(self):
        out = self.output("--set", "platform=swiotlb@v5.16", "--set",
                          "frame=short", "--set", "rearm=from_device",
                          "--set", "size=2048")
        rows = rows_of(out)
        self.assertTrue([row for row in rows if row.count("%") >= 2], rows)
        self.check(out.splitlines())

    def test_of_rows_with_reasons(self):
        out = self.call("run", "quick", "--details", "--set",
                        "platform=swiotlb", "--set", "ring=257", "--set",
                        "size=262144", "--set", "ready=1",
                        "--benchmark_repetitions=2", "--out",
                        "out.json").stdout
        rows = rows_of(out)
        self.assertTrue([row for row in rows if "DMA_MAPPING_ERROR" in row])
        self.check(out.splitlines())

    def test_of_a_head_with_a_long_preset_and_seed(self):
        name = "./a preset that somebody keeps under quite a long name.ini"
        self.write(name, "[matrix]\nready = 1\n")
        out = self.output("--seed", str(2**63 - 1), preset=name)
        self.check(out.splitlines()[:1])

    def test_large_numbers_keep_their_distance(self):
        out = self.output("--set", "platform=swiotlb", "--set", "ring=1",
                          "--set", "size=262144", "--set", "ready=400",
                          "--strategy", "full_sync")
        rows = rows_of(out)
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertRegex(row, SPEEDS)
        self.check(rows)
