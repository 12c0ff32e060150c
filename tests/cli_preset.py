# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Preset files, good and bad."""
import os

from cli_base import CliTest, Under

__all__ = ["BadPresets", "GoodPresets"]

GOOD = """\
[preset]
summary = one case
rounds = 2

[matrix]
strategy = full_sync
size = 256
"""


class BadPresets(CliTest):
    """What a file may say is in test_preset.c."""

    def bad(self, text, line, *names):
        """The file is refused; @line of it, a pattern, is named."""
        self.write("my preset.ini", text)
        done = self.refused("run", "my preset.ini", names=names)
        self.assertRegex(done.stderr, rf": my preset\.ini:{line}: ")

    def test_the_line_is_named(self):
        self.bad("[matrix]\nsize = 0\n", 2, "'0'", "1 to 262144")
        self.bad("[bogus]\n" + GOOD, 1, "bogus")
        self.refused("run", "/dev/null", names=("/dev/null", "[matrix]"))

    def test_a_value_too_long_for_the_reader_is_named_where_it_stands(self):
        values = ", ".join(["full_sync", "no_ownership", "partial_copy"] * 20)
        self.write("my.ini", f"[matrix]\nstrategy = {values}\nsize = 256\n")
        done = self.call("run", "./my.ini", "--dry-run")
        if done.returncode:
            self.assert_one_line(done.stderr, "./my.ini:2:")
        else:
            self.assertEqual(len(self.plan("./my.ini")), 4)

    def test_what_is_no_file(self):
        os.mkdir(self.path("folder"))
        self.refused("run", "./folder", names=("./folder", "directory"))
        self.refused("run", self.folder, names=(self.folder, "directory"))
        self.refused("run", "./missing.ini",
                     names=("./missing.ini", "No such file"))
        self.refused("run", "missing/my.ini",
                     names=("missing/my.ini", "No such file"))

    def test_what_may_not_be_read(self):
        user = self.as_nobody()
        os.chmod(self.write("my.ini", GOOD), 0)
        self.refused("run", "./my.ini",
                     names=("./my.ini", "Permission denied"), **user)

    def test_drivers_that_are_no_words(self):
        self.bad("[drivers]\ndriver = e1$00\n", 2, "e1$00")
        self.bad("[drivers]\ndrivers = e100\n", 2, "'drivers'")
        self.bad("[drivers]\n" + f"driver = {'a' * 150}\n" * 4, 5, "too many")
        self.write("two.ini", "[drivers]\ndriver = a\n[matrix]\nsize = 64\n")
        self.refused("run", "two.ini", names=("two presets",))


class GoodPresets(CliTest):
    plain = True

    def test_what_the_format_allows(self):
        self.write("my.ini", GOOD)
        expected = self.plan("./my.ini")
        for text in (GOOD.replace("\n", "\r\n"), "; why\n" + GOOD,
                     GOOD.replace("256", "256   ; bytes"), GOOD.rstrip(),
                     GOOD.replace(" = ", "="), GOOD.replace("=", ":"),
                     GOOD.replace("256", "256, 256"),
                     GOOD.replace("[matrix]", "[matrix mine]")):
            self.write("my.ini", text)
            self.assertEqual(self.plan("./my.ini"), expected, text)

    def test_sections_add_up(self):
        self.write("my.ini", "[matrix a]\nsize = 256\nready = 1, 2\n"
                             "[matrix b]\nsize = 512, 1024\nready = 1\n")
        plan = self.plan("./my.ini", "--strategy", "null")
        self.assertEqual(len(plan), 4)

    def test_sections_whose_long_names_differ_at_the_end(self):
        name = "matrix " + "a" * 60
        self.write("my.ini", f"[{name}1]\nsize = 256\n"
                             f"[{name}2]\nready = 2\n")
        done = self.call("run", "./my.ini", "--benchmark_list_tests")
        if done.returncode:
            self.assert_one_line(done.stderr, "./my.ini:")
        else:
            self.assertEqual(len(done.stdout.splitlines()), 4)

    def test_rounds_are_the_samples_of_a_case(self):
        self.write("my.ini", GOOD)
        document = self.document("./my.ini")
        for case in document["peekbench"]["cases"]:
            self.assertEqual(case["slices"]["round"], list(range(2 * 12)))

    def test_a_path_with_spaces_from_another_directory(self):
        os.mkdir(self.path("here and there"))
        os.mkdir(self.path("elsewhere"))
        self.write("here and there/my own.ini", GOOD)
        for path in (self.path("here and there", "my own.ini"),
                     "../here and there/my own.ini"):
            document = self.document(path, name=self.path("out.json"),
                                     cwd=self.path("elsewhere"))
            self.assertEqual(document["peekbench"]["preset"], path)

    def test_a_pipe(self):
        self.write("my.ini", GOOD)
        done = self.call("run", "/dev/stdin", "--benchmark_list_tests",
                         input=GOOD)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines(), self.plan("./my.ini"))
        self.succeeds("run", "/dev/stdin", "--out", "out.json", input=GOOD)
        for case in self.load("out.json")["peekbench"]["cases"]:
            self.assertEqual(case["slices"]["round"], [0, 1])
        self.refused("run", "/dev/stdin", "--starts", "2",
                     names=["/dev/stdin", "name a file"], input=GOOD)

    def test_a_name_that_is_not_utf8(self):
        self.write(b"\xff.ini".decode(errors="surrogateescape"), GOOD)
        document = self.document(b"./\xff.ini")
        self.assertIsInstance(document["peekbench"].get("preset"), str)

    def test_set_overrides_every_section(self):
        self.write("my.ini", "[matrix a]\nsize = 256\n"
                             "[matrix b]\nsize = 512\nready = 2\n")
        plan = self.plan("./my.ini", "--set", "size=1024", "--strategy",
                         "partial_copy", "--set", "status=tail")
        self.assertEqual(len(plan), 4)
        for case in plan:
            self.assertIn("size=1024/status=tail", case)
            self.assertRegex(case, "^strategy=(partial_copy|null)/")

    def test_the_presets_that_come_with_it_have_plans(self):
        folder = os.path.join(Under.source, "bench", "presets")
        for name in sorted(os.listdir(folder)):
            by_name = self.plan(name[:-len(".ini")])
            self.assertGreater(len(by_name), 10)
            self.assertEqual(by_name, self.plan(os.path.join(folder, name)))
