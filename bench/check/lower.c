// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/lower.h"

#include "dma/swiotlb.h"
#include "machine/explorer.h"

static void note(struct check_lower *lower, enum check_op_kind kind, u32 first,
		 u32 count)
{
	struct check_ops *ops = lower->ops;

	if (!ops)
		return;
	if (ops->count == CHECK_OPS) {
		lower->overflow = true;
		return;
	}
	ops->op[ops->count++] = (struct check_op){
		.kind = (u8)kind, .first = (u8)first, .count = (u8)count};
}

/*
 * The re-arm clears the status by plain stores, which are noticed at the next
 * primitive.
 */
static void watch_clear(struct check_lower *lower)
{
	const struct rx_layout *layout = &lower->ring.layout;

	if (!lower->watching || *lower->buf.status[0])
		return;
	lower->watching = false;
	note(lower, CHECK_OP_CLEAR, layout->status_offset / EXPLORER_CELL_BYTES,
	     layout->status_size / EXPLORER_CELL_BYTES);
}

/* Slots are aligned to their size, and the buffer is smaller than a slot. */
static u32 cell_of(const struct check_lower *lower, const void *at)
{
	uintptr_t offset = (uintptr_t)at - (uintptr_t)lower->memory;

	if (offset >= sizeof(lower->memory))
		offset = (uintptr_t)at & (IO_TLB_SIZE - 1);
	return (u32)(offset / EXPLORER_CELL_BYTES);
}

static bool is_original(const struct check_lower *lower, const void *at)
{
	return (uintptr_t)at - (uintptr_t)lower->memory < sizeof(lower->memory);
}

static void note_range(struct check_lower *lower, enum check_op_kind kind,
		       const void *at, size_t size)
{
	watch_clear(lower);
	note(lower, kind, cell_of(lower, at),
	     (u32)(size / EXPLORER_CELL_BYTES));
}

static void lower_copy(void *machine, void *to, const void *from, size_t size)
{
	struct check_lower *lower = machine;

	(void)from; /* the other side, which has the same offset */
	note_range(lower,
		   is_original(lower, to) ? CHECK_OP_TO_CPU
					  : CHECK_OP_TO_DEVICE,
		   to, size);
}

static void lower_clean(void *machine, const void *at, size_t size)
{
	note_range(machine, CHECK_OP_CLEAN, at, size);
}

static void lower_invalidate(void *machine, const void *at, size_t size)
{
	note_range(machine, CHECK_OP_INVALIDATE, at, size);
}

static void lower_flush(void *machine, const void *at, size_t size)
{
	note_range(machine, CHECK_OP_FLUSH, at, size);
}

static void lower_issue(void *machine, const void *at, size_t size)
{
	note_range(machine, CHECK_OP_ISSUE, at, size);
}

static void lower_wait(void *machine)
{
	note(machine, CHECK_OP_WAIT, 0, 0);
}

static const struct machine_ops lower_ops = {
	.copy = lower_copy,
	.clean = lower_clean,
	.invalidate = lower_invalidate,
	.flush = lower_flush,
	.issue = lower_issue,
	.wait = lower_wait,
};

int check_lower_open(struct check_lower *lower,
		     const struct dma_platform *platform,
		     const struct peek_strategy *strategy,
		     const struct rx_layout *layout, struct check_ops *map)
{
	struct rx_layout plain = *layout;
	int err = 0;

	plain.coherent_status = false; /* rx_ring_map() moves the words there */
	*lower = (struct check_lower){
		.shim = {.abi = PEEK_STRATEGY_ABI,
			 .coherent_status = strategy->coherent_status,
			 .name = strategy->name},
		.ops = map,
	};
	map->count = 0;
	if (platform->bounce)
		err = swiotlb_pool_create(&lower->pool,
					  SWIOTLB_MAX_MAPPING_BYTES, 1, 0);
	if (err)
		return err;
	dma_device_init(&lower->dd, platform, lower->pool, COPY_ASCENDING);
	lower->dd.ops = &lower_ops;
	lower->dd.machine = lower;
	rx_ring_init(&lower->ring, &lower->dd.dev, &plain, &lower->buf, 1,
		     lower->memory, sizeof(lower->memory));
	err = rx_ring_map(&lower->ring, &lower->shim);
	lower->ops = NULL;
	if (!err && lower->overflow)
		err = -E2BIG;
	if (err)
		check_lower_close(lower);
	return err;
}

void check_lower_call(struct check_lower *lower, const struct check_call *call,
		      struct check_ops *ops)
{
	struct device *dev = &lower->dd.dev;
	dma_addr_t addr = lower->buf.dma;
	enum dma_data_direction dir = (enum dma_data_direction)call->dir;

	ops->count = 0;
	lower->ops = ops;
	if (call->for_device)
		dma_sync_single_range_for_device(dev, addr, call->offset,
						 call->size, dir);
	else
		dma_sync_single_range_for_cpu(dev, addr, call->offset,
					      call->size, dir);
	lower->ops = NULL;
}

int check_lower_rearm(struct check_lower *lower, enum rx_rearm how,
		      struct check_ops *ops)
{
	const struct rx_layout *layout = &lower->ring.layout;
	int err;

	ops->count = 0;
	lower->ops = ops;
	for (u32 i = 0; i < layout->word_count; i++) {
		if (layout->coherent_status)
			rx_buf_coherent(&lower->buf)[i] = RX_DONE;
		else
			lower->memory[layout->word[i] / EXPLORER_CELL_BYTES] =
				RX_DONE;
	}
	lower->watching = true;
	err = rx_buf_rearm(&lower->buf, &lower->shim, how);
	watch_clear(lower);
	lower->ops = NULL;
	return err ? err : lower->overflow ? -E2BIG : 0;
}

void check_lower_close(struct check_lower *lower)
{
	if (lower->ring.bufs)
		rx_ring_unmap(&lower->ring);
	swiotlb_pool_destroy(lower->pool);
	lower->pool = NULL;
}
