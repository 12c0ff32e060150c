# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench check: rows, verdicts, counterexamples, exit statuses."""
import functools
import html
import json
import os
import re
import subprocess

from cli_base import CliTest, HANGS_SECONDS, Under, environment

__all__ = ["Verdicts", "Counterexamples", "OtherWorlds",
           "DocumentedLists", "CheckOptions"]

REGRESSION = ("--strategy", "full_sync", "--platform", "swiotlb@aa6f8dcbab47",
              "--status", "head", "--copy", "ascending", "--frame", "full",
              "--rearm", "to_device")
TORN_TAIL = ("--strategy", "no_ownership", "--platform", "swiotlb", "--status",
             "tail", "--copy", "ascending", "--frame", "full", "--rearm",
             "to_device")
SAFE = ("--strategy", "partial_copy", "--platform", "swiotlb", "--rearm",
        "to_device")
ROW_KEYS = {"strategy": str, "platform": str, "status": str, "copy": str,
            "lines": str, "short_frames": bool, "rearm": str, "mapped": str,
            "dma_debug": type(None),
            "hazards": list, "exhausted": bool, "states": int,
            "memory_bytes": int, "seconds": float, "replay": dict}
HAZARDS = ["LEAK", "LOST", "REPLAY", "STALE", "TORN"]


# Of rows in which an axis is not at its default.
MORE_KEYS = ("dirtied", "order", "foreign", "words", "neighbour", "ready_is",
             "loads", "own_bytes", "synced")


def base_rows(rows):
    return [row for row in rows if not set(MORE_KEYS) & set(row) and
            (row["mapped"] == "bidirectional") ==
            (row["rearm"] in ("to_device", "bidirectional"))]


def without_lines(row):
    return tuple(row[key] for key in ("strategy", "platform", "status", "copy",
                                      "short_frames", "rearm"))


def checked(text):
    """@text with the checksum that fits it: FNV-1a."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xffffffff
    return f"{text}/{value:08x}"


@functools.lru_cache(maxsize=None)
def default_matrix():
    """What `check --json` prints, which takes longest of all calls."""
    done = subprocess.run([Under.plain or Under.program, "check", "--json"],
                          check=False, capture_output=True, text=True,
                          encoding="utf-8", timeout=HANGS_SECONDS)
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    return json.loads(done.stdout)


class CheckTest(CliTest):
    def check(self, *options, status=None):
        done = self.call("check", *options)
        if status is not None:
            self.assertEqual((done.returncode, done.stderr), (status, ""))
        return done

    def assert_fits(self, table):
        for line in table.splitlines():
            self.assertLessEqual(len(line.rstrip()), 80, line)

    def rows(self, *options):
        done = self.check("--json", *options)
        self.assertIn(done.returncode, (0, 1))
        return json.loads(done.stdout)["rows"]


class Verdicts(CheckTest):
    plain = True

    def test_the_default_matrix_is_whole(self):
        document = default_matrix()
        lists = json.loads(self.succeeds("list", "--json").stdout)
        self.assertEqual(document["schema"], "peekbench-check/1")
        self.assertEqual((document["cells"], document["peeks"]), (4, 0))
        rows = document["rows"]
        for key, listed in (("strategy", "strategies"),
                            ("platform", "platforms")):
            self.assertEqual({row[key] for row in rows},
                             {item["name"] for item in lists[listed]
                              if "retired" not in item})
        keys = [tuple((key, value) for key, value in row.items()
                      if key in MORE_KEYS or key in ROW_KEYS and
                      isinstance(value, (str, bool)))
                for row in rows]
        self.assertEqual(len(set(keys)), len(rows))
        # Every other value of every other axis, alone.
        axes = {item["name"]: item for item in lists["axes"]}
        varied = {tuple((key, row[key]) for key in MORE_KEYS if key in row)
                  for row in rows}
        self.assertEqual(varied, {
            (), (("dirtied", 1),), *(
                (("dirtied", 1),) * (key == "own_bytes") + ((key, value),)
                for key in MORE_KEYS if key != "dirtied"
                for value in axes[key]["values"].split(", ")[1:])})
        rows = base_rows(rows)
        # One platform has neither copies nor lines; twelve have lines, of two
        # kinds; five copy, in three orders; five have both.
        self.assertEqual(len(rows), len(lists["strategies"]) * 2 * 2 * 5 *
                         (1 + 12 * 2 + 5 * 3 + 5 * 2 * 3))
        for row in rows:
            self.assertEqual({key: type(row[key]) for key in row}, ROW_KEYS)
            self.assertEqual(row["hazards"], sorted(row["hazards"]))
            self.assertEqual(sorted(row["replay"]), row["hazards"])
            self.assertTrue(row["exhausted"])
            self.assertTrue(set(row["hazards"]) <= set(HAZARDS))
            self.assertEqual(row["copy"] == "none",
                             not re.match("swiotlb|iommu", row["platform"]))
            self.assertEqual(row["lines"] == "none",
                             re.fullmatch("coherent|iommu.*|swiotlb(@.*)?",
                                          row["platform"]) is not None)

    def test_a_shared_line_adds_nothing_but_behind_a_replay(self):
        # Re-arm none leaves the cleared status in a dirty line, and a sync of a
        # part writes that back where the line is shared.
        # Two platforms have a map that leaves the driver's lines dirty.
        rows = [row for row in base_rows(default_matrix()["rows"])
                if row["rearm"] != "none" and
                row["platform"] not in ("openrisc", "xtensa")]
        kinds = [{without_lines(row): row["hazards"] for row in rows
                  if row["lines"] == kind} for kind in ("own", "shared")]
        self.assertEqual(*({key: hazards for key, hazards in kind.items()
                            if "REPLAY" not in hazards} for kind in kinds))
        self.assertTrue(kinds[1])

    def test_every_verdict_is_the_same_without_reductions(self):
        verdicts = [[(row["hazards"], row["replay"].keys())
                     for row in self.rows("--cells", "3", "--platform",
                                          "arm64,swiotlb+mips", *more)]
                    for more in ((), ("--unreduced",))]
        self.assertEqual(*verdicts)

    def test_a_finding_is_exit_status_1_and_safety_0(self):
        self.assertIn("safe", self.check(*SAFE, status=0).stdout)
        self.assertIn("LOST", self.check(*REGRESSION, status=1).stdout)

    def test_short_frames_are_a_row_of_their_own(self):
        wanted = ("--strategy", "partial_copy", "--platform", "swiotlb@v5.16",
                  "--rearm", "to_device", "--status", "head", "--copy", "any")
        self.assertEqual([row["hazards"] for row in self.rows(*wanted)],
                         [[], []])
        wanted += ("--mapped", "from_device")
        self.assertEqual([row["hazards"] for row in self.rows(*wanted)],
                         [[], ["LEAK"]])
        self.assertEqual([row["short_frames"]
                          for row in self.rows(*wanted, "--short-frames")],
                         [True])

    def test_directions_are_rows_of_their_own(self):
        row, = self.rows(*REGRESSION, "--platform", "swiotlb")
        self.assertEqual((row["mapped"], row["hazards"], row["dma_debug"]),
                         ("bidirectional", [], None))
        row, = self.rows(*REGRESSION, "--platform", "swiotlb", "--synced",
                         "mapping")
        self.assertEqual((row["mapped"], row["synced"], row["hazards"]),
                         ("bidirectional", "mapping", ["LOST"]))
        # A string of the time when all rows were mapped FROM_DEVICE.
        replayed = self.check(
            "--replay", "full_sync/swiotlb@aa6f8dcbab47/head/ascending/full/"
            "to_device/4x0/LOST/c11d1c1/9c7c1fa0", status=1).stdout
        self.assertIn("map(all, FROM_DEVICE)", replayed)
        replayed = self.check("--replay", row["replay"]["LOST"],
                              status=1).stdout
        self.assertIn("map(all, BIDIRECTIONAL)", replayed)
        self.assertIn("sync_for_device(all, BIDIRECTIONAL)", replayed)
        row, = self.rows(*REGRESSION, "--platform", "swiotlb", "--mapped",
                         "from_device", "--synced", "mapping")
        self.assertNotIn("synced", row)
        self.assertEqual(row["dma_debug"],
                         "syncs DMA memory with different direction")
        self.assertIn("DMA_API_DEBUG",
                      self.check(*REGRESSION, "--platform", "swiotlb",
                                 "--mapped", "from_device", status=0).stdout)

    def test_split_has_two_status_words(self):
        out = self.check("--strategy", "no_ownership", "--platform", "swiotlb",
                         "--status", "split", "--copy", "descending",
                         "--frame", "full", "--rearm", "to_device",
                         status=1).stdout
        self.assertIn("status in 0 1", " ".join(out.split()))
        self.assertIn("is_ready() reads status, cell 1", out)

    def test_a_row_has_a_cell_of_each_kind(self):
        rows = {status: self.rows("--strategy", "full_sync", "--platform",
                                  "arm64", "--status", status, "--lines",
                                  "shared", "--frame", "short", "--rearm",
                                  "to_device")[0]["hazards"]
                for status in ("head", "split")}
        self.assertEqual(rows["split"], rows["head"])
        self.assertEqual(rows["split"], ["TORN"])

    def test_more_cells_and_peeks_have_more_states(self):
        states = [self.rows(*REGRESSION, *more)[0]["states"] for more in
                  (("--peeks", "2"), ("--cells", "6"), ("--peeks", "3"))]
        self.assertGreater(min(states[1:]), states[0])

    def test_the_table_fits_and_answers(self):
        out = self.check("--strategy", "full_sync,header_giveback,"
                         "armed_giveback", status=1).stdout
        self.assert_fits(out)
        self.assertIn("safe for any number of looks and frames", out)
        self.assertIn("\nunsafe on ", out)
        self.assertIn("  armed_giveback       on all but openrisc, ", out)
        self.assertIn("  every other one is unsafe on more of them", out)
        out = self.check("--peeks", "2", "--mapped", "from_device",
                         "--platform",
                         "coherent,arm64,swiotlb,swiotlb@aa6f8dcbab47",
                         status=1).stdout
        self.assert_fits(out)
        self.assertIn("coherent_status      on all of them", out)
        self.assertIn("header_giveback      on all but "
                      "swiotlb@aa6f8dcbab47", out)
        self.assertIn("  none: every strategy is unsafe on it",
                      self.check("--platform", "xtensa", "--mapped",
                                 "from_device", status=1).stdout)

    def test_a_bound_is_asked_for(self):
        wanted = ("--strategy", "coherent_status", "--platform", "mips",
                  "--frame", "full", "--rearm", "to_device", "--status",
                  "head", "--lines", "own", "--mapped", "from_device")
        row, = self.rows(*wanted, "--peeks", "2")
        self.assertEqual(row["hazards"], [])
        for bounds in ((), ("--recycle",), ("--recycle", "--peeks", "2")):
            row, = self.rows(*wanted, *bounds)
            self.assertEqual(row["hazards"], ["TORN"])
        out = self.check("--replay", row["replay"]["TORN"], status=1).stdout
        self.assertIn("is the device's again\n", out)
        self.assertIn("  NNNN  NNNN    -nnn   ", out)
        self.refused("check", "--replay",
                     self.rows(*REGRESSION)[0]["replay"]["LOST"], "--recycle",
                     names=("--replay", "--recycle"))

    def test_a_bound_that_is_hit_is_its_own_verdict(self):
        done = self.check("--strategy", "no_ownership_resync", "--platform",
                          "swiotlb+mips", "--copy", "any", "--cells", "5",
                          "--frame", "full", "--status", "head", "--rearm",
                          "remap", "--unreduced", "--memory", "1", "--lines",
                          "shared")
        self.assertEqual(done.returncode, 2)
        self.assertIn("NOT EXHAUSTED", done.stdout)
        self.assert_one_line(done.stderr, "1 of 1 rows NOT EXHAUSTED",
                             "--memory")


class Counterexamples(CheckTest):
    plain = True

    def test_the_regression_step_by_step(self):
        out = self.check(*REGRESSION, status=1).stdout
        for line in (
                "   0  the driver has written the buffer       ....  ffff    "
                "0ooo  CPU",
                "      map(all, BIDIRECTIONAL)",
                "      prepare_peek: sync_for_cpu(all, FROM_DEVICE)",
                "      peek_done_not_ready: sync_for_device(all, FROM_DEVICE)",
                "  12  device: writes payload cell 1           .N..  0Noo    "
                "0ooo  device",
                "  13  CPU: copies payload cell 1 to bounce    .N..  0ooo    "
                "0ooo  device",
                "LOST at event 13: cell 1, written by the device at event 12, "
                "is overwritten"):
            self.assertIn(line + "\n", out)

    def test_every_replay_string_replays(self):
        for row in self.rows("--strategy", "blind_reread,full_sync",
                             "--platform", "swiotlb+mips,arm64@v5.18",
                             "--copy", "any", "--rearm", "remap") + \
                self.rows("--strategy", "full_sync", "--platform",
                          "swiotlb+mips,mips", "--copy", "any", "--recycle",
                          "--dirtied", "2"):
            for hazard, text in row["replay"].items():
                out = self.check("--replay", text, status=1).stdout
                self.assertTrue(out.startswith(f"{hazard}: {row['strategy']} "
                                               f"on {row['platform']}\n"))
                self.assertRegex(out, rf"\n{hazard} at event \d+: ")

    def test_strings_with_bounds_replay(self):
        text = ("full_sync/swiotlb@aa6f8dcbab47/head/ascending/full/to_device/"
                "4x2/LOST/c11d1c1/215aa74a")
        out = self.check("--replay", text, status=1).stdout
        self.assertIn("\nLOST at event 13: cell 1", out)

    def test_replay_and_trace_are_the_same_text(self):
        out = self.check(*TORN_TAIL, status=1).stdout
        head, text = re.search(r"\n\n(TORN: .*)replay: (\S+)\n\Z", out,
                               re.DOTALL).groups()
        self.assertEqual(self.check("--replay", text, status=1).stdout, head)

    def test_every_line_fits(self):
        out = self.check("--strategy", "full_sync", "--platform",
                         "swiotlb+mips", "--status", "tail",
                         "--copy", "any", "--rearm", "remap", "--trace",
                         status=1).stdout
        for line in out.splitlines():
            if not line.startswith("replay: "):
                self.assertLessEqual(len(line), 80, line)

    def test_a_damaged_string_is_refused(self):
        text = self.rows(*REGRESSION)[0]["replay"]["LOST"]
        for bad, names in (
                (text.replace("c11", "c12"), ("damaged",)),
                (text[:-1], ("checksum",)), (text + "0", ("checksum",)),
                ("", ("checksum",)), ("x" * 9000, ("checksum",)),
                (text.replace("full_sync", "no_ownership"), ("damaged",))):
            self.refused("check", "--replay", bad,
                         names=("--replay",) + names)

    def test_a_string_of_another_row_is_refused(self):
        text = self.rows(*REGRESSION)[0]["replay"]["LOST"]
        for option, value in (("--strategy", "no_ownership"),
                              ("--platform", "swiotlb"), ("--status", "tail"),
                              ("--copy", "descending"), ("--rearm", "remap"),
                              ("--frame", "short"), ("--cells", "5"),
                              ("--peeks", "3")):
            self.refused("check", "--replay", text, option, value,
                         names=("--replay", option))
        self.check("--replay", text, *REGRESSION, status=1)

    def test_a_string_whose_moves_do_not_fit_is_refused(self):
        row = "full_sync/swiotlb/head/ascending/full/to_device/4x2/LOST/"
        for moves, name in (("c3", "does not raise LOST"), ("d1", "move 1"),
                            ("e0", "move 1"), ("c5000", "too many"),
                            ("x1", "moves"), ("c", "moves"),
                            ("c9f9", "move 10"), ("", "does not raise")):
            self.refused("check", "--replay", checked(row + moves),
                         names=("--replay", name))
        for old, new, name in (("full_sync", "nobody", "nobody"),
                               ("swiotlb", "pdp11", "pdp11"),
                               ("ascending", "none", "copy none"),
                               ("4x2", "9x2", "cells: 9"),
                               ("4x2", "1x2", "cells: 1"),
                               ("4x2", "4x9", "9 peeks"),
                               ("4x2", "4x2,order=last", "nine parts"),
                               ("4x2", "4x2,colour=red", "nine parts"), ("LOST", "LUST",
                                                       "hazard")):
            self.refused("check", "--replay",
                         checked(row.replace(old, new) + "c3"),
                         names=("--replay", name))


class OtherWorlds(CheckTest):
    """A status that shares its line, and a driver that writes."""
    plain = True

    GIVEBACK = ("--strategy", "header_giveback", "--status", "tail",
                "--rearm", "to_device", "--platform", "arm64")

    def test_a_write_into_the_shared_line_names_the_line(self):
        row, = self.rows(*self.GIVEBACK, "--dirtied", "1", "--lines", "shared")
        self.assertEqual((row["hazards"], row["short_frames"]),
                         (["LOST"], True))
        out = self.check("--replay", row["replay"]["LOST"], status=1).stdout
        for line in ("status and payload share line 2-3",
                     "the driver writes into cell 2 (d, dirty D) before 1 look "
                     "at a frame",
                     "   3  CPU: cleans line 2-3                    ....  ooo0"
                     "    ooo0   device",
                     "   4  CPU: writes its own into cell 2         ....  ooo0"
                     "    ooDC   device",
                     "   8  cache: evicts line 2-3, writes it back  NN.N  NNd0"
                     "    oo..   device",
                     "LOST at event 8: cell 3, written by the device at event "
                     "7, is overwritten",
                     "with what was there when line 2-3 was filled."):
            self.assertIn(line + "\n", out)
        row, = self.rows(*self.GIVEBACK, "--dirtied", "1", "--lines", "own")
        self.assertEqual(row["hazards"], ["UNDONE"])

    def test_what_the_driver_wrote_is_undone(self):
        wanted = ("--strategy", "dirty_tracking", "--platform", "swiotlb",
                  "--status", "head", "--copy", "ascending", "--rearm",
                  "to_device")
        self.assertEqual([row["hazards"] for row in self.rows(*wanted)],
                         [[], []])
        row, = self.rows(*wanted, "--dirtied", "2")
        self.assertEqual(row["hazards"], ["UNDONE"])
        out = self.check("--replay", row["replay"]["UNDONE"], status=1).stdout
        self.assertIn("   5  CPU: writes its own into cell 3         ....  "
                      "0ooo    0ood  device\n", out)
        self.assertIn("UNDONE at event 17: cell 3, written by the driver at "
                      "event 5, is read\nas it was before.\n", out)

    def test_the_table_says_that_the_driver_writes(self):
        out = self.check("--dirtied", "1", "--mapped", "from_device",
                         "--platform", "coherent,arm64,swiotlb+mips-r4k",
                         status=1).stdout
        self.assertIn("the driver writes into the buffer before 1 look at a "
                      "frame\n", out)
        self.assertIn("U UNDONE: ", out)
        self.assertRegex(out, r" shared *\n[^\n]* line *\n"
                              r"coherent [^\n]* \. *\narm64 [^\n]* l *\n")
        self.assert_fits(out)

    def test_edges_are_flushed_on_arm64(self):
        out = self.check(*self.GIVEBACK, "--dirtied", "1", "--lines",
                         "shared", "--status", "tail", "--cells", "2",
                         "--peeks", "1", "--trace", status=1).stdout
        self.assertIn("line 0-1", out)
        row, = self.rows("--strategy", "partial_copy", "--platform",
                         "arm64@v5.18", "--status", "head", "--lines",
                         "shared", "--frame", "short", "--rearm", "remap")
        out = self.check("--replay", row["replay"]["REPLAY"], status=1).stdout
        self.assertIn("CPU: cleans and invalidates line 0-1", out)

    def test_other_values_have_strings_that_replay(self):
        for options, hazards, line in (
                (("order=status_first", "coherent"), ["TORN"],
                 "the status said ready at event 3, and the device has not"),
                (("order=unordered", "coherent"), ["TORN"],
                 "order unordered"),
                (("foreign=ready", "swiotlb@v5.16"),
                 ["LEAK", "LOST", "REPLAY", "TORN"],
                 "has not written it:"),
                (("words=torn", "swiotlb"), ["TORN"],
                 "and its other bytes are\nstill as they were before"),
                (("neighbour=cpu_before", "mips"), ["LOST", "STALE", "TORN",
                                                    "UNDONE"],
                 "what the CPU wrote beside the mapping is dropped with the"),
                (("neighbour=device_before", "arm64"), ["LOST"],
                 "another device writes beside the mapping, in line 0"),
                (("loads=unordered", "coherent"), ["TORN"],
                 "CPU: loads cell 1 early"),
                (("loads=unordered", "arm64"), [], ""),
                (("ready_is=phase_bit", "arm64"), [], "")):
            row, = self.rows("--strategy", "partial_copy"
                             if options[0] == "words=torn" else
                             "header_giveback", "--platform",
                             options[1], "--set", options[0], "--status",
                             "head", "--rearm", "to_device", "--frame", "full",
                             "--lines", "own", "--mapped", "from_device", *(
                                 ("--copy", "ascending")
                                 if "swiotlb" in options[1] else ()))
            self.assertEqual(row["hazards"], hazards, options)
            outs = [self.check("--replay", text, status=1).stdout
                    for text in row["replay"].values()]
            self.assertIn(line, "".join(outs))
            self.assertEqual(row[options[0].split("=")[0]],
                             options[0].split("=")[1])

    def test_values_that_exclude_each_other_are_refused(self):
        for options, names in (
                (("--order", "unordered", "--cells", "7"), ("cells", "2 to 6")),
                (("--neighbour", "cpu_behind", "--lines", "shared", "--status",
                  "head"), ("neighbour", "lines shared")),
                (("--own_bytes", "header"), ("own_bytes", "dirtied")),
                (("--words", "half"), ("words", "whole, torn"))):
            self.refused("check", *options, names=names)

    def test_what_does_not_go_together_is_refused(self):
        self.refused("check", "--dirtied", "4", "--peeks", "2",
                     names=("--dirtied", "0 to 3"))
        self.refused("check", "--dirtied", "1", "--frame", "full,short",
                     names=("--dirtied", "--frame short"))
        self.refused("check", "--dirtied", "10", names=("--dirtied", "0 to 9"))
        self.refused("check", "--lines", "none", names=("--lines", "shared"))
        row, = self.rows(*self.GIVEBACK, "--dirtied", "1", "--lines", "shared")
        text = row["replay"]["LOST"]
        self.refused("check", "--replay", text, "--lines", "own",
                     names=("--replay", "--lines"))
        self.refused("check", "--replay", text, "--dirtied", "2",
                     names=("--replay", "--dirtied"))
        self.check("--replay", text, "--lines", "shared", "--dirtied", "1",
                   status=1)

    def test_a_string_of_no_row_is_refused(self):
        for row, name in (
                ("full_sync/coherent/tail/none/short/to_device/4x2s",
                 "no lines"),
                ("full_sync/arm64/tail/none/full/to_device/4x2d1",
                 "short frame"),
                ("full_sync/arm64/tail/none/short/to_device/4x2d4", "0 to 3"),
                ("full_sync/arm64/tail/none/short/to_device/4x2d0", "parts"),
                ("full_sync/arm64/tail/none/short/to_device/4x2dr", "parts"),
                ("full_sync/arm64/tail/none/short/to_device/4x2sr", "parts")):
            self.refused("check", "--replay", checked(row + "/LOST/c3"),
                         names=("--replay", name))


class DocumentedLists(CheckTest):
    """docs/checker.md names platforms; the rows say which."""

    PLAIN = ("--status", "head", "--copy", "ascending", "--frame", "full",
             "--rearm", "to_device", "--lines", "own")

    def page(self):
        with open(os.path.join(Under.source, "docs", "checker.md"),
                  encoding="utf-8") as file:
            return file.read()

    def listed(self, begin, end):
        """The platforms that the page names between two texts."""
        text, = re.findall(re.escape(begin) + "(.*?)" + re.escape(end),
                           self.page(), re.DOTALL)
        names = {row["platform"] for row in self.rows(
            "--strategy", "null", *self.PLAIN)}
        return names & set(re.findall("`([^`]*)`", text))

    def found(self, hazard, *options):
        return {row["platform"] for row in self.rows(*options)
                if hazard in row["hazards"]}

    def test_one_value_alone(self):
        for hazard, strategy, options, begin, end in (
                ("REPLAY", "header_giveback",
                 ("--foreign", "ready", "--mapped", "from_device"),
                 "where map drops the clear", "That holds"),
                ("REPLAY", "header_giveback", ("--foreign", "ready"),
                 "writes the cleared status through", "With `mapped"),
                ("UNDONE", "full_sync", ("--neighbour", "cpu_before"),
                 "drops the CPU's write instead", "also brings"),
                ("TORN", "armed_giveback", ("--loads", "unordered"),
                 "same look;", "where for_cpu() does nothing")):
            plain = ("--strategy", strategy, *self.PLAIN)
            self.assertEqual(self.found(hazard, *plain, *options) -
                             self.found(hazard, *plain),
                             self.listed(begin, end), begin)

    def test_the_weakest_assumption(self):
        unsafe = {"openrisc", "swiotlb+arm64@batch-v2"}
        calls = re.findall(r"^peekbench check (--strategy \w+ --mapped .*)$",
                           self.page(), re.MULTILINE)
        self.assertEqual(len(calls), 3)
        for call in calls:
            coherent = "coherent_status" in call
            rows = self.rows(*call.split())
            self.assertEqual(
                {row["platform"] for row in rows if row["hazards"]},
                unsafe if coherent else unsafe | {"swiotlb@aa6f8dcbab47"})


class CheckOptions(CheckTest):
    def test_unknown_names_are_met_with_the_valid_ones(self):
        for option, valid in (("--strategy", "full_sync"),
                              ("--platform", "swiotlb@v5.16"),
                              ("--status", "head, tail, split"),
                              ("--copy", "ascending, descending, any"),
                              ("--lines", "own, shared"),
                              ("--frame", "full, short"),
                              ("--rearm", "to_device, from_device, remap")):
            self.refused("check", option, "bogus",
                         names=(option, "'bogus'", valid))
            self.refused("check", option, "", names=(option, valid))
            self.refused("check", option, names=(option, "needs a value"))

    def test_numbers_have_bounds(self):
        for option, values, valid in (
                ("--cells", ("1", "9", "0", "-4", "4x", "", "9" * 30),
                 "2 to 8"),
                ("--peeks", ("0", "9", "two"), "1 to 8"),
                ("--dirtied", ("10", "x", "-1"), "0 to 9"),
                ("--memory", ("0", "x"), "1 to 1048576"),
                ("--jobs", ("0", "65"), "1 to 64")):
            for value in values:
                self.refused("check", option, value, names=(option, valid))
            self.refused("check", option, names=(option, "needs a value"))

    def test_two_words_need_three_cells(self):
        self.refused("check", "--status", "split", "--cells", "2",
                     names=("--cells", "3 to 8"))

    def test_unknown_words_are_met_with_the_options(self):
        self.refused("check", "--bogus", names=("--bogus", "--strategy"))
        self.refused("check", "--platfrom", "x",
                     names=("did you mean --platform?",))
        self.refused("check", "--status", "haed",
                     names=("--status", "did you mean head?"))
        self.refused("check", "quick", names=("'quick'", "only options"))
        self.refused("check", "--replay", names=("--replay", "needs a value"))
        self.refused("check", "--replay", "x", "--json", names=("--json",))

    def test_an_axis_is_written_as_in_run(self):
        words = ("--strategy", "full_sync", "--platform", "swiotlb",
                 "--status", "head", "--copy", "any", "--rearm", "remap")
        wanted = self.rows(*words, "--frame", "short")
        for other in (("--set", "frame=short"), ("--set=frame=short",),
                      ("--frames", "short"), ("--short-frames",)):
            self.assertEqual(self.without_costs(self.rows(*words, *other)),
                             self.without_costs(wanted), other)
        self.refused("check", "--set", "size=64",
                     names=("unknown axis 'size'", "platform"))
        self.refused("check", "--set", "rearmm=remap",
                     names=("did you mean rearm?",))
        self.refused("check", "--set", "frame", names=("--set", "AXIS=VALUE"))

    def test_a_filter_takes_rows(self):
        rows = self.rows("--strategy", "full_sync")
        wanted = [row for row in rows if row["platform"] == "swiotlb"]
        self.assertEqual(
            self.without_costs(self.rows("--strategy", "full_sync", "--filter",
                                         "platform=swiotlb")),
            self.without_costs(wanted))
        self.assertEqual(
            self.without_costs(self.rows("--strategy", "full_sync", "--filter",
                                         "frame=full/rearm=remap")),
            self.without_costs([row for row in rows
                                if row["rearm"] == "remap"
                                and not row["short_frames"]]))
        self.refused("check", "--filter", "platform=pdp11",
                     names=("--filter", "pdp11"))

    @staticmethod
    def without_costs(rows):
        return [{key: row[key] for key in row
                 if key not in ("seconds", "memory_bytes")} for row in rows]

    def test_help_has_the_valid_values(self):
        out = self.succeeds("check", "-h").stdout
        for word in ("--rearm VALUE", "to_device, from_device",
                     "list platforms", "default: head,tail", "2 to 8",
                     "examples"):
            self.assertIn(word, " ".join(out.split()))
        self.assertNotIn("--frames", out)
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_a_page_for_a_browser(self):
        words = ("check", "--strategy", "full_sync", "--platform",
                 "coherent,swiotlb", "--status", "head")
        done = self.call(*words, "--html", "page.html")
        with open(self.path("page.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("full_sync on swiotlb", done.stdout)
        self.assertEqual(self.call(*words, "--html", "-").stdout, page)
        self.assertNotRegex(page, "https?://|src=|@import")
        for way in re.findall(r"<pre id=[^>]*>(.*?)</pre>", page, re.DOTALL):
            *text, replay = html.unescape(way).strip().split("\nreplay: ")
            again = self.call("check", "--replay", replay,
                              env=environment(COLUMNS="200")).stdout
            self.assertEqual(again.strip(), text[0].strip())
        for options, *names in ((("--html", "-", "--json"), "--html"),
                                (("--html", "a", "--replay", "b"), "--html"),
                                (("--html", "no/a"), "no/a", "No such")):
            self.refused(*words, *options, names=names)

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = self.call("check", *SAFE, stdout=full)
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "standard output")
