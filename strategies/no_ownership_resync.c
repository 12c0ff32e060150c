// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * no_ownership_resync - update the CPU's copy, and once more when ready.
 *
 * The mail's proposal without its "already synced" flag: peek_done_ready()
 * takes ownership by an ordinary for_cpu().  The second sync starts after the
 * status was read, so the payload is whole whatever the order of the first
 * copy; it costs one more copy of the buffer for every frame.
 */
#include <peekbench/loop.h>

static void no_ownership_resync_sync(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy no_ownership_resync = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "no_ownership_resync",
	.summary = "sync all for the CPU, and all again when ready",
	.origin = "lore:20220326003853.44c3285c.pasic@linux.ibm.com without "
		  "its already-synced flag",
	.prepare_peek = no_ownership_resync_sync,
	.peek_done_ready = no_ownership_resync_sync,
};

PEEK_INSTANTIATE(no_ownership_resync);
