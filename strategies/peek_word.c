// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * peek_word - sync each status word by itself, all of the buffer when ready.
 *
 * Toke Hoiland-Jorgensen's dma_peek_word(buf, offset).  He objected that ath9k
 * needs two words 44 bytes apart, and that the two calls race.  The order of
 * the calls solves that: the word that the device writes last is synced first,
 * as is_ready() reads it.  If its done bit is set, that of the other word,
 * synced after it, is set as well.  In the opposite order the other word may be
 * an old one.
 */
#include <peekbench/loop.h>

#define WORD_BYTES 4

static void peek_word_prepare_peek(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	for (u32 i = layout->word_count; i-- > 0;)
		dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
					      layout->word[i], WORD_BYTES,
					      rx_direction(buf));
}

static void peek_word_peek_done_ready(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, rx_direction(buf));
}

static const struct peek_strategy peek_word = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "peek_word",
	.summary = "sync each status word for the CPU, all when ready",
	.origin = "dma_peek_word(), lore:8735j47l7y.fsf@toke.dk",
	.prepare_peek = peek_word_prepare_peek,
	.peek_done_ready = peek_word_peek_done_ready,
};

PEEK_INSTANTIATE(peek_word);
