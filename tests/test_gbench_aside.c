// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Slices that run among the results and are none. */
#include "cmocka_all.h"

#include <errno.h>
#include <string.h>

#include "gbench/gbench.h"

static void note(void *ctx, uint64_t iterations, struct gbench_outcome *outcome)
{
	char *log = ctx;

	log[strlen(log)] = (char)('0' + iterations);
	outcome->seconds = 1;
}

static void they_run_in_their_place_and_leave_nothing(void **state)
{
	char log[8] = "";
	struct gbench_run run;
	struct gbench *g;

	assert_int_equal(gbench_create(&g), 0);
	assert_int_equal(gbench_add(g, "a", 1, note, log), 0);
	assert_int_equal(gbench_add_aside(g, "a", 2, note, log), 0);
	assert_int_equal(gbench_add(g, "b", 3, note, log), 0);
	assert_int_equal(gbench_add_aside(g, "", 4, note, log), -EINVAL);
	assert_int_equal(gbench_run(g), 0);
	assert_string_equal(log, "123");
	assert_int_equal(gbench_run_count(g), 2);
	gbench_run_at(g, 0, &run);
	assert_int_equal(run.iterations, 1);
	gbench_run_at(g, 1, &run);
	assert_string_equal(run.name, "b");
	assert_int_equal(run.iterations, 3);
	gbench_destroy(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_run_in_their_place_and_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
