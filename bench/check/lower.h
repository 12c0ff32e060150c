/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What DMA API calls come to on a platform: the DMA code of bench/dma runs
 * them over the platform's own row, on a machine that writes down each
 * primitive instead of doing it.
 */
#ifndef CHECK_LOWER_H
#define CHECK_LOWER_H

#include "check/record.h"
#include "check/row.h"
#include "dma/dma.h"

#define CHECK_OPS 16u

enum check_op_kind {
	CHECK_OP_TO_CPU,
	CHECK_OP_TO_DEVICE,
	CHECK_OP_CLEAN,
	CHECK_OP_INVALIDATE,
	CHECK_OP_CLEAR, /* the driver clears the status words */
};

/** struct check_op - one primitive over cells [@first, @first + @count). */
struct check_op {
	u8 kind;
	u8 first;
	u8 count;
};

struct check_ops {
	u32 count;
	struct check_op op[CHECK_OPS];
};

/**
 * struct check_lower - a mapped buffer on a platform.
 * @ops: where primitives are written down, NULL where they are not wanted.
 * @shim: the strategy without its hooks: they are recorded elsewhere.
 * @memory: the original buffer; nothing is ever copied into or out of it.
 * @watching: a clear of the status words is to be written down.
 */
struct check_lower {
	struct dma_device dd;
	struct swiotlb_pool *pool;
	struct peek_strategy shim;
	struct rx_ring ring;
	struct rx_buf buf;
	struct check_ops *ops;
	u32 memory[CHECK_MOST_CELLS];
	bool watching;
	bool overflow;
};

/**
 * check_lower_open() - map a buffer of @layout on @platform.
 * @map: filled with what the mapping came to.
 *
 * Return: 0, the caller calls check_lower_close(); -ENOMEM.
 */
int check_lower_open(struct check_lower *lower,
		     const struct dma_platform *platform,
		     const struct peek_strategy *strategy,
		     const struct rx_layout *layout, struct check_ops *map);

/** check_lower_call() - what @call comes to. */
void check_lower_call(struct check_lower *lower, const struct check_call *call,
		      struct check_ops *ops);

/**
 * check_lower_rearm() - what rx_buf_rearm() comes to.
 *
 * Return: 0; -ENOMEM if the buffer could not be mapped again.
 */
int check_lower_rearm(struct check_lower *lower, enum rx_rearm how,
		      struct check_ops *ops);

/** check_lower_close() - unmap and free. */
void check_lower_close(struct check_lower *lower);

#endif
