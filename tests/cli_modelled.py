# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Modelled lines in compare: exact, or not there."""
import re

from cli_base import TINY
from cli_compare import CompareTest, usual

__all__ = ["TestLinesWithin", "TestLinesBetween", "TestLinesRefused"]

PHASES = ("not_ready_peek", "ready_peek", "completion", "rearm")
CACHES = {"source": "given", "note": "", "prefetch": "none",
          "geometry": "l1=32K:8:64,l2=256K:8:64,l3=8M:16:64,prefetch=none,"
                      "device_ways=2",
          "levels": [{"bytes": 1 << 15, "ways": 8}] * 3}
HEAD = "MODELLED lines of all looks at a frame"


def phase(count, loads=0, stores=0, **plain):
    """@loads: misses of each level, all @count together, or of all levels."""
    levels = list(loads) if isinstance(loads, tuple) else [loads] * 3
    return {"count": count, "loads": 10 * count, "stores": 0,
            "write_backs": 0, "cleaned": 0, "invalidated": 0, "uncached": 0,
            "stale_loads": 0, "dropped_dirty": 0, "prefetches": 0,
            "overwritten": 0, "evicted_dirty": [0] * 3,
            "load_misses": levels, "store_misses": [stores] * 3, **plain}


def modelled(idle=0, found=64 * 32, looks=8, **plain):
    return {"kind": "modelled", "unit": "lines",
            "not_ready_peek": phase(64 * looks, idle),
            "ready_peek": phase(64, 64), "rearm": phase(64),
            "completion": phase(64, found, **plain)}


def lined(changes=None, **options):
    """The usual cases; @changes: modelled figures by strategy."""
    cases = usual(**options)
    for one in cases:
        one["modelled"] = (changes or {}).get(one["strategy"], modelled())
    return cases


class LinesTest(CompareTest):
    def lined(self, name="a.json", cases=None, caches=CACHES):
        return self.store(name, cases or lined(), cache_model=caches)

    def rows(self, text):
        """The rows of modelled blocks, by strategy."""
        blocks = re.findall(r"^MODELLED .*\ncache model .*\n((?:\S.*\n|"
                            r" .*\n)+)", text, re.M)
        rows = {}
        for line in "".join(blocks).splitlines():
            if line[0] == " ":
                rows[last] += line.split()
            elif not line.startswith("--"):
                last = line.split()[0].rstrip("*")
                rows[last] = line.split()
        return rows

    def noted(self, *arguments, status=0):
        """The lines below the row of each strategy."""
        text = self.compare(*arguments, status=status)
        found = re.findall(r"^(\w+)\*? +\d.*\n((?: +[a-zA-Z].*\n)+)", text,
                           re.M)
        return {name: " ".join(note.split()) for name, note in found}


class TestLinesWithin(LinesTest):
    plain = True

    def test_counts_and_their_verdicts(self):
        changes = {"full_sync": modelled(64 * 8, 64 * 32),
                   "no_ownership": modelled(64 * 8 + 1, 64 * 32),
                   "dirty_tracking": modelled((64 * 7, 64 * 8, 64 * 8),
                                              64 * 32, write_backs=64),
                   "partial_copy": modelled((64 * 8, 64 * 8, 64 * 8 - 1),
                                            64 * 32)}
        text = self.compare(self.lined(cases=lined(changes)))
        self.assertEqual(text.count(HEAD), 1)
        rows = self.rows(text)
        self.assertEqual(rows["full_sync"][1:], ["40.00"] * 4 +
                         ["0.00", "0.00", "base"])
        self.assertEqual(rows["no_ownership"][1:], ["40.02"] * 4 +
                         ["0.00", "0.00", "more"])
        self.assertEqual(rows["dirty_tracking"][1:], ["39.00"] + ["40.00"] * 3
                         + ["1.00", "0.00", "mixed"])
        self.assertEqual(rows["partial_copy"][1:], ["40.00"] * 2 +
                         ["39.98"] * 2 + ["0.00", "0.00", "fewer"])
        self.assertEqual(rows["null"][1:], ["32.00"] * 4 + ["0.00"] * 2)
        words = " ".join(text.split())
        for want in ("kind modelled", "unit lines", "lower is better",
                     "l1=32K:8:64 l2=256K:8:64 l3=8M:16:64 prefetch=none "
                     "device_ways=2 (given)"):
            self.assertIn(want, words)
        for want in ("STALE in the model", "device thread"):
            self.assertNotIn(want, words)

    def test_every_column_is_its_own(self):
        """Stores miss, too; uncached is memory; both maintenances count."""
        changes = {"full_sync": {**modelled(), "completion": phase(
            64, (64, 128, 192), 64, uncached=64 * 7, write_backs=64 * 9,
            cleaned=64 * 2, invalidated=64 * 3)}}
        rows = self.rows(self.compare(self.lined(cases=lined(changes))))
        self.assertEqual(rows["full_sync"][1:7], [
            "2.00", "3.00", "4.00", "11.00", "9.00", "5.00"])

    def test_a_difference_that_rounding_hides(self):
        changes = {"no_ownership": {**modelled(), "not_ready_peek": phase(
            512, (1, 0, 0))}}
        text = self.compare(self.lined(cases=lined(changes)), "--metric",
                            "cycles_per_not_ready_peek")
        rows = self.rows(text)
        self.assertEqual(rows["no_ownership"][1:], ["0.00"] * 6 + ["more"])
        self.assertEqual(rows["full_sync"][1:], ["0.00"] * 6 + ["base"])
        self.assertIn("not as rounded here", " ".join(text.split()))

    def test_the_unit_is_the_metrics(self):
        made = modelled(64 * 8 * 3, 64 * 32)
        made["rearm"] = phase(64, 64 * 5)
        cases = lined(dict.fromkeys(("full_sync",), made))
        for one in cases:
            one["metrics"]["cycles_per_rearm"] = \
                one["metrics"]["cycles_per_frame"]
        path = self.lined(cases=cases)
        for metric, what, want in (
                ("not_ready_peek", "look that finds nothing", "3.00"),
                ("ready_peek", "look that finds the frame", "1.00"),
                ("completion", "the ready look and", "32.00"),
                ("rearm", "giving the buffer back", "5.00"),
                ("frame", "all looks at a frame", "56.00")):
            text = self.compare(path, "--metric", f"cycles_per_{metric}")
            self.assertRegex(text, f"(?m)^MODELLED lines of .*{what}")
            self.assertEqual(self.rows(text)["full_sync"][1], want)

    def test_hazards_in_place_of_figures(self):
        cases = lined({"no_ownership": modelled(stale_loads=96)})
        cases[2]["integrity"]["frames"] = 0
        cases[3].update(state="skipped", reason="one PU only")
        text = self.compare(self.lined(cases=cases))
        rows = {name: " ".join(row[1:]) for name, row in
                self.rows(text).items()}
        self.assertIn("hit lines that the device had written past",
                      " ".join(text.split()))
        self.assertEqual(rows["blind_reread"],
                         "UNSAFE STALE 100% of 1000 frames (control)")
        self.assertEqual(rows["no_ownership"],
                         "STALE in the model: 1.67% of 5760 loads")
        for name in ("dirty_tracking", "partial_copy"):
            self.assertEqual(rows[name], "not verified: no frame of this case "
                                         "was checked")

    def test_a_base_that_is_wrong_in_the_model_is_none(self):
        changes = {"full_sync": modelled(stale_loads=1)}
        rows = self.rows(self.compare(self.lined(cases=lined(changes))))
        self.assertEqual(rows["no_ownership"][-2:], ["no", "base"])

    def test_where_the_looks_are_not_known_there_is_no_frame(self):
        changes = {"no_ownership": modelled(looks=7)}
        rows = self.rows(self.compare(self.lined(cases=lined(changes))))
        self.assertIn("looks", " ".join(rows["no_ownership"]))
        cases = lined()
        for one in cases:
            one["device"] = one["axes"]["device"] = "thread"
        path = self.lined(cases=cases)
        self.assertNotIn("MODELLED", self.compare(path))
        text = self.compare(path, "--metric", "cycles_per_completion")
        self.assertIn("MODELLED lines of the ready look", text)
        self.assertIn("looks once after each grain", " ".join(text.split()))

    def test_absent_says_why(self):
        cases = lined({"partial_copy": {
            "kind": "absent", "unit": "lines",
            "reason": "no memory for the model of so many " * 9}})
        text = self.compare(self.lined(cases=cases))
        self.assertIn("absent: no memory for the model of so many",
                      " ".join(text.split()))

    def test_without_a_model_nothing_changes(self):
        plain = self.store("a.json", usual())
        text = self.compare(plain)
        for word in ("MODELLED", "\nmodel ", "modelled"):
            self.assertNotIn(word, text)
        self.assertEqual(text, self.compare(plain, "--no-model"))
        self.lined()
        self.assertEqual(text, self.compare(plain, "--no-model"))
        cases = lined(dict.fromkeys(
            [one["strategy"] for one in usual()],
            {"kind": "absent", "unit": "lines", "reason": "off"}))
        self.store("a.json", cases, cache_model={"source": "off", "note": ""})
        self.assertEqual(text, self.compare(plain))

    def test_levels_that_are_not_there(self):
        cases = lined()
        for one in cases:
            for name in PHASES:
                for key in ("load_misses", "store_misses"):
                    del one["modelled"][name][key][1:]
        rows = self.rows(self.compare(self.lined(
            cases=cases, caches={**CACHES, "levels": [{}]})))
        self.assertEqual(rows["full_sync"][1:5], ["32.00", "-", "-", "32.00"])

    def test_a_run(self):
        made = self.document(*TINY, "--cache", "l1=32K:8:64,l2=256K:8")
        rows = self.rows(self.compare(self.path("out.json")))
        for one in made["peekbench"]["cases"]:
            if one["state"] == "unsafe":
                self.assertEqual(rows[one["strategy"]][1], "UNSAFE")
                continue
            idle, found = (one["modelled"][name] for name in
                           ("not_ready_peek", "completion"))
            for level in (0, 1):
                each = sum(counts[key][level] for counts in (idle, found)
                           for key in ("load_misses", "store_misses")) / \
                    found["count"]
                self.assertAlmostEqual(
                    float(rows[one["strategy"]][1 + level]), each, delta=.006)


class TestLinesBetween(LinesTest):
    plain = True

    def test_the_same_is_not_told(self):
        again = self.lined("b.json", lined(seed=1))
        self.assertEqual(self.noted(self.lined(), again), {})

    def test_more_is_a_regression(self):
        before = self.lined()
        for made, word, back in (
                (modelled(1), "more", "fewer"),
                (modelled((1, 0, 0), cleaned=1), "more", "fewer"),
                (modelled(1, (64 * 31, 64 * 32, 64 * 32)), "mixed", "mixed")):
            after = self.lined("b.json", lined({"partial_copy": made}))
            note = self.noted(before, after, status=1)["partial_copy"]
            self.assertRegex(note, f"^MODELLED .*: {word}$")
            self.assertEqual(self.noted(before, after, "--no-model"), {})
            note = self.noted(after, before, status=int(back == "mixed"))
            self.assertRegex(note["partial_copy"], f": {back}$")

    def test_units_of_different_number(self):
        """Twice as many frames, twice the counts: the same."""
        twice = modelled(0, 64 * 64)
        for name in PHASES:
            twice[name]["count"] *= 2
        after = self.lined("b.json", lined({"partial_copy": twice}))
        self.assertEqual(self.noted(self.lined(), after), {})

    def test_stale_in_the_model_alone_is_a_regression(self):
        before = self.lined()
        after = self.lined("b.json", lined(
            {"partial_copy": modelled(stale_loads=64)}))
        self.assertRegex(self.noted(before, after, status=1)["partial_copy"],
                         "before: lines; after: STALE in the model")
        self.assertRegex(self.noted(after, before)["partial_copy"],
                         "before: STALE in the model.*; after: lines")

    def test_one_document_only(self):
        before = self.lined()
        after = self.store("b.json", usual(seed=1))
        for one, two in ((before, after), (after, before)):
            self.assertIn("l1=32K:8:64", self.compare(one, two))
            self.assertEqual(self.noted(one, two), {})

    def test_other_caches_are_not_compared(self):
        before = self.lined()
        after = self.lined("b.json", lined({"partial_copy": modelled(64)}),
                           {**CACHES, "geometry": "l1=64K:8:64"})
        text = self.compare(before, after)
        self.assertNotIn("MODELLED", text)
        self.assertIn("not compared", text)
        self.assertIn("l1=64K:8:64", text)
        self.assertIn("l1=32K:8:64", text)


class TestLinesRefused(LinesTest):
    def refuse(self, cases, caches=CACHES):
        path = self.lined(cases=cases, caches=caches)
        for verb in ("compare", "cite"):
            self.refused(verb, path, names=[path, "damaged: case 0",
                                            "modelled"])

    def test_damaged_models(self):
        good = modelled()
        for made in (1, [], {}, {"kind": "measured"},
                     {"kind": "modelled", "unit": "lines"},
                     {key: good[key] for key in good if key != "rearm"}):
            self.refuse(lined({"full_sync": made}))
        for key, value in (("count", -1), ("count", 1.5), ("loads", None),
                           ("stale_loads", "1"), ("cleaned", 1 << 60),
                           ("load_misses", [1, 2]), ("load_misses", 5),
                           ("store_misses", [1, 2, -3])):
            made = modelled()
            made["completion"][key] = value
            self.refuse(lined({"full_sync": made}))

    def test_caches_that_are_not_said(self):
        for caches in (None, {}, {**CACHES, "levels": []},
                       {**CACHES, "levels": [{}] * 4}):
            self.refuse(lined(), caches)
        for count in (0, 4):
            cases = lined()
            for name in PHASES:
                for key in ("load_misses", "store_misses"):
                    cases[0]["modelled"][name][key] = [1] * count
            self.refuse(cases, {**CACHES, "levels": [{}] * count})

    def test_words(self):
        path = self.lined()
        self.refused("compare", path, "--no-models", names=["--no-model"])
        self.refused("cite", path, "--no-models", names=["--no-model"])

    def test_a_form_that_has_no_block(self):
        path = self.lined()
        block = self.succeeds("cite", path).stdout
        mail = self.write("mail.txt", block.replace("form=text", "form=csv"))
        self.refused("cite", "--verify", mail, path, names=["options"])
