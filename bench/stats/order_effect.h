/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Does what ran before explain what a slice cost?
 *
 * The order of each round is a random permutation, so whoever runs before a
 * slice is drawn at random: where the predecessor does not matter, slices
 * behind it are a random part of all, whatever drifts or correlates.
 */
#ifndef STATS_ORDER_EFFECT_H
#define STATS_ORDER_EFFECT_H

#include <stddef.h>
#include <stdint.h>

/* All victims together. */
#define ORDER_ANY SIZE_MAX

/* Of false findings in everything that is looked at together. */
#define ORDER_ALPHA 0.01

/**
 * struct order_slice - one slice of one round.
 * @member: whose.
 * @code: what it leaves behind is this code's; a second copy is a member of its
 *	own with its base's code.
 * @value: log of its cost; NaN: unknown, but it ran.
 */
struct order_slice {
	uint32_t round;
	uint32_t position;
	size_t member;
	size_t code;
	double value;
};

/**
 * struct order_effect - slices of @victim directly behind code @behind, against
 * those behind others.
 * @victim: a member, or ORDER_ANY for all of other code.
 * @shift: difference of the medians, a log ratio.
 * @p: of the rank sum test.  For ORDER_ANY ranks are taken within each round
 *	(van Elteren 1960): what the slices of one round have in common they
 *	have not by chance.
 */
struct order_effect {
	size_t victim;
	size_t behind;
	double shift;
	double p;
};

/**
 * order_effects() - all effects that there are slices enough to look at.
 * @slices: sorted and changed: each value loses its member's median and its
 *	round's.
 * @members, @codes: how many there are.
 * @effects: room for (@members + 1) * @codes.
 * @effect_count: how many; those of ORDER_ANY first, @codes at most.
 *
 * Return: 0 or -ENOMEM.
 */
int order_effects(struct order_slice *slices, size_t count, size_t members,
		  size_t codes, struct order_effect *effects,
		  size_t *effect_count);

#endif
