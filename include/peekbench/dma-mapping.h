/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The DMA API in user space, under the kernel's names and signatures
 * (Documentation/core-api/dma-api.rst).  bench/dma/ implements it once; the
 * platform's row decides the effect of each call.
 *
 * Streaming mappings and coherent memory only.  A call with a bounce address or
 * a range that is not mapped is counted as misuse (struct dma_count) and copies
 * nothing outside the mapping.
 */
#ifndef PEEKBENCH_DMA_MAPPING_H
#define PEEKBENCH_DMA_MAPPING_H

#include <peekbench/env.h>

typedef u64 dma_addr_t;

/* Allocation flags; GFP_KERNEL is the only one, and it has no effect. */
typedef unsigned int gfp_t;

#define GFP_KERNEL ((gfp_t)0)

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)

/* The same values as the kernel's enum dma_data_direction. */
enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

/**
 * struct device - the part of a device that the inline half of the API reads.
 * @dma_skip_sync: no sync call of this device can have an effect.  Set for a
 *	coherent device that has never bounced, cleared by its first bounced
 *	mapping (Linux 6.10, commits f406c8e4b770 and 163943ac00cb).
 */
struct device {
	bool dma_skip_sync;
};

/**
 * dma_map_single() - hand @size bytes at @cpu to the device.
 * @size: bytes, 1 to 256 KiB where the platform bounces.
 *
 * Return: the device's address, or DMA_MAPPING_ERROR when the bounce pool is
 * full or @size exceeds the largest bounce buffer.
 */
dma_addr_t dma_map_single(struct device *dev, void *cpu, size_t size,
			  enum dma_data_direction dir);

/**
 * dma_unmap_single() - end a mapping; the device no longer owns its bytes.
 * @addr: as dma_map_single() returned it.
 * @size: bytes, as at the mapping.
 * @dir: as at the mapping.
 *
 * Maintenance and bounce copies are those of dma_sync_single_for_cpu() over the
 * whole mapping.
 */
void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir);

/**
 * dma_mapping_error() - did dma_map_single() fail?
 *
 * Return: 0, or -ENOMEM if @addr is DMA_MAPPING_ERROR.
 */
static inline int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	(void)dev;
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

/**
 * dma_alloc_coherent() - @size bytes of zeroed memory that the CPU and the
 * device see alike without any sync: plain memory of a cache-coherent host.
 * @size: bytes.
 * @dma: set to the device's address of the memory.
 * @gfp: GFP_KERNEL.
 *
 * Return: the memory, page aligned, to be freed by dma_free_coherent(); or
 * NULL.
 */
void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma,
			 gfp_t gfp);

/**
 * dma_free_coherent() - free memory of dma_alloc_coherent().
 * @size: bytes, as at the allocation.
 * @cpu: the memory.
 * @dma: the device's address of it.
 */
void dma_free_coherent(struct device *dev, size_t size, void *cpu,
		       dma_addr_t dma);

/* The out-of-line halves; call the names below instead. */
void __dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir);
void __dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				  size_t size, enum dma_data_direction dir);

/** dma_dev_need_sync() - may a sync call of this device have an effect? */
static __always_inline bool dma_dev_need_sync(const struct device *dev)
{
	return !dev->dma_skip_sync;
}

/**
 * dma_sync_single_for_cpu() - make the device's writes visible to the CPU.
 * @addr: anywhere inside a mapping.
 * @size: bytes; the range must lie inside the mapping.
 * @dir: the direction of the sync; need not be that of the mapping.
 */
static __always_inline void dma_sync_single_for_cpu(struct device *dev,
						    dma_addr_t addr,
						    size_t size,
						    enum dma_data_direction dir)
{
	if (dma_dev_need_sync(dev))
		__dma_sync_single_for_cpu(dev, addr, size, dir);
}

/**
 * dma_sync_single_for_device() - make the CPU's writes visible to the device;
 * arguments as of dma_sync_single_for_cpu().
 */
static __always_inline void
dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir)
{
	if (dma_dev_need_sync(dev))
		__dma_sync_single_for_device(dev, addr, size, dir);
}

/**
 * dma_sync_single_range_for_cpu() - dma_sync_single_for_cpu() of @size bytes at
 * @addr + @offset.
 */
static __always_inline void
dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
			      unsigned long offset, size_t size,
			      enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

/**
 * dma_sync_single_range_for_device() - dma_sync_single_for_device() of @size
 * bytes at @addr + @offset.
 */
static __always_inline void
dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
				 unsigned long offset, size_t size,
				 enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

#endif
