/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Order statistics over samples: pure functions. */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include <stddef.h>

/** stats_sort() - ascending, in place; no NaN allowed. */
void stats_sort(double *samples, size_t count);

/**
 * stats_quantile() - the @q quantile of @count ascending samples.
 * @q: 0 to 1; between samples linear (type 7 of Hyndman and Fan 1996, the
 *	default of R and NumPy).
 *
 * Return: the quantile; NaN if @count is 0.
 */
double stats_quantile(const double *sorted, size_t count, double q);

/** struct stats_summary - where samples lie; all NaN if there are none. */
struct stats_summary {
	size_t count;
	double minimum;
	double p10;
	double median;
	double p90;
	double maximum;
};

/** stats_summarise() - sorts @samples in place. */
struct stats_summary stats_summarise(double *samples, size_t count);

#endif
