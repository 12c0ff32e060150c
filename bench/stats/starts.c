// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/starts.h"

#include <math.h>
#include <stdint.h>

#include "stats/distribution.h"
#include "stats/stats.h"
#include "stats/verdict.h"

#define TAIL ((1 - VERDICT_CONFIDENCE) / 2)

/* The power at which a shift counts as resolved. */
#define POWER 0.9

/*
 * The number of Walsh averages that are at most @limit.  The two ends walk
 * inwards, so it takes linear time.
 */
static uint64_t averages_up_to(const double *sorted, size_t count, double limit)
{
	uint64_t found = 0;
	size_t high = count;

	for (size_t low = 0; low < count; low++) {
		while (high > low &&
		       sorted[low] / 2 + sorted[high - 1] / 2 > limit)
			high--;
		if (high <= low)
			break;
		found += high - low;
	}
	return found;
}

/* The @rank-th smallest, from 1, of the Walsh averages. */
static double walsh_at(const double *sorted, size_t count, uint64_t rank)
{
	double low = sorted[0], high = sorted[count - 1];
	double step = fmax(fabs(low), fabs(high)) * 0x1p-52;

	if (averages_up_to(sorted, count, low) >= rank)
		return low;
	while (high - low > step) {
		double middle = low + (high - low) / 2;

		if (averages_up_to(sorted, count, middle) >= rank)
			high = middle;
		else
			low = middle;
	}
	return high;
}

double hodges_lehmann(const double *sorted, size_t count)
{
	uint64_t averages = (uint64_t)count * (count + 1) / 2;
	double upper;

	if (!count)
		return NAN;
	upper = walsh_at(sorted, count, averages / 2 + 1);
	if (averages & 1)
		return upper;
	return (walsh_at(sorted, count, averages / 2) + upper) / 2;
}

double start_level(const double *a, const double *b, size_t count,
		   double *ratio)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (a[i] > 0 && b[i] > 0)
			ratio[kept++] = log(b[i] / a[i]);
	stats_sort(ratio, kept);
	return hodges_lehmann(ratio, kept);
}

static void take_moments(struct start_shift *shift, const double *levels)
{
	double n = (double)shift->count, sum = 0, square = 0;

	for (size_t i = 0; i < shift->count; i++) {
		sum += levels[i];
		shift->furthest = fmax(shift->furthest, fabs(levels[i]));
	}
	shift->mean = sum / n;
	for (size_t i = 0; i < shift->count; i++)
		square += (levels[i] - shift->mean) * (levels[i] - shift->mean);
	if (shift->count < 2)
		return;
	shift->df = n - 1;
	shift->error = sqrt(square / shift->df / n);
}

struct start_shift start_shift(double *levels, size_t count)
{
	struct start_shift shift = {
		.count = count, .low = -INFINITY, .high = INFINITY};
	size_t rank;

	stats_sort(levels, count);
	shift.shift = stats_quantile(levels, count, 0.5);
	if (count)
		take_moments(&shift, levels);
	if (count < STARTS_LEAST)
		return shift;
	/* the extremes of five levels do not reach 95 % */
	rank = binomial_quantile(TAIL, count, 0.5);
	rank = rank ? rank : 1;
	shift.low = levels[rank - 1];
	shift.high = levels[count - rank];
	return shift;
}

double start_shift_p(const struct start_shift *shift)
{
	if (shift->count < STARTS_LEAST)
		return 1;
	return shift->error > 0 ? student_two_sided(shift->mean / shift->error,
						    shift->df)
				: shift->mean == 0;
}

double start_resolved(double error, double df, size_t tests)
{
	double tail = VERDICT_ALPHA / 2 / (double)(tests ? tests : 1);

	if (df <= 0)
		return INFINITY;
	return error *
	       (student_quantile(1 - tail, df) + student_quantile(POWER, df));
}

void start_next(const double *levels, size_t count, double *low, double *high)
{
	struct start_shift shift = {.count = count};
	double reach = INFINITY;

	if (count)
		take_moments(&shift, levels);
	if (shift.df > 0)
		reach = shift.error * sqrt((double)count + 1) *
			student_quantile(1 - TAIL, shift.df);
	*low = shift.mean - reach;
	*high = shift.mean + reach;
}
