// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Events asked for by name: how they are found, grouped, refused, tried. */
#include "fake_perf.h"

#include <stdio.h>
#include <string.h>

#include "measure/perf_names.h"
#include "measure/perf_selftest.h"

#include "cmocka_all.h"

static void a_known_name_is_found(void **state)
{
	struct perf_event event;
	char why[1024];

	assert_int_equal(
		perf_event_find("page-faults", &event, why, sizeof(why)), 0);
	assert_string_equal(event.name, "page-faults");
	assert_true(event.user);
	assert_false(event.kernel);
	assert_int_equal(perf_event_find("PAGE-FAULTS:u=1:k=1", &event, why,
					 sizeof(why)),
			 0);
	assert_true(event.user && event.kernel);
	assert_int_equal(
		perf_event_find("page-faults:k", &event, why, sizeof(why)), 0);
	assert_false(event.user);
	assert_true(event.kernel);
}

static void an_unknown_name_gets_the_nearest(void **state)
{
	static const struct {
		const char *name;
		const char *offered;
	} cases[] = {
		{"page-fault", "nearest: PAGE-FAULTS"},
		{"context_switches", "CONTEXT-SWITCHES"},
		{"L1-dcache-load-mises", "L1-DCACHE-LOAD-MISSES"},
		{"page-faults:nosuch", "; it takes "},
		{"nosuchthingatall", "nearest: "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct perf_event event;
		char why[1024] = "";

		assert_int_equal(perf_event_find(cases[i].name, &event, why,
						 sizeof(why)),
				 -EINVAL);
		assert_non_null(strstr(why, cases[i].name));
		if (!strstr(why, cases[i].offered))
			fail_msg("%s: \"%s\" does not offer %s", cases[i].name,
				 why, cases[i].offered);
	}
}

static void names_out_of_shape_are_refused(void **state)
{
	struct perf_event event;
	char name[4096], why[1024] = "";

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(perf_event_find(name, &event, why, sizeof(why)),
			 -EINVAL);
	assert_int_equal(perf_event_find("", &event, why, sizeof(why)),
			 -EINVAL);
	assert_int_equal(perf_event_find(":::", &event, why, sizeof(why)),
			 -EINVAL);
	name[PERF_EVENT_NAME_BYTES - 1] = '\0';
	assert_int_equal(perf_event_find(name, &event, why, sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "nearest"));
}

static void four_different_events_and_no_more(void **state)
{
	static const char *const names[] = {"page-faults", "cpu-clock",
					    "minor-faults", "major-faults"};
	struct perf_linux_events events;
	char why[1024] = "";

	perf_linux_hardware(&events);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(
			perf_linux_add(&events, names[i], why, sizeof(why)), 0);
		if (i < 3)
			assert_int_equal(perf_linux_add(&events, "CPU-clock",
							why, sizeof(why)),
					 i ? -EINVAL : 0);
		if (!i)
			events.extra_count--;
	}
	assert_int_equal(events.extra_count, 4);
	assert_int_equal(
		perf_linux_add(&events, "cpu-migrations", why, sizeof(why)),
		-EINVAL);
	assert_non_null(strstr(why, "more than 4"));
}

static struct fake_perf with_extras(void)
{
	struct fake_perf fake = fake_perf_healthy;

	fake.extra[PERF_EVENT_1] =
		(struct perf_event){.name = "one", .user = true};
	fake.extra[PERF_EVENT_1 + 1] = (struct perf_event){
		.name = "two", .user = true, .kernel = true};
	fake.per_span[PERF_EVENT_1] = 77;
	fake.per_span[PERF_EVENT_1 + 1] = 88;
	return fake;
}

/* Four counters fit this PMU: two groups, both on it all the time. */
static void groups_are_as_large_as_the_pmu_takes(void **state)
{
	struct fake_perf fake = with_extras();
	struct perf_backend backend = fake_perf_backend(&fake);
	struct perf_counters p;
	struct perf_span span;

	fake.group_most = 4;
	assert_int_equal(perf_open(&p, &backend), 0);
	assert_int_equal(p.group_count, 2);
	assert_int_equal(p.group[0].count, 4);
	assert_int_equal(p.group[1].count, 2);
	perf_start(&p);
	perf_stop(&p, &span);
	assert_int_equal(span.class[PERF_EVENT_1 + 1], PERF_MEASURED);
	assert_int_equal(span.value[PERF_EVENT_1], 77);
	assert_int_equal(span.value[PERF_EVENT_1 + 1], 88);
	assert_int_equal(span.value[PERF_CYCLES],
			 fake_perf_healthy.per_span[PERF_CYCLES]);
	perf_close(&p);
	fake = with_extras();
	backend = fake_perf_backend(&fake);
	assert_int_equal(perf_open(&p, &backend), 0);
	assert_int_equal(p.group_count, 1);
	perf_close(&p);
}

static void nobody_asked_nobody_opens(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_backend backend = fake_perf_backend(&fake);
	struct perf_counters p;

	assert_int_equal(perf_open(&p, &backend), 0);
	for (u32 i = PERF_EVENT_1; i < PERF_COUNTERS; i++) {
		assert_false(perf_asked_for(&p, (enum perf_counter)i));
		assert_int_equal(p.state[i].handle, -1);
	}
	perf_close(&p);
}

static void the_side_is_said(void **state)
{
	struct fake_perf fake = with_extras();
	struct perf_backend backend = fake_perf_backend(&fake);
	struct perf_counters p;

	fake.extra[PERF_EVENT_1].kernel = true;
	fake.extra[PERF_EVENT_1].user = false;
	assert_int_equal(perf_open(&p, &backend), 0);
	assert_string_equal(perf_side(&p, PERF_CYCLES), "user");
	assert_string_equal(perf_side(&p, PERF_EVENT_1), "kernel");
	assert_string_equal(perf_side(&p, PERF_EVENT_1 + 1), "user and kernel");
	perf_close(&p);
}

/* Level 2 allows user space: only the kernel's side is refused. */
static void refusal_of_the_kernel_side_names_its_level(void **state)
{
	static const struct {
		int level;
		const char *text;
	} cases[] = {
		{2, "is 2; set it to 1 to count the kernel"},
		{4, "is 4; set it to 1 to count the kernel"},
		{1, "is 1 and allows it; a seccomp filter"},
		{-1, "it must be 1 or less to count the kernel"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_perf fake = with_extras();
		struct perf_backend backend = fake_perf_backend(&fake);
		struct perf_counters p;

		fake.group_most = 5;
		fake.level = cases[i].level;
		fake.alone_err[PERF_EVENT_1 + 1] = -EACCES;
		assert_int_equal(perf_open(&p, &backend), 0);
		assert_int_equal(p.state[PERF_EVENT_1].class, PERF_MEASURED);
		assert_int_equal(p.state[PERF_EVENT_1 + 1].class,
				 PERF_NO_PERMISSION);
		if (!strstr(p.state[PERF_EVENT_1 + 1].reason, cases[i].text))
			fail_msg("\"%s\" does not say \"%s\"",
				 p.state[PERF_EVENT_1 + 1].reason,
				 cases[i].text);
		perf_close(&p);
	}
}

static void every_self_test_leaves_its_figures(void **state)
{
	struct fake_perf fake = with_extras();
	struct perf_backend backend = fake_perf_backend(&fake);
	struct perf_counters p;

	fake.per_span[PERF_EVENT_1 + 1] = 0;
	assert_int_equal(perf_open(&p, &backend), 0);
	assert_int_equal(perf_selftest(&p), 0);
	assert_non_null(strstr(p.state[PERF_CACHE_MISSES].selftest,
			       "2048 during loads of flushed lines, at least "
			       "1024 due"));
	assert_non_null(
		strstr(p.state[PERF_EVENT_1].selftest, "77 during a loop"));
	assert_null(strstr(p.state[PERF_EVENT_1].selftest, "dead"));
	assert_non_null(
		strstr(p.state[PERF_EVENT_1 + 1].selftest, "may be dead"));
	assert_int_equal(p.state[PERF_EVENT_1 + 1].class, PERF_MEASURED);
	perf_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_name_is_found),
		cmocka_unit_test(an_unknown_name_gets_the_nearest),
		cmocka_unit_test(names_out_of_shape_are_refused),
		cmocka_unit_test(four_different_events_and_no_more),
		cmocka_unit_test(groups_are_as_large_as_the_pmu_takes),
		cmocka_unit_test(nobody_asked_nobody_opens),
		cmocka_unit_test(the_side_is_said),
		cmocka_unit_test(refusal_of_the_kernel_side_names_its_level),
		cmocka_unit_test(every_self_test_leaves_its_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
