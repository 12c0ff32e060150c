# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Shared by the tests that boot guests."""
import functools
import glob
import multiprocessing.util
import os
import re
import shutil
import signal
import struct
import subprocess
import unittest

from cli_base import CliTest, Under, cases_of, environment

__all__ = []

BOOT_SECONDS = 600
ON_ARM64 = ("kernel-arm64", "kernel-raspi3")

# A form of a test that has a shorter one for the daily run.
LONG = bool(os.environ.get("PEEKBENCH_LONG_TESTS"))
long = unittest.skipUnless(LONG, "long: ctest -L long")

# A reason that only the machine's owner can remove.
MISSING = re.compile(r"no \S+ here \(Debian package \S+\)")

# struct peek_request of bench/kernel/record.h.
MAGIC, ABI, REQUEST_BYTES = 0x6b656570, 4, 680
CASE, CALLS, WATCH, UNWATCH, END = 32, 33, 34, 35, 36


def request(kind=CASE, strategy="full_sync", device="lsi", **changes):
    """One request, as the module takes it."""
    fields = {"case_index": 0, "size": 1536, "status": 0, "short_frame": 0,
              "rearm": 0, "looks": 4, "ring": 8, "rounds": 1, "frames": 4,
              "order": 0, "grain": 64, "gap_ns": 0, "timed": 0, "counted": 0,
              "processing": 2, "dirtied": 0, "align": 0, "events": 0}
    head = {"magic": MAGIC, "type": kind, "abi": ABI, "bytes": REQUEST_BYTES,
            "number": 0}
    for key, value in changes.items():
        (fields if key in fields else head)[key] = value
    packed = struct.pack("<IHHII", *head.values()) + \
        struct.pack("<18I", *fields.values()) + \
        strategy.encode().ljust(32, b"\0") + device.encode().ljust(32, b"\0")
    return packed.ljust(REQUEST_BYTES, b"\0")


def with_swiotlb(packed, state):
    """The same request for another state of swiotlb."""
    return packed[:152] + struct.pack("<I", state) + packed[156:]


def with_directions(packed, mapped, synced):
    """The same request, mapped and synced otherwise."""
    return packed[:156] + struct.pack("<II", mapped, synced) + packed[164:]


def with_script(packed, counts, sync):
    """The same request for a table: @counts of syncs by hook, and the first
    sync of prepare_peek."""
    table = struct.pack("<5B3x", *counts) + b"\0" * 2 * 96 + \
        struct.pack("<BBBxII", *sync)
    table = struct.pack("<I", 1) + table
    return packed[:164] + table + packed[164 + len(table):]


def packed(stream):
    """A bzImage of which @stream is the compressed kernel."""
    image = bytearray(1024)
    image[497], image[514:518] = 1, b"HdrS"
    struct.pack_into("<II", image, 584, 16, len(stream))
    return bytes(image) + bytes(16) + stream + b"behind"


def cut(stream):
    """(type, bytes) of each record."""
    while stream:
        _, kind, _, size, _ = struct.unpack_from("<IHHII", stream)
        yield kind, stream[:size]
        stream = stream[size:]


def records(ram, nonce=77):
    """(type, bytes) of each record in a guest's memory."""
    with open(ram, "rb") as file:
        memory = file.read()
    at = memory.index(struct.pack("<QQ", 0x786f626c69616d70, nonce))
    own, _, chunk, length, _, _, count = struct.unpack_from("<QIIQQQQ",
                                                            memory, at + 16)
    base = own - at
    stream = b"".join(memory[address - base:address - base + chunk]
                      for address in struct.unpack_from(f"<{count}Q", memory,
                                                        at + 64))[:length]
    return cut(stream)


def endings(stream):
    """(-errno, reason) of each case among records."""
    for kind, record in stream:
        if kind == 3:
            yield (struct.unpack_from("<i", record, 20)[0],
                   record[152:280].rstrip(b"\0").decode())


def run_script(*arguments, env=None, timeout=BOOT_SECONDS):
    """The guest script; one that hangs goes with all that it has begun."""
    words = [os.path.join(Under.source, "bench", "kernel", "guest"),
             *arguments]
    with subprocess.Popen(words, env=env or environment(), text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE,
                          start_new_session=True) as script:
        try:
            out, error = script.communicate(timeout=timeout)
        except BaseException:
            os.killpg(script.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(words, script.returncode, out, error)


@functools.lru_cache(maxsize=None)
def why_unmade(arch):
    """Why there is no guest of @arch on this machine; "" where there is."""
    try:
        done = run_script("build", arch)
    except subprocess.TimeoutExpired:
        return f"guest build {arch}: no end after {BOOT_SECONDS} s"
    return done.stderr.strip().split("\n")[-1] if done.returncode else ""


@functools.lru_cache(maxsize=None)
def made_modules(headers=None, place=None, arch="x86"):
    """tests/kernel_modules, built for the guest of @arch, or for a kernel's
    @headers in @place; for arm64 those that know no x86."""
    headers = headers or run_script("headers", arch).stdout.strip()
    folder = os.path.join(place or os.path.dirname(headers),
                          f"test_modules{os.getpid()}")
    # A process of multiprocessing does not get to what atexit would call.
    multiprocessing.util.Finalize(None, shutil.rmtree, (folder, True),
                                  exitpriority=0)
    shutil.copytree(os.path.join(Under.source, "tests", "kernel_modules"),
                    folder, dirs_exist_ok=True)
    words = []
    if arch == "arm64":
        words = ["ARCH=arm64", "CROSS_COMPILE=aarch64-linux-gnu-"]
        with open(os.path.join(folder, "Kbuild"), "w",
                  encoding="ascii") as kbuild:
            kbuild.write("obj-m := peekdma.o\n")
    done = subprocess.run(
        ["make", "-C", headers, f"M={folder}", "W=1", "KCFLAGS=-Werror",
         "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules", *words],
        capture_output=True, text=True, check=False, timeout=BOOT_SECONDS)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return sorted(glob.glob(os.path.join(folder, "*.ko")))


class KernelTest(CliTest):
    """Runs that boot.  A machine that lacks a package skips them; a guest that
    cannot be made for another reason is the failure of one test, and skips the
    others."""
    told = set()
    boot_seconds = BOOT_SECONDS

    def skip_if_missing(self, reason):
        if MISSING.search(reason):
            self.skipTest(reason.strip())

    def needs_guest(self, arch="x86"):
        why = why_unmade(arch)
        self.skip_if_missing(why)
        if why and arch in self.told:
            self.skipTest(f"no guest of {arch}, see the failure before")
        if why:
            self.told.add(arch)
            self.fail(f"no guest of {arch}: {why}")

    def needs_qemu(self):
        if not shutil.which("qemu-system-x86_64"):
            self.skipTest("no QEMU (Debian package qemu-system-x86)")

    def own_modules(self):
        """Paths of the modules that only tests load."""
        self.needs_guest()
        return made_modules()

    def boots(self, *arguments, name="out.json", status=0):
        """Run; the result document, every case of it run by a kernel."""
        self.needs_guest("arm64" if arguments[0] in ON_ARM64 else "x86")
        done = self.call("run", "--out", name, *arguments,
                         timeout=BOOT_SECONDS)
        if done.returncode == 2:
            self.skip_if_missing(done.stderr)
        self.assertEqual(done.returncode, status, done.stderr)
        document = self.load(name)
        for case in document["peekbench"]["cases"]:
            if case["state"] == "skipped":
                self.skip_if_missing(case["reason"])
            self.assertIn(case["state"], ("ok", "unsafe"), case["reason"])
        for boot in document["peekbench"]["kernel"]["boots"]:
            self.assertEqual(boot["kernel_warnings"], 0, boot.get("warning"))
        return document

    def lenses_agree(self, *documents, rows, exact=None):
        """`compare`: all bytes equal, no hazard that the checker rules out."""
        done = self.call("compare", *documents)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn(
            f"{rows} rows; bytes counted in both lenses: "
            f"{rows if exact is None else exact}, a figure differs: 0;",
            " ".join(done.stdout.split()))
        self.assertRegex(" ".join(done.stdout.split()),
                         r"beyond the checker: 0(;|$)")

    def guest(self, arch, job, requests=b"", status=0, **options):
        """Boot a guest that runs the shell script @job; its console."""
        self.needs_guest(arch)
        os.makedirs(self.path("guest"), exist_ok=True)
        for name, data in (("job", job.encode()), ("requests", requests)):
            with open(self.path("guest", name), "wb") as file:
                file.write(data)
        words = {"folder": self.path("guest"), "ram": self.path("ram"),
                 "mailbox": "77", "seconds": "200",
                 "devices": "-device lsi53c895a", **options}
        if arch == "x86":
            # Its trial of the timer panics where the host is too busy.
            words["append"] = words.get("append", "") + " no_timer_check"
        done = run_script("boot", arch,
                          *(f"{k}={v}" for k, v in words.items()),
                          timeout=self.boot_seconds)
        reason = ""
        if os.path.exists(self.path("guest", "reason")):
            reason = self.read("guest/reason")
        if status == 0:
            self.skip_if_missing(reason)
        self.assertEqual(done.returncode, status, reason + done.stderr)
        if status or not os.path.exists(self.path("guest", "console")):
            return reason
        with open(self.path("guest", "console"), errors="replace",
                  encoding="utf-8") as file:
            return file.read()

    def beside(self, files, job):
        """A PATH with a QEMU whose guests have @files, and run @job before they
        make their requests: a second archive after their initramfs."""
        name = "qemu-system-x86_64"
        os.makedirs(self.path("beside"))
        os.mkdir(self.path("bin"))
        for path in files:
            shutil.copy(path, self.path("beside"))
        self.write("beside/job", job + "\ndd if=/requests of=/dev/peekbench "
                   f"bs={REQUEST_BYTES} 2>/dev/null\n")
        wrapper = self.write(f"bin/{name}", f"""#!/bin/bash
for ((i = 1; i < $#; i++)); do
        [[ ${{!i}} != -initrd ]] || {{
                j=$((i + 1))
                (cd {self.path("beside")} && find . |
                        cpio -o -H newc --quiet) >>"${{!j}}"
        }}
done
exec {shutil.which(name)} "$@"
""")
        os.chmod(wrapper, 0o755)
        return environment(PATH=f"{self.path('bin')}:{os.environ['PATH']}")

    def assert_quiet(self, console):
        """No complaint of the kernel."""
        marks = ("WARNING:", "BUG:", "Oops", "Call Trace", "Call trace",
                 "Kernel panic")
        self.assertEqual([line for line in console.splitlines()
                          if any(mark in line for mark in marks)], [])


def by_strategy(document, **axes):
    return {case["strategy"]: case for case in cases_of(document, **axes)}
