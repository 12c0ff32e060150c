// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The picture of torn frames: which panels, lines and shares it has. */
#include <stdio.h>
#include <string.h>

#include "plot_fixture.h"

#define LIVE .device = "thread"

static const struct plot_fixture cases[] = {
	{LIVE, .pace = 250, .torn = 10},
	{LIVE, .pace = 1000},
	{LIVE, .pace = 250, .copy = "memcpy_orig", .align = 64, .torn = 500},
	{LIVE, .pace = 1000, .copy = "memcpy_orig", .align = 64, .torn = 1000},
	{LIVE, .pace = 250, .status = "tail"},
	{LIVE, .pace = 1000, .status = "tail", .torn = 1},
	{LIVE, .pace = 250, .strategy = "partial_copy"},
	{LIVE, .pace = 1000, .strategy = "partial_copy"},
	{LIVE, .pace = 250, .strategy = "blind_reread", .torn = 900},
	{LIVE, .pace = 250, .strategy = "null", .torn = 900},
};

static void test_shares_have_their_interval(void **state)
{
	const char *csv = "out/stem-torn.csv";

	draw_well(*state, DOCUMENT(cases));
	/* Wilson (1927), z = 1.96: 10, 0, 500, 1000 and 1 of 1000. */
	assert_has(csv, ",rep_movsb,0,candidate,-,250,1000,10,1,0.54407");
	assert_has(csv, ",rep_movsb,0,candidate,-,1000,1000,0,0,0,0.3826");
	assert_has(csv, ",memcpy_orig; align=64,1,candidate,-,250,1000,500,50,"
			"46.9");
	assert_has(csv, ",memcpy_orig; align=64,1,candidate,-,1000,1000,1000,"
			"100,99.61");
	assert_has(csv, ",rep_movsb,0,candidate,-,1000,1000,1,0.1,0.0176");
}

static void test_a_panel_has_a_torn_frame(void **state)
{
	const char *csv = "out/stem-torn.csv";

	draw_well(*state, DOCUMENT(cases));
	assert_has(csv, "\n1,full_sync; status=head (exact),rep_movsb,");
	assert_has(csv, "\n2,full_sync; status=tail (exact),rep_movsb,");
	assert_has_not(csv, "\n3,");
	assert_has_not(csv, "partial_copy");
	assert_has_not(csv, "null");
	assert_has_not(csv, "blind_reread");
	assert_has("out/stem-torn.svg", "Never torn: partial_copy in 2000");
}

static void test_every_platform_has_panels_of_its_own(void **state)
{
	static const struct plot_fixture two[] = {
		{LIVE, .pace = 250, .torn = 1},
		{LIVE, .pace = 500, .torn = 1},
		{LIVE, .pace = 500, .torn = 1, .strategy = "no_ownership"},
		{LIVE, .pace = 500, .torn = 1, .platform = "swiotlb@v5.16"},
		{LIVE, .pace = 500, .platform = "coherent"},
		{LIVE, .pace = 500, .torn = 1, .platform = "swiotlb+mips"},
	};
	const char *csv = "out/stem-torn.csv";

	draw_well(*state, DOCUMENT(two));
	assert_has(csv, "\n1,swiotlb; full_sync (exact),");
	assert_has(csv, "\n2,swiotlb; no_ownership (exact),");
	assert_has(csv, "\n3,swiotlb@v5.16; full_sync (exact),");
	assert_has(csv, "\n4,swiotlb+mips; full_sync (exact),");
	assert_has_not(csv, "\n5,");
	assert_noted(*state, "torn: not drawn: coherent/thread (no torn frame "
			     "at any pace)");
}

static void test_a_line_goes_from_slow_to_fast(void **state)
{
	static const struct plot_fixture mixed[] = {
		{LIVE, .pace = 500, .torn = 2},
		{LIVE, .pace = 1000, .torn = 3},
		{LIVE, .pace = 250, .torn = 1},
		{LIVE, .torn = 4},
	};
	const char *csv = "out/stem-torn.csv";

	draw_well(*state, DOCUMENT(mixed));
	assert_has(csv, "high\n\n\n"
			"1,full_sync (exact),rep_movsb,0,candidate,-,250,");
	assert_has(csv, ",0.56425586\n"
			"1,full_sync (exact),rep_movsb,0,candidate,-,500,");
	assert_has(csv, ",0.726280787\n"
			"1,full_sync (exact),rep_movsb,0,candidate,-,1000,");
	/* As fast as it can is no pace. */
	assert_has_not(csv, ",candidate,-,0,");
}

static void test_no_picture_has_a_reason(void **state)
{
	static const struct plot_fixture one_pace[] = {
		{LIVE, .pace = 250, .torn = 1},
		{.torn = 1},
	};
	static const struct plot_fixture whole[] = {
		{LIVE, .pace = 250},
		{LIVE, .pace = 500, .lost = 3},
	};

	draw_well(*state, DOCUMENT(one_pace));
	assert_noted(*state, "torn: no picture: no two paces");
	draw_well(*state, DOCUMENT(whole));
	assert_noted(*state, "torn: no picture: no torn frame");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLOT_TEST(test_shares_have_their_interval),
		PLOT_TEST(test_a_panel_has_a_torn_frame),
		PLOT_TEST(test_every_platform_has_panels_of_its_own),
		PLOT_TEST(test_a_line_goes_from_slow_to_fast),
		PLOT_TEST(test_no_picture_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
