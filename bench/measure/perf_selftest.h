/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Every counter is tested against work of a known size, because one that opens
 * may still not count: in some guests cache events open, read, and stay 0.
 */
#ifndef MEASURE_PERF_SELFTEST_H
#define MEASURE_PERF_SELFTEST_H

#include "measure/perf.h"

/* The loop's instructions; up to half as many again may be counted. */
#define PERF_SELFTEST_INSTRUCTIONS 2000000u

/*
 * Most instructions that any CPU retires in a cycle; of the loop it retires
 * fewer.
 */
#define PERF_SELFTEST_INSTRUCTIONS_PER_CYCLE 16u

/* Lines flushed by clflush, then loaded one after the other. */
#define PERF_SELFTEST_LINES 2048u

/**
 * perf_selftest() - retire every counter of @p that does not count, and measure
 * the count of an empty span (perf_counters.empty_span).
 *
 * Instructions and cycles are compared with a loop, cache references and misses
 * with loads of flushed lines (at least half of them must be counted).  A
 * counter that does not change is retired as PERF_DEAD_ZERO, one that is out of
 * bounds as PERF_FAILED, one that never gets on the PMU as PERF_NOT_COUNTED.
 * Events named by the user are tried with both, and only described
 * (perf_state.selftest).  Takes some ms, and no time if no counter is usable.
 *
 * Return: 0; -ENOMEM without 8 MiB for the lines.
 */
int perf_selftest(struct perf_counters *p);

#endif
