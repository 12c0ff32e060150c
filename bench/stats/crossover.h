/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Places on an axis at which the order of two costs flips, with intervals.
 */
#ifndef STATS_CROSSOVER_H
#define STATS_CROSSOVER_H

#include <stdbool.h>
#include <stddef.h>

/* Resamples for an interval. */
#define CROSSOVER_RESAMPLES 400

/**
 * struct crossover_point - both costs at one place of the axis.
 * @x: the place, in a scale on which the costs' ratio is about linear between
 *	neighbours.
 * @log_ratio: natural logarithm of cost a over cost b, one for each of @count
 *	starts.
 * @sign: -1: a costs less; 1: b costs less; 0: unknown.
 */
struct crossover_point {
	double x;
	const double *log_ratio;
	size_t count;
	int sign;
};

/**
 * enum crossover_kind - the result of a search.
 * @CROSSOVER_FLIPS: the order flips at least once.
 * @CROSSOVER_A, @CROSSOVER_B: a, or b, costs less wherever there is a
 *	difference.
 * @CROSSOVER_EVEN: both cost the same everywhere.
 * @CROSSOVER_UNCLEAR: no difference is known, nor that there is none.
 * @CROSSOVER_FEW: fewer than two points.
 */
enum crossover_kind {
	CROSSOVER_FLIPS,
	CROSSOVER_A,
	CROSSOVER_B,
	CROSSOVER_EVEN,
	CROSSOVER_UNCLEAR,
	CROSSOVER_FEW,
};

/**
 * struct crossover_flip - one flip.
 * @a_below: a costs less below it, b above; else the other way round.
 * @at: the place where the medians' ratio is 1, linear between points.
 * @low, @high: 95 % of the resamples' places; between the two nearest points at
 *	which there is a difference.
 */
struct crossover_flip {
	bool a_below;
	double at;
	double low;
	double high;
};

/**
 * crossover_find() - the flips between @count points of rising x.
 * @flips: room for @count; filled in, rising.
 * @flip_count: set to the number of flips.
 *
 * Starts are resampled (bootstrap, percentile intervals) by a generator with a
 * fixed seed: the same points give the same answer.
 *
 * Return: enum crossover_kind, never CROSSOVER_EVEN: points without a sign give
 * CROSSOVER_UNCLEAR; or -ENOMEM.
 */
int crossover_find(const struct crossover_point *points, size_t count,
		   struct crossover_flip *flips, size_t *flip_count);

#endif
