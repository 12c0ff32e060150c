# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench trace: show a trace, record one."""
import gzip
import json
import os
import re
import signal
import subprocess
import unittest

from cli_base import CliTest, Under, environment, wait_until

__all__ = ["TraceExplain", "TraceRecord", "TraceShow"]

INSTANCES = "/sys/kernel/tracing/instances"


def trace(name):
    return os.path.join(Under.source, "tests", "trace", name)


class TraceShow(CliTest):
    def shown(self, name, *options):
        return json.loads(self.succeeds("trace", "show", trace(name), "--json",
                                        *options).stdout)

    def text(self, *lines):
        """A trace of device d, an event every millisecond."""
        return "".join(f" task-1 [000] .... 1.{i:03d}000: {line}\n"
                       for i, line in enumerate(lines))

    def test_e100_peeks(self):
        first, second = self.shown("e100.trace")["devices"]
        self.assertEqual(first["device"], "0000:00:02.0")
        self.assertEqual(first["verdict"], "peeks")
        self.assertEqual(first["strategy"], "header_giveback")
        self.assertEqual(first["looks_again"], 11)
        self.assertEqual(first["directions_differ"], 11)
        self.assertEqual(first["looks"],
                         [{"looks": 2, "frames": 0, "partial": 11}])
        self.assertEqual(sum(row["count"] for row in first["unseen_steps"]),
                         26)
        self.assertEqual((second["verdict"], second["strategy"]),
                         ("no receive", None))

    def test_both_forms_tell_the_same_counts(self):
        page = self.succeeds("trace", "show", trace("e100.trace")).stdout
        for device in self.shown("e100.trace")["devices"]:
            row = next(line.split() for line in page.splitlines()
                       if line.startswith(device["device"] + " "))
            self.assertEqual(row[1:5], [str(device[key]) for key in (
                "maps", "for_cpu", "for_device", "directions_differ")])
            self.assertEqual(row[5], str(device["frames"] +
                                         device["partial_frames"]))
            self.assertEqual(row[7], str(sum(
                device[f"bounced_{by}_bytes"] for by in ("map", "sync",
                                                         "unmap"))))

    def test_syncs_in_another_direction_are_named(self):
        page = self.succeeds("trace", "show", trace("e100.trace")).stdout
        self.assertIn("for_device FROM_DEVICE of mappings BIDIRECTIONAL: 11",
                      " ".join(page.split()))

    def test_a_mail_tells_what_the_trace_told(self):
        own = self.shown("report.txt")["devices"]
        self.assertEqual(self.shown("mail.txt")["devices"], own)
        self.assertEqual(self.shown("script.txt")["devices"], own)

    def test_a_stream_and_a_gzipped_trace(self):
        with open(trace("e100.trace"), "rb") as file:
            raw = file.read()
        self.write("e100.gz", gzip.compress(raw))
        named = self.succeeds("trace", "show", "e100.gz").stdout
        piped = self.succeeds("trace", "show", "-",
                              input=raw.decode()).stdout
        self.assertIn("standard input", piped)
        self.assertEqual(piped.split("\n\n", 1)[1],
                         named.split("\n\n", 1)[1])

    def test_words_of_who_recorded_it_are_shown(self):
        """As kernel-zoo writes them; a mail quotes and a file may lie."""
        where = "d dir=FROM_DEVICE dma_addr=1000 size=2048"
        self.write("t", "# peekbench: note a kernel\x1b[2J of its own\n"
                   "> # peekbench: device d, driver mine\n"
                   "# peekbench: device d2\n" + 20 * "# peekbench: note x\n" +
                   self.text(f"dma_map_page: {where} phys_addr=1000 attrs="))
        page = self.succeeds("trace", "show", "t").stdout
        self.assertIn("noted    a kernel?[2J of its own\n", page)
        self.assertEqual(page.count("noted "), 8)
        self.assertRegex(page, r"\nmine +1 +0 ")
        self.assertIn("driver   mine\n", page)
        self.assertEqual(self.shown(self.path("t"))["devices"][0]["driver"],
                         "mine")

    def test_one_device(self):
        shown = self.shown("e100.trace", "--device", "0000:00:03.0")
        self.assertEqual([d["device"] for d in shown["devices"]],
                         ["0000:00:03.0"])
        self.refused("trace", "show", trace("e100.trace"), "--device", "eth0",
                     names=("eth0", "0000:00:02.0", "0000:00:03.0"))

    def test_a_sync_that_is_not_seen_is_no_proof(self):
        where = "d dir=FROM_DEVICE dma_addr=1000 size=2048"
        self.write("t", self.text(f"dma_map_page: {where} phys_addr=1000 "
                                  "attrs=", f"dma_unmap_page: {where} attrs="))
        page = self.succeeds("trace", "show", "t").stdout
        self.assertIn("may be skipped, not seen", page)
        self.assertIn("swiotlb=force", page)
        self.assertNotIn("not peek", page)

    def test_a_long_name_keeps_the_page_narrow(self):
        name = "some-very-long-platform-device-name.with:parts.0"
        where = name + " dir=FROM_DEVICE dma_addr=1000 size=2048"
        self.write("t", self.text(f"dma_map_page: {where} phys_addr=1000 "
                                  "attrs=", f"dma_unmap_page: {where} attrs="))
        page = self.succeeds("trace", "show", "t").stdout
        self.assertLess(max(map(len, page.splitlines())), 80)
        self.assertIn(f"\ndevice   {name}\n", page)

    def test_looks_that_vary_make_a_histogram(self):
        where = "d dir=FROM_DEVICE dma_addr=1000 size="
        lines = []
        for looks in (1, 2, 2, 3, 12):
            lines += [f"dma_map_page: {where}2048 phys_addr=1000 attrs="]
            lines += [f"dma_sync_single_for_cpu: {where}16"] * looks
            lines += [f"dma_unmap_page: {where}2048 attrs="]
        self.write("t", self.text(*lines))
        page = self.succeeds("trace", "show", "t").stdout
        self.assertRegex(page, r"\n1 +1 +0 +#{15}\n2 +2 +0 +#{30}\n"
                               r"3 +1 +0 +#{15}\n")
        self.assertRegex(page, r"\n9 to 16 +1 +0 +#{15}\n")
        device = json.loads(self.succeeds("trace", "show", "t",
                                          "--json").stdout)["devices"][0]
        self.assertEqual({row["looks"]: row["frames"]
                          for row in device["looks"] if row["frames"]},
                         {1: 1, 2: 2, 3: 1, 12: 1})

    def test_lost_and_broken_lines_are_counted(self):
        page = self.succeeds("trace", "show", trace("names.trace")).stdout
        page = " ".join(page.split())
        self.assertIn("15 events LOST", page)
        self.assertIn("But events were lost", page)
        self.write("t", self.text(
            "dma_map_page: d dir=FROM_DEVICE dma_addr=1000 size=2048",
            "dma_unmap_page: d dir=SIDEWAYS dma_addr=1000"))
        page = self.succeeds("trace", "show", "t").stdout
        self.assertIn("1 DMA events that make no sense", page)

    def test_what_is_no_trace_of_dma(self):
        self.write("empty", "")
        self.write("noise", bytes(range(256)) * 300)
        self.write("perf.data", b"PERFILE2" + bytes(100))
        for name in ("empty", "noise", trace("sched.trace")):
            self.refused("trace", "show", name, names=(name, "no DMA event"))
        self.refused("trace", "show", "perf.data", names=("perf script",))
        self.refused("trace", "show", "missing", names=("missing",))
        self.refused("trace", "show", ".", names=("Is a directory",))

    def test_words_that_make_no_command(self):
        self.refused("trace", names=("show", "record"))
        self.refused("trace", "shwo", names=("did you mean show",))
        self.refused("trace", "show", names=("which file",))
        self.refused("trace", "show", "a", "b", names=("b",))
        self.refused("trace", "show", "a", "--seconds", "1",
                     names=("--seconds",))
        self.refused("trace", "show", "a", "--", "true", names=("command",))
        self.refused("trace", "record", "true", names=("--",))
        self.refused("trace", "record", "--", names=("no command",))
        self.refused("trace", "record", "--json", names=("--json",))
        self.refused("trace", "explain", "a", "--json", names=("--json",))
        self.refused("trace", "show", "a", "--looks", "1", names=("--looks",))
        self.refused("trace", "record", "--seconds", "0", names=("seconds",))
        self.refused("trace", "record", "--device", "a", "--driver", "b",
                     names=("not both",))


class TraceExplain(CliTest):
    plain = True

    def explain(self, *arguments):
        return self.succeeds("trace", "explain", *arguments).stdout

    def test_the_table_is_what_check_proves(self):
        page = self.explain(trace("e100.trace"))
        table = dict(re.findall(r"^(\S+?) {2,}((?:safe|[A-Z]{4}).*)$", page,
                                re.MULTILINE))
        del table["worst"]
        self.succeeds("trace", "strategy", trace("e100.trace"), "-o",
                      "seen.ini")
        rows = json.loads(self.call(
            "check", "--strategy", "seen.ini", "--status", "head",
            "--mapped", "bidirectional",
            "--frames", "full,short", "--rearm", "remap", "--copy",
            "ascending,any", "--lines", "own,shared", "--json").stdout)["rows"]
        proven = {}
        for row in rows:
            of = proven.setdefault(row["platform"], {})
            of.setdefault(row["copy"], set()).update(
                set(row["hazards"]) - {"UNDONE"})
        self.assertEqual(set(table), set(proven))
        for platform, cells in table.items():
            of = proven[platform]
            said = [set(cell.split()) - {"safe"}
                    for cell in re.split(r" {2,}", cells) if cell != "-"]
            self.assertEqual(said, [of[copy] for copy in (
                "none", "ascending", "any") if copy in of], platform)

    def test_bytes_are_those_of_the_syncs(self):
        page = " ".join(self.explain(trace("e100.trace")).split())
        self.assertIn("1570 by the driver", page)  # 16 + 16 + 1538
        self.assertIn("1546 by peek_word", page)   # 4 + 4 + 1538
        page = " ".join(self.explain(trace("e100.trace"),
                                     "--looks", "8").split())
        self.assertIn("1682 by the driver", page)
        self.assertIn("1574 by peek_word", page)

    def test_a_counterexample_of_the_worst(self):
        page = self.explain(trace("e100.trace"))
        worst = re.search(r"^worst +(\w+) on (\S+), ", page, re.MULTILINE)
        self.assertIn(f"\n{worst[1]}: seen on {worst[2]}\n", page)
        self.assertRegex(page, rf"\n{worst[1]} at event \d+: ")

    def test_its_preset_runs(self):
        for name, status, *told in (("e100.trace", "head16"),
                                    ("names.trace", "head", "--looks", "1")):
            self.explain(trace(name), "-o", "mine.ini", *told)
            plan = self.plan("mine.ini")
            self.assertIn(f"/status={status}/ready=1/", plan[0])
            self.assertIn("rearm=remap", plan[0])
            os.unlink(self.path("mine.ini"))
        with open(trace("e100.trace"), encoding="utf-8") as file:
            large = file.read().replace("size=1538", "size=500000")
        done = self.call("trace", "explain", "-", "-o", "mine.ini",
                         input=large)
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "mine.ini", "500000")
        self.assertEqual(self.files(), [])

    def test_what_a_trace_cannot_show_is_said(self):
        page = " ".join(self.explain(trace("names.trace"), "--looks",
                                     "1").split())
        self.assertIn("status at head (the default, the trace does not show "
                      "it: --status)", page)
        page = " ".join(self.explain(trace("e100.trace"), "--status", "head",
                                     "--looks", "3").split())
        self.assertIn("status at head (as told); 3.00 not-ready looks a frame "
                      "(as told)", page)
        self.refused("trace", "explain", trace("e100.trace"), "--status",
                     "tail", names=("tail", "1532", "do not sync"))
        self.refused("trace", "explain", trace("e100.trace"), "--status",
                     "middle", names=("middle", "head16"))

    def test_nothing_is_proven_where_nothing_is_known(self):
        page = self.explain(trace("mixed.trace"), "--device", "30000002")
        self.assertIn("proven   nothing: no look was seen", page)
        self.assertIn("may be skipped, not seen", page)
        page = self.explain(trace("mixed.trace"), "--looks", "1")
        self.assertIn("proven   nothing: no sync and no unmap", page)
        # A frame that is copied looks like one that is not there yet.
        page = self.explain(trace("tulip.trace"))
        self.assertIn("proven   nothing: no look in vain was seen", page)
        self.assertNotIn("STALE", page)
        self.assertIn("status at tail (as told)", " ".join(
            self.explain(trace("e1000.trace"), "--status", "tail").split()))
        self.refused("trace", "explain", trace("mixed.trace"), "-o", "a.ini",
                     names=("no preset",))


class TraceRecord(CliTest):
    def setUp(self):
        super().setUp()
        done = self.call("trace", "record", "--out", "t", "--", "true")
        if done.returncode:
            raise unittest.SkipTest(done.stderr.strip())
        os.unlink(self.path("t"))
        self.before = self.instances()

    def instances(self):
        return set(os.listdir(INSTANCES)) if os.path.isdir(INSTANCES) else set()

    def tearDown(self):
        self.assertFalse(self.instances() - self.before)
        super().tearDown()

    def record(self, *arguments, status=0):
        done = self.call("trace", "record", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def test_the_command_runs_while_it_records(self):
        done = self.record("--out", "t", "--", "sh", "-c",
                           f"ls {INSTANCES}; echo said >&2; exit 3")
        self.assertIn("peekbench-", done.stdout)
        self.assertRegex(done.stderr, r"said\npeekbench: recorded \d+ bytes, "
                                      r"\d+ events lost")
        self.assertIn("status 3", done.stderr)
        self.assertEqual(self.files(), ["t"])

    def test_a_trace_on_standard_output_is_nothing_else(self):
        done = self.record("--seconds", "100", "--", "echo", "said")
        self.assertNotIn("said", done.stdout)
        self.assertIn("said\n", done.stderr)

    def test_seconds_end_the_command_too(self):
        self.record("--seconds", "1", "--out", "t", "--", "sleep", "1000")

    def test_a_signal_ends_it_and_keeps_the_trace(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with subprocess.Popen(
                    [Under.program, "trace", "record", "--out", "t"],
                    cwd=self.folder, env=environment(),
                    stderr=subprocess.PIPE, encoding="utf-8") as process:
                wait_until(lambda: "t" in self.files(), process)
                process.send_signal(number)
                _, err = process.communicate()
            self.assertEqual(process.returncode, 0, err)
            self.assertIn("recorded", err)
            os.unlink(self.path("t"))

    def test_what_cannot_be_recorded(self):
        self.refused("trace", "record", "--driver", "no-such-driver",
                     names=("no-such-driver",))
        self.refused("trace", "record", "--device", 'a"b', names=('a"b',))
        self.refused("trace", "record", "--out", "missing/t",
                     names=("missing/t",))
        done = self.record("--out", "t", "--", "./no-such", status=2)
        self.assert_one_line(done.stderr, "no-such")

    def test_somebody_without_rights(self):
        self.refused("trace", "record", "--out", "t", "--", "touch", "ran",
                     names=("tracing wants root",), **self.as_nobody())
