# SPDX-License-Identifier: GPL-2.0 OR MIT
"""The copied bytes, and that a case is itself in any company."""
from cli_base import CliTest, cases_of
from cli_document import ran

__all__ = ["Ledger", "Neighbours"]

BOUNCED = ("quick", "--set", "size=1974", "--set", "ready=0,8", "--set",
           "status=head,tail,split", "--set", "frame=full,short", "--set",
           "platform=swiotlb,swiotlb@v5.16,swiotlb@ddbd89deb7d3,"
           "swiotlb@aa6f8dcbab47", "--benchmark_repetitions=2")

PATHS = ("quick", "--set", "size=256", "--set", "ready=2", "--set",
         "platform=coherent,arm64,swiotlb", "--set",
         "calls=linux-6.12,linux-6.1,inline", "--strategy",
         "full_sync,no_ownership,partial_copy,header_giveback,peek_word,null",
         "--cache", "l1=32K:8", "--benchmark_repetitions=2")

# Where a buffer's old status can outlive its clear: mapped without a copy,
# and cleared on one side only.
LASTING = (("--set", "platform=swiotlb@v5.16"),
           ("--set", "platform=swiotlb", "--set", "rearm=from_device"),
           ("--set", "platform=swiotlb@aa6f8dcbab47"))
ALONE = ("quick", "--set", "size=256", "--set", "ready=2", "--seed", "1",
         "--benchmark_repetitions=6")


class Ledger(CliTest):
    plain = True

    def test_what_arrived_once_was_needed(self):
        seen = set()
        for case in cases_of(ran(*BOUNCED, plain=True)):
            books = case["ledger"]
            if case["strategy"] in ("null", "blind_reread"):
                continue
            # To its strategy a lost frame did not arrive.
            if case["integrity"]["lost"] or case["integrity"]["stale"]:
                continue
            with self.subTest(case["id"]):
                self.assertEqual(books["kind"], "exact")
                self.assertEqual(books["copied"],
                                 books["copied_again"] + books["needed"])
                seen.add((case["strategy"], case["platform"]))
        self.assertGreaterEqual(len(seen), 12)

    def test_the_path_of_a_sync_changes_nothing_that_is_counted(self):
        books = {}
        for case in cases_of(ran(*PATHS, plain=True)):
            axes = dict(case["axes"])
            calls = axes.pop("calls")
            self.assertEqual(case["state"], "ok", case["id"])
            self.assertEqual(f"/calls={calls}" in case["id"],
                             calls != "inline")
            self.assertEqual(case["modelled"]["kind"], "modelled")
            books.setdefault(str(axes), {})[calls] = (case["ledger"],
                                                      case["modelled"])
        self.assertEqual(len(books), 18)
        for axes, paths in books.items():
            with self.subTest(axes):
                self.assertEqual(set(paths),
                                 {"linux-6.12", "linux-6.1", "inline"})
                self.assertEqual(paths["linux-6.12"], paths["inline"])
                self.assertEqual(paths["linux-6.1"], paths["inline"])

    def test_looks_and_completions_add_up(self):
        for case in cases_of(ran(*BOUNCED, plain=True)):
            books, ready = case["ledger"], case["axes"]["ready"]
            with self.subTest(case["id"]):
                self.assertEqual(books["copied"], books["per_ready_peek"] +
                                 ready * books["per_not_ready_peek"])
                samples = case["metrics"]["copied_bytes_per_completion"][
                    "samples"]
                if case["state"] == "ok":
                    self.assertEqual(set(samples), {books["copied"]})

    def test_the_strategies_copy_what_the_design_says(self):
        for case in cases_of(ran(*BOUNCED, plain=True)):
            axes, books = case["axes"], case["ledger"]
            if axes["status"] != "head" or axes["frame"] != "full":
                continue
            size = axes["size"]
            looks = {"full_sync": (size, size), "null": (0, 0),
                     "no_ownership": (size, size), "blind_reread": (0, 0),
                     "partial_copy": (4, size), "dirty_tracking": (size, size)}
            with self.subTest(case["id"]):
                peek = books["per_not_ready_peek"] if axes["ready"] else \
                    looks[case["strategy"]][0]
                self.assertEqual((peek, books["per_ready_peek"]),
                                 looks[case["strategy"]])

    def test_the_strategies_sync_what_the_readme_says(self):
        """(for_cpu, for_device) of four looks and of the ready one."""
        calls = {"full_sync": ((4, 4), (1, 0)),
                 "no_ownership": ((4, 0), (1, 0)),
                 "no_ownership_resync": ((4, 0), (2, 0)),
                 "partial_copy": ((4, 0), (2, 0)),
                 "header_giveback": ((4, 4), (2, 0)),
                 "after_only": ((0, 4), (0, 0)),
                 "peek_word": ((8, 0), (3, 0)),
                 "coherent_status": ((0, 0), (1, 0)),
                 "blind_reread": ((0, 0), (0, 0)), "null": None}
        made = self.document("quick", "--set", "size=512", "--set", "ready=4",
                             "--set", "status=split", "--set", "platform="
                             "coherent,arm64,mips,swiotlb,swiotlb+arm64",
                             "--strategy", ",".join(calls),
                             "--benchmark_repetitions=1")
        for case in made["peekbench"]["cases"]:
            syncs, want = case["ledger"].get("syncs"), calls[case["strategy"]]
            bounced = case["platform"].startswith("swiotlb")
            with self.subTest(case["id"]):
                if case["platform"] == "coherent" or not want:
                    self.assertIsNone(syncs)
                    continue
                if case["strategy"] == "after_only" and bounced:
                    want = ((0, 4), (0, 1))  # STALE: it is never ready
                self.assertEqual(
                    [(syncs[look]["for_cpu"], syncs[look]["for_device"])
                     for look in ("not_ready", "ready")], list(want))

    def test_only_the_regression_copies_back(self):
        for case in cases_of(ran(*BOUNCED, plain=True)):
            back = case["platform"] == "swiotlb@aa6f8dcbab47" and \
                case["strategy"] == "full_sync"
            expected = case["axes"]["size"] * case["axes"]["ready"] * back
            with self.subTest(case["id"]):
                self.assertEqual(case["ledger"]["copied_back"], expected)

    def test_large_exact_numbers_are_exact(self):
        document = self.document(
            "quick", "--set", "size=262143", "--set", "ready=40", "--set",
            "ring=1", "--set", "platform=swiotlb", "--strategy", "full_sync",
            "--benchmark_repetitions=2")
        case, = cases_of(document, strategy="full_sync")
        copied = 41 * 262143
        self.assertEqual(case["ledger"]["copied"], copied)
        self.assertEqual(case["metrics"]["copied_bytes_per_completion"]
                         ["samples"], [copied, copied])

    def test_books_that_cannot_be_kept_say_so(self):
        # A REPLAY sends the looks down another path: no zeros for that.
        for case in self.document(*ALONE, *LASTING[1])["peekbench"]["cases"]:
            books = case["ledger"]
            with self.subTest(case["id"]):
                if books["kind"] == "absent":
                    self.assertTrue(books.get("reason"))
                else:
                    self.assertEqual(books["needed"], 256)


class Neighbours(CliTest):
    """Cases of a group share memory, and nothing else."""
    plain = True

    def seen(self, strategy, *arguments):
        """Frames of @strategy by name of the hazard."""
        case, = cases_of(self.document(*ALONE, *arguments), strategy=strategy)
        return {key: bool(count) for key, count in case["integrity"].items()}

    def check(self, strategy, *arguments):
        with self.subTest(strategy=strategy, arguments=arguments):
            self.assertEqual(
                self.seen(strategy, *arguments),
                self.seen(strategy, *arguments, "--strategy", strategy))

    def test_a_case_has_the_hazards_that_it_has_alone(self):
        for words in LASTING:
            for strategy in ("full_sync", "partial_copy", "null"):
                self.check(strategy, *words)
        self.check("blind_reread", *LASTING[1])

    def test_whatever_the_order(self):
        for seed in ("2", "3", "4"):
            self.check("no_ownership", *LASTING[0], "--seed", seed)
