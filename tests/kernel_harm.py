# SPDX-License-Identifier: GPL-2.0 OR MIT
"""A kernel that takes things away from the module: memory, mappings, probes,
the channel it works with."""
import errno
import os
import re
import shutil
import struct

from kernel_base import (CALLS, REQUEST_BYTES, KernelTest, cut, endings, long,
                         records, request)

__all__ = ["Failures", "Channel"]

QUIET = {"append": "swiotlb=force loglevel=5 cryptomgr.notests"}
ASK = """
ask() {
        dd if=/requests of=/dev/peekbench bs=%d skip=$1 count=1 2>/dev/null
}
""" % REQUEST_BYTES
KINDS = ("memory", "pages", "coherent", "mapping", "channel", "event")


class Harmed(KernelTest):

    def overlay(self):
        """The modules that only tests load."""
        folder = self.path("overlay")
        os.mkdir(folder)
        for module in self.own_modules():
            shutil.copy(module, folder)
        return folder

    def lines(self, job, *requests, **options):
        """Lines of the job that begin with "@@", split in words."""
        console = self.guest("x86", ASK + job, b"".join(requests),
                             overlay=self.overlay(), **{**QUIET, **options})
        self.assert_quiet(console)
        return [line.split() for line in re.findall(r"@@(.*)", console)]


class Failures(Harmed):
    # nth: the call that fails; one that is left over has failed none.
    sweep = """
rmmod peekbench
insmod /peekdma.ko
insmod /peekpmu.ko all=1
insmod /peekfail.ko
p=/sys/module/peekfail/parameters
step() {
        echo 0 >$p/failed
        echo $n >$p/nth
        "$@" && how=taken || how=refused
        left=$(cat $p/nth)
        echo 0 >$p/nth
        [ $left != 0 ]
}
"""

    def check_balance(self, text, kinds=KINDS):
        balance = dict(zip(KINDS, map(int, text.split(","))))
        self.assertEqual({kind: balance[kind] for kind in kinds},
                         dict.fromkeys(kinds, 0))

    def test_whatever_fails_while_it_is_loaded(self):
        lines = self.lines(self.sweep + """
echo 1 >$p/once
n=1
until step insmod /peekbench.ko mailbox=77; do
        [ $how = taken ] && rmmod peekbench
        echo "@@$n $how $(cat $p/balance)"
        n=$((n + 1))
done
rmmod peekbench
echo "@@$n $how $(cat $p/balance)"
""", devices="-device lsi53c895a -device edu")
        # Session, mailbox, host's page, devices' drivers and memory, node.
        self.assertGreater(len(lines), 8)
        self.assertIn("refused", [how for _, how, _ in lines])
        self.assertEqual(lines[-1][1], "taken")
        for _, _, balance in lines:
            self.check_balance(balance)

    def asked(self):
        small = {"size": 256, "ring": 4, "looks": 1, "rearm": 2}
        counted = {"timed": 1, "counted": 1}
        return (request(device="dmaengine", events=1, **counted, **small),
                request(case_index=1, strategy="coherent_status", timed=1,
                        **small),
                request(case_index=2, strategy="null", **small),
                request(case_index=3, kind=CALLS, rounds=1, size=256, device="dmaengine"))

    @long
    def test_whatever_fails_while_it_works(self):
        asked = self.asked()
        devices = "-device lsi53c895a -serial file:" + self.path("stream")
        lines = self.lines(self.sweep + """
insmod /peekbench.ko
for k in $(seq 0 %d); do
        n=1
        until step ask $k; do
                echo "@@$k $how $(cat $p/balance)"
                n=$((n + 1))
        done
        echo "@@$k $how $(cat $p/balance)"
done
stty raw -F /dev/ttyS1
cat /dev/peekbench >/dev/ttyS1
rmmod peekbench
echo "@@end $how $(cat $p/balance)"
""" % (len(asked) - 1), *asked, devices=devices, seconds="400")
        self.check_balance(lines.pop()[2])
        for _, _, balance in lines:
            # The stream grows by pages until the module goes.
            self.check_balance(balance, set(KINDS) - {"memory", "pages"})
        with open(self.path("stream"), "rb") as file:
            self.check_answers(lines, list(cut(file.read())), len(asked))

    def check_answers(self, lines, stream, count):
        taken = [k for k, how, _ in lines if how == "taken"]
        ends = list(endings(stream))
        # A record that found no memory itself is one of those that failed.
        self.assertGreaterEqual(len(ends), len(taken) - count)
        self.assertLessEqual(len(ends), len(taken))
        bad = [end for end in ends if end[0]]
        self.assertEqual({number for number, _ in bad}, {-errno.ENOMEM})
        for _, reason in bad:
            self.assertTrue(reason)
        reasons = " ".join(sorted({reason for _, reason in bad}))
        for word in ("channel", "coherent", "mapped", "memory for the case",
                     "find its address"):
            self.assertIn(word, reasons)
        for k in range(count):
            tries = [how for which, how, _ in lines if which == str(k)]
            self.assertGreater(len(tries), 4)
            self.assertEqual(tries[-1], "taken")
        self.assertEqual(ends[-1], (0, ""))
        # Without a probe of swiotlb's copy a case is good, but has no books.
        booked = {struct.unpack_from("<iI", record, 20)[1]
                  for kind, record in stream if kind == 3 and
                  struct.unpack_from("<II", record, 16) == (0, 0)}
        self.assertEqual(booked, {0, 1})


class Channel(Harmed):
    small = {"device": "dmaengine", "size": 256, "ring": 8}

    def test_a_channel_that_goes_away_during_a_run(self):
        lines = self.lines("""
insmod /peekdma.ko
d=/sys/bus/platform/drivers/peekdma
for i in 1 2 3; do
        ask 0 &
        sleep 1
        echo peekdma >$d/unbind
        wait $!
        ask 1
        echo peekdma >$d/bind
        ask 1
done
rmmod peekdma && echo "@@gone"
rmmod peekbench && insmod /peekbench.ko && echo "@@back"
""".replace("rmmod peekbench &&", ":;"),
                           request(rounds=10000, frames=65536, **self.small),
                           request(counted=1, **self.small))
        self.assertEqual(lines[0], ["gone"])
        ends = list(endings(records(self.path("ram"))))
        self.assertEqual([number for number, _ in ends],
                         [-errno.ENXIO, -errno.ENODEV, 0] * 3)
        self.assertIn("went away", ends[0][1])
        self.assertIn("no dmaengine channel", ends[1][1])

    @long
    def test_a_channel_that_fails_or_hangs(self):
        lines = self.lines("""
insmod /peekdma.ko
p=/sys/module/peekdma/parameters
for hang in 0 1; do
        echo $hang >$p/hang
        echo 20 >$p/good
        ask 0
        echo $((0xffffffff)) >$p/good
        ask 0
done
rmmod peekdma && echo "@@gone"
""", request(frames=64, **self.small))
        self.assertEqual(lines, [["gone"]])
        ends = list(endings(records(self.path("ram"))))
        self.assertEqual([number for number, _ in ends],
                         [-errno.EIO, 0, -errno.ETIMEDOUT, 0])
        self.assertIn("failed", ends[0][1])
        self.assertIn("does not finish", ends[2][1])

    def test_a_copy_that_nobody_can_stop_keeps_its_memory(self):
        lines = self.lines("""
insmod /peekdma.ko endless=1 hang=1 good=20
ask 0
rmmod peekbench || echo "@@stays"
ask 0
""", request(frames=64, **self.small))
        self.assertEqual(lines[0], ["stays"])
        (number, reason), (again, _) = endings(records(self.path("ram")))
        self.assertEqual((number, again), (-errno.ETIMEDOUT, -errno.ENODEV))
        self.assertIn("until a reboot", reason)
