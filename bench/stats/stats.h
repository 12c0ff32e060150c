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

/**
 * stats_trimmed_mean() - the mean of @count ascending samples without the
 * floor(@share * @count) smallest and as many largest.
 * @share: 0 up to, not including, 0.5.
 *
 * Return: the mean; NaN if @count is 0.
 */
double stats_trimmed_mean(const double *sorted, size_t count, double share);

/*
 * Share that the summary's trimmed mean leaves out at either end, as in
 * nanoBench.
 */
#define STATS_TRIMMED_SHARE 0.2

/**
 * struct stats_summary - quantiles and means of samples; all NaN if there are
 * none.
 */
struct stats_summary {
	size_t count;
	double minimum;
	double p10;
	double median;
	double trimmed_mean;
	double p90;
	double p99;
	double maximum;
};

/**
 * stats_summarise() - the summary of @count samples, which are sorted in place.
 */
struct stats_summary stats_summarise(double *samples, size_t count);

/**
 * stats_holm() - p-values made larger so that, taken together, at most a share
 * alpha of true hypotheses is rejected where one rejects below alpha (Holm
 * 1979).
 * @p: @count p-values, replaced in place.
 * @order: room for @count.
 */
void stats_holm(double *p, size_t count, size_t *order);

#endif
