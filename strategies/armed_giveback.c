// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * armed_giveback - give the whole buffer back once it is armed, then take the
 * status alone and give the status back.
 *
 * header_giveback leaves the last frame's payload in a cache that for_cpu()
 * does not invalidate (r4k_dma_cache_inv() runs for the device alone).  One
 * for_device(FROM_DEVICE) after a re-arm that has written the cleared status to
 * memory drops those lines.  The device may write already, so the call must not
 * copy into a bounce buffer, as it did in v5.17 alone (aa6f8dcbab47).
 */
#include <peekbench/loop.h>

static void armed_giveback_prepare_peek(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->status_offset,
				      layout->status_size, rx_direction(buf));
}

static void armed_giveback_peek_done_not_ready(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_device(
		buf->ring->dev, buf->dma, layout->status_offset,
		layout->status_size, rx_direction(buf));
}

static void armed_giveback_peek_done_ready(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static void armed_giveback_armed(struct rx_buf *buf)
{
	dma_sync_single_for_device(buf->ring->dev, buf->dma,
				   buf->ring->layout.size, DMA_FROM_DEVICE);
}

static const struct peek_strategy armed_giveback = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "armed_giveback",
	.summary = "all to the device when armed, the status both ways, all "
		   "when ready",
	.origin = "found by search; no driver is known to do it",
	.armed = armed_giveback_armed,
	.prepare_peek = armed_giveback_prepare_peek,
	.peek_done_not_ready = armed_giveback_peek_done_not_ready,
	.peek_done_ready = armed_giveback_peek_done_ready,
};

PEEK_INSTANTIATE(armed_giveback);
