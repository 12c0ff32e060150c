/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A device as the DMA code sees it: its platform row, its bounce pool, the
 * machine that carries out copies and maintenance, and exact counts of both.
 */
#ifndef DMA_DMA_H
#define DMA_DMA_H

#include "dma/calls.h"
#include "dma/machine.h"
#include "dma/platform.h"

struct swiotlb_pool;
struct io_tlb_slot;

/**
 * struct dma_bounce - the part of the bounce pool that every sync reads; all
 * zero if the platform does not bounce.
 * @start: the pool's first bounce address.
 * @bytes: its length.
 * @slots: one entry for each 2 KiB.
 */
struct dma_bounce {
	dma_addr_t start;
	size_t bytes;
	const struct io_tlb_slot *slots;
};

/**
 * struct dma_count - exact counts since the device was made.
 * @to_cpu_bytes: copied bounce to original.
 * @to_device_bytes: copied original to bounce.
 * @cleaned_bytes: ranges passed to a clean.
 * @invalidated_bytes: ranges passed to an invalidate or a flush.
 * @misuse_count: calls refused: a bounce address that is not mapped, a range
 *	that leaves its mapping, or DMA_NONE and beyond.
 */
struct dma_count {
	u64 to_cpu_bytes;
	u64 to_device_bytes;
	u64 cleaned_bytes;
	u64 invalidated_bytes;
	u64 misuse_count;
};

/**
 * struct dma_device - a device, its platform and its machine.
 * @dev: the part the inline API reads; must stay first.
 * @platform: its row: the effect of each call.
 * @for_cpu, @for_device: copies of the row's cache maintenance.
 * @copies_back: copy of the row's for_device_copies_from.
 * @path: the path through calls.c, see dma_device_call_as().
 * @wait: copy of the row's wait.
 * @bounce: see struct dma_bounce.
 * @calls: the argument of the last dma_device_call_as().
 * @pool: the bounce pool, NULL where the platform does not bounce.
 * @routine: how the hardware machine copies.
 * @ops: NULL for the hardware machine.
 * @machine: passed to @ops.
 * @answers: the state that the modelled path of a kernel tests; last, so that
 *	the other paths have their fields together.
 */
struct dma_device {
	struct device dev;
	bool copies_back;
	u8 path;
	enum dma_wait wait;
	enum copy_routine routine;
	enum dma_cache_op for_cpu[DMA_DIRECTIONS];
	enum dma_cache_op for_device[DMA_DIRECTIONS];
	struct dma_bounce bounce;
	enum dma_calls calls;
	const struct machine_ops *ops;
	const struct dma_platform *platform;
	struct swiotlb_pool *pool;
	void *machine;
	struct dma_count count;
	struct dma_answers answers;
};

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

/** dma_device_memory() - the memory that the device accesses at @addr. */
static inline void *dma_device_memory(dma_addr_t addr)
{
	return (void *)(uintptr_t)addr;
}

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
