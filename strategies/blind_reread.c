// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * blind_reread - sync once when the buffer is armed, then only look again.
 *
 * b44_rx() and b43's dma_rx() sync the buffer, and then re-read a late header
 * up to six times, 2 us apart, without another sync.  This strategy has those
 * re-reads, but its only sync is made when the buffer is armed, before the
 * device has written.  With a bounce buffer or a non-coherent cache such a look
 * cannot see anything new: the negative control of every table.
 */
#include <peekbench/loop.h>

static void blind_reread_armed(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy blind_reread = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CONTROL,
	.name = "blind_reread",
	.summary =
		"sync once when armed, then only re-read (control: must fail)",
	.origin = "the re-reads of b44 b44_rx() and b43 dma_rx(), without "
		  "their sync",
	.armed = blind_reread_armed,
};

PEEK_INSTANTIATE(blind_reread);
