# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Strategies from outside the tree."""
import functools
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from cli_base import CliTest, HANGS_SECONDS, Under, cases_of

__all__ = ["Plugins", "Checked", "Refused", "Installed"]

CASE = ("quick", "--set", "size=256", "--set", "platform=swiotlb", "--set",
        "ready=2", "--benchmark_repetitions=2")
TABLE = """
#include <peekbench/loop.h>
static const struct peek_strategy mine = {{
    .abi = {abi}, .role = {role}, .name = {name},
    .summary = {summary}, .origin = {origin},
}};
"""
LOOPS = """
static u32 each(struct rx_buf *b, u32 n, u32 l)
{{ (void)b; (void)n; (void)l; return 0; }}
static u32 dirty(struct rx_buf *b, u32 n, u32 l, u32 d)
{{ (void)b; (void)n; (void)l; (void)d; return 0; }}
static u32 all(struct rx_buf *b, u32 n)
{{ (void)b; (void)n; return 0; }}
static bool live(struct rx_buf *b, u32 l, bool p, struct peek_tally *t)
{{ (void)b; (void)l; (void)p; (void)t; return false; }}
static const struct peek_loops loops = {{
    {strategy}, {peek_each}, {dirty_each}, {complete_each}, {peek_live}
}};
extern const struct peek_loops *const peekbench_plugin;
const struct peek_loops *const peekbench_plugin = {plugin};
"""
GOOD_TABLE = {"abi": "PEEK_STRATEGY_ABI", "role": "PEEK_CANDIDATE",
              "name": '"mine"', "summary": '"a summary"', "origin": '"a test"'}
GOOD_LOOPS = {"strategy": "&mine", "peek_each": "each", "dirty_each": "dirty",
              "complete_each": "all", "peek_live": "live",
              "plugin": "&loops"}


# A driver without a sync, and one that gives back what it has dirtied.
NO_SYNC = """
#include <peekbench/loop.h>
static const struct peek_strategy nosync = {
    .abi = PEEK_STRATEGY_ABI, .role = PEEK_CANDIDATE, .name = "nosync",
    .summary = "status in coherent memory, no sync", .origin = "a test",
    .coherent_status = true,
};
PEEK_PLUGIN(nosync);
"""
DIRTIED = """
#include <peekbench/loop.h>
static void back(struct rx_buf *buf)
{
    dma_sync_single_range_for_device(buf->ring->dev, buf->dma,
        buf->ring->layout.frame_size & ~3u, 4, DMA_TO_DEVICE);
}
static void look(struct rx_buf *buf)
{
    dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
        buf->ring->layout.status_offset, buf->ring->layout.status_size,
        DMA_FROM_DEVICE);
}
static void all(struct rx_buf *buf)
{
    dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
        buf->ring->layout.size, DMA_FROM_DEVICE);
}
static const struct peek_strategy gives = {
    .abi = PEEK_STRATEGY_ABI, .role = PEEK_CANDIDATE, .name = "gives",
    .summary = "gives back what it wrote", .origin = "a test",
    .dirtied = back, .prepare_peek = look, .peek_done_ready = all,
};
PEEK_PLUGIN(gives);
"""
# Calls @call in every look.
CALLS = """
#include <stdlib.h>
#include <unistd.h>
#include <peekbench/loop.h>
static void look(struct rx_buf *buf)
{{
    (void)buf;
    if ({call}) abort();
}}
static const struct peek_strategy calls = {{
    .abi = PEEK_STRATEGY_ABI, .role = PEEK_CANDIDATE, .name = "calls",
    .summary = "calls what it should not", .origin = "a test",
    .prepare_peek = look, .peek_done_ready = look,
}};
PEEK_PLUGIN(calls);
"""


@functools.lru_cache(maxsize=None)
def compiled(text, *flags):
    """The shared object of a source that several tests take."""
    with tempfile.TemporaryDirectory(prefix="peekbench-") as folder:
        source, made = (os.path.join(folder, name) for name in ("a.c", "a.so"))
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(
            ["cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared",
             "-fPIC", "-I", os.path.join(Under.source, "include"), *flags,
             "-o", made, source], capture_output=True, text=True, check=False,
            timeout=HANGS_SECONDS)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        with open(made, "rb") as file:
            return file.read()


class PluginTest(CliTest):
    def build(self, name, text, *flags):
        self.write(name + ".so", compiled(text, *flags))
        return "./" + name + ".so"

    def template(self, name="mine", **changes):
        path = os.path.join(Under.source, "strategies", "template", "mine.c")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for old, new in changes.items():
            text = text.replace(old, new)
        return self.build(name, text)

    def by_hand(self, **changes):
        return self.build("hand", TABLE.format(**{**GOOD_TABLE, **changes}) +
                          LOOPS.format(**{**GOOD_LOOPS, **changes}))


class Plugins(PluginTest):
    def test_the_template_runs_beside_built_in_ones(self):
        self.template()
        for value in ("./mine.so", "mine.so", self.path("mine.so")):
            document = self.document(*CASE, "--strategy",
                                     f"{value},partial_copy")
            case, = cases_of(document, strategy="mine")
            self.assertEqual(case["state"], "ok")
            self.assertEqual(case["ledger"]["copied"], 2 * 4 + 4 + 256)
            self.assertEqual(case["plugin"]["summary"],
                             "sync the lines of the status, all when ready")
            self.assertEqual(os.path.realpath(self.path(
                case["plugin"]["file"])), self.path("mine.so"))
            other, = cases_of(document, strategy="partial_copy")
            self.assertNotIn("plugin", other)

    def test_the_result_is_the_built_in_twins(self):
        """A built-in strategy's own text, under another name."""
        with open(os.path.join(Under.source, "strategies", "full_sync.c"),
                  encoding="utf-8") as file:
            text = file.read()
        self.build("twin", text.replace('"full_sync"', '"twin"')
                   .replace("PEEK_INSTANTIATE", "PEEK_PLUGIN"))
        document = self.document(*CASE, "--set", "platform=swiotlb@aa6f8dcbab"
                                 "47", "--strategy", "./twin.so,full_sync")
        twin, = cases_of(document, strategy="twin")
        built_in, = cases_of(document, strategy="full_sync")
        self.assertEqual(twin["ledger"], built_in["ledger"])

    def test_a_wrong_sync_is_refused_on_every_platform(self):
        """On `coherent` the timed loops skip it, right or wrong."""
        for name, was, wrong, reason in (
                ("beyond", "layout.size,", "layout.size + 4,",
                 "a sync outside its mapping: 260 bytes at 0 of 256"),
                ("none", "DMA_FROM_DEVICE", "DMA_NONE",
                 "a sync in no direction"),
                ("against", "DMA_FROM_DEVICE", "DMA_TO_DEVICE",
                 "a sync for the CPU, TO_DEVICE: 4 bytes at 0 of 256")):
            self.template(name, **{was: wrong, '"mine"': f'"{name}"'})
            for platform in "coherent", "arm64", "swiotlb":
                done = self.call(
                    "run", *CASE, "--set", f"platform={platform}", "--cache",
                    "l1=32K:8", "--strategy", f"./{name}.so,full_sync",
                    "--out", "out.json")
                self.assertEqual(done.returncode, 0)
                self.assert_one_line(done.stderr, "1 of 3 cases failed",
                                     reason)
                document = self.load("out.json")
                case, = cases_of(document, strategy=name)
                self.assertEqual((case["state"], case["reason"]),
                                 ("failed", reason))
                other, = cases_of(document, strategy="full_sync")
                self.assertEqual(other["state"], "ok")
                self.assertNotIn(reason, other.values())
            self.refused("check", "--strategy", f"./{name}.so",
                         names=(name, "syncs"))

    def test_it_may_stand_in_a_preset_and_in_a_set(self):
        self.template()
        self.write("own.ini", "[matrix]\nstrategy = ./mine.so\nsize = 256\n")
        want = ["strategy=mine/platform=coherent/device=scripted/size=256/"
                "status=head/ready=1/copy=none/mapped=bidirectional/"
                "calls=linux-6.12"]
        self.assertEqual([case for case in self.plan("own.ini")
                          if "null" not in case], want)
        self.assertIn(want[0], self.plan(
            "own.ini", "--set", "strategy=full_sync,./mine.so"))

    def test_a_continued_run_loads_only_what_is_named_again(self):
        mine = self.template()
        words = [word for word in CASE if "repetitions" not in word]
        preset = ("[preset]\nrounds = 4\n[matrix]\nsize = 256\n"
                  "platform = swiotlb\nstrategy = full_sync, " + mine + "\n")
        self.write("my.ini", preset)
        for run in ((*words, "--strategy", "full_sync," + mine),
                    (*words, "--set", "strategy=full_sync," + mine),
                    (*words, "--strategy=" + mine, "--base", mine),
                    ("./my.ini",)):
            self.succeeds("run", *run, "--benchmark_repetitions=4",
                          "--out", "out.json")
            made = self.load("out.json")
            self.cut(made)
            self.write("out.json", json.dumps(made))
            done = self.call("run", "--resume", "out.json")
            self.assertEqual(done.returncode, 2, run)
            self.assert_one_line(done.stderr, mine, "name it again")
            done = self.call("run", "--resume", "out.json", "--strategy",
                             "./other.so")
            self.assertEqual(done.returncode, 2, run)
            self.succeeds("run", "--resume", "out.json", "--strategy", mine)
            self.assertEqual(
                {len(case["slices"]["round"]) for case in cases_of(
                    self.load("out.json"))}, {4})

    @staticmethod
    def cut(document):
        for case in cases_of(document):
            for series in (case, case.get("second_copy", case)):
                for values in series["slices"].values():
                    del values[2:]
                for metric in series["metrics"].values():
                    del metric["samples"][2:]

    def test_the_same_file_twice_is_one_strategy(self):
        self.template()
        ids = self.plan(*CASE, "--strategy", "./mine.so,./mine.so,"
                        "mine.so")
        self.assertEqual(len(ids), 2)

    def test_wrong_bytes_of_a_plugin_are_found(self):
        self.template(prepare_peek="armed")
        done = self.succeeds("run", *CASE, "--out", "out.json", "--strategy",
                             "./mine.so")
        self.assertRegex(done.stdout, r"mine +S +UNSAFE +STALE 100%")

    def test_a_missing_sync_tears_and_the_books_say_why(self):
        strategy = self.build("nosync", NO_SYNC)
        for processing, state in (("frame", "unsafe"), ("header", "failed"),
                                  ("none", "failed")):
            self.assertEqual(self.call(
                "run", *CASE, "--set", "processing=" + processing,
                "--strategy", strategy, "--out", "out.json").returncode,
                2 if state == "failed" else 0)
            case, = cases_of(self.load("out.json"), strategy="nosync")
            counts = case["integrity"]
            self.assertEqual(
                (case["state"], case["reason"]),
                (state, "ledger: the device wrote 256 bytes, 0 arrived"))
            self.assertEqual(counts["torn"], counts["wrong"])
            if state == "unsafe":
                self.assertGreater(counts["torn"], 0)
                self.assertEqual(counts["torn"], counts["frames"])
                self.assertIn("nosync T UNSAFE TORN 100% ", " ".join(
                    self.succeeds("show", "out.json", "--details").stdout
                    .split()))
                self.assertIn("0 arrived", self.succeeds(
                    "show", "out.json", "--details").stdout)

    def test_one_that_ends_the_process_ends_it_with_2(self):
        hook = self.build("calls", CALLS.format(call="(exit(0), 0)"))
        self.refused("run", *CASE, "--strategy", hook, names=("exit(0)",))
        self.refused("run", *CASE, "--strategy", hook, "--procs", "2",
                     "--benchmark_repetitions=6", names=("exit(0)",))
        self.refused("check", "--strategy", hook, names=("prepare_peek()",))
        loaded = self.build("loaded", """
            #include <stdlib.h>
            __attribute__((constructor)) static void end(void) { exit(0); }
            """)
        self.refused("run", *CASE, "--strategy", loaded, names=("exit(0)",))
        harder = self.build("harder", CALLS.format(call="(_exit(0), 0)"))
        done = self.call("run", *CASE, "--strategy", harder, "--starts", "2",
                         "--benchmark_repetitions=6", "--out", "refused.json")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.splitlines()[2:],
                         ["peekbench: run: no start left a document"])

    def test_one_that_goes_elsewhere_takes_no_document_along(self):
        hook = self.build("calls", CALLS.format(call='chdir("/")'))
        self.call("run", *CASE, "--strategy", hook, "--out", "out.json")
        self.load("out.json")

    def test_check_and_run_give_hooks_one_layout(self):
        strategy = self.build("gives", DIRTIED)
        tail = ("status=tail", "frame=short", "dirtied=1")
        case, = cases_of(self.document(
            *CASE, "--strategy", strategy,
            *(word for axis in tail for word in ("--set", axis))),
            strategy="gives")
        self.assertEqual(case["state"], "ok", case["reason"])
        for status in "tail", "head":
            self.succeeds("check", "--strategy", strategy, "--platform",
                          "swiotlb", "--status", status, "--copy", "ascending",
                          "--frame", "short", "--dirtied", "1", "--rearm",
                          "to_device")

    def test_a_hand_made_loop_is_taken(self):
        self.assertEqual(len(self.plan(*CASE, "--strategy", self.by_hand())),
                         2)


class Checked(PluginTest):
    """A plug-in under peekbench check."""
    ROW = ("--platform", "swiotlb", "--status", "tail", "--copy", "ascending",
           "--frame", "full", "--rearm", "to_device")

    def rows(self, *options, status):
        done = self.succeeds("check", "--json", *self.ROW, *options,
                             status=status)
        return json.loads(done.stdout)["rows"]

    def test_the_template_is_safe(self):
        self.template()
        rows = self.rows("--strategy", "./mine.so,partial_copy,mine.so",
                         status=0)
        self.assertEqual([(row["strategy"], row["hazards"]) for row in rows],
                         [("partial_copy", []), ("mine", [])])

    def test_a_hazard_and_its_replay(self):
        self.template(peek_done_ready="armed")
        row, = self.rows("--strategy", "./mine.so", status=1)
        self.assertIn("TORN", row["hazards"])
        replay = row["replay"]["TORN"]
        done = self.succeeds("check", "--strategy", "./mine.so", "--replay",
                             replay, status=1)
        self.assertIn("TORN", done.stdout)
        self.refused("check", "--replay", replay, names=("mine", "--replay"))

    def test_what_run_refuses(self):
        self.template()
        self.template("other")
        for path, name in (("./missing.so", "No such file"),
                           ("./mine.so,./other.so", "two plug-ins"),
                           (self.by_hand(abi="7"), "ABI 7"),
                           ("./mine.so,no_such_one", "'no_such_one'")):
            self.refused("check", "--strategy", path, names=(name,))


class Refused(PluginTest):
    def bad(self, path, *names):
        self.refused("run", *CASE, "--strategy", path, names=names)

    def test_files_that_are_none(self):
        self.write("text.so", "not a library\n")
        os.mkdir(self.path("folder.so"))
        self.bad("./missing.so", "./missing.so", "No such file")
        self.bad("missing.so", "missing.so", "No such file")
        self.bad("./text.so", "./text.so", "file too short")
        self.bad("./folder.so", "./folder.so")
        self.bad("./", "./")
        self.bad(".so", "strategy: '.so' is not valid")
        self.bad("./" + "x" * 5000 + ".so", "xxx")

    def test_another_abi(self):
        self.bad(self.by_hand(abi="PEEK_STRATEGY_ABI + 1"), "./hand.so",
                 "ABI 5, this peekbench has 4")
        self.bad(self.by_hand(abi="1"), "ABI 1")

    def test_a_missing_symbol(self):
        self.bad(self.build("empty", "int nothing; int nothing;\n"),
                 "./empty.so", "peekbench_plugin", "PEEK_PLUGIN()")
        self.bad(self.build("calls", TABLE.format(**GOOD_TABLE) + """
            extern void no_such_function(void);
            extern const struct peek_loops *const peekbench_plugin;
            PEEK_INSTANTIATE(mine);
            const struct peek_loops *const peekbench_plugin = &mine_loops;
            void call(void);
            void call(void) { no_such_function(); }
            """), "./calls.so", "no_such_function")

    def test_internals_are_no_symbols(self):
        self.bad(self.build("inside", """
            extern void dma_device_init(void);
            void call(void);
            void call(void) { dma_device_init(); }
            """), "dma_device_init")

    def test_what_is_null(self):
        for what in ("name", "summary", "origin", "strategy", "peek_each", "dirty_each",
                     "complete_each", "peek_live", "plugin"):
            text = TABLE.format(**{**GOOD_TABLE, what: "NULL"}) + \
                LOOPS.format(**{**GOOD_LOOPS, what: "NULL"})
            path = self.build("null", text, "-Wno-unused-function",
                              "-Wno-unused-variable",
                              "-Wno-unused-const-variable")
            self.bad(path, "./null.so",
                     "NULL" if what == "plugin" else f"{what} is NULL")

    def test_names_that_are_none(self):
        for name in ("", "Mine", "my-own", "a/b", "two words", "x" * 41):
            self.bad(self.by_hand(name=json.dumps(name)), "./hand.so",
                     "name of a strategy")
        self.bad(self.by_hand(name='"full_sync"'), "./hand.so",
                 "built-in strategy's name")

    def test_a_role_that_is_not_a_plugins(self):
        self.bad(self.by_hand(role="PEEK_HARNESS"), "./hand.so", "role 2")
        self.bad(self.by_hand(role="(enum peek_role)7"), "./hand.so", "role 7")

    def test_two_of_one_name(self):
        self.template()
        self.template("other")
        self.bad("./mine.so,./other.so", "two plug-ins", "'mine'")


class Installed(PluginTest):
    """cmake --install, and the two ways to build against its result."""

    def run_tool(self, *words, **options):
        done = subprocess.run(words, capture_output=True, text=True,
                              check=False, cwd=self.folder,
                              timeout=HANGS_SECONDS, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def install(self):
        self.run_tool("cmake", "--install", os.path.dirname(Under.program),
                      "--prefix", self.path("usr"))
        shutil.copytree(self.path("usr/share/peekbench/template"),
                        self.path("own"))
        return self.path("usr")

    def found(self, name):
        return [os.path.join(folder, name)
                for folder, _, names in os.walk(self.path("usr"))
                if name in names]

    @unittest.skipUnless(shutil.which("pkg-config"), "no pkg-config")
    def test_the_pkg_config_file(self):
        usr = self.install()
        file, = self.found("peekbench.pc")
        flags = self.run_tool("pkg-config", "--cflags", file).split()
        self.assertIn(f"{usr}/include",
                      [os.path.normpath(flag[2:]) for flag in flags])
        self.run_tool("cc", "-O2", "-shared", "-fPIC", *flags, "-o", "mine.so",
                      "own/mine.c")
        self.runs(usr)

    def test_the_cmake_package(self):
        usr = self.install()
        self.run_tool("cmake", "-S", "own", "-B", "build",
                      f"-DCMAKE_PREFIX_PATH={usr}")
        self.run_tool("cmake", "--build", "build")
        shutil.copy(self.path("build/mine.so"), self.path("mine.so"))
        self.runs(usr)

    def at(self, usr, *words):
        return subprocess.run(
            [f"{usr}/bin/peekbench", *words], cwd=self.folder,
            capture_output=True, text=True, check=False,
            timeout=HANGS_SECONDS)

    def moved(self):
        os.rename(self.install(), self.path("moved"))
        return self.path("moved"), self.path("moved", "share", "peekbench")

    def test_a_moved_installation_takes_its_own_scripts(self):
        """And never those of the tree that it was built in."""
        moved, share = self.moved()
        words = ("plot", f"{Under.source}/results/reference/retry.json", "--out", "pictures", "--kind", "bytes")
        done = self.at(moved, *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for name in os.listdir(f"{share}/plots"):
            with open(f"{share}/plots/{name}", "w", encoding="utf-8") as file:
                file.write("print 'not the one of the tree'\nexit status 3\n")
        done = self.at(moved, *words)
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "not the one of the tree")

    def test_a_moved_installation_takes_its_own_presets(self):
        moved, share = self.moved()
        self.assertIn("\nquick", "\n" + self.at(moved, "list").stdout.replace(
            "  ", "\n"))
        shutil.rmtree(f"{share}/bench/presets")
        done = self.at(moved, "run", "quick", "--dry-run")
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "quick")

    def test_a_moved_installation_takes_its_own_guest(self):
        moved, share = self.moved()
        guest = f"{share}/bench/kernel/guest"
        config = subprocess.run([guest, "config", "x86"], capture_output=True,
                                text=True, check=False, cwd=self.folder)
        self.assertEqual((config.returncode, config.stderr), (0, ""))
        self.assertIn("CONFIG_MODULES=y", config.stdout)
        with open(guest, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\ntouch called\nexit 2\n")
        done = self.at(moved, "run", "kernel-x86", "--out", "out.json")
        self.assertEqual(done.returncode, 2)
        self.assertTrue(os.path.exists(f"{self.folder}/called"), done.stderr)

    def test_the_default_document_is_not_in_the_tree(self):
        moved, _ = self.moved()
        done = self.at(moved, "run", *CASE, "--strategy", "full_sync",
                       "--quiet")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(self.path(done.stdout.strip()).startswith(
            self.path("results/quick-")))
        self.assertTrue(os.path.exists(self.path(done.stdout.strip())))

    def test_what_was_installed_is_removed(self):
        usr = self.install()
        self.assertTrue(self.found("README.md"))
        self.assertTrue(self.found("MIT.txt"))
        self.run_tool("cmake", "--build", os.path.dirname(Under.program),
                      "--target", "uninstall")
        self.assertEqual([names for _, _, names in os.walk(usr) if names], [])

    def test_the_page_of_the_manual_and_the_completion(self):
        moved, _ = self.moved()
        with open(f"{moved}/share/man/man1/peekbench.1",
                  encoding="utf-8") as file:
            self.assertEqual(file.read(), self.at(moved, "help", "man").stdout)
        words = subprocess.run(
            ["bash", "-c", f". {moved}/share/bash-completion/completions/"
             "peekbench; COMP_WORDS=(peekbench pl) COMP_CWORD=1; _peekbench; "
             "echo ${COMPREPLY[*]}"], capture_output=True, text=True,
            check=True).stdout
        self.assertEqual(words, "plot\n")

    def runs(self, usr):
        done = subprocess.run(
            [f"{usr}/bin/peekbench", "run", *CASE, "--strategy", "./mine.so",
             "--out", "out.json"], cwd=self.folder, capture_output=True,
            text=True, check=False, timeout=HANGS_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        case, = cases_of(self.load("out.json"), strategy="mine")
        self.assertEqual(case["state"], "ok")
