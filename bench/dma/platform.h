/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A platform is a row of facts: the effect of each DMA API call there.  The DMA
 * code reads the row, so the live, the modelled and the explored machine obey
 * the same one.
 */
#ifndef DMA_PLATFORM_H
#define DMA_PLATFORM_H

#include <peekbench/env.h>

/** enum dma_cache_op - maintenance of the CPU's cache lines of a range. */
enum dma_cache_op {
	DMA_CACHE_NONE = 0,
	DMA_CACHE_CLEAN,
	DMA_CACHE_INVALIDATE,
};

/* Directions a row knows: BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE. */
#define DMA_DIRECTIONS 3

/**
 * struct dma_platform - one row.
 * @name: as in --set platform=, results and mails; never reused.
 * @summary: one line for `list`.
 * @source: commit or function that the facts come from.
 * @bounce: every mapping goes through the swiotlb pool (swiotlb=force).
 * @map_copies_from: map(FROM_DEVICE) copies original to bounce.
 * @for_device_copies_from: for_device(FROM_DEVICE) copies original to bounce.
 * @for_cpu: cache maintenance of for_cpu and of unmap, by direction.
 * @for_device: cache maintenance of for_device and of map, by direction.
 * @flushes_edges: a line that an invalidate covers in part is written back
 *	before it is dropped (arm's dc civac), so that stores to the other bytes
 *	of the line survive.  False: the line is dropped, and they are lost.
 * @speculates: the CPU may fill any line at any time.
 * @in_kernels: a kernel that the kernel lens runs can be of this row: one of
 *	today, on x86 or arm64.
 * @remade: the module of the kernel lens can give a guest's swiotlb this state.
 *
 * Copies that are the same in all states of swiotlb are not in the row: map and
 * for_device copy original to bounce for TO_DEVICE and BIDIRECTIONAL, for_cpu
 * and unmap copy bounce to original for FROM_DEVICE and BIDIRECTIONAL.
 */
struct dma_platform {
	const char *name;
	const char *summary;
	const char *source;
	bool bounce;
	bool map_copies_from;
	bool for_device_copies_from;
	enum dma_cache_op for_cpu[DMA_DIRECTIONS];
	enum dma_cache_op for_device[DMA_DIRECTIONS];
	bool flushes_edges;
	bool speculates;
	bool in_kernels;
	bool remade;
};

/** dma_platform_count() - number of rows. */
size_t dma_platform_count(void);

/** dma_platform_at() - row @i, @i < dma_platform_count(). */
const struct dma_platform *dma_platform_at(size_t i);

/** dma_platform_find() - the row called @name, or NULL. */
const struct dma_platform *dma_platform_find(const char *name);

/** dma_platform_maintains() - does any call of this row touch caches? */
bool dma_platform_maintains(const struct dma_platform *platform);

#endif
