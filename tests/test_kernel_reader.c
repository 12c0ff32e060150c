// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Records from a kernel are read with suspicion: lengths, numbers, ABI. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/reader.h"

static const struct reader_cost cost = {
	.pair_ticks = 512,
	.pair_count = 64,
	.event = {[PERF_INSTRUCTIONS] = 640},
	.event_spans = 64,
};

struct fixture {
	u8 data[4096];
	size_t bytes;
	u32 number;
};

static void put(struct fixture *f, u16 type, void *record, u32 bytes)
{
	struct peek_head *head = record;

	*head = (struct peek_head){
		.magic = PEEK_MAGIC,
		.type = type,
		.abi = PEEK_ABI,
		.bytes = bytes,
		.number = f->number++,
	};
	assert_true(f->bytes + bytes <= sizeof(f->data));
	memcpy(f->data + f->bytes, record, bytes);
	f->bytes += bytes;
}

static void put_slice(struct fixture *f)
{
	struct peek_slice slice = {.round = 2, .frames = 16};

	slice.span[0] =
		(struct peek_span){.ticks = 1016,
				   .stamps = 2,
				   .count = 64,
				   .copied = 256,
				   .copied_back = 8,
				   .for_cpu = 64,
				   .for_device = 32,
				   .events = {[PERF_INSTRUCTIONS] = 1020},
				   .uncounted = 1u << PERF_CACHE_MISSES};
	slice.span[1] = (struct peek_span){.count = 8, .for_cpu = 16};
	slice.span[2] = (struct peek_span){.count = 8, .for_cpu = 16};
	put(f, PEEK_RECORD_SLICE, &slice, sizeof(slice));
}

static void put_end(struct fixture *f, u64 lost)
{
	struct peek_end end = {.lost = lost};

	put(f, PEEK_RECORD_END, &end, sizeof(end));
}

static struct reader_stream stream_of(const struct fixture *f)
{
	return (struct reader_stream){.data = f->data, .bytes = f->bytes};
}

static int read_all(const struct fixture *f, char *why)
{
	struct reader_stream stream = stream_of(f);
	union reader_record record;
	int more;

	while ((more = reader_next(&stream, &record)) > 0)
		;
	strcpy(why, stream.why);
	return more;
}

static void assert_refused(const struct fixture *f, const char *what)
{
	char why[REASON_BYTES];

	assert_int_equal(read_all(f, why), -EINVAL);
	assert_non_null(strstr(why, what));
}

static void slices_become_samples(void **state)
{
	struct case_result result = {0};
	struct fixture f = {.bytes = 0};
	struct reader_stream stream;
	union reader_record record;
	const struct span *span;

	put_slice(&f);
	put_end(&f, 0);
	stream = stream_of(&f);
	assert_int_equal(reader_next(&stream, &record), 1);
	assert_int_equal(reader_slice(&result, &record.slice, &cost), 0);
	assert_int_equal(result.sample_count, 1);
	assert_int_equal(result.samples[0].round, 2);
	span = &result.samples[0].span[PHASE_NOT_READY];
	/* Two pairs of 512 / 64 ticks are taken off. */
	assert_int_equal(span->ticks, 1000);
	assert_int_equal(span->events[PERF_INSTRUCTIONS], 1000);
	assert_int_equal(span->events[PERF_CYCLES], 0);
	/*
	 * Events that no kernel counts, and those that this one did not count.
	 */
	assert_int_equal(span->uncounted,
			 ~(1u << PERF_CYCLES | 1u << PERF_INSTRUCTIONS |
			   1u << PERF_CACHE_REFERENCES));
	assert_int_equal(span->to_cpu_bytes, 256);
	assert_int_equal(span->to_device_bytes, 8);
	assert_int_equal(result.ledger.not_ready.for_cpu, 64);
	assert_int_equal(result.ledger.not_ready.for_device, 32);
	assert_int_equal(result.ledger.ready.for_cpu, 32);
	assert_int_equal(result.ledger.ready.for_device, 0);
	assert_int_equal(reader_next(&stream, &record), 1);
	assert_int_equal(reader_next(&stream, &record), 0);
	free(result.samples);
}

static void every_truncation_is_refused(void **state)
{
	struct fixture f = {.bytes = 0};
	size_t whole, first;
	char why[REASON_BYTES];

	put_slice(&f);
	first = f.bytes;
	put_end(&f, 0);
	whole = f.bytes;
	for (f.bytes = 1; f.bytes < whole; f.bytes++)
		assert_int_equal(read_all(&f, why),
				 f.bytes == first ? 0 : -EINVAL);
}

static void damage_is_named(void **state)
{
	struct fixture good = {.bytes = 0}, f;

	put_slice(&good);
	put_end(&good, 0);
	f = good;
	((struct peek_head *)f.data)->magic++;
	assert_refused(&f, "no magic");
	f = good;
	((struct peek_head *)f.data)->abi = PEEK_ABI + 1;
	assert_refused(&f, "ABI");
	f = good;
	((struct peek_head *)f.data)->number = 1;
	assert_refused(&f, "missing");
	f = good;
	((struct peek_head *)f.data)->bytes -= 8;
	assert_refused(&f, "length");
	f = good;
	((struct peek_head *)f.data)->bytes = ~7u;
	assert_refused(&f, "length");
	f = (struct fixture){.bytes = 0};
	put_end(&f, 3);
	assert_refused(&f, "no room");
}

static void an_unknown_record_is_passed_over(void **state)
{
	struct fixture f = {.bytes = 0};
	struct peek_end unknown = {.lost = 9};
	char why[REASON_BYTES];

	put(&f, 31, &unknown, sizeof(unknown));
	put_end(&f, 0);
	assert_int_equal(read_all(&f, why), 0);
}

static void what_a_machine_lacks_is_no_failure(void **state)
{
	static const struct {
		int err;
		enum case_state state;
	} rows[] = {
		{0, CASE_OK},
		{-ENODEV, CASE_SKIPPED},
		{-EOPNOTSUPP, CASE_SKIPPED},
		{-E2BIG, CASE_SKIPPED},
		{-ENOMEM, CASE_FAILED},
		{-EIO, CASE_FAILED},
		{INT32_MIN, CASE_FAILED},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct peek_case record = {.err = rows[i].err};
		struct case_result result = {0};

		reader_case(&result, &record);
		assert_int_equal(result.state, rows[i].state);
		assert_int_equal(result.reason[0] != '\0', rows[i].err != 0);
		assert_int_equal(result.ledger.frames, 0);
	}
}

static struct peek_event event_of(u32 number, u32 state, const char *text)
{
	struct peek_event event = {
		.event = number, .state = state, .empty_spans = 64};

	snprintf(event.text, sizeof(event.text), "%s", text);
	return event;
}

static void no_counter_is_silently_zero(void **state)
{
	static const enum perf_class want[PEEK_EVENT_STATES + 1] = {
		PERF_MEASURED,	  PERF_DEAD_ZERO, PERF_NOT_SUPPORTED,
		PERF_NOT_COUNTED, PERF_FAILED,	  PERF_FAILED};
	struct perf_counters counters;
	struct reader_cost own = {.pair_count = 64};

	reader_counters(&counters, 2, "no word");
	assert_int_equal(counters.miss_level, 2);
	for (u32 i = 0; i < PERF_COUNTERS; i++) {
		assert_int_equal(counters.state[i].class, PERF_NOT_SUPPORTED);
		assert_string_equal(counters.state[i].reason, "no word");
	}
	for (u32 i = 0; i <= PEEK_EVENT_STATES; i++) {
		struct peek_event event = event_of(PERF_CACHE_MISSES, i, "so");
		const struct perf_state *misses;

		reader_counters(&counters, 2, "no word");
		reader_event(&event, &own, &counters);
		misses = &counters.state[PERF_CACHE_MISSES];
		assert_int_equal(misses->class, want[i]);
		assert_string_equal(i ? misses->reason : misses->selftest,
				    "so");
		assert_string_equal(i ? misses->selftest : misses->reason, "");
		assert_string_equal(perf_side(&counters, PERF_CACHE_MISSES),
				    "kernel");
	}
}

static void one_case_without_a_count_does_not_hide_the_others(void **state)
{
	struct perf_counters counters;
	struct reader_cost own = {.pair_count = 64};
	struct peek_event first =
		event_of(PERF_CYCLES, PEEK_EVENT_MEASURED, "moved");
	struct peek_event then =
		event_of(PERF_CYCLES, PEEK_EVENT_NOT_COUNTED, "taken");
	struct peek_event beyond = event_of(PEEK_EVENTS, 0, "unknown");

	reader_counters(&counters, 0, "no word");
	first.empty = 77;
	reader_event(&first, &own, &counters);
	assert_int_equal(own.event[PERF_CYCLES], 77);
	assert_int_equal(own.event_spans, 64);
	reader_event(&then, &own, &counters);
	assert_int_equal(own.event[PERF_CYCLES], 0);
	reader_event(&beyond, &own, &counters);
	assert_int_equal(counters.state[PERF_CYCLES].class, PERF_MEASURED);
	assert_string_equal(counters.state[PERF_CYCLES].selftest, "moved");
	assert_int_equal(counters.state[PEEK_EVENTS].class, PERF_NOT_SUPPORTED);
}

static void one_wrong_frame_is_unsafe(void **state)
{
	struct peek_case record = {.frames = 100,
				   .wrong = 1,
				   .status_torn = 1,
				   .booked = 1,
				   .copied = 2080,
				   .copied_again = 32,
				   .needed = 2048};
	struct case_result result = {0};

	record.hazard[1] = 1;
	reader_case(&result, &record);
	assert_int_equal(result.state, CASE_UNSAFE);
	assert_int_equal(result.integrity.hazard[1], 1);
	assert_int_equal(result.integrity.status_torn, 1);
	assert_true(result.ledger.exact);
	assert_int_equal(result.ledger.copied, 2080);
}

static void counts_that_contradict_each_other_are_no_result(void **state)
{
	static const struct {
		u64 frames, wrong, lost, torn, status_torn;
	} rows[] = {
		{.frames = 9, .lost = 1},
		{.frames = 9, .wrong = 1},
		{.frames = 9, .wrong = 1, .lost = 2},
		{.frames = 1, .wrong = 2, .lost = 2},
		{.frames = 9, .wrong = 1, .torn = 1, .status_torn = 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct peek_case record = {.frames = rows[i].frames,
					   .wrong = rows[i].wrong,
					   .status_torn = rows[i].status_torn};
		struct case_result result = {0};

		record.hazard[FRAME_LOST_BIT] = rows[i].lost;
		record.hazard[FRAME_TORN_BIT] = rows[i].torn;
		reader_case(&result, &record);
		assert_int_equal(result.state, CASE_FAILED);
		assert_non_null(strstr(result.reason, "contradict"));
		assert_int_equal(result.integrity.wrong, 0);
	}
}

/* Two slices of 16 and 4 frames, 20 times what one frame took. */
static void sync_calls_are_those_of_one_frame(void **state)
{
	static const struct {
		const char *platform;
		u64 more; /* calls that cannot be shared out */
		bool booked;
		bool wrong;
		enum case_state state;
		bool synced;
	} rows[] = {
		{"swiotlb", 0, true, false, CASE_OK, true},
		{"arm64", 0, true, false, CASE_OK, true},
		{"coherent", 0, true, false, CASE_OK, false},
		{"swiotlb", 0, false, false, CASE_OK, false},
		{"swiotlb", 1, true, false, CASE_FAILED, false},
		{"swiotlb", 1, true, true, CASE_UNSAFE, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct slice_sample samples[] = {{.frames = 16}, {.frames = 4}};
		struct peek_case record = {.booked = rows[i].booked,
					   .frames = 20,
					   .wrong = rows[i].wrong,
					   .hazard[FRAME_TORN_BIT] =
						   rows[i].wrong};
		struct plan_case plan = {0};
		struct case_result result = {
			.plan = &plan,
			.samples = samples,
			.sample_count = 2,
			.ledger.not_ready = {160, 80 + rows[i].more},
			.ledger.ready = {20, 0},
		};
		const struct ledger *ledger = &result.ledger;
		char why[REASON_BYTES];

		assert_int_equal(axis_parse(AXIS_PLATFORM, rows[i].platform,
					    &plan.axes.value[AXIS_PLATFORM],
					    why, sizeof(why)),
				 0);
		reader_case(&result, &record);
		assert_int_equal(result.state, rows[i].state);
		assert_int_equal(ledger->synced, rows[i].synced);
		assert_int_equal(ledger->exact, rows[i].booked);
		if (!rows[i].synced)
			continue;
		assert_int_equal(ledger->not_ready.for_cpu, 8);
		assert_int_equal(ledger->not_ready.for_device, 4);
		assert_int_equal(ledger->ready.for_cpu, 1);
		assert_int_equal(ledger->ready.for_device, 0);
	}
}

/* A loss is the hazard of that name only where its cause was seen. */
static void frames_that_a_driver_never_got(void **state)
{
	static const struct {
		u64 sent;
		u64 overwritten;
		enum case_state state;
		u64 lost;
	} rows[] = {
		{0, 0, CASE_OK, 0},
		{90, 0, CASE_OK, 0},
		{100, 0, CASE_FAILED, 0},
		{100, 1, CASE_UNSAFE, 10},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct plan_case plan = {0};
		struct peek_case record = {.frames = 90,
					   .sent = rows[i].sent,
					   .overwritten = rows[i].overwritten};
		struct case_result result = {.plan = &plan};

		reader_driver(&result, &record);
		assert_int_equal(result.state, rows[i].state);
		assert_int_equal(result.integrity.wrong, rows[i].lost);
		assert_int_equal(result.integrity.hazard[FRAME_LOST_BIT],
				 rows[i].lost);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_become_samples),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(damage_is_named),
		cmocka_unit_test(an_unknown_record_is_passed_over),
		cmocka_unit_test(what_a_machine_lacks_is_no_failure),
		cmocka_unit_test(no_counter_is_silently_zero),
		cmocka_unit_test(
			one_case_without_a_count_does_not_hide_the_others),
		cmocka_unit_test(sync_calls_are_those_of_one_frame),
		cmocka_unit_test(one_wrong_frame_is_unsafe),
		cmocka_unit_test(
			counts_that_contradict_each_other_are_no_result),
		cmocka_unit_test(frames_that_a_driver_never_got),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
