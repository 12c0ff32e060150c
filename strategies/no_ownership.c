// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * no_ownership - update the CPU's copy, never take the buffer.
 *
 * The mail's proposal: prepare_peek() is a for_cpu() "without ownership
 * transfer", so there is nothing to give back, and a ready peek passes the
 * "already synced" flag, so there is no second sync either.  Toke
 * Hoiland-Jorgensen's ath9k patch and ath11k/ath12k's monitor status rings have
 * this shape.  That one for_cpu() must copy the payload no earlier than the
 * status: a copy that reads the status last can deliver a torn frame.
 */
#include <peekbench/loop.h>

static void no_ownership_prepare_peek(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy no_ownership = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "no_ownership",
	.summary = "sync all for the CPU, give nothing back",
	.origin = "lore:20220326003853.44c3285c.pasic@linux.ibm.com; "
		  "ath11k_dp_rx_reap_mon_status_ring()",
	.prepare_peek = no_ownership_prepare_peek,
};

PEEK_INSTANTIATE(no_ownership);
