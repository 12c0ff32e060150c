// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Simulated counters with known faults in place of the machine's. */
#include "selfcheck/parts.h"

#include <errno.h>
#include <stdio.h>

#include "measure/perf_selftest.h"

#define SPAN_NS 1000000u

/** enum lie - how the simulated PMU misbehaves. */
enum lie { LIE_ZERO, LIE_EINVAL, LIE_HALF, LIE_FROZEN, LIE_NONE, LIES };

/**
 * struct liar - the simulated PMU; it opens one counter at a time, whose handle
 * is its number.
 */
struct liar {
	enum lie lie;
	u64 spans[PERF_COUNTERS];
};

/* No events are named by the user. */
static const struct perf_event *liar_event(void *ctx, enum perf_counter counter)
{
	(void)ctx;
	(void)counter;
	return NULL;
}

static int liar_miss_level(void *ctx)
{
	(void)ctx;
	return PERF_MISS_LEVEL_LAST;
}

static int liar_open(void *ctx, enum perf_counter counter, int leader)
{
	struct liar *liar = ctx;

	if (liar->lie == LIE_EINVAL)
		return -EINVAL;
	return leader >= 0 ? -EINVAL : (int)counter;
}

static int liar_enable(void *ctx, int leader)
{
	(void)ctx;
	(void)leader;
	return 0;
}

static int liar_disable(void *ctx, int leader)
{
	struct liar *liar = ctx;

	liar->spans[leader]++;
	return 0;
}

/* The events of perf_selftest()'s work in a span, by counter. */
static u64 truth(int counter)
{
	static const u64 each[PERF_COUNTERS] = {
		[PERF_CYCLES] = PERF_SELFTEST_INSTRUCTIONS / 2,
		[PERF_INSTRUCTIONS] = PERF_SELFTEST_INSTRUCTIONS + 60,
		[PERF_CACHE_REFERENCES] = PERF_SELFTEST_LINES + 9,
		[PERF_CACHE_MISSES] = PERF_SELFTEST_LINES,
	};

	return each[counter];
}

static int liar_read(void *ctx, int leader, u32 count,
		     struct perf_reading *reading)
{
	const struct liar *liar = ctx;
	u64 spans = liar->spans[leader];
	u64 half = liar->lie == LIE_HALF ? 2 : 1;

	if (count != 1)
		return -EINVAL;
	reading->time_enabled_ns = spans * SPAN_NS;
	reading->time_running_ns = spans * SPAN_NS / half;
	reading->value[0] = spans * truth(leader) / half;
	if (liar->lie == LIE_ZERO)
		reading->value[0] = 0;
	if (liar->lie == LIE_FROZEN)
		reading->value[0] = 4711;
	return 0;
}

static void liar_close(void *ctx, int handle)
{
	(void)ctx;
	(void)handle;
}

static int liar_paranoid(void *ctx, int *level)
{
	(void)ctx;
	*level = 2;
	return 0;
}

static enum perf_class class_under(enum lie lie)
{
	struct liar liar = {.lie = lie};
	struct perf_backend backend = {
		.event = liar_event,
		.miss_level = liar_miss_level,
		.open = liar_open,
		.enable = liar_enable,
		.disable = liar_disable,
		.read = liar_read,
		.close = liar_close,
		.paranoid = liar_paranoid,
		.ctx = &liar,
	};
	struct perf_counters counters;
	enum perf_class class;

	perf_open(&counters, &backend);
	perf_selftest(&counters);
	class = counters.state[PERF_CACHE_MISSES].class;
	perf_close(&counters);
	return class;
}

void selfcheck_counters(struct selfcheck_report *report)
{
	static const struct {
		const char *name;
		enum perf_class want;
	} lies[LIES] = {
		[LIE_ZERO] = {"returns 0", PERF_DEAD_ZERO},
		[LIE_EINVAL] = {"EINVAL", PERF_NOT_SUPPORTED},
		[LIE_HALF] = {"multiplexed", PERF_SCALED},
		[LIE_FROZEN] = {"frozen", PERF_DEAD_ZERO},
		[LIE_NONE] = {"healthy", PERF_MEASURED},
	};

	for (int i = 0; i < LIES; i++) {
		struct selfcheck_finding *finding = &report->counter[i];
		enum perf_class class = class_under((enum lie)i);

		finding->name = lies[i].name;
		finding->expected = true;
		finding->flagged = class == lies[i].want;
		snprintf(finding->text, sizeof(finding->text), "%s",
			 perf_class_name(class));
	}
}
