/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the order of two strategies flips: the buffer size, the ready ratio. */
#ifndef REPORT_CROSSOVER_H
#define REPORT_CROSSOVER_H

#include <jansson.h>
#include <stdio.h>

#include "report/plot_data.h"
#include "stats/crossover.h"

/*
 * The least difference in cost that makes an order, unless the user gives
 * another.  Strategies that do the same on `coherent` came out 2 to 3 % apart
 * by where their code lies (README), which no second copy shows: a copy runs
 * the same code.  An order flips where a difference changes its sign, so that
 * noise of this kind would make flips of its own.
 */
#define CROSSOVER_MIN_EFFECT 0.03

/**
 * struct crossover_axis - what an order may flip along.
 * @shift: log2(value + @shift) is the scale that ratios are linear on.
 * @decimals: of a place on it.
 */
struct crossover_axis {
	const char *key;
	const char *unit;
	int shift;
	int decimals;
};

/** crossover_axis() - "size" or "ready"; NULL for another key. */
const struct crossover_axis *crossover_axis(const char *key);

/**
 * struct crossover_series - the cases of one comparison along an axis.
 * @metric: that costs are compared by.
 * @min_effect: least relative difference that counts, 0.03 for 3 %.
 * @cases: @count pointers; of two cases of one strategy at one place the first
 *	counts.
 */
struct crossover_series {
	const struct plot_data *data;
	const struct crossover_axis *axis;
	const char *metric;
	double min_effect;
	const struct plot_case **cases;
	size_t count;
};

/**
 * struct crossover_pair - what became of the order of two strategies.
 * @a, @b: strategies.
 * @flips: in places of the axis, rising; valid in crossover_pairs()' @tell.
 * @floorless: places that were left out, as they have too few rounds for an
 *	A/A floor.
 */
struct crossover_pair {
	size_t a;
	size_t b;
	enum crossover_kind kind;
	const struct crossover_flip *flips;
	size_t flip_count;
	size_t floorless;
};

/** crossover_is_point() - a safe candidate with a place on @axis and a cost? */
bool crossover_is_point(const struct crossover_series *series,
			const struct plot_case *c);

/** crossover_place() - where the case lies on the axis. */
json_int_t crossover_place(const struct crossover_series *series,
			   const struct plot_case *c);

/**
 * crossover_pairs() - tell about every two strategies of the series.
 * @tell: returns 0, or a negative errno that ends it.
 *
 * Costs are compared round by round.  A difference counts at a place if it is
 * larger than both the A/A floor of the comparison group there and
 * @series->min_effect; counts of instructions are compared exactly.
 *
 * Return: 0; -ENOMEM; what @tell returned.
 */
int crossover_pairs(const struct crossover_series *series,
		    int (*tell)(void *ctx, const struct crossover_pair *pair),
		    void *ctx);

/**
 * crossover_print() - for every pair of candidates that were compared over at
 * least two sizes, or ready ratios, where their order flips, "none in range",
 * or no difference.
 * @document: a peekbench-result/1 document.
 * @min_effect: see struct crossover_series.
 * @reason: filled on error.
 *
 * Takes cycles_per_frame of safe cases, round by round; prints nothing if there
 * is no such pair.  Cases on the device thread have no such figure.
 *
 * Return: how many lines of pairs were printed, or a negative errno: -EINVAL
 * for a document that is none, -ENOMEM.
 */
int crossover_print(FILE *out, const json_t *document, double min_effect,
		    char *reason, size_t reason_size);

#endif
