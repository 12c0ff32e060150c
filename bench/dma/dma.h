/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A device made, and the faults of a sync in words. */
#ifndef DMA_DMA_H
#define DMA_DMA_H

#include "dma/dma_device.h"

/**
 * dma_device_init() - set up @dd as a device on @platform.
 * @pool: outlives the device; required if @platform bounces, else ignored.
 * @routine: the routine of bounce copies on the hardware machine.
 */
void dma_device_init(struct dma_device *dd, const struct dma_platform *platform,
		     struct swiotlb_pool *pool, enum copy_routine routine);

/**
 * dma_device_call_as() - let syncs take the path of @calls; the path after
 * dma_device_init() is DMA_CALLS_INLINE.  Call it before the first mapping, and
 * again with dd->calls after a change of dd->for_cpu or dd->for_device.
 */
void dma_device_call_as(struct dma_device *dd, enum dma_calls calls);

/**
 * dma_range_wrong() - the fault, in words, of a sync of @size bytes at @at of a
 * mapping of @mapped bytes at @mapping; NULL if there is none.
 */
static inline const char *dma_range_wrong(const void *mapping, size_t mapped,
					  const void *at, size_t size)
{
	size_t offset = (uintptr_t)at - (uintptr_t)mapping;

	return offset > mapped || size > mapped - offset
		       ? "a sync outside its mapping"
		       : NULL;
}

/**
 * dma_direction_wrong() - the fault, in words, of a sync in direction @dir of a
 * buffer that the device writes; NULL if there is none.
 *
 * A sync for the CPU TO_DEVICE is refused, because the device writes no such
 * bytes.  Other directions than the mapping's are accepted: see
 * dma_debug_objects().
 */
static inline const char *dma_direction_wrong(bool for_device, u32 dir)
{
	return dir >= DMA_DIRECTIONS ? "a sync in no direction"
	       : !for_device && dir == DMA_TO_DEVICE
		       ? "a sync for the CPU, TO_DEVICE"
		       : NULL;
}

/**
 * dma_debug_objects() - the warning of a kernel with CONFIG_DMA_API_DEBUG about
 * a sync in direction @dir of a mapping in direction @mapped; NULL if it gives
 * none.
 *
 * kernel/dma/debug.c, check_sync(): a BIDIRECTIONAL mapping may be synced in
 * any direction, any other mapping in its own direction alone.  If a call gets
 * two warnings, this is the first.
 */
static inline const char *dma_debug_objects(enum dma_data_direction mapped,
					    u32 dir)
{
	return mapped != DMA_BIDIRECTIONAL && dir != (u32)mapped
		       ? "syncs DMA memory with different direction"
		       : NULL;
}

#endif
