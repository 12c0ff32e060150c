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

struct stats_summary stats_summarise(double *samples, size_t count)
{
	stats_sort(samples, count);
	return (struct stats_summary){
		.count = count,
		.minimum = stats_quantile(samples, count, 0),
		.p10 = stats_quantile(samples, count, 0.1),
		.median = stats_quantile(samples, count, 0.5),
		.p90 = stats_quantile(samples, count, 0.9),
		.maximum = stats_quantile(samples, count, 1),
	};
}
