/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A platform is a row of facts: the effect of each DMA API call there.  The DMA
 * code reads the row, so the live, the modelled and the explored machine obey
 * the same one.
 */
#ifndef DMA_PLATFORM_H
#define DMA_PLATFORM_H

#include <peekbench/env.h>

/**
 * enum dma_cache_op - maintenance of the CPU's cache lines of a range.
 * @DMA_CACHE_CLEAN: write a dirty line back, keep it.
 * @DMA_CACHE_INVALIDATE: drop the line, dirty or not.
 * @DMA_CACHE_FLUSH: write a dirty line back, drop it.
 */
enum dma_cache_op {
	DMA_CACHE_NONE = 0,
	DMA_CACHE_CLEAN,
	DMA_CACHE_INVALIDATE,
	DMA_CACHE_FLUSH,
};

/**
 * enum dma_edges - the effect of an invalidate on a line that its range covers
 * only in part, so that other bytes share it.
 * @DMA_EDGES_DROPPED: the line is dropped, and stores to the other bytes are
 *	lost.
 * @DMA_EDGES_FLUSHED: it is written back first (arm's dc civac).
 * @DMA_EDGES_FLUSH_ALL: if any line of the range is covered in part, all of
 *	them are written back and dropped (powerpc).
 */
enum dma_edges {
	DMA_EDGES_DROPPED = 0,
	DMA_EDGES_FLUSHED,
	DMA_EDGES_FLUSH_ALL,
};

/**
 * enum dma_wait - when the CPU waits for the maintenance that for_cpu and unmap
 * have issued.  That of map and for_device is complete when they return.
 * @DMA_WAIT_EACH: after each operation, so that none is pending.
 * @DMA_WAIT_BEFORE_COPY: once for a range, before the bounce copy.
 * @DMA_WAIT_AFTER_COPY: once, after the bounce copy, which is a bug.
 */
enum dma_wait {
	DMA_WAIT_EACH = 0,
	DMA_WAIT_BEFORE_COPY,
	DMA_WAIT_AFTER_COPY,
};

/* Directions of a row: BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE. */
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
 * @edges: see enum dma_edges.
 * @wait: see enum dma_wait.
 * @speculates: the CPU may fill any line at any time.
 * @in_kernels: the kernels that the kernel lens runs include one of this row.
 * @remade: the module of the kernel lens can change a guest's swiotlb into this
 *	row's.
 * @retired: NULL; or, for a row that describes no machine and is kept for
 *	documents and counterexamples that name it, the reason.
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
	enum dma_edges edges;
	enum dma_wait wait;
	bool speculates;
	bool in_kernels;
	bool remade;
	const char *retired;
};

/** dma_platform_count() - number of rows; the retired ones are the last. */
size_t dma_platform_count(void);

/**
 * dma_platform_at() - row @i < dma_platform_count(), or the user's row whose
 * address is @i, see plan/own_platform.h.
 */
const struct dma_platform *dma_platform_at(size_t i);

/** dma_platform_find() - the row called @name, or NULL. */
const struct dma_platform *dma_platform_find(const char *name);

/** dma_platform_maintains() - does any call of this row touch caches? */
bool dma_platform_maintains(const struct dma_platform *platform);

#endif
