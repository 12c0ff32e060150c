// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/tsc.h"

#include <stdlib.h>
#include <time.h>

#include "measure/spin.h"

#define HZ_WINDOWS 7
#define HZ_WINDOW_NS 7000000u
#define HZ_EDGE_TRIES 32

#define BATCH 64
#define BATCHES 64
#define SAMPLES (BATCH * BATCHES)

/* Prime, so without a common factor with a likely step: every phase occurs. */
#define DITHER_ROUNDS 61

/* Differences beyond this multiple of the smallest are taken for interrupts. */
#define STEP_MULTIPLES 8

/* A gap this wide does not come from a counter of single ticks. */
#define STEP_MIN_TICKS 8

/** struct hz_edge - the two clocks at one moment. */
struct hz_edge {
	u64 ticks;
	u64 ns;
};

static int compare_u64(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void sort_u64(u64 *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare_u64);
}

int tsc_check(const struct isa_clock *clock)
{
	if (!clock->fenced)
		return -EOPNOTSUPP;
	if (!clock->invariant && !clock->hypervisor)
		return -EOPNOTSUPP;
	return 0;
}

static u64 gcd(u64 a, u64 b)
{
	while (b) {
		u64 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Keep the first of each pair of neighbours; drop outliers and zeros. */
static size_t keep_pair_starts(u64 *sorted, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (!sorted[i])
			continue;
		if (kept && sorted[i] > STEP_MULTIPLES * sorted[0])
			break;
		if (!kept || sorted[i] - sorted[kept - 1] > 1)
			sorted[kept++] = sorted[i];
	}
	return kept;
}

/*
 * A hypervisor that scales the counter makes steps of, say, 26.3 ticks.  A
 * difference of k steps reads as 26.3 k, rounded down or up, so differences
 * come in pairs of neighbours with wide gaps between them.  A counter of single
 * ticks has no such gaps.
 */
static u64 scaled_step(u64 *sorted, size_t count)
{
	u64 narrowest = UINT64_MAX, steps = 0;
	size_t kept = keep_pair_starts(sorted, count);

	for (size_t i = 1; i < kept; i++)
		if (sorted[i] - sorted[i - 1] < narrowest)
			narrowest = sorted[i] - sorted[i - 1];
	if (kept < 2 || narrowest < STEP_MIN_TICKS)
		return 0;
	for (size_t i = 1; i < kept; i++)
		steps +=
			(sorted[i] - sorted[i - 1] + narrowest / 2) / narrowest;
	return (sorted[kept - 1] - sorted[0] + steps / 2) / steps;
}

u64 tsc_granularity(u64 *deltas, size_t count)
{
	u64 divisor = 0, step;

	for (size_t i = 0; i < count; i++)
		divisor = gcd(divisor, deltas[i]);
	sort_u64(deltas, count);
	step = scaled_step(deltas, count);
	return step > divisor ? step : divisor;
}

/* Read both clocks; keep the shortest of several tries, the least disturbed. */
static int hz_edge_read(const struct tsc_calibration *c, struct hz_edge *edge)
{
	u64 best = UINT64_MAX;

	for (int i = 0; i < HZ_EDGE_TRIES; i++) {
		struct timespec now;
		u64 before = span_begin(c);
		int err = clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		u64 width = span_end(c) - before;

		if (err)
			return -errno;
		if (width >= best)
			continue;
		best = width;
		edge->ticks = before + width / 2;
		edge->ns = (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec;
	}
	return 0;
}

static u64 hz_between(const struct hz_edge *a, const struct hz_edge *b)
{
	unsigned __int128 ticks = b->ticks - a->ticks;

	return (u64)(ticks * 1000000000u / (b->ns - a->ns));
}

/*
 * The thread spins rather than sleeps: a counter that is not invariant may
 * stop while the CPU idles.
 */
static int calibrate_hz(struct tsc_calibration *c)
{
	u64 hz[HZ_WINDOWS];
	struct hz_edge from, to;
	int err = hz_edge_read(c, &from);

	for (int i = 0; !err && i < HZ_WINDOWS; i++) {
		do
			err = hz_edge_read(c, &to);
		while (!err && to.ns - from.ns < HZ_WINDOW_NS);
		if (!err)
			hz[i] = hz_between(&from, &to);
		from = to;
	}
	if (err)
		return err;
	sort_u64(hz, HZ_WINDOWS);
	c->hz = hz[HZ_WINDOWS / 2];
	c->hz_spread_ppm =
		(hz[HZ_WINDOWS - 2] - hz[1]) * 1000000u / (c->hz ? c->hz : 1);
	return 0;
}

static u64 median_batch_milliticks(const u64 *deltas)
{
	u64 means[BATCHES];

	for (size_t i = 0; i < BATCHES; i++) {
		u64 sum = 0;

		for (size_t j = 0; j < BATCH; j++)
			sum += deltas[i * BATCH + j];
		means[i] = (sum * 1000u + BATCH / 2) / BATCH;
	}
	sort_u64(means, BATCHES);
	return means[BATCHES / 2];
}

static void calibrate_granularity(struct tsc_calibration *c, u64 *deltas)
{
	for (u32 i = 0; i < SAMPLES; i++) {
		u64 before = span_begin(c);

		spin(1 + i % DITHER_ROUNDS);
		deltas[i] = span_end(c) - before;
	}
	c->granularity_ticks = tsc_granularity(deltas, SAMPLES);
}

static void calibrate_pair(struct tsc_calibration *c, u64 *deltas)
{
	for (u32 i = 0; i < SAMPLES; i++) {
		u64 before;

		spin(1 + i % DITHER_ROUNDS);
		before = span_begin(c);
		deltas[i] = span_end(c) - before;
	}
	c->pair_milliticks = median_batch_milliticks(deltas);
	sort_u64(deltas, SAMPLES);
	c->pair_ticks = deltas[SAMPLES / 2];
	c->pair_p90_ticks = deltas[SAMPLES * 9 / 10];
}

static void calibrate_stamp(struct tsc_calibration *c, u64 *deltas)
{
	u64 before = peek_clock(c->cycles.page);

	for (u32 i = 0; i < SAMPLES; i++) {
		u64 after = peek_clock(c->cycles.page);

		deltas[i] = after - before;
		before = after;
	}
	c->stamp_milliticks = median_batch_milliticks(deltas);
	sort_u64(deltas, SAMPLES);
	c->stamp_ticks = deltas[SAMPLES / 2];
	c->stamp_p90_ticks = deltas[SAMPLES * 9 / 10];
}

const char *tsc_clock(const struct tsc_calibration *c)
{
	return c->cycles.page ? ISA_CYCLES : ISA_CLOCK;
}

const char *tsc_unit(const struct tsc_calibration *c)
{
	return c->cycles.page ? ISA_CYCLES_UNIT : ISA_TICKS;
}

static int calibrate_by(struct tsc_calibration *c)
{
	u64 deltas[SAMPLES] = {0};
	int err = calibrate_hz(c);

	if (err)
		return err;
	calibrate_granularity(c, deltas);
	calibrate_pair(c, deltas);
	calibrate_stamp(c, deltas);
	return 0;
}

int tsc_calibrate(struct tsc_calibration *c, const struct cycles *cycles)
{
	struct tsc_calibration by_cycles = {.cycles.page = NULL};
	struct isa_clock clock;
	int err;

	*c = (struct tsc_calibration){.cycles.page = NULL};
	isa_clock_features(&clock);
	err = tsc_check(&clock);
	if (err)
		return err;
	c->invariant = clock.invariant;
	err = calibrate_by(c);
	c->time_hz = c->hz;
	if (err || !cycles)
		return err;
	by_cycles.cycles = *cycles;
	if (cycles->page) {
		by_cycles.time_hz = c->time_hz;
		err = calibrate_by(&by_cycles);
		if (!by_cycles.granularity_ticks)
			cycles_refuse(&by_cycles.cycles,
				      "the cycle counter stands still");
		else
			*c = by_cycles;
	}
	c->cycles = by_cycles.cycles;
	return err;
}
