// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A sync outside its mapping, or in a direction that is none, is refused
 * before the first slice: on every platform, and in whichever hook it stands.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "core/layout.h"
#include "plan/strategies.h"
#include "runner/live.h"
#include "runner/misuse.h"

#define SIZE 512u

static const struct misuse_looks few = {.empty = 3, .dirty = 1};

static void make_layout(struct rx_layout *layout)
{
	assert_int_equal(rx_layout_init(layout, SIZE, RX_STATUS_SPLIT, true),
			 0);
}

#define SYNC(name, way, offset, size, dir)                                     \
	static void name(struct rx_buf *buf)                                   \
	{                                                                      \
		dma_sync_single_for_##way(buf->ring->dev, buf->dma + (offset), \
					  size, dir);                          \
	}

SYNC(all, cpu, 0, SIZE, DMA_FROM_DEVICE)
SYNC(nothing_at_the_end, cpu, SIZE, 0, DMA_FROM_DEVICE)
SYNC(as_e100, cpu, 0, 16, DMA_BIDIRECTIONAL)
SYNC(as_ath9k, device, 0, 48, DMA_TO_DEVICE)
SYNC(one_beyond, cpu, 0, SIZE + 1, DMA_FROM_DEVICE)
SYNC(one_before, device, -1, 4, DMA_FROM_DEVICE)
SYNC(elsewhere, device, 1u << 20, 4, DMA_BIDIRECTIONAL)
SYNC(far_too_much, cpu, 4, SIZE_MAX, DMA_FROM_DEVICE)
SYNC(no_direction, cpu, 0, SIZE, DMA_NONE)
SYNC(no_such_direction, device, 0, SIZE, (enum dma_data_direction)77)
SYNC(wrong_way, cpu, 0, SIZE, DMA_TO_DEVICE)

static void late(struct rx_buf *buf)
{
	if (++buf->priv[0] == few.empty)
		one_beyond(buf);
}

struct call {
	void (*hook)(struct rx_buf *buf);
	const char *reason;
};

static const struct call calls[] = {
	{all, NULL},
	{nothing_at_the_end, NULL},
	{as_e100, NULL},
	{as_ath9k, NULL},
	{one_beyond, "a sync outside its mapping: 513 bytes at 0 of 512"},
	{one_before, "a sync outside its mapping: 4 bytes at -1 of"},
	{elsewhere, "a sync outside its mapping: 4 bytes at 1048576 of"},
	{far_too_much, "a sync outside its mapping: 18446744073709551615 "
		       "bytes at 4 of"},
	{no_direction, "a sync in no direction"},
	{no_such_direction, "a sync in no direction"},
	{wrong_way, "a sync for the CPU, TO_DEVICE: 512 bytes at 0 of"},
};

/* The hooks that the loops below call: a test fills them in. */
static struct peek_strategy table;

static u32 peek_each(struct rx_buf *bufs, u32 count, u32 looks)
{
	return peek_each_body(&table, bufs, count, looks);
}

static u32 dirty_each(struct rx_buf *bufs, u32 count, u32 looks, u32 dirty)
{
	return dirty_each_body(&table, bufs, count, looks, dirty);
}

static u32 complete_each(struct rx_buf *bufs, u32 count)
{
	return complete_each_body(&table, bufs, count);
}

static bool peek_live(struct rx_buf *buf, u32 looks, bool process,
		      struct peek_tally *tally)
{
	return peek_live_body(&table, buf, looks, process, tally);
}

static u32 no_looks(struct rx_buf *bufs, u32 count, u32 looks)
{
	(void)bufs, (void)count, (void)looks;
	return 0;
}

static u32 no_dirty_looks(struct rx_buf *bufs, u32 count, u32 looks, u32 dirty)
{
	(void)dirty;
	return no_looks(bufs, count, looks);
}

static u32 no_frame(struct rx_buf *bufs, u32 count)
{
	return no_looks(bufs, count, 1);
}

static bool no_live_look(struct rx_buf *buf, u32 looks, bool process,
			 struct peek_tally *tally)
{
	(void)process, (void)tally;
	return no_looks(buf, 1, looks);
}

static const struct peek_loops loops = {&table, peek_each, dirty_each,
					complete_each, peek_live};

static int judge(const struct peek_loops *by, struct misuse_looks looks,
		 char *reason)
{
	struct rx_layout layout;

	make_layout(&layout);
	reason[0] = '\0';
	return misuse_check(&layout, by, looks, reason, REASON_BYTES);
}

/* Every call in every hook. */
static void calls_are_judged_in_every_hook(void **state)
{
	void (**const hooks[])(struct rx_buf * buf) = {
		&table.armed, &table.dirtied, &table.prepare_peek,
		&table.peek_done_not_ready, &table.peek_done_ready};
	char reason[REASON_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(calls) * ARRAY_SIZE(hooks); i++) {
		const struct call *call = &calls[i / ARRAY_SIZE(hooks)];
		const char *want = call->reason ? call->reason : "";

		table = (struct peek_strategy){.prepare_peek = all};
		*hooks[i % ARRAY_SIZE(hooks)] = call->hook;
		assert_int_equal(judge(&loops, few, reason),
				 call->reason ? -EPROTO : 0);
		reason[strlen(want)] = '\0';
		assert_string_equal(reason, want);
	}
}

/* A loop that a plug-in has made itself need not call what the others do. */
static void every_loop_is_judged(void **state)
{
	const struct misuse_looks clean = {.empty = 1};
	struct peek_loops one = {&table, no_looks, no_dirty_looks, no_frame,
				 no_live_look};
	char reason[REASON_BYTES];

	table = (struct peek_strategy){.prepare_peek = one_beyond};
	assert_int_equal(judge(&one, few, reason), 0);
	one.peek_each = peek_each;
	assert_int_equal(judge(&one, clean, reason), -EPROTO);
	one.peek_each = no_looks;
	one.dirty_each = dirty_each;
	assert_int_equal(judge(&one, few, reason), -EPROTO);
	one.dirty_each = no_dirty_looks;
	one.complete_each = complete_each;
	assert_int_equal(judge(&one, few, reason), -EPROTO);
	one.complete_each = no_frame;
	one.peek_live = peek_live;
	assert_int_equal(judge(&one, few, reason), -EPROTO);
}

/* So many looks as a frame has: no fewer, and no more on one that is ready. */
static void a_frame_has_its_looks(void **state)
{
	const struct misuse_looks fewer = {.empty = few.empty - 2};
	char reason[REASON_BYTES];

	table = (struct peek_strategy){.prepare_peek = late};
	assert_int_equal(judge(&loops, few, reason), -EPROTO);
	assert_int_equal(judge(&loops, fewer, reason), 0);
}

/* coherent has nothing to do for a sync, and skips it. */
static void no_platform_opens_such_a_case(void **state)
{
	static const char *const platforms[] = {
		"coherent", "swiotlb", "swiotlb@v5.16", "arm64", "mips"};
	char reason[REASON_BYTES];
	struct live_ground ground;
	struct live_case live;
	struct axes axes;

	table = (struct peek_strategy){.name = "wrong",
				       .peek_done_not_ready = no_direction};
	for (int key = 0; key < AXES; key++)
		axes.value[key] = axis_default(key);
	for (size_t i = 0; i < ARRAY_SIZE(platforms); i++) {
		assert_int_equal(axis_parse(AXIS_PLATFORM, platforms[i],
					    &axes.value[AXIS_PLATFORM], reason,
					    sizeof(reason)),
				 0);
		assert_int_equal(live_ground_open(&ground, &axes, 1000000000,
						  reason, sizeof(reason)),
				 0);
		assert_int_equal(live_case_open_loops(&live, &ground, &loops,
						      reason, sizeof(reason)),
				 -EPROTO);
		assert_string_equal(reason, "a sync in no direction");
		live_case_close(&live);
		live_ground_close(&ground);
	}
}

/* Built-in ones, over every layout and either way to dirty a buffer. */
static void no_built_in_strategy_is_refused(void **state)
{
	char reason[REASON_BYTES];

	for (size_t s = 0; s < strategy_count(); s++)
		for (u32 i = 0; i < 2 * RX_STATUSES; i++) {
			struct misuse_looks looks = {.empty = 5,
						     .dirty = i % 2 * 2};
			struct rx_layout layout;

			assert_int_equal(rx_layout_init(&layout, SIZE, i / 2,
							looks.dirty),
					 0);
			if (misuse_check(&layout, strategy_loops_at(s), looks,
					 reason, sizeof(reason)))
				fail_msg("%s: %s",
					 strategy_loops_at(s)->strategy->name,
					 reason);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_judged_in_every_hook),
		cmocka_unit_test(every_loop_is_judged),
		cmocka_unit_test(a_frame_has_its_looks),
		cmocka_unit_test(no_platform_opens_such_a_case),
		cmocka_unit_test(no_built_in_strategy_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
