// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/order_effect.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/distribution.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

/* With fewer slices on a side the rank test cannot decide. */
#define LEAST_SLICES 8

/** struct followers - slices with a predecessor. */
struct followers {
	const struct order_slice *slices;
	size_t count;
	size_t *behind;
	double *scratch;
};

/**
 * struct sides - values of slices directly after a given case, and of the
 * others.
 */
struct sides {
	double *behind;
	double *others;
	size_t behind_count;
	size_t other_count;
};

static int compare_slices(const void *a, const void *b)
{
	const struct order_slice *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static double median_of(double *values, size_t count)
{
	stats_sort(values, count);
	return stats_quantile(values, count, 0.5);
}

static void centre_member(struct order_slice *slices, size_t count,
			  size_t member, double *scratch)
{
	size_t kept = 0;
	double middle;

	for (size_t i = 0; i < count; i++)
		if (slices[i].member == member && isfinite(slices[i].value))
			scratch[kept++] = slices[i].value;
	middle = median_of(scratch, kept);
	for (size_t i = 0; i < count; i++)
		if (slices[i].member == member)
			slices[i].value -= middle;
}

static size_t round_end(const struct order_slice *slices, size_t count,
			size_t first)
{
	size_t end = first;

	while (end < count && slices[end].round == slices[first].round)
		end++;
	return end;
}

/* Slowdowns of a whole round are not attributed to a predecessor. */
static void centre_rounds(struct order_slice *slices, size_t count,
			  double *scratch)
{
	for (size_t first = 0, end; first < count; first = end) {
		size_t kept = 0;
		double middle;

		end = round_end(slices, count, first);
		for (size_t i = first; i < end; i++)
			if (isfinite(slices[i].value))
				scratch[kept++] = slices[i].value;
		middle = median_of(scratch, kept);
		for (size_t i = first; i < end; i++)
			slices[i].value -= middle;
	}
}

/* SIZE_MAX for the first slice of a round, or if the predecessor failed. */
static void find_predecessors(const struct order_slice *slices, size_t count,
			      size_t *behind)
{
	for (size_t i = 0; i < count; i++)
		behind[i] = i && slices[i - 1].round == slices[i].round &&
					    slices[i - 1].position + 1 ==
						    slices[i].position
				    ? slices[i - 1].code
				    : SIZE_MAX;
}

/* Is slice @i part of the test of the effect, on either side? */
static bool is_eligible(const struct followers *f, size_t i,
			const struct order_effect *effect)
{
	const struct order_slice *slice = &f->slices[i];

	if (f->behind[i] == SIZE_MAX || !isfinite(slice->value) ||
	    slice->code == effect->behind)
		return false;
	return effect->victim == ORDER_ANY || slice->member == effect->victim;
}

/* Split the eligible values of slices [first, end) by predecessor. */
static void split(const struct followers *f, size_t first, size_t end,
		  const struct order_effect *effect, struct sides *sides)
{
	*sides = (struct sides){.behind = f->scratch,
				.others = f->scratch + f->count};
	for (size_t i = first; i < end; i++) {
		if (!is_eligible(f, i, effect))
			continue;
		if (f->behind[i] == effect->behind)
			sides->behind[sides->behind_count++] =
				f->slices[i].value;
		else
			sides->others[sides->other_count++] =
				f->slices[i].value;
	}
}

/*
 * Rank sum of the values after the case, less its expectation; ties count half.
 */
static double surplus(const struct sides *sides)
{
	double sum = 0;

	for (size_t i = 0; i < sides->behind_count; i++)
		for (size_t k = 0; k < sides->other_count; k++)
			sum += (sides->behind[i] > sides->others[k]) -
			       (sides->behind[i] < sides->others[k]);
	return sum / 2;
}

static double p_within_rounds(const struct followers *f,
			      const struct order_effect *effect)
{
	double sum = 0, variance = 0;

	for (size_t first = 0, end; first < f->count; first = end) {
		struct sides sides;
		double a, b;

		end = round_end(f->slices, f->count, first);
		split(f, first, end, effect, &sides);
		a = (double)sides.behind_count;
		b = (double)sides.other_count;
		sum += surplus(&sides);
		variance += a * b * (a + b + 1) / 12;
	}
	return variance > 0 ? normal_two_sided(fmax(0, fabs(sum) - 0.5) /
					       sqrt(variance))
			    : 1;
}

/* Return: 1 if @effect was tested, 0 if there are too few slices, -ENOMEM. */
static int look(const struct followers *f, struct order_effect *effect)
{
	struct sides sides;
	int err = 0;

	split(f, 0, f->count, effect, &sides);
	if (sides.behind_count < LEAST_SLICES ||
	    sides.other_count < LEAST_SLICES)
		return 0;
	if (effect->victim != ORDER_ANY)
		err = rank_sum_p(sides.behind, sides.behind_count, sides.others,
				 sides.other_count, &effect->p);
	effect->shift = median_of(sides.behind, sides.behind_count) -
			median_of(sides.others, sides.other_count);
	if (effect->victim == ORDER_ANY)
		effect->p = p_within_rounds(f, effect);
	return err ? err : 1;
}

static int look_at_all(const struct followers *f, size_t members, size_t codes,
		       struct order_effect *effects, size_t *effect_count)
{
	for (size_t v = 0; v <= members; v++)
		for (size_t b = 0; b < codes; b++) {
			struct order_effect effect = {
				.victim = v ? v - 1 : ORDER_ANY,
				.behind = b,
			};
			int found = look(f, &effect);

			if (found < 0)
				return found;
			if (found)
				effects[(*effect_count)++] = effect;
		}
	return 0;
}

int order_effects(struct order_slice *slices, size_t count, size_t members,
		  size_t codes, struct order_effect *effects,
		  size_t *effect_count)
{
	struct followers f = {
		.slices = slices,
		.count = count,
		.behind = calloc(count + 1, sizeof(*f.behind)),
		.scratch = calloc(2 * count + 1, sizeof(*f.scratch)),
	};
	int err = f.behind && f.scratch ? 0 : -ENOMEM;

	*effect_count = 0;
	if (!err) {
		qsort(slices, count, sizeof(*slices), compare_slices);
		find_predecessors(slices, count, f.behind);
		for (size_t m = 0; m < members; m++)
			centre_member(slices, count, m, f.scratch);
		centre_rounds(slices, count, f.scratch);
		err = look_at_all(&f, members, codes, effects, effect_count);
	}
	free(f.behind);
	free(f.scratch);
	return err;
}
