# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Platform rows of one's own: files, names that hold the facts, documents."""
import json
import os

from cli_base import CliTest, Under

__all__ = ["BadPlatforms", "OwnPlatforms"]

ROW = """\
[platform]
name = mine
for_cpu_from_device = invalidate
for_cpu_bidirectional = invalidate
for_device_from_device = clean
for_device_to_device = clean
for_device_bidirectional = clean
edges = flushed
speculates = yes
"""
LATE = ROW + "bounce = yes\nmap_copies_from = yes\nwait = after_copy\n"


class BadPlatforms(CliTest):
    def bad(self, text, where, *names):
        self.write("my.ini", text)
        for verb in (("check", "--platform", "./my.ini"),
                     ("run", "--set", "platform=./my.ini", "--dry-run")):
            done = self.refused(*verb, names=names)
            self.assertRegex(done.stderr, rf" \./my\.ini{where}: ")

    def test_a_key_or_a_value_that_is_not_known(self):
        self.bad(ROW + "invalidates = yes\n", ":10", "'invalidates'")
        self.bad(ROW + "bounce = maybe\n", ":10", "'maybe'", "no, yes")
        self.bad(ROW + "for_cpu_to_device = purge\n", ":10", "'purge'",
                 "none, clean, invalidate, flush")
        self.bad(ROW + "edges = dropped\n", ":10", "double key", "'edges'")
        self.bad(ROW + "[matrix]\n", ":10", "[platform]", "'matrix'")

    def test_a_row_that_contradicts_itself(self):
        for more, name in (("speculates = yes\n", "speculates"),
                           ("edges = flushed\n", "edges"),
                           ("map_copies_from = yes\n", "map_copies_from"),
                           ("for_device_copies_from = yes\n",
                            "for_device_copies_from")):
            self.bad("[platform]\nname = mine\n" + more, "", name)
        self.bad(ROW + "wait = before_copy\n", "", "wait", "bounce")
        self.bad(LATE.replace("for_device_to_device = clean\n", ""), "",
                 "wait", "dirty")
        self.bad(LATE.replace("for_cpu_from_device = invalidate",
                              "for_cpu_from_device = flush"), "", "wait")

    def test_a_name_that_cannot_be(self):
        self.bad(ROW.replace("mine", "arm64"), ":2", "'arm64'")
        self.bad(ROW.replace("mine", "my row"), ":2", "'my row'", "24")
        self.bad(ROW.replace("name = mine\n", ""), "", "name")
        self.bad("", "", "[platform]")
        for word in ("mine~0", "mine~zzzzzzz", "mine~3000000", "~0455880",
                     "mine~0000004"):
            self.refused("check", "--platform", word, names=(word,))
        self.refused("check", "--platform", "./none.ini",
                     names=("./none.ini", "No such file"))


class OwnPlatforms(CliTest):
    def rows(self, *options):
        done = self.call("check", "--json", "--rearm", "to_device", *options)
        self.assertIn((done.returncode, done.stderr), ((0, ""), (1, "")))
        return json.loads(done.stdout)["rows"]

    def test_the_template_is_arm64(self):
        template = os.path.join(Under.source, "bench/platforms/template.ini")
        found = {}
        for row in self.rows("--platform", f"arm64,{template}"):
            key = tuple(row[key] for key in ("strategy", "status", "lines",
                                             "short_frames"))
            found.setdefault(key, []).append((row["hazards"], row["states"]))
        self.assertEqual(len(found), 13 * 2 * 2 * 2)
        for verdicts in found.values():
            self.assertEqual(len(verdicts), 2)
            self.assertEqual(verdicts[0], verdicts[1])

    def test_the_facts_are_in_the_name(self):
        names = []
        for text in (ROW, LATE, ROW.replace("flushed", "dropped"), ROW):
            self.write("my.ini", text)
            row, = self.rows("--platform", "./my.ini,./my.ini", "--strategy",
                             "header_giveback", "--status", "head", "--frame",
                             "full", "--lines", "own", "--copy", "ascending")
            names.append(row["platform"])
            self.assertRegex(row["platform"], r"^mine~[0-9a-f]{7}$")
            self.assertEqual(row["hazards"],
                             ["STALE", "TORN"] if text == LATE else [])
            if text == LATE:
                os.unlink(self.path("my.ini"))
                done = self.call("check", "--replay", row["replay"]["TORN"])
                self.assertEqual((done.returncode, done.stderr), (1, ""))
                self.assertIn("begins to invalidate line", done.stdout)
        self.assertEqual(names[0], names[3])
        self.assertEqual(len(set(names)), 3)

    def test_a_preset_and_its_document_have_the_row(self):
        self.write("mine.ini", ROW)
        self.write("my.ini", "[preset]\nrounds = 1\n[matrix]\nsize = 256\n"
                   "strategy = full_sync\nplatform = ./mine.ini, coherent\n"
                   "ready = 1\n[matrix b]\nsize = 256\nready = 1\n"
                   "strategy = full_sync\nplatform = ./mine.ini\n")
        out = self.succeeds("run", "./my.ini", "--out", "my.json",
                            "--cache", "l1=4K:2").stdout
        self.assertIn("own row  mine~", out)
        self.assertIn("for_device_to_device = clean", " ".join(out.split()))
        with open(self.path("my.json"), encoding="utf-8") as file:
            ids = [case["id"] for case in json.load(file)["peekbench"]["cases"]]
        mine = [name for name in ids if "/platform=mine~" in name]
        self.assertEqual((len(mine), len(ids)), (2, 4))
        self.assertIn("own row  mine~",
                      self.succeeds("show", "my.json").stdout)
