# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Blocks that people paste into a mail."""
import os
import re

from cli_base import CliTest, SMALL, cases_of, rows_of

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
    def test_it_is_the_page_of_show(self):
        """Which golden views hold."""
        for words in ((), ("--details",), ("--details", "--show-unsafe")):
            ran = self.succeeds("run", *SMALL, *words, "--out",
                                "out.json").stdout
            shown = self.succeeds("show", "out.json", *words).stdout
            self.assertEqual(ran, shown + "result   out.json\n")

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

    def test_show_unsafe_shows_both(self):
        rows = self.rows(*REPLAY, "--show-unsafe")
        for name in ("full_sync", "no_ownership", "partial_copy",
                     "dirty_tracking"):
            self.check_hazard(rows[name], "REPLAY")
            self.assertRegex(rows[name], r" frames +[\d.]+")

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
