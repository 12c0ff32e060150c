// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What the pictures of a result document show, and say about themselves. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plot_fixture.h"

static void test_every_picture_is_written_whole(void **state)
{
	static const char *const names[] = {"completion", "ready",   "copied",
					    "hazards",	  "ranking", "spread",
					    "overview"};
	static const char png_end[] = "IEND\xae\x42\x60\x82";
	struct plot_place *place = *state;

	draw_well(place, usual_document());
	assert_string_equal(place->result.reason, "");
	assert_int_equal(json_array_size(place->result.files), 21);
	assert_int_equal(files_in("out"), 21);
	for (size_t i = 0; i < 7; i++) {
		char path[64], tail[8] = "";
		FILE *file;

		snprintf(path, sizeof(path), "out/stem-%s.csv", names[i]);
		assert_has(path, "panel,title,strategy,style,role,note,");
		snprintf(path, sizeof(path), "out/stem-%s.svg", names[i]);
		assert_has(path, "</svg>");
		snprintf(path, sizeof(path), "out/stem-%s.png", names[i]);
		file = fopen(path, "rb");
		assert_non_null(file);
		fseek(file, -8, SEEK_END);
		assert_int_equal(fread(tail, 1, 8, file), 8);
		fclose(file);
		assert_memory_equal(tail, png_end, 8);
	}
}

/* A picture travels without its document: it must say all by itself. */
static void test_a_picture_says_where_it_comes_from(void **state)
{
	static const char *const said[] = {
		"Some CPU",
		"6.1.0-test",
		"virtual (KVMKVMKVM)",
		"seed 4711",
		"2026-11-22T15:00:00Z",
		"preset quick",
		"Lower is better",
		"TSC cycles per completion",
		"buffer size [bytes]",
		"(measured)",
		"ready=1",
		"status=head",
		"100 cycles are 50 ns",
		"null (harness)",
		"blind_reread (control)",
		"Not drawn: ready=4",
		"Median of 11 rounds",
	};
	struct plot_place *place = *state;

	draw_well(place, usual_document());
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		assert_has("out/stem-completion.svg", said[i]);
}

static void test_an_unsafe_case_has_no_speed(void **state)
{
	static const struct plot_fixture cases[] = {
		{.torn = 120, .cycles = 777},
		{.size = 4096, .cycles = 555},
		{.strategy = "partial_copy", .cycles = 333, .copied = 2048},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion.csv",
		   "full_sync unsafe (1 of 2): TORN 12 %,2048,0,NaN,NaN,NaN,"
		   "unsafe,");
	assert_has("out/stem-completion.csv", ",551,555,559,ok,");
	assert_has("out/stem-completion.svg",
		   "full_sync unsafe (1 of 2): TORN 12 %");
	assert_has_not("out/stem-completion.csv", "777");
	assert_has("out/stem-copied.csv",
		   "NaN,NaN,NaN,NaN,unsafe,unsafe: TORN 12 %,");
}

/* A document that calls a wrong frame ok is not believed. */
static void test_wrong_frames_outweigh_the_state(void **state)
{
	static const struct plot_fixture cases[] = {
		{.torn = 120, .cycles = 777},
		{.strategy = "partial_copy"},
	};
	struct plot_place *place = *state;
	json_t *document = DOCUMENT(cases);
	json_t *first = first_case(document);

	json_object_set_new(first, "state", json_string("ok"));
	draw_well(place, document);
	assert_has("out/stem-completion.csv", "NaN,NaN,NaN,unsafe,");
	assert_has_not("out/stem-completion.csv", "777");
}

static void test_kinds_do_not_mix_in_a_panel(void **state)
{
	static const struct plot_fixture cases[] = {
		{.platform = "arm64", .kind = "proxy"},
		{.strategy = "partial_copy",
		 .platform = "arm64",
		 .kind = "proxy"},
		{.strategy = "null", .platform = "arm64", .cycles = 777},
		{.strategy = "null", .platform = "coherent"},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion.csv", "1,arm64 (proxy),full_sync,");
	assert_has("out/stem-completion.csv", "2,coherent (measured),null");
	assert_has("out/stem-completion.csv",
		   "null not drawn; of another kind: "
		   "measured,2048,11,NaN,NaN,NaN,other_kind,");
	assert_has_not("out/stem-completion.csv", "777");
	assert_has("out/stem-completion.svg", "proxy:");
}

static void test_units_do_not_mix_in_a_picture(void **state)
{
	static const struct plot_fixture cases[] = {
		{0},
		{.strategy = "partial_copy", .unit = "ns", .cycles = 777},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion.csv",
		   "partial_copy not drawn; in another unit: "
		   "ns,2048,11,NaN,NaN,NaN,other_unit");
	assert_has_not("out/stem-completion.csv", "777");
}

/* 95 to 105: type 7 quantiles are 96, 100 and 104; null is no sample. */
static void test_quantiles_are_over_the_rounds(void **state)
{
	static const struct plot_fixture cases[] = {{0}};
	struct plot_place *place = *state;
	json_t *document = DOCUMENT(cases);
	json_t *metrics = json_object_get(first_case(document), "metrics");
	json_t *list = json_object_get(
		json_object_get(metrics, "cycles_per_completion"), "samples");

	json_array_insert_new(list, 3, json_null());
	draw_well(place, document);
	assert_has("out/stem-completion.csv", ",2048,11,96,100,104,ok,");
}

/* A logarithm of 0 or less would silently vanish from the picture. */
static void test_a_cost_below_zero_is_listed(void **state)
{
	static const struct plot_fixture cases[] = {
		{.cycles = -2},
		{.strategy = "partial_copy", .cycles = 4},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion.csv",
		   "full_sync not drawn: not above 0,2048,11,NaN,NaN,NaN,"
		   "not_positive,");
	/* its whisker reaches below 0 and is cut, the point stays */
	assert_has("out/stem-completion.csv", ",0,4,8,ok,");
}

/* Style = place in the document, whatever a picture leaves out. */
static void test_a_strategy_keeps_its_style(void **state)
{
	static const struct plot_fixture cases[] = {
		{.strategy = "null", .platform = "coherent", .copy = "none"},
		{.torn = 10, .copied = 2048},
		{.strategy = "no_ownership", .copied = 4096},
		{.strategy = "null"},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion.csv", ",null (harness),0,harness,");
	assert_has("out/stem-completion.csv", ",full_sync,1,candidate,");
	assert_has("out/stem-completion.csv", ",no_ownership,2,candidate,");
	assert_has("out/stem-copied.csv", ",no_ownership,2,candidate,");
	assert_has("out/stem-hazards.csv", ",no_ownership,2,candidate,");
}

static void test_copied_bytes_are_split_by_the_ledger(void **state)
{
	static const struct plot_fixture cases[] = {
		{.copied = 6144, .copied_back = 512},
		{.strategy = "partial_copy", .copied = 2048},
		{.strategy = "null"},
		{.platform = "coherent", .copy = "none"},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-copied.csv", ",2048,2048,4096,512,ok,-,exact");
	assert_has("out/stem-copied.csv", ",2048,2048,0,0,ok,-,exact");
	assert_has("out/stem-copied.csv", ",2048,0,0,0,ok,-,exact");
	assert_has_not("out/stem-copied.csv", "coherent");
	assert_noted(place, "coherent (copies nothing)");
	assert_has("out/stem-copied.svg", "6656 (3.25 x)");
	assert_has("out/stem-copied.svg", "0 (0.00 x)");
	assert_has("out/stem-copied.svg", "swiotlb (exact)");
}

static void test_hazards_are_rates_of_frames(void **state)
{
	static const struct plot_fixture cases[] = {
		{.platform = "swiotlb@aa6f8dcbab47", .lost = 250},
		{.platform = "swiotlb@aa6f8dcbab47",
		 .size = 512,
		 .lost = 500,
		 .torn = 1},
		{.platform = "swiotlb@aa6f8dcbab47", .size = 64},
		{.platform = "swiotlb@aa6f8dcbab47",
		 .strategy = "no_ownership"},
		{.platform = "swiotlb", .torn = 0},
		{.platform = "swiotlb@aa6f8dcbab47",
		 .strategy = "blind_reread",
		 .lost = 1},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-hazards.csv",
		   ",3,2,3000,50,0.1,0,0,0,2/3 cases; worst: size=512\n");
	assert_has("out/stem-hazards.csv",
		   ",1,0,1000,0,0,0,0,0,no wrong frame in 1000; 1 case\n");
	assert_has_not("out/stem-hazards.csv", "swiotlb; device");
	assert_has("out/stem-hazards.svg", "LOST 50 %");
	assert_has("out/stem-hazards.svg", "TORN 0.1 %");
	assert_has("out/stem-hazards.svg", "blind_reread (control)");
	assert_noted(place, "swiotlb/scripted (no wrong frame)");
}

static void test_twelve_strategies_are_drawn(void **state)
{
	struct plot_place *place = *state;
	struct plot_fixture cases[24] = {0};
	char names[12][24];

	for (int i = 0; i < 24; i++) {
		snprintf(names[i % 12], sizeof(names[0]), "strategy_no_%02d",
			 i % 12);
		cases[i].strategy = names[i % 12];
		cases[i].size = i < 12 ? 512 : 2048;
	}
	draw_well(place, DOCUMENT(cases));
	for (int i = 0; i < 12; i++)
		assert_has("out/stem-completion.svg", names[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		PLOT_TEST(test_every_picture_is_written_whole),
		PLOT_TEST(test_a_picture_says_where_it_comes_from),
		PLOT_TEST(test_an_unsafe_case_has_no_speed),
		PLOT_TEST(test_wrong_frames_outweigh_the_state),
		PLOT_TEST(test_kinds_do_not_mix_in_a_panel),
		PLOT_TEST(test_units_do_not_mix_in_a_picture),
		PLOT_TEST(test_quantiles_are_over_the_rounds),
		PLOT_TEST(test_a_cost_below_zero_is_listed),
		PLOT_TEST(test_a_strategy_keeps_its_style),
		PLOT_TEST(test_copied_bytes_are_split_by_the_ledger),
		PLOT_TEST(test_hazards_are_rates_of_frames),
		PLOT_TEST(test_twelve_strategies_are_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
