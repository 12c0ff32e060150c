/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The primitives of DMA API calls on a platform: the DMA code of bench/dma runs
 * over the platform's row, on a machine that records each primitive instead of
 * executing it.
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
	CHECK_OP_FLUSH,
	CHECK_OP_ISSUE, /* begin an invalidate, complete at the next wait */
	CHECK_OP_WAIT,	/* over no cells */
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
 * @ops: receives the recorded primitives; NULL: they are not recorded.
 * @shim: the strategy without its hooks, which are recorded by check_record().
 * @memory: the original buffer; its content is never used.
 * @watching: a clear of the status words is recorded.
 * @overflow: there were more than CHECK_OPS primitives.
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
 * @map: filled with the primitives of the mapping.
 *
 * Return: 0, the caller calls check_lower_close(); -ENOMEM.
 */
int check_lower_open(struct check_lower *lower,
		     const struct dma_platform *platform,
		     const struct peek_strategy *strategy,
		     const struct rx_layout *layout, struct check_ops *map);

/** check_lower_call() - record the primitives of @call in @ops. */
void check_lower_call(struct check_lower *lower, const struct check_call *call,
		      struct check_ops *ops);

/**
 * check_lower_rearm() - record the primitives of rx_buf_rearm() in @ops.
 *
 * Return: 0; -ENOMEM if the buffer could not be mapped again.
 */
int check_lower_rearm(struct check_lower *lower, enum rx_rearm how,
		      struct check_ops *ops);

/** check_lower_close() - unmap the buffer and free the pool. */
void check_lower_close(struct check_lower *lower);

#endif
