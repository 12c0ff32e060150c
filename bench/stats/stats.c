// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *samples, size_t count)
{
	if (count)
		qsort(samples, count, sizeof(*samples), compare);
}

double stats_quantile(const double *sorted, size_t count, double q)
{
	double at, below;
	size_t i;

	if (!count)
		return NAN;
	at = q * (double)(count - 1);
	below = floor(at);
	i = (size_t)below;
	if (i + 1 >= count)
		return sorted[count - 1];
	return sorted[i] + (at - below) * (sorted[i + 1] - sorted[i]);
}

double stats_trimmed_mean(const double *sorted, size_t count, double share)
{
	size_t off = (size_t)(share * (double)count);
	double sum = 0;

	for (size_t i = off; i < count - off; i++)
		sum += sorted[i];
	return count ? sum / (double)(count - 2 * off) : NAN;
}

struct stats_summary stats_summarise(double *samples, size_t count)
{
	stats_sort(samples, count);
	return (struct stats_summary){
		.count = count,
		.minimum = stats_quantile(samples, count, 0),
		.p10 = stats_quantile(samples, count, 0.1),
		.median = stats_quantile(samples, count, 0.5),
		.trimmed_mean =
			stats_trimmed_mean(samples, count, STATS_TRIMMED_SHARE),
		.p90 = stats_quantile(samples, count, 0.9),
		.p99 = stats_quantile(samples, count, 0.99),
		.maximum = stats_quantile(samples, count, 1),
	};
}

static int by_p(const void *a, const void *b, void *p)
{
	double x = ((const double *)p)[*(const size_t *)a];
	double y = ((const double *)p)[*(const size_t *)b];

	return (x > y) - (x < y);
}

void stats_holm(double *p, size_t count, size_t *order)
{
	double largest = 0;

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), by_p, p);
	for (size_t i = 0; i < count; i++) {
		largest = fmax(largest, p[order[i]] * (double)(count - i));
		p[order[i]] = fmin(1, largest);
	}
}
