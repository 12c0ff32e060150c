# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Figures that the cache model adds to a run, and its options."""
import json

from cli_base import CliTest, SMALL, TINY, cases_of, exactly

__all__ = ["Model", "CacheOption", "CacheTable"]

GEOMETRY = "l1=32K:8:64,l2=256K:8,l3=8M:16"
PHASES = ("not_ready_peek", "ready_peek", "completion", "rearm")


def modelled_of(document):
    return {case["id"]: case["modelled"]
            for case in document["peekbench"]["cases"]}


class Model(CliTest):
    plain = True

    def test_every_case_has_every_figure(self):
        document = self.document(*SMALL, "--cache", GEOMETRY)
        for case in document["peekbench"]["cases"]:
            with self.subTest(case["id"]):
                modelled = case["modelled"]
                self.assertEqual((modelled["kind"], modelled["unit"]),
                                 ("modelled", "lines"))
                for phase in PHASES:
                    figures = modelled[phase]
                    if not figures["count"]:
                        self.assertEqual(figures["reason"],
                                         "no look found the frame")
                        continue
                    for key in ("loads", "stores", "write_backs", "cleaned",
                                "invalidated", "stale_loads", "uncached"):
                        self.assertGreaterEqual(figures[key], 0)
                    for key in ("load_misses", "store_misses",
                                "evicted_dirty"):
                        self.assertEqual(len(figures[key]), 3)

    def test_the_same_digits_in_every_run(self):
        first = modelled_of(self.document(*SMALL, "--cache", GEOMETRY,
                                          "--seed", "1"))
        again = modelled_of(self.document(*SMALL, "--cache", GEOMETRY,
                                          "--seed", "2",
                                          "--benchmark_repetitions=2"))
        self.assertEqual(first, again)
        self.assertTrue(any(case["kind"] == "modelled"
                            for case in first.values()))
        # Alone, without its neighbours, a case counts the same.
        case_id = next(name for name in first if "partial_copy" in name and
                       "swiotlb" in name)
        alone = modelled_of(self.document(*SMALL, "--cache", GEOMETRY,
                                          exactly(case_id)))
        self.assertEqual(alone[case_id], first[case_id])

    def test_a_frame_from_memory_is_missed_once(self):
        document = self.document("quick", "--set", "platform=coherent",
                                 "--set", "size=2048", "--set", "ready=1",
                                 "--benchmark_repetitions=1", "--cache",
                                 GEOMETRY)
        for case in cases_of(document, strategy="full_sync"):
            figures = case["modelled"]["completion"]
            self.assertEqual(figures["load_misses"],
                             [32 * figures["count"]] * 3)

    def test_the_thread_device_has_figures_too(self):
        document = self.document(
            "quick", "--set", "device=thread", "--set", "size=256",
            "--set", "platform=swiotlb", "--benchmark_repetitions=1",
            "--strategy", "full_sync", "--cache", GEOMETRY)
        (case,) = cases_of(document, strategy="full_sync")
        figures = case["modelled"]
        # Four grains of 64 bytes: a look after each but the last.
        self.assertEqual(figures["not_ready_peek"]["count"],
                         3 * figures["completion"]["count"])

    def test_other_caches_other_figures(self):
        small = modelled_of(self.document(*TINY, "--cache", "l1=4K:4"))
        large = modelled_of(self.document(*TINY, "--cache", "l1=256K:8"))
        name = next(name for name in small if "full_sync" in name)
        # Any cache misses lines that the device wrote, not the original's.
        self.assertGreater(
            small[name]["not_ready_peek"]["store_misses"][0],
            large[name]["not_ready_peek"]["store_misses"][0])


class CacheOption(CliTest):
    def test_the_geometry_stands_in_the_document(self):
        model = self.document(*TINY, "--cache", GEOMETRY + ",prefetch=next")[
            "peekbench"]["cache_model"]
        self.assertEqual(model["source"], "given")
        self.assertEqual(model["geometry"],
                         "l1=32K:8:64,l2=256K:8:64,l3=8M:16:64,"
                         "prefetch=next,device_ways=2")
        self.assertEqual(model["levels"][1],
                         {"bytes": 256 << 10, "ways": 8, "line_bytes": 64,
                          "sets": 512})
        self.assertEqual(model["prefetch"], "next")

    def test_what_a_document_says_can_be_given_again(self):
        document = self.document(*TINY)
        model = document["peekbench"]["cache_model"]
        if model["source"] == "absent":
            self.assertTrue(model["note"])
            self.skipTest(model["note"])
        self.assertEqual(model["source"], "hwloc")
        again = self.document(*TINY, "--cache", model["geometry"])
        self.assertEqual(modelled_of(document), modelled_of(again))

    def test_it_can_be_switched_off(self):
        document = self.document(*TINY, "--cache=off")
        self.assertEqual(document["peekbench"]["cache_model"]["source"],
                         "off")
        for case in modelled_of(document).values():
            self.assertEqual(case, {"kind": "absent", "unit": "lines",
                                    "reason": "switched off by --cache off"})

    def test_bad_caches_are_refused_with_the_reason(self):
        """Which shapes are bad is in test_cache_geometry.c."""
        for text, names in (("l1=48K:8", ("l1", "96 sets", "power of two")),
                            ("huge", ("'huge'", "host", "off")), ("", ("''",)),
                            ("x" * 5000, ("too long",))):
            self.refused("run", *TINY, "--cache", text,
                         names=("--cache",) + names)
        self.refused("run", *TINY, "--cache", names=("--cache",))


class CacheTable(CliTest):
    def details(self, *arguments):
        page = self.succeeds("run", "--out", "out.json", *TINY,
                             *arguments).stdout
        for line in page.splitlines():
            self.assertLessEqual(len(line), 79, line)
        return page

    def test_it_says_what_is_modelled(self):
        page = self.details("--cache", GEOMETRY)
        self.assertIn("MODELLED", page)
        self.assertIn("l1=32K:8:64", page)
        shown = {row["id"]: row["median"] for row in
                 json.loads(self.succeeds("show", "out.json",
                                          "--json").stdout)
                 if row["figure"] == "l1_lines_per_completion"}
        for case in self.load("out.json")["peekbench"]["cases"]:
            if case["state"] == "unsafe":
                self.assertIsNone(shown.get(case["id"]))
                continue
            figures = case["modelled"]["completion"]
            self.assertAlmostEqual(
                shown[case["id"]],
                (figures["load_misses"][0] + figures["store_misses"][0]) /
                figures["count"])

    def test_levels_that_are_not_there_have_no_column(self):
        self.assertRegex(self.details("--cache", GEOMETRY),
                         r"\nstrategy .*\bL2\b")
        self.assertNotRegex(self.details("--cache", "l1=32K:8"),
                            r"\nstrategy .*\bL2\b")

    def test_memory_is_also_what_is_not_cached(self):
        table = self.succeeds(
            "run", "--out", "out.json", "quick", "--set", "platform=arm64",
            "--set", "size=2048", "--set", "ready=4", "--strategy",
            "coherent_status", "--benchmark_repetitions=1", "--cache",
            GEOMETRY).stdout
        if "skipped" in table:
            self.skipTest("this CPU cannot stand in for arm64")
        self.assertRegex(table, r"\ncoherent_status\b.* 0\.0 +1\.0 ")

    def test_no_block_without_a_model(self):
        table = self.details("--cache", "off")
        self.assertNotIn("MODELLED", table)
        self.assertIn("switched off", table)

    def test_stale_rows_are_marked(self):
        table = self.succeeds(
            "run", "--out", "out.json", "quick", "--set", "platform=mips",
            "--set", "size=2048", "--set", "ready=1", "--strategy",
            "no_ownership", "--benchmark_repetitions=1", "--cache",
            GEOMETRY).stdout
        if "skipped" in table:
            self.skipTest("this CPU cannot stand in for MIPS")
        self.assertRegex(table, r"\nno_ownership\b.*\d! ")
        self.assertIn("modelled loads hit a line", table)
