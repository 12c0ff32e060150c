/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A model of caches that includes devices: set-associative, LRU,
 * write-allocate, write-back.  A simulator of the CPU alone counts a load of a
 * line that the device has just written as a hit; here that depends on the path
 * of the device's writes (enum cache_device).
 *
 * The levels are neither inclusive nor exclusive: a line is filled into every
 * level that missed it, and leaves each by itself.  A dirty line that leaves a
 * level is written into the next one and fills it there; from the last level it
 * is written to memory.  Addresses are only numbers; none is dereferenced.
 */
#ifndef MACHINE_CACHE_MODEL_H
#define MACHINE_CACHE_MODEL_H

#include "machine/cache_geometry.h"

/**
 * enum cache_device - the effect of a device's write on cached copies.
 * @CACHE_DEVICE_MEMORY: coherent, into memory: copies are dropped everywhere.
 *	A dirty one is written back first if the device writes part of it.
 * @CACHE_DEVICE_ALLOCATING: coherent, into the last level: copies above are
 *	dropped, the line ends there dirty, in one of the geometry's
 *	device_ways if it was not there before.
 * @CACHE_DEVICE_NONCOHERENT: past the caches: copies stay, and are stale.
 */
enum cache_device {
	CACHE_DEVICE_MEMORY,
	CACHE_DEVICE_ALLOCATING,
	CACHE_DEVICE_NONCOHERENT,
	CACHE_DEVICES,
};

/**
 * struct cache_count - events, counted in lines; an access to two lines counts
 * twice.
 * @loads, @stores: lines that the CPU loaded from or stored to.
 * @load_misses, @store_misses: of those, not found in level [i] nor in the
 *	levels before it.
 * @evicted_dirty: dirty lines that left level [i] to make room.
 * @write_backs: dirty lines written to memory: from the last level, by a clean,
 *	or for a device.
 * @cleaned: lines in ranges that were cleaned, cached or not.
 * @invalidated: lines in ranges that were invalidated or flushed, cached or
 *	not.
 * @dropped_dirty: dirty lines dropped without a write-back, by an invalidate or
 *	by a device that writes the whole line.
 * @device_writes, @device_reads: lines that the device wrote, read.
 * @prefetches: lines fetched because the line before them missed.
 * @uncached: reads and writes of uncached memory.
 * @stale_loads: loads from a cached copy after a non-coherent device wrote to
 *	memory: the CPU gets old bytes.
 * @overwritten: stale dirty lines written to memory, over the device's bytes.
 */
struct cache_count {
	u64 loads;
	u64 stores;
	u64 load_misses[CACHE_LEVELS];
	u64 store_misses[CACHE_LEVELS];
	u64 evicted_dirty[CACHE_LEVELS];
	u64 write_backs;
	u64 cleaned;
	u64 invalidated;
	u64 dropped_dirty;
	u64 device_writes;
	u64 device_reads;
	u64 prefetches;
	u64 uncached;
	u64 stale_loads;
	u64 overwritten;
};

struct cache_model;

/**
 * cache_model_create() - make a model with empty caches.
 * @geometry: passes cache_geometry_check(); copied.
 *
 * Return: 0, the caller calls cache_model_destroy(); -ENOMEM.
 */
int cache_model_create(struct cache_model **model,
		       const struct cache_geometry *geometry);

/** cache_model_destroy() - free the model; NULL is allowed. */
void cache_model_destroy(struct cache_model *model);

/** cache_model_reset() - empty the caches. */
void cache_model_reset(struct cache_model *model);

/**
 * cache_model_device() - set the path of the device's writes; initially
 * CACHE_DEVICE_MEMORY.
 */
void cache_model_device(struct cache_model *model, enum cache_device device);

/**
 * cache_model_count_into() - add all further events to @count, which the caller
 * owns.  Call it before the first event.
 */
void cache_model_count_into(struct cache_model *model,
			    struct cache_count *count);

/*
 * The CPU reads or writes @size bytes at @at, in ascending order.  0 bytes are
 * no event.
 */
void cache_model_load(struct cache_model *model, u64 at, u64 size);
void cache_model_store(struct cache_model *model, u64 at, u64 size);

/** cache_model_uncached() - the CPU reads or writes uncached memory once. */
void cache_model_uncached(struct cache_model *model);

/**
 * cache_model_copy() - the CPU copies @size bytes from @from to @to.
 * @descending: from the last byte to the first.
 *
 * Lines are touched in the order of a copy byte by byte, but each only once
 * until the source or the target crosses into another line.  With two ways or
 * more the misses are the same (tests/cachegrind).
 */
void cache_model_copy(struct cache_model *model, u64 to, u64 from, u64 size,
		      bool descending);

/*
 * Maintenance of every line that [@at, @at + @size) touches.  clean: write back
 * and keep; invalidate: drop, dirty or not; flush: write back and drop, counted
 * as invalidated.
 */
void cache_model_clean(struct cache_model *model, u64 at, u64 size);
void cache_model_invalidate(struct cache_model *model, u64 at, u64 size);
void cache_model_flush(struct cache_model *model, u64 at, u64 size);

/** cache_model_line_bytes() - the line size of every level. */
u64 cache_model_line_bytes(const struct cache_model *model);

/** cache_model_device_write() - the device writes @size bytes at @at. */
void cache_model_device_write(struct cache_model *model, u64 at, u64 size);

/**
 * cache_model_device_read() - the device reads @size bytes at @at.
 *
 * Coherent: a dirty copy is written back, and stays.  Non-coherent: the device
 * reads memory, and caches are not changed.
 */
void cache_model_device_read(struct cache_model *model, u64 at, u64 size);

/** cache_count_add() - @sum += @count. */
void cache_count_add(struct cache_count *sum, const struct cache_count *count);

#endif
