# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench compare: verdicts on documents whose truth is known."""
import gzip
import json
import os
import re

from cli_base import CliTest, SMALL, TINY, Under
from cli_made import case, document, ident

__all__ = ["TestSecondCopy", "TestWithin", "TestBetween", "TestRank",
           "TestCompareRefuses"]


def usual(**changes):
    """A base, 2 % slower, the same, 10 % faster, and an unsafe one."""
    options = {"noise": 0.003, **changes}
    return [case("full_sync", 1000, copy=1000, copied=18432, **options),
            case("no_ownership", 1020, copied=18432, **options),
            case("dirty_tracking", 1000, copied=18432, **options),
            case("partial_copy", 900, copied=2080, **options),
            case("blind_reread", 500, bad={"stale": 1000}, role="control",
                 **options),
            case("null", 400, copied=0, role="harness", **options)]


class CompareTest(CliTest):
    def store(self, name, cases, **changes):
        return self.write(name, json.dumps(document(Under.source, cases,
                                                    **changes)))

    def compare(self, *arguments, status=0):
        """All rows, and the lines outside of tables."""
        text = self.succeeds("compare", *arguments, "--details",
                             status=status).stdout
        self.told(*arguments, status=status)
        for line in text.splitlines():
            self.assertTrue(line.isascii(), line)
            self.assertLess(len(line), 80, line)
        return text

    def told(self, *arguments, status=0):
        return self.succeeds("compare", *arguments, status=status).stdout

    def verdicts(self, text):
        """The last word of each strategy's row."""
        found = re.findall(r"^([a-z]\w+)\*? +\d.*?(\w+)(?: \(\d starts?\))?"
                           r"(?: ~)?(?:, \d+ of.*)?$", text, re.M)
        return dict(found)


class TestSecondCopy(CliTest):
    plain = True

    def test_each_group_runs_its_base_twice(self):
        made = self.document(*SMALL)["peekbench"]["cases"]
        groups = {case["group"] for case in made}
        copied = [case for case in made if "second_copy" in case]
        self.assertEqual([case["group"] for case in copied], sorted(groups))
        for one in copied:
            self.assertEqual(one["strategy"], "full_sync")
            copy = one["second_copy"]
            self.assertEqual(copy["slices"]["round"], one["slices"]["round"])
            self.assertEqual(copy["metrics"].keys(), one["metrics"].keys())
            # Two cases, not one shown twice.
            self.assertNotEqual(copy["slices"]["position"],
                                one["slices"]["position"])

    def test_it_is_no_case_and_no_benchmark(self):
        made = self.document(*SMALL)
        ids = [case["id"] for case in made["peekbench"]["cases"]]
        self.assertEqual(ids, self.plan(*SMALL))
        rounds = len(made["peekbench"]["cases"][0]["slices"]["round"])
        names = [run["name"] for run in made["benchmarks"]]
        self.assertEqual(sorted(names), sorted(
            case["id"] for case in made["peekbench"]["cases"]
            for _ in range(1 if case["state"] == "unsafe" else rounds)))

    def test_positions_of_a_round_are_a_permutation(self):
        made = self.document(*TINY)["peekbench"]["cases"]
        columns = [case["slices"]["position"] for case in made]
        columns += [case["second_copy"]["slices"]["position"]
                    for case in made if "second_copy" in case]
        for places in zip(*columns):
            self.assertEqual(sorted(places), list(range(len(columns))))

    def test_the_base_can_be_chosen(self):
        made = self.document(*TINY, "--base", "partial_copy")
        self.assertEqual([case["strategy"] for case in
                          made["peekbench"]["cases"] if "second_copy" in case],
                         ["partial_copy"])
        self.refused("run", *TINY, "--base", "fastest", names=["fastest"])
        self.refused("run", *TINY, "--strategy", "full_sync", "--base",
                     "partial_copy", names=["--base", "partial_copy"])

    def test_its_wrong_frames_are_the_bases(self):
        made = self.document("quick", "--set", "size=256", "--set",
                             "platform=swiotlb", "--set", "ready=1",
                             "--strategy", "blind_reread", "--base",
                             "blind_reread", "--benchmark_repetitions=2")
        base = [case for case in made["peekbench"]["cases"]
                if "second_copy" in case][0]
        own = sum(base["slices"]["frames"])
        self.assertGreater(base["integrity"]["frames"], own)
        self.assertEqual(base["integrity"]["stale"],
                         base["integrity"]["frames"])


class TestWithin(CompareTest):
    plain = True

    def test_known_shifts_get_their_verdicts(self):
        text = self.compare(self.store("a.json", usual()))
        self.assertEqual(self.verdicts(text), {
            "no_ownership": "slower", "dirty_tracking": "same",
            "partial_copy": "faster"} | {
                "null": "cost", "full_sync": "18432"})
        self.assertRegex(text, r"partial_copy +900 +-9.97%")
        self.assertRegex(text, r"full_sync .* base .*A/A [+-]0\.\d\d, 0\.\d\d%")

    def test_a_completion_is_said_to_leave_out_looks(self):
        """Of a device that sets the pace no time of a frame is compared."""
        text = self.compare(os.path.join(
            Under.source, "results", "reference", "regression-2022.json"))
        self.assertRegex(text, r"(?s)partial_copy +\d+ .* slower")
        self.assertIn("complete: TSC cycles of the ready look and the "
                      "processing, none of the looks before",
                      " ".join(text.split()))

    def test_an_unsafe_strategy_has_a_hazard_and_no_speed(self):
        text = self.compare(self.store("a.json", usual()))
        self.assertIn("UNSAFE STALE 100% of 1000 frames (control)", text)
        self.assertNotRegex(text, r"blind_reread +\d")

    def test_what_differs_is_told_and_the_rest_counted(self):
        text = self.told(self.store("a.json", usual()))
        self.assertEqual(self.verdicts(text), {
            "no_ownership": "slower", "partial_copy": "faster",
            "full_sync": "18432"})
        words = " ".join(text.split())
        self.assertIn("left out 1 rows that are the same, 1 of controls "
                      "(1 UNSAFE), 1 of the harness; --details shows them",
                      words)

    def test_rounds_without_a_value_are_said(self):
        cases = usual()
        for one, lost in ((cases[1], 1), (cases[3], 20)):
            samples = one["metrics"]["cycles_per_frame"]["samples"]
            samples[:lost] = [-50] * lost
        words = " ".join(self.told(self.store("a.json", cases)).split())
        self.assertRegex(words, "no_ownership [^,]* slower, 1 of 40 rounds "
                                "have no value")
        self.assertRegex(words, "partial_copy (89|90)[0-9] -9[^,]* unclear, "
                                "20 of 40 rounds have no value")

    def test_the_floor_swallows_what_it_is_larger_than(self):
        """A second copy 5 % off its base: 2 % is not to be told apart, and
        is no tie either."""
        cases = usual()
        cases[0] = case("full_sync", 1000, 0.003, copy=1050)
        verdicts = self.verdicts(self.compare(self.store("a.json", cases)))
        self.assertEqual(verdicts["no_ownership"], "unclear")
        self.assertEqual(verdicts["partial_copy"], "faster")

    def test_min_effect_swallows_what_it_is_larger_than(self):
        path = self.store("a.json", usual())
        verdicts = self.verdicts(self.compare(path, "--min-effect", "5"))
        self.assertEqual(verdicts["no_ownership"], "unclear")
        self.assertEqual(verdicts["partial_copy"], "faster")
        verdicts = self.verdicts(self.compare(path, "--min-effect=15"))
        self.assertEqual(verdicts["partial_copy"], "unclear")

    def test_the_margin_of_same_is_chosen(self):
        path = self.store("a.json", usual())
        words = (path, "--min-effect", "5", "--same", "5")
        self.assertEqual(self.verdicts(self.compare(*words))["no_ownership"],
                         "same")
        words = (path, "--same", "0.01")
        self.assertEqual(self.verdicts(self.compare(*words))["dirty_tracking"],
                         "unclear")
        self.refused("compare", path, "--same", "x", names=["--same", "x"])

    def test_noise_is_unclear(self):
        """Also where the floor is so high that all lies within it."""
        cases = usual(noise=0.2)
        verdicts = self.verdicts(self.compare(self.store("a.json", cases)))
        self.assertEqual(verdicts["no_ownership"], "unclear")
        cases[0] = case("full_sync", 1000, 0.001, copy=1000)
        verdicts = self.verdicts(self.compare(self.store("a.json", cases)))
        self.assertEqual(verdicts["no_ownership"], "unclear")

    def test_few_starts_decide_nothing(self):
        """However many rounds they have; differences are printed still."""
        for starts in (1, 4):
            process = [i * starts // 40 for i in range(40)]
            path = self.store("a.json", usual(process=process))
            text = self.compare(path)
            self.assertIn("few starts", text)
            self.assertNotRegex(text, r"(?m) (faster|slower|same)$")
            word = f"unclear ({starts} start{'s' if starts > 1 else ''})"
            self.assertRegex(self.told(path), r"(?m)^partial_copy +900 +-9.*"
                             + re.escape(word) + "$")
            self.assertNotIn("\ndirty_tracking ", self.told(path))

    def test_another_base(self):
        path = self.store("a.json", usual())
        text = self.compare(path, "--base", "partial_copy")
        self.assertRegex(text, r"partial_copy .* base ")
        self.assertEqual(self.verdicts(text)["full_sync"], "slower")

    def test_another_metric(self):
        cases = usual()
        for one in cases:
            one["metrics"]["cycles_per_rearm"] = \
                one["metrics"]["cycles_per_frame"]
        cases[3]["metrics"]["cycles_per_rearm"] = \
            cases[0]["metrics"]["cycles_per_frame"]
        path = self.store("a.json", cases)
        text = self.compare(path, "--metric", "cycles_per_rearm")
        self.assertEqual(self.verdicts(text)["partial_copy"], "same")
        self.refused("compare", path, "--metric", "beauty", names=["beauty"])

    def test_documents_without_a_second_copy(self):
        cases = usual()
        del cases[0]["second_copy"]
        text = self.compare(self.store("a.json", cases))
        self.assertIn("no A/A", text)
        self.assertEqual(self.verdicts(text)["no_ownership"], "slower")

    def test_many_equal_strategies_seldom_differ(self):
        """Holm: 300 comparisons of equal things, no verdict but same."""
        cases = []
        for group in range(100):
            for name in ("full_sync", "no_ownership", "partial_copy",
                         "dirty_tracking"):
                cases.append(case(name, 1000, 0.01, group=group,
                                  copy=1000 if name == "full_sync" else None,
                                  size=64 + group))
            # No A/A floor that could hide a difference.
            cases[-4]["second_copy"]["metrics"] = cases[-4]["metrics"]
        text = self.compare(self.store("a.json", cases), "--min-effect", "0")
        self.assertNotRegex(text, r"(?m) (faster|slower)$")

    def test_rounds_are_paired_by_number(self):
        """The machine gets slower all along; one strategy began late."""
        for late in (0, 1):
            cases = [case("full_sync", 1000, 0.002),
                     case("partial_copy", 1000, 0.002)]
            for one in cases:
                for metric in one["metrics"].values():
                    metric["samples"] = [value * 1.02 ** i for i, value in
                                         enumerate(metric["samples"])]
            for values in cases[late]["slices"].values():
                del values[:20]
            for metric in cases[late]["metrics"].values():
                metric["samples"] = metric["samples"][20:]
            text = self.compare(self.store("a.json", cases))
            self.assertRegex(text, r"partial_copy .* [+-]0\.\d\d% +[+-]0\.\d\d"
                                   r"\.\.[+-]0\.\d\d .* same")

    def test_instructions_are_compared_exactly(self):
        cases = [case(name, cost, copied=0, noise=0, role=role)
                 for name, cost, role in (
                     ("full_sync", 1000, "candidate"),
                     ("no_ownership", 999, "candidate"),
                     ("header_giveback", 1001, "candidate"),
                     ("partial_copy", 1000, "candidate"),
                     ("null", 400, "harness"))]
        for one in cases:
            for metric in one["metrics"].values():
                if metric["kind"] == "measured":
                    metric["kind"] = "instructions"
        out = self.compare(self.store("a.json", cases))
        self.assertRegex(out, r"full_sync +1000 +base +exact")
        self.assertRegex(out, r"no_ownership +999 +-0\.10% +exact .* fewer")
        self.assertRegex(out, r"header_giveback +1001 +\+0\.10% .* more")
        self.assertRegex(out, r"partial_copy +1000 +\+0\.00% .* same")
        self.assertNotRegex(out, "faster$|slower$")

    def test_gzipped_documents(self):
        data = json.dumps(document(Under.source, usual())).encode()
        path = self.write("a.json.gz", gzip.compress(data))
        self.assertIn("partial_copy", self.compare(path))


class TestBetween(CompareTest):
    plain = True

    def test_a_regression_is_exit_1(self):
        before = self.store("a.json", usual())
        cases = usual(seed=1)
        cases[3] = case("partial_copy", 1100, 0.003, copied=2080, seed=1)
        after = self.store("b.json", cases)
        text = self.compare(before, after, status=1)
        self.assertEqual(self.verdicts(text)["partial_copy"], "slower")
        self.assertEqual(self.verdicts(text)["full_sync"], "same")
        text = self.compare(after, before)
        self.assertEqual(self.verdicts(text)["partial_copy"], "faster")
        self.assertIn("one and the same",
                      " ".join(self.compare(before, before).split()))

    def test_two_clocks_are_not_compared(self):
        """Of an arm64, by kernel.perf_user_access before and after."""
        cases = usual(seed=1)
        for one in cases:
            for metric in one["metrics"].values():
                if metric.get("unit") == "TSC cycles":
                    metric["unit"] = "cntvct_el0 ticks"
        before, after = self.store("a.json", usual()), self.store("b.json",
                                                                  cases)
        text = " ".join(self.compare(before, after).split())
        self.assertIn("in another unit than before", text)
        self.assertNotIn("no_ownership 10", text)

    def test_what_is_printed_is_what_was_compared(self):
        """Half of the starts slow: medians of all rounds would jump."""
        cases = usual(seed=1)
        samples = cases[3]["metrics"]["cycles_per_frame"]["samples"]
        samples[:18] = [value * 0.5 for value in samples[:18]]
        text = self.compare(self.store("a.json", usual()),
                            self.store("b.json", cases))
        before, after, change = map(float, re.search(
            r"^partial_copy +(\d+) +(\d+) +([+-][\d.]+)%", text,
            re.M).groups())
        self.assertAlmostEqual(100 * (after / before - 1), change, 0)

    def test_two_runs_of_one_process_differ_by_layout(self):
        """3 % between two starts is not a finding; between five and five it
        is."""
        steps = (0.001, -0.001, 0, 0.002, -0.002)
        for starts, want, status in ((1, "unclear", 0), (5, "slower", 1)):
            options = {"rounds": 100, "steps": steps,
                       "process": [i * starts // 100 for i in range(100)]}
            before = self.store("a.json", [case("full_sync", 1000, 0.003,
                                                **options)])
            after = self.store("b.json", [case("full_sync", 1030, 0.003,
                                               seed=1, **options)])
            text = self.compare(before, after, status=status)
            self.assertEqual(self.verdicts(text)["full_sync"], want)

    def test_starts_that_scatter_decide_nothing(self):
        process = [i // 20 for i in range(100)]
        wide = {"rounds": 100, "process": process, "noise": 0.003,
                "steps": (0.05, -0.05, 0, 0.1, -0.1)}
        before = self.store("a.json", [case("full_sync", 1000, **wide)])
        after = self.store("b.json", [case("full_sync", 1030, seed=1,
                                           **wide)])
        text = self.compare(before, after)
        self.assertEqual(self.verdicts(text)["full_sync"], "unclear")

    def test_a_strategy_that_turns_unsafe_is_a_regression(self):
        before = self.store("a.json", usual())
        cases = usual(seed=1)
        cases[3] = case("partial_copy", 900, 0.003, bad={"torn": 1})
        after = self.store("b.json", cases)
        text = self.compare(before, after, status=1)
        self.assertIn("UNSAFE TORN 0.1% of 1000 frames", text)
        self.assertIn("it was safe before", text)
        self.assertIn("it was UNSAFE TORN 0.1% of 1000 frames",
                      self.compare(after, before))
        cases[3] = case("partial_copy", 900, 0.003, bad={"lost": 1})
        text = self.compare(after, self.store("c.json", cases))
        self.assertIn("UNSAFE LOST 0.1% of 1000 frames; was UNSAFE TORN 0.1%",
                      text)

    def test_bytes_are_compared_exactly(self):
        before = self.store("a.json", usual())
        cases = usual(seed=1)
        cases[3]["ledger"]["copied"] += 1
        after = self.store("b.json", cases)
        figure = "copied_bytes_per_completion"
        self.assertIn(f"{figure} 2080 -> 2081",
                      self.told(before, after, status=1))
        self.assertIn(f"{figure} 2081 -> 2080", self.told(after, before))

    def test_cases_of_one_document_only_are_listed(self):
        before = self.store("a.json", usual())
        after = self.store("b.json", usual()[:3])
        text = self.compare(before, after)
        self.assertIn(f"3 cases are not in {after}", " ".join(text.split()))
        self.assertIn(ident("partial_copy"), re.sub(r"\s", "", text))
        self.assertNotIn("strategy=", self.told(before, after))

    def test_base_means_that_strategy_alone(self):
        before = self.store("a.json", usual())
        after = self.store("b.json", usual(seed=1))
        text = self.compare(before, after, "--base", "partial_copy")
        self.assertEqual(list(self.verdicts(text)), ["partial_copy"])

    def test_filter(self):
        """Rows, exit status and missing cases are of the filtered groups."""
        large = [case("full_sync", 1000, 0.003, copied=18432),
                 case("partial_copy", 900, 0.003, copied=2080)]
        small = [case("full_sync", 100, 0.003, size=64, group=1)]
        worse = [case("full_sync", 200, 0.003, size=64, group=1)]
        before = self.store("a.json", large + small)
        after = self.store("b.json", large[:1] + worse)
        self.compare(before, after, status=1)
        text = self.compare(before, after, "--filter", "size=2048/")
        self.assertEqual(self.verdicts(text), {"full_sync": "same"})
        self.assertIn("2048 bytes", text)
        self.assertNotIn("64 bytes", text)
        self.assertIn("1 cases are not in", text)
        text = self.compare(before, after, "--filter", "size=64/", status=1)
        self.assertEqual(self.verdicts(text), {"full_sync": "slower"})
        self.assertNotIn("missing", text)
        self.refused("compare", before, after, "--filter", "size=32/",
                     names=[before, after, "size=32/"])

    def test_two_machines_are_said_to_be_two(self):
        before = self.store("a.json", usual())
        same = self.store("c.json", usual(seed=1))
        self.assertNotIn("NOTE", self.compare(before, same))
        other = document(Under.source, usual())
        other["peekbench"]["host"]["cpu_model"] = "Another CPU"
        for one in other["peekbench"]["cases"]:
            for metric in one["metrics"].values():
                metric["samples"] = [2 * x for x in metric["samples"]]
        after = self.write("b.json", json.dumps(other))
        text = self.compare(before, after)
        self.assertIn("two machines", text)
        self.assertEqual(self.verdicts(text)["full_sync"], "more")
        self.assertNotRegex(text, r"(?m)slower|change ")

    def test_two_kernels_are_said_to_be_two(self):
        before = self.store("a.json", usual())
        other = document(Under.source, usual(seed=1))
        other["peekbench"]["host"]["kernel_release"] = "7.0"
        after = self.write("b.json", json.dumps(other))
        self.assertIn("two kernels", self.compare(before, after))

    def test_one_kernel_is_said_to_be_one(self):
        with gzip.open(Under.source + "/results/reference/kernel-x86.json.gz",
                       "rt") as file:
            text = file.read()
        for image, same in (("a", True), ("b", False), ("", False)):
            for name, own in (("a.json", image and "a"), ("b.json", image)):
                made = json.loads(text)
                made["peekbench"]["seed"] += name == "b.json"
                for boot in made["peekbench"]["kernel"]["boots"]:
                    boot["kernel_image_sha256"] = own * 64
                self.write(name, json.dumps(made))
            done = self.call("compare", "a.json", "b.json")
            self.assertEqual("one and the same kernel" in " ".join(
                done.stdout.split()), same)


class TestRank(CompareTest):
    def test_wins_ties_losses_by_machine(self):
        one = self.store("a.json", usual())
        text = self.compare(one, one, one)
        self.assertEqual(text.count("\nmachine "), 3)
        for row in (r"partial_copy +3 +0 +0 +0 +0",
                    r"no_ownership +0 +0 +3 +0 +0",
                    r"full_sync +1 +1 +1 +0 +0",
                    r"dirty_tracking +1 +1 +1 +0 +0"):
            self.assertEqual(len(re.findall(f"^{row}$", text, re.M)), 3, row)
        self.assertNotIn("blind_reread", text)
        self.assertEqual(self.compare(one, "--rank").count("\nmachine "), 1)

    def test_unsafe_strategies_have_no_place(self):
        cases = usual()
        cases[3] = case("partial_copy", 900, 0.003, bad={"lost": 5})
        text = self.compare(self.store("a.json", cases), "--rank")
        self.assertRegex(text, r"partial_copy +0 +0 +0 +0 +1\n")

    def test_nothing_to_rank(self):
        one = self.store("a.json", usual()[:1])
        self.refused("compare", one, one, one, names=[one, "rank"])


class TestCompareRefuses(CompareTest):
    def test_words(self):
        one = self.store("a.json", usual())
        self.refused("compare", names=["document"])
        self.refused("compare", one, "--bas", "x", names=["--bas"])
        self.refused("compare", one, "--base", names=["--base"])
        self.refused("compare", one, "--base", "fastest",
                     names=[one, "fastest"])
        self.refused("compare", one, "--rank", "--base", "full_sync",
                     names=["--base"])
        for percent in ("", "x", "-1", "1e3", "0x1", "101", "1.2.3", "1 "):
            self.refused("compare", one, "--min-effect", percent,
                         names=["--min-effect"])

    def test_documents(self):
        one = self.store("a.json", usual())
        with open(one, "rb") as file:
            data = file.read()
        self.refused("compare", "gone.json", names=["gone.json"])
        self.refused("compare", self.folder, names=[self.folder])
        for name, content, what in (
                ("cut.json", data[:-100], "not JSON"),
                ("cut.gz", gzip.compress(data)[:-50], "gzip"),
                ("damaged.json", data.replace(b'"position"', b'"p"', 1),
                 "damaged: case 0"),
                *(("bad.json", text, "bad.json:1:") for text in (
                    b"", b"hello\n", b"{", b"\xff\xfe", b"\0" * 100,
                    b'{"a": 1, "a": 2}', b"[" * 100000)),
                *(("foreign.json", text, "not a peekbench result") for text in (
                    b'{"benchmarks": []}', b"{}", b"[]", b'{"peekbench": []}',
                    b'{"peekbench": {"schema": 1}}')),
                ("none.json",
                 b'{"peekbench": {"schema": "peekbench-result/1"}}', "cases"),
                *(("newer.json", data.replace(b"peekbench-result/1", schema),
                   what) for schema, what in (
                       (b"peekbench-result/2", "newer"),
                       (b"peekbench-result/3", "peekbench-result/3"),
                       (b"peekbench-result/10", "peekbench-result/10"),
                       (b"peekbench-check/1", "peekbench-check/1"),
                       (b"x" * 5000, "too long")))):
            path = self.write(name, content)
            self.refused("compare", path, names=[name, what])
            self.refused("compare", one, path, names=[name, what])

    def test_an_unreadable_document(self):
        user = self.as_nobody()
        os.chmod(self.write("mine.json", "{}"), 0)
        self.refused("compare", "mine.json",
                     names=("mine.json", "Permission denied"), **user)

    def test_nothing_in_common(self):
        one = self.store("a.json", usual())
        two = self.store("b.json", [case("full_sync", 1, 0.1, size=64)])
        self.refused("compare", one, two, names=[one, two, "in common",
                                                 "they differ in size"])
