// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Trace events out of text, as three programs and a mail have it. */
#include <stdlib.h>

#include "trace_fixture.h"

#include "cmocka_all.h"

/* The first events of e100.trace that the other golden texts hold. */
#define SHARED_EVENTS 16

static void test_ftrace(void **state)
{
	struct trace_count count;
	struct trace_events events = golden_events("e100.trace", &count);
	const struct trace_event *map = &events.event[3];

	assert_int_equal(events.count, 138);
	assert_int_equal(count.events, 138);
	assert_int_equal(count.lines, 150);
	assert_int_equal(count.others + count.broken + count.cut, 0);
	assert_int_equal(count.overwritten + count.lost, 0);
	assert_false(count.every_call);
	assert_int_equal(map->kind, TRACE_MAP);
	assert_int_equal(map->dir, DMA_TO_DEVICE);
	assert_int_equal(map->cpu, 0);
	assert_int_equal(map->pid, 139);
	assert_true(map->has_time);
	assert_int_equal(map->time_ns, 83727534000);
	assert_string_equal(map->task, "kpktgend_0");
	assert_string_equal(map->device, "0000:00:03.0");
	assert_int_equal(map->count, 1);
	assert_int_equal(map->segment[0].addr, 0x3aaff800);
	assert_int_equal(map->segment[0].size, 600);
	assert_int_equal(map->segment[0].phys, 0x55e7c02);
	assert_string_equal(events.event[0].task, "ksoftirqd/0");
	assert_int_equal(events.event[2].kind, TRACE_BOUNCED);
	assert_int_equal(events.event[2].segment[0].addr, 0x55e7c02);
	free(events.event);
}

static void same_as_ftrace(const char *name, u64 others)
{
	struct trace_count count;
	struct trace_events ftrace = golden_events("e100.trace", &count);
	struct trace_events events = golden_events(name, &count);

	assert_int_equal(events.count, SHARED_EVENTS);
	assert_int_equal(count.others, others);
	assert_int_equal(count.broken, 0);
	assert_same_events(&ftrace, 0, &events, 0, SHARED_EVENTS);
	free(ftrace.event);
	free(events.event);
}

static void test_trace_cmd_report(void **state)
{
	same_as_ftrace("report.txt", 1);
}

static void test_perf_script(void **state)
{
	same_as_ftrace("script.txt", 1);
}

static void test_quoted_and_wrapped(void **state)
{
	same_as_ftrace("mail.txt", 0);
}

struct named {
	enum trace_kind kind;
	u8 dir;
	u32 count;
	u64 addr;
	u64 size;
};

static void test_names(void **state)
{
	static const struct named want[] = {
		{TRACE_MAP, DMA_FROM_DEVICE, 1, 0xfffff000, 2048},
		{TRACE_UNMAP, DMA_FROM_DEVICE, 1, 0xfffff000, 2048},
		{TRACE_MAP, DMA_BIDIRECTIONAL, 1, UINT64_MAX, 2048},
		{TRACE_UNMAP, DMA_BIDIRECTIONAL, 1, 0xfffff000, 2048},
		{TRACE_MAP, DMA_TO_DEVICE, 1, 0xe0000000, 4096},
		{TRACE_UNMAP, DMA_TO_DEVICE, 1, 0xe0000000, 4096},
		{TRACE_ALLOC, DMA_NONE, 1, 0x1000, 64},
		{TRACE_ALLOC, DMA_BIDIRECTIONAL, 1, 0x2000, 128},
		{TRACE_FREE, DMA_NONE, 1, 0x1000, 64},
		{TRACE_FREE, DMA_BIDIRECTIONAL, 1, 0x2000, 128},
		{TRACE_MAP, DMA_FROM_DEVICE, 1, 0x3000, 4096},
		{TRACE_UNMAP, DMA_FROM_DEVICE, 1, 0x3000, 4096},
		{TRACE_MAP, DMA_FROM_DEVICE, 1, 0x4000, 8192},
		{TRACE_UNMAP, DMA_FROM_DEVICE, 1, 0x4000, 8192},
		{TRACE_NONE, DMA_FROM_DEVICE, 1, 0, 8192},
		{TRACE_MAP, DMA_FROM_DEVICE, 2, 0x10000, 0x1000},
		{TRACE_FOR_CPU, DMA_FROM_DEVICE, 2, 0x10000, 0x1000},
		{TRACE_FOR_DEVICE, DMA_FROM_DEVICE, 2, 0x10000, 0x1000},
		{TRACE_UNMAP, DMA_FROM_DEVICE, 2, 0, 0},
		{TRACE_MAP, DMA_TO_DEVICE, 1, 0x30000, 0x3000},
		{TRACE_NONE, DMA_TO_DEVICE, 0, 0, 0},
		{TRACE_FOR_CPU, DMA_FROM_DEVICE, 1, 0x5000, 64},
		{TRACE_MAP_CALL, DMA_FROM_DEVICE, 1, 0, 1538},
		{TRACE_MAP_RETURN, DMA_NONE, 1, 0x3aa00000, 0},
		{TRACE_FOR_CPU, DMA_FROM_DEVICE, 1, 0x3a900000, 16},
	};
	struct trace_count count;
	struct trace_events events = golden_events("names.trace", &count);

	assert_int_equal(count.broken, 0);
	assert_int_equal(count.lost, 15);
	assert_int_equal(count.overwritten, 66);
	assert_int_equal(events.count, ARRAY_SIZE(want));
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		const struct trace_event *event = &events.event[i];

		assert_int_equal(event->kind, want[i].kind);
		assert_int_equal(event->dir, want[i].dir);
		assert_int_equal(event->count, want[i].count);
		assert_int_equal(event->failed, i == 2);
		assert_int_equal(event->truncated, i == 19);
		if (!event->count)
			continue;
		assert_int_equal(event->segment[0].addr, want[i].addr);
		assert_int_equal(event->segment[0].size, want[i].size);
	}
	assert_int_equal(events.event[0].attrs,
			 TRACE_ATTR_SKIP_CPU_SYNC | 1 << 1);
	assert_int_equal(events.event[3].attrs, 1 << 10);
	assert_int_equal(events.event[22].attrs, TRACE_ATTR_SKIP_CPU_SYNC);
	assert_int_equal(events.event[18].segment[1].phys, 0x90000);
	assert_int_equal(events.event[16].segment[1].size, 0x200);
	assert_string_equal(events.event[21].device, "Fixed MDIO bus.0");
	assert_string_equal(events.event[21].task, "<idle>");
	assert_string_equal(events.event[22].device, "0000:02:00.0");
	assert_string_equal(events.event[22].task, "cat");
	assert_int_equal(events.event[22].pid, 77);
	assert_string_equal(events.event[24].device, "0000:02:00.0");
	free(events.event);
}

static void test_mixed_architectures(void **state)
{
	struct trace_count count;
	struct trace_events events = golden_events("mixed.trace", &count);

	assert_int_equal(events.count, 8);
	assert_string_equal(events.event[0].device, "30be0000.ethernet");
	assert_int_equal(events.event[0].segment[0].addr, 0xb8a40040);
	assert_true(events.event[3].failed);
	assert_false(events.event[4].failed);
	assert_int_equal(events.event[6].segment[0].addr, 0x800000003aa00000);
	assert_int_equal(events.event[7].cpu, 31);
	free(events.event);
}

static void test_another_subsystem(void **state)
{
	struct trace_count count;
	struct trace_events events = golden_events("sched.trace", &count);

	assert_int_equal(events.count, 0);
	assert_int_equal(count.others, 3);
	assert_int_equal(count.broken, 0);
	free(events.event);
}

/* The same, however the text is cut. */
static void test_fed_in_pieces(void **state)
{
	static const size_t steps[] = {1, 7, 4096};
	struct trace_count count, whole_count;
	size_t size;
	char *text = golden_text("mail.txt", &size);
	struct trace_events whole = text_events(text, size, size, &whole_count);

	assert_int_equal(whole.count, SHARED_EVENTS);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		struct trace_events events =
			text_events(text, size, steps[i], &count);

		assert_int_equal(events.count, whole.count);
		assert_same_events(&whole, 0, &events, 0, whole.count);
		assert_memory_equal(&count, &whole_count, sizeof(count));
		free(events.event);
	}
	free(whole.event);
	free(text);
}

/* trace-cmd's names of buffers, and names with blanks. */
static void test_tasks(void **state)
{
	static const char fields[] =
		" [001]  1.5: dma_free: d dma_addr=1 size=2\n";
	static const struct {
		const char *head;
		const char *task;
		u32 pid;
	} rows[] = {
		{"pkt:   test_dat-26799", "test_dat", 26799},
		{"  kworker/0:1-12", "kworker/0:1", 12},
		{" kworker/u8:1-ev-33  ( 21)", "kworker/u8:1-ev", 33},
		{"my task  7/8", "my task", 8},
		{"<...>-1234", "<...>", 1234},
		{"a-name-of-more-than-15-bytes-1", "a-name-of-more-", 1},
		{"", "", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trace_count count;
		struct trace_events events;
		char line[128];

		strcpy(line, rows[i].head);
		strcat(line, fields);
		events = text_events(line, strlen(line), 9, &count);
		assert_int_equal(events.count, 1);
		assert_string_equal(events.event[0].task, rows[i].task);
		assert_int_equal(events.event[0].pid, rows[i].pid);
		assert_int_equal(events.event[0].time_ns, 1500000000);
		free(events.event);
	}
}

static void test_every_call(void **state)
{
	static const char head[] = TRACE_EVERY_CALL "\n";
	struct trace_count count;

	free(text_events(head, sizeof(head) - 1, 5, &count).event);
	assert_true(count.every_call);
	free(golden_events("e100-6.1.trace", &count).event);
	assert_true(count.every_call);
	assert_int_equal(count.events, 129);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ftrace),
		cmocka_unit_test(test_trace_cmd_report),
		cmocka_unit_test(test_perf_script),
		cmocka_unit_test(test_quoted_and_wrapped),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_mixed_architectures),
		cmocka_unit_test(test_another_subsystem),
		cmocka_unit_test(test_fed_in_pieces),
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_every_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
