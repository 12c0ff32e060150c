// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * mine - a strategy to start from: sync the first cache line for a look, all of
 * the buffer when it is ready.
 *
 * Give here the reason why it should be safe, and its source.
 */
#include <peekbench/loop.h>

#define LINE_BYTES 64u

static void mine_prepare_peek(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;
	u32 end = layout->status_offset + layout->status_size;
	u32 first = layout->status_offset & ~(LINE_BYTES - 1);

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma, first,
				      end - first, DMA_FROM_DEVICE);
}

static void mine_peek_done_ready(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, DMA_FROM_DEVICE);
}

static const struct peek_strategy mine = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "mine",
	.summary = "sync the lines of the status, all when ready",
	.origin = "the template of peekbench",
	.prepare_peek = mine_prepare_peek,
	.peek_done_ready = mine_peek_done_ready,
};

PEEK_PLUGIN(mine);
