// SPDX-License-Identifier: GPL-2.0 OR MIT
/* When a run has nothing left to find out; and orders that can be continued. */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "runner/copy.h"
#include "runner/decide.h"
#include "runner/order.h"
#include "stats/random.h"

#define ROUNDS 60u

static void make(double *cost, u64 seed, double level, double noise)
{
	for (u32 i = 0; i < ROUNDS; i++)
		cost[i] = level * exp(noise * random_normal(&seed));
}

static bool decided(double rival, double noise)
{
	double cost[3 * ROUNDS];
	bool answer;

	make(cost, 1, 1000, noise);
	make(cost + ROUNDS, 2, 1000, noise);
	make(cost + 2 * ROUNDS, 3, rival, noise);
	assert_int_equal(decide_all(cost, 3, ROUNDS, 1, &answer), 0);
	return answer;
}

static void clear_cases_are_decided(void **state)
{
	(void)state;
	assert_true(decided(1100, 0.01));
	assert_true(decided(900, 0.01));
	assert_true(decided(1000, 0.002));
}

static void unclear_ones_are_not(void **state)
{
	(void)state;
	assert_false(decided(1010, 0.02));
	assert_false(decided(1008, 0.01));
}

/* A base that differs from itself by a tenth decides nothing near that. */
static void the_floor_counts(void **state)
{
	double cost[3 * ROUNDS];
	bool answer;

	(void)state;
	make(cost, 1, 1000, 0.002);
	make(cost + ROUNDS, 2, 1100, 0.002);
	make(cost + 2 * ROUNDS, 3, 1101, 0.002);
	assert_int_equal(decide_all(cost, 3, ROUNDS, 1, &answer), 0);
	assert_false(answer);
}

static void alone_there_is_nothing_to_decide(void **state)
{
	double cost[2 * ROUNDS];
	bool answer = false;

	(void)state;
	make(cost, 1, 1000, 0.1);
	make(cost + ROUNDS, 2, 1000, 0.1);
	assert_int_equal(decide_all(cost, 2, ROUNDS, 1, &answer), 0);
	assert_true(answer);
}

/**
 * struct figures - cycles of a strategy; those that are 0 it has none of.
 * @noise: log standard deviation.
 */
struct figures {
	double not_ready;
	double ready;
	double completion;
	double noise;
};

static void add_span(struct span *span, double cycles, double noise, u64 *seed)
{
	if (cycles <= 0)
		return;
	span->count = 1000;
	span->ticks =
		(u64)(1000 * cycles * exp(noise * random_normal(seed)) + 0.5);
}

static void fill(struct case_result *result, const struct figures *f, u64 seed)
{
	result->samples = calloc(ROUNDS, sizeof(*result->samples));
	assert_non_null(result->samples);
	result->sample_count = ROUNDS;
	for (u32 r = 0; r < ROUNDS; r++) {
		struct slice_sample *sample = &result->samples[r];

		sample->frames = 1000;
		add_span(&sample->span[PHASE_NOT_READY], f->not_ready, f->noise,
			 &seed);
		add_span(&sample->span[PHASE_READY], f->ready, f->noise, &seed);
		add_span(&sample->span[PHASE_COMPLETION], f->completion, 0.001,
			 &seed);
	}
}

static bool group_decided(const struct figures *base,
			  const struct figures *rival, bool thread)
{
	struct tsc_calibration tsc = {.hz = 1000000000};
	struct plan_case plan = {0};
	struct case_result results[3] = {{0}};
	const struct case_result *members[3];
	bool answer;

	plan.axes.value[AXIS_DEVICE] =
		thread ? AXIS_DEVICE_THREAD : AXIS_DEVICE_SCRIPTED;
	for (u32 i = 0; i < 3; i++) {
		fill(&results[i], i < 2 ? base : rival, i + 1);
		results[i].plan = &plan;
		members[i] = &results[i];
	}
	assert_int_equal(decide_group(members, 3, &tsc, &answer), 0);
	for (u32 i = 0; i < 3; i++)
		free(results[i].samples);
	return answer;
}

/* The frame is clear in all of these: what is open is a look. */
static void a_look_is_decided_too(void **state)
{
	struct figures base = {50, 200, 5000, 0.001};
	struct figures same = {50, 200, 4000, 0.001};
	struct figures open = {50.5, 200, 4000, 0.03};
	struct figures open_ready = {0, 202, 4000, 0.03};
	struct figures none = {0, 200, 5000, 0.001};
	struct figures none_same = {0, 200, 4000, 0.001};

	(void)state;
	for (int thread = 0; thread < 2; thread++) {
		assert_true(group_decided(&base, &same, thread));
		assert_false(group_decided(&base, &open, thread));
		assert_false(group_decided(&none, &open_ready, thread));
		/* without not-ready looks there is nothing to decide there */
		assert_true(group_decided(&none, &none_same, thread));
	}
}

/* Equal strategies, looked at again and again: no false certainty. */
static void many_looks_keep_their_promise(void **state)
{
	u32 looks = 0;

	(void)state;
	for (u32 rounds = decide_next(0); rounds <= 2000;
	     rounds = decide_next(rounds))
		looks++;
	assert_true(looks > 5 && looks <= DECIDE_LOOKS);
	assert_int_equal(decide_next(0), DECIDE_FIRST_ROUNDS);
}

static void orders_follow_from_the_round_alone(void **state)
{
	u32 order[7], again[7], other[7], seen = 0, differ = 0;

	(void)state;
	for (u32 round = 0; round < 50; round++) {
		u32 bits = 0;

		order_shuffle(order, 7, 4711, 3, round);
		order_shuffle(again, 7, 4711, 3, round);
		assert_memory_equal(order, again, sizeof(order));
		for (u32 i = 0; i < 7; i++)
			bits |= 1u << order[i];
		assert_int_equal(bits, 0x7f);
		order_shuffle(other, 7, 4711, 4, round);
		differ += memcmp(order, other, sizeof(order)) != 0;
		seen |= 1u << order[0];
	}
	assert_int_equal(seen, 0x7f);
	assert_true(differ > 45);
}

/* One wrong frame of the second copy makes the strategy unsafe. */
static void a_copy_counts_as_its_base(void **state)
{
	struct case_result copy = {.integrity = {.frames = 5}};
	struct case_result results[2] = {
		{.state = CASE_OK, .integrity = {.frames = 7}},
		{.state = CASE_OK, .integrity = {.frames = 9}, .copy = &copy},
	};

	(void)state;
	copy_count(results, 2);
	assert_int_equal(results[1].state, CASE_OK);
	assert_int_equal(results[1].integrity.frames, 14);
	copy.integrity.wrong = 1;
	copy.integrity.hazard[1] = 1;
	copy_count(results, 2);
	assert_int_equal(results[1].state, CASE_UNSAFE);
	assert_int_equal(results[1].integrity.hazard[1], 1);
	assert_int_equal(results[0].state, CASE_OK);
	assert_int_equal(results[0].integrity.frames, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clear_cases_are_decided),
		cmocka_unit_test(unclear_ones_are_not),
		cmocka_unit_test(the_floor_counts),
		cmocka_unit_test(alone_there_is_nothing_to_decide),
		cmocka_unit_test(a_look_is_decided_too),
		cmocka_unit_test(many_looks_keep_their_promise),
		cmocka_unit_test(orders_follow_from_the_round_alone),
		cmocka_unit_test(a_copy_counts_as_its_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
