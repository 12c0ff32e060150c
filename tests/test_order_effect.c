// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The effect of the predecessor is found where there is one, and nowhere else.
 */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "runner/order.h"
#include "stats/order_effect.h"
#include "stats/random.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

#define MEMBERS 6u
#define ROUNDS 60u
#define COUNT (MEMBERS * ROUNDS)
#define MOST (MEMBERS + COUNT / ORDER_LEAST)

/**
 * struct truth - what is behind the slices.
 * @victim, @behind, @shift: this one is slower, ORDER_ANY: all are.
 * @drift: standard deviation of the step that a machine makes each slice.
 */
struct truth {
	size_t victim;
	size_t behind;
	double shift;
	double drift;
};

/** struct looked - the effects, both families corrected. */
struct looked {
	struct order_effect effects[MOST];
	size_t count;
	size_t any_count;
	double raw[MOST];
};

static void make(const struct truth *truth, u64 seed,
		 struct order_slice slices[COUNT])
{
	u32 order[MEMBERS];
	double level = 0;
	u64 dice = seed * 7919 + 17;

	for (u32 round = 0; round < ROUNDS; round++) {
		order_shuffle(order, MEMBERS, seed, 0, round);
		for (u32 i = 0; i < MEMBERS; i++) {
			struct order_slice *slice =
				&slices[round * MEMBERS + i];
			bool hit = i && order[i - 1] == truth->behind &&
				   (truth->victim == ORDER_ANY ||
				    truth->victim == order[i]);

			level += truth->drift * random_normal(&dice);
			*slice = (struct order_slice){
				.round = round,
				.position = i,
				.member = order[i],
				.code = order[i],
				.value = 5 + order[i] + level +
					 0.02 * exp(random_normal(&dice)) +
					 (hit ? truth->shift : 0),
			};
		}
	}
}

static void correct(struct looked *looked, size_t first, size_t end)
{
	double p[MOST];
	size_t order[MOST];

	for (size_t i = first; i < end; i++)
		p[i] = looked->effects[i].p;
	stats_holm(p + first, end - first, order);
	for (size_t i = first; i < end; i++)
		looked->effects[i].p = p[i];
}

static void look(const struct truth *truth, u64 seed, struct looked *looked)
{
	struct order_slice slices[COUNT];

	make(truth, seed, slices);
	assert_int_equal(order_effects(slices, COUNT, MEMBERS, looked->effects,
				       &looked->count),
			 0);
	looked->any_count = 0;
	for (size_t i = 0; i < looked->count; i++) {
		looked->raw[i] = looked->effects[i].p;
		looked->any_count += looked->effects[i].victim == ORDER_ANY;
	}
	correct(looked, 0, looked->any_count);
	correct(looked, looked->any_count, looked->count);
}

static const struct order_effect *found(const struct looked *looked)
{
	const struct order_effect *best = NULL;

	for (size_t i = 0; i < looked->count; i++)
		if (looked->effects[i].p < ORDER_ALPHA / 2 &&
		    (!best || looked->effects[i].p < best->p))
			best = &looked->effects[i];
	return best;
}

/*
 * In at most ORDER_ALPHA of all documents, 20 of 2000: not above that and four
 * standard deviations.  And the test is not asleep: p-values below 0.05 are as
 * many as they should be.
 */
static void nothing_is_found_where_nothing_is(void **state)
{
	const double drifts[] = {0, 0.01};

	for (size_t d = 0; d < ARRAY_SIZE(drifts); d++) {
		struct truth none = {ORDER_ANY, 0, 0, drifts[d]};
		u32 alarms = 0, small = 0, tests = 0;

		for (u64 seed = 0; seed < 2000; seed++) {
			struct looked looked;

			look(&none, seed, &looked);
			alarms += found(&looked) != NULL;
			tests += (u32)looked.any_count;
			for (size_t i = 0; i < looked.any_count; i++)
				small += looked.raw[i] < 0.05;
		}
		assert_int_equal(tests, 2000 * MEMBERS);
		assert_true(alarms <= 38);
		assert_true(small > 0.038 * tests && small < 0.058 * tests);
	}
}

static void who_harms_everybody_is_found(void **state)
{
	struct truth harm = {ORDER_ANY, 3, log(1.04), 0.005};
	u32 right = 0, other = 0;

	for (u64 seed = 0; seed < 200; seed++) {
		const struct order_effect *best;
		struct looked looked;

		look(&harm, seed, &looked);
		best = found(&looked);
		right += best && best->behind == 3 && best->shift > 0.02 &&
			 best->shift < 0.06;
		other += best && best->behind != 3;
	}
	assert_true(right >= 190);
	assert_true(other <= 4);
}

static void a_harm_to_one_is_called_that(void **state)
{
	struct truth harm = {1, 4, log(1.2), 0.005};
	u32 right = 0;

	for (u64 seed = 0; seed < 200; seed++) {
		struct looked looked;

		look(&harm, seed, &looked);
		for (size_t i = 0; i < looked.count; i++)
			right += looked.effects[i].victim == 1 &&
				 looked.effects[i].behind == 4 &&
				 looked.effects[i].p < ORDER_ALPHA / 2 &&
				 fabs(looked.effects[i].shift - harm.shift) <
					 0.04;
	}
	assert_true(right >= 150);
}

/*
 * A slice that failed leaves a gap; the predecessor of the next one is not
 * known.
 */
static void a_hole_has_no_follower(void **state)
{
	struct order_slice slices[COUNT];
	struct truth none = {ORDER_ANY, 0, 0, 0};
	struct order_effect effects[MOST];
	size_t count;

	make(&none, 1, slices);
	for (size_t i = 0; i < COUNT; i++)
		slices[i].position *= 2;
	assert_int_equal(order_effects(slices, COUNT, MEMBERS, effects, &count),
			 0);
	assert_int_equal(count, 0);
	assert_int_equal(order_effects(slices, 0, MEMBERS, effects, &count), 0);
	assert_int_equal(count, 0);
}

/* A slice without a known cost has run, and can affect the next. */
static void an_unknown_cost_still_leaves_something_behind(void **state)
{
	struct order_slice slices[COUNT];
	struct truth harm = {ORDER_ANY, 3, log(1.1), 0};
	struct order_effect effects[MOST];
	size_t count, seen = 0;

	make(&harm, 1, slices);
	for (size_t i = 0; i < COUNT; i++)
		if (slices[i].member == 3)
			slices[i].value = NAN;
	assert_int_equal(order_effects(slices, COUNT, MEMBERS, effects, &count),
			 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_not_equal(effects[i].victim, 3);
		if (effects[i].victim != ORDER_ANY || effects[i].behind != 3)
			continue;
		assert_true(effects[i].p < 1e-6 && effects[i].shift > 0.05);
		seen++;
	}
	assert_int_equal(seen, 1);
}

/* From slices that order_effects() has sorted and centred. */
static void assert_effect(const struct order_slice slices[COUNT],
			  const struct order_effect *effect)
{
	double behind[COUNT], others[COUNT], p;
	size_t a = 0, b = 0;

	for (size_t i = 1; i < COUNT; i++) {
		if (slices[i].round != slices[i - 1].round ||
		    slices[i].code == effect->behind ||
		    (effect->victim != ORDER_ANY &&
		     effect->victim != slices[i].member))
			continue;
		if (slices[i - 1].code == effect->behind)
			behind[a++] = slices[i].value;
		else
			others[b++] = slices[i].value;
	}
	assert_int_equal(rank_sum_p(behind, a, others, b, &p), 0);
	if (effect->victim != ORDER_ANY)
		assert_true(effect->p == p);
	stats_sort(behind, a);
	stats_sort(others, b);
	assert_true(effect->shift == stats_quantile(behind, a, 0.5) -
					     stats_quantile(others, b, 0.5));
}

/* Two members of one code, and many equal values. */
static void each_effect_is_that_of_its_slices(void **state)
{
	struct truth harm = {ORDER_ANY, 2, 0.3, 0.01};

	for (u64 seed = 0; seed < 50; seed++) {
		struct order_slice slices[COUNT];
		struct order_effect effects[MOST];
		size_t count;

		make(&harm, seed, slices);
		for (size_t i = 0; i < COUNT; i++) {
			slices[i].value = round(slices[i].value * 20) / 20;
			if (slices[i].member == MEMBERS - 1)
				slices[i].code = 0;
		}
		assert_int_equal(
			order_effects(slices, COUNT, MEMBERS, effects, &count),
			0);
		assert_true(count > MEMBERS);
		for (size_t i = 0; i < count; i++)
			assert_effect(slices, &effects[i]);
	}
}

/* The work for each pair of cases would be hours. */
static void many_cases_are_no_more_work_than_their_slices(void **state)
{
	const u32 members = 5000, rounds = 24;
	size_t count = (size_t)members * rounds, found;
	struct order_slice *slices = calloc(count, sizeof(*slices));
	struct order_effect *effects =
		calloc(members + count / ORDER_LEAST, sizeof(*effects));
	u32 *order = calloc(members, sizeof(*order));
	u64 dice = 1;

	assert_true(slices && effects && order);
	for (u32 round = 0; round < rounds; round++) {
		order_shuffle(order, members, 1, 0, round);
		for (u32 i = 0; i < members; i++)
			slices[(size_t)round * members + i] =
				(struct order_slice){
					.round = round,
					.position = i,
					.member = order[i],
					.code = order[i],
					.value = random_normal(&dice),
				};
	}
	assert_int_equal(order_effects(slices, count, members, effects, &found),
			 0);
	assert_int_equal(found, members);
	free(slices);
	free(effects);
	free(order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_found_where_nothing_is),
		cmocka_unit_test(who_harms_everybody_is_found),
		cmocka_unit_test(a_harm_to_one_is_called_that),
		cmocka_unit_test(a_hole_has_no_follower),
		cmocka_unit_test(an_unknown_cost_still_leaves_something_behind),
		cmocka_unit_test(each_effect_is_that_of_its_slices),
		cmocka_unit_test(many_cases_are_no_more_work_than_their_slices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
