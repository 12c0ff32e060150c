// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Damaged documents, odd names and a bad gnuplot do no harm. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plot_fixture.h"

/** struct damage - set @key of the object at @path to @json (NULL: delete). */
struct damage {
	const char *path; /* keys parted by '/', "0" the first case */
	const char *key;
	const char *json;
};

static const struct damage damages[] = {
	{"", "peekbench", NULL},
	{"", "peekbench", "[]"},
	{"", "peekbench", "7"},
	{"peekbench", "schema", NULL},
	{"peekbench", "schema", "1"},
	{"peekbench", "schema", "\"peekbench-result/2\""},
	{"peekbench", "cases", NULL},
	{"peekbench", "cases", "{}"},
	{"peekbench", "cases", "[1]"},
	{"peekbench", "cases", "[null]"},
	{"peekbench", "cases", "[{}]"},
	{"peekbench/cases", "strategy", NULL},
	{"peekbench/cases", "strategy", "3"},
	{"peekbench/cases", "platform", "null"},
	{"peekbench/cases", "device", "[]"},
	{"peekbench/cases", "role", "0"},
	{"peekbench/cases", "state", NULL},
	{"peekbench/cases", "state", "\"fine\""},
	{"peekbench/cases", "reason", "7"},
	{"peekbench/cases", "axes", NULL},
	{"peekbench/cases", "axes", "[]"},
	{"peekbench/cases/axes", "size", "\"2048\""},
	{"peekbench/cases/axes", "size", "0"},
	{"peekbench/cases/axes", "ready", "-1"},
	{"peekbench/cases/axes", "status", "1.5"},
	{"peekbench/cases/axes", "status", "{}"},
	{"peekbench/cases", "integrity", NULL},
	{"peekbench/cases", "integrity", "[]"},
	{"peekbench/cases/integrity", "frames", NULL},
	{"peekbench/cases/integrity", "frames", "\"many\""},
	{"peekbench/cases/integrity", "torn", NULL},
	{"peekbench/cases/integrity", "torn", "-1"},
	{"peekbench/cases", "ledger", "[]"},
	{"peekbench/cases/ledger", "needed", "\"all\""},
	{"peekbench/cases/ledger", "copied_back", "-1"},
	{"peekbench/cases/ledger", "copied_again", "1000000"},
	{"peekbench/cases/ledger", "kind", "1"},
	{"peekbench/cases", "metrics", "[]"},
	{"peekbench/cases/metrics", "cycles_per_completion", "7"},
	{"peekbench/cases/metrics", "another", "{}"},
	{"peekbench/cases/metrics/cycles_per_completion", "samples", NULL},
	{"peekbench/cases/metrics/cycles_per_completion", "samples", "7"},
	{"peekbench/cases/metrics/cycles_per_completion", "samples",
	 "[1,\"2\"]"},
	{"peekbench/cases/metrics/cycles_per_completion", "kind", NULL},
	{"peekbench/cases/metrics/cycles_per_completion", "unit", "7"},
};

static json_t *damaged(const struct damage *damage)
{
	json_t *document = usual_document();
	json_t *at = document;
	char path[128];
	char *rest = path;
	char *key;

	snprintf(path, sizeof(path), "%s", damage->path);
	while ((key = strsep(&rest, "/")) && *key) {
		at = json_object_get(at, key);
		if (json_is_array(at))
			at = json_array_get(at, 0);
	}
	assert_non_null(at);
	if (damage->json)
		json_object_set_new(
			at, damage->key,
			json_loads(damage->json, JSON_DECODE_ANY, NULL));
	else
		assert_int_equal(json_object_del(at, damage->key), 0);
	return document;
}

static void test_damaged_documents_are_refused(void **state)
{
	struct plot_place *place = *state;

	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		const struct damage *d = &damages[i];

		if (draw(place, damaged(d)) != -EINVAL ||
		    !place->result.reason[0] ||
		    json_array_size(place->result.files))
			fail_msg("%s: %s = %s: %d: \"%s\"", d->path, d->key,
				 d->json ? d->json : "(none)", place->err,
				 place->result.reason);
	}
	assert_int_equal(draw(place, json_array()), -EINVAL);
	assert_int_equal(draw(place, json_null()), -EINVAL);
	assert_int_equal(access("out", F_OK), -1);
}

/* What only the caption tells is "unknown", not an error. */
static void test_a_machine_may_be_unknown(void **state)
{
	static const char *const keys[] = {"preset", "seed", "utc",
					   "tool",   "host", "timer"};
	struct plot_place *place = *state;
	json_t *document = usual_document();
	json_t *own = json_object_get(document, "peekbench");

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		json_object_set_new(own, keys[i], json_real(-7.5));
	json_object_del(own, "host");
	draw_well(place, document);
	assert_has("out/stem-completion.svg",
		   "unknown; Linux unknown; virtual or not: unknown");
	assert_has("out/stem-completion.svg",
		   "preset unknown; seed unknown; unknown;");
}

static void test_odd_names_stay_text(void **state)
{
	static const struct plot_fixture cases[] = {
		{.strategy = "`touch pwned`$(touch pwned)|touch pwned"},
		{.strategy = "a\"b,c<d>&{x}_^1\\n%s@~#\n\t\x7f\xef\xbf\xbe",
		 .torn = 1000},
		{.strategy = "'; system('touch pwned'); '"},
		{.strategy = "#", .platform = "p\r\n\r\n9,x"},
		{.strategy = "", .platform = "../../p`touch pwned`"},
		{.device = "../../d;`touch pwned`", .platform = "|touch pwned"},
		{.status = "`touch pwned`<&>"},
		{.kind = "a\"b,`touch pwned`", .platform = "kind"},
		{.unit = "a\",`touch pwned`<&>", .platform = "unit"},
	};
	struct plot_place *place = *state;

	draw_well(place, DOCUMENT(cases));
	assert_int_equal(access("pwned", F_OK), -1);
	assert_int_equal(access("out/pwned", F_OK), -1);
	assert_int_equal(files_in("."), 1);
	assert_has("out/stem-hazards.csv",
		   ",a'b;c<d>&{x}_^1/n%s@~#????,1,candidate,");
	assert_has("out/stem-hazards.svg", "a'b;c&lt;d>&amp;{x}_^1/n%s...");
	assert_has("out/stem-completion-scripted.svg",
		   "`touch pwned`$(touch pwned)|touch pwned</text>");
	assert_int_equal(
		access("out/stem-completion-______d__touch_pwned_.csv", F_OK),
		0);
}

/* gnuplot runs what follows '<' or '|' at the beginning of a file's name. */
static void test_odd_folders_stay_folders(void **state)
{
	static const char *const folders[] = {"<touch pwned;",
					      "|touch pwned;",
					      "-e",
					      "a'b\"c`touch pwned`",
					      "$x",
					      "~",
					      "\xff\xfe"};
	struct plot_place *place = *state;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		json_t *document = usual_document();

		if (place->result.files)
			plot_result_free(&place->result);
		if (plot_document(document, PLOT_SCRIPTS, folders[i], "-e<|s",
				  &place->result))
			fail_msg("%s: %s", folders[i], place->result.reason);
		json_decref(document);
		assert_int_equal(json_array_size(place->result.files), 21);
		assert_int_equal(files_in(folders[i]), 21);
	}
	assert_int_equal(access("pwned", F_OK), -1);
}

static void test_stems_are_checked(void **state)
{
	static const char *const stems[] = {"", "a/b", "../x", "/"};
	struct plot_place *place = *state;

	for (size_t i = 0; i < sizeof(stems) / sizeof(*stems); i++) {
		json_t *document = usual_document();

		if (place->result.files)
			plot_result_free(&place->result);
		assert_int_equal(plot_document(document, PLOT_SCRIPTS, "out",
					       stems[i], &place->result),
				 -EINVAL);
		assert_string_not_equal(place->result.reason, "");
		json_decref(document);
	}
}

static void test_only_the_last_folder_is_made(void **state)
{
	struct plot_place *place = *state;
	json_t *document = usual_document();

	assert_int_equal(plot_document(document, PLOT_SCRIPTS, "no/such",
				       "stem", &place->result),
			 -ENOENT);
	assert_non_null(strstr(place->result.reason, "no/such"));
	assert_int_equal(access("no", F_OK), -1);
	json_decref(document);
}

static void test_missing_scripts_are_named(void **state)
{
	struct plot_place *place = *state;
	json_t *document = usual_document();

	assert_int_equal(plot_document(document, "nowhere", "out", "stem",
				       &place->result),
			 -ENOENT);
	assert_non_null(strstr(place->result.reason, "nowhere/completion.gp"));
	json_decref(document);
}

static void test_missing_gnuplot_is_said(void **state)
{
	struct plot_place *place = *state;

	fake_gnuplot(NULL);
	assert_int_equal(draw(place, usual_document()), -ENOENT);
	assert_string_equal(place->result.reason, "gnuplot is not installed");
}

/* More than a pipe holds on stderr: nobody may wait for the other. */
static void test_a_failing_gnuplot_is_quoted(void **state)
{
	struct plot_place *place = *state;

	fake_gnuplot("#!/bin/sh\n"
		     "echo half > \"$5\"\n"
		     "printf '\\nplot foo\\n     ^\\n' >&2\n"
		     "echo '\"x.gp\" line 3: undefined variable: foo' >&2\n"
		     "i=0; while [ $i -lt 3000 ]; do i=$((i+1));\n"
		     "echo 'and this goes on and on and on and on' >&2; done\n"
		     "exit 3\n");
	assert_int_equal(draw(place, usual_document()), -EIO);
	assert_string_equal(
		place->result.reason,
		"gnuplot: \"x.gp\" line 3: undefined variable: foo");
	/* the data are there, half a picture is not */
	assert_int_equal(json_array_size(place->result.files), 1);
	assert_int_equal(files_in("out"), 1);
}

static void test_a_killed_gnuplot_is_said(void **state)
{
	struct plot_place *place = *state;

	fake_gnuplot("#!/bin/sh\necho half > \"$5\"\nkill -9 $$\n");
	assert_int_equal(draw(place, usual_document()), -EIO);
	assert_string_equal(place->result.reason, "gnuplot: ended by signal 9");
	assert_int_equal(files_in("out"), 1);
}

/* It claims success and leaves no file. */
static void test_a_lying_gnuplot_is_found_out(void **state)
{
	struct plot_place *place = *state;

	fake_gnuplot("#!/bin/sh\nexit 0\n");
	assert_int_equal(draw(place, usual_document()), -ENOENT);
	assert_int_equal(json_array_size(place->result.files), 1);
}

static void test_gnuplot_cannot_speak_for_us(void **state)
{
	struct plot_place *place = *state;
	int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO), fd;
	char *text;

	fake_gnuplot("#!/bin/sh\necho chatter\necho chatter >&2\n"
		     "read line && echo \"$line\" > stdin_was_not_empty\n"
		     "echo picture > \"$5\"\n");
	fflush(stdout);
	fd = open("heard", O_RDWR | O_CREAT, 0666);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	draw(place, usual_document());
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(error, STDERR_FILENO);
	close(out);
	close(error);
	close(fd);
	assert_int_equal(place->err, 0);
	text = file_text("heard");
	assert_string_equal(text ? text : "", "");
	free(text);
	assert_int_equal(access("stdin_was_not_empty", F_OK), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		PLOT_TEST(test_damaged_documents_are_refused),
		PLOT_TEST(test_a_machine_may_be_unknown),
		PLOT_TEST(test_odd_names_stay_text),
		PLOT_TEST(test_odd_folders_stay_folders),
		PLOT_TEST(test_stems_are_checked),
		PLOT_TEST(test_only_the_last_folder_is_made),
		PLOT_TEST(test_missing_scripts_are_named),
		PLOT_TEST(test_missing_gnuplot_is_said),
		PLOT_TEST(test_a_failing_gnuplot_is_quoted),
		PLOT_TEST(test_a_killed_gnuplot_is_said),
		PLOT_TEST(test_a_lying_gnuplot_is_found_out),
		PLOT_TEST(test_gnuplot_cannot_speak_for_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
