# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Documents of two kernels, one before and one after a patch."""
import copy
import gzip
import json
import os

from cli_base import CliTest, Under

__all__ = ["TwoKernels"]

KEPT = ("full_sync", "no_ownership", "null")
FACTS = {"kernel_image_sha256": "a" * 64, "kernel_config_sha256": "c" * 64,
         "module_sha256": "d" * 64, "version": "#1 SMP",
         "kernel_config": "SWIOTLB=y PREEMPT=y SMP=y", "compiler": "gcc 12",
         "copy_routine": "rep_movsb"}


class TwoKernels(CliTest):

    def setUp(self):
        super().setUp()
        path = os.path.join(Under.source, "tests", "golden", "first",
                            "documents", "kernel-x86.json.gz")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            self.made = json.load(file)
        own = self.made["peekbench"]
        own["cases"] = [
            case for case in own["cases"] if case["strategy"] in KEPT and
            case["axes"]["platform"] == "swiotlb" and
            case["axes"]["copy"] == "rep_movsb" and
            case["axes"]["size"] == 2048 and case["axes"]["ready"] == 8]
        names = {case["id"] for case in own["cases"]}
        self.made["benchmarks"] = [run for run in self.made["benchmarks"]
                                   if run["name"].split("/iterations")[0]
                                   in names]
        own["kernel"]["boots"] = [boot for boot in own["kernel"]["boots"]
                                  if boot["copy"] == "rep_movsb"]
        self.boot, = own["kernel"]["boots"]
        self.boot.update(FACTS)
        self.assertEqual(len(own["cases"]), len(KEPT))

    def compared(self, change, status=0):
        """The page of the document as it is and as @change makes it."""
        before, after = self.made, copy.deepcopy(self.made)
        after["peekbench"]["utc"] = "2026-12-01T00:00:00Z"
        own = after["peekbench"]
        change(own["kernel"]["boots"][0],
               {case["strategy"]: case for case in own["cases"]})
        for name, document in (("a.json", before), ("b.json", after)):
            self.write(name, json.dumps(document))
        return " ".join(self.succeeds("compare", "a.json", "b.json",
                                      status=status).stdout.split())

    @staticmethod
    def shift(case, instructions):
        for metric in case["metrics"].values():
            metric["samples"] = [value and value + instructions
                                 for value in metric["samples"]]

    def test_a_patched_kernel_is_told_from_the_other(self):
        def patch(boot, cases):
            boot.update(kernel_image_sha256="b" * 64, version="#2 SMP",
                        kernel_git="v6.1-dirty",
                        kernel_git_diff_sha256="e" * 64)
            boot["calls"][1]["for_device"] = 2127.5
            self.shift(cases["full_sync"], 10000)
            cases["full_sync"]["ledger"]["copied_back"] = 16384
        page = self.compared(patch, status=1)
        self.assertIn("image aaaaaaaa (#1 SMP) -> bbbbbbbb (#2 SMP, git "
                      "v6.1-dirty, diff eeeeeeee)", page)
        self.assertIn("two kernels: what differs is of the kernels", page)
        self.assertRegex(page, r"2048 (\S+ \S+ ){2}38\.0 2128 ")
        self.assertIn("copied_back_bytes_per_frame 0 -> 16384", page)
        self.assertRegex(page, r"full_sync 20095 30095 \+49\.8% \S+ \S+ more")
        self.assertIn("null, the harness alone, is the same to the digit",
                      page)
        for word in ("one and the same", "config ", "compiler "):
            self.assertNotIn(word, page)

    def test_one_kernel_twice_is_said_to_be_one(self):
        page = self.compared(lambda boot, cases: None)
        self.assertIn("one and the same kernel before and after: aaaaaaaa",
                      page)
        self.assertNotIn("two kernels", page)
        self.assertNotIn("two builds", page)
        page = self.compared(lambda boot, cases: boot.update(
            module_sha256="9" * 64))
        self.assertIn("of two builds of the module", page)

    def test_a_kernel_whose_image_alone_differs_is_another(self):
        page = self.compared(lambda boot, cases: boot.update(
            kernel_image_sha256="b" * 64))
        self.assertIn("two kernels: what differs", page)

    def test_configuration_and_compiler_that_differ_are_told(self):
        def other(boot, cases):
            del cases
            boot.update(kernel_image_sha256="b" * 64,
                        kernel_config_sha256="f" * 64, compiler="gcc 13",
                        kernel_config="SWIOTLB=y PREEMPT=m KASAN=y",
                        kernel_instrumented="KASAN=y",
                        copy_routine="memcpy_orig")
        page = self.compared(other)
        self.assertIn("config PREEMPT y -> m, SMP y -> off, KASAN off -> y "
                      "compiler gcc 12 -> gcc 13 copies rep_movsb -> "
                      "memcpy_orig", page)
        self.assertEqual(page.count("CHECKS a kernel that checks itself "
                                    "(KASAN=y)"), 1)
        page = self.compared(lambda boot, cases: boot.update(
            kernel_image_sha256="b" * 64, kernel_config_sha256="f" * 64))
        self.assertIn("differs, but in no option that documents name", page)

    def test_nothing_smaller_than_the_harness_counts(self):
        def built(boot, cases):
            boot.update(kernel_image_sha256="b" * 64)
            self.shift(cases["null"], -5)
            self.shift(cases["full_sync"], 5)
            self.shift(cases["no_ownership"], 6)
        page = self.compared(built, status=1)
        self.assertIn("instructions at most: in each group", page)
        self.assertNotRegex(page, r"full_sync 20095 20100")
        self.assertRegex(page, r"no_ownership 19773 19779 \S+ \S+ \S+ more")

    def test_documents_without_hashes_say_nothing_of_them(self):
        for key in FACTS:
            if key != "version":
                del self.boot[key]
        page = self.compared(lambda boot, cases: None)
        for word in ("image ", "config ", "one and the same"):
            self.assertNotIn(word, page)
