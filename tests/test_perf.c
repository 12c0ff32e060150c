// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Hardware counters over back ends that lie in every known way. */
#include "fake_perf.h"

#include "measure/perf_selftest.h"

#include "cmocka_all.h"

#define FROZEN_AT 987654321u

/* Open, self-test, take one span, close; every handle must be given back. */
static struct perf_counters measure(struct fake_perf *fake,
				    struct perf_span *span)
{
	struct perf_backend backend = fake_perf_backend(fake);
	struct perf_counters p;

	assert_int_equal(perf_open(&p, &backend), 0);
	assert_int_equal(perf_selftest(&p), 0);
	perf_start(&p);
	perf_stop(&p, span);
	perf_close(&p);
	for (u32 i = 0; i < PERF_EVENT_1; i++) {
		assert_int_equal(fake->leader[i], 0);
		if (!perf_class_has_value(span->class[i]))
			assert_int_equal(span->value[i], 0);
	}
	return p;
}

static void assert_all(const struct perf_counters *p,
		       const struct perf_span *span, enum perf_class class,
		       const char *text)
{
	for (u32 i = 0; i < PERF_EVENT_1; i++) {
		assert_int_equal(p->state[i].class, class);
		assert_int_equal(span->class[i], class);
		assert_non_null(strstr(p->state[i].reason, text));
	}
}

static void healthy_counters_are_measured(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p = measure(&fake, &span);

	assert_all(&p, &span, PERF_MEASURED, "");
	for (u32 i = 0; i < PERF_EVENT_1; i++) {
		assert_int_equal(span.value[i], fake_perf_healthy.per_span[i]);
		assert_string_equal(p.state[i].reason, "");
	}
}

/* One span that counts much more does not show. */
static void empty_span_is_the_median(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.odd_span = 8;
	p = measure(&fake, &span);
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_int_equal(p.empty_span[i],
				 fake_perf_healthy.per_span[i]);
	fake = fake_perf_healthy;
	fake.per_span[PERF_CACHE_MISSES] = 0;
	p = measure(&fake, &span);
	assert_int_equal(p.empty_span[PERF_CACHE_MISSES], 0);
}

static void what_counters_hold_before_is_not_counted(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;

	fake.value[PERF_CYCLES] = 1u << 30;
	fake.enabled_ns[PERF_CYCLES] = 5 * FAKE_PERF_SPAN_NS;
	measure(&fake, &span);
	assert_int_equal(span.value[PERF_CYCLES],
			 fake_perf_healthy.per_span[PERF_CYCLES]);
	assert_int_equal(span.class[PERF_CYCLES], PERF_MEASURED);
}

static void zeros_are_dead(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	memset(fake.per_span, 0, sizeof(fake.per_span));
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_DEAD_ZERO, "did not move");
	assert_int_equal(p.group_count, 0);
}

static void frozen_values_are_dead(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	memset(fake.per_span, 0, sizeof(fake.per_span));
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		fake.value[i] = FROZEN_AT;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_DEAD_ZERO, "did not move");
}

static void frozen_single_counter_is_dead(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	for (u32 i = 0; i < PERF_EVENT_1; i++)
		fake.alone_err[i] = i == PERF_CACHE_MISSES ? 0 : -ENOENT;
	fake.per_span[PERF_CACHE_MISSES] = 0;
	fake.value[PERF_CACHE_MISSES] = PERF_SELFTEST_LINES;
	p = measure(&fake, &span);
	assert_int_equal(p.state[PERF_CACHE_MISSES].class, PERF_DEAD_ZERO);
	assert_int_equal(span.class[PERF_CYCLES], PERF_NOT_SUPPORTED);
}

static void one_dead_counter_leaves_the_others(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.per_span[PERF_CACHE_REFERENCES] = 0;
	p = measure(&fake, &span);
	assert_int_equal(p.state[PERF_CACHE_REFERENCES].class, PERF_DEAD_ZERO);
	assert_int_equal(span.class[PERF_CACHE_REFERENCES], PERF_DEAD_ZERO);
	assert_int_equal(span.class[PERF_CACHE_MISSES], PERF_MEASURED);
	assert_int_equal(span.value[PERF_CACHE_MISSES], PERF_SELFTEST_LINES);
	assert_int_equal(span.value[PERF_CYCLES],
			 fake_perf_healthy.per_span[PERF_CYCLES]);
}

static void impossible_counts_fail(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.per_span[PERF_INSTRUCTIONS] = PERF_SELFTEST_INSTRUCTIONS - 1;
	fake.per_span[PERF_CYCLES] = 3;
	fake.per_span[PERF_CACHE_MISSES] = PERF_SELFTEST_LINES / 2 - 1;
	p = measure(&fake, &span);
	assert_int_equal(span.class[PERF_INSTRUCTIONS], PERF_FAILED);
	assert_int_equal(span.class[PERF_CYCLES], PERF_FAILED);
	assert_int_equal(span.class[PERF_CACHE_MISSES], PERF_FAILED);
	assert_int_equal(span.class[PERF_CACHE_REFERENCES], PERF_MEASURED);
	assert_non_null(strstr(p.state[PERF_CYCLES].reason, "counted 3 "));

	fake = fake_perf_healthy;
	fake.per_span[PERF_INSTRUCTIONS] = PERF_SELFTEST_INSTRUCTIONS * 2;
	p = measure(&fake, &span);
	assert_int_equal(span.class[PERF_INSTRUCTIONS], PERF_FAILED);
	assert_non_null(strstr(p.state[PERF_INSTRUCTIONS].reason, "at most"));
}

static void machine_without_counters_says_so(void **state)
{
	static const int errors[] = {-EINVAL, -ENOENT, -EOPNOTSUPP, -ENODEV,
				     -ENOSYS};
	struct perf_span span;

	for (size_t e = 0; e < ARRAY_SIZE(errors); e++) {
		struct fake_perf fake = fake_perf_healthy;
		struct perf_counters p;

		for (u32 i = 0; i < PERF_EVENT_1; i++)
			fake.alone_err[i] = errors[e];
		p = measure(&fake, &span);
		assert_all(&p, &span, PERF_NOT_SUPPORTED,
			   errors[e] == -ENOSYS ? "kernel" : "machine");
		assert_int_equal(fake.spans, 0);
	}
}

static struct perf_counters refused(int err, int level, struct perf_span *span)
{
	struct fake_perf fake = fake_perf_healthy;

	for (u32 i = 0; i < PERF_EVENT_1; i++)
		fake.alone_err[i] = err;
	fake.level = level;
	return measure(&fake, span);
}

static void refusal_names_the_setting(void **state)
{
	struct perf_span span;
	struct perf_counters p = refused(-EACCES, 4, &span);

	assert_all(&p, &span, PERF_NO_PERMISSION,
		   "/proc/sys/kernel/perf_event_paranoid is 4; set it to 2");
	p = refused(-EPERM, -1, &span);
	assert_all(&p, &span, PERF_NO_PERMISSION,
		   "/proc/sys/kernel/perf_event_paranoid cannot be read");
}

static void refusal_despite_the_setting_names_seccomp(void **state)
{
	struct perf_span span;
	struct perf_counters p = refused(-EPERM, 2, &span);

	assert_all(&p, &span, PERF_NO_PERMISSION,
		   "/proc/sys/kernel/perf_event_paranoid is 2 and allows it");
	assert_non_null(strstr(p.state[0].reason, "seccomp"));
}

static void other_errors_are_named(void **state)
{
	struct perf_span span;
	struct perf_counters p = refused(-EMFILE, 2, &span);

	assert_all(&p, &span, PERF_FAILED, strerror(EMFILE));
}

static void half_multiplexed_counts_are_scaled(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.running_percent = 50;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_SCALED, "50 %");
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_in_range(span.value[i],
				fake_perf_healthy.per_span[i] - 1,
				fake_perf_healthy.per_span[i] + 1);
}

static void counters_that_fit_in_no_group_count_alone(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.grouped_err = -EINVAL;
	fake.alone_percent = 50;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_SCALED, "multiplexed");
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_in_range(span.value[i],
				fake_perf_healthy.per_span[i] - 1,
				fake_perf_healthy.per_span[i] + 1);
}

static void group_that_never_runs_is_split(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.running_percent = 0;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_MEASURED, "");
	assert_int_equal(span.value[PERF_CACHE_MISSES], PERF_SELFTEST_LINES);
}

static void counters_that_never_run_are_not_counted(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	fake.running_percent = 0;
	fake.alone_percent = 0;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_NOT_COUNTED, "never on the PMU");
}

static void span_off_the_pmu_is_not_counted(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_backend backend = fake_perf_backend(&fake);
	struct perf_counters p;
	struct perf_span span;

	assert_int_equal(perf_open(&p, &backend), 0);
	fake.running_percent = 0;
	perf_start(&p);
	perf_stop(&p, &span);
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_int_equal(span.class[i], PERF_NOT_COUNTED);
	fake.running_percent = 100;
	perf_start(&p);
	perf_stop(&p, &span);
	for (u32 i = 0; i < PERF_EVENT_1; i++) {
		assert_int_equal(span.class[i], PERF_MEASURED);
		assert_int_equal(span.value[i], fake_perf_healthy.per_span[i]);
	}
	perf_close(&p);
}

static void unreadable_counters_fail(void **state)
{
	struct perf_span span;

	for (u32 failing = 0; failing < 3; failing++) {
		struct fake_perf fake = fake_perf_healthy;
		struct perf_counters p;

		fake.read_err = -ENODATA;
		fake.failing_span = failing;
		p = measure(&fake, &span);
		assert_all(&p, &span, PERF_FAILED, strerror(ENODATA));
		assert_int_equal(fake.spans, failing);
	}
}

static void counters_that_run_backwards_fail(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p;

	for (u32 i = 0; i < PERF_EVENT_1; i++)
		fake.value[i] = UINT64_MAX;
	fake.backwards = true;
	p = measure(&fake, &span);
	assert_all(&p, &span, PERF_FAILED, "backwards");
}

static void closed_counters_have_no_value(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct perf_span span;
	struct perf_counters p = measure(&fake, &span);

	perf_start(&p);
	perf_stop(&p, &span);
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_int_equal(span.class[i], PERF_NOT_COUNTED);
}

static void every_class_and_counter_has_a_name(void **state)
{
	for (u32 i = 0; i < PERF_CLASSES; i++)
		assert_non_null(perf_class_name((enum perf_class)i));
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		assert_non_null(perf_counter_name((enum perf_counter)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(healthy_counters_are_measured),
		cmocka_unit_test(empty_span_is_the_median),
		cmocka_unit_test(what_counters_hold_before_is_not_counted),
		cmocka_unit_test(zeros_are_dead),
		cmocka_unit_test(frozen_values_are_dead),
		cmocka_unit_test(frozen_single_counter_is_dead),
		cmocka_unit_test(one_dead_counter_leaves_the_others),
		cmocka_unit_test(impossible_counts_fail),
		cmocka_unit_test(machine_without_counters_says_so),
		cmocka_unit_test(refusal_names_the_setting),
		cmocka_unit_test(refusal_despite_the_setting_names_seccomp),
		cmocka_unit_test(other_errors_are_named),
		cmocka_unit_test(half_multiplexed_counts_are_scaled),
		cmocka_unit_test(counters_that_fit_in_no_group_count_alone),
		cmocka_unit_test(group_that_never_runs_is_split),
		cmocka_unit_test(counters_that_never_run_are_not_counted),
		cmocka_unit_test(span_off_the_pmu_is_not_counted),
		cmocka_unit_test(unreadable_counters_fail),
		cmocka_unit_test(counters_that_run_backwards_fail),
		cmocka_unit_test(closed_counters_have_no_value),
		cmocka_unit_test(every_class_and_counter_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
