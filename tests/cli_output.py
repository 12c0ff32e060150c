# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Where the result document goes, and files left after a failure."""
import gzip
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import unittest

from cli_base import CliTest, HANGS_SECONDS, TINY, Under, environment

__all__ = ["BadOutputs", "FullDisk", "GoodOutputs", "DefaultOutput"]

# Less than any document, more than the sentence that was there before.
SMALL_BYTES = 16384

# In a mount namespace of its own: nothing is left mounted, whatever happens.
ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size=%d none disk
echo old >disk/out.json
status=0
"$@" >stdout 2>stderr || status=$?
ls -A disk >listing
cat disk/out.json >left
exit $status
""" % SMALL_BYTES


def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, SMALL_BYTES))


def limit_file_size_silently():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit_file_size()


class BadOutputs(CliTest):
    """All of it is said before anything is measured."""

    def test_a_missing_directory(self):
        for path in ("missing/out.json", self.path("missing", "out.json"),
                     "missing/"):
            for option in ("--out", "--benchmark_out"):
                self.refused("run", *TINY, f"{option}={path}",
                             names=(option, path, "No such file"))

    def test_a_directory(self):
        os.mkdir(self.path("folder"))
        for path in ("folder", "folder/", ".", "/"):
            for option in ("--out", "--benchmark_out"):
                self.refused("run", *TINY, f"{option}={path}",
                             names=(option, path, "directory"))

    def test_a_file_where_a_directory_should_be(self):
        self.write("file", "")
        for option in ("--out", "--benchmark_out"):
            self.refused("run", *TINY, f"{option}=file/out.json",
                         names=(option, "file/out.json"))

    def test_no_name(self):
        self.refused("run", *TINY, "--out=", names=("--out",))
        self.refused("run", *TINY, "--benchmark_out=",
                     names=("--benchmark_out",))

    def test_what_may_not_be_written_to(self):
        user = self.unwritable("mine")
        for option in ("--out", "--benchmark_out"):
            self.refused("run", *TINY, f"{option}=mine/out.json",
                         names=(option, "mine/out.json", "denied"), **user)

    def test_one_file_for_both_outputs(self):
        # The second would silently take the place of the first.
        for other in ("both.json", "./both.json", self.path("both.json")):
            self.refused("run", *TINY, "--out", "both.json",
                         f"--benchmark_out={other}", names=("both.json",))


class FullDisk(CliTest):
    """A failed file costs neither the table nor the former file."""

    def check(self, done, option, name="out.json"):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_one_line(done.stderr, option, name)
        self.assertIn("full_sync", done.stdout)
        self.assertIn("slices", done.stdout)

    def check_disk(self, option, *arguments):
        if os.getuid() or not shutil.which("unshare"):
            self.skipTest("mounting takes root and unshare")
        if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none",
                           "/mnt"], capture_output=True, check=False,
                          timeout=HANGS_SECONDS).returncode:
            self.skipTest("this root may not mount")
        os.mkdir(self.path("disk"))
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", ON_A_SMALL_DISK, "sh",
             Under.program, "run", *TINY, *arguments], cwd=self.folder,
            env=environment(), check=False, timeout=HANGS_SECONDS)
        done.stdout, done.stderr = self.read("stdout"), self.read("stderr")
        self.check(done, option, "disk/out.json")
        self.assertEqual(self.read("listing").split(), ["out.json"])
        self.assertEqual(self.read("left")[:80], "old\n")

    def check_limit(self, option, *arguments, limit):
        self.write("out.json", "old\n")
        files = self.files()
        done = self.call("run", *TINY, *arguments, preexec_fn=limit)
        self.check(done, option)
        self.assertNotIn("/proc/", done.stderr)
        self.assertEqual(self.files(), files)
        self.assertEqual(self.read("out.json")[:80], "old\n")

    def test_the_document_does_not_fit_the_disk(self):
        self.check_disk("--out", "--out", "disk/out.json")

    def test_the_other_output_does_not_fit_the_disk(self):
        self.check_disk("--benchmark_out", "--out", "/dev/null",
                        "--benchmark_out=disk/out.json",
                        "--benchmark_repetitions=30")

    def test_the_document_is_larger_than_a_file_may_be(self):
        self.check_limit("--out", "--out", "out.json",
                         limit=limit_file_size_silently)

    def test_the_other_output_is_larger_than_a_file_may_be(self):
        self.check_limit("--benchmark_out", "--out", "/dev/null",
                         "--benchmark_out=out.json",
                         "--starts", "1",
                         "--benchmark_repetitions=30",
                         limit=limit_file_size_silently)

    def test_the_signal_of_the_limit_does_not_kill(self):
        # As after `ulimit -f`: SIGXFSZ is not ignored.
        self.check_limit("--out", "--out", "out.json", limit=limit_file_size)

    def test_a_device_that_is_full(self):
        done = self.call("run", *TINY, "--out", "/dev/full")
        self.check(done, "--out", "/dev/full")
        done = self.call("run", *TINY, "--out", "out.json",
                         "--benchmark_out=/dev/full")
        self.check(done, "--benchmark_out", "/dev/full")
        self.load("out.json")
        self.assertEqual(self.files(), ["out.json"])


class GoodOutputs(CliTest):
    def test_the_table_says_where_the_document_is(self):
        for name in ("out.json", "./out.json", self.path("out.json"),
                     "with spaces and \N{LATIN SMALL LETTER E WITH ACUTE}"
                     "\N{CJK UNIFIED IDEOGRAPH-6E2C}.json",
                     "no suffix"):
            done = self.succeeds("run", *TINY, "--out", name)
            self.assertTrue(done.stdout.endswith(f"\nresult   {name}\n"))
            self.load(name)
            os.remove(self.path(name))
            self.assertEqual(self.files(), [])

    def test_the_longest_name_of_a_file(self):
        self.document(*TINY, name="n" * 255)

    def test_a_long_name_is_not_cut(self):
        # Paths end at PATH_MAX, 4096 with the 0, and not before.
        folder = self.folder
        while len(folder) < 850:
            folder = os.path.join(folder, "d" * 100)
        os.makedirs(folder)
        for length in (1000, 1023, 1024, 1100):
            name = os.path.join(folder, "n" * (length - len(folder) - 1))
            self.succeeds("run", *TINY, "--out", name)
            self.assertEqual(os.listdir(folder), [os.path.basename(name)])
            self.load(name)
            os.remove(name)

    def test_an_old_document_is_replaced(self):
        self.write("out.json", "x" * 1000000)
        self.document(*TINY)
        self.assertEqual(self.files(), ["out.json"])

    def test_a_symbolic_link_stays_one(self):
        # /dev/stdout is one, too.
        os.mkdir(self.path("real"))
        self.write("real/target.json", "old\n")
        os.symlink("real/target.json", self.path("link.json"))
        self.succeeds("run", *TINY, "--out", "link.json")
        self.assertTrue(os.path.islink(self.path("link.json")))
        self.load("real/target.json")
        self.assertEqual(self.files(),
                         ["link.json", "real", "real/target.json"])

    def test_standard_output_holds_the_document_alone(self):
        for more in (), ("--starts", "2", "--benchmark_repetitions=6"):
            done = self.succeeds("run", *TINY, *more, "--out", "-")
            self.assertIn("cases", json.loads(done.stdout)["peekbench"])
        self.assertEqual(self.files(), [])

    def test_a_name_in_gz_is_packed(self):
        self.succeeds("run", *TINY, "--out", "out.json.gz")
        with gzip.open(self.path("out.json.gz"), "rt") as file:
            self.assertIn("cases", json.load(file)["peekbench"])
        self.succeeds("compare", "out.json.gz")

    def test_a_device_is_written_in_place(self):
        self.succeeds("run", *TINY, "--out", "/dev/null")
        self.assertEqual(self.files(), [])

    def test_the_umask_is_respected(self):
        for mask in (0o022, 0o077, 0o002):
            self.document(*TINY, umask=mask)
            mode = os.stat(self.path("out.json")).st_mode
            self.assertEqual(oct(mode & 0o777), oct(0o666 & ~mask))

    def test_the_argument_is_in_the_document(self):
        words = ["run", "--out", "out.json", *TINY, "--seed", "4711"]
        document = self.document(*TINY, "--seed", "4711")["peekbench"]
        self.assertEqual(document["argv"], ["peekbench"] + words)
        self.assertEqual(document["seed"], 4711)
        self.assertEqual(document["preset"], "quick")

    def test_without_a_seed_one_is_made_and_shown(self):
        seeds = []
        for _ in range(3):
            done = self.succeeds("run", *TINY, "--out", "out.json")
            seeds.append(self.load("out.json")["peekbench"]["seed"])
            self.assertIn(f" seed {seeds[-1]},", done.stdout)
        self.assertEqual(len(set(seeds)), 3)


class DefaultOutput(CliTest):
    """Without --out: results/<preset>-<utc>.json of the source tree."""

    def setUp(self):
        super().setUp()
        if not os.access(os.path.join(Under.source, "results"), os.W_OK):
            self.skipTest("results/ is not there to be written to")

    def result_of(self, text):
        """The path that the table names; gone when the test is over."""
        found = re.search(r"^result   (.*)\n\Z", text, re.M)
        self.assertTrue(found, text)
        path = os.path.join(self.folder, found[1])
        self.addCleanup(lambda: os.path.exists(path) and os.remove(path))
        self.assertRegex(path, re.escape(os.path.join(
            Under.source, "results")) + r"/[^/]+-\d{8}T\d{6}Z[^/]*\.json\Z")
        return path

    def test_it_lies_in_the_source_tree(self):
        self.write("my own.ini", "[matrix]\nsize = 256\nready = 1\n")
        for words in (TINY, ("./my own.ini", "--benchmark_repetitions=1")):
            done = self.succeeds("run", *words)
            path = self.result_of(done.stdout)
            stem = os.path.basename(words[0]).replace(".ini", "")
            self.assertTrue(os.path.basename(path).startswith(stem + "-"))
            with open(path, encoding="utf-8") as file:
                self.assertIn("peekbench", json.load(file))
        self.assertEqual(self.files(), ["my own.ini"])

    def test_runs_of_one_second_do_not_share_it(self):
        runs = [subprocess.Popen(
            [Under.program, "run", *TINY], cwd=self.folder, text=True,
            env=environment(), stdout=subprocess.PIPE) for _ in range(4)]
        texts = [run.communicate(timeout=HANGS_SECONDS)[0] for run in runs]
        self.assertEqual([run.returncode for run in runs], [0] * 4)
        paths = [self.result_of(text) for text in texts]
        self.assertEqual(len(set(paths)), 4, paths)

    @unittest.skipIf(os.getuid(), "what root alone can try")
    def test_without_rights_there_it_lies_here(self):
        user = self.as_nobody()
        if os.stat(os.path.join(Under.source, "results")).st_mode & 0o002:
            self.skipTest("everybody may write to results/")
        done = self.succeeds("run", *TINY, **user)
        self.assertRegex(done.stdout,
                         r"\nresult   results/quick-\w+\.json\n\Z")
        self.assertEqual(len(self.files()), 2)

    @unittest.skipIf(os.getuid(), "what root alone can try")
    def test_where_nothing_can_be_written_it_says_why(self):
        user = self.as_nobody()
        if os.stat(os.path.join(Under.source, "results")).st_mode & 0o002:
            self.skipTest("everybody may write to results/")
        os.chmod(self.folder, 0o555)
        done = self.call("run", *TINY, **user)
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr, "--out", "Permission denied")
