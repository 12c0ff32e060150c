/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The receive ring's life: map, re-arm, unmap. */
#ifndef CORE_RING_H
#define CORE_RING_H

#include <peekbench/loop.h>

#include "core/layout.h"

/**
 * enum rx_rearm - how a processed buffer goes back to the device.
 * @RX_REARM_TO_DEVICE: clear the status, sync those bytes TO_DEVICE (ath9k);
 *	nothing to sync if the status is in coherent memory.
 * @RX_REARM_FROM_DEVICE: clear the status, sync all FROM_DEVICE (the mail
 *	thread's counter-example,
 *	lore:20220327054848.1a545b12.pasic@linux.ibm.com).
 * @RX_REARM_REMAP: unmap, clear the status, map again.
 * @RX_REARM_NONE: clear the status, sync nothing (netmap, boot loaders).
 * @RX_REARM_BIDIRECTIONAL: clear the status, sync all BIDIRECTIONAL.
 */
enum rx_rearm {
	RX_REARM_TO_DEVICE,
	RX_REARM_FROM_DEVICE,
	RX_REARM_REMAP,
	RX_REARM_NONE,
	RX_REARM_BIDIRECTIONAL,
	RX_REARMS,
};

/**
 * rx_rearm_direction() - the direction of a re-arm's sync; DMA_NONE if it makes
 * no sync.
 */
static inline enum dma_data_direction rx_rearm_direction(enum rx_rearm how)
{
	switch (how) {
	case RX_REARM_TO_DEVICE:
		return DMA_TO_DEVICE;
	case RX_REARM_FROM_DEVICE:
		return DMA_FROM_DEVICE;
	case RX_REARM_BIDIRECTIONAL:
		return DMA_BIDIRECTIONAL;
	default:
		return DMA_NONE;
	}
}

/**
 * rx_rearm_mapped() - the default direction of the mapping of a driver that
 * re-arms by @how.
 *
 * DMA_API_DEBUG reports a sync of a FROM_DEVICE mapping in another direction as
 * a bug of the driver (kernel/dma/debug.c, check_sync()).
 */
static inline enum rx_mapped rx_rearm_mapped(enum rx_rearm how)
{
	enum dma_data_direction dir = rx_rearm_direction(how);

	return dir == DMA_TO_DEVICE || dir == DMA_BIDIRECTIONAL
		       ? RX_MAPPED_BIDIRECTIONAL
		       : RX_MAPPED_FROM_DEVICE;
}

/**
 * rx_ring_init() - lay @count buffers of @layout over @memory.
 * @bufs: @count entries, owned by the caller; filled in here.
 * @memory: @count times @stride bytes, owned by the caller; filled with
 *	RX_DRIVER_FILL, the status words cleared.
 * @stride: bytes from one buffer to the next, at least @layout->size and a
 *	multiple of 4.
 */
void rx_ring_init(struct rx_ring *ring, struct device *dev,
		  const struct rx_layout *layout, struct rx_buf *bufs,
		  u32 count, void *memory, size_t stride);

/**
 * rx_ring_map() - map every buffer in the layout's direction, allocate the
 * coherent words and tell the strategy.
 *
 * Return: 0; -ENOMEM if a mapping or the allocation failed (nothing is left
 * mapped or allocated then).
 */
int rx_ring_map(struct rx_ring *ring, const struct peek_strategy *strategy);

/**
 * rx_ring_shuffle() - scatter the ring's buffers, and the slots they bounce
 * through, over its memory in a pseudo-random order.  Call it between
 * rx_ring_map() and the first frame.
 *
 * If buffers follow each other in memory, the loads of the loop have a constant
 * stride.  Whether a prefetcher then fetches the next buffer's first line
 * depends on the addresses of the code: the same loop at two addresses differed
 * by a half.  A driver's buffers come from an allocator and have no such order.
 * The slots of a ring that is mapped front to back have it, until buffers are
 * mapped again out of turn; unless they are shuffled too, prefetchers read
 * ahead in bounced memory and not in other memory.  The new order is the same
 * in every run.
 */
void rx_ring_shuffle(struct rx_ring *ring,
		     const struct peek_strategy *strategy);

/**
 * rx_ring_use() - let @strategy look at the mapped ring from now on; its
 * coherent_status decides where the status words are.
 *
 * Status words and private state are not changed.  rx_ring_map() includes this
 * call.
 */
void rx_ring_use(struct rx_ring *ring, const struct peek_strategy *strategy);

/** rx_buf_coherent() - @buf's words in coherent memory, of a mapped ring. */
static inline u32 *rx_buf_coherent(const struct rx_buf *buf)
{
	const struct rx_ring *ring = buf->ring;

	return ring->coherent + (buf - ring->bufs) * RX_COHERENT_WORDS;
}

/**
 * rx_buf_armed() - reset the strategy's private state of @buf, which has gone
 * to the device, and call the armed() hook.
 */
void rx_buf_armed(struct rx_buf *buf, const struct peek_strategy *strategy);

/** rx_buf_dirtied() - rx_buf_dirty() outside a timed loop. */
void rx_buf_dirtied(struct rx_buf *buf, const struct peek_strategy *strategy);

/** rx_ring_unmap() - unmap every buffer that is mapped, free the coherent
 * words.
 */
void rx_ring_unmap(struct rx_ring *ring);

/**
 * rx_buf_take_back() - the first half of rx_buf_rearm(): the steps before the
 * status is cleared.
 */
void rx_buf_take_back(struct rx_buf *buf, enum rx_rearm how);

/**
 * rx_buf_give_back() - the second half of rx_buf_rearm(): clear the status and
 * give the buffer back.
 *
 * Return: as rx_buf_rearm().
 */
int rx_buf_give_back(struct rx_buf *buf, const struct peek_strategy *strategy,
		     enum rx_rearm how);

/**
 * rx_buf_give_on() - rx_buf_give_back() without the clear, for a status that is
 * a phase bit.
 */
int rx_buf_give_on(struct rx_buf *buf, const struct peek_strategy *strategy,
		   enum rx_rearm how);

/**
 * rx_buf_rearm() - clear the status and give @buf back to the device.
 *
 * Return: 0; -ENOMEM if @how is RX_REARM_REMAP and the mapping failed: the
 * buffer stays unmapped, with dma == DMA_MAPPING_ERROR.
 */
int rx_buf_rearm(struct rx_buf *buf, const struct peek_strategy *strategy,
		 enum rx_rearm how);

#endif
