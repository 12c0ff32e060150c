# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Help, versions, and errors of wrong usage."""
import json

from cli_base import CliTest, TINY

__all__ = ["Verbs", "Options", "Values", "Lists"]

VERBS = ("run", "show", "check", "list", "compare", "cite", "plot",
         "selfcheck", "crossover", "host", "help")
RUN_OPTIONS = ("--set", "--strategy", "--seed", "--budget", "--out",
               "--dry-run", "--show-unsafe", "--strict", "--benchmark_")
CHECK_OPTIONS = ("--set", "--strategy", "--platform", "--status", "--copy",
                 "--lines", "--frame", "--rearm", "--cells", "--peeks",
                 "--dirtied", "--recycle", "--filter", "--json", "--trace",
                 "--replay", "--memory", "--jobs", "--unreduced")
COMPARE_OPTIONS = ("--base", "--min-effect", "--metric", "--filter", "--rank")
LISTS = ("strategies", "platforms", "devices", "axes", "figures", "presets",
         "recorders")
STRATEGIES = ("full_sync", "no_ownership", "partial_copy", "dirty_tracking",
              "blind_reread", "null")
PLATFORMS = ("coherent", "arm64", "arm64@v5.18", "mips", "swiotlb",
             "swiotlb@v5.16", "swiotlb@ddbd89deb7d3", "swiotlb@aa6f8dcbab47",
             "swiotlb+arm64", "swiotlb+mips")


class Verbs(CliTest):
    def test_without_a_verb_the_verbs_are_named(self):
        self.refused(names=("peekbench help",))

    def test_an_unknown_verb_is_named_and_so_are_the_known(self):
        self.refused("bogus", names=("'bogus'",) + VERBS)
        self.refused("Run", names=("'Run'", "did you mean run?"))
        self.refused("", names=VERBS)

    def test_a_culprit_with_a_line_break_stays_one_line(self):
        self.refused("bo\ngus")
        self.refused("run", "--set", "size=2\n56")
        self.refused("run", "no\nsuch")

    def test_help_shows_every_verb(self):
        for word in ("--help", "help"):
            done = self.succeeds(word)
            for verb in VERBS:
                self.assertRegex(done.stdout, rf"\n  {verb} +\w")
            for line in done.stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_help_of_a_verb_shows_its_options(self):
        options = {"run": RUN_OPTIONS, "check": CHECK_OPTIONS, "list": LISTS + ("--json",),
                   "compare": COMPARE_OPTIONS, "plot": ("RESULT.json", "--out"), "host": ()}
        for verb, words in options.items():
            done = self.succeeds(verb, "--help")
            self.assertTrue(done.stdout.startswith(
                f"usage: peekbench {verb} "))
            for word in words:
                self.assertIn(word, done.stdout)

    def test_version_is_one_line(self):
        self.assertRegex(self.succeeds("--version").stdout,
                         r"\Apeekbench \d+\.\d+\.\d+ \([^\n]+\)\n\Z")

    def test_host_says_what_can_be_measured(self):
        out = self.succeeds("host").stdout
        for word in ("machine\n", "placement\n", "timer\n", "counters",
                     "cpu_model", "kernel_release", "driver", "TSC",
                     "cycles", "instructions", "cache_references",
                     "cache_misses"):
            self.assertIn(word, out)
        counters = out.partition("counters")[2].replace("\n" + 25 * " ", " ")
        for line in counters.splitlines()[1:]:
            self.assertRegex(line, r"measured|scaled|(dead-zero|not supported"
                                   r"|no permission).*: \S")


class Options(CliTest):
    """What options have in common is in test_options.c."""

    def test_an_unknown_option_is_named_and_so_are_the_known(self):
        for word in ("--bogus", "-s", "--bogus=1"):
            self.refused("run", word, names=(word,) + RUN_OPTIONS[:-1])
        self.refused("list", "--bogus", names=("--bogus", "--json"))
        self.refused("plot", "--bogus", names=("--bogus", "--out"))
        self.refused("host", "--bogus", names=("--bogus",))

    def test_plot_wants_a_document(self):
        self.refused("plot", names=("result document",))

    def test_an_unknown_preset_is_named_and_so_are_the_known(self):
        for name in ("bogus", "bogus.ini", "", "Quick"):
            self.refused("run", name,
                         names=(f"'{name}'", "ath9k", "mission", "quick"))

    def test_more_sets_than_there_is_room_for(self):
        self.refused("run", *["--set", "size=256"] * 65,
                     names=("more than 64 axes",))


class Values(CliTest):
    """Each axis's values are in test_plan.c."""

    def test_bounds_are_named(self):
        for option, value, *names in (
                ("--seed", str(2**63), "--seed", f"0 to {2**63 - 1}"),
                ("--budget", "0", "--budget", "1 to 1000000"),
                ("--budget", "1000001", "--budget", "1 to 1000000"),
                ("--set", "size=0", "size", "1 to 262144"),
                ("--set", "strategy=bogus", "'bogus'", *STRATEGIES)):
            self.refused("run", option, value, names=names)

    def test_an_unknown_axis_is_named_and_so_are_the_known(self):
        axes = [item["name"] for item in
                json.loads(self.succeeds("list", "--json").stdout)["axes"]]
        for name in ("bogus", ""):
            self.refused("run", "--set", f"{name}=1",
                         names=[f"'{name}'"] + axes)
        for name in ("Size", " size", "siez"):
            self.refused("run", "--set", f"{name}=1",
                         names=(f"'{name}'", "did you mean size?"))

    def test_the_least_size_that_is_named_does_fit(self):
        for status, frame in (("head", "full"), ("tail", "full"),
                              ("split", "full"), ("split", "short")):
            words = ["--set", f"status={status}", "--set", f"frame={frame}",
                     "--set"]
            done = self.refused("run", *words, "size=5", names=("least",))
            least = done.stderr.rpartition(" ")[2].strip()
            self.succeeds("run", *words, f"size={least}", "--dry-run")

    def test_a_kernel_wants_a_guest_and_is_looked_at_before_any_boot(self):
        self.refused("run", "quick", "--kernel", ".", names=("--kernel",))
        self.refused("run", "kernel-x86", "--kernel", ".",
                     names=("neither a build tree",))
        self.refused("run", "kernel-x86", "--kernel", "no-such-folder",
                     names=("no-such-folder",))

    def test_every_seed_of_the_range_is_kept(self):
        for seed in (0, 2**63 - 1):
            document = self.document(*TINY, "--seed", str(seed))
            self.assertEqual(document["peekbench"]["seed"], seed)


class Lists(CliTest):
    def lists(self, *arguments):
        return json.loads(self.succeeds("list", *arguments, "--json").stdout)

    def test_every_item_has_a_name_and_a_summary(self):
        lists = self.lists()
        self.assertEqual(sorted(lists), sorted(LISTS))
        for items in lists.values():
            self.assertTrue(items)
            names = [item["name"] for item in items]
            self.assertEqual(len(names), len(set(names)))
            for item in items:
                self.assertTrue(all(item.values()), item)
                self.assertIn("summary", item)

    def test_a_strategy_has_an_origin_and_a_role(self):
        items = {item["name"]: item for item in self.lists()["strategies"]}
        self.assertLessEqual(set(STRATEGIES), set(items))
        for item in items.values():
            self.assertEqual(sorted(item),
                             ["name", "origin", "role", "summary"])
            self.assertIn(item["role"], ("candidate", "control", "harness"))
        self.assertEqual(items["null"]["role"], "harness")
        self.assertEqual(items["blind_reread"]["role"], "control")
        self.assertEqual(items["full_sync"]["role"], "candidate")

    def test_the_platforms_presets_and_recorders_of_the_mission(self):
        lists = self.lists()
        names = {key: {item["name"] for item in items}
                 for key, items in lists.items()}
        self.assertLessEqual(set(PLATFORMS), names["platforms"])
        self.assertLessEqual({"quick", "mission", "ath9k"}, names["presets"])
        self.assertLessEqual({"scripted", "thread"}, names["devices"])
        self.assertLessEqual({"tsc", "ledger"}, names["recorders"])

    def test_one_list_alone(self):
        everything = self.lists()
        for name in LISTS:
            self.assertEqual(self.lists(name), {name: everything[name]})

    def test_the_text_has_what_the_json_has(self):
        for name, items in self.lists().items():
            text = " ".join(self.succeeds("list", name).stdout.split())
            for item in items:
                for value in item.values():
                    self.assertIn(value, text)

    def test_the_configuration_of_a_guest_is_a_file(self):
        for words, symbol in ((("x86",), "CONFIG_SERIAL_8250=y"),
                              (("arm64",), "CONFIG_PCI_HOST_GENERIC=y"),
                              (("debug",), "CONFIG_FAILSLAB=y"),
                              ((), "CONFIG_SERIAL_8250=y")):
            text = self.succeeds("list", "kernel-config", *words).stdout
            self.assertIn(symbol, text.split("\n"))
            self.assertTrue(text.endswith("\n"))
        self.refused("list", "kernel-config", "mips",
                     names=("mips", "x86, arm64, debug"))
        self.refused("list", "kernel-config", "../config.x86", names=("x86",))
        self.refused("list", "kernel-config", "--json", names=("--json",))
        self.refused("list", "kernel-confg", names=("kernel-config",))

    def test_an_unknown_list_is_named_and_so_are_the_known(self):
        self.refused("list", "bogus", names=("'bogus'",) + LISTS)
