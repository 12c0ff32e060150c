// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/rank.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b, void *values)
{
	double x = ((const double *)values)[*(const size_t *)a];
	double y = ((const double *)values)[*(const size_t *)b];

	return (x > y) - (x < y);
}

double rank_values(const double *values, size_t count, size_t *order,
		   double *ranks)
{
	double ties = 0;
	size_t end;

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), by_value, (void *)values);
	for (size_t i = 0; i < count; i = end) {
		double equal;

		end = i + 1;
		while (end < count && values[order[end]] == values[order[i]])
			end++;
		equal = (double)(end - i);
		ties += equal * (equal * equal - 1);
		for (size_t k = i; k < end; k++)
			ranks[order[k]] = (double)(i + 1 + end) / 2;
	}
	return ties;
}
