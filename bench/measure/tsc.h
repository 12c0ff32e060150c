/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The time stamp counter: the fenced pair around a timed span, and the
 * calibration of the counter and of its reads.
 */
#ifndef MEASURE_TSC_H
#define MEASURE_TSC_H

#include <peekbench/env.h>

/**
 * tsc_begin() - open a timed span; unit: one TSC tick.
 *
 * LFENCE RDTSC LFENCE: everything before has completed, nothing after has
 * started (Intel SDM vol. 2, RDTSC).  No CPUID: it leaves a virtual machine.
 * Stores that have retired may still wait in the store buffer.
 */
static __always_inline u64 tsc_begin(void)
{
	u32 low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence"
			 : "=a"(low), "=d"(high)
			 :
			 : "memory");
	return (u64)high << 32 | low;
}

/**
 * tsc_end() - close a timed span; unit: one TSC tick.
 *
 * RDTSCP waits until the span's instructions have executed and its loads are
 * visible; LFENCE keeps what follows out of the span.
 */
static __always_inline u64 tsc_end(void)
{
	u32 low, high;

	__asm__ volatile("rdtscp\n\tlfence"
			 : "=a"(low), "=d"(high)
			 :
			 : "rcx", "memory");
	return (u64)high << 32 | low;
}

/**
 * struct tsc_features - the features that CPUID reports.
 * @rdtscp: 0x80000001 EDX bit 27.
 * @invariant: constant rate in all states, 0x80000007 EDX bit 8.
 * @hypervisor: 1 ECX bit 31; a hypervisor may hide @invariant.
 */
struct tsc_features {
	bool rdtscp;
	bool invariant;
	bool hypervisor;
};

/**
 * struct tsc_calibration - the counter on this machine.
 * @invariant: CPUID promises a constant rate; false: warn, @hz may not last.
 * @hz: ticks per second against CLOCK_MONOTONIC_RAW, median of seven windows.
 * @hz_spread_ppm: second smallest to second largest window.
 * @granularity_ticks: the counter moves in steps of this many; some guests
 *	step by 26.
 * @pair_ticks: an empty tsc_begin()/tsc_end() pair, median.
 * @pair_p90_ticks: the same, 90th percentile.
 * @pair_milliticks: the same in 1/1000, mean of 64 pairs, median of 64 means:
 *	the value to subtract where the granularity is coarse, because a median
 *	of single reads is then off by up to one step.
 * @stamp_ticks: from one peek_clock() to the next, median.
 * @stamp_p90_ticks: the same, 90th percentile.
 * @stamp_milliticks: the same in 1/1000, as @pair_milliticks.
 */
struct tsc_calibration {
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

/** tsc_features_read() - ask CPUID. */
void tsc_features_read(struct tsc_features *features);

/**
 * tsc_features_check() - can spans be timed with these features?
 *
 * Return: 0; -EOPNOTSUPP without RDTSCP, or without an invariant counter
 * unless a hypervisor may be hiding the bit.
 */
int tsc_features_check(const struct tsc_features *features);

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
 * tsc_calibrate() - fill @c; takes about 50 ms of this thread's time.
 *
 * The thread should be bound to its PU first.
 *
 * Return: 0; -EOPNOTSUPP as tsc_features_check(); the -errno of
 * clock_gettime(CLOCK_MONOTONIC_RAW).
 */
int tsc_calibrate(struct tsc_calibration *c);

#endif
