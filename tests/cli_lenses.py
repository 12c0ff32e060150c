# SPDX-License-Identifier: GPL-2.0 OR MIT
"""peekbench compare of a user-space document and a kernel's."""
import json
import os
import re

from cli_base import CliTest, Under
from cli_made import case, document

__all__ = ["TestReferences", "TestCorrespondence", "TestBytes", "TestHazards",
           "TestLensesRefuse"]

# As ids have them.
ORDER = ("strategy", "platform", "device", "size", "status", "ready", "copy",
         "align", "grain", "gap", "pace", "order", "ring", "processing",
         "rearm", "mapped", "synced", "dirtied", "device_cache", "frame", "placement", "guest",
         "memory", "looks")
NAMES = {"per_not_ready_peek": "copied_bytes_per_not_ready_peek",
         "per_ready_peek": "copied_bytes_per_ready_peek",
         "needed": "needed_bytes_per_frame",
         "copied": "copied_bytes_per_completion",
         "copied_again": "copied_again_bytes_per_frame",
         "copied_back": "copied_back_bytes_per_frame",
         "rearm": "copied_bytes_per_rearm"}
FIGURES = ("per_not_ready_peek", "per_ready_peek", "needed", "copied",
           "copied_again", "copied_back", "rearm")
SYNCS = ("for_cpu", "for_device")
KERNEL = {"device": "lsi", "guest": "x86", "ring": 16}


def made(strategy, *, bad=None, half=0, looks=(2048, 2048), **axes):
    """A case with exact books; half: frames with half a status word."""
    copy = axes.pop("copy", "rep_movsb")
    one = case(strategy, 1000, 0.01, bad=bad, **axes)
    one["axes"]["copy"] = copy
    one["device"] = one["axes"]["device"]
    one["id"] = "/".join(f"{key}={one['axes'][key]}" for key in ORDER
                         if key in one["axes"])
    one["ledger"].update(zip(FIGURES, looks))
    if half:
        one["integrity"]["torn_status_only"] = half
    return one


class LensesTest(CliTest):
    def reference(self, name):
        return os.path.join(Under.source, "results", "reference", name)

    def store(self, name, cases):
        return self.write(name, json.dumps(document(Under.source, cases)))

    def lenses(self, user, kernel, *arguments, status=0):
        """The report, which is the same in either order."""
        paths = [self.store(name, cases) if isinstance(cases, list) else
                 self.reference(cases) for name, cases in
                 (("user.json", user), ("kernel.json", kernel))]
        text, other = [
            self.succeeds("compare", *pair, *arguments, "--details",
                          status=status).stdout
            for pair in (paths, paths[::-1])]
        self.assertEqual(text, other)
        for line in text.splitlines():
            self.assertTrue(line.isascii(), line)
            self.assertLess(len(line), 80, line)
        return text

    def flat(self, text):
        """Without white space: words that are longer than a line break."""
        return re.sub(r"\s", "", text)

    def row(self, text, strategy):
        """Bytes in user space, =, in the kernel; hazards; the verdict."""
        line, = re.findall(rf"^{strategy} .*$", text, re.M)
        return line.split()[1:]

    def pair(self, strategy="full_sync", user=None, kernel=None, verdict=0,
             **axes):
        """The report of two cases that correspond."""
        return self.lenses([made(strategy, **axes, **(user or {}))],
                           [made(strategy, **{**KERNEL, **axes},
                                 **(kernel or {}))], status=verdict)


class TestReferences(LensesTest):
    plain = True

    def titled(self, *names):
        """The report; no title names the mapping of documents of schema 1."""
        return re.sub(r",\s+mapped=from_device,\s+copy", ", copy",
                      self.lenses(*names))

    def test_bytes_agree_with_a_real_swiotlb(self):
        text = self.titled("quick.json.gz", "kernel-x86.json.gz")
        rows = re.findall(r"^(\w+) +(\S+/\S+) +(\S+) +(\S+) .*"
                          r" (within|BEYOND|\?)$",
                          text, re.M)
        self.assertEqual(len(rows), 72)
        for strategy, user, sign, kernel, verdict in rows:
            self.assertEqual((user, sign, verdict), (kernel, "=", "within"),
                             strategy)
        block = text.partition("swiotlb, 2048 bytes, status head, "
                               "8 empty looks a frame, copy ascending\n")[2]
        block = block.partition("\n--")[0]
        self.assertIn("8+8 by not-ready looks, 1+0 by the ready look",
                      " ".join(block.split()))
        self.assertEqual(self.row(block, "full_sync"), [
            "2048/2048", "=", "2048/2048", ".", ".", ".", "within"])
        self.assertEqual(self.row(block, "partial_copy"), [
            "4/2048", "=", "4/2048", ".", ".", ".", "within"])
        self.assertEqual(self.row(block, "blind_reread"), [
            "0/0", "=", "0/0", "S", "S", "S", "within"])
        self.assertIn("84 cases of", text)
        self.assertIn("and 64 more", text)

    def test_arm64_copies_what_user_space_copies(self):
        text = self.lenses("mission.json.gz", "kernel-arm64.json.gz")
        self.assertRegex(text, r"(?s)80 rows; bytes counted in both\s+lenses: "
                               r"80, a figure\s+differs: 0")

    def test_torn_frames_are_within_what_the_checker_allows(self):
        text = self.titled("torn.json.gz", "kernel-torn.json")
        head, down, tail = [part.partition("\n--")[0] for part in
                            text.split("swiotlb, 2048 bytes, status ")[1:]]
        for block, title in ((head, "head, copy ascending"),
                             (down, "head, copy descending"),
                             (tail, "tail, copy ascending")):
            self.assertTrue(block.startswith(title), block)
        for block in (down, tail):
            self.assertEqual(self.row(block, "no_ownership")[-4:],
                             ["T", "T", "T", "within"])
        # Whether a guest's copy halves a word, or this CPU's rep movsb leaves
        # its order, which its checker row allows, is a matter of rates.
        user, kernel, *rest = self.row(head, "no_ownership")[-4:]
        self.assertEqual(rest, [".", "within"])
        self.assertIn(user, (".", "T"))
        self.assertIn(kernel, (".", ".*"))
        self.assertEqual(self.row(tail, "partial_copy"),
                         ["-", "-", ".", ".*", ".", "within"])
        self.assertIn("half a status word", text)


class TestCorrespondence(LensesTest):
    plain = True

    def test_each_lens_has_axes_of_its_own(self):
        text = self.pair(user={"ring": 128, "placement": "smt",
                               "device_cache": "allocating"},
                         kernel={"grain": 2048})
        self.assertEqual(self.row(text, "full_sync"), [
            "2048/2048", "=", "2048/2048", ".", ".", ".", "within"])

    def test_the_others_must_be_equal(self):
        for axis, user, kernel in (
                ("size", 2048, 256), ("status", "head", "tail"),
                ("ready", 8, 1), ("ready", "free", 8),
                ("platform", "swiotlb", "swiotlb+arm64"),
                ("rearm", "to_device", "remap"), ("frame", "full", "short"),
                ("mapped", "from_device", "bidirectional"),
                ("synced", "from_device", "mapping"),
                ("dirtied", 0, 1), ("processing", "frame", "none"),
                ("order", "payload_then_status", "ascending")):
            with self.subTest(axis=axis):
                one = self.store("u.json", [made("full_sync", **{axis: user})])
                two = self.store("k.json", [made("full_sync",
                                                 **{**KERNEL, axis: kernel})])
                self.refused("compare", one, two, names=[one, two,
                                                         "in common"])

    def test_copies_must_go_the_same_way(self):
        up, down, unknown = "ascending", "descending", "in any order"
        for user, kernel, order in (
                ({"copy": "ascending"}, {"copy": "rep_movsb"}, up),
                ({"copy": "ascending"}, {"copy": "rep_movsq"}, up),
                ({"copy": "ascending"}, {"copy": "memcpy_orig"}, up),
                ({"copy": "ascending"},
                 {"copy": "memcpy_orig", "align": 128}, up),
                ({"copy": "memcpy_orig", "align": 128},
                 {"copy": "rep_movsb"}, up),
                ({"copy": "descending"},
                 {"copy": "memcpy_orig", "align": 64}, down),
                ({"copy": "rep_movsb"},
                 {"copy": "memcpy_orig", "align": 64}, down),
                ({"copy": "memcpy_orig"}, {"copy": "rep_movsb"}, up),
                ({"copy": "libc"}, {"copy": "rep_movsb"}, up),
                ({"copy": "ascending"},
                 {"copy": "kernel_memcpy", "guest": "arm64"}, unknown),
                ({"copy": "descending"},
                 {"copy": "rep_movsb", "guest": "self"}, unknown),
                ({"copy": "descending"}, {"copy": "rep_movsb"}, None),
                ({"copy": "descending"}, {"copy": "memcpy_orig"}, None),
                ({"copy": "memcpy_orig", "align": 64},
                 {"copy": "rep_movsb"}, None),
                ({"copy": "ascending"},
                 {"copy": "memcpy_orig", "align": 64}, None)):
            with self.subTest(user=user, kernel=kernel):
                cases = [made("full_sync", **user)], \
                    [made("full_sync", **{**KERNEL, **kernel})]
                if order:
                    self.assertIn(f"copy {order}\n", self.lenses(*cases))
                    continue
                self.refused("compare", self.store("u.json", cases[0]),
                             self.store("k.json", cases[1]),
                             names=["in common"])

    def test_proven_is_of_any_cpu_and_beyond_of_the_one_that_ran(self):
        """A status at the head, which a copy that goes up reads first."""
        for copy in ("kernel_memcpy", "rep_movsb"):
            kernel = made("full_sync", copy=copy, bad={"torn": 9}, **KERNEL)
            path = self.store("kernel.json", [kernel])
            rows = json.loads(self.succeeds("show", path, "--prove",
                                            "--json").stdout)
            self.assertEqual(rows[0]["proven"], "T", copy)
        text = self.lenses([made("full_sync", copy="ascending")], [kernel],
                           status=1)
        self.assertIn("BEYOND", text)

    def test_cases_of_one_side_only_are_listed(self):
        alone = made("full_sync", **{**KERNEL, "size": 256})
        broken = made("full_sync", **{**KERNEL, "size": 512})
        broken.update(state="failed", reason="the guest died")
        text = self.lenses(
            [made("full_sync"), made("partial_copy")],
            [made("full_sync", **KERNEL), alone, broken])
        flat = self.flat(text)
        self.assertRegex(flat, "1casesof[^ ]*user.jsonhavenocounterpart" +
                         re.escape(made("partial_copy")["id"]))
        self.assertRegex(flat, "1casesof[^ ]*kernel.jsonhavenocounterpart" +
                         re.escape(alone["id"]))
        self.assertRegex(flat, "1casesof[^ ]*kernel.jsonhavenothingtocompare" +
                         re.escape(broken["id"]))

    def test_an_unmodified_driver_has_no_counterpart(self):
        axes = {"ready": "free", "size": 1500}
        one = self.store("u.json", [made("header_giveback", device="thread",
                                         **axes)])
        two = self.store("k.json", [made("header_giveback", guest="x86",
                                         device="e100", **axes)])
        self.refused("compare", one, two, names=["in common"])

    def test_a_filter_takes_rows_and_cases(self):
        cases = [made(name, size=size) for size in (256, 2048)
                 for name in ("full_sync", "partial_copy")]
        kernel = [made("full_sync", **{**KERNEL, "size": size})
                  for size in (256, 2048)]
        text = self.lenses(cases, kernel, "--filter", "size=256")
        self.assertNotIn("2048 bytes", text)
        self.assertIn("1 rows", text)
        self.assertIn("1 cases of", text)

    def test_one_lens_twice_is_compared_as_ever(self):
        one = self.reference("kernel-torn.json")
        self.assertIn("same", self.succeeds("compare", one, one).stdout)
        user, kernel = (self.reference(name) for name in
                        ("quick.json.gz", "kernel-x86.json.gz"))
        self.assertIn("machine", self.succeeds("compare", user, user,
                                               kernel).stdout)


class TestBytes(LensesTest):
    plain = True

    def test_one_byte_is_a_finding(self):
        for at, figure in enumerate(FIGURES):
            for side in ("user", "kernel"):
                looks = [100, 200, 300, 400, 500, 600, 700]
                looks[at] += 1
                with self.subTest(figure=figure, side=side):
                    text = self.pair(verdict=1, **{
                        "user": {"looks": range(100, 800, 100)},
                        "kernel": {"looks": range(100, 800, 100)},
                        side: {"looks": looks}})
                    self.check_finding(text, figure, side, at)

    def check_finding(self, text, figure, side, at):
        value = 100 * (at + 1)
        user, kernel = (made("full_sync", **axes)["id"]
                        for axes in ({}, KERNEL))
        self.assertIn(self.flat(
            f"{NAMES[figure]}: {value + (side == 'user')} in user space "
            f"({user}), {value + (side == 'kernel')} in kernel ({kernel})"),
                      self.flat(text))
        self.assertIn("DIFFER", text)
        self.assertRegex(text, r"a\s+figure\s+differs:\s+1;")

    def test_two_cases_of_a_row_must_agree_as_well(self):
        kernel = [made("full_sync", **KERNEL),
                  made("full_sync", **{**KERNEL, "copy": "rep_movsq"},
                       looks=(2048, 2047))]
        text = self.lenses([made("full_sync")], kernel, status=1)
        self.assertRegex(text, "2048/2048 +DIFFER +2048/2047")
        self.assertIn(kernel[1]["id"], self.flat(text))
        self.assertNotIn(kernel[0]["id"], self.flat(text))

    def test_two_cases_of_one_lens_need_no_third(self):
        user = made("full_sync")
        user["ledger"]["kind"] = "absent"
        kernel = [made("full_sync", **KERNEL),
                  made("full_sync", **{**KERNEL, "ring": 8},
                       looks=(2049, 2048))]
        text = self.lenses([user], kernel, status=1)
        self.assertIn(self.flat("copied_bytes_per_not_ready_peek: 2048 in "
                                f"kernel ({kernel[0]['id']}), 2049 in kernel "
                                f"({kernel[1]['id']})"), self.flat(text))

    def test_what_is_no_exact_count_is_not_compared(self):
        one = made("full_sync", looks=(1, 2))
        one["ledger"]["kind"] = "measured"
        text = self.lenses([one], [made("full_sync", **KERNEL)])
        self.assertEqual(self.row(text, "full_sync"),
                         ["-", "2048/2048", ".", ".", ".", "within"])
        self.assertIn("bytes counted in both lenses: 0", text)

    def synced(self, user, kernel, verdict=0):
        cases = [made("full_sync"), made("full_sync", **KERNEL)]
        for case_, counts in zip(cases, (user, kernel)):
            if counts:
                case_["ledger"]["syncs"] = {
                    "not_ready": dict(zip(SYNCS, counts[:2])),
                    "ready": dict(zip(SYNCS, counts[2:]))}
        return self.lenses(*[[one] for one in cases], status=verdict)

    def test_sync_for_sync(self):
        text = self.synced((8, 7, 1, 0), (8, 7, 1, 0))
        self.assertIn("syncs of a frame in both, for_cpu+for_device: 8+7 by "
                      "not-ready looks, 1+0 by the ready look",
                      " ".join(text.split()))
        for at, name in enumerate(("not_ready.for_cpu", "not_ready.for_device",
                                   "ready.for_cpu", "ready.for_device")):
            other = [8, 7, 1, 0]
            other[at] += 1
            text = self.synced((8, 7, 1, 0), other, verdict=1)
            look, call = name.split(".")
            self.assertRegex(
                self.flat(text), f"{call}_calls_{look}_per_frame:"
                                 rf"{other[at] - 1}inuserspace\([^ ]*\),"
                                 f"{other[at]}inkernel")
            self.assertRegex(text, " DIFFER ")

    def test_syncs_that_one_lens_alone_counted_are_not_compared(self):
        for counts in (((8, 7, 1, 0), None), (None, (8, 7, 1, 0))):
            self.assertNotIn("syncs of a", self.synced(*counts))

    def test_a_buffer_never_seen_ready_is_armed_twice_in_user_space(self):
        rearm = [0] * 6
        self.pair("blind_reread", role="control", bad={"stale": 9},
                  user={"looks": rearm + [8]}, kernel={"looks": rearm + [4]})


class TestHazards(LensesTest):
    def test_a_hazard_beyond_the_checker_is_a_finding(self):
        for lens, words in (("user", "user space"), ("kernel", "kernel")):
            with self.subTest(lens=lens):
                text = self.pair("no_ownership_resync", verdict=1,
                                 **{lens: {"bad": {"torn": 1}}})
                self.assertEqual(self.row(text, "no_ownership_resync")[-1],
                                 "BEYOND")
                axes = {} if lens == "user" else KERNEL
                case_ = made("no_ownership_resync", **axes)
                self.assertIn(self.flat(f"seen in {words}, not allowed: T "
                                        f"({case_['id']})"), self.flat(text))
                self.assertRegex(text, r"beyond\s+the\s+checker:\s+1")

    def test_it_needs_no_counterpart(self):
        alone = made("no_ownership_resync", **KERNEL, bad={"lost": 1})
        text = self.lenses([made("full_sync")],
                           [made("full_sync", **KERNEL), alone], status=1)
        self.assertIn(self.flat("L is beyond the checker, without a "
                                "counterpart: " + alone["id"]),
                      self.flat(text))

    def test_what_the_checker_allows_depends_on_order_and_place(self):
        for place, align, torn, status in (
                ("tail", 0, 9, 0), ("head", 0, 9, 1), ("head", 64, 9, 0),
                ("tail", 64, 9, 1), ("head", 0, 0, 0)):
            with self.subTest(place=place, align=align, torn=torn):
                copy = {"copy": "memcpy_orig", "align": align,
                        "platform": "swiotlb"}
                axes = {"ready": "free", "size": 2048}
                kernel = made("full_sync", bad={"torn": torn} if torn else {},
                              device="host", guest="x86",
                              **{**axes, **copy, "status": place})
                user = made("full_sync", device="thread", **axes, copy="libc",
                            status=place)
                self.lenses([user], [kernel], status=status)

    def test_half_a_status_word_is_counted_apart(self):
        for torn, half, status in ((5, 5, 0), (6, 5, 1)):
            text = self.lenses(
                [made("partial_copy")],
                [made("partial_copy", **KERNEL, bad={"torn": torn},
                      half=half)], status=status)
            row = self.row(text, "partial_copy")
            self.assertEqual(row[-4:], [".", "T*" if status else ".*", ".",
                                        "BEYOND" if status else "within"])

    def test_the_harness_is_never_wrong(self):
        self.lenses([made("null", role="harness")],
                    [made("null", role="harness", **KERNEL,
                          bad={"stale": 1})], status=1)

    def test_what_the_checker_does_not_know_is_said_to_be_so(self):
        for strategy, axes in (("mine", {}), ("full_sync", {"status": "at24"}),
                               ("full_sync", {"dirtied": 1})):
            with self.subTest(strategy=strategy, axes=axes):
                text = self.pair(strategy, kernel={"bad": {"torn": 1}},
                                 **axes)
                self.assertEqual(self.row(text, strategy)[-2:], ["?", "?"])
                self.assertRegex(text, r"not\s+judged:\s+1")


class TestLensesRefuse(LensesTest):
    def test_choices_that_do_not_apply(self):
        one, two = (self.reference(name) for name in
                    ("quick.json.gz", "kernel-x86.json.gz"))
        for option, value in (("--base", "full_sync"),
                              ("--metric", "cycles_per_frame"),
                              ("--min-effect", "2")):
            self.refused("compare", one, two, option, value,
                         names=[one, two, option, "two lenses"])
        self.refused("compare", one, two, "--filter", "size=3",
                     names=[one, two, "size=3"])

    def test_documents_that_are_damaged(self):
        good = self.store("u.json", [made("full_sync")])
        nameless = made("full_sync", **KERNEL)
        nameless["integrity"]["wrong"] = 1
        half = made("full_sync", **KERNEL, bad={"torn": 1}, half=2)
        odd = made("full_sync", **KERNEL, looks=(2048, -1))
        for bad, what in (
                (made("full_sync", **{**KERNEL, "status": "above"}), "above"),
                (made("full_sync", **{**KERNEL, "size": "many"}), "many"),
                (made("full_sync", **{**KERNEL, "platform": "vax"}), "vax"),
                (nameless, "hazard"), (half, "torn_status_only"),
                (odd, "ledger")):
            with self.subTest(what=what):
                path = self.store("k.json", [bad])
                self.refused("compare", good, path,
                             names=[path, "damaged", what])
                self.refused("compare", path, good,
                             names=[path, "damaged", what])

    def test_two_kernel_documents_with_nothing_in_common(self):
        one, two = (self.reference(name) for name in
                    ("kernel-e100.json", "kernel-torn.json"))
        self.refused("compare", one, two, names=[one, two, "in common"])
