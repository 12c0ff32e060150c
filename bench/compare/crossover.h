/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the order of two strategies flips: the buffer size, the ready ratio. */
#ifndef COMPARE_CROSSOVER_H
#define COMPARE_CROSSOVER_H

#include "compare/compare.h"
#include "stats/crossover.h"

/**
 * struct crossover_axis - what an order may flip along.
 * @unit: of a place.
 * @shift: log2(value + @shift) is the scale that ratios are linear on.
 * @decimals: of a place on it.
 */
struct crossover_axis {
	enum axis_key key;
	const char *unit;
	int shift;
	int decimals;
};

/**
 * struct crossover - what became of the order of two strategies.
 * @like: a case of its series: cases that differ in nothing but strategy and
 *	place on the axis.  Neighbours of one series have the same.
 * @least, @most: places of the series.
 * @a, @b: strategies, in the document's order.
 * @flips: @flip_count of them, in places of the axis, rising.
 * @row: the first of @rows rows of all comparisons made, one a place.
 * @few_starts: "unclear (1 start)" where there are too few; else NULL.
 */
struct crossover {
	const struct crossover_axis *axis;
	const struct record *like;
	s64 least;
	s64 most;
	const char *a;
	const char *b;
	enum crossover_kind kind;
	struct crossover_flip *flips;
	size_t flip_count;
	size_t row;
	size_t rows;
	const char *few_starts;
};

/** struct crossovers - by axis, then by series, then by pair. */
struct crossovers {
	struct crossover *list;
	size_t count;
};

/**
 * crossovers_find() - every two candidates that were compared over at least two
 * places of an axis.
 * @figure: that costs are compared by, FIGURE_FRAME_CYCLES.
 * @options: what counts, and which groups; a base is not looked at.
 *
 * At each place costs of safe cases are compared as compare_within() does, with
 * Holm's correction over all pairs and places.
 *
 * Return: them; the caller calls crossovers_free().
 */
struct crossovers crossovers_find(const struct document *document,
				  enum figure_id figure,
				  const struct compare_options *options);

/** crossovers_free() - free them; also of all zeros. */
void crossovers_free(struct crossovers *crossovers);

#endif
