// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * full_sync - take the whole buffer, give the whole buffer back.
 *
 * ath9k's shape: ath_edma_get_buffers() syncs all 1974 bytes for the CPU, and
 * where the frame is not there yet, all of them for the device.  On MIPS, where
 * only for_device() invalidates, the next look needs it to see new data; and
 * when commit aa6f8dcbab47 made swiotlb copy in for_device(), it lost data.
 */
#include <peekbench/loop.h>

static void full_sync_prepare_peek(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static void full_sync_peek_done_not_ready(struct rx_buf *buf)
{
	dma_sync_single_for_device(buf->ring->dev, buf->dma,
				   buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy full_sync = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "full_sync",
	.summary = "sync all for the CPU, and all back if not ready",
	.origin = "ath9k ath_edma_get_buffers()",
	.prepare_peek = full_sync_prepare_peek,
	.peek_done_not_ready = full_sync_peek_done_not_ready,
};

PEEK_INSTANTIATE(full_sync);
