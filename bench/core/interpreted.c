// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The hooks of every strategy that is a table.  Its calls and bytes are those
 * of a compiled strategy with the same syncs; its cycles are not.
 */
#include "core/interpreted.h"

#include <peekbench/loop.h>

#define WORD_BYTES 4

static void sync_bytes(const struct rx_buf *buf, const struct peek_sync *sync,
		       u32 offset, u32 size)
{
	struct device *dev = buf->ring->dev;
	enum dma_data_direction dir =
		sync->dir == DMA_NONE ? rx_direction(buf)
				      : (enum dma_data_direction)sync->dir;

	if (!size)
		return;
	if (sync->for_device)
		dma_sync_single_range_for_device(dev, buf->dma, offset, size,
						 dir);
	else
		dma_sync_single_range_for_cpu(dev, buf->dma, offset, size, dir);
}

static void sync_range(const struct rx_buf *buf, const struct peek_sync *sync)
{
	const struct rx_layout *layout = &buf->ring->layout;

	switch ((enum peek_range)sync->range) {
	case PEEK_RANGE_STATUS:
		sync_bytes(buf, sync, layout->status_offset,
			   layout->status_size);
		break;
	case PEEK_RANGE_REST:
		sync_bytes(buf, sync, layout->rest_offset, layout->rest_size);
		break;
	case PEEK_RANGE_WORDS:
		for (u32 i = layout->word_count; i-- > 0;)
			sync_bytes(buf, sync, layout->word[i], WORD_BYTES);
		break;
	case PEEK_RANGE_BYTES:
		sync_bytes(buf, sync, sync->offset, sync->size);
		break;
	default:
		sync_bytes(buf, sync, 0, layout->size);
	}
}

static __always_inline void run_hook(struct rx_buf *buf, enum peek_hook hook)
{
	const struct peek_script *script = buf->ring->script;

	for (u32 i = 0; i < script->count[hook]; i++)
		sync_range(buf, &script->sync[hook][i]);
}

static void interpreted_armed(struct rx_buf *buf)
{
	run_hook(buf, PEEK_ARMED);
}

static void interpreted_dirtied(struct rx_buf *buf)
{
	run_hook(buf, PEEK_DIRTIED);
}

static void interpreted_prepare_peek(struct rx_buf *buf)
{
	run_hook(buf, PEEK_PREPARE_PEEK);
}

static void interpreted_peek_done_not_ready(struct rx_buf *buf)
{
	run_hook(buf, PEEK_DONE_NOT_READY);
}

static void interpreted_peek_done_ready(struct rx_buf *buf)
{
	run_hook(buf, PEEK_DONE_READY);
}

static const struct peek_strategy interpreted = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "interpreted",
	.summary = "a table of syncs",
	.origin = "a file",
	.armed = interpreted_armed,
	.dirtied = interpreted_dirtied,
	.prepare_peek = interpreted_prepare_peek,
	.peek_done_not_ready = interpreted_peek_done_not_ready,
	.peek_done_ready = interpreted_peek_done_ready,
};

PEEK_INSTANTIATE(interpreted);
