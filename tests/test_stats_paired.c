// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "stats/distribution.h"
#include "stats/rank.h"
#include "stats/starts.h"
#include "stats/verdict.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

static void near(double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance))
		fail_msg("%.9g is not %.9g", a, b);
}

/*
 * Hamilton depression scale factor IV before and after tranquilizer:
 * Hollander, Wolfe, Chicken 2014, table 3.1; their example 3.3 has the
 * estimate -0.46.
 */
static const double depression[] = {0.878 - 1.83, 0.647 - 0.50, 0.598 - 1.62,
				    2.05 - 2.48,  1.06 - 1.68,	1.29 - 1.88,
				    1.06 - 1.55,  3.14 - 3.06,	1.29 - 1.30};

static void the_text_book_example(void **state)
{
	double sorted[9];

	memcpy(sorted, depression, sizeof(sorted));
	stats_sort(sorted, 9);
	near(hodges_lehmann(sorted, 9), -0.46, 1e-9);
}

/* Fisher and Yates's table of t; the normal deviate. */
static void quantile_tables(void **state)
{
	near(student_quantile(0.975, 1), 12.706, 5e-4);
	near(student_quantile(0.975, 5), 2.571, 5e-4);
	near(student_quantile(0.975, 30), 2.042, 5e-4);
	near(student_quantile(0.995, 10), 3.169, 5e-4);
	near(student_two_sided(-2.228, 10), 0.05, 1e-4);
	near(normal_two_sided(-1.959964), 0.05, 1e-6);
	assert_int_equal(binomial_quantile(0.975, 200, 0.05), 16);
}

static void walsh_averages_by_hand(void **state)
{
	/* averages: -4 -1.5 0 1 2 2.5 4 4.5 6 8; of three: -4 -1.5 0 1 2.5 4 */
	static const double sorted[] = {-4, 1, 4, 8};

	near(hodges_lehmann(sorted, 4), 2.25, 1e-12);
	near(hodges_lehmann(sorted, 3), 0.5, 1e-12);
	near(hodges_lehmann(sorted, 1), -4, 0);
	assert_true(isnan(hodges_lehmann(sorted, 0)));
}

static void ranks_share_ties(void **state)
{
	static const double values[] = {3, 1, 3, 2, 3};
	static const double want[] = {4, 1, 4, 2, 4};
	double ranks[5];
	size_t order[5];

	near(rank_values(values, 5, order, ranks), 24, 0);
	for (int i = 0; i < 5; i++)
		near(ranks[i], want[i], 0);
}

static void holm_by_hand(void **state)
{
	double p[] = {0.01, 0.04, 0.03, 0.005}, one[] = {0.9, 0.8};
	size_t order[4];

	stats_holm(p, 4, order);
	near(p[0], 0.03, 1e-12);
	near(p[1], 0.06, 1e-12);
	near(p[2], 0.06, 1e-12);
	near(p[3], 0.02, 1e-12);
	stats_holm(one, 2, order);
	near(one[0], 1, 0);
	near(one[1], 1, 0);
}

/* Hollander, Wolfe, Chicken 2014, example 4.1; R 4: exact=FALSE, p=0.2544. */
static void rank_sum_example(void **state)
{
	static const double at_term[] = {0.80, 0.83, 1.89, 1.04, 1.45,
					 1.38, 1.91, 1.64, 0.73, 1.46};
	static const double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
	double p;

	assert_int_equal(rank_sum_p(at_term, 10, early, 5, &p), 0);
	near(p, 0.2445, 0.01);
	assert_int_equal(rank_sum_p(at_term, 0, early, 5, &p), 0);
	near(p, 1, 0);
	assert_int_equal(rank_sum_p(at_term, 1, at_term, 1, &p), 0);
	near(p, 1, 0);
}

/* R: t.test(extra ~ group, data = sleep): Student's sleep data of 1908. */
static void welch_on_the_sleep_data(void **state)
{
	static const double one[] = {0.7, -1.6, -0.2, -1.2, -0.1,
				     3.4, 3.7,	0.8,  0.0,  2.0};
	static const double two[] = {1.9, 0.8, 1.1, 0.1, -0.1,
				     4.4, 5.5, 1.6, 4.6, 3.4};
	struct mean_shift shift = mean_shift(one, 10, two, 10, 0.95);

	near(shift.shift, 1.58, 1e-9);
	near(shift.low, -0.2054832, 1e-6);
	near(shift.high, 3.3654832, 1e-6);
	near(shift.df, 17.776, 1e-3);
	near(mean_shift_p(&shift, 0), 0.07939, 1e-5);
	shift = mean_shift(one, 1, two, 10, 0.95);
	assert_true(isinf(shift.low) && isinf(shift.high));
	near(mean_shift_p(&shift, 0), 1, 0);
}

/*
 * Student's sleep data of 1908, differences: R: t.test(extra ~ group, data =
 * sleep, paired = TRUE) has the mean -1.58 and p = 0.002833; BSDA::SIGN.test
 * of the same, and Hollander, Wolfe, Chicken's table of the binomial, bound the
 * median by the second and the second largest of ten.
 */
static void starts_of_the_sleep_data(void **state)
{
	double levels[] = {-1.2, -2.4, -1.3, -1.3, 0.0,
			   -1.0, -1.8, -0.8, -4.6, -1.4};
	struct start_shift shift = start_shift(levels, 10);

	near(shift.shift, -1.3, 1e-12);
	near(shift.low, -2.4, 1e-12);
	near(shift.high, -0.8, 1e-12);
	near(shift.furthest, 4.6, 1e-12);
	near(shift.mean, -1.58, 1e-12);
	near(shift.df, 9, 0);
	near(start_shift_p(&shift), 0.002833, 1e-6);
}

static void twelve_starts_and_few(void **state)
{
	double levels[] = {12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	struct start_shift shift = start_shift(levels, 12);

	near(shift.low, 3, 0);
	near(shift.high, 10, 0);
	/* 93.75 % is the most that five can bound */
	shift = start_shift(levels, 5);
	near(shift.low, 1, 0);
	near(shift.high, 5, 0);
	shift = start_shift(levels, 4);
	near(shift.shift, 2.5, 0);
	assert_true(isinf(shift.low) && isinf(shift.high));
	near(start_shift_p(&shift), 1, 0);
	shift = start_shift(levels, 1);
	near(shift.shift, 1, 0);
	near(shift.df, 0, 0);
	assert_true(isnan(start_shift(levels, 0).shift));
}

/* R: qt(0.975, 11) = 2.200985, qt(0.9, 11) = 1.363430. */
static void what_starts_resolve(void **state)
{
	double low, high, two[] = {1, 3};

	near(start_resolved(2, 11, 1), 2 * (2.200985 + 1.363430), 1e-5);
	near(start_resolved(1, 11, 42),
	     student_quantile(1 - 0.025 / 42, 11) + 1.363430, 1e-5);
	assert_true(isinf(start_resolved(0, 0, 1)));
	start_next(two, 1, &low, &high);
	assert_true(isinf(low) && isinf(high));
	/* mean 2, standard deviation sqrt(2), t(0.975) of 1: 12.7062 */
	start_next(two, 2, &low, &high);
	near(high, 2 + 12.706205 * sqrt(2) * sqrt(1.5), 1e-5);
	near(low, 2 - 12.706205 * sqrt(2) * sqrt(1.5), 1e-5);
}

static void variance_by_hand(void **state)
{
	static const double values[] = {1, 3, 5, 7};
	static const size_t two[] = {0, 0, 1, 1}, one[] = {4, 4, 4, 4};
	struct variance_split split = variance_split(values, two, 4);

	assert_int_equal(split.processes, 2);
	near(split.within, 2, 1e-12);
	near(split.between, 7, 1e-12);
	split = variance_split(values, one, 4);
	near(split.within, 20.0 / 3, 1e-12);
	assert_true(isnan(split.between));
	split = variance_split(values, one, 0);
	assert_true(isnan(split.within));
}

static void trimmed_mean_and_p99(void **state)
{
	double values[] = {100, 1, 2, 3, 4, 5, 6, 7, 8, -90};
	struct stats_summary summary = stats_summarise(values, 10);

	near(summary.trimmed_mean, 4.5, 1e-12);
	near(summary.p99, 8 + 0.91 * 92, 1e-9);
	near(stats_trimmed_mean(values, 3, 0.2), (-90 + 1 + 2) / 3.0, 1e-12);
	assert_true(isnan(stats_trimmed_mean(values, 0, 0.2)));
}

/* In logarithms -0.9936 % is beyond +1 %, and -0.498 % beyond +0.5 %. */
static void limits_are_as_far_down_as_up(void **state)
{
	const double effect = log1p(0.005), same = log1p(0.01);

	(void)state;
	assert_int_equal(
		verdict_of(0, log1p(-0.009936), 0.005, effect, same, 1),
		VERDICT_SAME);
	assert_int_equal(verdict_of(0, log1p(-0.01001), 0.005, effect, same, 1),
			 VERDICT_UNCLEAR);
	assert_int_equal(verdict_of(log1p(-0.00498), log1p(-0.02),
				    log1p(-0.001), effect, same, 0),
			 VERDICT_UNCLEAR);
	assert_int_equal(verdict_of(log1p(-0.00502), log1p(-0.02),
				    log1p(-0.001), effect, same, 0),
			 VERDICT_FASTER);
	assert_int_equal(verdict_of(log1p(0.00502), log1p(0.001), log1p(0.02),
				    effect, same, 0),
			 VERDICT_SLOWER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_book_example),
		cmocka_unit_test(quantile_tables),
		cmocka_unit_test(walsh_averages_by_hand),
		cmocka_unit_test(ranks_share_ties),
		cmocka_unit_test(holm_by_hand),
		cmocka_unit_test(rank_sum_example),
		cmocka_unit_test(welch_on_the_sleep_data),
		cmocka_unit_test(starts_of_the_sleep_data),
		cmocka_unit_test(twelve_starts_and_few),
		cmocka_unit_test(what_starts_resolve),
		cmocka_unit_test(limits_are_as_far_down_as_up),
		cmocka_unit_test(variance_by_hand),
		cmocka_unit_test(trimmed_mean_and_p99),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
