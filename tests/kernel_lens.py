# SPDX-License-Identifier: GPL-2.0 OR MIT
"""`peekbench run kernel-*`: a real kernel against user space."""
import json
import os
import shutil
import struct

from cli_base import Under, cases_of
from kernel_base import (BOOT_SECONDS, UNWATCH, WATCH, KernelTest, by_strategy,
                         long, records, request, run_script)

__all__ = ["X86", "Warned", "Arm64", "HostProcess", "E100"]

LEDGER = ("needed", "copied", "copied_again", "copied_back",
          "per_not_ready_peek", "per_ready_peek", "rearm")
SMALL = ("--set", "size=256,2048", "--set", "ready=4", "--set",
         "platform=swiotlb")
# Those at which every boot measures the calls; bench/kernel/requests.c.
SIZES = [64, 256, 1500, 2048, 4096, 16384]
ONLY_SYNC_AFTER = {"after_only", "blind_reread"}
# enum peek_call and enum dma_data_direction.
CALLS = ("map", "for_cpu", "for_device", "unmap", "bounce")
DIRECTIONS = ("BIDIRECTIONAL", "TO_DEVICE", "FROM_DEVICE")
COMPILED = ("full_sync", "no_ownership", "no_ownership_resync", "partial_copy",
            "header_giveback", "dirty_tracking", "ownership_tracking",
            "after_only", "peek_word", "coherent_status", "blind_reread",
            "null")


class X86(KernelTest):

    def kernel(self, *arguments, name="kernel.json"):
        return self.boots("kernel-x86", *SMALL, "--set", "copy=rep_movsb",
                          *arguments, name=name)

    def live(self):
        return self.document("quick", *SMALL, "--set", "copy=rep_movsb",
                             "--strategy", ",".join(COMPILED + ("mine.ini",)),
                             "--benchmark_repetitions=1", name="live.json")

    def test_figures_repeat_to_the_digit_and_agree_with_user_space(self):
        self.write("mine.ini", "[strategy]\nname = mine\n"
                   "[prepare_peek]\nfor_cpu = status\n"
                   "[peek_done_not_ready]\nfor_device = status\n"
                   "[peek_done_ready]\nfor_cpu = all\n")
        kernel = self.kernel("--starts", "2", "--strategy",
                             ",".join(COMPILED + ("mine.ini",)))
        self.check_starts(kernel)
        self.compare_ledgers(kernel)
        self.check_states(kernel)
        for boot in kernel["peekbench"]["kernel"]["boots"]:
            self.check_calls(boot)
        for size in (256, 2048):
            ours = by_strategy(kernel, size=size)
            self.assertEqual(ours["mine"]["ledger"],
                             ours["header_giveback"]["ledger"])

    def check_starts(self, kernel):
        """A start is a boot, and both have equal counts."""
        first, second = (boot["calls"] for boot
                         in kernel["peekbench"]["kernel"]["boots"])
        self.assert_same_calls(first, second)
        for case in kernel["peekbench"]["cases"]:
            starts = case["slices"]["process"]
            half = starts.index(1)
            self.assertEqual(starts, [0] * half + [1] * half, case["id"])
            if case["state"] == "ok":
                self.assertEqual(len(case["metrics"]["cycles_per_completion"]
                                     ["samples"]), 2 * half, case["id"])
            for name, metric in case["metrics"].items():
                samples = metric["samples"]
                self.assertEqual(samples[:half], samples[half:],
                                 (case["id"], name))

    def compare_ledgers(self, kernel):
        """Bytes that swiotlb copied for each sync, by look."""
        live = self.live()
        for size in (256, 2048):
            ours = by_strategy(live, size=size)
            for strategy, case in by_strategy(kernel, size=size).items():
                # User space arms a buffer twice that was never seen ready.
                keys = LEDGER if case["state"] == "ok" else LEDGER[:-1]
                with self.subTest(strategy=strategy, size=size):
                    self.assertEqual(
                        [case["ledger"][key] for key in keys],
                        [ours[strategy]["ledger"][key] for key in keys])
                    self.assertEqual(case["state"], ours[strategy]["state"])
                    if case["role"] != "harness":
                        self.assertEqual(case["ledger"]["syncs"],
                                         ours[strategy]["ledger"]["syncs"])
        # The program's own report of the same, in either order.
        for pair in (("live.json", "kernel.json"),
                     ("kernel.json", "live.json")):
            self.lenses_agree(*pair, rows=2 * len(ours))

    def check_states(self, kernel):
        for case in kernel["peekbench"]["cases"]:
            wrong = case["strategy"] in ONLY_SYNC_AFTER
            with self.subTest(case=case["id"]):
                self.assertEqual(case["state"], "unsafe" if wrong else "ok")
                self.assertEqual(case["integrity"]["stale"] > 0, wrong)
                metric = case["metrics"]["cycles_per_not_ready_peek"]
                self.assertEqual((metric["unit"], metric["kind"]),
                                 ("instructions", "instructions"))

    def check_calls(self, boot):
        self.assertTrue(boot["release"] and boot["qemu"] and boot["cpu"])
        self.assertTrue(boot["devices"][0]["bounced"])
        self.assertEqual([row["size"] for row in boot["calls"]], SIZES)
        small, large = (row for row in boot["calls"]
                        if row["size"] in (256, 2048))
        # rep movsb under QEMU: an instruction a byte.
        self.assertEqual(large["for_cpu"] - small["for_cpu"], 2048 - 256)
        self.assertEqual(boot["copy_routine"], "rep_movsb")
        for call in ("map", "unmap"):
            self.assertGreaterEqual(large[call] - small[call], 2048 - 256)
        self.assertEqual(large["for_device"], small["for_device"])

    @long
    def test_the_calls_cost_the_same_beside_other_cases(self):
        """swiotlb looks for a slot from where it last found one."""
        first = self.kernel("--strategy", "null,full_sync")
        other = self.kernel("--strategy", "full_sync,partial_copy,after_only",
                            "--set", "size=1024,16384", "--set", "ring=64",
                            "--set", "rearm=remap", name="other.json")
        first, other = (document["peekbench"]["kernel"]["boots"][0]["calls"]
                        for document in (first, other))
        self.assertEqual([row["size"] for row in first], SIZES)
        self.assert_same_calls(other[:len(SIZES)], first)
        row, = other[len(SIZES):]
        self.assertEqual(sorted(row), ["for_cpu", "for_device", "size"])

    def assert_same_calls(self, ours, theirs):
        """Syncs to the digit; a map of many slots has come out some
        instructions in 16 rounds apart where the module was another."""
        self.assertEqual(len(ours), len(theirs))
        for row, other in zip(ours, theirs):
            self.assertEqual(sorted(row), sorted(other))
            for key, value in row.items():
                self.assertAlmostEqual(value, other[key], delta=1 if "map" in
                                       key else 0, msg=(row, other))

    @long
    def test_a_routine_by_name_is_the_one_that_the_kernel_has(self):
        """A guest of a CPU that is not the one the case wants."""
        document = self.kernel("--set", "size=256", "--strategy", "full_sync",
                               "--set", "copy=rep_movsb,rep_movsq,memcpy_orig,"
                               "kernel_memcpy")
        boots = document["peekbench"]["kernel"]["boots"]
        self.assertEqual({boot["copy"]: boot["copy_routine"] for boot in boots},
                         {"rep_movsb": "rep_movsb", "rep_movsq": "rep_movsq",
                          "memcpy_orig": "memcpy_orig",
                          "kernel_memcpy": "rep_movsb"})
        env = self.beside([], "")
        with open(self.path("bin", "qemu-system-x86_64"), "r+",
                  encoding="utf-8") as file:
            text = file.read().replace('"$@"', '"${@/#max/max,-erms}"')
            file.seek(0)
            file.write(text)
        done = self.call("run", "kernel-x86", *SMALL, "--set", "size=256",
                         "--strategy", "full_sync", "--set",
                         "copy=rep_movsb,kernel_memcpy", "--out", "out.json",
                         env=env, timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        named, any_of = (case for case
                         in cases_of(self.load("out.json"), size=256)
                         if case["strategy"] == "full_sync")
        self.assertEqual((named["state"], any_of["state"]), ("skipped", "ok"))
        self.assertEqual(named["reason"], "this kernel copies with rep_movsq "
                         "(0.125 instructions a byte), not rep_movsb")

    def test_directions_copy_what_they_copy_in_user_space(self):
        """Mapped, synced and given back in each of the ways."""
        document = self.boots("kernel-directions", name="kernel.json")
        self.document("directions", "--set", "platform=swiotlb", "--set",
                      "device=scripted", "--set", "ready=1", "--set", "ring=4",
                      "--set", "copy=rep_movsb", "--strategy",
                      "full_sync,header_giveback,null",
                      "--benchmark_repetitions=1", name="live.json")
        cases = cases_of(document)
        self.assertEqual(len(cases), 36)
        replayed = {case["axes"]["rearm"] for case in cases
                    if case["integrity"]["replayed"]}
        self.assertEqual(replayed, {"none"})
        # A REPLAY sends the looks another way: no books.
        self.lenses_agree("live.json", "kernel.json", rows=len(cases),
                          exact=sum(case["state"] == "ok" for case in cases))

    def test_direct_mappings_copy_nothing(self):
        document = self.kernel("--set", "platform=coherent", "--set",
                               "size=256", "--strategy",
                               "full_sync,partial_copy,blind_reread")
        for case in document["peekbench"]["cases"]:
            self.assertEqual(case["state"], "ok", case["id"])
            self.assertEqual(case["ledger"]["copied"], 0)


class Warned(KernelTest):
    """A kernel's complaint is counted, whatever its console shows."""

    def warnings(self, job):
        self.needs_qemu()
        module, = [path for path in self.own_modules() if "peekwarn" in path]
        done = self.call("run", "kernel-x86", *SMALL, "--set", "size=256",
                         "--set", "copy=rep_movsb", "--strategy", "null",
                         "--out", "out.json", env=self.beside([module], job),
                         timeout=BOOT_SECONDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        boot, = self.load("out.json")["peekbench"]["kernel"]["boots"]
        return boot, done.stdout

    def test_a_warning_is_counted_and_shown(self):
        boot, table = self.warnings("insmod /peekwarn.ko")
        self.assertGreater(boot["kernel_warnings"], 0)
        self.assertRegex(boot["warning"], r"WARNING: .*peekwarn")
        self.assertIn("WARNED   ", table)
        self.assertTrue(boot["taint"] & 1 << 9)

    @long
    def test_a_warning_that_the_console_hides_is_counted(self):
        boot, _ = self.warnings("insmod /peekwarn.ko silent=1")
        self.assertEqual(boot["kernel_warnings"], 1)
        self.assertIn("taint flags 0x200", boot["warning"])

    @long
    def test_a_kernel_without_a_complaint_has_none(self):
        boot, table = self.warnings("true")
        self.assertEqual(boot["kernel_warnings"], 0)
        self.assertNotIn("warning", boot)
        self.assertNotIn("WARNED   ", table)


class Arm64(KernelTest):

    def test_caches_that_are_not_coherent_cost_by_the_line(self):
        document = self.boots("kernel-arm64", "--set", "platform=arm64",
                              "--set", "size=256,2048", "--set", "ready=4",
                              "--strategy", "full_sync,partial_copy")
        boot, = document["peekbench"]["kernel"]["boots"]
        self.assertFalse(boot["devices"][0]["coherent"])
        small, large = boot["calls"][1], boot["calls"][3]
        self.assertGreater(large["for_cpu"], small["for_cpu"])
        self.assertGreater(large["for_device"], small["for_device"])
        for case in document["peekbench"]["cases"]:
            self.assertEqual(case["ledger"]["copied"], 0, case["id"])

    @long
    def test_swiotlb_copies_as_on_any_machine(self):
        document = self.boots("kernel-arm64", "--set",
                              "platform=swiotlb+arm64", "--set", "size=2048",
                              "--set", "ready=8", "--strategy",
                              "full_sync,partial_copy")
        cases = by_strategy(document)
        self.assertEqual(cases["full_sync"]["ledger"]["copied"], 9 * 2048)
        self.document("mission", "--set", "platform=swiotlb+arm64", "--set",
                      "size=2048", "--set", "ready=8", "--strategy",
                      "full_sync,partial_copy", "--benchmark_repetitions=1",
                      name="live.json")
        self.lenses_agree("live.json", "out.json", rows=len(cases))
        self.assertEqual(cases["partial_copy"]["ledger"]["copied"], 2048 + 32)

    @long
    def test_a_dmaengine_channel_is_a_device(self):
        document = self.boots("kernel-raspi3", "--set",
                              "platform=swiotlb+arm64", "--strategy",
                              "full_sync,partial_copy")
        cases = by_strategy(document)
        self.assertEqual(cases["full_sync"]["state"], "ok")
        self.assertEqual(cases["partial_copy"]["ledger"]["copied"], 1536 + 32)


class HostProcess(KernelTest):

    def test_one_copy_of_all_is_torn_and_a_second_copy_is_not(self):
        document = self.boots("kernel-torn", "--set", "platform=swiotlb",
                              "--set", "status=tail", "--set", "size=16384",
                              "--set", "grain=16384", "--set", "align=0",
                              "--set", "copy=rep_movsb",
                              "--strategy", "full_sync,no_ownership_resync,"
                              "coherent_status,blind_reread")
        cases = by_strategy(document)
        torn = cases["full_sync"]["integrity"]
        self.assertGreater(torn["torn"], 0)
        self.assertEqual(torn["wrong"], torn["torn"])
        self.assertEqual(cases["no_ownership_resync"]["state"], "ok")
        self.assertEqual(cases["coherent_status"]["state"], "ok")
        stale = cases["blind_reread"]["integrity"]
        self.assertEqual(stale["stale"], stale["frames"])
        metric = cases["full_sync"]["metrics"]["cycles_per_completion"]
        self.assertEqual((metric["kind"], metric["samples"]), ("absent", []))
        boot, = document["peekbench"]["kernel"]["boots"]
        self.assertEqual(boot["copy_routine"], "rep_movsb")
        self.assertIn("a boot of the same kernel", boot["copy_routine_from"])

    def allowed(self):
        """Hazards that the checker has found, by the axes of a case."""
        found = json.loads(self.succeeds(
            "check", "--json", "--platform", "swiotlb", "--status",
            "head,tail", "--rearm", "to_device", "--frames", "full",
            status=1).stdout)
        return {(row["strategy"], row["status"], row["copy"]):
                set(row["hazards"]) for row in found["rows"]}

    @long
    def test_no_hazard_is_seen_that_the_checker_rules_out(self):
        document = self.boots("kernel-torn", "--set", "platform=swiotlb")
        allowed, seen = self.allowed(), set()
        for case in document["peekbench"]["cases"]:
            if case["role"] == "harness":
                self.assertEqual(case["state"], "ok", case["id"])
                continue
            axes, counts = case["axes"], dict(case["integrity"])
            # Half a status word: below the words that the checker copies.
            counts["torn"] -= counts.pop("torn_status_only", 0)
            hazards = {name.upper() for name in ("lost", "torn", "stale",
                                                 "replayed") if counts[name]}
            copy = "descending" if axes["align"] else "ascending"
            with self.subTest(case=case["id"]):
                self.assertGreater(counts["frames"], 1000)
                self.assertLessEqual(
                    hazards,
                    allowed[case["strategy"], axes["status"], copy])
            seen |= {(hazard, axes["status"], copy) for hazard in hazards}
        self.document("torn", "--set", "size=2048", "--set",
                      "status=head,tail", "--set", "copy=ascending,descending",
                      "--set", "align=0", "--set", "pace=1000", "--set",
                      "device_cache=memory", "--strategy", ",".join(sorted(
                          by_strategy(document))),
                      "--benchmark_repetitions=1", name="live.json")
        # Both places of the status as the copy goes up, the head as it goes
        # down.
        self.lenses_agree("live.json", "out.json",
                          rows=3 * len(by_strategy(document)), exact=0)
        self.assertIn(("TORN", "tail", "ascending"), seen)
        self.assertIn(("TORN", "head", "descending"), seen)


class E100(KernelTest):

    def test_an_unmodified_driver_is_counted_call_by_call(self):
        document = self.boots("kernel-e100", "--set", "platform=swiotlb",
                              "--set", "size=600", "--set", "device=e100",
                              "--set", "copy=rep_movsb", "--set",
                              "gap=0,1000000")
        boot, = document["peekbench"]["kernel"]["boots"]
        for gap in (0, 1000000):
            with self.subTest(gap=gap):
                self.check_calls(boot, gap)

    def check_calls(self, boot, gap):
        received, = [row["frames"] for row in boot["received"]
                     if row["gap"] == gap]
        calls = {(row["call"], row["direction"], row["bytes"]): row["count"]
                 for row in boot["watched"] if row["gap"] == gap}
        peeks = calls["for_cpu", "bidirectional", 16]
        self.assertGreater(received, 0)
        # struct rfd is 16 bytes, a buffer 1538: mapped and unmapped whole.
        for call in (("map", "bidirectional", 1538),
                     ("unmap", "bidirectional", 1538),
                     ("bounce", "to_device", 1538),
                     ("bounce", "from_device", 1538)):
            self.assertEqual(calls[call], received, call)
        self.assertEqual(calls["bounce", "from_device", 16], peeks)
        # Given back after an empty poll, which copies nothing.
        self.assertEqual(calls["for_device", "from_device", 16],
                         peeks - received)
        self.assertEqual(calls["bounce", "to_device", 16],
                         calls["for_device", "bidirectional", 16])
        empty = (peeks - received) / received
        self.assertGreaterEqual(empty if gap else 0.5, 0.5)
        self.assertLess(0 if gap else empty, 0.5)

    def probed(self):
        """(call, direction, bytes) and how often, by the module's probes."""
        found = {}
        for kind, record in records(self.path("ram")):
            if kind == 5:
                _, call, way, size, count = struct.unpack_from("<4IQ", record,
                                                               16)
                found[CALLS[call], DIRECTIONS[way], size] = count
        return found

    def test_the_zoo_counts_what_kprobes_count(self):
        """e100's row of kernel-zoo against kernel-e100's probes, in the newest
        kernel of this Debian, its own trace events and in one boot."""
        self.needs_qemu()
        try:
            self.both_count_alike()
        except AssertionError:
            # A poll between the start of the one and of the other, seen once:
            # a difference that is none of the instruments' does not come twice.
            shutil.rmtree(self.path("guest"))
            self.both_count_alike()

    def both_count_alike(self):
        os.mkdir(self.path("guest"))
        with open(self.path("guest", "requests"), "wb") as file:
            file.write(request(kind=WATCH, device="e100") +
                       request(kind=UNWATCH))
        done = run_script("zoo", f"folder={self.path('guest')}",
                          f"program={Under.program}", "drivers=e100",
                          f"out={self.path('z.gz')}", f"ram={self.path('ram')}")
        if done.returncode == 3:
            self.skipTest(self.read("guest/reason").strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        traced, = json.loads(self.succeeds("trace", "show", "z.gz",
                                           "--json").stdout)["devices"]
        self.assertEqual((traced["driver"], traced["verdict"],
                          traced["strategy"]),
                         ("e100", "peeks", "header_giveback"))
        found = self.probed()
        self.assertGreater(traced["looks_again"], 100)
        for call in CALLS[:-1]:
            self.assertEqual(traced["maps" if call == "map" else
                                    "unmaps" if call == "unmap" else call],
                             sum(count for key, count in found.items()
                                 if key[0] == call), call)
        for call in ("for_cpu", "for_device"):
            self.assertEqual(traced[f"{call}_bytes"],
                             sum(key[2] * count for key, count
                                 in found.items() if key[0] == call))
        self.assertEqual({("map", row["direction"], row["bytes"]): row["count"]
                          for row in traced["mappings"]},
                         {key: count for key, count in found.items()
                          if key[0] == "map"})
        self.assertEqual(traced["directions_differ"],
                         found["for_device", "FROM_DEVICE", 16])
        self.assertEqual(sum(traced[f"bounced_{by}_bytes"] for by
                             in ("map", "sync", "unmap")),
                         sum(key[2] * count for key, count in found.items()
                             if key[0] == "bounce"))

    @long
    def test_frames_of_which_a_sync_overwrites_the_status_are_lost(self):
        """A for_device that copies, in an unmodified driver; else nothing is
        lost."""
        document = self.boots("kernel-e100", "--set", "device=e100+host",
                              "--set", "platform=swiotlb,swiotlb@aa6f8dcbab47",
                              "--set", "copy=kernel_memcpy", "--set",
                              "size=600", "--set", "gap=50000")
        boots = {boot["platform"]: boot for boot
                 in document["peekbench"]["kernel"]["boots"]}
        today, = boots["swiotlb"]["received"]
        self.assertEqual((today["frames"], today["overwritten"]),
                         (today["sent"], 0))
        self.assertNotIn("overwritten", boots["swiotlb"])
        old, = boots["swiotlb@aa6f8dcbab47"]["received"]
        self.assertLess(old["frames"], old["sent"])
        self.assertGreater(old["overwritten"], 0)
        self.assertGreaterEqual(old["late"], old["overwritten"])
        for found in boots["swiotlb@aa6f8dcbab47"]["overwritten"]:
            # Bit 15 of an RFD: the device has completed it.
            self.assertFalse(int(found["seen"], 16) & 0x8000)
            self.assertTrue(int(found["written"], 16) & 0x8000)
            self.assertLess(0, found["sync_us"])
            self.assertLess(found["sync_us"], found["again_us"])
        states = {case["platform"]: (case["state"],
                                     case["integrity"]["lost"])
                  for case in cases_of(document)}
        self.assertEqual(states["swiotlb"], ("ok", 0))
        self.assertEqual(states["swiotlb@aa6f8dcbab47"],
                         ("unsafe", old["sent"] - old["frames"]))
        page = self.succeeds("show", "--details", "out.json").stdout
        self.assertIn("frames from outside, swiotlb@aa6f8dcbab47", page)
