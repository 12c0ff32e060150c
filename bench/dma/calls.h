/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The path of a sync from the driver's call to the copy: through the decisions
 * that the functions of a kernel take, or directly.
 */
#ifndef DMA_CALLS_H
#define DMA_CALLS_H

#include <peekbench/env.h>

struct dma_device;
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

/*
 * The functions under dma_sync_single_for_cpu() and
 * dma_sync_single_for_device(), by kernel; arguments as theirs.  _maintained:
 * for a platform whose row has cache maintenance, done at the place where that
 * kernel's dma-direct does it.
 */
#define DMA_CALLS_DECLARE(name)                                                \
	void name(struct dma_device *dd, dma_addr_t addr, size_t size,         \
		  enum dma_data_direction dir)
DMA_CALLS_DECLARE(linux_6_12_for_cpu);
DMA_CALLS_DECLARE(linux_6_12_for_device);
DMA_CALLS_DECLARE(linux_6_12_for_cpu_maintained);
DMA_CALLS_DECLARE(linux_6_12_for_device_maintained);
DMA_CALLS_DECLARE(linux_6_1_for_cpu);
DMA_CALLS_DECLARE(linux_6_1_for_device);
DMA_CALLS_DECLARE(linux_6_1_for_cpu_maintained);
DMA_CALLS_DECLARE(linux_6_1_for_device_maintained);

/**
 * dma_leave() - count a call that leaves the paths above as misuse.  In another
 * file, so that a compiler does not see how little it needs.
 */
DMA_CALLS_DECLARE(dma_leave);
#undef DMA_CALLS_DECLARE

#endif
