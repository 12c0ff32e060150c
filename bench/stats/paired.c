// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/paired.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"
#include "stats/random.h"
#include "stats/rank.h"
#include "stats/stats.h"

#define MOST_EXACT_PAIRS 100u
#define RESAMPLES 400u

/*
 * Tolerance of a resample's estimate, as a share of its range: far below the
 * error that is estimated.
 */
#define RESAMPLE_TOLERANCE 1e-4

/* With fewer differences no correlation can be estimated. */
#define LEAST_CORRELATED 8u

/* One-sided 5 % point of a correlation's standard score. */
#define CORRELATED_SCORE 1.645

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

double walsh_at(const double *sorted, size_t count, uint64_t rank,
		double tolerance)
{
	double low = sorted[0], high = sorted[count - 1];
	double least = fmax(fabs(low), fabs(high)) * 0x1p-52;
	double step = fmax((high - low) * tolerance, least);

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

static double middle_average(const double *sorted, size_t count,
			     double tolerance)
{
	uint64_t averages = (uint64_t)count * (count + 1) / 2;
	double upper;

	if (!count)
		return NAN;
	upper = walsh_at(sorted, count, averages / 2 + 1, tolerance);
	if (averages & 1 || tolerance > 0)
		return upper;
	return (walsh_at(sorted, count, averages / 2, 0) + upper) / 2;
}

double hodges_lehmann(const double *sorted, size_t count)
{
	return middle_average(sorted, count, 0);
}

double serial_correlation(const double *values, size_t count, double *scratch)
{
	double mean = ((double)count + 1) / 2, square = 0, product = 0;
	double *ranks = scratch;

	if (count < LEAST_CORRELATED)
		return 0;
	/* size_t is no larger than double on any machine this runs on */
	rank_values(values, count, (size_t *)(void *)(scratch + count), ranks);
	for (size_t i = 0; i < count; i++) {
		square += (ranks[i] - mean) * (ranks[i] - mean);
		if (i)
			product += (ranks[i] - mean) * (ranks[i - 1] - mean);
	}
	return square > 0 ? product / square : 0;
}

/*
 * The rank of the Walsh average that bounds the interval at either end; 0 if
 * @count is too small for @confidence.
 */
static uint64_t bound_rank(size_t count, double confidence)
{
	double n = (double)count, tail = (1 - confidence) / 2;
	double rank;

	if (!count)
		return 0;
	if (count <= MOST_EXACT_PAIRS)
		return signed_rank_quantile(tail, count);
	rank = n * (n + 1) / 4 +
	       normal_quantile(tail) * sqrt(n * (n + 1) * (2 * n + 1) / 24);
	return rank > 0 ? (uint64_t)floor(rank) : 0;
}

static void signed_rank_interval(const double *sorted, double confidence,
				 struct paired_shift *result)
{
	uint64_t averages = (uint64_t)result->count * (result->count + 1) / 2;
	uint64_t rank = bound_rank(result->count, confidence);

	result->low = -INFINITY;
	result->high = INFINITY;
	if (!rank)
		return;
	result->low = walsh_at(sorted, result->count, rank, 0);
	result->high = walsh_at(sorted, result->count, averages + 1 - rank, 0);
}

/* Kendall's correction (1954): short series look less correlated. */
static double unbiased(double correlation, size_t count)
{
	double rho = correlation + (1 + 3 * correlation) / (double)count;

	return fmin(rho, 0.95);
}

/* Carlstein's length for an AR(1) series (1986), within a quarter of it. */
static size_t block_length(double rho, size_t count)
{
	double length =
		cbrt(6 * (double)count) * pow(rho / (1 - rho * rho), 2.0 / 3);
	double most = fmax(2, (double)count / 4);

	return (size_t)fmin(fmax(ceil(length), 2), most);
}

/*
 * The part of an AR(1) series' variance that blocks of this length miss,
 * because they weight its correlations by Bartlett's kernel.
 */
static double missed_variance(double rho, size_t block)
{
	double all = (1 + rho) / (1 - rho), seen = 1, power = 1;

	for (size_t k = 1; k < block; k++) {
		power *= rho;
		seen += 2 * (1 - (double)k / (double)block) * power;
	}
	return all / seen;
}

static double resampled(const double *values, size_t count, size_t block,
			uint64_t *random, double *room)
{
	for (size_t filled = 0; filled < count;) {
		size_t from = random_below(random, count);

		for (size_t k = 0; k < block && filled < count; k++)
			room[filled++] = values[(from + k) % count];
	}
	stats_sort(room, count);
	return middle_average(room, count, RESAMPLE_TOLERANCE);
}

/*
 * Degrees of freedom of overlapping batch means (Meketon and Schmeiser 1984):
 * a standard error from few blocks is itself uncertain.
 */
static void bootstrap_interval(const double *values, double confidence,
			       struct paired_shift *result, double *room)
{
	double rho = unbiased(result->correlation, result->count);
	double sum = 0, square = 0, reach;
	uint64_t random = result->count;

	result->block = block_length(rho, result->count);
	for (size_t i = 0; i < RESAMPLES; i++) {
		double estimate = resampled(values, result->count,
					    result->block, &random, room) -
				  result->shift;

		sum += estimate;
		square += estimate * estimate;
	}
	result->error =
		sqrt((square - sum * sum / RESAMPLES) / (RESAMPLES - 1) *
		     missed_variance(rho, result->block));
	result->df = fmax(
		1, 1.5 * ((double)result->count / (double)result->block - 1));
	reach = result->error *
		student_quantile((1 + confidence) / 2, result->df);
	result->low = result->shift - reach;
	result->high = result->shift + reach;
}

int paired_shift(const double *differences, size_t count, double confidence,
		 struct paired_shift *result)
{
	double *room = malloc((count * 3 + 1) * sizeof(*room));

	if (!room)
		return -ENOMEM;
	*result = (struct paired_shift){.count = count};
	result->correlation = serial_correlation(differences, count, room);
	if (count)
		memcpy(room, differences, count * sizeof(*room));
	stats_sort(room, count);
	result->shift = hodges_lehmann(room, count);
	if (result->correlation * sqrt((double)count) > CORRELATED_SCORE)
		bootstrap_interval(differences, confidence, result, room);
	else
		signed_rank_interval(room, confidence, result);
	free(room);
	return 0;
}

/* @count values, none of them 0; @order and @ranks have room for them. */
static double signed_rank_p(const double *values, size_t count,
			    double *magnitude, size_t *order, double *ranks)
{
	double n = (double)count, sum = 0, ties, mean, variance, reach;

	for (size_t i = 0; i < count; i++)
		magnitude[i] = fabs(values[i]);
	ties = rank_values(magnitude, count, order, ranks);
	for (size_t i = 0; i < count; i++)
		if (values[i] > 0)
			sum += ranks[i];
	mean = n * (n + 1) / 4;
	if (count <= MOST_EXACT_PAIRS && ties == 0)
		return fmin(1, 2 * signed_rank_cdf(fmin(sum, 2 * mean - sum),
						   count));
	variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
	reach = fmax(0, fabs(sum - mean) - 0.5);
	return variance > 0 ? normal_two_sided(reach / sqrt(variance)) : 1;
}

int paired_p(const double *differences, size_t count,
	     const struct paired_shift *result, double against, double *p)
{
	double *values, *magnitude, *ranks;
	size_t kept = 0;

	*p = 1;
	if (!count)
		return 0;
	if (result->block) {
		double away = result->shift - against;

		*p = result->error > 0 ? student_two_sided(away / result->error,
							   result->df)
				       : away == 0;
		return 0;
	}
	values = malloc(count * 4 * sizeof(*values));
	if (!values)
		return -ENOMEM;
	magnitude = values + count;
	ranks = values + 2 * count;
	for (size_t i = 0; i < count; i++)
		if (differences[i] != against)
			values[kept++] = differences[i] - against;
	if (kept)
		*p = signed_rank_p(values, kept, magnitude,
				   (size_t *)(void *)(values + 3 * count),
				   ranks);
	free(values);
	return 0;
}

double paired_distance(const struct paired_shift *shift)
{
	return fmax(fabs(shift->low), fabs(shift->high));
}

int paired_beyond(const double *differences, size_t count, double confidence,
		  double effect, struct paired_shift *shift, double *p)
{
	int err = paired_shift(differences, count, confidence, shift);

	if (err)
		return err;
	return paired_p(differences, count, shift,
			copysign(effect, shift->shift), p);
}
