// SPDX-License-Identifier: GPL-2.0 OR MIT
/* perf_event_open(2) itself, on events that this machine has. */
#include <linux/perf_event.h>
#include <sys/mman.h>

#include "measure/perf.h"
#include "measure/perf_names.h"
#include "measure/perf_selftest.h"

#include "cmocka_all.h"

#define PAGE_BYTES 4096u
#define PAGES 64u

/* On any machine: a count or a reason, never a silent zero. */
static void this_machine_counts_or_says_why(void **state)
{
	struct perf_counters p;
	struct perf_span span;

	assert_int_equal(perf_open(&p, &perf_linux_backend), 0);
	assert_int_equal(perf_selftest(&p), 0);
	perf_start(&p);
	perf_stop(&p, &span);
	for (u32 i = 0; i < PERF_EVENT_1; i++) {
		if (perf_class_has_value(p.state[i].class))
			continue;
		print_message(
			"%s: %s: %s\n", perf_counter_name((enum perf_counter)i),
			perf_class_name(p.state[i].class), p.state[i].reason);
		assert_int_equal(span.class[i], p.state[i].class);
		assert_int_not_equal(p.state[i].reason[0], '\0');
	}
	perf_close(&p);
}

static void touch_fresh_pages(void)
{
	u8 *pages = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(pages, MAP_FAILED);
	madvise(pages, PAGES * PAGE_BYTES, MADV_NOHUGEPAGE);
	for (u32 i = 0; i < PAGES; i++)
		WRITE_ONCE(pages[i * PAGE_BYTES], 1);
	munmap(pages, PAGES * PAGE_BYTES);
}

/* Does this kernel keep perf events from this process altogether? */
static bool refused_here(const struct perf_counters *p)
{
	return p->state[0].class == PERF_NO_PERMISSION ||
	       p->state[0].class == PERF_NOT_SUPPORTED;
}

/* Events that every kernel has, through the same calls as the hardware's. */
static void linux_groups_are_read_in_order(void **state)
{
	struct perf_linux_events events = {
		.type = PERF_TYPE_SOFTWARE,
		.config = {PERF_COUNT_SW_TASK_CLOCK, PERF_COUNT_SW_PAGE_FAULTS,
			   PERF_COUNT_SW_PAGE_FAULTS_MAJ,
			   PERF_COUNT_SW_PAGE_FAULTS_MIN},
	};
	struct perf_backend backend = perf_linux_backend;
	struct perf_counters p;
	struct perf_span span;

	backend.ctx = &events;
	assert_int_equal(perf_open(&p, &backend), 0);
	if (refused_here(&p))
		skip();
	assert_int_equal(p.group_count, 1);
	assert_int_equal(p.group[0].count, PERF_EVENT_1);
	for (u32 i = 0; i < 3; i++) {
		perf_start(&p);
		touch_fresh_pages();
		perf_stop(&p, &span);
		assert_int_equal(span.class[PERF_CYCLES], PERF_MEASURED);
		assert_true(span.value[0] > span.value[1]);
		assert_in_range(span.value[1], PAGES, 2 * PAGES);
		assert_in_range(span.value[2], 0, PAGES / 2);
		assert_int_equal(span.value[1], span.value[2] + span.value[3]);
		touch_fresh_pages();
	}
	perf_close(&p);
}

static void linux_counter_rests_between_spans(void **state)
{
	const u64 none = PERF_COUNT_SW_MAX + 1000;
	struct perf_linux_events events = {
		.type = PERF_TYPE_SOFTWARE,
		.config = {PERF_COUNT_SW_PAGE_FAULTS, none, none, none},
	};
	struct perf_backend backend = perf_linux_backend;
	struct perf_counters p;
	struct perf_span span;

	backend.ctx = &events;
	assert_int_equal(perf_open(&p, &backend), 0);
	if (refused_here(&p))
		skip();
	for (u32 i = 0; i < 3; i++) {
		touch_fresh_pages();
		perf_start(&p);
		perf_stop(&p, &span);
		assert_int_equal(span.class[0], PERF_MEASURED);
		assert_in_range(span.value[0], 0, PAGES / 2);
		assert_int_equal(span.class[1], PERF_NOT_SUPPORTED);
	}
	perf_close(&p);
}

static void linux_counts_what_was_asked_for(void **state)
{
	struct perf_backend backend = perf_linux_backend;
	struct perf_linux_events events;
	struct perf_counters p;
	struct perf_span span;
	char why[1024];

	perf_linux_hardware(&events);
	assert_int_equal(
		perf_linux_add(&events, "page-faults", why, sizeof(why)), 0);
	backend.ctx = &events;
	assert_int_equal(perf_open(&p, &backend), 0);
	if (!perf_class_has_value(p.state[PERF_EVENT_1].class)) {
		print_message("%s\n", p.state[PERF_EVENT_1].reason);
		perf_close(&p);
		skip();
	}
	perf_start(&p);
	touch_fresh_pages();
	perf_stop(&p, &span);
	assert_in_range(span.value[PERF_EVENT_1], PAGES, 2 * PAGES);
	perf_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_machine_counts_or_says_why),
		cmocka_unit_test(linux_groups_are_read_in_order),
		cmocka_unit_test(linux_counter_rests_between_spans),
		cmocka_unit_test(linux_counts_what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
