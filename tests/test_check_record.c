// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The contract of a strategy, enforced: what a hook did is written down, and
 * one that does what it may not is refused, by name.
 */
#include "cmocka_all.h"

#include <stdlib.h>
#include <unistd.h>

#include "check/record.h"
#include "check/row.h"
#include "plan/strategies.h"

static const struct peek_strategy *built_in(const char *name)
{
	for (size_t i = 0; i < strategy_count(); i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, name))
			return strategy_loops_at(i)->strategy;
	fail_msg("no strategy %s", name);
	return NULL;
}

static int record(struct check_record *result, const struct peek_strategy *s,
		  enum rx_status status, char *why)
{
	const struct check_row row = {
		.strategy = s, .status = status, .cells = 4};
	struct rx_layout layout;

	check_layout(&layout, &row);
	return check_record(result, s, &layout, why);
}

static void expect_call(const struct check_call *call, bool for_device, u8 dir,
			u16 offset, u16 size)
{
	assert_int_equal(call->for_device, for_device);
	assert_int_equal(call->dir, dir);
	assert_int_equal(call->offset, offset);
	assert_int_equal(call->size, size);
}

static void test_calls_are_written_down(void **state)
{
	struct check_record r;
	char why[CHECK_WHY_BYTES];

	assert_int_equal(
		record(&r, built_in("header_giveback"), RX_STATUS_TAIL, why),
		0);
	assert_int_equal(r.priv_count, 1);
	assert_int_equal(r.run[PEEK_ARMED][0].call_count, 0);
	assert_int_equal(r.run[PEEK_PREPARE_PEEK][0].call_count, 1);
	expect_call(&r.run[PEEK_PREPARE_PEEK][0].call[0], false,
		    DMA_FROM_DEVICE, 12, 4);
	expect_call(&r.run[PEEK_DONE_NOT_READY][0].call[0], true,
		    DMA_FROM_DEVICE, 12, 4);
	expect_call(&r.run[PEEK_DONE_READY][0].call[0], false, DMA_FROM_DEVICE,
		    0, 16);
}

static void test_the_order_of_calls_is_kept(void **state)
{
	struct check_record r;
	char why[CHECK_WHY_BYTES];

	assert_int_equal(
		record(&r, built_in("peek_word"), RX_STATUS_SPLIT, why), 0);
	assert_int_equal(r.run[PEEK_PREPARE_PEEK][0].call_count, 2);
	expect_call(&r.run[PEEK_PREPARE_PEEK][0].call[0], false,
		    DMA_FROM_DEVICE, 4, 4);
	expect_call(&r.run[PEEK_PREPARE_PEEK][0].call[1], false,
		    DMA_FROM_DEVICE, 0, 4);
}

static void test_every_private_state_is_followed(void **state)
{
	struct check_record r;
	char why[CHECK_WHY_BYTES];

	assert_int_equal(
		record(&r, built_in("ownership_tracking"), RX_STATUS_HEAD, why),
		0);
	assert_true(r.priv_count >= 3);
	for (u32 i = 0; i < r.priv_count; i++)
		if (r.run[PEEK_DONE_NOT_READY][i].done)
			assert_true(r.run[PEEK_DONE_READY][i].done);
}

/* Each direction is told from the others. */
static void mixed_prepare(struct rx_buf *buf)
{
	struct device *dev = buf->ring->dev;

	dma_sync_single_for_cpu(dev, buf->dma, 16, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(dev, buf->dma, 4, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, buf->dma, 16, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, buf->dma, 16, DMA_BIDIRECTIONAL);
}

static void test_directions_are_told_apart(void **state)
{
	const struct peek_strategy mixed = {.abi = PEEK_STRATEGY_ABI,
					    .name = "mixed",
					    .prepare_peek = mixed_prepare};
	static const u8 dirs[] = {DMA_BIDIRECTIONAL, DMA_TO_DEVICE,
				  DMA_FROM_DEVICE, DMA_BIDIRECTIONAL};
	struct check_record r;
	char why[CHECK_WHY_BYTES];

	assert_int_equal(record(&r, &mixed, RX_STATUS_HEAD, why), 0);
	assert_int_equal(r.run[PEEK_PREPARE_PEEK][0].call_count, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(r.run[PEEK_PREPARE_PEEK][0].call[i].dir,
				 dirs[i]);
}

static void reads_data(struct rx_buf *buf)
{
	if (READ_ONCE(*(const u32 *)buf->data))
		buf->priv[0] = 1;
}

static void reads_status(struct rx_buf *buf)
{
	if (READ_ONCE(*buf->status[0]))
		buf->priv[0] = 1;
}

static void writes_data(struct rx_buf *buf)
{
	WRITE_ONCE(*(u32 *)buf->data, 0);
}

static void reads_device_memory(struct rx_buf *buf)
{
	if (READ_ONCE(*(const u32 *)(uintptr_t)buf->dma))
		buf->priv[0] = 1;
}

static void moves_its_buffer(struct rx_buf *buf)
{
	buf->dma += 4;
}

static void shrinks_its_ring(struct rx_buf *buf)
{
	buf->ring->layout.status_size = 0;
}

static void counts_elsewhere(struct rx_buf *buf)
{
	static u32 looks;

	if (looks++ % 3 == 2)
		dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 16,
					DMA_FROM_DEVICE);
}

static void keeps_priv_elsewhere(struct rx_buf *buf)
{
	static u64 looks;

	buf->priv[0] = looks++ > 5;
}

static void never_ends(struct rx_buf *buf)
{
	while (buf)
		usleep(1000);
}

static void ends_all(struct rx_buf *buf)
{
	(void)buf;
	_exit(0);
}

static void counts_for_ever(struct rx_buf *buf)
{
	buf->priv[0]++;
}

static void syncs_beyond(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 20, DMA_FROM_DEVICE);
}

static void syncs_before(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma - 4, 8,
				DMA_FROM_DEVICE);
}

static void syncs_half_a_cell(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 2, DMA_FROM_DEVICE);
}

static void syncs_a_lot(struct rx_buf *buf)
{
	for (int i = 0; i < 17; i++)
		dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 4,
					DMA_FROM_DEVICE);
}

static void syncs_in_no_direction(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 4, DMA_NONE);
}

static void syncs_the_wrong_way(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma, 4, DMA_TO_DEVICE);
}

static void test_what_a_hook_may_not_do(void **state)
{
	static const struct {
		void (*hook)(struct rx_buf *buf);
		int err;
		const char *why;
	} bad[] = {
		{reads_data, -EPROTO, "behind the DMA API"},
		{reads_status, -EPROTO, "behind the DMA API"},
		{writes_data, -EPROTO, "behind the DMA API"},
		{reads_device_memory, -EPROTO, "behind the DMA API"},
		{moves_its_buffer, -EPROTO, "only priv is its own"},
		{shrinks_its_ring, -EPROTO, "only priv is its own"},
		{counts_elsewhere, -EPROTO, "state outside priv"},
		{keeps_priv_elsewhere, -EPROTO, "state outside priv"},
		{never_ends, -EPROTO, "does not return"},
		{ends_all, -EPROTO, "ends its process"},
		{counts_for_ever, -E2BIG, "64 private states"},
		{syncs_beyond, -EPROTO, "leaves its mapping"},
		{syncs_before, -EPROTO, "leaves its mapping"},
		{syncs_half_a_cell, -EPROTO, "whole cells"},
		{syncs_a_lot, -EPROTO, "16 calls"},
		{syncs_in_no_direction, -EPROTO, "direction that is none"},
		{syncs_the_wrong_way, -EPROTO, "for the CPU TO_DEVICE"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const struct peek_strategy s = {.abi = PEEK_STRATEGY_ABI,
						.name = "bad",
						.peek_done_not_ready =
							bad[i].hook};
		struct check_record r;
		char why[CHECK_WHY_BYTES];

		assert_int_equal(record(&r, &s, RX_STATUS_HEAD, why),
				 bad[i].err);
		assert_non_null(strstr(why, bad[i].why));
		assert_non_null(strstr(why, "peek_done_not_ready()"));
	}
}

static void notes_the_write(struct rx_buf *buf)
{
	buf->priv[0] = 1;
}

static void gives_back_what_was_written(struct rx_buf *buf)
{
	if (buf->priv[0])
		dma_sync_single_for_device(buf->ring->dev, buf->dma, 16,
					   DMA_FROM_DEVICE);
	buf->priv[0] = 0;
}

/* dirtied() leaves a state in which a look can begin. */
static void test_what_the_driver_says_is_followed(void **state)
{
	struct peek_strategy s = {.abi = PEEK_STRATEGY_ABI,
				  .name = "tracks",
				  .dirtied = notes_the_write,
				  .peek_done_not_ready =
					  gives_back_what_was_written};
	char why[CHECK_WHY_BYTES];
	struct check_record r;
	u32 wrote;

	assert_int_equal(record(&r, &s, RX_STATUS_HEAD, why), 0);
	assert_int_equal(r.priv_count, 2);
	wrote = r.run[PEEK_DIRTIED][0].after;
	assert_int_equal(wrote, 1);
	assert_int_equal(r.run[PEEK_DONE_NOT_READY][0].call_count, 0);
	assert_int_equal(r.run[PEEK_DONE_NOT_READY][wrote].call_count, 1);
	expect_call(&r.run[PEEK_DONE_NOT_READY][wrote].call[0], true,
		    DMA_FROM_DEVICE, 0, 16);
	assert_int_equal(r.run[PEEK_DONE_NOT_READY][wrote].after, 0);
	s.dirtied = writes_data;
	assert_int_equal(record(&r, &s, RX_STATUS_HEAD, why), -EPROTO);
	assert_non_null(strstr(why, "dirtied() touches the buffer"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_are_written_down),
		cmocka_unit_test(test_the_order_of_calls_is_kept),
		cmocka_unit_test(test_every_private_state_is_followed),
		cmocka_unit_test(test_directions_are_told_apart),
		cmocka_unit_test(test_what_a_hook_may_not_do),
		cmocka_unit_test(test_what_the_driver_says_is_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
