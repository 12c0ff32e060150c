/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The difference of two strategies that ran in the same rounds.
 *
 * Each round gives one log ratio, log(b) - log(a), in which a slowdown of both
 * slices cancels.  The shift of these differences is estimated by Hodges and
 * Lehmann's median of Walsh averages (1963); its interval is the signed rank
 * test's (Wilcoxon 1945; Hollander, Wolfe, Chicken 2014, section 3.2).  Where
 * neighbouring rounds correlate, that interval is too narrow; then a circular
 * block bootstrap (Politis and Romano 1992) gives the standard error.
 */
#ifndef STATS_PAIRED_H
#define STATS_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct paired_shift - the estimated shift of the differences.
 * @count: pairs.
 * @shift: Hodges-Lehmann estimate; NaN without pairs.
 * @low, @high: its interval; infinite if there are too few pairs for one.
 * @correlation: of each pair's rank with its successor's.
 * @block: rounds in a bootstrap block; 0: neighbours do not correlate and the
 *	interval is the signed rank test's.
 * @error, @df: standard error and degrees of freedom, if @block is not 0.
 */
struct paired_shift {
	size_t count;
	double shift;
	double low;
	double high;
	double correlation;
	size_t block;
	double error;
	double df;
};

/**
 * paired_shift() - estimate the shift of @count differences, in the order of
 * their rounds.
 * @confidence: of the interval, such as 0.95.
 *
 * The bootstrap's seed depends on @count alone, so the same data give the same
 * result.
 *
 * Return: 0 or -ENOMEM.
 */
int paired_shift(const double *differences, size_t count, double confidence,
		 struct paired_shift *result);

/**
 * paired_p() - two-sided p-value of "the shift is @against".
 * @result: from paired_shift() on the same differences; selects the test.
 * @p: set to 1 without pairs.
 *
 * Differences equal to @against are left out, ties get mid-ranks.  The signed
 * rank distribution is exact up to 100 untied pairs, beyond that normal with
 * continuity correction.
 *
 * Return: 0 or -ENOMEM.
 */
int paired_p(const double *differences, size_t count,
	     const struct paired_shift *result, double against, double *p);

/** paired_distance() - the distance from zero of the interval's farther end. */
double paired_distance(const struct paired_shift *shift);

/**
 * paired_beyond() - estimate the shift, and test whether it lies beyond an
 * effect.
 * @effect: magnitude of a shift, not negative; tested on the side of the
 *	estimate.
 * @p: set to paired_p() against that shift.
 *
 * Return: 0 or -ENOMEM.
 */
int paired_beyond(const double *differences, size_t count, double confidence,
		  double effect, struct paired_shift *shift, double *p);

/** hodges_lehmann() - median of the Walsh averages of ascending values. */
double hodges_lehmann(const double *sorted, size_t count);

/**
 * walsh_at() - the @rank-th smallest (from 1) of the count * (count + 1) / 2
 * averages (x[i] + x[j]) / 2, i <= j.
 * @tolerance: permitted error, as a share of the range of @sorted; 0: none.
 */
double walsh_at(const double *sorted, size_t count, uint64_t rank,
		double tolerance);

/**
 * serial_correlation() - correlation of the ranks of neighbouring values; 0 for
 * fewer than 8 values.
 * @scratch: room for 3 * @count.
 */
double serial_correlation(const double *values, size_t count, double *scratch);

#endif
