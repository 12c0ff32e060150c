// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What a self-check concludes from what it found; made-up reports. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selfcheck/selfcheck.h"

static struct selfcheck_report good(void)
{
	struct selfcheck_report report = {
		.timing = {.trials = 200,
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

	(void)state;
	assert_true(selfcheck_passed(&report));
	report.timing.alarms = 19;
	assert_true(selfcheck_passed(&report));
}

/* 20 of 200 is beyond what a rate of 5 % gives by chance in 99.5 %. */
static void what_fails(void **state)
{
	struct selfcheck_report report = good();

	(void)state;
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

	(void)state;
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

	(void)state;
	report.starts.starts = 12;
	report.starts.resolved_percent = 1.25;
	selfcheck_summary(&report, "", text, sizeof(text));
	assert_non_null(strstr(text, "5 % in 100 %; 12 starts resolve 1.2 %"));
}

static void what_is_quoted(void **state)
{
	struct selfcheck_report report = good();
	char text[512], *printed = NULL;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	(void)state;
	selfcheck_summary(&report, "2026-11-24T07:00:00Z", text, sizeof(text));
	assert_string_equal(
		text, "self-check of 2026-11-24T07:00:00Z passed: 1.5 % false "
		      "verdicts in 200 comparisons of equal things, median A/A "
		      "floor 0.10 %, known shifts found: 0.5 % in 60 %, 1 % in "
		      "98 %, 2 % in 100 %, 5 % in 100 %");
	report.sabotage[3].flagged = false;
	selfcheck_print(out, &report);
	fclose(out);
	assert_non_null(strstr(printed, "s              FAIL no finding"));
	assert_non_null(strstr(printed, "self-check FAILED"));
	assert_non_null(strstr(printed, "resolves 1.0 % in 100 rounds"));
	free(printed);
}

/* Whatever the machine: all that it does not resolve, and all of it large. */
static void what_is_printed_fits(void **state)
{
	struct selfcheck_report report = good();
	char *printed = NULL, *rest, *line;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	(void)state;
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
	assert_non_null(strstr(printed, "resolves none of them"));
	rest = printed;
	while ((line = strsep(&rest, "\n")))
		assert_in_range(strlen(line), 0, 79);
	free(printed);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
