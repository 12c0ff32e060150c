/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Effects of the case that ran before on the cost of a slice.
 *
 * The order of each round is a random permutation, so the predecessor of a
 * slice is drawn at random.  If predecessors do not matter, the slices after
 * one of them are a random part of all slices, even if costs drift or
 * correlate.
 */
#ifndef STATS_ORDER_EFFECT_H
#define STATS_ORDER_EFFECT_H

#include <stddef.h>
#include <stdint.h>

/* As a victim: all cases together. */
#define ORDER_ANY SIZE_MAX

/* With fewer slices on a side the rank test cannot decide. */
#define ORDER_LEAST 8

/* Rate of false findings over all effects tested together. */
#define ORDER_ALPHA 0.01

/**
 * struct order_slice - one slice of one round.
 * @member: the case it is a slice of.
 * @code: the code that ran, the same in all slices of a member; the second run
 *	of the base is another member with the same code.
 * @value: log of its cost; NaN if the slice ran but its cost is unknown.
 */
struct order_slice {
	uint32_t round;
	uint32_t position;
	size_t member;
	size_t code;
	double value;
};

/**
 * struct order_effect - slices of @victim directly after code @behind, against
 * those after other code.
 * @victim: a member, or ORDER_ANY for all of other code.
 * @shift: difference of the medians, a log ratio.
 * @p: of the rank sum test.  For ORDER_ANY ranks are taken within each round
 *	(van Elteren 1960): the slices of one round share its disturbances.
 */
struct order_effect {
	size_t victim;
	size_t behind;
	double shift;
	double p;
};

/**
 * order_effects() - test every effect for which there are enough slices; the
 * work is that of sorting them.
 * @slices: sorted and changed: each value loses its member's median and its
 *	round's.
 * @codes: above every code.
 * @effects: room for @codes + @count / ORDER_LEAST.
 * @effect_count: set to the number of effects tested; those of ORDER_ANY come
 *	first, at most @codes of them.
 *
 * Return: 0 or -ENOMEM.
 */
int order_effects(struct order_slice *slices, size_t count, size_t codes,
		  struct order_effect *effects, size_t *effect_count);

#endif
