// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The cost of the stamps is subtracted: one pair for each batch, or one for
 * each look.
 */
#include "cmocka_all.h"

#include <math.h>

#include "runner/cost.h"

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-9);
}

/* An empty pair is 50 ticks, one of peek_clock() 60; no odd halves. */
static const struct tsc_calibration tsc = {
	.hz = 1000,
	.pair_milliticks = 50000,
	.stamp_milliticks = 60000,
};

/* Four frames with three looks each, two completed; a stamp for each look. */
static const struct slice_sample sample = {
	.frames = 4,
	.span =
		{
			[PHASE_NOT_READY] = {.ticks = 6000,
					     .stamps = 12,
					     .count = 12},
			[PHASE_READY] = {.ticks = 1000,
					 .stamps = 2,
					 .count = 2},
			[PHASE_COMPLETION] = {.ticks = 2000,
					      .stamps = 2,
					      .count = 2},
			[PHASE_REARM] = {.ticks = 800, .stamps = 4, .count = 4},
		},
};

static struct axes axes_with(s64 device, s64 looks)
{
	struct axes axes = {{0}};

	axes.value[AXIS_DEVICE] = device;
	axes.value[AXIS_LOOKS] = looks;
	return axes;
}

static void check_figures(const struct axes *axes, double stamp, double looks)
{
	double not_ready = 500 - stamp;
	double completion = 1000 - stamp, frame = completion;

	if (looks > 0)
		frame += looks * not_ready;
	assert_near(cost_ticks(&sample, PHASE_NOT_READY, axes, &tsc),
		    not_ready);
	assert_near(cost_ticks(&sample, PHASE_COMPLETION, axes, &tsc),
		    completion);
	assert_near(cost_ticks(&sample, PHASE_REARM, axes, &tsc), 150);
	assert_near(cost_frame_ticks(&sample, axes, &tsc), frame);
	assert_near(cost_frame_seconds(&sample, axes, &tsc), frame / 1000);
}

static void a_batch_has_one_pair(void **state)
{
	struct axes axes = axes_with(AXIS_DEVICE_SCRIPTED, AXIS_LOOKS_TOGETHER);

	check_figures(&axes, 50, 3);
}

/* Figures and Google Benchmark's time, all alike. */
static void a_look_alone_has_stamps_of_its_own(void **state)
{
	struct axes axes = axes_with(AXIS_DEVICE_SCRIPTED, AXIS_LOOKS_ALONE);

	check_figures(&axes, 60, 3);
}

static void on_the_thread_looks_are_the_devices_pace(void **state)
{
	struct axes axes = axes_with(AXIS_DEVICE_THREAD, AXIS_LOOKS_TOGETHER);

	check_figures(&axes, 60, 0);
}

static void nothing_counted_is_no_cost(void **state)
{
	struct axes axes = axes_with(AXIS_DEVICE_SCRIPTED, AXIS_LOOKS_TOGETHER);
	struct slice_sample none = {.frames = 4}, dear = none;

	assert_true(isnan(cost_ticks(&none, PHASE_READY, &axes, &tsc)));
	assert_true(isnan(cost_frame_ticks(&none, &axes, &tsc)));
	assert_near(cost_frame_seconds(&none, &axes, &tsc), 0);
	dear.span[PHASE_READY] =
		(struct span){.ticks = 40, .stamps = 1, .count = 1};
	assert_near(cost_ticks(&dear, PHASE_READY, &axes, &tsc), -10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_has_one_pair),
		cmocka_unit_test(a_look_alone_has_stamps_of_its_own),
		cmocka_unit_test(on_the_thread_looks_are_the_devices_pace),
		cmocka_unit_test(nothing_counted_is_no_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
