/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The bounce pool: slots, slot sets, areas, and the copies.
 *
 * Geometry as in Documentation/core-api/swiotlb.rst: 2 KiB slots, at most 128
 * contiguous slots to a mapping, the pool split into areas of a power of two,
 * each with a spinlock of its own; a mapping starts in the area of the calling
 * CPU and tries the others.  No min_align_mask, no dynamic growth.
 */
#ifndef DMA_SWIOTLB_H
#define DMA_SWIOTLB_H

#include "dma/dma_device.h"

#define IO_TLB_SHIFT 11
#define IO_TLB_SIZE (1u << IO_TLB_SHIFT)
#define IO_TLB_SEGSIZE 128u

/* The largest bounce buffer: one slot set. */
#define SWIOTLB_MAX_MAPPING_BYTES (IO_TLB_SEGSIZE * IO_TLB_SIZE)

/* The kernel's default pool. */
#define SWIOTLB_DEFAULT_BYTES (64u << 20)

/**
 * struct io_tlb_slot - one 2 KiB slot; 24 bytes, as in the kernel.
 * @orig: the original bytes of this slot; NULL if the slot is free.
 * @alloc_size: bytes of the mapping from the start of this slot on.
 * @list: free slots in a row from here to the end of the slot set, 0 if used.
 * @starts: a mapping starts in this slot.
 */
struct io_tlb_slot {
	u8 *orig;
	size_t alloc_size;
	u32 list;
	bool starts;
};

/**
 * swiotlb_pool_create() - a pool of @bytes in @areas areas.
 * @bytes: rounded up so that every area holds whole slot sets.
 * @areas: rounded up to a power of two, at least 1.
 * @fill: initial value of every byte of the pool, one that no driver writes, so
 *	that a leak shows.
 *
 * Return: 0; -ENOMEM; -EINVAL for 0 bytes or 0 areas.
 */
int swiotlb_pool_create(struct swiotlb_pool **pool, size_t bytes, u32 areas,
			u8 fill);

/** swiotlb_pool_destroy() - free the pool; NULL is allowed. */
void swiotlb_pool_destroy(struct swiotlb_pool *pool);

/**
 * swiotlb_pool_begin() - let the next search of each area begin at its slot
 * number @slot.
 */
void swiotlb_pool_begin(struct swiotlb_pool *pool, u32 slot);

/** swiotlb_pool_used() - slots in use now. */
u32 swiotlb_pool_used(const struct swiotlb_pool *pool);

/** swiotlb_pool_bounce() - set @bounce to the part of @pool that syncs read. */
void swiotlb_pool_bounce(const struct swiotlb_pool *pool,
			 struct dma_bounce *bounce);

/**
 * swiotlb_pool_range() - the same part for the modelled path of a kernel.
 * @pool: NULL for an empty range.
 *
 * Return: a member of @pool, or a static object; never NULL.
 */
const struct dma_pool_range *
swiotlb_pool_range(const struct swiotlb_pool *pool);

/**
 * swiotlb_map() - find slots for @size bytes of @cpu and, if the platform's row
 * says so for @dir, copy the original into them.
 *
 * Return: the bounce address, or DMA_MAPPING_ERROR.
 */
dma_addr_t swiotlb_map(struct dma_device *dd, void *cpu, size_t size,
		       enum dma_data_direction dir);

/**
 * swiotlb_unmap() - copy back unless @dir is DMA_TO_DEVICE, and free the slots.
 */
void swiotlb_unmap(struct dma_device *dd, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir);

/**
 * swiotlb_to_cpu() - copy exactly @size bytes at @addr from bounce to original;
 * a range outside a mapping counts as misuse.
 */
void swiotlb_to_cpu(struct dma_device *dd, dma_addr_t addr, size_t size);

/** swiotlb_to_device() - the same from original to bounce. */
void swiotlb_to_device(struct dma_device *dd, dma_addr_t addr, size_t size);

#endif
