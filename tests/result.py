# SPDX-License-Identifier: GPL-2.0 OR MIT
"""Result documents in the shape of the first edition, whichever they are of.

These tests' shape of metrics, ledger and modelled counts is that of
peekbench-result/1; the program reads that edition, too, so that a test may
change a document in this shape and give it back.
"""

LEDGER = {
    "needed_bytes_per_frame": "needed",
    "copied_bytes_per_completion": "copied",
    "copied_again_bytes_per_frame": "copied_again",
    "copied_back_bytes_per_frame": "copied_back",
    "copied_bytes_per_rearm": "rearm",
    "copied_bytes_per_not_ready_peek": "per_not_ready_peek",
    "copied_bytes_per_ready_peek": "per_ready_peek",
}
PHASES = ("not_ready_peek", "ready_peek", "completion", "rearm")
COUNTS = ("loads", "stores", "write_backs", "cleaned", "invalidated",
          "dropped_dirty", "prefetches", "uncached", "stale_loads",
          "overwritten")
LEVELS = ("load_misses", "store_misses", "evicted_dirty")
METRICS = ("cycles_per_", "core_cycles_", "instructions_", "cache_",
           "event_", "copied_bytes_per_not_ready_peek",
           "copied_bytes_per_ready_peek", "copied_bytes_per_completion")


def listed(value, count):
    return value if isinstance(value, list) else [value] * count


def unit_of(key):
    if key.startswith("cycles_"):
        return "TSC cycles"
    return "bytes" if "bytes" in key else "events"


def slices_of(series, several):
    slices = series["slices"]
    names = {"round": "round", "position": "position", "begin_us": "start_us",
             "frames": "frames", "marks": "disturbed"}
    if several:
        names["start"] = "process"
    return {old: listed(slices[key], slices["n"])
            for key, old in names.items()}


def absent_of(series, sets):
    return {key: sets[index]["reason"] for index in series["absent"]
            for key in sets[index]["figures"]}


def metrics_of(series, absent):
    made = {}
    for key in list(series["figures"]) + list(absent):
        figure = series["figures"].get(key, {})
        if not key.startswith(METRICS) or key.endswith("per_rearm") and \
           not key.startswith("cycles_"):
            continue
        made[key] = {"unit": figure.get("unit", unit_of(key)),
                     "kind": figure["kind"], "better": "lower",
                     "samples": listed(figure["samples"],
                                       series["slices"]["n"])} \
            if "samples" in figure else \
            {"unit": unit_of(key), "kind": "absent", "better": "lower",
             "reason": absent.get(key, "the case did not run"),
             "samples": []}
    return made


def booked(figure):
    if figure["units"] == 1:
        return figure["total"]
    return figure["total"] / figure["units"]


def ledger_of(figures, absent):
    ledger = {"unit": "bytes", "per": "completion"}
    if "needed_bytes_per_frame" not in figures:
        ledger.update(kind="absent",
                      reason=absent.get("needed_bytes_per_frame",
                                        "not recorded"))
        return ledger
    ledger["kind"] = figures["needed_bytes_per_frame"]["kind"]
    for key, old in LEDGER.items():
        if "total" in figures.get(key, {}):
            ledger[old] = booked(figures[key])
    if "for_cpu_calls_ready_per_frame" in figures:
        ledger["syncs"] = {"per": "frame", **{look: {
            side: figures[f"{side}_calls_{look}_per_frame"]["total"]
            for side in ("for_cpu", "for_device")}
            for look in ("not_ready", "ready")}}
    return ledger


def phase_of(figures, absent, phase):
    loads = figures.get("loads_per_" + phase)
    if not loads:
        return {"count": 0, "reason": absent.get("loads_per_" + phase,
                                                 "not recorded")}
    made = {key: figures[f"{key}_per_{phase}"]["total"] for key in COUNTS}
    for key in LEVELS:
        of_level = (figures.get(f"l{level}_{key}_per_{phase}")
                    for level in (1, 2, 3))
        made[key] = [figure["total"] for figure in of_level if figure]
    return {"count": loads["units"], **made}


def modelled_of(figures, absent):
    made = {phase: phase_of(figures, absent, phase) for phase in PHASES}
    if any(phase["count"] for phase in made.values()):
        return {"kind": "modelled", "unit": "lines", **made}
    return {"kind": "absent", "unit": "lines",
            "reason": made["completion"]["reason"]}


def case_of(case, own, several):
    absent = absent_of(case, own["absent"])
    made = {key: case[key] for key in (
        "id", "role", "group", "axes", "device_fault", "working_set_bytes",
        "state", "reason", "integrity", "timer_error_share")}
    made.update({key: case["axes"][key] for key in ("strategy", "platform",
                                                    "device")})
    if case.get("plugin"):
        made["plugin"] = own["plugins"][case["axes"]["strategy"]]
    made.update(slices=slices_of(case, several),
                metrics=metrics_of(case, absent),
                ledger=ledger_of(case["figures"], absent),
                modelled=modelled_of(case["figures"], absent))
    if "second" in case:
        second = case["second"]
        made["second_copy"] = {
            "reason": second["reason"], "slices": slices_of(second, several),
            "metrics": metrics_of(second,
                                  absent_of(second, own["absent"]))}
    return made


def first_edition(document):
    own = document["peekbench"]
    if own["schema"] == "peekbench-result/1":
        return document
    several = len(own.get("process_starts", ())) > 1
    made = {key: value for key, value in own.items()
            if key not in ("absent", "plugins", "cases")}
    made["schema"] = "peekbench-result/1"
    made["cases"] = [case_of(case, own, several) for case in own["cases"]]
    return {**document, "peekbench": made}
