/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Does a strategy misuse the DMA API?  Judged before its first slice, from
 * calls that are made for nothing else: where a platform has nothing to do,
 * the timed loops skip every sync, and a wrong one could not be seen there.
 */
#ifndef RUNNER_MISUSE_H
#define RUNNER_MISUSE_H

#include <peekbench/loop.h>

/**
 * struct misuse_looks - the looks at one frame.
 * @empty: those that find nothing.
 * @dirty: how many of them, the first, follow a store of the driver's into the
 *	buffer; where it is not 0, @layout leaves a gap behind the frame.
 */
struct misuse_looks {
	u32 empty;
	u32 dirty;
};

/**
 * misuse_check() - let each loop of @loops look at a frame or two, re-armed in
 * between, and judge every sync by dma_range_wrong() and dma_direction_wrong().
 *
 * The buffer and its device are the check's own, so the verdict is the same on
 * every platform.  What a strategy does only after more frames than that shows
 * in struct dma_count alone, where the platform bounces.
 *
 * Return: 0; -EPROTO if a call is refused, -ENOMEM; @reason filled then.
 */
int misuse_check(const struct rx_layout *layout, const struct peek_loops *loops,
		 struct misuse_looks looks, char *reason, size_t reason_size);

#endif
