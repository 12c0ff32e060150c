// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Conclusions of a self-check from made-up costs and reports. */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selfcheck/selfcheck.h"
#include "stats/random.h"

static struct selfcheck_report good(void)
{
	struct selfcheck_report report = {
		.timing = {.trials = 200,
			   .starts = 16,
			   .alarms = 3,
			   .floor = 0.1,
			   .shift = {{0.5, 120, 190, 0.5},
				     {1, 195, 190, 1},
				     {2, 200, 190, 2},
				     {5, 200, 190, 5}}},
	};

	for (int i = 0; i < SELFCHECK_SABOTAGES; i++)
		report.sabotage[i] = (struct selfcheck_finding){
			.name = "s", .expected = i, .flagged = i};
	for (int i = 0; i < SELFCHECK_COUNTERS; i++)
		report.counter[i] = (struct selfcheck_finding){
			.name = "c", .expected = true, .flagged = true};
	return report;
}

static void what_passes(void **state)
{
	struct selfcheck_report report = good();

	assert_true(selfcheck_passed(&report));
	report.timing.alarms = 19;
	assert_true(selfcheck_passed(&report));
}

/* 20 of 200 is beyond what a rate of 5 % gives by chance in 99.5 %. */
static void what_fails(void **state)
{
	struct selfcheck_report report = good();

	report.timing.alarms = 20;
	assert_false(selfcheck_passed(&report));
	report = good();
	report.sabotage[2].flagged = false;
	assert_false(selfcheck_passed(&report));
	report = good();
	report.sabotage[0].flagged = true;
	assert_false(selfcheck_passed(&report));
	report = good();
	report.counter[1].flagged = false;
	assert_false(selfcheck_passed(&report));
	report = good();
	report.interrupted = true;
	assert_false(selfcheck_passed(&report));
	report = good();
	report.timing.trials = 0;
	report.timing.alarms = 0;
	assert_false(selfcheck_passed(&report));
}

/* A shift counts as resolved only if every larger one is found, too. */
static void what_is_resolved(void **state)
{
	struct selfcheck_report report = good();

	assert_true(selfcheck_resolution(&report) == 1);
	report.timing.shift[0].found = 190;
	assert_true(selfcheck_resolution(&report) == 0.5);
	report.timing.shift[2].found = 189;
	assert_true(selfcheck_resolution(&report) == 5);
	report.timing.shift[3].found = 0;
	assert_true(selfcheck_resolution(&report) == 0);
}

static void what_starts_resolve_is_quoted(void **state)
{
	struct selfcheck_report report = good();
	char text[512];

	report.starts.starts = 16;
	report.starts.resolved_percent = 1.25;
	selfcheck_summary(&report, "", text, sizeof(text));
	assert_non_null(strstr(
		text, "5 % in 100 %; of frames 16 starts resolve 1.2 %"));
}

static void what_is_quoted(void **state)
{
	struct selfcheck_report report = good();
	char text[512], *printed = NULL;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	selfcheck_summary(&report, "2026-11-24T07:00:00Z", text, sizeof(text));
	assert_string_equal(
		text, "self-check of 2026-11-24T07:00:00Z passed: 1.5 % false "
		      "verdicts in 200 comparisons of equal things over 16 "
		      "starts, median A/A 0.10 %, known shifts found: 0.5 % in "
		      "60 %, 1 % in 98 %, 2 % in 100 %, 5 % in 100 %");
	report.sabotage[3].flagged = false;
	selfcheck_print(out, &report);
	fclose(out);
	assert_non_null(strstr(printed, "s              FAIL no finding"));
	assert_non_null(strstr(printed, "self-check FAILED"));
	assert_non_null(strstr(printed, "16 starts resolve 1.0 %"));
	free(printed);
}

/* Whatever the machine: all that it does not resolve, and all of it large. */
static void what_is_printed_fits(void **state)
{
	struct selfcheck_report report = good();
	char *printed = NULL, *rest, *line;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	report.timing.trials = report.timing.alarms = report.timing.rejected =
		report.timing.covered = 100000;
	report.timing.floor = report.timing.floor_p90 = 99.99;
	for (int i = 0; i < SELFCHECK_SHIFTS; i++) {
		report.timing.shift[i].covered = 100000;
		report.timing.shift[i].estimate = -99.99;
	}
	for (int i = 0; i < SELFCHECK_SABOTAGES; i++)
		memset(report.sabotage[i].text, 'x', SELFCHECK_TEXT_BYTES - 1);
	selfcheck_print(out, &report);
	fclose(out);
	assert_non_null(strstr(printed, "resolve none of them"));
	rest = printed;
	while ((line = strsep(&rest, "\n")))
		assert_in_range(strlen(line), 0, 79);
	free(printed);
}

/* Costs of @trials trials in all starts: parts 3 to 6 do 0.5, 1, 2 and 5 % more
 * work.  @level: of a part in a start, and @noise: of a slice, as shares. */
static double *make_costs(u32 trials, double level, double noise, double offset)
{
	static const double extra[] = {0, 0, 0, 0.005, 0.01, 0.02, 0.05};
	size_t parts = ARRAY_SIZE(extra) * trials * SELFCHECK_STARTS;
	double *cost = calloc(parts, SELFCHECK_ROUNDS * sizeof(*cost));
	uint64_t random = 20220325;

	assert_non_null(cost);
	for (size_t i = 0; i < parts; i++) {
		size_t part = i % ARRAY_SIZE(extra);
		double start = level * random_normal(&random);

		for (size_t k = 0; k < SELFCHECK_ROUNDS; k++)
			cost[i * SELFCHECK_ROUNDS + k] =
				60 * (1 + extra[part]) *
				(1 + start + noise * random_normal(&random) +
				 (part == 2 ? offset : 0));
	}
	return cost;
}

static struct selfcheck_timing judged(double level, double noise, double offset)
{
	double *cost = make_costs(200, level, noise, offset);
	struct selfcheck_timing timing;

	selfcheck_judge(cost, SELFCHECK_STARTS, 200, &timing);
	free(cost);
	return timing;
}

static void quiet_trials_are_judged(void **state)
{
	struct selfcheck_timing timing = judged(0.0005, 0.002, 0);

	assert_int_equal(timing.trials, 200);
	assert_int_equal(timing.starts, SELFCHECK_STARTS);
	assert_in_range(timing.alarms, 0, 1);
	assert_in_range(timing.rejected, 2, 22);
	assert_in_range(timing.covered, 180, 200);
	assert_true(timing.floor > 0 && timing.floor < timing.floor_p90);
	assert_true(timing.floor_p90 < 0.2);
	for (int i = 1; i < SELFCHECK_SHIFTS; i++) {
		const struct selfcheck_shift *shift = &timing.shift[i];

		assert_int_equal(shift->found, 200);
		assert_in_range(shift->covered, 180, 200);
		assert_true(fabs(shift->estimate / shift->percent - 1) < 0.05);
	}
}

/* The starts' own scatter decides, however quiet the rounds are. */
static void starts_that_scatter_hide_a_shift(void **state)
{
	struct selfcheck_timing timing = judged(0.03, 0.0001, 0);

	assert_in_range(timing.alarms, 0, 1);
	assert_in_range(timing.covered, 180, 200);
	assert_in_range(timing.shift[1].found, 0, 4);
	assert_in_range(timing.shift[3].found, 1, 199);
}

/* Equal work that is not: the false verdicts are counted. */
static void false_verdicts_are_counted(void **state)
{
	struct selfcheck_timing timing = judged(0.0005, 0.002, 0.02);

	assert_int_equal(timing.alarms, 200);
	assert_int_equal(timing.covered, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_passes),
		cmocka_unit_test(what_fails),
		cmocka_unit_test(what_is_resolved),
		cmocka_unit_test(what_is_quoted),
		cmocka_unit_test(what_starts_resolve_is_quoted),
		cmocka_unit_test(what_is_printed_fits),
		cmocka_unit_test(quiet_trials_are_judged),
		cmocka_unit_test(starts_that_scatter_hide_a_shift),
		cmocka_unit_test(false_verdicts_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
