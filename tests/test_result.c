// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Result documents read back: the reference ones, and damaged ones. */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/result.h"

#define REFERENCE PEEKBENCH_SOURCE_DIR "/results/reference/"

static void reference_documents_are_read(void **state)
{
	static const struct {
		const char *path;
		size_t cases;
	} references[] = {{REFERENCE "quick.json", 72},
			  {REFERENCE "ath9k.json.gz", 90},
			  {REFERENCE "mission.json.gz", 0}};
	struct result result;
	char why[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(references); i++) {
		if (result_open(&result, references[i].path, why, sizeof(why)))
			fail_msg("%s", why);
		if (references[i].cases)
			assert_int_equal(result.count, references[i].cases);
		assert_true(result.group_count > 3);
		assert_true(result.cases[0].own.count >= 10);
		assert_int_equal(result.cases[0].copy.count,
				 result.cases[0].own.count);
		assert_int_equal(strlen(result.hash), 64);
		result_close(&result);
	}
}

static void figures_of_a_reference(void **state)
{
	struct result result;
	const struct result_case *c;
	char why[512], text[64];
	double values[50];

	(void)state;
	assert_int_equal(
		result_open(&result, REFERENCE "quick.json", why, sizeof(why)),
		0);
	c = result_find(&result,
			"strategy=full_sync/platform=swiotlb/device=scripted/"
			"size=2048/status=head/ready=8/copy=rep_movsb");
	assert_non_null(c);
	assert_null(result_find(&result, "strategy=full_sync"));
	assert_string_equal(c->strategy, "full_sync");
	assert_string_equal(series_kind(&c->own, "cycles_per_frame"),
			    "measured");
	assert_string_equal(series_unit(&c->own, "cycles_per_frame"),
			    "TSC cycles");
	assert_string_equal(series_kind(&c->own, "nonsense"), "absent");
	assert_int_equal(series_values(&c->own, "cycles_per_frame", values),
			 50);
	assert_true(values[0] > 100 && values[49] < 1e5);
	result_axis(c, "size", text, sizeof(text));
	assert_string_equal(text, "2048");
	result_axis(c, "status", text, sizeof(text));
	assert_string_equal(text, "head");
	assert_string_equal(result_text(&result, "placement.relation"),
			    "same L3, other core");
	assert_string_equal(result_text(&result, "host.nonsense"), "?");
	result_close(&result);
}

/* --- damaged documents --------------------------------------------------- */

static json_t *reference(void)
{
	json_t *document = json_load_file(REFERENCE "quick.json", 0, NULL);

	assert_non_null(document);
	return document;
}

static json_t *case_at(json_t *document, size_t i)
{
	return json_array_get(
		json_object_get(json_object_get(document, "peekbench"),
				"cases"),
		i);
}

static void refused(json_t *document, const char *what)
{
	char path[] = "/tmp/peekbench-result-XXXXXX", why[512] = "";
	struct result result;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(json_dumpfd(document, fd, JSON_COMPACT), 0);
	close(fd);
	json_decref(document);
	if (result_open(&result, path, why, sizeof(why)) != -EINVAL)
		fail_msg("taken, not refused for %s", what);
	assert_null(result.document);
	unlink(path);
	if (!strstr(why, path) || !strstr(why, what) || strchr(why, '\n'))
		fail_msg("\"%s\" does not say %s", why, what);
}

static void damaged_cases_are_refused(void **state)
{
	static const struct {
		const char *key;
		const char *json;
		const char *what;
	} damages[] = {
		{"id", "7", "id, strategy"},
		{"id", "\"strategy=null/x\"", "does not begin"},
		{"strategy", "null", "id, strategy"},
		{"state", "\"fine\"", "state is not"},
		{"group", "-1", "group or"},
		{"timer_error_share", "\"\"", "group or"},
		{"axes", "[]", "no axes"},
		{"axes", "{\"size\": 1.5}", "an axis is neither"},
		{"integrity", "{\"frames\": 1}", "integrity"},
		{"ledger", "{}", "no ledger"},
		{"ledger", "{\"kind\": \"exact\"}", "a ledger entry"},
		{"slices", "{}", "a list is missing"},
		{"metrics", "7", "no metrics"},
		{"metrics", "{\"a\": 7}", "not an object"},
		{"second_copy", "{}", "no slices"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		json_t *document = reference();

		json_object_set_new(
			case_at(document, 1), damages[i].key,
			json_loads(damages[i].json, JSON_DECODE_ANY, NULL));
		refused(document, damages[i].what);
	}
}

static void damage_inside_is_refused(void **state)
{
	static const char *const metric_damages[][3] = {
		{"kind", "\"guessed\"", "no kind that is known"},
		{"kind", "\"absent\"", "not one sample"},
		{"unit", "7", "no unit"},
		{"better", "\"higher\"", "lower is better"},
		{"samples", "[1, 2]", "not one sample"},
		{"samples", "{}", "no samples"},
	};
	json_t *document, *slices;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(metric_damages); i++) {
		document = reference();
		json_object_set_new(
			json_object_get(json_object_get(case_at(document, 3),
							"metrics"),
					"cycles_per_frame"),
			metric_damages[i][0],
			json_loads(metric_damages[i][1], JSON_DECODE_ANY,
				   NULL));
		refused(document, metric_damages[i][2]);
	}
	document = reference();
	slices = json_object_get(case_at(document, 2), "slices");
	json_array_remove(json_object_get(slices, "position"), 0);
	refused(document, "different lengths");
	document = reference();
	slices = json_object_get(case_at(document, 2), "slices");
	json_array_set_new(json_object_get(slices, "round"), 1,
			   json_integer(0));
	refused(document, "rounds do not ascend");
}

static void damaged_heads_are_refused(void **state)
{
	static const char *const keys[] = {"tool",   "host",	 "placement",
					   "timer",  "counters", "seed",
					   "preset", "argv",	 "utc"};
	json_t *document = reference();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		document = i ? reference() : document;
		json_object_del(json_object_get(document, "peekbench"),
				keys[i]);
		refused(document, keys[i]);
	}
	document = reference();
	json_array_append(
		json_object_get(json_object_get(document, "peekbench"),
				"cases"),
		case_at(document, 0));
	refused(document, "a second case");
	document = reference();
	json_object_set_new(json_object_get(document, "peekbench"), "schema",
			    json_string("peekbench-result/2"));
	refused(document, "newer than this program");
}

/* "ok" and a wrong frame: the frame is believed. */
static void no_case_is_safe_by_its_word(void **state)
{
	char path[] = "/tmp/peekbench-result-XXXXXX", why[512];
	json_t *document = reference();
	struct result result;
	int fd = mkstemp(path);

	(void)state;
	json_object_set_new(json_object_get(case_at(document, 0), "integrity"),
			    "torn", json_integer(1));
	assert_int_equal(json_dumpfd(document, fd, 0), 0);
	close(fd);
	json_decref(document);
	assert_int_equal(result_open(&result, path, why, sizeof(why)), 0);
	assert_int_equal(result.cases[0].state, CASE_UNSAFE);
	result_close(&result);
	unlink(path);
}

static void cut_files_are_refused(void **state)
{
	static const char *const commands[][2] = {
		{"head -c 5000 " REFERENCE "quick.json > %s", "not JSON"},
		{"head -c 5000 " REFERENCE "mission.json.gz > %s",
		 "damaged gzip file"},
		{"(head -c 5000 " REFERENCE "mission.json.gz; echo x; tail -c "
		 "+5003 " REFERENCE "mission.json.gz) > %s",
		 "damaged gzip file"},
		{"(cat " REFERENCE "quick.json; echo 1) > %s", "not JSON"},
		{": > %s", "not JSON"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		char path[] = "/tmp/peekbench-result-XXXXXX";
		char command[1024], why[512] = "";
		struct result result;

		close(mkstemp(path));
		snprintf(command, sizeof(command), commands[i][0], path);
		assert_int_equal(system(command), 0);
		assert_int_equal(result_open(&result, path, why, sizeof(why)),
				 -EINVAL);
		unlink(path);
		if (!strstr(why, commands[i][1]) || !strstr(why, path))
			fail_msg("\"%s\" does not say %s", why, commands[i][1]);
	}
}

/* The hash is of the text: the same whether it is packed or not. */
static void the_hash_is_of_the_text(void **state)
{
	char path[] = "/tmp/peekbench-result-XXXXXX", why[512], line[128] = "";
	char command[512];
	struct result plain, packed;
	FILE *sum = popen("sha256sum " REFERENCE "quick.json", "r");

	(void)state;
	close(mkstemp(path));
	snprintf(command, sizeof(command), "gzip -c %s > %s",
		 REFERENCE "quick.json", path);
	assert_int_equal(system(command), 0);
	assert_int_equal(
		result_open(&plain, REFERENCE "quick.json", why, sizeof(why)),
		0);
	assert_int_equal(result_open(&packed, path, why, sizeof(why)), 0);
	assert_non_null(fgets(line, sizeof(line), sum));
	assert_memory_equal(line, plain.hash, 64);
	assert_string_equal(plain.hash, packed.hash);
	pclose(sum);
	unlink(path);
	result_close(&plain);
	result_close(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reference_documents_are_read),
		cmocka_unit_test(figures_of_a_reference),
		cmocka_unit_test(damaged_cases_are_refused),
		cmocka_unit_test(damage_inside_is_refused),
		cmocka_unit_test(damaged_heads_are_refused),
		cmocka_unit_test(no_case_is_safe_by_its_word),
		cmocka_unit_test(cut_files_are_refused),
		cmocka_unit_test(the_hash_is_of_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
