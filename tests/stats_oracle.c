// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * bench/stats for tests/stats_scipy: sets of numbers in, one a line as "COUNT
 * values...", two sets a question; one line of answers out.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/starts.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

static double *read_set(size_t *count)
{
	double *values;

	if (scanf("%zu", count) != 1)
		return NULL;
	values = calloc(*count + 1, sizeof(*values));
	for (size_t i = 0; values && i < *count; i++)
		if (scanf("%lf", &values[i]) != 1)
			exit(2);
	return values;
}

static void answer(double *a, size_t a_count, double *b, size_t b_count)
{
	struct mean_shift welch = mean_shift(a, a_count, b, b_count, 0.95);
	double rank_sum;

	if (rank_sum_p(a, a_count, b, b_count, &rank_sum))
		exit(3);
	stats_sort(a, a_count);
	printf("%.17g %.17g %.17g %.17g %.17g %.17g %.17g\n",
	       hodges_lehmann(a, a_count), rank_sum, mean_shift_p(&welch, 0),
	       welch.low, welch.high, stats_quantile(a, a_count, 0.99),
	       stats_trimmed_mean(a, a_count, 0.2));
}

int main(void)
{
	size_t a_count, b_count;
	double *a, *b;

	while ((a = read_set(&a_count)) && (b = read_set(&b_count))) {
		answer(a, a_count, b, b_count);
		free(a);
		free(b);
	}
	return 0;
}
