// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * coherent_status - the status words in coherent memory beside the buffer.
 *
 * The design of most NICs: a descriptor or completion ring from
 * dma_alloc_coherent(), read without any sync, and one sync of the buffer when
 * the done bit of the descriptor is set.  8139too keeps the frames in coherent
 * memory as well.  It needs a device that writes its status outside the buffer;
 * it is the bound that the others are compared with.
 */
#include <peekbench/loop.h>

static void coherent_status_peek_done_ready(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy coherent_status = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.coherent_status = true,
	.name = "coherent_status",
	.summary = "status in coherent memory, sync all when ready",
	.origin = "8139too rtl8139_rx(); descriptor rings of most NICs",
	.peek_done_ready = coherent_status_peek_done_ready,
};

PEEK_INSTANTIATE(coherent_status);
