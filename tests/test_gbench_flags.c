// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The --benchmark_* flags: what is taken, and that nothing is let through. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "gbench/flags.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static int setup(void **state)
{
	*state = test_malloc(sizeof(struct gbench_flags));
	gbench_flags_init(*state);
	return 0;
}

static int teardown(void **state)
{
	gbench_flags_destroy(*state);
	test_free(*state);
	return 0;
}

/* @why: GBENCH_WHY_BYTES. */
static int parse(struct gbench_flags *flags, const char *arg, char *why)
{
	why[0] = '\0';
	return gbench_flags_parse(flags, arg, why, GBENCH_WHY_BYTES);
}

static void take(struct gbench_flags *flags, const char *arg)
{
	char why[GBENCH_WHY_BYTES];

	if (parse(flags, arg, why) != 1)
		fail_msg("%s was not taken: %s", arg, why);
}

/* @arg is refused in one line that starts with it and says @expected. */
static void refuse(struct gbench_flags *flags, const char *arg,
		   const char *expected)
{
	char why[GBENCH_WHY_BYTES];

	if (parse(flags, arg, why) != -EINVAL)
		fail_msg("%s was not refused", arg);
	if (strncmp(why, arg, strlen(arg)) || !strstr(why, expected))
		fail_msg("%s: expected \"%s\" in \"%s\"", arg, expected, why);
	assert_null(strchr(why, '\n'));
	assert_true(strlen(why) < sizeof(why) - 1);
}

static void test_nothing_given(void **state)
{
	const struct gbench_flags *flags = *state;

	assert_null(flags->filter);
	assert_null(flags->out);
	assert_int_equal(flags->repetitions, 0);
	assert_true(flags->random_interleaving);
}

static void test_every_flag_sets_its_field(void **state)
{
	struct gbench_flags *flags = *state;

	take(flags, "--benchmark_list_tests");
	take(flags, "--benchmark_filter=a=b|c");
	take(flags, "--benchmark_min_time=0.25");
	take(flags, "--benchmark_min_warmup_time=1e-1");
	take(flags, "--benchmark_repetitions=1000000");
	take(flags, "--benchmark_repetitions=40");
	take(flags, "--benchmark_enable_random_interleaving=false");
	take(flags, "--benchmark_out=run.json");
	take(flags, "--benchmark_out_format=json");
	take(flags, "--benchmark_context=kernel=6.12");
	take(flags, "--benchmark_context=host=a,empty=");

	assert_true(flags->list_tests);
	assert_string_equal(flags->filter, "a=b|c");
	assert_true(flags->min_time_seconds == 0.25);
	assert_true(flags->min_warmup_seconds == 0.1);
	assert_int_equal(flags->repetitions, 40);
	assert_false(flags->random_interleaving);
	assert_string_equal(flags->out, "run.json");
	assert_int_equal(flags->context_count, 3);
	assert_string_equal(flags->context[0].key, "kernel");
	assert_string_equal(flags->context[0].value, "6.12");
	assert_string_equal(flags->context[2].key, "empty");
	assert_string_equal(flags->context[2].value, "");
}

static void test_booleans(void **state)
{
	static const char *const yes[] = {"true", "TRUE", "t", "T",  "yes",
					  "y",	  "Y",	  "1", "on", "On"};
	static const char *const no[] = {"false", "False", "f", "F",   "no",
					 "n",	  "N",	   "0", "off", "OFF"};
	struct gbench_flags *flags = *state;
	char arg[64];

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		snprintf(arg, sizeof(arg), "--benchmark_list_tests=%s", yes[i]);
		take(flags, arg);
		assert_true(flags->list_tests);
		snprintf(arg, sizeof(arg), "--benchmark_list_tests=%s", no[i]);
		take(flags, arg);
		assert_false(flags->list_tests);
	}
}

static void test_a_bad_value_is_refused(void **state)
{
	static const struct {
		const char *flag;
		const char *expected;
		const char *values[16];
	} bad[] = {
		{"list_tests", "wants true or false", {"=maybe", "=2", "="}},
		{"filter", "wants a POSIX", {"", "="}},
		{"filter", "write --benchmark_filter=VALUE; it wants", {""}},
		{"min_time",
		 "wants seconds, a plain number such as 0.5, from 1e-9 to "
		 "86400",
		 {"", "=", "=0.5s", "=10x", "=abc", "=0", "=-1", "=86401",
		  "=nan", "=inf", "=1e999", "=0x1p3", "= 1", "=1,5", "=e"}},
		{"min_warmup_time", "from 0 to 86400", {"=-0.1", "=1s", ""}},
		{"repetitions",
		 "wants a whole number from 1 to 1000000",
		 {"=0", "=-1", "=+1", "=1.5", "=1e3", "=4294967297", "=ten",
		  "=1000001", "=", ""}},
		{"out", "wants a file name", {"=", ""}},
		{"out_format",
		 "wants json; `peekbench show --form csv`",
		 {"=csv", "=console", "=JSON", "=", ""}},
		{"format",
		 "refused: `peekbench show --form csv`",
		 {"=json", "=csv", "=console", "=xml", "=", ""}},
		{"color", "refused: no output", {"=auto", ""}},
		{"counters_tabular",
		 "refused: `peekbench show --details`",
		 {"", "=true", "=false"}},
		{"report_aggregates_only",
		 "refused: --benchmark_out",
		 {"", "=true"}},
		{"display_aggregates_only",
		 "refused: --benchmark_out",
		 {"", "=true"}},
		{"time_unit", "refused: peekbench shows cycles", {"=us", ""}},
		{"perf_counters",
		 "refused: --event NAME",
		 {"=CYCLES", "=", ""}},
	};
	struct gbench_flags before = *(struct gbench_flags *)*state;
	char arg[64];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (size_t j = 0; bad[i].values[j]; j++) {
			snprintf(arg, sizeof(arg), "--benchmark_%s%s",
				 bad[i].flag, bad[i].values[j]);
			refuse(*state, arg, bad[i].expected);
		}
	}
	assert_memory_equal(*state, &before, sizeof(before));
}

static void test_an_unknown_flag_is_refused_with_the_known_ones(void **state)
{
	refuse(*state, "--benchmark_dry_run", "--benchmark_min_warmup_time");
	refuse(*state, "--benchmark_filte=x", "no such flag");
	refuse(*state, "--benchmark_filterx=x", "no such flag");
	refuse(*state, "--benchmark-filter=x", "no such flag");
	refuse(*state, "--benchmark", "no such flag");
	refuse(*state, "--benchmark_FILTER=x", "no such flag");
}

static void test_what_is_not_a_benchmark_flag_is_left_alone(void **state)
{
	static const char *const others[] = {
		"--seed=1", "--verbose",	   "--version", "--v=1",
		"quick",    "-benchmark_filter=x", "--help",	"--",
		"-",	    "benchmark_filter=x",  "",
	};
	struct gbench_flags before = *(struct gbench_flags *)*state;
	char why[GBENCH_WHY_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		assert_int_equal(parse(*state, others[i], why), 0);
		assert_string_equal(why, "");
	}
	assert_memory_equal(*state, &before, sizeof(before));
}

static void test_bad_context_is_refused_whole(void **state)
{
	static const char *const bad[] = {
		"",
		"=",
		"=b",
		"==1",
		"=b=1=2",
		"=b=1,",
		"=b=1,,c=2",
		"=b=1,b=2",
		"=b=1,a=2",
		"=num_cpus=4",
		"=b=1,library_build_type=release",
		"=b=\033[1m",
		"=b\tc=1",
	};
	struct gbench_flags *flags = *state;
	char arg[64];

	take(flags, "--benchmark_context=a=1");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(arg, sizeof(arg), "--benchmark_context%s", bad[i]);
		refuse(flags, arg, "each key once");
		assert_int_equal(flags->context_count, 1);
	}
	assert_string_equal(flags->context[0].value, "1");
}

static void test_a_long_argument_does_not_hide_the_valid_values(void **state)
{
	static const char *const flags[][2] = {
		{"--benchmark_out_format=", "wants json"},
		{"--benchmark_context=", "library_build_type"},
		{"--benchmark_format=", "Benchmark's JSON"},
		{"--benchmark_nope=", " --benchmark_context"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		char arg[4096] = "";
		char why[GBENCH_WHY_BYTES];

		memset(arg, 'x', sizeof(arg) - 1);
		memcpy(arg, flags[i][0], strlen(flags[i][0]));
		assert_int_equal(parse(*state, arg, why), -EINVAL);
		assert_non_null(strstr(why, flags[i][1]));
	}
}

static void test_a_short_message_buffer_is_not_overrun(void **state)
{
	char why[16] = "fifteen letters";

	assert_int_equal(gbench_flags_parse(*state, "--benchmark_nope", why, 8),
			 -EINVAL);
	assert_string_equal(why, "--bench");
	assert_string_equal(why + 8, "letters");
}

static void test_environment_is_taken(void **state)
{
	char *const environment[] = {"HOME=/",
				     "BENCHMARK_FILTER=swiotlb",
				     "BENCHMARK_REPETITIONS=7",
				     "BENCHMARK_ENABLE_RANDOM_INTERLEAVING=0",
				     "BENCHMARK_CONTEXT=a=1",
				     "BENCHMARK_UNHEARD_OF=1",
				     "BENCHMARK_filter=not ours",
				     "BENCHMARK_NOTHING",
				     "V=abc",
				     "v=9",
				     NULL};
	struct gbench_flags *flags = *state;
	char why[GBENCH_WHY_BYTES];

	assert_int_equal(gbench_flags_parse_environment(flags, environment, why,
							sizeof(why)),
			 0);
	assert_string_equal(flags->filter, "swiotlb");
	assert_int_equal(flags->repetitions, 7);
	assert_false(flags->random_interleaving);
	assert_int_equal(flags->context_count, 1);

	take(flags, "--benchmark_filter=direct");
	assert_string_equal(flags->filter, "direct");
}

static void test_environment_is_as_strict(void **state)
{
	static char *const bad[] = {"BENCHMARK_MIN_TIME=0.5s",
				    "BENCHMARK_REPETITIONS=",
				    "BENCHMARK_LIST_TESTS=",
				    "BENCHMARK_FORMAT=xml",
				    "BENCHMARK_COLOR=",
				    "BENCHMARK_OUT=",
				    "BENCHMARK_PERF_COUNTERS=CYCLES"};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *const environment[] = {"A=b", bad[i],
					     "BENCHMARK_FILTER=x", NULL};
		char why[GBENCH_WHY_BYTES] = "";

		assert_int_equal(gbench_flags_parse_environment(
					 *state, environment, why, sizeof(why)),
				 -EINVAL);
		assert_int_equal(strncmp(why, bad[i], strlen(bad[i])), 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_given),
		TEST(test_every_flag_sets_its_field),
		TEST(test_booleans),
		TEST(test_a_bad_value_is_refused),
		TEST(test_an_unknown_flag_is_refused_with_the_known_ones),
		TEST(test_what_is_not_a_benchmark_flag_is_left_alone),
		TEST(test_bad_context_is_refused_whole),
		TEST(test_a_long_argument_does_not_hide_the_valid_values),
		TEST(test_a_short_message_buffer_is_not_overrun),
		TEST(test_environment_is_taken),
		TEST(test_environment_is_as_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
