/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The cache model as a machine (struct machine_ops): the DMA code runs over it
 * unchanged; its copies move the bytes and are counted, its maintenance is
 * counted and not executed.
 *
 * Each region of memory that the caller names has a fixed place in the model's
 * address space, so that counts depend neither on the addresses of this run nor
 * on the machine.
 */
#ifndef MACHINE_CACHE_MACHINE_H
#define MACHINE_CACHE_MACHINE_H

#include "dma/dma.h"
#include "machine/cache_model.h"

#define CACHE_REGIONS 3

/* Region i starts at (i + 1) times this: in set 0 of every level. */
#define CACHE_REGION_PLACE (1ull << 40)

/**
 * struct cache_region - @bytes of memory at @start.
 * @uncached: the CPU's accesses to it go past the caches, as those to coherent
 *	memory do where caches are not coherent.
 */
struct cache_region {
	const u8 *start;
	size_t bytes;
	bool uncached;
};

/**
 * struct cache_machine - one device's caches.
 * @model: owned by the caller.
 * @region: @region_count pieces of memory.
 * @routine: how the copies are carried out.
 * @edges: of the device's platform.
 * @foreign_count: events outside every region, which the model does not count:
 *	the counts are valid only if this is 0.
 */
struct cache_machine {
	struct cache_model *model;
	struct cache_region region[CACHE_REGIONS];
	u32 region_count;
	enum copy_routine routine;
	enum dma_edges edges;
	u64 foreign_count;
};

/**
 * cache_machine_add() - add a region; at most CACHE_REGIONS, which must not
 * overlap.
 */
void cache_machine_add(struct cache_machine *machine, const void *start,
		       size_t bytes, bool uncached);

/** cache_machine_attach() - run @dd on @machine instead of the hardware. */
void cache_machine_attach(struct cache_machine *machine, struct dma_device *dd);

/** cache_machine_detach() - back to the hardware. */
void cache_machine_detach(struct dma_device *dd);

/*
 * Count an access of the loop (load, store) or of the device to @size bytes at
 * @at, which does not go through the DMA code.  An access to an uncached region
 * counts once, whatever its size.
 */
void cache_machine_load(struct cache_machine *machine, const void *at,
			size_t size);
void cache_machine_store(struct cache_machine *machine, const void *at,
			 size_t size);
void cache_machine_device_write(struct cache_machine *machine, const void *at,
				size_t size);

#endif
