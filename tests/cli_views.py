# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Views of the frozen documents, byte for byte.

After a change on purpose: VIEWS=write tests/cli PROGRAM SOURCE_DIR Views
"""
import difflib
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
}


class Views(CliTest):
    def view(self, words):
        document = os.path.join(DOCUMENTS, words[-1] + ".json.gz")
        env = environment()
        env.pop("COLUMNS", None)
        return self.succeeds(*words[:-1], document, cwd=Under.source,
                             env=env).stdout

    def golden(self, name):
        return os.path.join(Under.source, GOLDEN, name)

    def test_they_are_as_they_were(self):
        for name, words in VIEWS.items():
            with self.subTest(view=name):
                made = self.view(words)
                if os.environ.get("VIEWS") == "write":
                    with open(self.golden(name), "w", encoding="utf-8") as f:
                        f.write(made)
                with open(self.golden(name), encoding="utf-8") as file:
                    kept = file.read()
                diff = difflib.unified_diff(kept.splitlines(True),
                                            made.splitlines(True), name,
                                            "made", n=1)
                self.assertEqual(made, kept, "\n" + "".join(diff))

    def test_no_line_is_wider_than_a_terminal(self):
        for name in VIEWS:
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

    def test_a_wide_terminal_is_used(self):
        path = os.path.join(Under.source, DOCUMENTS, "latency.json.gz")
        out = {columns: self.succeeds("show", path,
                                      env=environment(COLUMNS=columns)).stdout
               for columns in ("60", "80", "160")}
        lines = {columns: max(map(len, text.splitlines()))
                 for columns, text in out.items()}
        for columns, longest in lines.items():
            self.assertLess(longest, int(columns))
        self.assertGreater(lines["160"], 100)
        self.assertGreater(out["60"].count("\n"), out["160"].count("\n"))
