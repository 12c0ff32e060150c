// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The C face of Google Benchmark: what runs, and what is collected. */
#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "gbench/gbench.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Exit status of a child that this kernel starts for an emulator only. */
#define OTHER_MACHINE 98

/* A slice that hands back @outcome (unless it @forgets) and notes its calls. */
struct fake {
	struct gbench_outcome outcome;
	bool forgets;
	unsigned int calls;
	uint64_t iterations;
	char *log;
	char letter;
};

static void run_fake(void *ctx, uint64_t iterations,
		     struct gbench_outcome *outcome)
{
	struct fake *fake = ctx;

	fake->calls++;
	fake->iterations = iterations;
	if (fake->log)
		fake->log[strlen(fake->log)] = fake->letter;
	if (!fake->forgets)
		*outcome = fake->outcome;
}

static int setup(void **state)
{
	return gbench_create((struct gbench **)state);
}

static int teardown(void **state)
{
	gbench_destroy(NULL);
	gbench_destroy(*state);
	return 0;
}

static void add(struct gbench *g, const char *name, uint64_t iterations,
		struct fake *fake)
{
	assert_int_equal(gbench_add(g, name, iterations, run_fake, fake), 0);
}

static void test_slices_run_once_each_in_the_order_added(void **state)
{
	struct fake fakes[3];

	for (int round = 0; round < 3; round++) {
		static const char *const orders[] = {"abc", "cab", "bca"};
		char log[8] = "";

		for (int i = 0; i < 3; i++) {
			char name[] = {orders[round][i], '\0'};

			fakes[i] = (struct fake){.log = log,
						 .letter = name[0],
						 .outcome.seconds = 1};
			add(*state, name, 10 + i, &fakes[i]);
		}
		assert_int_equal(gbench_run(*state), 0);
		assert_string_equal(log, orders[round]);
		for (int i = 0; i < 3; i++) {
			struct gbench_run run;

			gbench_run_at(*state, 3 * round + i, &run);
			assert_int_equal(run.name[0], orders[round][i]);
			assert_int_equal(run.iterations, 10 + i);
			assert_int_equal(fakes[i].calls, 1);
			assert_int_equal(fakes[i].iterations, 10 + i);
		}
	}
	assert_int_equal(gbench_run_count(*state), 9);
}

static void test_the_slice_says_how_long_it_took(void **state)
{
	struct fake fake = {.outcome.seconds = 0.0025};
	struct gbench_run run;

	add(*state, "a/size=64", 1000, &fake);
	add(*state, "a/size=64", INT64_MAX, &fake);
	assert_int_equal(gbench_run(*state), 0);
	gbench_run_at(*state, 0, &run);
	assert_string_equal(run.name, "a/size=64");
	assert_null(run.error);
	assert_true(fabs(run.real_ns - 2500) < 1e-9);
	gbench_run_at(*state, 1, &run);
	assert_true(run.iterations == INT64_MAX);
}

static void test_what_was_run_is_forgotten(void **state)
{
	struct fake fake = {.outcome.seconds = 1};

	add(*state, "a", 1, &fake);
	assert_int_equal(gbench_run(*state), 0);
	assert_int_equal(gbench_run(*state), 0);
	assert_int_equal(fake.calls, 1);
	assert_int_equal(gbench_run_count(*state), 1);
}

static void test_collections_are_separate(void **state)
{
	struct gbench *other;
	struct fake fake = {.outcome.seconds = 1}, theirs = fake;

	add(*state, "a", 1, &fake);
	assert_int_equal(gbench_create(&other), 0);
	add(other, "b", 1, &theirs);
	assert_int_equal(gbench_run(other), 0);
	assert_int_equal(gbench_run_count(other), 1);
	gbench_destroy(other);
	assert_int_equal(theirs.calls, 1);
	assert_int_equal(fake.calls, 0);
	assert_int_equal(gbench_run(*state), 0);
	assert_int_equal(fake.calls, 1);
}

static void test_add_refuses_what_the_library_would_abort_on(void **state)
{
	static const char *const names[] = {NULL, "", "a\nb", "DISABLED_a"};
	static const uint64_t bad[] = {0, (uint64_t)INT64_MAX + 1, UINT64_MAX};
	struct fake fake = {.outcome.seconds = 1};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(
			gbench_add(*state, names[i], 1, run_fake, &fake),
			-EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(
			gbench_add(*state, "a", bad[i], run_fake, &fake),
			-EINVAL);
	assert_int_equal(gbench_add(*state, "a", 1, NULL, NULL), -EINVAL);
	assert_int_equal(gbench_run(*state), 0);
	assert_int_equal(fake.calls, 0);
	assert_int_equal(gbench_run_count(*state), 0);
}

static void test_a_bad_outcome_is_a_failed_run(void **state)
{
	struct fake fakes[] = {
		{.outcome.error = "no room"}, {.forgets = true},
		{.outcome.seconds = -1},      {.outcome.seconds = INFINITY},
		{.outcome.seconds = 1},
	};
	size_t last = ARRAY_SIZE(fakes) - 1;
	struct gbench_run run;

	for (size_t i = 0; i <= last; i++)
		add(*state, "a", 2, &fakes[i]);
	assert_int_equal(gbench_run(*state), 0);
	for (size_t i = 0; i < last; i++) {
		gbench_run_at(*state, i, &run);
		assert_non_null(run.error);
		assert_true(run.real_ns == 0);
	}
	gbench_run_at(*state, 0, &run);
	assert_string_equal(run.error, "no room");
	gbench_run_at(*state, last, &run);
	assert_null(run.error);
}

static void test_the_library_prints_nothing(void **state)
{
	struct fake fine = {.outcome.seconds = 1}, failing = {.forgets = true};
	const char *const names[] = {"a"};
	int saved[] = {dup(1), dup(2)};
	FILE *caught = tmpfile();
	char why[100];
	bool taken;

	fflush(NULL);
	dup2(fileno(caught), 1);
	dup2(fileno(caught), 2);
	add(*state, "a", 1, &fine);
	add(*state, "b", 1, &failing);
	assert_int_equal(gbench_run(*state), 0);
	gbench_filter(*state, "(", names, 1, &taken, why, sizeof(why));
	gbench_filter(*state, "b", names, 1, &taken, why, sizeof(why));
	fflush(NULL);
	for (int fd = 1; fd <= 2; fd++) {
		dup2(saved[fd - 1], fd);
		close(saved[fd - 1]);
	}
	assert_int_equal(lseek(fileno(caught), 0, SEEK_END), 0);
	fclose(caught);
}

/* In bytes. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* A library's Run alone would be some 700 bytes. */
static void test_rounds_cost_memory_only_for_their_runs(void **state)
{
	struct fake fake = {.outcome.seconds = 1};
	size_t before = 0;
	size_t rounds = 2000;

	for (size_t round = 0; round <= rounds; round++) {
		if (round == 1)
			before = allocated();
		add(*state, "a", 1, &fake);
		add(*state, "b", 1, &fake);
		assert_int_equal(gbench_run(*state), 0);
	}
	assert_int_equal(gbench_run_count(*state), 2 * (rounds + 1));
	assert_in_range(allocated() - before, 0, 2 * rounds * 250);
}

static void test_filter(void **state)
{
	static const char *const names[] = {"full_sync", "full_sync/size=64",
					    "null/size=128", "all"};
	static const struct {
		const char *filter;
		const char *expected;
	} cases[] = {
		{NULL, "1111"},
		{"", "1111"},
		{"all", "1111"},
		{".", "1111"},
		{"sync", "1100"},
		{"sync$", "1000"},
		{"^full", "1100"},
		{"^sync", "0000"},
		{"-sync", "0011"},
		{"-all", "1110"},
		{"-", "0000"},
		{"null|all", "0011"},
		{"[[:digit:]]{3}", "0010"},
		{"size=(64|12)$", "0100"},
		{"SYNC", "0000"},
		{"--", "1111"},
	};
	struct fake fake = {.outcome.seconds = 1};
	char why[100];

	add(*state, "added before", 1, &fake);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool taken[4];
		char found[5] = "";

		assert_int_equal(gbench_filter(*state, cases[i].filter, names,
					       4, taken, why, sizeof(why)),
				 0);
		for (int j = 0; j < 4; j++)
			found[j] = taken[j] ? '1' : '0';
		if (strcmp(found, cases[i].expected))
			fail_msg("%s: %s", cases[i].filter, found);
		assert_string_equal(why, "");
	}
	assert_int_equal(gbench_run(*state), 0);
	assert_int_equal(fake.calls, 1);
}

static void test_a_malformed_filter_is_refused_with_a_reason(void **state)
{
	static const char *const bad[] = {"a(", "[",   "a{1",
					  "-(", "\\d", "(?:a)"};
	static const char *const names[] = {"a", ""};
	bool taken[2];
	char why[100];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(gbench_filter(*state, bad[i], names, 1, taken,
					       why, sizeof(why)),
				 -EINVAL);
		assert_non_null(strstr(why, "in regular expression"));
		assert_null(strchr(why, '\n'));
	}
	assert_int_equal(
		gbench_filter(*state, "a", names, 2, taken, why, sizeof(why)),
		-EINVAL);
}

/*
 * The work of the child below: three rounds of eight slices; names to stdout.
 */
static int run_eight(void)
{
	struct fake fakes[8];
	char log[32] = "";
	struct gbench *g;

	if (gbench_create(&g))
		return 1;
	for (int i = 0; i < 24; i++) {
		char name[] = {'a' + i % 8, '\0'};

		fakes[i % 8] = (struct fake){
			.log = log, .letter = name[0], .outcome.seconds = 1};
		add(g, name, 2, &fakes[i % 8]);
		if (i % 8 == 7 && gbench_run(g))
			return 2;
	}
	printf("%s %zu\n", log, gbench_run_count(g));
	gbench_destroy(g);
	return fflush(stdout) ? 3 : 0;
}

/*
 * The library reads its flags' defaults when it is loaded, so this takes a new
 * process: any of these would print, shuffle, repeat, list or write a file.
 */
static void test_the_environment_does_not_reach_the_library(void **state)
{
	static char *const arguments[] = {"test_gbench", "child", NULL};
	static char *const environment[] = {
		"BENCHMARK_ENABLE_RANDOM_INTERLEAVING=1",
		"V=3",
		"BENCHMARK_MIN_TIME=0.5",
		"BENCHMARK_MIN_WARMUP_TIME=10",
		"BENCHMARK_DRY_RUN=1",
		"BENCHMARK_REPETITIONS=3",
		"BENCHMARK_LIST_TESTS=1",
		"BENCHMARK_OUT=/nonexistent/out",
		"BENCHMARK_FORMAT=xml",
		"BENCHMARK_OUT_FORMAT=xml",
		"BENCHMARK_COLOR=",
		"BENCHMARK_TIME_UNIT=fortnight",
		"BENCHMARK_PERF_COUNTERS=CYCLES",
		"BENCHMARK_CONTEXT=a=1",
		NULL};
	FILE *caught = tmpfile();
	char text[200] = "";
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (!child) {
		dup2(fileno(caught), 1);
		dup2(fileno(caught), 2);
		execve("/proc/self/exe", arguments, environment);
		_exit(errno == ENOEXEC ? OTHER_MACHINE : 99);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status == OTHER_MACHINE << 8) {
		print_message("the kernel does not start this program\n");
		fclose(caught);
		skip();
	}
	assert_int_equal(status, 0);
	rewind(caught);
	assert_true(fread(text, 1, sizeof(text) - 1, caught) > 0);
	fclose(caught);
	assert_string_equal(text, "abcdefghabcdefghabcdefgh 24\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_slices_run_once_each_in_the_order_added),
		TEST(test_the_slice_says_how_long_it_took),
		TEST(test_what_was_run_is_forgotten),
		TEST(test_collections_are_separate),
		TEST(test_add_refuses_what_the_library_would_abort_on),
		TEST(test_a_bad_outcome_is_a_failed_run),
		TEST(test_the_library_prints_nothing),
		TEST(test_rounds_cost_memory_only_for_their_runs),
		TEST(test_filter),
		TEST(test_a_malformed_filter_is_refused_with_a_reason),
		cmocka_unit_test(
			test_the_environment_does_not_reach_the_library),
	};

	if (argc == 2 && !strcmp(argv[1], "child"))
		return run_eight();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
