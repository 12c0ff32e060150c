// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * partial_copy - look at the status alone, fetch the rest once it is ready.
 *
 * A peek syncs the status region instead of the buffer, and the payload is
 * synced after the status was read, so the order of the copy does not matter.
 * Partial ranges are part of the streaming API
 * (Documentation/core-api/dma-api.rst); a partial sync in swiotlb was broken
 * until 5f89468e2f06 and e8068f2d756d.
 */
#include <peekbench/loop.h>

static void partial_copy_prepare_peek(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->status_offset,
				      layout->status_size, rx_direction(buf));
}

static void partial_copy_peek_done_ready(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->rest_offset, layout->rest_size,
				      rx_direction(buf));
}

static const struct peek_strategy partial_copy = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "partial_copy",
	.summary = "sync the status for the CPU, the rest when ready",
	.origin = "swiotlb partial sync, commit e8068f2d756d; "
		  "e100 e100_rx_indicate() without its for_device()",
	.prepare_peek = partial_copy_prepare_peek,
	.peek_done_ready = partial_copy_peek_done_ready,
};

PEEK_INSTANTIATE(partial_copy);
