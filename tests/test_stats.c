// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cmocka_all.h"

#include <math.h>

#include "stats/stats.h"

static void near(double a, double b)
{
	assert_true(fabs(a - b) < 1e-12);
}

/* R: quantile(c(15, 20, 35, 40, 50), c(0, .05, .3, .4, .5, 1)), type 7. */
static void quantiles_are_type_7(void **state)
{
	static const double sorted[] = {15, 20, 35, 40, 50};

	near(stats_quantile(sorted, 5, 0), 15);
	near(stats_quantile(sorted, 5, 0.05), 16);
	near(stats_quantile(sorted, 5, 0.3), 23);
	near(stats_quantile(sorted, 5, 0.4), 29);
	near(stats_quantile(sorted, 5, 0.5), 35);
	near(stats_quantile(sorted, 5, 1), 50);
}

static void summary_sorts(void **state)
{
	double samples[] = {5, 1, 4, 2, 3, 6};
	struct stats_summary s = stats_summarise(samples, 6);

	near(s.minimum, 1);
	near(s.median, 3.5);
	near(s.maximum, 6);
	near(s.p10, 1.5);
	near(s.p90, 5.5);
	assert_int_equal(s.count, 6);
}

static void nothing_is_nan_and_one_is_itself(void **state)
{
	double one = 7;

	assert_true(isnan(stats_quantile(NULL, 0, 0.5)));
	assert_true(isnan(stats_summarise(NULL, 0).median));
	near(stats_summarise(&one, 1).p10, 7);
	near(stats_summarise(&one, 1).p90, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_type_7),
		cmocka_unit_test(summary_sorts),
		cmocka_unit_test(nothing_is_nan_and_one_is_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
