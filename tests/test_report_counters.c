// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * What a PMU that lies in every known way looks like in the report: the
 * table's block on cache lines, and the document.
 */
#include "case_fixture.h"
#include "fake_perf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/perf_selftest.h"
#include "plan/strategies.h"
#include "report/table_cache.h"
#include "report/table_events.h"
#include "runner/fill.h"
#include "runner/modelled.h"
#include "runner/slice.h"

#include "cmocka_all.h"

/* Half of the frames are completed; each misses 32 lines in every level. */
#define FRAMES 16u
#define COMPLETIONS (FRAMES / 2)

/**
 * struct report - one case, measured over a fake PMU and modelled.
 * @text: the table's head and blocks.
 * @document: with the case as its one record.
 */
struct report {
	struct plan_case plan;
	struct cache_choice cache;
	struct perf_backend backend;
	struct perf_counters counters;
	struct slice_sample sample;
	struct case_result result;
	struct metric_context ctx;
	char *text;
	struct document document;
};

static void measure(struct report *r, u64 extra_misses, struct fake_perf *fake)
{
	struct slice_tools tools = {.tsc = case_tools.tsc,
				    .perf = &r->counters};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;

	r->backend = fake_perf_backend(fake);
	assert_int_equal(perf_open(&r->counters, &r->backend), 0);
	assert_int_equal(perf_selftest(&r->counters), 0);
	/* What the work itself costs, over the empty span. */
	fake->per_span[PERF_CACHE_MISSES] += extra_misses;
	if (case_open(&ground, &live, &r->plan, reason))
		fail_msg("%s", reason);
	assert_int_equal(slice_run(&live, &tools, FRAMES, &r->sample), 0);
	perf_close(&r->counters);
	live_case_close(&live);
	live_ground_close(&ground);
}

static void fill(struct report *r)
{
	struct plan plan = {&r->plan, 1, 1};
	struct run_result result = {.plan = &plan, .cases = &r->result};

	assert_int_equal(fill_records(&r->document, &r->ctx, &result, NULL), 0);
	assert_int_equal(r->document.count, 1);
}

static void print(struct report *r)
{
	double scratch[4];
	size_t size;
	FILE *out = open_memstream(&r->text, &size);

	assert_non_null(out);
	table_cache_head(out, &r->ctx);
	table_events_head(out, &r->ctx);
	table_events_group(out, &r->ctx, &r->result, 1, scratch, false);
	table_cache_group(out, &r->ctx, &r->result, 1, scratch, false);
	fclose(out);
	fill(r);
	for (const char *at = r->text, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		assert_in_range(end - at, 0, 79);
	}
}

static struct report *make_report_of(struct fake_perf *fake, u64 extra_misses,
				     const char *caches,
				     const char *device_cache)
{
	struct report *r = test_calloc(1, sizeof(*r));
	char why[256];

	case_defaults(&r->plan, "null", "coherent");
	case_set(&r->plan, AXIS_RING, "64");
	case_set(&r->plan, AXIS_DEVICE_CACHE, device_cache);
	axes_canonical(&r->plan.axes);
	assert_int_equal(
		cache_choice_parse(&r->cache, caches, why, sizeof(why)), 0);
	measure(r, extra_misses, fake);
	r->result = (struct case_result){
		.plan = &r->plan,
		.samples = &r->sample,
		.sample_count = 1,
	};
	if (cache_choice_on(&r->cache))
		modelled_run(&r->plan,
			     &(struct modelled_options){
				     .geometry = &r->cache.geometry},
			     &r->result.modelled);
	r->ctx = (struct metric_context){.tsc = case_tools.tsc,
					 .counters = &r->counters,
					 .cache = &r->cache};
	print(r);
	return r;
}

static struct report *make_report(struct fake_perf *fake, u64 extra_misses,
				  const char *caches)
{
	return make_report_of(fake, extra_misses, caches, "memory");
}

static void drop_report(struct report *r)
{
	document_close(&r->document);
	free(r->text);
	test_free(r);
}

#define CACHES "l1=48K:12:64,l2=1M:16,l3=32M:16"

static const struct figure *figure(const struct report *r, const char *key)
{
	int id = figure_find(key);

	assert_true(id >= 0);
	return &r->document.records[0].figure[id];
}

static const char *kind(const struct report *r, const char *key)
{
	return kind_name(figure(r, key)->kind);
}

static const char *reason(const struct report *r, const char *key)
{
	return figure(r, key)->absent;
}

static double value(const struct report *r, const char *key)
{
	return figure(r, key)->sample[0];
}

/* The row of the strategy in the last block. */
static const char *row(const struct report *r)
{
	const char *at = r->text, *last = NULL;

	while ((at = strstr(at, "\nnull")))
		last = ++at;
	assert_non_null(last);
	return last;
}

static void both_stand_side_by_side_with_their_ratio(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	fake.miss_level = 2;
	/* Two spans of eight frames: 40 misses for each completion. */
	r = make_report(&fake, 40 * COMPLETIONS, CACHES);
	assert_string_equal(kind(r, "cache_misses_per_completion"), "measured");
	assert_true(value(r, "cache_misses_per_completion") == 40);
	assert_non_null(strstr(r->text, "misses   measured, user space only; "
					"misses of the second level"));
	assert_non_null(strstr(r->text, "cache model"));
	assert_non_null(strstr(r->text, "measured\n"));
	assert_non_null(strstr(row(r), "  32.0  32.0  32.0"));
	assert_non_null(strstr(row(r), "  40.0  1.25\n"));
	assert_string_equal(kind(r, "l1_lines_per_completion"), "modelled");
	assert_int_equal(figure(r, "l1_lines_per_completion")->total,
			 32 * figure(r, "l1_lines_per_completion")->units);
	drop_report(r);
}

/* A counter of a level nobody knows, or the model lacks, has no counterpart. */
static void no_ratio_without_a_counterpart(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	fake.miss_level = PERF_MISS_LEVEL_UNKNOWN;
	r = make_report(&fake, 40 * COMPLETIONS, CACHES);
	assert_non_null(strstr(r->text, "a level that is not known"));
	assert_non_null(strstr(row(r), "  40.0     -\n"));
	drop_report(r);
	fake = fake_perf_healthy;
	fake.miss_level = 2;
	r = make_report(&fake, 40 * COMPLETIONS, "l1=48K:12:64");
	assert_non_null(strstr(row(r), "  40.0     -\n"));
	drop_report(r);
	/* The last level is the model's last, however many it has. */
	fake = fake_perf_healthy;
	fake.miss_level = PERF_MISS_LEVEL_LAST;
	r = make_report(&fake, 16 * COMPLETIONS, "l1=48K:12:64");
	assert_non_null(strstr(row(r), "  16.0  0.50\n"));
	drop_report(r);
	/* There the device put the frame: no miss, and no ratio to none. */
	fake = fake_perf_healthy;
	fake.miss_level = PERF_MISS_LEVEL_LAST;
	r = make_report_of(&fake, 16 * COMPLETIONS, CACHES, "allocating");
	assert_non_null(strstr(row(r), "  32.0  32.0   0.0"));
	assert_non_null(strstr(row(r), "  16.0     -\n"));
	drop_report(r);
}

static void a_measured_column_stands_without_a_model(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r = make_report(&fake, 40 * COMPLETIONS, "off");

	(void)state;
	assert_null(strstr(r->text, "cache model"));
	assert_non_null(strstr(r->text, "cache misses"));
	assert_non_null(strstr(row(r), " 40.0\n"));
	drop_report(r);
}

static void half_multiplexed_is_scaled_and_says_so(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	fake.running_percent = 50;
	fake.miss_level = 2;
	r = make_report(&fake, 40 * COMPLETIONS, CACHES);
	assert_string_equal(kind(r, "cache_misses_per_completion"), "scaled");
	assert_true(value(r, "cache_misses_per_completion") == 40);
	assert_non_null(strstr(r->text, "misses   scaled"));
	assert_non_null(strstr(row(r), "  40.0s 1.25\n"));
	drop_report(r);
}

static void zeros_are_absent_with_their_reason(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	memset(fake.per_span, 0, sizeof(fake.per_span));
	r = make_report(&fake, 0, CACHES);
	assert_string_equal(kind(r, "cache_misses_per_completion"), "absent");
	assert_non_null(strstr(reason(r, "cache_misses_per_completion"),
			       "did not move"));
	assert_null(strstr(r->text, "ratio"));
	assert_null(strstr(r->text, "measured"));
	assert_non_null(strstr(r->text, "misses   absent: did not move"));
	drop_report(r);
}

/* Stuck at a value: it counts nothing, and is not taken for that value. */
static void frozen_values_are_absent(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	memset(fake.per_span, 0, sizeof(fake.per_span));
	for (u32 i = 0; i < PERF_COUNTERS; i++)
		fake.value[i] = 987654321u;
	r = make_report(&fake, 0, CACHES);
	assert_string_equal(kind(r, "cache_misses_per_completion"), "absent");
	assert_null(strstr(r->text, "98765"));
	assert_non_null(strstr(r->text, "misses   absent: did not move"));
	drop_report(r);
}

static void einval_is_absent_as_not_supported(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	for (u32 i = 0; i < PERF_EVENT_1; i++)
		fake.alone_err[i] = -EINVAL;
	r = make_report(&fake, 0, CACHES);
	assert_string_equal(kind(r, "cache_misses_per_completion"), "absent");
	assert_non_null(
		strstr(reason(r, "cache_misses_per_completion"), "EINVAL"));
	assert_non_null(strstr(r->text, "misses   absent: no such counter"));
	assert_null(strstr(r->text, "ratio"));
	drop_report(r);
}

static void events_asked_for_have_columns_of_their_own(void **state)
{
	struct fake_perf fake = fake_perf_healthy;
	struct report *r;

	(void)state;
	fake.extra[PERF_EVENT_1] = (struct perf_event){
		.name = "dtlb_load_misses:walk", .user = true};
	fake.extra[PERF_EVENT_1 + 1] =
		(struct perf_event){.name = "kernel_only", .kernel = true};
	fake.group_most = 4;
	r = make_report(&fake, 40 * COMPLETIONS, CACHES);
	/* Four to a group on this PMU: the others have one of their own. */
	assert_non_null(strstr(r->text, "event    dtlb_load_misses:walk, user: "
					"measured"));
	assert_non_null(
		strstr(r->text, "event    kernel_only, kernel: measured"));
	assert_non_null(strstr(r->text, "events/completion  dtlb_load_miss "
					"   kernel_only\n"));
	assert_string_equal(kind(r, "event_1_per_completion"), "measured");
	assert_string_equal(kind(r, "event_2_per_not_ready_peek"), "measured");
	assert_string_equal(reason(r, "event_3_per_completion"),
			    "not recorded");
	drop_report(r);
	fake = fake_perf_healthy;
	r = make_report(&fake, 0, CACHES);
	assert_null(strstr(r->text, "events/completion"));
	assert_string_equal(kind(r, "event_1_per_completion"), "absent");
	drop_report(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_stand_side_by_side_with_their_ratio),
		cmocka_unit_test(no_ratio_without_a_counterpart),
		cmocka_unit_test(a_measured_column_stands_without_a_model),
		cmocka_unit_test(half_multiplexed_is_scaled_and_says_so),
		cmocka_unit_test(zeros_are_absent_with_their_reason),
		cmocka_unit_test(frozen_values_are_absent),
		cmocka_unit_test(einval_is_absent_as_not_supported),
		cmocka_unit_test(events_asked_for_have_columns_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
