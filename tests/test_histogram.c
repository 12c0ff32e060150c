// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Bins of single looks. */
#include "cmocka_all.h"

#include "runner/histogram.h"

static struct histogram h;

static int empty(void **state)
{
	h = (struct histogram){0};
	return 0;
}

static void nothing_has_no_quantile(void **state)
{
	assert_int_equal(histogram_quantile(&h, 990), 0);
}

static void a_value_is_off_by_a_64th_at_most(void **state)
{
	for (u64 ticks = 1; ticks < 1ull << 33; ticks += ticks / 7 + 1) {
		u64 found;

		empty(NULL);
		histogram_add(&h, ticks);
		found = histogram_quantile(&h, 500);
		assert_true(found <= ticks);
		assert_true(ticks - found <= ticks / 64);
	}
	empty(NULL);
	histogram_add(&h, UINT64_MAX);
	assert_true(histogram_quantile(&h, 500) >= 1ull << 32);
}

static void one_in_a_hundred_is_the_p99(void **state)
{
	for (u32 i = 0; i < 990; i++)
		histogram_add(&h, 40);
	for (u32 i = 0; i < 10; i++)
		histogram_add(&h, 100);
	assert_int_equal(histogram_quantile(&h, 989), 40);
	assert_int_equal(histogram_quantile(&h, 990), 100);
	assert_int_equal(histogram_quantile(&h, 0), 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_has_no_quantile, empty),
		cmocka_unit_test_setup(a_value_is_off_by_a_64th_at_most, empty),
		cmocka_unit_test_setup(one_in_a_hundred_is_the_p99, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
