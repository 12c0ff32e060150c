# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Conditions of the machine: PUs, memory, other load."""
import json
import os
import re
import subprocess
import unittest

from cli_base import CliTest, HANGS_SECONDS, SMALL, TINY, Under, \
    environment, rows_of, sanitizer, wait_until

__all__ = ["OnePu", "NamedPus", "TrueCpuset", "Quick", "Company"]

BOTH_DEVICES = (*TINY, "--set", "device=scripted,thread")


def bind_to_one():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def waited(pid):
    """Child @pid's status and usage once it has ended."""
    done = os.wait4(pid, os.WNOHANG)
    return done if done[0] else None


class OnePu(CliTest):
    """As in a cpuset with one PU: cases that can run there do."""

    def test_the_device_thread_is_skipped_with_that_reason(self):
        done = self.succeeds("run", *BOTH_DEVICES, "--details", "--out",
                             "out.json", preexec_fn=bind_to_one)
        cases = self.load("out.json")["peekbench"]["cases"]
        self.assertEqual(len(cases), 12)
        for case in cases:
            if case["device"] == "thread":
                self.assertEqual(case["state"], "skipped")
                self.assertTrue(case["reason"].startswith("one PU only"))
                self.assertEqual(case["slices"]["round"], [])
                for metric in case["metrics"].values():
                    self.assertEqual(metric["kind"], "absent")
            else:
                self.assertIn(case["state"], ("ok", "unsafe"))
                self.assertEqual(case["slices"]["round"], [0, 1])
        skipped = [row for row in rows_of(done.stdout) if "skipped" in row]
        self.assertEqual(len(skipped), 6)
        for row in skipped:
            self.assertRegex(row, r"skipped: .*\bPU\b")

    def test_nothing_modelled_stands_where_nothing_was_checked(self):
        for option in ((), ("--show-unsafe",)):
            done = self.call("run", *BOTH_DEVICES, "--out", "out.json",
                             "--set", "device=thread", *option,
                             "--cache", "l1=32K:8:64,l2=256K:8",
                             preexec_fn=bind_to_one)
            out = done.stdout
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, "no case was measured")
            rows = rows_of(out)
            self.assertEqual(len(rows), 6)
            for row in rows:
                self.assertRegex(row, r"^\w+\*? +skipped: one PU only")
            self.assertNotIn("MODELLED", out)

    def test_both_pus_are_in_the_document_or_the_lack_of_one(self):
        placement = self.document(*TINY, preexec_fn=bind_to_one)[
            "peekbench"]["placement"]
        self.assertEqual(placement["cpu_pu"], max(os.sched_getaffinity(0)))
        self.assertEqual(placement["pu_count"], 1)
        self.assertLess(placement["device_pu"], 0)
        self.assertTrue(placement["relation"])
        if len(os.sched_getaffinity(0)) < 2:
            return
        placement = self.document(*TINY)["peekbench"]["placement"]
        self.assertNotEqual(placement["cpu_pu"], placement["device_pu"])
        self.assertLessEqual({placement["cpu_pu"], placement["device_pu"]},
                             os.sched_getaffinity(0))

    def test_host_says_so(self):
        out = self.succeeds("host", preexec_fn=bind_to_one).stdout
        self.assertRegex(out, r"PUs allowed +1\n")
        self.assertRegex(out, r"device thread +none")

    def test_no_case_can_run_and_all_are_reported(self):
        done = self.call("run", *TINY, "--set", "device=thread", "--out",
                         "out.json", preexec_fn=bind_to_one)
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "no case was measured", "one PU")
        cases = self.load("out.json")["peekbench"]["cases"]
        self.assertEqual({case["state"] for case in cases}, {"skipped"})


def hybrid(fast):
    """This machine as hwloc's XML: PU 0 and 1, of two kinds of cores."""
    sets = ('cpuset="{0}" complete_cpuset="{0}" nodeset="0x1" '
            'complete_nodeset="0x1"').format
    cores = "".join(f'<object type="Core" os_index="{pu}" {sets(hex(1 << pu))}'
                    f'><object type="PU" os_index="{pu}" '
                    f'{sets(hex(1 << pu))}/></object>' for pu in (0, 1))
    kinds = "".join(f'<cpukind cpuset="{hex(1 << pu)}" '
                    f'forced_efficiency="{int(pu == fast)}"/>'
                    for pu in (0, 1))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<!DOCTYPE topology SYSTEM "hwloc2.dtd">\n'
            '<topology version="2.0">\n'
            f'<object type="Machine" os_index="0" {sets("0x3")} '
            'allowed_cpuset="0x3" allowed_nodeset="0x1">'
            f'<object type="NUMANode" os_index="0" {sets("0x3")} '
            f'local_memory="1073741824"/>{cores}</object>{kinds}'
            '</topology>')


@unittest.skipUnless({0, 1} <= os.sched_getaffinity(0), "takes two PUs")
class NamedPus(CliTest):
    plain = True

    def placement(self, *words, **options):
        return self.document(*TINY, *words, **options)["peekbench"][
            "placement"]

    def test_they_are_taken(self):
        for cpu, device in ((0, 1), (1, 0)):
            for words in (("--cpu", cpu), ("--device-cpu", device),
                          ("--cpu", cpu, "--device-cpu", device)):
                made = self.placement(*map(str, words))
                self.assertEqual(made["cpu_pu"], cpu)
                if len(os.sched_getaffinity(0)) == 2:
                    self.assertEqual(made["device_pu"], device)

    def test_beyond_a_binding(self):
        made = self.placement("--cpu", "0", "--starts", "2",
                              preexec_fn=lambda: os.sched_setaffinity(0, {1}))
        self.assertEqual((made["cpu_pu"], made["device_pu"]), (0, 1))

    def test_what_is_not_there(self):
        for words, names in ((("--cpu", "4095"), ("--cpu", "valid: 0-")),
                             (("--device-cpu", "4095"), ("valid: 0-",)),
                             (("--cpu", "1", "--device-cpu", "1"),
                              ("PU 1 for both",)),
                             (("--cpu", "-1"), ("'-1'", "0 to 65535")),
                             (("--cpu", "1x"), ("'1x'",)),
                             (("--device-cpu", ""), ("''",))):
            self.refused("run", *TINY, *words, names=names)

    def test_of_a_hybrid_machine_the_fast_core(self):
        for fast in (0, 1):
            self.write("machine.xml", hybrid(fast))
            env = environment(HWLOC_XMLFILE=self.path("machine.xml"),
                              HWLOC_THISSYSTEM="1")
            made = self.placement(env=env)
            self.assertEqual((made["cpu_pu"], made["device_pu"]), (fast, -1))
            self.assertEqual(made["cores"], "the fastest of 2 kinds of cores")
            out = self.succeeds("host", env=env).stdout
            self.assertIn(f"PU {fast}, the fastest of 2 kinds", out)
        made = self.placement("--cpu", "0", env=env)
        self.assertEqual((made["cpu_pu"], made["device_pu"]), (0, 1))
        self.assertEqual(made["cores"], "not the fastest of 2 kinds of cores")
        out = self.succeeds("show", "out.json", "--details").stdout
        self.assertIn("PU 0 (not the fastest of 2 kinds of cores)",
                      " ".join(out.split()))


@unittest.skipUnless({0, 1} <= os.sched_getaffinity(0), "takes two PUs")
class TrueCpuset(CliTest):
    """A cgroup of this kernel's, of either version, that has PU 1 alone."""

    def enter(self):
        with open(os.path.join(self.group, "cgroup.procs"), "w",
                  encoding="ascii") as file:
            file.write("0")

    def setUp(self):
        super().setUp()
        for parent in ("/sys/fs/cgroup", "/sys/fs/cgroup/cpuset"):
            self.group = os.path.join(parent, f"peekbench-{os.getpid()}")
            try:
                os.mkdir(self.group)
            except OSError:
                continue
            self.addCleanup(os.rmdir, self.group)
            if os.path.exists(os.path.join(self.group, "cpuset.cpus")):
                break
        else:
            self.skipTest("no cpuset can be made here")
        self.write(os.path.join(self.group, "cpuset.mems"), "0")
        self.write(os.path.join(self.group, "cpuset.cpus"), "1")

    def test_it_holds(self):
        made = self.document(*TINY, preexec_fn=self.enter)
        placement = made["peekbench"]["placement"]
        self.assertEqual((placement["cpu_pu"], placement["device_pu"]),
                         (1, -1))
        self.refused("run", *TINY, "--cpu", "0", preexec_fn=self.enter,
                     names=("not allowed by a cpuset; valid: 1",))

    def test_one_that_shrinks_meanwhile(self):
        self.write(os.path.join(self.group, "cpuset.cpus"), "0-1")
        run = subprocess.Popen(
            [Under.program, "run", *TINY, "--cpu", "1", "--starts", "1",
             "--budget", "1", "--benchmark_repetitions=100000", "--out",
             "out.json"], cwd=self.folder, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            preexec_fn=self.enter, encoding="utf-8")
        self.addCleanup(run.kill)

        def is_bound():
            with open(f"/proc/{run.pid}/status", encoding="ascii") as file:
                return "Cpus_allowed_list:\t1\n" in file.read()

        def ticks():
            with open(f"/proc/{run.pid}/stat", encoding="ascii") as file:
                return int(file.read().rpartition(")")[2].split()[11])

        # It looks once at the PU it was bound to, and then computes: 20 ms.
        wait_until(is_bound, run)
        bound = ticks()
        wait_until(lambda: ticks() > bound + 2, run)
        self.write(os.path.join(self.group, "cpuset.cpus"), "0")
        out, _ = run.communicate(timeout=HANGS_SECONDS)
        self.assertEqual(run.returncode, 0)
        self.assertIn("ran on another PU than 1", " ".join(out.split()))
        document = self.load("out.json")["peekbench"]
        bit = 1 << document["disturbances"].index("migrated")
        for case in document["cases"]:
            self.assertTrue(case["slices"]["disturbed"][-1] & bit)


class Quick(CliTest):
    plain = True

    def test_it_is_small_in_the_file_and_in_memory(self):
        """A sixth of its starts: well below a third of 4 MiB."""
        run = subprocess.Popen(
            [self.program(), "run", "quick", "--starts", "2", "--out",
             "out.json"],
            cwd=self.folder, env=environment(), stdout=subprocess.DEVNULL)
        self.addCleanup(run.kill)
        _, status, usage = wait_until(lambda: waited(run.pid))
        run.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(run.returncode, 0)
        cases = self.load("out.json")["peekbench"]["cases"]
        self.assertLess(os.path.getsize(self.path("out.json")), (4 << 20) / 3)
        # 6 strategies, 2 platforms, 3 sizes, 2 ready ratios
        self.assertEqual(len(cases), 72)
        for case in cases:
            control = case["strategy"] == "blind_reread"
            self.assertIn(case["state"],
                          ("ok", "unsafe") if control else ("ok",))
        if self.program() == Under.plain or not sanitizer():
            self.assertLess(usage.ru_maxrss << 10, 256 << 20)

    def test_it_is_the_default(self):
        self.assertEqual(self.plan(), self.plan("quick"))

    def test_dry_run_prints_the_plan_and_its_length(self):
        done = self.succeeds("run", "--dry-run", "--out", "out.json")
        *axes, last = done.stdout.splitlines()
        self.assertEqual([line.split(maxsplit=1) for line in axes], [
            ["strategy", "full_sync, no_ownership, partial_copy, "
             "dirty_tracking,"], ["blind_reread,", "null"],
            ["platform", "coherent, swiotlb"], ["size", "256, 2048, 16384"],
            ["ready", "1, 8"], ["copy", "none, rep_movsb"]])
        self.assertRegex(last, r"^72 cases in 12 groups, 16 starts, 96 "
                               r"rounds, about \d+ s$")
        self.assertEqual(self.files(), [])

    def test_a_dry_run_needs_no_place_to_write(self):
        self.succeeds("run", "--dry-run", "--out", "/dev/full")

    def test_the_estimate_knows_rounds_and_budget(self):
        def estimate(*arguments):
            done = self.succeeds("run", "--dry-run", *arguments)
            return int(re.search(r"about (\d+) s\n\Z", done.stdout)[1])

        self.assertGreater(estimate("--benchmark_repetitions=1000"),
                           estimate())
        self.assertLessEqual(estimate("--benchmark_repetitions=100000",
                                      "--budget", "7"), 8)


class Company(CliTest):
    plain = True

    def start(self, *arguments):
        return subprocess.Popen(
            [self.program(), "run", *arguments], cwd=self.folder,
            env=environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def finish(self, *runs):
        for run in runs:
            out, err = run.communicate(timeout=HANGS_SECONDS)
            self.assertEqual((run.returncode, err), (0, ""))
            self.assertIn("full_sync", out)

    def test_two_runs_at_the_same_time(self):
        runs = [self.start(*SMALL, "--out", f"{i}.json") for i in range(2)]
        self.finish(*runs)
        for i in range(2):
            self.assertEqual(len(self.load(f"{i}.json")["peekbench"]["cases"]),
                             24)
        self.assertEqual(self.files(), ["0.json", "1.json"])

    def test_two_runs_with_one_device_pu(self):
        words = (*TINY, "--set", "device=thread")
        runs = [self.start(*words, "--out", f"{i}.json") for i in range(2)]
        self.finish(*runs)

    def test_two_runs_into_one_file(self):
        runs = [self.start(*TINY, "--out", "out.json", "--seed", str(i))
                for i in range(2)]
        self.finish(*runs)
        self.assertIn(self.load("out.json")["peekbench"]["seed"], (0, 1))
        self.assertEqual(self.files(), ["out.json"])

    def test_from_a_directory_that_is_gone(self):
        os.mkdir(self.path("gone"))
        out = self.path("out.json")
        done = subprocess.run(
            ["sh", "-c", 'rmdir ../gone && exec "$@"', "sh", self.program(),
             "run", *TINY, "--out", out], cwd=self.path("gone"), text=True,
            env=environment(), capture_output=True, check=False,
            timeout=HANGS_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(out, encoding="utf-8") as file:
            self.assertIn("peekbench", json.load(file))

    def test_through_a_link_and_an_emptied_environment(self):
        os.symlink(self.program(), self.path("peek bench"))
        done = subprocess.run([self.path("peek bench"), "run", *TINY,
                               "--out", "out.json"], cwd=self.folder, env={},
                              text=True, capture_output=True, check=False,
                              timeout=HANGS_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.load("out.json")
