/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The check of a strategy's use of the DMA API, before its first slice and with
 * calls made for this check alone: on a platform on which syncs have no effect
 * the timed loops skip them, and a wrong one would not be found.
 */
#ifndef RUNNER_MISUSE_H
#define RUNNER_MISUSE_H

#include <peekbench/loop.h>

/**
 * struct misuse_looks - the looks at one frame.
 * @empty: looks that find no frame.
 * @dirty: the first @dirty of them follow a store of the driver into the
 *	buffer; if not 0, the layout needs a byte for it (rx_buf_own()).
 */
struct misuse_looks {
	u32 empty;
	u32 dirty;
};

/**
 * misuse_check() - let each loop of @loops look at up to two frames with a
 * re-arm between, and check every sync with dma_range_wrong() and
 * dma_direction_wrong().
 *
 * The check has its own buffer and device, so the verdict is the same on every
 * platform.  A call that a strategy makes only after more frames is found by
 * struct dma_count alone, on platforms that bounce.
 *
 * Return: 0; -EPROTO if a call is refused, -ENOMEM; @reason filled then.
 */
int misuse_check(const struct rx_layout *layout, const struct peek_loops *loops,
		 struct misuse_looks looks, char *reason, size_t reason_size);

#endif
