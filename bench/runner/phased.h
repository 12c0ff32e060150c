/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The loops of a driver whose status is a phase bit (axis ready_is): ready is
 * the bit's value in the present pass of the ring, and nothing is cleared.
 *
 * The hooks are called through the strategy's table, for all strategies, where
 * loops with a done bit have them inlined: calls and bytes are the same, cycles
 * of the two do not compare.
 */
#ifndef RUNNER_PHASED_H
#define RUNNER_PHASED_H

#include "runner/ground.h"

/* To be copied, with the strategy that live_side.strategy names. */
extern const struct peek_loops phased_loops;

/** phased_is_ready() - is_ready() by the phase bit, for a buffer of a side. */
static __always_inline bool phased_is_ready(const struct rx_buf *buf)
{
	const struct live_side *side =
		container_of(buf->ring, struct live_side, ring);
	u32 flip = side->flip[buf - side->bufs];

	if (!((READ_ONCE(*buf->status[0]) ^ flip) & RX_DONE) ||
	    !((READ_ONCE(*buf->status[1]) ^ flip) & RX_DONE))
		return false;
	dma_rmb();
	return true;
}

#endif
