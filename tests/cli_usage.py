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
VALUED = RUN_OPTIONS[:5]
LISTS = ("strategies", "platforms", "devices", "axes", "figures", "presets",
         "recorders")
STRATEGIES = ("full_sync", "no_ownership", "partial_copy", "dirty_tracking",
              "blind_reread", "null")
PLATFORMS = ("coherent", "arm64", "arm64@v5.18", "mips", "swiotlb",
             "swiotlb@v5.16", "swiotlb@ddbd89deb7d3", "swiotlb@aa6f8dcbab47",
             "swiotlb+arm64", "swiotlb+mips")
# strtoull() reads this as 5.
WRAPS = " -18446744073709551611"


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
    def test_an_unknown_option_is_named_and_so_are_the_known(self):
        for word in ("--bogus", "-s", "--bogus=1"):
            self.refused("run", word, names=(word,) + RUN_OPTIONS[:-1])
        self.refused("list", "--bogus", names=("--bogus", "--json"))
        self.refused("plot", "--bogus", names=("--bogus", "--out"))
        self.refused("host", "--bogus", names=("--bogus",))

    def test_an_abbreviation_is_unknown(self):
        for words, meant in ((("--see", "1"), "--se"), (("--see=1",), "--se"),
                             (("--dry",), ""), (("--show",), ""),
                             (("--stric",), "--strict"),
                             (("--ou", "x"), "--out"),
                             (("--sets", "size=1"), "--set"),
                             (("--outfile=x",), "")):
            self.refused("run", *words, names=("unknown option " + words[0],
                                               meant))
        self.refused("run", "--dry-run=yes", names=("takes no value",))
        self.refused("list", "--js", names=("--js", "--json"))
        self.refused("plot", "--ou", "x", names=("--ou", "--out"))

    def test_an_option_without_its_value_is_named(self):
        for option in VALUED:
            self.refused("run", option, names=(option,))
        self.refused("plot", "--out", names=("--out",))

    def test_a_superfluous_word_is_named(self):
        self.refused("run", "quick", "mission", names=("quick", "mission"))
        self.refused("list", "strategies", "bogus", names=("bogus",))
        self.refused("host", "bogus", names=("'bogus'",))

    def test_plot_wants_a_document(self):
        self.refused("plot", names=("result document",))

    def test_an_unknown_preset_is_named_and_so_are_the_known(self):
        for name in ("bogus", "bogus.ini", "", "Quick"):
            self.refused("run", name,
                         names=(f"'{name}'", "ath9k", "mission", "quick"))

    def test_more_sets_than_there_is_room_for(self):
        self.refused("run", *["--set", "size=256"] * 65,
                     names=("more than 64 axes",))

    def test_a_plan_out_of_all_proportion(self):
        self.refused("run",
                     "--set", "ready=" + ",".join(map(str, range(64))),
                     "--set", "ring=" + ",".join(map(str, range(1, 65))),
                     "--set", "size=" + ",".join(map(str, range(64, 128))),
                     names=("100000",))


class Values(CliTest):
    def bad(self, axis, *values, names=()):
        for value in values:
            self.refused("run", "--set", f"{axis}={value}",
                         names=(axis,) + tuple(names))

    def test_set_wants_an_equals_sign(self):
        self.refused("run", "--set", "size", names=("--set", "="))
        self.refused("run", "--set=size", names=("--set", "="))

    def test_an_unknown_axis_is_named_and_so_are_the_known(self):
        axes = [item["name"] for item in
                json.loads(self.succeeds("list", "--json").stdout)["axes"]]
        for name in ("bogus", ""):
            self.refused("run", "--set", f"{name}=1",
                         names=[f"'{name}'"] + axes)
        for name in ("Size", " size", "siez"):
            self.refused("run", "--set", f"{name}=1",
                         names=(f"'{name}'", "did you mean size?"))

    def test_an_unknown_name_is_named_and_so_are_the_known(self):
        known = {
            "strategy": STRATEGIES,
            "platform": PLATFORMS,
            "device": ("scripted", "thread"),
            "status": ("head", "tail", "split"),
            "copy": ("rep_movsb", "ascending", "descending", "libc"),
            "order": ("payload_then_status", "ascending"),
            "rearm": ("to_device", "from_device", "remap"),
            "device_cache": ("memory", "allocating"),
            "frame": ("full", "short"),
        }
        for axis, names in known.items():
            self.bad(axis, "bogus", f"{names[0]},bogus", f"bogus,{names[0]}",
                     names=("'bogus'",) + names)
            self.bad(axis, "", f"{names[0]},", names=("''",) + names)
        self.refused("run", "--strategy", "full_sync,bogus",
                     names=("'bogus'",) + STRATEGIES)
        self.refused("run", "--strategy=", names=STRATEGIES)

    def test_a_size_outside_its_range(self):
        self.bad("size", 0, 262145, -1, "", "abc", "1.5", "1e3", "0x100",
                 "256,", ",256", "2 56", "256B", "9" * 30,
                 names=("1 to 262144",))

    def test_the_other_quantities_have_ranges_too(self):
        self.bad("ready", -1, 1025, "x", names=("0 to 1024",))
        self.bad("ring", 0, 65537, "x", names=("1 to 65536",))
        self.bad("gap", -1, 1000001, "x", names=("0 to 1000000",))
        self.bad("grain", 0, 4, 12, 262152, names=("8 to 262144", "8"))

    def test_the_ends_of_the_ranges_are_inside(self):
        for one in ("size=262144", "size=12", "ready=0", "ready=1024",
                    "ring=1", "ring=65536", "gap=1000000", "grain=8"):
            self.succeeds("run", "--set", one, "--dry-run")

    def test_a_long_number_is_not_read_in_part(self):
        # Too large as a whole, but not cut to a buffer of 2^n bytes.
        for zeros in (25, 57, 121, 124, 249, 505):
            self.bad("size", "0" * zeros + "262999", names=("1 to 262144",))

    def test_a_status_that_does_not_fit_its_buffer(self):
        for sets in (("size=48", "status=split"), ("size=4", "status=head"),
                     ("size=11", "status=tail"),
                     ("size=60", "status=split", "frame=short")):
            words = [word for one in sets for word in ("--set", one)]
            done = self.refused("run", *words, names=("size", "status"))
            self.assertRegex(done.stderr, r"least: \d+")

    def test_the_least_size_that_is_named_does_fit(self):
        for status in ("head", "tail", "split"):
            words = ["--set", f"status={status}", "--set"]
            done = self.refused("run", *words, "size=5", names=("least",))
            least = done.stderr.rpartition(" ")[2].strip()
            self.succeeds("run", *words, f"size={least}", "--dry-run")

    def test_a_device_too_slow_for_anybody_to_wait_for(self):
        self.refused("run", "--set", "device=thread", "--set", "size=65536",
                     "--set", "grain=8", "--set", "gap=1000000",
                     names=("gap", "65536", "1000000"))

    def test_a_ring_too_large_for_anybody_to_have(self):
        self.refused("run", "--set", "size=262144", "--set", "ring=65536",
                     names=("ring", "262144", "65536"))

    def test_what_does_not_apply_cannot_be_asked_for(self):
        self.refused("run", "--set", "ready=free",
                     names=("ready", "free", "scripted"))
        self.refused("run", "--set", "platform=swiotlb", "--set", "copy=none",
                     names=("copy", "none", "swiotlb"))

    def test_a_kernel_wants_a_guest_and_is_looked_at_before_any_boot(self):
        self.refused("run", "quick", "--kernel", ".", names=("--kernel",))
        self.refused("run", "kernel-x86", "--kernel", ".",
                     names=("neither a build tree",))
        self.refused("run", "kernel-x86", "--kernel", "no-such-folder",
                     names=("no-such-folder",))

    def test_a_seed_is_a_whole_number_in_its_range(self):
        for seed in ("abc", "-1", "", "1.5", "0x1", "1 ", str(2**63),
                     str(2**64), "9" * 30, WRAPS):
            self.refused("run", "--seed", seed, names=("--seed", f"0 to {2**63 - 1}"))

    def test_every_seed_of_the_range_is_kept(self):
        for seed in (0, 2**63 - 1):
            document = self.document(*TINY, "--seed", str(seed))
            self.assertEqual(document["peekbench"]["seed"], seed)

    def test_a_budget_is_a_whole_number_in_its_range(self):
        for budget in ("0", "-1", "abc", "", "1.5", "1000001", WRAPS):
            self.refused("run", "--budget", budget,
                         names=("--budget", "1 to 1000000"))


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
