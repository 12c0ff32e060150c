// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * null - no hook at all: the cost of the loop, is_ready() and process_buf().
 *
 * Its buffers are mapped past bouncing and maintenance (PEEK_HARNESS), else it
 * would see no frame to process.  It reads frames from memory, the others read
 * a copy just made, so its completion is no lower bound for buffers that
 * bounce.
 */
#include <peekbench/loop.h>

static const struct peek_strategy null = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_HARNESS,
	.name = "null",
	.summary = "the loop alone, mapped directly: the harness's own cost",
	.origin = "peekbench",
};

PEEK_INSTANTIATE(null);
