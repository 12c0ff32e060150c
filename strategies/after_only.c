// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * after_only - look first, and sync for the device after a not-ready look.
 *
 * Maxime Bizon's second form: the mapping has invalidated the lines, so the
 * first look needs no sync, and only a look that found no frame leaves lines in
 * the cache.  It is cheap, but only for mappings that do not bounce on CPUs
 * that do not speculate: for_device() copies nothing from a bounce buffer to
 * the original, and a speculative fill between the invalidate and the next look
 * brings the old line back.
 */
#include <peekbench/loop.h>

static void after_only_peek_done_not_ready(struct rx_buf *buf)
{
	dma_sync_single_for_device(buf->ring->dev, buf->dma,
				   buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy after_only = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "after_only",
	.summary = "look as it is, sync all for the device if not ready",
	.origin = "Maxime Bizon's second form, lore:31434708dcad126a8334c99ee0"
		  "56dcce93e507f1.camel@freebox.fr",
	.peek_done_not_ready = after_only_peek_done_not_ready,
};

PEEK_INSTANTIATE(after_only);
