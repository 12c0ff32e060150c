// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The picture of time and misses against the working set. */
#include <stdio.h>
#include <string.h>

#include "plot_fixture.h"

#define RINGS 4

/* full_sync and null on swiotlb, RINGS rings each, modelled in two levels. */
static json_t *set_document(void)
{
	struct plot_fixture all[2 * RINGS] = {0};
	json_t *document, *own, *one;
	size_t i;

	for (i = 0; i < 2 * RINGS; i++)
		all[i] = (struct plot_fixture){
			.strategy = i < RINGS ? "full_sync" : "null",
			.cycles = 100 * (i + 1),
		};
	document = DOCUMENT(all);
	own = json_object_get(document, "peekbench");
	json_object_set_new(own, "cache_model",
			    json_pack("{ss ss s[{si}{si}]}", "source", "given",
				      "geometry", "l1=4K:4:64,l2=64K:8:64",
				      "levels", "bytes", 4096, "bytes", 65536));
	json_array_foreach(json_object_get(own, "cases"), i, one)
	{
		int ring = 1 << 2 * (i % RINGS);

		json_object_set_new(json_object_get(one, "axes"), "ring",
				    json_integer(ring));
		json_object_set_new(one, "working_set_bytes",
				    json_integer(ring * 4096));
		json_object_set_new(one, "modelled",
				    json_pack("{ss s{si s[ii] s[ii]}}", "kind",
					      "modelled", "completion", "count",
					      10, "load_misses", 320, 200,
					      "store_misses", (int)i, 5));
	}
	return document;
}

static void test_time_and_misses_have_panels_of_their_own(void **state)
{
	static const char *const said[] = {
		"swiotlb: time (measured)",
		"swiotlb: L1 misses (modelled)",
		"swiotlb: L2 misses (modelled)",
		"TSC cycles per completion",
		"lines missed per completion",
		"working set [bytes]",
		"L1 4Ki",
		"L2 64Ki",
		"(given)",
	};
	struct plot_place *place = *state;

	draw_well(place, set_document());
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		assert_has("out/stem-set.svg", said[i]);
	assert_has_not("out/stem-set.svg", "L3 misses");
	assert_has("out/stem-set.csv",
		   ",4096,11,96,100,104,ok,TSC cycles,0,4096 65536\n");
	/* (320 + 2) / 10 of the third case. */
	assert_has("out/stem-set.csv",
		   ",65536,0,32.2,32.2,32.2,ok,lines,1,4096 65536\n");
	assert_has("out/stem-set.csv",
		   ",65536,0,20.5,20.5,20.5,ok,lines,2,4096 65536\n");
}

static void test_an_unsafe_point_is_missing_and_said(void **state)
{
	struct plot_place *place = *state;
	json_t *document = set_document();

	json_object_set_new(first_case(document), "state",
			    json_string("unsafe"));
	draw_well(place, document);
	assert_has("out/stem-set.csv",
		   "full_sync: 1 of 4 not drawn: unsafe,4096,11,NaN,NaN,NaN,"
		   "not_drawn,");
	assert_has("out/stem-set.svg", "full_sync: 1 of 4 not drawn: unsafe");
}

static void test_without_a_model_there_is_the_time(void **state)
{
	struct plot_place *place = *state;
	json_t *document = set_document();
	json_t *own = json_object_get(document, "peekbench");
	json_t *one;
	size_t i;

	json_object_del(own, "cache_model");
	json_array_foreach(json_object_get(own, "cases"), i, one)
		json_object_set_new(one, "modelled",
				    json_pack("{ss ss}", "kind", "absent",
					      "reason", "switched off"));
	draw_well(place, document);
	assert_has("out/stem-set.csv", ",ok,TSC cycles,0,-\n");
	assert_has_not("out/stem-set.svg", "misses (");
	assert_has_not("out/stem-set.svg", "modelled caches");
}

static void test_two_rings_are_no_picture(void **state)
{
	struct plot_place *place = *state;
	json_t *document = set_document();
	json_t *one;
	size_t i;

	json_array_foreach(
		json_object_get(json_object_get(document, "peekbench"),
				"cases"),
		i, one)
	{
		json_object_set_new(json_object_get(one, "axes"), "ring",
				    json_integer(i % 2 + 1));
	}
	draw_well(place, document);
	assert_noted(place, "set: device=scripted: no picture: fewer than "
			    "three sizes of ring");
}

/* Whatever stands in place of the figures, the rest is drawn. */
static void test_damaged_figures_are_no_figures(void **state)
{
	static const char *const wrong[] = {
		"null",
		"7",
		"[]",
		"{\"completion\": null}",
		"{\"completion\": {\"count\": 0}}",
		"{\"completion\": {\"count\": 1, \"load_misses\": 3}}",
		"{\"completion\": {\"count\": 1, \"load_misses\": [\"x\"],"
		" \"store_misses\": [1]}}",
		"{\"completion\": {\"count\": \"1\", \"load_misses\": [1],"
		" \"store_misses\": [1]}}",
	};
	struct plot_place *place = *state;
	json_t *document = set_document();
	json_t *one;
	size_t i;

	json_array_foreach(
		json_object_get(json_object_get(document, "peekbench"),
				"cases"),
		i, one) json_object_set_new(one, "modelled",
					    json_loads(wrong[i],
						       JSON_DECODE_ANY, NULL));
	json_object_set_new(json_object_get(document, "peekbench"),
			    "cache_model", json_pack("{s[sn]}", "levels", "x"));
	draw_well(place, document);
	assert_has("out/stem-set.csv", ",ok,TSC cycles,0,");
	assert_has_not("out/stem-set.csv", ",lines,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLOT_TEST(test_time_and_misses_have_panels_of_their_own),
		PLOT_TEST(test_an_unsafe_point_is_missing_and_said),
		PLOT_TEST(test_without_a_model_there_is_the_time),
		PLOT_TEST(test_two_rings_are_no_picture),
		PLOT_TEST(test_damaged_figures_are_no_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
