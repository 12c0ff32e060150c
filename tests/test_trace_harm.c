// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Text that no tracer wrote, or not to its end. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "trace_fixture.h"

#include "cmocka_all.h"

/*
 * Cut anywhere, no event is invented: those before the cut are as they were,
 * and the last is whole, broken or unseen.
 */
static void test_truncated(void **state)
{
	struct trace_count count;
	size_t size;
	char *text = golden_text("names.trace", &size);
	struct trace_events whole = text_events(text, size, size, &count);

	for (size_t cut = 1; cut < size; cut++) {
		struct trace_events events =
			text_events(text, cut, cut, &count);

		assert_true(count.broken <= 1);
		assert_true(events.count + count.broken <= whole.count);
		if (events.count)
			assert_same_events(&whole, 0, &events, 0,
					   events.count - 1);
		free(events.event);
	}
	free(whole.event);
	free(text);
}

static void expect(const char *line, u64 events, u64 broken)
{
	struct trace_count count;
	struct trace_events found = text_events(line, strlen(line), 3, &count);

	assert_int_equal(count.events, events);
	assert_int_equal(count.broken, broken);
	free(found.event);
}

#define HEAD "a-1 [000] 1.000000: "

static void test_broken_fields(void **state)
{
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=1 size=1", 1, 0);
	expect(HEAD "dma_map_page: d dir=SIDEWAYS dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICES dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=3 dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=NONE dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_page: d dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE size=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=1", 0, 1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=xyz size=1", 0,
	       1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE "
		    "dma_addr=10000000000000000 size=1",
	       0, 1);
	expect(HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=1 "
		    "size=99999999999999999999",
	       0, 1);
	expect(HEAD "dma_map_page:  dir=FROM_DEVICE dma_addr=1 size=1", 0, 1);
	expect(HEAD "dma_map_sg: d dir=TO_DEVICE dma_addrs={0x1,0x2 "
		    "sizes={0x1,0x2}",
	       0, 1);
	expect(HEAD "dma_map_sg: d dir=TO_DEVICE dma_addrs={} sizes={}", 1, 0);
	expect(HEAD "dma_map_page", 0, 0);
	expect("dma_map_page: d dir=FROM_DEVICE dma_addr=1 size=1", 0, 0);
	expect("[000]", 0, 0);
	expect("[000] :", 0, 0);
	expect("99999999999999999999-99999999999999999999 [99999] "
	       "99999999999999999999.999999999: dma_map_page: d "
	       "dir=FROM_DEVICE dma_addr=1 size=1",
	       1, 0);
}

/* More entries than an event holds, on a line longer than is looked at. */
static void test_long_lines(void **state)
{
	struct trace_count count;
	struct trace_events events;
	size_t size, used;
	char *text;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fputs(HEAD "dma_sync_sg_for_cpu: d dir=FROM_DEVICE dma_addrs={0x0",
	      out);
	for (u32 i = 1; i < 300; i++)
		fprintf(out, ",0x%x", i * 4096);
	fputs("} sizes={0x10", out);
	for (u32 i = 1; i < 300; i++)
		fputs(",0x10", out);
	fputs("}\n" HEAD "dma_sync_sg_for_cpu: d dir=FROM_DEVICE ", out);
	for (u32 i = 0; i < 2 * TRACE_TEXT_BYTES; i++)
		fputc('x', out);
	fputs(" dma_addrs={0x1} sizes={0x1}\n", out);
	fclose(out);
	used = size;
	events = text_events(text, used, 1000, &count);
	assert_int_equal(events.count, 1);
	assert_int_equal(events.event[0].count, TRACE_SEGMENTS);
	assert_true(events.event[0].truncated);
	assert_int_equal(events.event[0].segment[127].addr, 127 * 4096);
	assert_int_equal(count.cut, 1);
	assert_int_equal(count.broken, 1);
	free(events.event);
	free(text);
}

static u64 next_random(u64 *random)
{
	*random = *random * 6364136223846793005ull + 1442695040888963407ull;
	return *random >> 33;
}

/* Bytes of no kind, and a good text with bytes of no kind in it. */
static void test_binary_garbage(void **state)
{
	struct trace_count count;
	struct trace_events events;
	size_t size;
	char *text = golden_text("names.trace", &size);
	u64 random = 1;

	for (u32 round = 0; round < 200; round++) {
		char *spoilt = malloc(size);

		assert_non_null(spoilt);
		memcpy(spoilt, text, size);
		for (u32 i = 0; i < (round % 2 ? 20 : size); i++)
			spoilt[next_random(&random) % size] =
				(char)next_random(&random);
		events = text_events(spoilt, size, 611, &count);
		assert_true(count.events <= 26);
		for (size_t i = 0; i < events.count; i++)
			for (const char *c = events.event[i].device; *c; c++)
				assert_true(*c >= ' ' && *c <= '~');
		free(events.event);
		free(spoilt);
	}
	free(text);
}

static int stop_at_third(void *ctx, const struct trace_event *event)
{
	u32 *left = ctx;

	(void)event;
	return --*left ? 0 : -ECANCELED;
}

static void test_taker_stops(void **state)
{
	static const char line[] =
		HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=1 size=1\n";
	struct trace_text *text;
	u32 left = 3;
	int err = 0;

	assert_int_equal(trace_text_open(&text, stop_at_third, &left), 0);
	for (u32 i = 0; i < 10; i++)
		err = trace_text_feed(text, line, sizeof(line) - 1);
	assert_int_equal(err, -ECANCELED);
	assert_int_equal(trace_text_end(text), -ECANCELED);
	assert_int_equal(left, 0);
	trace_text_close(text);
}

/* A ring of 256 buffers, each mapped anew for each of @frames frames. */
static void feed_ring(struct trace_text *text, u32 first, u32 frames)
{
	static const char frame[] =
		HEAD "dma_map_page: d dir=FROM_DEVICE dma_addr=%x000 size=2048 "
		     "phys_addr=90000 attrs=\n" HEAD
		     "dma_sync_single_for_cpu: d dir=FROM_DEVICE "
		     "dma_addr=%x000 size=16\n" HEAD
		     "dma_sync_single_for_device: d dir=FROM_DEVICE "
		     "dma_addr=%x000 size=16\n" HEAD
		     "dma_unmap_page: d dir=FROM_DEVICE dma_addr=%x000 "
		     "size=2048 attrs=\n";
	char lines[1024];

	for (u32 i = first; i < first + frames; i++) {
		int length = snprintf(lines, sizeof(lines), frame, i, i, i,
				      i < 256 ? i : i - 256);

		assert_int_equal(trace_text_feed(text, lines, (size_t)length),
				 0);
	}
}

/*
 * Memory does not grow with the file; and these 204,000 events take far less
 * than 4 s of CPU, under sanitizers, too.
 */
static void test_size_and_speed(void **state)
{
	struct trace_devices *devices;
	struct trace_text *text;
	clock_t begin = clock();
	size_t early;

	assert_int_equal(trace_devices_open(&devices), 0);
	assert_int_equal(trace_text_open(&text, trace_devices_add, devices), 0);
	feed_ring(text, 0, 1000);
	early = mallinfo2().uordblks;
	feed_ring(text, 1000, 50000);
	assert_true(mallinfo2().uordblks <= early);
	assert_int_equal(trace_text_end(text), 0);
	assert_int_equal(trace_text_count(text)->events, 4 * 51000);
	assert_true(clock() - begin < 4 * CLOCKS_PER_SEC);
	trace_text_close(text);
	trace_devices_close(devices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_broken_fields),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_binary_garbage),
		cmocka_unit_test(test_taker_stops),
		cmocka_unit_test(test_size_and_speed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
