// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The time stamp counter: what it may be used for, and its calibration. */
#include <stdio.h>

#include "measure/tsc.h"

#include "cmocka_all.h"

#define READS 4000u

/*
 * A counter that steps by @step_tenths / 10 ticks, read with varying work in
 * between; @least is the cost of a read.
 */
static void read_counter(u64 *deltas, u64 step_tenths, u64 least)
{
	u64 now = 0;

	for (u64 i = 0; i < READS; i++) {
		u64 then = now + 10 * (least + i % 61);

		deltas[i] = then / step_tenths * step_tenths / 10 -
			    now / step_tenths * step_tenths / 10;
		now = then + 7;
	}
}

static void single_ticks_have_granularity_one(void **state)
{
	u64 deltas[READS];

	read_counter(deltas, 10, 40);
	assert_int_equal(tsc_granularity(deltas, READS), 1);
}

static void whole_steps_are_found(void **state)
{
	u64 deltas[READS];

	read_counter(deltas, 20, 40);
	assert_int_equal(tsc_granularity(deltas, READS), 2);
	read_counter(deltas, 260, 40);
	assert_int_equal(tsc_granularity(deltas, READS), 26);
	read_counter(deltas, 260, 3);
	assert_int_equal(tsc_granularity(deltas, READS), 26);
}

static void scaled_steps_are_found(void **state)
{
	u64 deltas[READS];

	read_counter(deltas, 263, 40);
	assert_int_equal(tsc_granularity(deltas, READS), 26);
	read_counter(deltas, 263, 70);
	assert_int_equal(tsc_granularity(deltas, READS), 26);
	read_counter(deltas, 368, 20);
	assert_int_equal(tsc_granularity(deltas, READS), 37);
}

static void interrupts_do_not_hide_steps(void **state)
{
	u64 deltas[READS];

	read_counter(deltas, 263, 40);
	deltas[7] = 90001;
	deltas[8] = 90004;
	assert_int_equal(tsc_granularity(deltas, READS), 26);
	read_counter(deltas, 10, 40);
	deltas[7] = 90001;
	assert_int_equal(tsc_granularity(deltas, READS), 1);
}

static void stopped_counter_has_no_granularity(void **state)
{
	u64 deltas[3] = {0, 0, 0};

	assert_int_equal(tsc_granularity(deltas, 3), 0);
	assert_int_equal(tsc_granularity(deltas, 0), 0);
}

static void only_usable_counters_are_accepted(void **state)
{
	struct isa_clock good = {.fenced = true, .invariant = true};
	struct isa_clock hidden = {.fenced = true, .hypervisor = true};
	struct isa_clock varying = {.fenced = true};
	struct isa_clock old = {.invariant = true, .hypervisor = true};

	assert_int_equal(tsc_check(&good), 0);
	assert_int_equal(tsc_check(&hidden), 0);
	assert_int_equal(tsc_check(&varying), -EOPNOTSUPP);
	assert_int_equal(tsc_check(&old), -EOPNOTSUPP);
}

/* Is @flag among the flags of /proc/cpuinfo's first CPU? */
static bool kernel_says(const char *flag)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char word[64];
	bool in_flags = false, found = false;

	while (file && !found && fscanf(file, "%63s", word) == 1) {
		in_flags |= !strcmp(word, "flags");
		if (in_flags && !strcmp(word, "bugs"))
			break;
		found = in_flags && !strcmp(word, flag);
	}
	if (file)
		fclose(file);
	return found;
}

static void features_agree_with_the_kernel(void **state)
{
	struct isa_clock features;

	isa_clock_features(&features);
	if (strcmp(ISA_CLOCK, "TSC") != 0)
		skip();
	if (kernel_says("rdtscp"))
		assert_true(features.fenced);
	if (kernel_says("nonstop_tsc"))
		assert_true(features.invariant);
	if (kernel_says("hypervisor"))
		assert_true(features.hypervisor);
}

static void spans_do_not_run_backwards(void **state)
{
	for (u32 i = 0; i < 1000; i++) {
		u64 before = tsc_begin();

		assert_true(tsc_end() >= before);
	}
}

static void calibration_is_complete(void **state)
{
	struct tsc_calibration c;
	struct isa_clock features;
	int err = tsc_calibrate(&c, NULL);

	isa_clock_features(&features);
	assert_int_equal(err, tsc_check(&features));
	if (err)
		skip();
	assert_int_equal(c.invariant, features.invariant);
	assert_true(c.hz > 0);
	assert_true(c.granularity_ticks > 0);
	assert_true(c.pair_ticks <= c.pair_p90_ticks);
	assert_true(c.pair_milliticks > 0);
	assert_true(c.stamp_ticks <= c.stamp_p90_ticks);
	assert_true(c.stamp_milliticks > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_ticks_have_granularity_one),
		cmocka_unit_test(whole_steps_are_found),
		cmocka_unit_test(scaled_steps_are_found),
		cmocka_unit_test(interrupts_do_not_hide_steps),
		cmocka_unit_test(stopped_counter_has_no_granularity),
		cmocka_unit_test(only_usable_counters_are_accepted),
		cmocka_unit_test(features_agree_with_the_kernel),
		cmocka_unit_test(spans_do_not_run_backwards),
		cmocka_unit_test(calibration_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
