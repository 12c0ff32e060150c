// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents as this program writes them. */
#include "cmocka_all.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "record/load.h"
#include "record/put.h"
#include "record_equal.h"

#define REFERENCES PEEKBENCH_SOURCE_DIR "/results/reference/"
#define FIRST PEEKBENCH_SOURCE_DIR "/tests/golden/first/documents/"

static void open_document(struct document *document, const char *path)
{
	char why[512];

	if (document_open(document, path, why, sizeof(why)))
		fail_msg("%s", why);
}

/* In the daily run, references of at most so many bytes: some of presets, and
 * most of kernels. */
#define DAILY_BYTES 400000

static bool is_asked(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return getenv("PEEKBENCH_LONG_TESTS") || st.st_size <= DAILY_BYTES;
}

/* References, written and read again. */
static void nothing_is_lost_on_the_way(void **state)
{
	struct document first, second;
	size_t asked = 0;
	glob_t found;

	assert_int_equal(glob(REFERENCES "*.json", 0, NULL, &found), 0);
	assert_int_equal(
		glob(REFERENCES "*.json.gz", GLOB_APPEND, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (!is_asked(found.gl_pathv[i]))
			continue;
		asked++;
		open_document(&first, found.gl_pathv[i]);
		reread(&second, &first);
		assert_int_equal(second.schema, 2);
		assert_records_equal(&first, &second);
		json_object_del(first.head, "schema");
		json_object_del(second.head, "schema");
		assert_true(json_equal(first.head, second.head));
		assert_true(json_equal(first.context, second.context));
		document_close(&first);
		document_close(&second);
	}
	assert_true(asked >= 10);
	globfree(&found);
}

static void a_quick_run_is_small_enough_to_mail(void **state)
{
	struct document quick;
	struct text text = {0};

	open_document(&quick, REFERENCES "quick.json.gz");
	document_put(&text, &quick);
	/* with the 96 slices that the preset asks for */
	assert_true(quick.records[0].slices.n > 0);
	assert_true(text.length / quick.records[0].slices.n * 96 < 4u << 20);
	text_free(&text);
	document_close(&quick);
}

static void what_the_checker_says_is_kept(void **state)
{
	struct document first, second;

	open_document(&first, FIRST "retry.json.gz");
	assert_true(first.count > 2);
	first.records[0].proven = (struct proven){
		.known = true,
		.model = "7",
		.allowed = FRAME_TORN | FRAME_REPLAY,
		.absent = "",
	};
	first.records[1].proven =
		(struct proven){.known = true, .model = "7", .absent = ""};
	first.records[2].proven.absent = "a plug-in is not checked";
	for (size_t i = 0; i < first.count; i++)
		if (first.records[i].second)
			first.records[i].second->proven =
				first.records[i].proven;
	reread(&second, &first);
	assert_records_equal(&first, &second);
	document_close(&first);
	document_close(&second);
}

/* Times of @id's runs, and marks of an error. */
static void count_runs(const json_t *runs, const char *id, size_t *times,
		       size_t *errors)
{
	const json_t *run;
	size_t i;

	*times = *errors = 0;
	json_array_foreach(runs, i, run)
	{
		if (strcmp(json_string_value(json_object_get(run, "name")), id))
			continue;
		*times += json_is_number(json_object_get(run, "real_time")) &&
			  json_is_number(json_object_get(run, "cpu_time"));
		*errors +=
			json_is_true(json_object_get(run, "error_occurred")) &&
			json_object_get(run, "error_message") &&
			json_object_get(run, "skip_message");
	}
}

static void an_unsafe_case_shows_no_time_to_google_benchmark(void **state)
{
	struct document torn;
	struct text text = {0};
	size_t unsafe = 0;
	json_t *runs;

	open_document(&torn, FIRST "regression-2022.json.gz");
	document_put_runs(&text, &torn);
	runs = json_loadb(text.bytes, text.length, 0, NULL);
	assert_non_null(runs);
	for (size_t i = 0; i < torn.count; i++) {
		const struct record *record = &torn.records[i];
		bool ok = record->state == CASE_OK;
		size_t times, errors;

		count_runs(json_object_get(runs, "benchmarks"), record->id,
			   &times, &errors);
		assert_int_equal(times, ok ? record->slices.n : 0);
		assert_int_equal(errors, ok ? 0 : 1);
		unsafe += record->state == CASE_UNSAFE;
	}
	assert_true(unsafe > 0);
	json_decref(runs);
	text_free(&text);
	document_close(&torn);
}

/* Any words of a user become JSON that the reader takes. */
static void any_bytes_become_a_text_that_is_read(void **state)
{
	static const char *const words[] = {
		"plain",	"\"quoted\" \\ back",
		"\xff\xfe",	"\xc0\x80",
		"\xed\xa0\x80", "\x1b[2J",
		"\n",		"\xe2\x80\xae",
		"\xc3\xbc",	"\xf0\x9f\x98\x80",
		"\xe2\x82",	"",
	};
	char *longest = calloc(1, LOAD_MOST_TEXT + 2), why[256];
	struct text text = {0};
	json_t *json;

	memset(longest, 'x', LOAD_MOST_TEXT + 1);
	put_open(&text, NULL, '[');
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		put_text(&text, NULL, words[i]);
	put_text(&text, NULL, longest);
	put_real(&text, NULL, NAN);
	put_real(&text, NULL, 1.0 / 3);
	put_whole(&text, NULL, -5);
	put_count(&text, NULL, UINT64_C(9007199254740992));
	put_close(&text, ']');
	if (load_json(&json, text.bytes, text.length, "made", why, sizeof(why)))
		fail_msg("%s", why);
	assert_int_equal(json_array_size(json), ARRAY_SIZE(words) + 5);
	assert_string_equal(json_string_value(json_array_get(json, 1)),
			    words[1]);
	assert_string_equal(json_string_value(json_array_get(json, 8)),
			    words[8]);
	assert_string_equal(json_string_value(json_array_get(json, 2)), "  ");
	assert_string_equal(json_string_value(json_array_get(json, 5)), " [2J");
	json_decref(json);
	text_free(&text);
	free(longest);
}

static void a_case_is_found_by_its_id_in_both_editions(void **state)
{
	struct document first, second;

	open_document(&first, FIRST "retry.json.gz");
	reread(&second, &first);
	for (size_t i = 0; i < first.count; i++)
		assert_ptr_equal(document_find(&second, first.records[i].id),
				 &second.records[i]);
	document_close(&first);
	document_close(&second);
}

/* Two starts of one plan: twice the frames, and every slice in its place. */
static void a_start_is_appended(void **state)
{
	struct document one, more, both;
	char why[256];

	open_document(&one, FIRST "retry.json.gz");
	open_document(&more, FIRST "retry.json.gz");
	for (size_t i = 0; i < more.count; i++)
		for (u32 k = 0; k < more.records[i].slices.n; k++) {
			more.records[i].slices.at[k].round += 10000;
			if (more.records[i].second)
				more.records[i].second->slices.at[k].round +=
					10000;
		}
	assert_int_equal(document_append(&one, &more, why, sizeof(why)), 0);
	reread(&both, &one);
	assert_int_equal(both.starts, 2);
	for (size_t i = 0; i < both.count; i++) {
		const struct record *b = &both.records[i];
		const struct record *m = &more.records[i];

		assert_int_equal(b->slices.n, 2 * m->slices.n);
		assert_int_equal(b->frames, 2 * m->frames);
		assert_int_equal(b->state, m->state);
		assert_int_equal(b->slices.at[0].start, 0);
		assert_int_equal(b->slices.at[m->slices.n].start, 1);
		assert_int_equal(b->figure[FIGURE_COPIED].total,
				 m->figure[FIGURE_COPIED].total);
		for (u32 k = 0; k < m->slices.n; k++)
			assert_true(b->figure[FIGURE_READY_CYCLES].sample[k] ==
				    b->figure[FIGURE_READY_CYCLES]
					    .sample[k + m->slices.n]);
	}
	assert_int_equal(
		json_array_size(json_object_get(both.head, "process_starts")),
		2);
	document_close(&one);
	document_close(&more);
	document_close(&both);
}

static void an_exact_figure_that_varies_is_a_failure(void **state)
{
	struct document one, more;
	char why[256];

	open_document(&one, FIRST "retry.json.gz");
	open_document(&more, FIRST "retry.json.gz");
	assert_int_equal(more.records[0].figure[FIGURE_COPIED].kind,
			 KIND_EXACT);
	more.records[0].figure[FIGURE_COPIED].total++;
	assert_int_equal(document_append(&one, &more, why, sizeof(why)), 0);
	assert_int_equal(one.records[0].state, CASE_FAILED);
	assert_int_equal(one.records[1].state, more.records[1].state);
	document_close(&one);
	document_close(&more);
}

static void a_case_that_did_not_run_takes_over_what_ran_later(void **state)
{
	struct document one, more, both;
	char why[256];

	open_document(&one, FIRST "retry.json.gz");
	open_document(&more, FIRST "retry.json.gz");
	one.records[0].state = CASE_SKIPPED;
	one.records[0].slices.n = 0;
	one.records[0].second = NULL;
	more.records[1].state = CASE_SKIPPED;
	for (size_t i = 2; i < more.count; i++)
		more.records[i].state = CASE_SKIPPED;
	assert_int_equal(document_append(&one, &more, why, sizeof(why)), 0);
	reread(&both, &one);
	assert_int_equal(both.records[0].state, more.records[0].state);
	assert_int_equal(both.records[0].slices.n, more.records[0].slices.n);
	assert_int_equal(both.records[0].slices.at[0].start, 1);
	assert_int_equal(both.records[0].frames, more.records[0].frames);
	assert_int_equal(both.records[1].slices.n, more.records[1].slices.n);
	document_close(&one);
	document_close(&more);
	document_close(&both);
}

static void another_plan_is_not_appended(void **state)
{
	struct document one, more;
	char why[256];

	open_document(&one, FIRST "retry.json.gz");
	open_document(&more, REFERENCES "quick.json.gz");
	assert_int_equal(document_append(&one, &more, why, sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "not the same cases"));
	document_close(&one);
	document_close(&more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_on_the_way),
		cmocka_unit_test(a_quick_run_is_small_enough_to_mail),
		cmocka_unit_test(what_the_checker_says_is_kept),
		cmocka_unit_test(
			an_unsafe_case_shows_no_time_to_google_benchmark),
		cmocka_unit_test(any_bytes_become_a_text_that_is_read),
		cmocka_unit_test(a_case_is_found_by_its_id_in_both_editions),
		cmocka_unit_test(a_start_is_appended),
		cmocka_unit_test(an_exact_figure_that_varies_is_a_failure),
		cmocka_unit_test(
			a_case_that_did_not_run_takes_over_what_ran_later),
		cmocka_unit_test(another_plan_is_not_appended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
