// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Which cases of a result document are drawn, and what is said of the others.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plot_fixture.h"

static void test_one_combination_of_axes_is_drawn(void **state)
{
	static const struct plot_fixture cases[] = {
		{.status = "tail", .cycles = 901},
		{.cycles = 200},
		{.size = 512, .cycles = 300},
		{.ready = -1, .cycles = 902},
		{.ready = 4, .cycles = 903},
		{.ready = 4, .size = 512, .cycles = 904},
		{.ready = 4, .size = 64, .cycles = 905},
		{.platform = "coherent", .copy = "none", .cycles = 400},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	/* the smallest ratio from 1 on, the status that most cases have */
	assert_has("out/stem-completion.csv", ",196,200,204,ok,");
	assert_has("out/stem-completion.csv", ",296,300,304,ok,");
	/* copy=none fits copy=rep_movsb */
	assert_has("out/stem-completion.csv", ",396,400,404,ok,");
	assert_has_not("out/stem-completion.csv", ",90");
	assert_noted(place, "completion: device=scripted: not drawn: "
			    "ready=0,4 status=tail");
	assert_has("out/stem-completion.svg",
		   "Not drawn: ready=0,4 status=tail");
}

/* What was measured has no say in which cases are shown. */
static void test_unsafe_cases_count_for_the_choice(void **state)
{
	static const struct plot_fixture cases[] = {
		{.status = "tail", .torn = 1},
		{.status = "tail", .torn = 1, .size = 512},
		{.status = "tail", .strategy = "partial_copy"},
		{.status = "head", .cycles = 777},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has_not("out/stem-completion.csv", "777");
	assert_has("out/stem-completion.csv", "full_sync unsafe: TORN 0.1 %,");
}

static void test_devices_have_pictures_of_their_own(void **state)
{
	static const struct plot_fixture cases[] = {
		{.cycles = 200},
		{.device = "thread", .cycles = 300},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion-scripted.csv", ",200,");
	assert_has_not("out/stem-completion-scripted.csv", ",300,");
	assert_has("out/stem-completion-thread.csv", ",300,");
	assert_has("out/stem-completion-thread.svg",
		   "device=thread ready=free");
}

static void test_ratios_need_two_values(void **state)
{
	static const struct plot_fixture one[] = {{0}, {.size = 512}};
	static const struct plot_fixture two[] = {
		{.size = 512},
		{.size = 512, .ready = 8},
		{.size = 2048, .ready = -1},
		{.size = 2048, .ready = 8},
		{.size = 2048, .ready = 8, .device = "thread"},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(one));
	assert_int_equal(access("out/stem-ready.csv", F_OK), -1);
	assert_noted(place, "ready: device=scripted: no picture: only one "
			    "ready ratio");
	draw_well(place, DOCUMENT(two));
	assert_has("out/stem-ready-scripted.csv", ",0,11,96,100,104,ok,");
	assert_has("out/stem-ready-scripted.csv", ",8,11,896,900,904,ok,");
	assert_has("out/stem-ready-scripted.svg", "size=2048");
	assert_noted(place, "ready: device=thread: no picture: no case sets "
			    "the ready ratio");
}

static void test_safe_documents_have_no_hazards_picture(void **state)
{
	static const struct plot_fixture cases[] = {{0}};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_int_equal(access("out/stem-hazards.csv", F_OK), -1);
	assert_noted(place, "hazards: no picture: no unsafe case");
}

static void test_many_platforms_are_parted(void **state)
{
	struct plot_place *place = *state;
	struct plot_fixture cases[9] = {0};
	char names[9][8];

	for (int i = 0; i < 9; i++) {
		snprintf(names[i], sizeof(names[i]), "p%d", i);
		cases[i].platform = names[i];
	}
	draw_well(place, DOCUMENT(cases));
	assert_has("out/stem-completion-1.csv", "4,p3 (measured)");
	assert_has("out/stem-completion-3.csv", "1,p8 (measured)");
	assert_has("out/stem-completion-3.svg", "(3 of 3)");
	assert_int_equal(access("out/stem-completion-4.csv", F_OK), -1);
}

/* Older documents lack axes, roles and devices: these do not vary. */
static void test_missing_axes_do_not_vary(void **state)
{
	static const struct plot_fixture cases[] = {{0}, {.size = 512}};
	struct plot_place *place = *state;
	json_t *document = DOCUMENT(cases);
	json_t *list = json_object_get(json_object_get(document, "peekbench"),
				       "cases");
	json_t *c;
	size_t i;

	json_array_foreach(list, i, c)
	{
		json_t *axes = json_object_get(c, "axes");

		json_object_del(axes, "ready");
		json_object_del(axes, "copy");
		json_object_del(axes, "device");
		json_object_del(c, "device");
		json_object_del(c, "role");
		json_object_del(c, "ledger");
	}
	draw_well(place, document);
	assert_has("out/stem-completion.csv", ",512,11,96,100,104,ok,");
}

static void test_nothing_to_draw_is_no_error(void **state)
{
	static const struct plot_fixture cases[] = {{0}};
	struct plot_place *place = *state;
	json_t *document = DOCUMENT(cases);
	json_t *first = first_case(document);

	draw_well(place, document_of(NULL, 0));
	assert_int_equal(json_array_size(place->result.files), 0);
	assert_string_not_equal(place->result.reason, "");
	json_object_set_new(first, "state", json_string("skipped"));
	json_object_set_new(first, "reason", json_string("no permission"));
	json_object_del(first, "metrics");
	draw_well(place, document);
	assert_int_equal(json_array_size(place->result.files), 0);
	assert_string_not_equal(place->result.reason, "");
	assert_int_equal(access("out", F_OK), -1);
}

static void test_skipped_and_failed_cases_give_their_reason(void **state)
{
	static const struct plot_fixture cases[] = {
		{.cycles = 777},
		{.strategy = "partial_copy"},
	};
	struct plot_place *place = *state;
	json_t *document = DOCUMENT(cases);
	json_t *first = first_case(document);

	json_object_set_new(first, "state", json_string("failed"));
	json_object_set_new(first, "reason",
			    json_string("books, \"do\" not\nbalance"));
	draw_well(place, document);
	assert_has("out/stem-completion.csv",
		   ",full_sync failed: books; 'do' not?balance,2048,0,NaN,");
	assert_has_not("out/stem-completion.csv", "777");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		PLOT_TEST(test_one_combination_of_axes_is_drawn),
		PLOT_TEST(test_unsafe_cases_count_for_the_choice),
		PLOT_TEST(test_devices_have_pictures_of_their_own),
		PLOT_TEST(test_ratios_need_two_values),
		PLOT_TEST(test_safe_documents_have_no_hazards_picture),
		PLOT_TEST(test_many_platforms_are_parted),
		PLOT_TEST(test_missing_axes_do_not_vary),
		PLOT_TEST(test_nothing_to_draw_is_no_error),
		PLOT_TEST(test_skipped_and_failed_cases_give_their_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
