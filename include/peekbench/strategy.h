/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The contract of a strategy: how a driver looks into a receive buffer that the
 * device may still be writing.
 *
 * The hooks are those of a mail (Halil Pasic, 25 March 2022,
 * lore:20220326003853.44c3285c.pasic@linux.ibm.com):
 *
 *	prepare_peek(buf);
 *	if (!is_ready(buf)) {
 *		peek_done_not_ready(buf);
 *		return false;
 *	}
 *	peek_done_ready(buf);
 *	process_buf(buf);
 *	return true;
 *
 * A hook may call the DMA API on its buffer's mapping and read and write
 * rx_buf.priv.  Its calls depend on the layout and on priv alone: it may not
 * read rx_buf.data or the words at rx_buf.status; only is_ready() does.  It may
 * not sleep, allocate or touch any other memory.
 *
 * A hook that prefetches a buffer which the device owns is not refused, and
 * neither the checker nor the cache model sees the prefetch: they see a hook's
 * DMA calls alone.  On the rows of dma/platform.c that speculate, the checker
 * fills any line at any time, so its verdict covers a prefetch there.  On the
 * others, MIPS among them, "safe" says nothing about a strategy that
 * prefetches.
 *
 * Syncs go in the direction that rx_direction() gives.
 */
#ifndef PEEKBENCH_STRATEGY_H
#define PEEKBENCH_STRATEGY_H

#include <peekbench/rx.h>

/*
 * Version of the interface, raised when a structure that strategies are
 * compiled with changes its layout or its meaning: struct peek_strategy,
 * peek_loops, rx_*, device.
 */
#define PEEK_STRATEGY_ABI 4

/**
 * enum peek_role - the purpose of a strategy.
 * @PEEK_CANDIDATE: a way to peek that a driver might use.
 * @PEEK_CONTROL: known to fail somewhere; proves that the checks can fail.
 * @PEEK_HARNESS: measures the loop itself.  Its buffers are mapped past the
 *	bounce pool and past all cache maintenance, so that it sees every frame.
 */
enum peek_role { PEEK_CANDIDATE, PEEK_CONTROL, PEEK_HARNESS };

/**
 * struct peek_strategy - one way to peek.
 * @abi: PEEK_STRATEGY_ABI; always the first member.
 * @role: see enum peek_role.
 * @coherent_status: the status words live in coherent memory beside the buffer,
 *	where the device writes them: rx_buf.status points there, a re-arm
 *	clears them there, and no sync covers them.
 * @script: the table that the interpreter's hooks run; NULL for a compiled one.
 * @name: snake_case, as in results; never reused for another strategy.
 * @summary: one line for `peekbench list`.
 * @origin: the driver function or message-id it comes from.
 * @armed: called after the buffer went to the device (map or re-arm); may be
 *	NULL.
 * @dirtied: called after the driver has written into the armed buffer; may be
 *	NULL.
 * @prepare_peek: called before the status is read; may be NULL.
 * @peek_done_not_ready: called if the status was not ready; may be NULL.
 * @peek_done_ready: called if the status was ready; the frame is processed when
 *	this returns; may be NULL.
 */
struct peek_strategy {
	u32 abi;
	enum peek_role role;
	bool coherent_status;
	const struct peek_script *script;
	const char *name;
	const char *summary;
	const char *origin;
	void (*armed)(struct rx_buf *buf);
	void (*dirtied)(struct rx_buf *buf);
	void (*prepare_peek)(struct rx_buf *buf);
	void (*peek_done_not_ready)(struct rx_buf *buf);
	void (*peek_done_ready)(struct rx_buf *buf);
};

#endif
