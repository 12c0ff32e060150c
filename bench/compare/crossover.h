/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the order of two strategies flips: the buffer size, the ready ratio. */
#ifndef COMPARE_CROSSOVER_H
#define COMPARE_CROSSOVER_H

#include "record/document.h"
#include "stats/crossover.h"

/*
 * The least difference in cost that makes an order, unless the user gives
 * another.  Strategies that do the same on `coherent` came out 2 to 3 % apart
 * by where their code lies, which no second run shows: it runs the same code.
 * An order flips where a difference changes its sign, so that noise of this
 * kind would make flips of its own.
 */
#define CROSSOVER_MIN_EFFECT 0.03

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
 * @floorless: places that were left out, as they have too few rounds for an
 *	A/A floor.
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
	size_t floorless;
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
 * @min_effect: least relative difference that counts, 0.03 for 3 %.
 * @filter: only cases of groups that it takes, see compare_takes(); NULL: all.
 *
 * Costs of safe cases are compared round by round.  A difference counts at a
 * place if it is larger than both the A/A floor of the comparison group there
 * and @min_effect; counts of instructions are compared exactly.
 *
 * Return: 0, the caller calls crossovers_free(); -ENOMEM.
 */
int crossovers_find(struct crossovers *crossovers,
		    const struct document *document, enum figure_id figure,
		    double min_effect, const char *filter);

/** crossovers_free() - free them; also of all zeros. */
void crossovers_free(struct crossovers *crossovers);

#endif
