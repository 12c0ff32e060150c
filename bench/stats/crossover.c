// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/crossover.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/random.h"
#include "stats/stats.h"

/**
 * struct place - one point and its resamples.
 * @median: median of the point's log ratios.
 * @resampled: medians of CROSSOVER_RESAMPLES resamples.
 * @sign: of the point.
 */
struct place {
	double x;
	double median;
	double *resampled;
	int sign;
};

/* Values in ascending order, and the rank of each. */
struct ranked {
	double *sorted;
	size_t *rank;
	size_t *drawn;
	size_t count;
};

static int rank_values(struct ranked *ranked, const double *values,
		       size_t count)
{
	*ranked = (struct ranked){
		.sorted = malloc((count + 1) * sizeof(*ranked->sorted)),
		.rank = calloc(count + 1, sizeof(*ranked->rank)),
		.drawn = calloc(count + 1, sizeof(*ranked->drawn)),
		.count = count,
	};
	if (!ranked->sorted || !ranked->rank || !ranked->drawn)
		return -ENOMEM;
	memcpy(ranked->sorted, values, count * sizeof(*values));
	stats_sort(ranked->sorted, count);
	for (size_t i = 0; i < count; i++) {
		size_t low = 0, high = count;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (ranked->sorted[middle] < values[i])
				low = middle + 1;
			else
				high = middle;
		}
		ranked->rank[i] = low;
	}
	return 0;
}

static void free_ranked(struct ranked *ranked)
{
	free(ranked->sorted);
	free(ranked->rank);
	free(ranked->drawn);
}

/*
 * The median of the values drawn: the middle one, or the mean of the middle
 * two.
 */
static double drawn_median(const struct ranked *ranked)
{
	size_t lower = (ranked->count - 1) / 2, upper = ranked->count / 2;
	size_t at = 0, seen = ranked->drawn[0];
	double middle[2];

	while (seen <= lower)
		seen += ranked->drawn[++at];
	middle[0] = ranked->sorted[at];
	while (seen <= upper)
		seen += ranked->drawn[++at];
	middle[1] = ranked->sorted[at];
	return stats_quantile(middle, 2, 0.5);
}

/*
 * Counts how often each rank is drawn, which orders a resample without a sort.
 */
static void draw(struct ranked *ranked, struct place *place, uint64_t *random)
{
	for (size_t r = 0; r < CROSSOVER_RESAMPLES; r++) {
		memset(ranked->drawn, 0,
		       ranked->count * sizeof(*ranked->drawn));
		for (size_t i = 0; i < ranked->count; i++)
			ranked->drawn[ranked->rank[random_next(random) %
						   ranked->count]]++;
		place->resampled[r] = drawn_median(ranked);
	}
}

static int resample(struct place *place, const struct crossover_point *point,
		    uint64_t *random)
{
	struct ranked ranked;
	int err = rank_values(&ranked, point->log_ratio, point->count);

	place->x = point->x;
	place->sign = point->sign;
	place->resampled = calloc(CROSSOVER_RESAMPLES, sizeof(double));
	if (!place->resampled)
		err = -ENOMEM;
	if (!err) {
		place->median =
			stats_quantile(ranked.sorted, point->count, 0.5);
		draw(&ranked, place, random);
	}
	free_ranked(&ranked);
	return err;
}

/* The zero of the line through two points of different sign. */
static double zero_between(const struct place *a, const struct place *b,
			   double y_a, double y_b)
{
	return a->x + (b->x - a->x) * y_a / (y_a - y_b);
}

static double value_of(const struct place *place, long resample)
{
	return resample < 0 ? place->median : place->resampled[resample];
}

/*
 * The place between @from and @to where the medians (@resample -1), or those of
 * a resample, first change sign; NaN if they do not.
 */
static double first_zero(const struct place *places, size_t from, size_t to,
			 long resample)
{
	for (size_t i = from; i < to; i++) {
		double y = value_of(&places[i], resample);
		double next = value_of(&places[i + 1], resample);

		if ((y < 0) != (next < 0))
			return zero_between(&places[i], &places[i + 1], y,
					    next);
	}
	return NAN;
}

static int add_flip(const struct place *places, size_t from, size_t to,
		    struct crossover_flip *flip)
{
	double *zeros = calloc(CROSSOVER_RESAMPLES, sizeof(*zeros));
	size_t count = 0;

	if (!zeros)
		return -ENOMEM;
	for (long r = 0; r < CROSSOVER_RESAMPLES; r++) {
		double zero = first_zero(places, from, to, r);

		if (isfinite(zero))
			zeros[count++] = zero;
	}
	stats_sort(zeros, count);
	*flip = (struct crossover_flip){
		.a_below = places[from].sign < 0,
		.at = first_zero(places, from, to, -1),
		.low = stats_quantile(zeros, count, 0.025),
		.high = stats_quantile(zeros, count, 0.975),
	};
	free(zeros);
	return 0;
}

/* Only places with a known difference decide; the others lie between them. */
static int walk(const struct place *places, size_t count,
		struct crossover_flip *flips, size_t *flip_count)
{
	size_t last = count;

	for (size_t i = 0; i < count; i++) {
		int err;

		if (!places[i].sign)
			continue;
		if (last < count && places[last].sign != places[i].sign) {
			err = add_flip(places, last, i, &flips[*flip_count]);
			if (err)
				return err;
			++*flip_count;
		}
		last = i;
	}
	if (*flip_count)
		return CROSSOVER_FLIPS;
	if (last == count)
		return CROSSOVER_UNCLEAR;
	return places[last].sign < 0 ? CROSSOVER_A : CROSSOVER_B;
}

int crossover_find(const struct crossover_point *points, size_t count,
		   struct crossover_flip *flips, size_t *flip_count)
{
	struct place *places = calloc(count + 1, sizeof(*places));
	uint64_t random = 1;
	size_t used = 0;
	int found = 0;

	*flip_count = 0;
	if (!places)
		return -ENOMEM;
	for (size_t i = 0; i < count && !found; i++)
		if (points[i].count)
			found = resample(&places[used++], &points[i], &random);
	if (!found)
		found = used < 2 ? CROSSOVER_FEW
				 : walk(places, used, flips, flip_count);
	for (size_t i = 0; i < used; i++)
		free(places[i].resampled);
	free(places);
	return found;
}
