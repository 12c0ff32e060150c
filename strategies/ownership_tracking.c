// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * ownership_tracking - the DMA layer records the owner of the mapping.
 *
 * The mail's first alternative ("if we were to track ownership and to avoid
 * flushing caches because no ownership transfer"): a look does not transfer
 * ownership, so the for_device() that an unchanged driver still calls finds the
 * device as owner and does nothing.  A CPU that writes into the buffer takes
 * it, and the next not-ready look gives it back.  peek_done_ready() takes
 * ownership and syncs only what prepare_peek() has not.
 */
#include <peekbench/loop.h>

/* rx_buf.priv[0], for each mapping; armed: the device owns, nothing synced. */
#define CPU_OWNS 1u
#define SYNCED 2u

static void ownership_tracking_dirtied(struct rx_buf *buf)
{
	buf->priv[0] |= CPU_OWNS;
}

static void ownership_tracking_prepare_peek(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
	buf->priv[0] |= SYNCED;
}

static void ownership_tracking_peek_done_not_ready(struct rx_buf *buf)
{
	if (buf->priv[0] & CPU_OWNS)
		dma_sync_single_for_device(buf->ring->dev, buf->dma,
					   buf->ring->layout.size,
					   rx_direction(buf));
	buf->priv[0] = 0;
}

static void ownership_tracking_peek_done_ready(struct rx_buf *buf)
{
	if (!(buf->priv[0] & SYNCED))
		dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
					buf->ring->layout.size,
					rx_direction(buf));
	buf->priv[0] = CPU_OWNS | SYNCED;
}

static const struct peek_strategy ownership_tracking = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "ownership_tracking",
	.summary = "sync all for the CPU; syncs without a transfer elided",
	.origin = "lore:20220326003853.44c3285c.pasic@linux.ibm.com",
	.dirtied = ownership_tracking_dirtied,
	.prepare_peek = ownership_tracking_prepare_peek,
	.peek_done_not_ready = ownership_tracking_peek_done_not_ready,
	.peek_done_ready = ownership_tracking_peek_done_ready,
};

PEEK_INSTANTIATE(ownership_tracking);
