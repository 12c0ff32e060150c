// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * header_giveback - take the status alone, and give the status back.
 *
 * e100_rx_indicate() syncs its 16-byte descriptor both ways, the second call
 * since David Daney's patch of 2008: on a MIPS 4KEc for_cpu() does nothing, and
 * without the for_device() the old status stayed in the cache.  slicoss does
 * the same with 28 bytes.  Both unmap the whole buffer when it is ready, which
 * on a bounce buffer is one full copy: for_cpu(all) here.
 */
#include <peekbench/loop.h>

static void header_giveback_prepare_peek(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->status_offset,
				      layout->status_size, rx_direction(buf));
}

static void header_giveback_peek_done_not_ready(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_device(
		buf->ring->dev, buf->dma, layout->status_offset,
		layout->status_size, rx_direction(buf));
}

static void header_giveback_peek_done_ready(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy header_giveback = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "header_giveback",
	.summary = "sync the status for the CPU and back, all when ready",
	.origin = "e100 e100_rx_indicate(); slicoss slic_handle_receive()",
	.prepare_peek = header_giveback_prepare_peek,
	.peek_done_not_ready = header_giveback_peek_done_not_ready,
	.peek_done_ready = header_giveback_peek_done_ready,
};

PEEK_INSTANTIATE(header_giveback);
