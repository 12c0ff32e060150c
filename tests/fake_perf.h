/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A PMU for tests, which lies as told and watches how it is used.
 */
#ifndef TESTS_FAKE_PERF_H
#define TESTS_FAKE_PERF_H

#include "measure/perf.h"

/* How long every span lasts. */
#define FAKE_PERF_SPAN_NS 1000000u

/**
 * struct fake_perf - a PMU whose every span counts the same.
 * @alone_err: what opening counter i alone gives.
 * @grouped_err: what opening any counter as a sibling gives.
 * @group_most: siblings and leader that fit the PMU together; 0: any number.
 * @extra: the event behind counter i from PERF_EVENT_1 on; no name: none.
 * @read_err: what reading gives from span @failing_span on, 0 being before
 *	the first.
 * @running_percent: of an enabled span; of groups of two or more.
 * @alone_percent: likewise, of groups of one.
 * @per_span: what one whole span adds.
 * @odd_span: number of a span that counts 100 times as much; 0 for none.
 * @backwards: counts go down instead of up.
 * @miss_level: what cache_misses counts.
 * @level: perf_event_paranoid; -1: not readable.
 */
struct fake_perf {
	int alone_err[PERF_COUNTERS];
	int grouped_err;
	u32 group_most;
	struct perf_event extra[PERF_COUNTERS];
	int read_err;
	u32 failing_span;
	u32 running_percent;
	u32 alone_percent;
	u64 per_span[PERF_COUNTERS];
	u32 odd_span;
	bool backwards;
	int miss_level;
	int level;
	/* The machinery. */
	int leader[PERF_COUNTERS];
	u64 value[PERF_COUNTERS];
	u64 enabled_ns[PERF_COUNTERS];
	u64 running_ns[PERF_COUNTERS];
	bool on[PERF_COUNTERS];
	u32 spans;
};

/* Counts what perf_selftest() wants to see; a copy of it is the usual start. */
extern const struct fake_perf fake_perf_healthy;

/** fake_perf_backend() - the back end over @fake, which outlives it. */
struct perf_backend fake_perf_backend(struct fake_perf *fake);

#endif
