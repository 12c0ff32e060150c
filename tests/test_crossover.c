// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where the order of two costs flips, and where that is undecided. */
#include "cmocka_all.h"

#include <errno.h>
#include <math.h>

#include "stats/crossover.h"

#define ROUNDS 40
#define MOST 6

/** struct series - points made from the middle of each and a spread. */
struct series {
	double values[MOST][ROUNDS];
	struct crossover_point points[MOST];
	size_t count;
	struct crossover_flip flips[MOST];
	size_t flip_count;
};

/* Evenly spread around @middle, in an order that is not sorted; a difference
 * beyond 2 %. */
static void add(struct series *s, double x, double middle, double spread)
{
	double *values = s->values[s->count];
	int sign = fabs(middle) > 0.02 ? (middle > 0) - (middle < 0) : 0;

	for (int i = 0; i < ROUNDS; i++)
		values[i] =
			middle +
			spread * ((i * 17) % ROUNDS * 2. / (ROUNDS - 1) - 1);
	s->points[s->count++] =
		(struct crossover_point){x, values, ROUNDS, sign};
}

static int find(struct series *s)
{
	return crossover_find(s->points, s->count, s->flips, &s->flip_count);
}

static void a_flip_is_where_the_ratio_is_one(void **state)
{
	struct series s = {0};

	add(&s, 8, -0.3, 0.05);
	add(&s, 10, -0.1, 0.05);
	add(&s, 12, 0.3, 0.05);
	assert_int_equal(find(&s), CROSSOVER_FLIPS);
	assert_int_equal(s.flip_count, 1);
	assert_true(s.flips[0].a_below);
	assert_true(fabs(s.flips[0].at - 10.5) < 0.01);
	assert_true(s.flips[0].low < 10.5 && s.flips[0].low > 10.2);
	assert_true(s.flips[0].high > 10.5 && s.flips[0].high < 10.8);
}

static void more_noise_is_a_wider_interval(void **state)
{
	struct series calm = {0}, noisy = {0};

	add(&calm, 0, -0.2, 0.02);
	add(&calm, 1, 0.2, 0.02);
	add(&noisy, 0, -0.2, 0.3);
	add(&noisy, 1, 0.2, 0.3);
	assert_int_equal(find(&calm), CROSSOVER_FLIPS);
	assert_int_equal(find(&noisy), CROSSOVER_FLIPS);
	assert_true(noisy.flips[0].high - noisy.flips[0].low >
		    3 * (calm.flips[0].high - calm.flips[0].low));
	/*
	 * A median of 40 evenly spread values has a standard deviation of 0.16
	 * spreads, the zero between two such 0.083: twice that on each side.
	 */
	assert_true(noisy.flips[0].low > 0.2 && noisy.flips[0].low < 0.4);
	assert_true(noisy.flips[0].high > 0.6 && noisy.flips[0].high < 0.8);
}

static void one_order_everywhere_is_no_flip(void **state)
{
	struct series a = {0}, b = {0};

	add(&a, 0, -0.2, 0.1);
	add(&a, 1, 0.001, 0.1);
	add(&a, 2, -0.1, 0.05);
	assert_int_equal(find(&a), CROSSOVER_A);
	add(&b, 0, 0, 0.1);
	add(&b, 1, 0.1, 0.05);
	assert_int_equal(find(&b), CROSSOVER_B);
	assert_int_equal(a.flip_count + b.flip_count, 0);
}

/* A middle alone is nothing: the verdict decides. */
static void what_cannot_be_told_apart_is_unclear(void **state)
{
	struct series s = {0};

	add(&s, 0, -0.1, 0.001);
	add(&s, 1, 0.1, 0.001);
	s.points[0].sign = 0;
	s.points[1].sign = 0;
	assert_int_equal(find(&s), CROSSOVER_UNCLEAR);
}

static void places_without_a_difference_lie_in_between(void **state)
{
	struct series s = {0};

	add(&s, 0, 0.4, 0.1);
	add(&s, 1, 0.01, 0.1);
	add(&s, 2, -0.01, 0.1);
	add(&s, 3, -0.4, 0.1);
	add(&s, 4, 0.4, 0.1);
	assert_int_equal(find(&s), CROSSOVER_FLIPS);
	assert_int_equal(s.flip_count, 2);
	assert_false(s.flips[0].a_below);
	assert_true(s.flips[0].at > 1 && s.flips[0].at < 2);
	assert_true(s.flips[0].low >= 0 && s.flips[0].low < s.flips[0].at);
	assert_true(s.flips[0].high <= 3 && s.flips[0].high > s.flips[0].at);
	assert_true(s.flips[1].a_below);
	assert_true(fabs(s.flips[1].at - 3.5) < 0.01);
}

static void one_place_is_too_few(void **state)
{
	struct series s = {0};

	assert_int_equal(find(&s), CROSSOVER_FEW);
	add(&s, 0, 0.4, 0.1);
	assert_int_equal(find(&s), CROSSOVER_FEW);
	s.points[s.count++] = (struct crossover_point){1, s.values[1], 0, 1};
	assert_int_equal(find(&s), CROSSOVER_FEW);
}

static void the_answer_is_the_same_twice(void **state)
{
	struct series s = {0}, t = {0};

	add(&s, 0, -0.1, 0.3);
	add(&s, 1, 0.2, 0.3);
	add(&t, 0, -0.1, 0.3);
	add(&t, 1, 0.2, 0.3);
	assert_int_equal(find(&s), find(&t));
	assert_true(s.flips[0].low == t.flips[0].low &&
		    s.flips[0].high == t.flips[0].high);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flip_is_where_the_ratio_is_one),
		cmocka_unit_test(more_noise_is_a_wider_interval),
		cmocka_unit_test(one_order_everywhere_is_no_flip),
		cmocka_unit_test(what_cannot_be_told_apart_is_unclear),
		cmocka_unit_test(places_without_a_difference_lie_in_between),
		cmocka_unit_test(one_place_is_too_few),
		cmocka_unit_test(the_answer_is_the_same_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
