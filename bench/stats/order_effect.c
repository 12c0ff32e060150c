// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "stats/order_effect.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"
#include "stats/rank.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

/**
 * struct follower - a slice with a predecessor and a known value.
 * @place: position among the values of its set, from the smallest up.
 * @rank: the same as a rank.
 * @key: the member by which followers are sorted at present.
 */
struct follower {
	double value;
	double rank;
	size_t place;
	size_t member;
	size_t code;
	size_t behind;
	size_t key;
	uint32_t round;
};

/**
 * struct rounds - rank sums within each round, less their expectation, and
 * their variances, by the code behind which the slices ran.
 */
struct rounds {
	double *surplus;
	double *variance;
};

/**
 * struct set - slices that may follow each code, and their two indices.
 * @by_value: by value; @by_behind, @by_code: by that code, then by value.
 * @ties: as rank_values() returns it.
 */
struct set {
	struct follower *by_value;
	struct follower *by_behind;
	struct follower *by_code;
	size_t count;
	double ties;
};

/** struct room - scratch memory; @order and those beside it as in rank.h. */
struct room {
	struct follower *behind;
	double *values;
	double *ranks;
	size_t *order;
};

/**
 * struct part - slices directly after a code, of other code.
 * @own: slices of the code itself, on neither side; @own_count: how many.
 */
struct part {
	const struct follower *behind;
	const struct follower *own;
	size_t behind_count;
	size_t own_count;
};

static int compare_slices(const void *a, const void *b)
{
	const struct order_slice *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static int compare_members(const void *a, const void *b)
{
	const struct order_slice *x = a, *y = b;

	return (x->member > y->member) - (x->member < y->member);
}

/* Slices [first, end) lose their median. */
static void centre(struct order_slice *slices, size_t first, size_t end,
		   double *scratch)
{
	size_t kept = 0;
	double middle;

	for (size_t i = first; i < end; i++)
		if (isfinite(slices[i].value))
			scratch[kept++] = slices[i].value;
	stats_sort(scratch, kept);
	middle = stats_quantile(scratch, kept, 0.5);
	for (size_t i = first; i < end; i++)
		slices[i].value -= middle;
}

static void centre_members(struct order_slice *slices, size_t count,
			   double *scratch)
{
	qsort(slices, count, sizeof(*slices), compare_members);
	for (size_t first = 0, end; first < count; first = end) {
		end = first;
		while (end < count &&
		       slices[end].member == slices[first].member)
			end++;
		centre(slices, first, end, scratch);
	}
}

/* Slowdowns of a whole round are not attributed to a predecessor. */
static void centre_rounds(struct order_slice *slices, size_t count,
			  double *scratch)
{
	qsort(slices, count, sizeof(*slices), compare_slices);
	for (size_t first = 0, end; first < count; first = end) {
		end = first;
		while (end < count && slices[end].round == slices[first].round)
			end++;
		centre(slices, first, end, scratch);
	}
}

/* The first slice of a round has no predecessor, nor has one behind a slice
 * that is missing. */
static size_t find_followers(const struct order_slice *slices, size_t count,
			     struct follower *followers)
{
	size_t kept = 0;

	for (size_t i = 1; i < count; i++)
		if (slices[i - 1].round == slices[i].round &&
		    slices[i - 1].position + 1 == slices[i].position &&
		    isfinite(slices[i].value))
			followers[kept++] = (struct follower){
				.value = slices[i].value,
				.member = slices[i].member,
				.code = slices[i].code,
				.behind = slices[i - 1].code,
				.round = slices[i].round,
			};
	return kept;
}

static int by_value(const struct follower *a, const struct follower *b)
{
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static int compare_values(const void *a, const void *b)
{
	return by_value(a, b);
}

static int compare_keys(const void *a, const void *b)
{
	const struct follower *x = a, *y = b;

	return x->key != y->key ? (x->key < y->key ? -1 : 1) : by_value(x, y);
}

/* By a member of theirs, then by value. */
#define SORT_FOLLOWERS(list, count, by)                                        \
	do {                                                                   \
		for (size_t i = 0; i < (count); i++)                           \
			(list)[i].key = (list)[i].by;                          \
		qsort(list, count, sizeof(*(list)), compare_keys);             \
	} while (0)

static void index_set(struct set *set)
{
	size_t size = set->count * sizeof(*set->by_value);

	memcpy(set->by_behind, set->by_value, size);
	memcpy(set->by_code, set->by_value, size);
	SORT_FOLLOWERS(set->by_behind, set->count, behind);
	SORT_FOLLOWERS(set->by_code, set->count, code);
}

/*
 * The next code behind which slices of the set ran, from *@at on; its own
 * slices are sought from *@own on.
 */
static bool next_part(const struct set *set, size_t *at, size_t *own,
		      struct room *room, struct part *part)
{
	size_t first = *at, code;

	if (first == set->count)
		return false;
	code = set->by_behind[first].behind;
	*part = (struct part){.behind = room->behind};
	for (; *at < set->count && set->by_behind[*at].behind == code; (*at)++)
		if (set->by_behind[*at].code != code)
			room->behind[part->behind_count++] =
				set->by_behind[*at];
	while (*own < set->count && set->by_code[*own].code < code)
		(*own)++;
	part->own = set->by_code + *own;
	while (*own < set->count && set->by_code[*own].code == code) {
		part->own_count++;
		(*own)++;
	}
	return true;
}

/* How many of @count sorted values are below @value, less those above it. */
static double above(const struct follower *sorted, size_t count, double value)
{
	size_t below = 0, upto = count, end = count;

	while (below < upto) {
		size_t middle = below + (upto - below) / 2;

		if (sorted[middle].value < value)
			below = middle + 1;
		else
			upto = middle;
	}
	for (upto = below; upto < end;) {
		size_t middle = upto + (end - upto) / 2;

		if (sorted[middle].value <= value)
			upto = middle + 1;
		else
			end = middle;
	}
	return (double)below - (double)(count - upto);
}

/*
 * Ties count half.  Slices behind the code count for and against each other, so
 * that they may stay among those that they are held against.
 */
static void add_round(const struct set *round, struct room *room,
		      struct rounds *rounds)
{
	size_t at = 0, own = 0;
	struct part part;

	while (next_part(round, &at, &own, room, &part)) {
		size_t code = round->by_behind[at - 1].behind;
		double a = (double)part.behind_count;
		double b = (double)(round->count - part.own_count) - a;
		double sum = 0;

		for (size_t i = 0; i < part.behind_count; i++) {
			double value = part.behind[i].value;

			sum += above(round->by_value, round->count, value) -
			       above(part.own, part.own_count, value);
		}
		rounds->surplus[code] += sum / 2;
		rounds->variance[code] += a * b * (a + b + 1) / 12;
	}
}

/* Sorts the followers by round. */
static void add_rounds(const struct set *all, struct room *room,
		       struct rounds *rounds)
{
	struct set round = *all;
	size_t end;

	SORT_FOLLOWERS(all->by_value, all->count, round);
	for (size_t first = 0; first < all->count; first = end) {
		end = first;
		while (end < all->count &&
		       all->by_value[end].round == all->by_value[first].round)
			end++;
		round.by_value = all->by_value + first;
		round.count = end - first;
		index_set(&round);
		add_round(&round, room, rounds);
	}
}

/* Value @k of the set without the slices of the part. */
static double other_at(const struct set *set, const struct part *part, size_t k)
{
	size_t i = 0, j = 0, place = k;

	while (i < part->behind_count || j < part->own_count) {
		size_t next;

		if (j == part->own_count ||
		    (i < part->behind_count &&
		     part->behind[i].place < part->own[j].place))
			next = part->behind[i++].place;
		else
			next = part->own[j++].place;
		if (next > place)
			break;
		place++;
	}
	return set->by_value[place].value;
}

static double middle(double low, double high)
{
	return low + 0.5 * (high - low);
}

static double median_of_part(const struct part *part)
{
	size_t count = part->behind_count;

	return middle(part->behind[(count - 1) / 2].value,
		      part->behind[count / 2].value);
}

static double median_of_others(const struct set *set, const struct part *part,
			       size_t count)
{
	return middle(other_at(set, part, (count - 1) / 2),
		      other_at(set, part, count / 2));
}

static double p_of(const struct set *set, const struct part *part,
		   size_t others, size_t victim, const struct rounds *rounds)
{
	size_t code = part->behind->behind;
	double sum = 0, a = (double)part->behind_count;

	if (victim != ORDER_ANY) {
		for (size_t i = 0; i < part->behind_count; i++)
			sum += part->behind[i].rank;
		return rank_sum_normal(sum, a, (double)others, set->ties);
	}
	if (rounds->variance[code] <= 0)
		return 1;
	return normal_two_sided(fmax(0, fabs(rounds->surplus[code]) - 0.5) /
				sqrt(rounds->variance[code]));
}

static void rank(struct set *set, struct room *room)
{
	for (size_t i = 0; i < set->count; i++)
		room->values[i] = set->by_value[i].value;
	set->ties =
		rank_values(room->values, set->count, room->order, room->ranks);
	for (size_t i = 0; i < set->count; i++) {
		set->by_value[i].place = i;
		set->by_value[i].rank = room->ranks[i];
	}
}

/* @set is sorted by value.  Return: how many effects were tested. */
static size_t look(struct set *set, size_t victim, const struct rounds *rounds,
		   struct room *room, struct order_effect *effects)
{
	size_t at = 0, own = 0, count = 0;
	struct part part;

	rank(set, room);
	index_set(set);
	while (next_part(set, &at, &own, room, &part)) {
		size_t others = set->count - part.own_count - part.behind_count;

		if (part.behind_count < ORDER_LEAST || others < ORDER_LEAST)
			continue;
		effects[count++] = (struct order_effect){
			.victim = victim,
			.behind = part.behind->behind,
			.shift = median_of_part(&part) -
				 median_of_others(set, &part, others),
			.p = p_of(set, &part, others, victim, rounds),
		};
	}
	return count;
}

static size_t look_at_members(struct set *all, struct room *room,
			      struct order_effect *effects)
{
	struct set set = *all;
	size_t end, count = 0;

	SORT_FOLLOWERS(all->by_value, all->count, member);
	for (size_t first = 0; first < all->count; first = end) {
		end = first;
		while (end < all->count &&
		       all->by_value[end].member == all->by_value[first].member)
			end++;
		set.by_value = all->by_value + first;
		set.count = end - first;
		count += look(&set, set.by_value->member, NULL, room,
			      effects + count);
	}
	return count;
}

static size_t look_at_all(struct set *all, struct rounds *rounds,
			  struct room *room, struct order_effect *effects)
{
	size_t count;

	add_rounds(all, room, rounds);
	qsort(all->by_value, all->count, sizeof(*all->by_value),
	      compare_values);
	count = look(all, ORDER_ANY, rounds, room, effects);
	return count + look_at_members(all, room, effects + count);
}

int order_effects(struct order_slice *slices, size_t count, size_t codes,
		  struct order_effect *effects, size_t *effect_count)
{
	struct follower *followers = calloc(4 * count + 1, sizeof(*followers));
	double *sums = calloc(2 * codes + 1, sizeof(*sums));
	struct room room = {.behind = followers + 3 * count,
			    .values = calloc(count + 1, sizeof(double)),
			    .ranks = calloc(count + 1, sizeof(double)),
			    .order = calloc(count + 1, sizeof(size_t))};
	struct rounds rounds = {.surplus = sums, .variance = sums + codes};
	struct set all = {.by_value = followers,
			  .by_behind = followers + count,
			  .by_code = followers + 2 * count};
	bool ok = followers && sums && room.values && room.ranks && room.order;

	*effect_count = 0;
	if (ok) {
		centre_members(slices, count, room.values);
		centre_rounds(slices, count, room.values);
		all.count = find_followers(slices, count, followers);
		*effect_count = look_at_all(&all, &rounds, &room, effects);
	}
	free(followers);
	free(sums);
	free(room.values);
	free(room.ranks);
	free(room.order);
	return ok ? 0 : -ENOMEM;
}
