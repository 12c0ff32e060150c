// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * null - no hook at all: what the loop, is_ready() and process_buf() cost.
 *
 * Nothing can be cheaper than this row.  Its buffers are mapped past bouncing
 * and maintenance (PEEK_HARNESS), else it would see no frame to process.
 */
#include <peekbench/loop.h>

static const struct peek_strategy null = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_HARNESS,
	.name = "null",
	.summary = "the loop alone, mapped direct: the harness's own cost",
	.origin = "peekbench",
};

PEEK_INSTANTIATE(null);
