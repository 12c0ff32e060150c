/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The calls of the DMA API that one hook makes. */
#ifndef CHECK_CALLS_H
#define CHECK_CALLS_H

#include <peekbench/env.h>

#define CHECK_CALLS 16u

/**
 * struct check_call - one call of the DMA API.
 * @for_device: dma_sync_single_for_device(), else _for_cpu().
 * @dir: enum dma_data_direction.
 * @offset, @size: bytes of the mapping.
 */
struct check_call {
	u8 for_device;
	u8 dir;
	u16 offset;
	u16 size;
};

/**
 * struct check_run - one hook in one private state.
 * @done: the run was recorded.
 * @after: number of the private state after it.
 */
struct check_run {
	u8 done;
	u8 after;
	u8 call_count;
	struct check_call call[CHECK_CALLS];
};

#endif
