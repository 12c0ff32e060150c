// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/unpaired.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"
#include "stats/rank.h"

double rank_sum_normal(double sum, double a, double b, double ties)
{
	double n = a + b;
	double variance = a * b / 12 * (n + 1 - ties / (n * (n - 1)));
	double away = fmax(0, fabs(sum - a * (n + 1) / 2) - 0.5);

	return variance > 0 ? normal_two_sided(away / sqrt(variance)) : 1;
}

static double rank_sum_of(const double *all, size_t a_count, size_t b_count,
			  size_t *order, double *ranks)
{
	double ties = rank_values(all, a_count + b_count, order, ranks);
	double sum = 0;

	for (size_t i = 0; i < a_count; i++)
		sum += ranks[i];
	return rank_sum_normal(sum, (double)a_count, (double)b_count, ties);
}

int rank_sum_p(const double *a, size_t a_count, const double *b, size_t b_count,
	       double *p)
{
	size_t count = a_count + b_count;
	double *all;

	*p = 1;
	if (!a_count || !b_count)
		return 0;
	all = malloc(count * 3 * sizeof(*all));
	if (!all)
		return -ENOMEM;
	memcpy(all, a, a_count * sizeof(*a));
	memcpy(all + a_count, b, b_count * sizeof(*b));
	*p = rank_sum_of(all, a_count, b_count,
			 (size_t *)(void *)(all + 2 * count), all + count);
	free(all);
	return 0;
}

static double mean_of(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return sum / (double)count;
}

/* Sum of squared distances from the mean. */
static double scatter_of(const double *values, size_t count)
{
	double mean = mean_of(values, count), sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sum;
}

struct mean_shift mean_shift(const double *a, size_t a_count, const double *b,
			     size_t b_count, double confidence)
{
	struct mean_shift result = {
		.shift = NAN, .low = -INFINITY, .high = INFINITY};
	double a_df = (double)a_count - 1, b_df = (double)b_count - 1;
	double a_part, b_part, reach;

	if (!a_count || !b_count)
		return result;
	result.shift = mean_of(b, b_count) - mean_of(a, a_count);
	if (a_count < 2 || b_count < 2)
		return result;
	a_part = scatter_of(a, a_count) / a_df / (double)a_count;
	b_part = scatter_of(b, b_count) / b_df / (double)b_count;
	result.error = sqrt(a_part + b_part);
	result.df = a_df + b_df;
	if (result.error > 0)
		result.df = (a_part + b_part) * (a_part + b_part) /
			    (a_part * a_part / a_df + b_part * b_part / b_df);
	reach = result.error *
		student_quantile((1 + confidence) / 2, result.df);
	result.low = result.shift - reach;
	result.high = result.shift + reach;
	return result;
}

double mean_shift_p(const struct mean_shift *result, double against)
{
	double away = result->shift - against;

	if (result->df <= 0)
		return 1;
	return result->error > 0
		       ? student_two_sided(away / result->error, result->df)
		       : away == 0;
}

struct variance_split variance_split(const double *values,
				     const size_t *process, size_t count)
{
	struct variance_split split = {.rounds = count};
	double grand = count ? mean_of(values, count) : 0;
	double within = 0, between = 0, squares = 0, n = (double)count, each;
	double processes;
	size_t end;

	for (size_t i = 0; i < count; i = end, split.processes++) {
		double length, away;

		end = i + 1;
		while (end < count && process[end] == process[i])
			end++;
		length = (double)(end - i);
		away = mean_of(values + i, end - i) - grand;
		within += scatter_of(values + i, end - i);
		between += length * away * away;
		squares += length * length;
	}
	split.within = split.between = NAN;
	processes = (double)split.processes;
	if (count <= split.processes)
		return split;
	split.within = within / (n - processes);
	if (split.processes < 2)
		return split;
	each = (n - squares / n) / (processes - 1);
	split.between =
		fmax(0, (between / (processes - 1) - split.within) / each);
	return split;
}
