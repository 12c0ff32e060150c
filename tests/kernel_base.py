# SPDX-License-Identifier: GPL-2.0 OR MIT
"""What the tests that boot guests share."""
import functools
import glob
import os
import shutil
import struct
import subprocess

from cli_base import CliTest, Under, cases_of, environment

__all__ = []

BOOT_SECONDS = 600

# struct peek_request of bench/kernel/record.h.
MAGIC, ABI, REQUEST_BYTES = 0x6b656570, 2, 192
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


def run_script(*arguments, env=None):
    return subprocess.run(
        [os.path.join(Under.source, "bench", "kernel", "guest"), *arguments],
        env=env or environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=BOOT_SECONDS)


@functools.lru_cache(maxsize=None)
def made_modules():
    """tests/kernel_modules, built for the x86 guest; or why not."""
    headers = run_script("headers", "x86")
    if headers.returncode:
        return None, headers.stderr.strip()
    headers = headers.stdout.strip()
    folder = os.path.join(os.path.dirname(headers), "test_modules")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(Under.source, "tests", "kernel_modules"),
                    folder)
    done = subprocess.run(
        ["make", "-C", headers, f"M={folder}", "W=1", "KCFLAGS=-Werror",
         "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules"],
        capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return sorted(glob.glob(os.path.join(folder, "*.ko"))), ""


class KernelTest(CliTest):
    """Runs that boot; one that finds no machine skips the test."""

    def own_modules(self):
        """Paths of the modules that only tests load."""
        modules, why = made_modules()
        if not modules and "package" in why:
            self.skipTest(why)
        self.assertTrue(modules, why)
        return modules

    def boots(self, *arguments, name="out.json", status=0):
        """Run; the result document, every case of it run by a kernel."""
        done = self.call("run", "--out", name, *arguments,
                         timeout=BOOT_SECONDS)
        if done.returncode == 2 and "no " in done.stderr and \
           "package" in done.stderr:
            self.skipTest(done.stderr.strip())
        self.assertEqual(done.returncode, status, done.stderr)
        document = self.load(name)
        for case in document["peekbench"]["cases"]:
            if case["state"] == "skipped" and "package" in case["reason"]:
                self.skipTest(case["reason"])
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
                         r"beyond the checker: 0$")

    def guest(self, arch, job, requests=b"", status=0, **options):
        """Boot a guest that runs the shell script @job; its console."""
        os.makedirs(self.path("guest"), exist_ok=True)
        for name, data in (("job", job.encode()), ("requests", requests)):
            with open(self.path("guest", name), "wb") as file:
                file.write(data)
        words = {"folder": self.path("guest"), "ram": self.path("ram"),
                 "mailbox": "77", "seconds": "200",
                 "devices": "-device lsi53c895a", **options}
        done = run_script("boot", arch,
                          *(f"{k}={v}" for k, v in words.items()))
        reason = ""
        if os.path.exists(self.path("guest", "reason")):
            reason = self.read("guest/reason")
        if "package" in reason and status == 0:
            self.skipTest(reason)
        self.assertEqual(done.returncode, status, reason + done.stderr)
        if status or not os.path.exists(self.path("guest", "console")):
            return reason
        with open(self.path("guest", "console"), errors="replace",
                  encoding="utf-8") as file:
            return file.read()

    def assert_quiet(self, console):
        """No complaint of the kernel."""
        marks = ("WARNING:", "BUG:", "Oops", "Call Trace", "Call trace",
                 "Kernel panic")
        self.assertEqual([line for line in console.splitlines()
                          if any(mark in line for mark in marks)], [])


def by_strategy(document, **axes):
    return {case["strategy"]: case for case in cases_of(document, **axes)}
