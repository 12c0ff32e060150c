/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The time stamp counter (the TSC on x86-64; on arm64 the cycle counter of
 * measure/cycles.h, or else the generic timer's virtual count): the fenced pair
 * around a timed span, and the calibration of the counter and of its reads.
 */
#ifndef MEASURE_TSC_H
#define MEASURE_TSC_H

#include <peekbench/env.h>

#include "machine/isa.h"
#include "measure/cycles.h"

/** tsc_begin() - open a span by the counter that every thread may read; unit:
 * one tick of ISA_CLOCK. */
static __always_inline u64 tsc_begin(void)
{
	return isa_clock_begin(NULL);
}

/** tsc_end() - close it; unit as of tsc_begin(). */
static __always_inline u64 tsc_end(void)
{
	return isa_clock_end(NULL);
}

/**
 * struct tsc_calibration - the counter on this machine.
 * @cycles: its page, if there is one, is the counter of all below but @time_hz.
 * @time_hz: rate of tsc_begin()'s counter, to wait by; @hz where they are one.
 * @invariant: the CPU reports a constant rate; if false, @hz may change, and
 *	the program warns.
 * @hz: ticks per second of CLOCK_MONOTONIC_RAW, median of seven windows.
 * @hz_spread_ppm: distance from the second smallest to the second largest
 *	window.
 * @granularity_ticks: ticks of one step of the counter; 26 in some guests.
 * @pair_ticks: cost of an empty tsc_begin()/tsc_end() pair, median.
 * @pair_p90_ticks: the same, 90th percentile.
 * @pair_milliticks: the same in 1/1000, mean of 64 pairs, median of 64 means:
 *	the value to subtract where the granularity is coarse, because a median
 *	of single reads is then off by up to one step.
 * @stamp_ticks: ticks from one peek_clock() to the next, median.
 * @stamp_p90_ticks: the same, 90th percentile.
 * @stamp_milliticks: the same in 1/1000, as @pair_milliticks.
 */
struct tsc_calibration {
	struct cycles cycles;
	u64 time_hz;
	bool invariant;
	u64 hz;
	u64 hz_spread_ppm;
	u64 granularity_ticks;
	u64 pair_ticks;
	u64 pair_p90_ticks;
	u64 pair_milliticks;
	u64 stamp_ticks;
	u64 stamp_p90_ticks;
	u64 stamp_milliticks;
};

/** span_begin() - tsc_begin() by the counter that was calibrated, in the thread
 * that did it; its unit is tsc_unit(). */
static __always_inline u64 span_begin(const struct tsc_calibration *c)
{
	return isa_clock_begin(c->cycles.page);
}

/** span_end() - close such a span. */
static __always_inline u64 span_end(const struct tsc_calibration *c)
{
	return isa_clock_end(c->cycles.page);
}

/** tsc_clock() - the counter's name; tsc_unit() - its unit in words. */
const char *tsc_clock(const struct tsc_calibration *c);
const char *tsc_unit(const struct tsc_calibration *c);

/**
 * tsc_check() - can spans be timed by this counter?
 *
 * Return: 0; -EOPNOTSUPP without fenced stamps, or if the rate may change and
 * no hypervisor is present that could hide an invariant counter.
 */
int tsc_check(const struct isa_clock *clock);

/**
 * tsc_granularity() - the step of a counter, from differences between reads.
 * @deltas: @count differences in ticks, with varying work between the reads;
 *	overwritten.
 *
 * Return: their greatest common divisor, or, where a scaled counter's
 * alternating steps hide it, the average step; 0 if no difference is nonzero.
 */
u64 tsc_granularity(u64 *deltas, size_t count);

/**
 * tsc_calibrate() - fill @c; takes about 50 ms of this thread's time, twice
 * that with a cycle counter.
 * @cycles: the thread's cycle counter, from cycles_open(); NULL: do not use it.
 *
 * The thread should be bound to its PU first.
 *
 * Return: 0; -EOPNOTSUPP as tsc_check(); the -errno of
 * clock_gettime(CLOCK_MONOTONIC_RAW).
 */
int tsc_calibrate(struct tsc_calibration *c, const struct cycles *cycles);

#endif
