/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A strategy as a table: the ranges that each hook syncs, in the order of the
 * calls.  One interpreter (bench/core/interpreted.c) runs it in user space, in
 * the checker and in a kernel.
 */
#ifndef PEEKBENCH_SCRIPT_H
#define PEEKBENCH_SCRIPT_H

#include <peekbench/env.h>

/* Most syncs of one hook. */
#define PEEK_SCRIPT_SYNCS 8

/** enum peek_hook - the hooks of struct peek_strategy, in its order. */
enum peek_hook {
	PEEK_ARMED,
	PEEK_DIRTIED,
	PEEK_PREPARE_PEEK,
	PEEK_DONE_NOT_READY,
	PEEK_DONE_READY,
	PEEK_HOOKS,
};

/**
 * enum peek_range - a part of a mapping.
 * @PEEK_RANGE_ALL: all of it.
 * @PEEK_RANGE_STATUS, @PEEK_RANGE_REST: the status region, see struct
 *	rx_layout; the rest of the buffer.
 * @PEEK_RANGE_WORDS: each status word by itself, the one that the device writes
 *	last first.
 * @PEEK_RANGE_BYTES: peek_sync.offset and peek_sync.size.
 */
enum peek_range {
	PEEK_RANGE_ALL,
	PEEK_RANGE_STATUS,
	PEEK_RANGE_REST,
	PEEK_RANGE_WORDS,
	PEEK_RANGE_BYTES,
	PEEK_RANGES,
};

/**
 * struct peek_sync - one sync.
 * @range: enum peek_range.
 * @for_device: dma_sync_single_for_device(), else _for_cpu().
 * @dir: enum dma_data_direction; DMA_NONE: that of rx_direction().
 * @offset, @size: of PEEK_RANGE_BYTES, in bytes of the mapping.
 */
struct peek_sync {
	u8 range;
	u8 for_device;
	u8 dir;
	u32 offset;
	u32 size;
};

/**
 * struct peek_script - the syncs of every hook.
 * @count: syncs of each hook, at most PEEK_SCRIPT_SYNCS.
 * @sync: the first @count of each hook are valid.
 */
struct peek_script {
	u8 count[PEEK_HOOKS];
	struct peek_sync sync[PEEK_HOOKS][PEEK_SCRIPT_SYNCS];
};

#endif
