// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents of the second edition that are damaged, or that lie. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/document.h"

#define RETRY PEEKBENCH_SOURCE_DIR "/tests/golden/first/documents/retry.json.gz"

/* Of the cases of a document so many are enough to be spoiled. */
#define CASES 6u

/* A document of the second edition. */
static int make(void **state)
{
	struct document document;
	struct text text = {0};
	char why[256];

	if (document_open(&document, RETRY, why, sizeof(why)))
		return -1;
	assert_true(document.count > CASES);
	document_put(&text, &document);
	*state = json_loadb(text.bytes, text.length, 0, NULL);
	text_free(&text);
	document_close(&document);
	return *state ? 0 : -1;
}

static int drop(void **state)
{
	json_decref(*state);
	return 0;
}

/* All of it, to be spoiled. */
static json_t *whole(void **state)
{
	json_t *json = json_deep_copy(*state);

	assert_non_null(json);
	return json;
}

/* Its first cases, to be spoiled. */
static json_t *made(void **state)
{
	json_t *json = whole(state), *own = json_object_get(json, "peekbench");
	json_t *cases = json_object_get(own, "cases");

	while (json_array_size(cases) > CASES)
		json_array_remove(cases, CASES);
	return json;
}

static int parse(struct document *document, const json_t *json, char *why,
		 size_t why_size)
{
	char *text = json_dumps(json, JSON_COMPACT);
	int err;

	assert_non_null(text);
	err = document_parse(document, text, strlen(text), "made.json", why,
			     why_size);
	free(text);
	return err;
}

/* The value at "a.b.0.c" below @json. */
static json_t *find(json_t *json, const char *path)
{
	while (json && *path) {
		size_t length = strcspn(path, ".");
		char key[64];

		snprintf(key, sizeof(key), "%.*s", (int)length, path);
		json = json_is_array(json)
			       ? json_array_get(json, (size_t)atoi(key))
			       : json_object_get(json, key);
		path += length + (path[length] == '.');
	}
	assert_non_null(json);
	return json;
}

static json_t *parse_value(const char *value)
{
	json_t *json = json_loads(value, JSON_DECODE_ANY, NULL);

	assert_non_null(json);
	return json;
}

/* Put @value, JSON, in place of @key of @path. */
static void spoil(json_t *json, const char *path, const char *key,
		  const char *value)
{
	json_object_set_new(find(json, path), key, parse_value(value));
}

static void refuses(json_t *json, const char *words)
{
	struct document document;
	char why[512] = "";

	if (parse(&document, json, why, sizeof(why)) != -EINVAL)
		fail_msg("taken: %s", words);
	if (strncmp(why, "made.json", 9) || !strstr(why, words))
		fail_msg("\"%s\" does not say %s", why, words);
	json_decref(json);
}

#define FIRST "peekbench.cases.0"

static void what_is_damaged_is_named(void **state)
{
	static const struct {
		const char *path;
		const char *key;
		const char *value;
		const char *words;
	} faults[] = {
		{"peekbench", "schema", "\"peekbench-result/3\"", "newer"},
		{"peekbench", "cases", "{}", "no list of cases"},
		{"peekbench", "tool", "1", "no tool"},
		{"peekbench", "absent", "[]", "no such set"},
		{FIRST, "id", "\"strategy=other/platform=coherent\"",
		 "does not begin with its strategy"},
		{FIRST, "id", "\"\"", "does not begin with its strategy"},
		{FIRST, "role", "\"king\"", "role"},
		{FIRST, "state", "\"fine\"", "its state is not one of"},
		{FIRST, "group", "-1", "group"},
		{FIRST, "group", "7", "groups do not ascend"},
		{FIRST, "timer_error_share", "\"1\"", "timer_error_share"},
		{FIRST, "absent", "[\"0\"]", "not a number"},
		{FIRST, "absent", "[99]", "no such set"},
		{FIRST, "figures", "[]", "no figures"},
		{FIRST, "slices", "{}", "no slices"},
		{FIRST ".axes", "speed", "1", "an axis that this program"},
		{FIRST ".axes", "size", "1.5", "an axis is neither"},
		{FIRST ".integrity", "lost", "-1", "a hazard is not a number"},
		{FIRST ".integrity", "frames", "1e300", "frames or wrong"},
		{FIRST ".integrity", "torn_status_only", "5",
		 "no part of torn"},
		{FIRST ".slices", "n", "2", "lists of different lengths"},
		{FIRST ".slices", "n", "2000000", "no slices, or too many"},
		{FIRST ".slices", "frames", "[1]", "of different lengths"},
		{FIRST ".slices", "round", "3", "rounds do not ascend"},
		{FIRST ".slices", "marks", "\"none\"", "a list is missing"},
		{FIRST ".slices", "position", "4294967296", "whole number"},
		{FIRST ".figures.cycles_per_frame", "kind", "\"guessed\"",
		 "no kind that is known"},
		{FIRST ".figures.cycles_per_frame", "kind", "\"absent\"",
		 "no kind that is known"},
		{FIRST ".figures.cycles_per_frame", "samples", "[1, 2]",
		 "one sample for each slice"},
		{FIRST ".figures.cycles_per_frame", "samples", "\"1\"",
		 "no samples"},
		{FIRST ".figures", "cycles_per_frame", "{\"kind\":\"exact\"}",
		 "no value"},
		{FIRST ".figures.needed_bytes_per_frame", "units", "0",
		 "total or units"},
		{FIRST ".figures.needed_bytes_per_frame", "total", "-1",
		 "total or units"},
		{FIRST ".figures", "loads_per_completion",
		 "{\"kind\":\"modelled\",\"samples\":1}", "has no total"},
		{FIRST, "proven", "{\"model\":\"1\",\"allowed\":[\"SLOW\"]}",
		 "proven"},
		{FIRST, "proven", "{\"allowed\":[]}", "proven"},
		{FIRST, "reason", "\"\\u001b[2J\"", "control characters"},
		{FIRST, "reason", "\"two\\nrows\"", "control characters"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		json_t *json = made(state);

		spoil(json, faults[i].path, faults[i].key, faults[i].value);
		refuses(json, faults[i].words);
	}
}

static void two_cases_of_one_id_are_refused(void **state)
{
	json_t *json = made(state);

	json_array_insert(find(json, "peekbench.cases"), 0, find(json, FIRST));
	refuses(json, "two cases are strategy=");
}

/* A few characters must not stand for more memory than a machine has. */
static void a_short_text_for_long_lists_is_refused(void **state)
{
	json_t *json = whole(state), *cases, *slices, *rounds = json_array();

	cases = find(json, "peekbench.cases");
	for (int i = 0; i < 100000; i++)
		json_array_append_new(rounds, json_integer(i));
	slices = json_pack("{si si so si si si si}", "n", 100000, "start", 0,
			   "round", rounds, "position", 0, "marks", 0, "frames",
			   1, "begin_us", 0);
	assert_non_null(slices);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		json_t *one = json_array_get(cases, i);
		json_t *figures = json_object_get(one, "figures");
		json_t *figure;
		const char *key;

		json_object_set(one, "slices", slices);
		json_object_del(one, "second");
		json_object_foreach(figures, key, figure)
			json_object_set_new(figure, "samples", json_real(1));
	}
	json_decref(slices);
	refuses(json, "longer than what is read");
}

static void a_wrong_frame_makes_a_case_unsafe_whatever_it_says(void **state)
{
	json_t *json = made(state);
	struct document document;
	char why[256];

	spoil(json, FIRST ".integrity", "torn", "1");
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	assert_int_equal(document.records[0].state, CASE_UNSAFE);
	document_close(&document);
	json_decref(json);
}

static void figures_of_a_later_program_are_passed_over(void **state)
{
	json_t *json = made(state);
	struct document document;
	char why[256];

	spoil(json, FIRST ".figures", "joules_per_frame", "{\"kind\":\"x\"}");
	json_array_append_new(find(json, "peekbench.absent.0.figures"),
			      json_string("joules_per_look"));
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	document_close(&document);
	json_decref(json);
}

/* An axis that is not told has the value that all cases had before it. */
static void an_id_is_made_of_the_axes(void **state)
{
	json_t *json = made(state);
	struct document document;
	char why[256], before[512];

	snprintf(before, sizeof(before), "%s",
		 json_string_value(find(json, FIRST ".id")));
	json_object_del(find(json, FIRST ".axes"), "gap");
	spoil(json, FIRST ".axes", "align", "4");
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	assert_null(strstr(document.records[0].id, "gap"));
	assert_non_null(strstr(document.records[0].id, "/align=4/"));
	assert_null(document_find(&document, before));
	document_close(&document);
	json_decref(json);
}

/* Until there was a path to choose, a sync of user space was the bare copy, and
 * a kernel's its own. */
static void older_calls_are_inline_or_the_kernels(void **state)
{
	json_t *json = made(state);
	json_t *axes = find(json, FIRST ".axes");
	struct document document;
	char why[256];

	assert_string_equal(json_string_value(json_object_get(axes, "calls")),
			    "inline");
	json_object_del(axes, "calls");
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	assert_string_equal(document.records[0].axis[AXIS_CALLS], "inline");
	assert_null(strstr(document.records[0].id, "calls"));
	document_close(&document);
	spoil(json, FIRST ".axes", "guest", "\"x86\"");
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	assert_string_equal(document.records[0].axis[AXIS_CALLS], "kernel");
	assert_null(strstr(document.records[0].id, "calls"));
	document_close(&document);
	spoil(json, FIRST ".axes", "calls", "\"linux-6.12\"");
	spoil(json, FIRST ".axes", "guest", "\"none\"");
	assert_int_equal(parse(&document, json, why, sizeof(why)), 0);
	assert_non_null(strstr(document.records[0].id, "/calls=linux-6.12"));
	document_close(&document);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_damaged_is_named),
		cmocka_unit_test(two_cases_of_one_id_are_refused),
		cmocka_unit_test(a_short_text_for_long_lists_is_refused),
		cmocka_unit_test(
			a_wrong_frame_makes_a_case_unsafe_whatever_it_says),
		cmocka_unit_test(figures_of_a_later_program_are_passed_over),
		cmocka_unit_test(an_id_is_made_of_the_axes),
		cmocka_unit_test(older_calls_are_inline_or_the_kernels),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
