# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Pictures of documents, of damaged ones too."""
import copy
import csv
import glob
import html
import json
import os
import random
import re
import shutil
import subprocess
import unittest
from xml.etree import ElementTree

from cli_base import CliTest, SMALL, TINY, Under, environment

__all__ = ["Plots", "PlotFailures", "Queries", "Scripts", "DamagedDocuments"]

# Takes the place of gnuplot where its pictures do not matter.
DRAWS_NOTHING = """#!/bin/sh
for word; do
	case $word in
	*.svg) echo '<svg></svg>' >"$word" ;;
	*.png) printf 'IEND\\256B`\\202' >"$word" ;;
	esac
done
"""
DAMAGES = (None, True, 0, -1, 2**63 - 1, 1e308, "", "x" * 5000, '"\n\\%s',
           "../../x", [], [None], ["x"], [1e308, -1e308], {}, {"x": None})


def damaged(document, chance):
    """A copy of @document with one value lost or replaced."""
    mutant = copy.deepcopy(document)
    places = []

    def collect(value):
        if isinstance(value, dict):
            keys = list(value)
        elif isinstance(value, list):
            keys = range(min(len(value), 2))
        else:
            return
        for key in keys:
            places.append((value, key))
            collect(value[key])

    collect(mutant["peekbench"])
    value, key = chance.choice(places)
    if chance.random() < 0.2:
        del value[key]
    else:
        value[key] = chance.choice(DAMAGES)
    return mutant, key


def reference(name):
    """The path of a reference document."""
    return glob.glob(os.path.join(Under.source, "results", "reference",
                                  name + ".json*"))[0]


class PlotTest(CliTest):
    def with_gnuplot(self, text):
        """An environment whose gnuplot is the shell script @text."""
        os.makedirs(self.path("bin"), exist_ok=True)
        os.chmod(self.write("bin/gnuplot", "#!/bin/sh\n" + text), 0o755)
        return environment(PATH=f"{self.path('bin')}:{os.environ['PATH']}")

    def without_gnuplot(self):
        os.makedirs(self.path("empty"), exist_ok=True)
        return environment(PATH=self.path("empty"))

    def needs_gnuplot(self):
        if not shutil.which("gnuplot"):
            self.skipTest("no gnuplot")

    def fails(self, *arguments, names=(), **options):
        """Exit 2 and one line, and no half-written file is left."""
        done = self.call("plot", *arguments, **options)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assert_one_line(done.stderr, *names)
        self.assertFalse([name for name in self.files() if ".part" in name])
        return done

    def assert_whole(self, folder):
        """Every picture in @folder has its end."""
        for name in os.listdir(self.path(folder)):
            with open(self.path(folder, name), "rb") as file:
                content = file.read()
            if name.endswith(".png"):
                self.assertEqual(content[:8], b"\x89PNG\r\n\x1a\n", name)
                self.assertEqual(content[-8:-4], b"IEND", name)
            if name.endswith((".svg", ".html")):
                self.assertRegex(content, rb"</(svg|html)>\s*\Z", name)

    def queried(self, name, *arguments):
        """The blocks of every CSV that `plot` writes, by the file's name."""
        shutil.rmtree(self.path("out"), ignore_errors=True)
        done = self.call("plot", reference(name), "--out", "out", *arguments,
                         env=self.without_gnuplot())
        self.assertEqual(done.returncode, 2, done.stderr)
        pages = {}
        for path in sorted(glob.glob(self.path("out", "*.csv"))):
            with open(path, encoding="utf-8") as file:
                blocks = file.read().split("\n\n\n")
            blocks = [list(csv.DictReader(line for line in block.splitlines()
                                          if line)) for block in blocks]
            # The words, the strategies, the panels, the points of all panels.
            pages[os.path.basename(path)] = blocks[:3] + [sum(blocks[3:], [])]
        return pages


class Plots(PlotTest):
    def test_a_small_run_has_pictures(self):
        self.needs_gnuplot()
        self.document(*SMALL)
        done = self.succeeds("plot", "out.json")
        for line in done.stdout.splitlines():
            self.assertLessEqual(len(line), 80)
        self.assertLessEqual(len(done.stdout.splitlines()), 20)
        for name in ("change", "bytes", "hazards", "spread"):
            self.assertRegex(done.stdout, rf"(?m)^  {name} ")
            for suffix in ("svg", "png", "csv"):
                self.assertIn(f"out-plots/out-{name}.{suffix}", self.files())
        self.assert_whole("out-plots")

    def test_a_text_that_would_end_a_section_of_xml(self):
        self.needs_gnuplot()
        document = self.document(*TINY)
        document["peekbench"]["preset"] = "x]]>y"
        self.write("out.json", json.dumps(document))
        self.succeeds("plot", "out.json", "--kind", "bytes")
        drawn = self.read("out-plots/out-bytes.svg")
        ElementTree.fromstring(drawn)
        self.assertIn("x]])y", drawn)

    def test_where_they_go(self):
        self.needs_gnuplot()
        self.document(*TINY, name="a b.json")
        self.succeeds("plot", "a b.json", "--out", "c d")
        self.assertIn("c d/a b-change.svg", self.files())
        os.mkdir(self.path("sub"))
        self.succeeds("plot", "../a b.json", cwd=self.path("sub"))
        self.assertIn("a b-plots/a b-change.svg", self.files())

    def test_pictures_and_groups_are_chosen(self):
        self.document(*SMALL)
        env = self.with_gnuplot(DRAWS_NOTHING.partition("\n")[2])
        self.succeeds("plot", "out.json", "--kind", "bytes,change",
                      "--filter", "platform=swiotlb", env=env)
        self.assertEqual([name for name in self.files() if "csv" in name],
                         ["out-plots/out-bytes.csv",
                          "out-plots/out-change.csv"])
        self.assertNotIn("coherent ", self.read("out-plots/out-change.csv"))
        self.refused("plot", "out.json", "--kind", "bites",
                     names=("bites", "bytes", "change"), env=env)
        self.fails("out.json", "--filter", "ready=7", names=("ready=7",),
                   env=env)

    def test_two_documents(self):
        self.needs_gnuplot()
        self.document(*TINY, name="before.json")
        self.document(*TINY, name="after.json")
        done = self.succeeds("plot", "before.json", "after.json", "--out", "x")
        self.assertIn("x/after-before.svg", self.files())
        self.assertNotIn("memory", done.stdout)
        self.assertIn("x/before-index.html", self.files())
        self.assertIn("x/after-index.html", self.files())
        self.assert_whole("x")

    def test_an_interrupted_run_has_pictures_too(self):
        document = self.document(*SMALL)
        own = document["peekbench"]
        own["interrupted"] = True
        for case in own["cases"][6:]:
            case["state"], case["reason"] = "skipped", "interrupted"
            case["slices"] = {key: [] for key in case["slices"]}
            for metric in case["metrics"].values():
                metric.update(kind="absent", reason="-", samples=[])
        self.write("out.json", json.dumps(document))
        env = self.with_gnuplot(DRAWS_NOTHING.partition("\n")[2])
        self.assertIn("  change ",
                      self.succeeds("plot", "out.json", env=env).stdout)

    def test_the_index_has_the_page_and_the_block_to_be_mailed(self):
        self.document(*TINY)
        env = self.with_gnuplot(DRAWS_NOTHING.partition("\n")[2])
        self.succeeds("plot", "out.json", env=env)
        page = html.unescape(self.read("out-plots/index.html"))
        self.assertIn(self.succeeds("show", "out.json").stdout, page)
        block = self.succeeds("cite", "out.json").stdout
        self.assertIn(block, page)

    def test_the_index_needs_no_other_file(self):
        self.needs_gnuplot()
        document = self.document(*TINY)
        document["peekbench"]["preset"] = "<b>&\"quick'"
        document["peekbench"]["argv"] = ["peekbench", "run", "a'b $c", "<i>"]
        self.write("out.json", json.dumps(document))
        self.succeeds("plot", "out.json")
        page = self.read("out-plots/index.html")
        self.assertNotRegex(page, r"<script|<link|<img|<i>|<b>|src=|@import")
        self.assertNotRegex(page, r"href=['\"](?!#)")
        self.assertFalse(set(re.findall(r"https?://[^\s'\"]*", page)) -
                         {"http://www.w3.org/2000/svg",
                          "http://www.w3.org/1999/xlink"})
        self.assertIn("peekbench run 'a'\\''b $c' '&lt;i&gt;'", page)
        names = re.findall(r"\sid=['\"]([^'\"]*)", page)
        self.assertEqual(len(names), len(set(names)))
        used = set(re.findall(r"href=['\"]#([^'\"]*)", page))
        self.assertLessEqual(used, set(names))


class PlotFailures(PlotTest):
    def test_without_gnuplot_all_data_is_written(self):
        self.document(*SMALL)
        self.succeeds("plot", "out.json", "--out", "with", env=self.with_gnuplot(
            DRAWS_NOTHING.partition("\n")[2]))
        self.fails("out.json", "--out", "without",
                   names=("gnuplot is not installed", "CSV"),
                   env=self.without_gnuplot())
        self.assertEqual(
            [name for name in os.listdir(self.path("with")) if "csv" in name],
            [name for name in os.listdir(self.path("without"))
             if "csv" in name])
        self.assertFalse([name for name in os.listdir(self.path("without"))
                          if name.endswith((".svg", ".png"))])

    def test_a_gnuplot_that_fails(self):
        self.document(*TINY)
        for end in ("exit 1", "kill -9 $$", "echo no; echo no >&2; exit 3"):
            self.fails("out.json", names=("gnuplot",),
                       env=self.with_gnuplot(end))
        # a warning is no reason
        self.fails("out.json", names=("line 2: too large",),
                   env=self.with_gnuplot("echo '\"x\" line 1: warning: no' >&2;"
                                         " echo 'line 2: too large' >&2;"
                                         " exit 1"))

    def test_a_gnuplot_without_png(self):
        self.document(*SMALL)
        done = self.succeeds("plot", "out.json", env=self.with_gnuplot(
            "for word; do case $word in *.svg) echo '<svg></svg>' >$word;; "
            "esac; done"))
        self.assertEqual(done.stdout.count("PNG"), 1)
        files = [name for name in self.files() if name.endswith("csv")]
        for name in files:
            self.assertIn(name.replace(".csv", ".svg"), self.files())
        self.assertFalse([name for name in self.files() if "png" in name])

    def test_a_picture_that_is_cut_short_is_not_published(self):
        self.document(*TINY)
        for svg, png in (("<svg>", "IEND\\256B`\\202"),
                         ("", "IEND\\256B`\\202"),
                         ("<svg></svg>", "\\211PNG"), ("<svg></svg>", "")):
            self.fails("out.json", names=("out-plots/out-",),
                       env=self.with_gnuplot(
                           f"for word; do case $word in *.svg) printf '{svg}' "
                           f">$word;; *.png) printf '{png}' >$word;; esac; "
                           "done"))
            self.assertFalse([name for name in self.files()
                              if name.endswith((".svg", ".png"))])

    def test_links_of_somebody_else_are_not_followed(self):
        self.needs_gnuplot()
        self.document(*TINY)
        os.makedirs(self.path("out-plots"))
        os.mkdir(self.path("elsewhere"), 0o700)
        os.symlink("../elsewhere", self.path("out-plots", ".out.part"))
        done = self.call("plot", "out.json")
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, ".out.part")
        self.assertEqual(os.listdir(self.path("elsewhere")), [])
        os.unlink(self.path("out-plots", ".out.part"))
        # As a killed run leaves it.
        os.mkdir(self.path("out-plots", ".out.part"), 0o700)
        self.write("out-plots/.out.part/page-bytes.svg", "<svg")
        self.succeeds("plot", "out.json")
        self.assertNotIn(".out.part", os.listdir(self.path("out-plots")))

    def test_a_full_disk(self):
        self.needs_gnuplot()
        self.document(*SMALL)
        os.mkdir(self.path("disk"))
        for size in (8, 40, 96, 160):
            if os.geteuid() or subprocess.call(
                    ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none",
                     self.path("disk")], stderr=subprocess.DEVNULL):
                self.skipTest("no file system of its own")
            try:
                self.fails("out.json", "--out", "disk", names=("disk/",))
                self.assert_whole("disk")
            finally:
                subprocess.call(["umount", self.path("disk")])

    def test_what_is_no_document(self):
        """Others are in TestCompareRefuses: one reader has all verbs."""
        self.refused("plot", "missing.json",
                     names=("missing.json", "No such file"))
        self.refused("plot", self.write("foreign.json", "{}"),
                     names=("foreign.json", "not a peekbench result"))

    def test_where_nothing_can_be_written(self):
        self.document(*TINY)
        self.write("file", "")
        for folder in ("file", "missing/deeper", "/dev/null/x"):
            done = self.fails("out.json", "--out", folder, names=(folder,))
            self.assertFalse(done.stdout)


class Queries(PlotTest):
    """Contents of the pictures of the reference documents.

    After a change on purpose: VIEWS=write, see cli_views.
    """
    plain = True

    GOLDEN = (("quick", "change", "size=256"), ("quick", "size", "swiotlb"),
              ("regression-2022", "hazards", "aa6f8dcbab47"),
              ("ath9k", "bytes", "platform=swiotlb"),
              ("working_set", "misses", "swiotlb"),
              ("torn", "pace", "device_cache=memory"))

    def test_goldens(self):
        for name, kind, chosen in self.GOLDEN:
            with self.subTest(name=name, kind=kind):
                self.queried(name, "--kind", kind, "--filter", chosen)
                path = os.path.join(Under.source, "tests", "golden", "plot",
                                    f"{name}-{kind}.csv")
                made = self.path("out", f"{name}-{kind}.csv")
                if os.environ.get("VIEWS") == "write":
                    shutil.copyfile(made, path)
                with open(path, encoding="utf-8") as file:
                    self.assert_same_numbers(self.read(made), file.read())

    def assert_same_numbers(self, ours, golden):
        """Equal, but for the last digits of numbers."""
        ours, golden = (re.split(r"([,\n])", text) for text in (ours, golden))
        self.assertEqual(len(ours), len(golden))
        for left, right in zip(ours, golden):
            if left == right:
                continue
            try:
                self.assertAlmostEqual(float(left), float(right), places=5)
            except ValueError:
                self.assertEqual(left, right)

    def test_a_strategy_looks_the_same_in_all_pictures(self):
        styles = {}
        for name in ("quick", "ath9k", "latency", "retry", "kernel-raspi3",
                     "kernel-torn", "regression-2022", "working_set"):
            for page in self.queried(name).values():
                for point in page[3]:
                    styles.setdefault(point["strategy"], set()).add(
                        point["style"])
        for strategy, style in styles.items():
            self.assertEqual(len(style), 1, strategy)
        self.assertEqual(len(set().union(*styles.values())), len(styles))

    def test_an_unsafe_case_has_its_hazard_and_no_number(self):
        for kind in ("change", "size", "spread"):
            page = self.queried("quick", "--kind", kind)[f"quick-{kind}.csv"]
            swiotlb = {panel["panel"] for panel in page[2]
                       if panel["title"].startswith("swiotlb")}
            points = [point for point in page[3]
                      if point["strategy"] == "blind_reread"
                      and point["panel"] in swiotlb]
            self.assertTrue(points)
            for point in points:
                self.assertEqual(point["shape"], "unsafe")
                self.assertIn("STALE", point["text"])
                self.assertEqual((point["low"] + point["high"]).strip("nan"),
                                 "")

    def test_the_device_thread_has_no_cost(self):
        self.assertEqual(sorted(self.queried("regression-2022")),
                         ["regression-2022-bytes.csv",
                          "regression-2022-hazards.csv"])
        page = self.queried("ath9k", "--kind", "change")["ath9k-change.csv"]
        self.assertFalse([panel for panel in page[2]
                          if "thread" in panel["title"]])
        self.assertTrue([text for text in page[0]
                         if "device=thread" in text["text"]])

    def test_kinds_of_numbers_share_no_panel(self):
        page = self.queried("retry", "--kind", "change")["retry-change.csv"]
        self.assertEqual({panel["title"] for panel in page[2]},
                         {"coherent", "swiotlb", "arm64 [proxy]",
                          "swiotlb+arm64 [proxy]"})

    def test_a_document_without_ledgers_has_pictures(self):
        self.assertEqual(list(self.queried("kernel-torn")),
                         ["kernel-torn-hazards.csv"])

    def test_nothing_lies_outside_its_page(self):
        self.needs_gnuplot()
        place = re.compile(r'translate\(([-0-9.]+),([-0-9.]+)\)[^>]*font-size="'
                           r'([0-9.]+)"\s+text-anchor="(\w+)">\s*'
                           r'<text>([^<]*)')
        for name in ("quick", "kernel-arm64", "torn"):
            self.succeeds("plot", reference(name), "--out", "out")
        for path in glob.glob(self.path("out", "*.svg")):
            page = self.read(path)
            width, height = map(int, re.search(
                r'width="(\d+)" height="(\d+)"', page).groups())
            texts = place.findall(page)
            self.assertTrue(texts, path)
            for left, top, size, anchor, text in texts:
                # Half a font's size is the mean width of a letter.
                long = len(html.unescape(text)) * float(size) * 0.5
                left = float(left) - long * {"start": 0, "middle": 0.5,
                                             "end": 1}[anchor]
                self.assertGreaterEqual(left, 0, (path, text))
                self.assertLessEqual(left + long, width, (path, text))
                self.assertLessEqual(float(top), height, (path, text))


class Scripts(PlotTest):
    def test_they_run_by_hand_as_their_heads_say(self):
        self.needs_gnuplot()
        data = {"lines": ("quick", "size"), "intervals": ("quick", "hazards"),
                "bars": ("ath9k", "bytes")}
        tried = set()
        for path in glob.glob(os.path.join(Under.source, "plots", "*.gp")):
            with open(path, encoding="utf-8") as file:
                usage = re.search(r"^#\t(gnuplot -c .*)$", file.read(), re.M)
            if not usage:
                continue
            name = os.path.splitext(os.path.basename(path))[0]
            self.queried(data[name][0], "--kind", data[name][1])
            words = usage.group(1).replace("[", "").replace("]", "").split()
            words[2] = os.path.join(Under.source, words[2])
            words[3] = self.path("out", "-".join(data[name]) + ".csv")
            subprocess.run(words, cwd=self.path("out"), check=True,
                           timeout=60)
            self.assert_whole("out")
            self.assertIn("out/OUT.png", self.files())
            tried.add(name)
        self.assertEqual(tried, set(data))


class DamagedDocuments(CliTest):
    @unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
    def test_no_name_is_a_command(self):
        text = json.dumps(self.document(*SMALL))
        for name in ("' . system('touch HACK') . '",
                     "`touch HACK`", "x', 0, 'y", "| touch HACK"):
            self.write("out.json", text.replace("partial_copy", name))
            with self.subTest(name):
                self.succeeds("plot", "out.json", "--out", "plots", "--kind",
                              "change,bytes")
                self.assertNotIn("HACK", self.files())

    def test_they_are_refused_or_drawn(self):
        document = self.document(*SMALL, "--set", "device=scripted,thread")
        own = document["peekbench"]
        own["cases"] = own["cases"][::7]
        os.mkdir(self.path("bin"))
        os.chmod(self.write("bin/gnuplot", DRAWS_NOTHING), 0o755)
        path = f"{self.path('bin')}:{os.environ['PATH']}"
        chance = random.Random(4711)
        for i in range(60):
            mutant, key = damaged(document, chance)
            self.write("out.json", json.dumps(mutant))
            done = self.call("plot", "out.json", "--out", "plots",
                             env=environment(PATH=path))
            with self.subTest(i=i, key=key):
                self.assertIn(done.returncode, (0, 2), done.stderr)
                if done.returncode:
                    self.assert_one_line(done.stderr)
                else:
                    self.assertEqual(done.stderr, "")
        outside = [name for name in self.files()
                   if not name.startswith(("plots", "bin", "out.json"))]
        self.assertEqual(outside, [])
