// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * dirty_tracking - give a buffer back only if the CPU has written into it.
 *
 * The mail's alternative ("track dirtiness ... and make the drivers tell us")
 * and Linus Torvalds's "bounce code remembers who wrote last": one flag per
 * mapping, set by the driver's call after a write, tested when the buffer is
 * given back.
 */
#include <peekbench/loop.h>

/* rx_buf.priv[0]: the CPU wrote since the buffer was armed. */
static void dirty_tracking_dirtied(struct rx_buf *buf)
{
	buf->priv[0] = 1;
}

static void dirty_tracking_prepare_peek(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static void dirty_tracking_peek_done_not_ready(struct rx_buf *buf)
{
	if (!buf->priv[0])
		return;
	dma_sync_single_for_device(buf->ring->dev, buf->dma,
				   buf->ring->layout.size, rx_direction(buf));
	buf->priv[0] = 0;
}

static const struct peek_strategy dirty_tracking = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "dirty_tracking",
	.summary = "sync all for the CPU, all back only if the CPU wrote",
	.origin = "lore:20220326003853.44c3285c.pasic@linux.ibm.com",
	.dirtied = dirty_tracking_dirtied,
	.prepare_peek = dirty_tracking_prepare_peek,
	.peek_done_not_ready = dirty_tracking_peek_done_not_ready,
};

PEEK_INSTANTIATE(dirty_tracking);
