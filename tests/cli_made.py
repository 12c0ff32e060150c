# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Result documents whose truth is known, made for the tests."""
import json
import os
import random

__all__ = []

HAZARDS = ("lost", "torn", "stale", "leaked", "replayed")
METRICS = ("cycles_per_not_ready_peek", "cycles_per_ready_peek",
           "cycles_per_completion", "cycles_per_frame")


def ident(strategy, size=2048, ready=8, platform="swiotlb"):
    return (f"strategy={strategy}/platform={platform}/device=scripted/"
            f"size={size}/status=head/ready={ready}/copy=rep_movsb")


def slices(rounds, process=None):
    """In ten starts, unless @process has the start of each round."""
    made = {"round": list(range(rounds)), "position": [0] * rounds,
            "start_us": [i * 1000 for i in range(rounds)],
            "frames": [100] * rounds, "disturbed": [0] * rounds}
    made["process"] = process or [i * 10 // max(rounds, 10)
                                  for i in range(rounds)]
    return made


def metrics(values):
    return {name: {"unit": "TSC cycles", "kind": "measured",
                   "better": "lower", "samples": list(values)}
            for name in METRICS}


def case(strategy, level, noise, *, rounds=40, group=0, seed=0, copy=None,
         copied=4096, bad=None, process=None, role="candidate", steps=(),
         **axes):
    """A case at @level cycles; @noise is the log standard deviation.

    @copy: level of its second copy.  @bad: {"lost": frames, ...}.  @steps:
    log offsets by process start.
    """
    axes = {"size": 2048, "ready": 8, "platform": "swiotlb", **axes}
    dice = random.Random(f"{strategy} {seed} {group} {axes}")

    def values(at):
        return [at * 2.718281828459045 ** (
            dice.gauss(0, noise) + (steps[process[i]] if steps else 0))
                for i in range(rounds)]

    made = {"id": ident(strategy, axes["size"], axes["ready"],
                        axes["platform"]),
            "strategy": strategy, "platform": axes["platform"],
            "device": "scripted", "role": role, "group": group,
            "axes": {"strategy": strategy, "device": "scripted",
                     "status": "head", "copy": "rep_movsb", **axes},
            "state": "unsafe" if bad else "ok", "reason": "",
            "integrity": {"frames": 1000, "wrong": max(bad.values()) if bad
                          else 0, **dict.fromkeys(HAZARDS, 0), **(bad or {})},
            "ledger": {"unit": "bytes", "per": "completion", "kind": "exact",
                       "needed": 2048, "copied": copied,
                       "copied_again": max(0, copied - 2048),
                       "copied_back": 0, "rearm": 0},
            "timer_error_share": 0.0002, "slices": slices(rounds, process),
            "metrics": metrics(values(level))}
    if copy:
        made["second_copy"] = {"reason": "", "slices": slices(rounds, process),
                               "metrics": metrics(values(copy))}
    return made


def document(source, cases, **changes):
    """A document with the head of one that was measured, and @cases."""
    path = os.path.join(source, "tests", "made_head.json")
    with open(path, encoding="utf-8") as file:
        made = json.load(file)
    made["benchmarks"] = []
    made["peekbench"]["cases"] = cases
    made["peekbench"].update(changes)
    return made
