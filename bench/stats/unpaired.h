/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Comparison of two sets of unpaired values. */
#ifndef STATS_UNPAIRED_H
#define STATS_UNPAIRED_H

#include <stddef.h>

/**
 * rank_sum_p() - two-sided p-value of "neither set tends to be larger"
 * (Wilcoxon 1945, Mann and Whitney 1947), normal with mid-ranks and continuity
 * correction: for at least five values in each set.
 * @p: set to 1 if a set is empty.
 *
 * Return: 0 or -ENOMEM.
 */
int rank_sum_p(const double *a, size_t a_count, const double *b, size_t b_count,
	       double *p);

/**
 * rank_sum_normal() - the same of ranks that are known.
 * @sum: of the ranks of the first set among all.
 * @a, @b: values in each set, at least one.
 * @ties: as rank_values() returns it for all.
 */
double rank_sum_normal(double sum, double a, double b, double ties);

/**
 * struct mean_shift - mean of b less mean of a.
 * @shift: NaN if a set is empty.
 * @low, @high: Welch's interval (1947); infinite if a set has fewer than two
 *	values.
 * @error, @df: standard error and Satterthwaite's degrees of freedom; 0, 0 if a
 *	set has fewer than two.
 */
struct mean_shift {
	double shift;
	double low;
	double high;
	double error;
	double df;
};

/**
 * mean_shift() - compare two sets of independent values.
 * @confidence: of the interval, such as 0.95.
 */
struct mean_shift mean_shift(const double *a, size_t a_count, const double *b,
			     size_t b_count, double confidence);

/** mean_shift_p() - two-sided p-value of "the shift is @against". */
double mean_shift_p(const struct mean_shift *result, double against);

/**
 * struct variance_split - the variance of rounds, split into two sources.
 * @processes, @rounds: number of each.
 * @between: variance of the processes' own levels, not below 0.
 * @within: variance of rounds of one process.
 *
 * NaN if there are too few to estimate it.
 */
struct variance_split {
	size_t processes;
	size_t rounds;
	double between;
	double within;
};

/**
 * variance_split() - one-way random effects (Searle, Casella, McCulloch 1992,
 * section 3.6: the analysis of variance estimators for unequal numbers).
 * @process: the process start of each of @count values; values of one process
 *	are adjacent.
 */
struct variance_split variance_split(const double *values,
				     const size_t *process, size_t count);

#endif
