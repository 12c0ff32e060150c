// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Google Benchmark's reporters, as gbench_write() uses them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cmocka_all.h"
#include "gbench/gbench.h"

static int setup(void **state)
{
	return gbench_create((struct gbench **)state);
}

static int teardown(void **state)
{
	gbench_destroy(*state);
	return 0;
}

static void run_outcome(void *ctx, uint64_t iterations,
			struct gbench_outcome *outcome)
{
	(void)iterations;
	*outcome = *(struct gbench_outcome *)ctx;
}

static void run_once(struct gbench *g, const char *name, uint64_t iterations,
		     struct gbench_outcome outcome)
{
	assert_int_equal(gbench_add(g, name, iterations, run_outcome, &outcome),
			 0);
	assert_int_equal(gbench_run(g), 0);
}

/* One slice of @name with one counter, "copied", of @copied. */
static void run_one(struct gbench *g, const char *name, uint64_t iterations,
		    double seconds, double copied)
{
	run_once(g, name, iterations,
		 (struct gbench_outcome){
			 seconds, NULL, 1, {{"copied", copied}}});
}

static void run_failing(struct gbench *g, const char *name)
{
	run_once(g, name, 1,
		 (struct gbench_outcome){.error = "no room\nat all"});
}

/* The output of gbench_write(); to be freed. */
static char *written(const struct gbench *g, enum gbench_format format,
		     const struct gbench_write_options *options)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(gbench_write(g, out, format, options), 0);
	fclose(out);
	return text;
}

static json_t *written_json(const struct gbench *g,
			    const struct gbench_write_options *options)
{
	char *text = written(g, GBENCH_JSON, options);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("%s in:\n%s", error.text, text);
	free(text);
	return root;
}

static const json_t *row(const json_t *root, size_t i)
{
	const json_t *r =
		json_array_get(json_object_get(root, "benchmarks"), i);

	assert_non_null(r);
	return r;
}

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "(none)";
}

static double number_of(const json_t *row, const char *key)
{
	const json_t *number = json_object_get(row, key);

	return number ? json_number_value(number) : NAN;
}

static void assert_near(double actual, double expected)
{
	if (!(fabs(actual - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", actual, expected);
}

static void test_json_holds_the_runs_and_their_aggregates(void **state)
{
	static const double times[] = {10, 40, 30, 20};
	static const double mean = 25, stddev = 12.909944487358056;
	json_t *root;

	run_one(*state, "b", 100, 1e-6, 10);
	run_one(*state, "a", 1, 5e-6, 8);
	run_one(*state, "b", 200, 8e-6, 40);
	run_one(*state, "b", 100, 3e-6, 30);
	run_one(*state, "b", 100, 2e-6, 20);
	root = written_json(*state, NULL);

	assert_int_equal(json_array_size(json_object_get(root, "benchmarks")),
			 4 + 4 + 1);
	for (int i = 0; i < 4; i++) {
		const json_t *r = row(root, i);

		assert_string_equal(text_of(r, "name"), "b");
		assert_string_equal(text_of(r, "run_type"), "iteration");
		assert_string_equal(text_of(r, "time_unit"), "ns");
		assert_true(number_of(r, "repetitions") == 4);
		assert_true(number_of(r, "repetition_index") == i);
		assert_true(number_of(r, "family_index") == 0);
		assert_true(number_of(r, "iterations") == (i == 1 ? 200 : 100));
		assert_near(number_of(r, "real_time"), times[i]);
		assert_near(number_of(r, "cpu_time"),
			    number_of(r, "real_time"));
		assert_true(number_of(r, "copied") == times[i]);
	}
	assert_string_equal(text_of(row(root, 4), "name"), "b_mean");
	assert_string_equal(text_of(row(root, 4), "run_name"), "b");
	assert_string_equal(text_of(row(root, 4), "run_type"), "aggregate");
	assert_near(number_of(row(root, 4), "real_time"), mean);
	assert_near(number_of(row(root, 4), "copied"), 25);
	assert_near(number_of(row(root, 4), "iterations"), 4);
	assert_string_equal(text_of(row(root, 5), "name"), "b_median");
	assert_near(number_of(row(root, 5), "cpu_time"), 25);
	assert_string_equal(text_of(row(root, 6), "name"), "b_stddev");
	assert_near(number_of(row(root, 6), "real_time"), stddev);
	assert_string_equal(text_of(row(root, 7), "name"), "b_cv");
	assert_string_equal(text_of(row(root, 7), "aggregate_unit"),
			    "percentage");
	assert_near(number_of(row(root, 7), "real_time"), stddev / mean);
	assert_near(number_of(row(root, 7), "copied"), stddev / mean);
	assert_string_equal(text_of(row(root, 8), "name"), "a");
	assert_true(number_of(row(root, 8), "repetitions") == 1);
	json_decref(root);
}

static void test_json_context(void **state)
{
	const struct gbench_pair pairs[] = {{"preset", "qu\"ick"},
					    {"aaa", "library_build_type"}};
	const struct gbench_write_options options = {.executable = "peekbench",
						     .context = pairs,
						     .context_count = 2};
	const json_t *context;
	json_t *root;

	root = written_json(*state, &options);
	context = json_object_get(root, "context");
	assert_string_equal(text_of(context, "preset"), "qu\"ick");
	assert_string_equal(text_of(context, "aaa"), "library_build_type");
	assert_string_equal(text_of(context, "executable"), "peekbench");
	assert_true(number_of(context, "num_cpus") >= 1);
	assert_null(json_object_get(context, "library_build_type"));
	json_decref(root);

	root = written_json(*state, NULL);
	context = json_object_get(root, "context");
	assert_null(json_object_get(context, "library_build_type"));
	assert_null(json_object_get(context, "preset"));
	assert_null(json_object_get(context, "executable"));
	assert_int_equal(json_array_size(json_object_get(root, "benchmarks")),
			 0);
	json_decref(root);
}

static void test_counters_that_are_always_zero_are_valid_json(void **state)
{
	json_t *root;

	run_one(*state, "a", 1, 0, 0);
	run_one(*state, "a", 1, 0, 0);
	root = written_json(*state, NULL);
	assert_true(number_of(row(root, 5), "copied") == 0);
	assert_true(number_of(row(root, 5), "real_time") == 0);
	json_decref(root);
}

static void test_failed_runs_are_no_part_of_the_aggregates(void **state)
{
	json_t *root;

	run_one(*state, "a", 1, 1e-9, 1);
	run_failing(*state, "a");
	run_one(*state, "a", 1, 3e-9, 3);
	run_one(*state, "b", 1, 1e-9, 1);
	run_failing(*state, "b");
	root = written_json(*state, NULL);
	assert_string_equal(text_of(row(root, 1), "error_message"),
			    "no room at all");
	assert_true(
		json_is_true(json_object_get(row(root, 1), "error_occurred")));
	assert_string_equal(text_of(row(root, 3), "name"), "a_mean");
	assert_near(number_of(row(root, 3), "real_time"), 2);
	assert_near(number_of(row(root, 3), "copied"), 2);
	/* One good run has no aggregates. */
	assert_string_equal(text_of(row(root, 7), "name"), "b");
	assert_int_equal(json_array_size(json_object_get(root, "benchmarks")),
			 9);
	json_decref(root);
}

static void test_aggregates_only_and_time_unit(void **state)
{
	const struct gbench_write_options options = {.aggregates_only = true,
						     .time_unit = GBENCH_MS};
	json_t *root;

	run_one(*state, "single", 1, 0.001, 1);
	run_one(*state, "twice", 1, 0.002, 1);
	run_one(*state, "twice", 1, 0.004, 1);
	root = written_json(*state, &options);
	assert_int_equal(json_array_size(json_object_get(root, "benchmarks")),
			 5);
	assert_string_equal(text_of(row(root, 0), "name"), "single");
	assert_near(number_of(row(root, 0), "real_time"), 1);
	assert_string_equal(text_of(row(root, 1), "name"), "twice_mean");
	assert_string_equal(text_of(row(root, 1), "time_unit"), "ms");
	assert_near(number_of(row(root, 1), "real_time"), 3);
	json_decref(root);
}

static void test_csv(void **state)
{
	char *text;

	run_one(*state, "a", 1, 1e-9, 123456789);
	run_one(*state, "a", 1, 3e-9, 123456791);
	run_once(*state, "b", 1,
		 (struct gbench_outcome){1e-9, NULL, 1, {{"late", 5}}});
	run_failing(*state, "c");
	text = written(*state, GBENCH_CSV, NULL);
	assert_int_equal(strncmp(text, "name,iterations,", 16), 0);
	assert_non_null(strstr(text, ",\"copied\",\"late\"\n"));
	assert_non_null(strstr(text, "\"a\",1,1,1,ns,,,,,,123456789,\n"));
	assert_non_null(strstr(text, "\"a_mean\",2,2,2,ns,,,,,,123456790,\n"));
	assert_non_null(strstr(text, "\"a_cv\",2,0.70710678118654"));
	assert_non_null(strstr(text, "\"b\",1,1,1,ns,,,,,,,5\n"));
	assert_non_null(strstr(text, "\"c\",,,,,,,,true,\"no room at all\"\n"));
	free(text);
}

static void test_console(void **state)
{
	const struct gbench_pair pair = {"preset", "quick"};
	struct gbench_write_options options = {
		.counters_tabular = true, .context = &pair, .context_count = 1};
	char header[64];
	char *text;

	snprintf(header, sizeof(header), "\n%-17s %13s ", "Benchmark", "Time");
	run_one(*state, "a", 1000, 5e-6, 7);
	run_one(*state, "a", 1000, 5e-6, 7);
	text = written(*state, GBENCH_CONSOLE, &options);
	assert_non_null(strstr(text, "preset: quick\n"));
	assert_non_null(strstr(text, header));
	assert_non_null(strstr(text, "Iterations     copied\n"));
	assert_non_null(strstr(text, "a_mean"));
	assert_non_null(strstr(text, "5.00 ns         5.00 ns"));
	assert_null(strstr(text, "WARNING"));
	assert_null(strchr(text, '\033'));
	free(text);

	options = (struct gbench_write_options){.color = GBENCH_COLOR_ALWAYS};
	text = written(*state, GBENCH_CONSOLE, &options);
	assert_non_null(strchr(text, '\033'));
	assert_non_null(strstr(text, "UserCounters..."));
	assert_non_null(strstr(text, "copied=7"));
	assert_null(strstr(text, "preset"));
	free(text);
}

static void test_write_errors(void **state)
{
	const struct gbench_pair twice[] = {{"a", "1"}, {"a", "2"}};
	const struct gbench_pair bad[] = {{"a\n", "1"}};
	struct gbench_write_options options = {.context = twice,
					       .context_count = 2};
	FILE *full = fopen("/dev/full", "w");

	for (int i = 0; i < 500; i++)
		run_one(*state, "a", 1, 1, 1);
	assert_int_equal(gbench_write(*state, full, GBENCH_JSON, NULL),
			 -ENOSPC);
	assert_int_equal(gbench_write(*state, full, GBENCH_FORMAT_NONE, NULL),
			 -EINVAL);
	assert_int_equal(gbench_write(*state, full, GBENCH_JSON, &options),
			 -EINVAL);
	options.context = bad;
	options.context_count = 1;
	assert_int_equal(gbench_write(*state, full, GBENCH_JSON, &options),
			 -EINVAL);
	fclose(full);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_json_holds_the_runs_and_their_aggregates),
		TEST(test_json_context),
		TEST(test_counters_that_are_always_zero_are_valid_json),
		TEST(test_failed_runs_are_no_part_of_the_aggregates),
		TEST(test_aggregates_only_and_time_unit),
		TEST(test_csv),
		TEST(test_console),
		TEST(test_write_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
