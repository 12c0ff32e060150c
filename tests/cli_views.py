# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Views of the frozen documents, byte for byte.

After a change on purpose: VIEWS=write tests/cli PROGRAM SOURCE_DIR Views
"""
import difflib
import gzip
import json
import os

from cli_base import CliTest, Under, environment

__all__ = ["Views"]

DOCUMENTS = os.path.join("tests", "golden", "first", "documents")
GOLDEN = os.path.join("tests", "golden", "views")

# Golden file: the words of the command, its document last.
VIEWS = {
    "quick.txt": ("show", "quick"),
    "quick.md": ("show", "--form", "md", "quick"),
    "quick-details.txt": ("show", "--details", "--filter",
                          "platform=swiotlb/device=scripted/size=2048",
                          "quick"),
    "latency.txt": ("show", "latency"),
    "kernel-x86.txt": ("show", "kernel-x86"),
    "kernel-e100-details.txt": ("show", "--details", "kernel-e100"),
    "kernel-torn.txt": ("show", "kernel-torn"),
    "regression-2022.txt": ("show", "regression-2022"),
    "regression-2022-details.txt": ("show", "--filter", "swiotlb@v5.16",
                                    "regression-2022"),
    "mission.txt": ("show", "mission"),
    "torn.txt": ("show", "torn"),
    "ath9k.txt": ("show", "ath9k"),
    "crossover-quick.txt": ("crossover", "quick"),
    "compare-quick.txt": ("compare", "quick"),
    "compare-quick-details.txt": ("compare", "--details", "--filter",
                                  "platform=swiotlb/device=scripted/size=2048",
                                  "quick"),
    "compare-mission.txt": ("compare", "mission"),
    "compare-latency-rank.txt": ("compare", "--rank", "latency"),
    "cite-quick.txt": ("cite", "quick"),
    "cite-quick-all.txt": ("cite", "--all", "--plot", "--filter",
                           "platform=swiotlb/device=scripted/size=2048",
                           "quick"),
    "cite-quick.md": ("cite", "--form", "md", "quick"),
    "cite-quick-all.md": ("cite", "--all", "--form", "md", "--filter",
                          "platform=swiotlb/device=scripted/size=2048",
                          "quick"),
    "cite-quick.csv": ("cite", "--form", "csv", "--filter",
                       "size=2048/status=head/ready=8", "quick"),
    "cite-quick.benchstat": ("cite", "--form", "benchstat", "--filter",
                             "swiotlb/device=scripted/size=2048/status=head/"
                             "ready=8", "quick"),
    "cite-kernel-e100.txt": ("cite", "kernel-e100"),
}

# Golden file: the words of the command, and two documents.
PAIRS = {
    "lenses-quick.txt": (("compare",), "quick", "kernel-x86", 0),
    "lenses-torn.txt": (("compare",), "torn", "kernel-torn", 0),
    "between-quick.txt": (("compare",), "quick", "changed", 0),
    "between-kernel-x86.txt": (("compare",), "kernel-x86", "changed", 1),
}

# Golden file: the words of the command, its trace in tests/trace last.
TRACES = {
    "trace-e100.txt": ("trace", "show", "e100.trace"),
    "trace-e100-6.1.txt": ("trace", "show", "e100-6.1.trace"),
    "trace-explain-e100.txt": ("trace", "explain", "e100.trace"),
}
# Each is some mappings, from map to unmap, of results/reference/kernel-zoo.
for driver in ("8139cp", "e1000", "nvme", "pcnet32", "sym53c8xx", "tulip",
               "virtio_net", "vmxnet3", "xhci_pci"):
    TRACES[f"trace-{driver}.txt"] = ("trace", "show", f"{driver}.trace")
    TRACES[f"trace-explain-{driver}.txt"] = ("trace", "explain",
                                             f"{driver}.trace")


def changed(document):
    """The document, of another kernel, with costs and counts changed."""
    own = document["peekbench"]
    own["utc"] = "2026-11-30T00:00:00Z"
    own["host"]["kernel_release"] = "7.0.0"
    for boot in own.get("kernel", {}).get("boots", []):
        boot["release"] = "7.0.0"
        for row in boot.get("calls", []):
            row["for_cpu"] += 2
    for case in own["cases"]:
        if case["strategy"] == "partial_copy":
            case["ledger"]["copied_back"] += 64
            for metric in case["metrics"].values():
                metric["samples"] = [value * 0.9 if value else value
                                     for value in metric["samples"]]
        if case["strategy"] == "full_sync" and case["axes"]["size"] == 256:
            for metric in case["metrics"].values():
                metric["samples"] = [value * 1.2 if value else value
                                     for value in metric["samples"]]
    own["cases"] = [case for case in own["cases"]
                    if case["strategy"] != "null"]
    return document


def usual():
    """The environment of the golden files."""
    env = environment()
    env.pop("COLUMNS", None)
    return env


class ViewsTest(CliTest):
    plain = True

    def view(self, words, env=None):
        document = os.path.join(DOCUMENTS, words[-1] + ".json.gz")
        return self.succeeds(*words[:-1], document, cwd=Under.source,
                             env=env or usual()).stdout

    def trace(self, words, env=None):
        path = os.path.join("tests", "trace", words[-1])
        return self.succeeds(*words[:-1], path, cwd=Under.source,
                             env=env or usual()).stdout

    def golden(self, name):
        return os.path.join(Under.source, GOLDEN, name)

    def as_it_was(self, name, made):
        if os.environ.get("VIEWS") == "write":
            with open(self.golden(name), "w", encoding="utf-8") as file:
                file.write(made)
        with open(self.golden(name), encoding="utf-8") as file:
            kept = file.read()
        diff = difflib.unified_diff(kept.splitlines(True),
                                    made.splitlines(True), name, "made", n=1)
        self.assertEqual(made, kept, "\n" + "".join(diff))


class Views(ViewsTest):
    def test_they_are_as_they_were(self):
        for name, words in VIEWS.items():
            with self.subTest(view=name):
                self.as_it_was(name, self.view(words))

    def test_traces_are_as_they_were(self):
        for name, words in TRACES.items():
            with self.subTest(view=name):
                self.as_it_was(name, self.trace(words))

    def pair(self, words, before, after, status):
        """Two documents of short names, side by side in an empty folder."""
        def load(name):
            with gzip.open(os.path.join(Under.source, DOCUMENTS,
                                        name + ".json.gz")) as file:
                return json.load(file)

        made = changed(load(before)) if after == "changed" else load(after)
        for name, document in ((before, load(before)), (after, made)):
            self.write(name + ".json", json.dumps(document, sort_keys=True))
        return self.succeeds(*words, before + ".json", after + ".json",
                             env=usual(), status=status).stdout

    def test_pairs_are_as_they_were(self):
        for name, words in PAIRS.items():
            with self.subTest(view=name):
                self.as_it_was(name, self.pair(*words))

    def test_no_line_is_wider_than_a_terminal(self):
        for name in (*VIEWS, *PAIRS, *TRACES):
            if name.endswith(".txt"):
                with open(self.golden(name), encoding="utf-8") as file:
                    for line in file:
                        self.assertLessEqual(len(line), 80, name)

    def test_a_document_may_come_through_a_pipe(self):
        path = os.path.join(Under.source, DOCUMENTS, "quick.json.gz")
        with open(path, "rb") as file:
            piped = self.succeeds("show", "-", stdin=file).stdout
        named = self.succeeds("show", path).stdout
        self.assertEqual(piped.splitlines()[:25], named.splitlines()[:25])
