/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A difference that has to hold from one start of the program to the next.
 *
 * Each round gives one log ratio, log(b) - log(a), in which a slowdown of both
 * slices cancels.  The shift of a start's rounds is its level: Hodges and
 * Lehmann's median of Walsh averages (1963).  Levels scatter because of effects
 * that change with the start (where code and data are placed) and of the
 * remaining noise of the rounds.
 *
 * The median over starts is estimated.  Its interval lies between two of the
 * ordered levels (Thompson 1936; Hollander, Wolfe, Chicken 2014, section 3.6)
 * and assumes nothing about the distribution of levels, only that starts are
 * independent.  Such an interval cannot be narrowed for many comparisons at
 * once with few starts: 12 equal signs have a chance of 1 in 2048.  So the test
 * is Student's t of the levels, which assumes that they scatter about like a
 * normal distribution.
 */
#ifndef STATS_STARTS_H
#define STATS_STARTS_H

#include <stddef.h>

/** hodges_lehmann() - the median of the averages (x[i] + x[k]) / 2, i <= k, of
 * @count ascending values; NaN without one. */
double hodges_lehmann(const double *sorted, size_t count);

/**
 * start_level() - the level of a start, from costs @a to costs @b of @count
 * rounds; NaN if no round has both above 0.
 * @ratio: room for @count.
 */
double start_level(const double *a, const double *b, size_t count,
		   double *ratio);

/* With fewer levels there is no interval and no test. */
#define STARTS_LEAST 5u

/**
 * struct start_shift - the shift over starts.
 * @count: levels.
 * @shift: their median; NaN without one.
 * @low, @high: at least 95 % for @shift, with STARTS_LEAST levels 93.75 %;
 *	infinite with fewer.
 * @furthest: the largest magnitude of a level; 0 without one.
 * @mean, @error: mean of the levels, and its standard error; @df: degrees of
 *	freedom.  With fewer than two levels @error and @df are 0.
 */
struct start_shift {
	size_t count;
	double shift;
	double low;
	double high;
	double furthest;
	double mean;
	double error;
	double df;
};

/** start_shift() - the shift over @count levels, which are sorted in place. */
struct start_shift start_shift(double *levels, size_t count);

/**
 * start_shift_p() - two-sided p-value of "the mean over starts is 0"; 1 with
 * fewer than STARTS_LEAST levels.
 */
double start_shift_p(const struct start_shift *shift);

/**
 * start_resolved() - the least true shift that the test finds in 9 of 10 runs,
 * given the scatter of this run.
 * @error, @df: as in struct start_shift.
 * @tests: the number of tests that are corrected for together.
 *
 * (t(1 - alpha / 2 / tests) + t(0.9)) * error; infinite where @df is 0.
 */
double start_resolved(double error, double df, size_t tests);

/**
 * start_next() - the interval in which the level of one more start lies with a
 * probability of 95 %, if levels scatter like a normal distribution: mean -+
 * t(0.975) * sqrt(1 + 1 / count) standard deviations.  Infinite for fewer than
 * two levels.
 */
void start_next(const double *levels, size_t count, double *low, double *high);

#endif
