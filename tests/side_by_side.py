# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Classes of tests, one on each PU."""
import concurrent.futures
import io
import multiprocessing
import os
import time
import unittest

__all__ = []

SKIPPED = 77


def classes(things, first):
    """Those of @things that have tests, the names in @first first: what takes
    longest shall not begin last."""
    have = {thing.__name__: thing for thing in things
            if isinstance(thing, type) and
            issubclass(thing, unittest.TestCase)}
    unknown = [name for name in first if name not in have]
    assert not unknown, f"no such classes: {unknown}"
    return [have[name] for name in
            [*first, *(name for name in have if name not in first)]]


def run_class(case):
    """(what unittest printed, whether nothing failed, whether all was skipped,
    seconds)"""
    text, began = io.StringIO(), time.monotonic()
    result = unittest.TextTestRunner(stream=text).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(case))
    return (text.getvalue(), result.wasSuccessful(),
            len(result.skipped) == result.testsRun, time.monotonic() - began)


def run_classes(cases):
    """Exit status of all of @cases; a line for each, what failed at the end."""
    beside = min(2, len(os.sched_getaffinity(0)))
    failed, skipped = [], True
    # A fork has read the tests already, and what several classes look at is
    # made once in each of the two.
    with concurrent.futures.ProcessPoolExecutor(
            beside, multiprocessing.get_context("fork")) as pool:
        begun = {pool.submit(run_class, case): case for case in cases}
        for done in concurrent.futures.as_completed(begun):
            text, good, none_ran, seconds = done.result()
            name = begun[done].__name__
            print(f"{name}: {text.strip().splitlines()[-1]}, {seconds:.1f} s",
                  flush=True)
            skipped = skipped and none_ran
            if not good:
                failed.append(f"{name}: {text}")
    print(*failed, sep="\n", end="")
    return 1 if failed else SKIPPED if skipped else 0
