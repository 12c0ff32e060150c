/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A device as the DMA code sees it: its platform row, its bounce pool, the
 * machine that carries out copies and maintenance, and exact counts of both.
 */
#ifndef DMA_DMA_DEVICE_H
#define DMA_DMA_DEVICE_H

#include "dma/machine.h"
#include "dma/platform.h"

struct swiotlb_pool;
struct io_tlb_slot;

/**
 * enum dma_calls - the path that a sync takes.
 * @DMA_CALLS_LINUX_6_12: that of Linux 6.12 on x86-64, as Debian builds it.
 * @DMA_CALLS_LINUX_6_1: that of 6.1, which has no skip-sync.
 * @DMA_CALLS_INLINE: the copy, without any decision of a kernel.
 */
enum dma_calls {
	DMA_CALLS_LINUX_6_12,
	DMA_CALLS_LINUX_6_1,
	DMA_CALLS_INLINE,
};

/**
 * struct dma_pool_range - the fields of the bounce pool (struct io_tlb_pool)
 * that a sync reads; all zero without a pool, so that no address lies in it.
 * @start, @end: the pool's first bounce address, and the first behind it.
 * @memory: the CPU's address of @start.
 * @slots: one entry for each 2 KiB.
 */
struct dma_pool_range {
	dma_addr_t start;
	dma_addr_t end;
	u8 *memory;
	const struct io_tlb_slot *slots;
};

/**
 * struct dma_answers - the state that a kernel tests before it copies, with the
 * values of a PCI device on x86 without IOMMU and memory encryption: all zero
 * but the pool.
 * @ops, @arch_ops: get_dma_ops().
 * @ranges: dma_range_map, by which dma_to_phys() translates.
 * @encryption_mask: sme_me_mask, which dma_to_phys() takes off an address.
 * @direct_map: the offset that phys_to_virt() adds to an address.
 * @pool: dma_io_tlb_mem.
 * @min_align_mask: of dma_parms; bits of the original's address that the bounce
 *	buffer keeps.
 * @iommu: use_dma_iommu() of 6.12.
 * @traced: the event dma_sync_single_for_cpu or _for_device is on (6.12).
 */
struct dma_answers {
	const void *ops;
	const void *arch_ops;
	const void *ranges;
	u64 encryption_mask;
	u64 direct_map;
	const struct dma_pool_range *pool;
	u32 min_align_mask;
	bool iommu;
	bool traced;
};

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

/** dma_device_memory() - the memory that the device accesses at @addr. */
static inline void *dma_device_memory(dma_addr_t addr)
{
	return (void *)(uintptr_t)addr;
}

#endif
