/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Private to the files of the cache model. */
#ifndef MACHINE_CACHE_PARTS_H
#define MACHINE_CACHE_PARTS_H

#include "machine/cache_model.h"

/*
 * One way of one set: the line's number above these bits; 0 is an empty way.
 * The ways of a set are in order of use, the latest first.
 */
#define ENTRY_DIRTY 1ull
#define ENTRY_STALE 2ull
#define ENTRY_DEVICE 4ull /* last level: put there by a device's write */
#define ENTRY_VALID 8ull
#define ENTRY_SHIFT 4
#define ENTRY_KEY (~7ull)

struct level {
	u64 *entries;
	u64 set_mask;
	u32 ways;
};

struct cache_model {
	struct level level[CACHE_LEVELS];
	u32 level_count;
	u32 line_shift;
	u32 device_ways;
	bool prefetch_next;
	enum cache_device device;
	struct cache_count *count;
	struct cache_geometry geometry;
};

static __always_inline u64 key_of(u64 line)
{
	return line << ENTRY_SHIFT | ENTRY_VALID;
}

static __always_inline u64 *set_of(const struct level *level, u64 key)
{
	return level->entries +
	       ((key >> ENTRY_SHIFT) & level->set_mask) * level->ways;
}

/* The way that holds @key, or -1. */
static __always_inline int find(const struct level *level, const u64 *set,
				u64 key)
{
	for (u32 way = 0; way < level->ways; way++)
		if ((set[way] & ENTRY_KEY) == key)
			return (int)way;
	return -1;
}

/* Make way @way the latest, with @entry in it. */
static __always_inline void put_first(u64 *set, u32 way, u64 entry)
{
	for (; way; way--)
		set[way] = set[way - 1];
	set[0] = entry;
}

static __always_inline u64 first_line(const struct cache_model *model, u64 at)
{
	return at >> model->line_shift;
}

/* The line after the last one that @size > 0 bytes at @at touch. */
static __always_inline u64 end_line(const struct cache_model *model, u64 at,
				    u64 size)
{
	return size ? ((at + size - 1) >> model->line_shift) + 1
		    : first_line(model, at);
}

/** cache_to_memory() - count a dirty line with these flags written back. */
void cache_to_memory(struct cache_model *model, u64 entry);

/**
 * cache_evict() - move a dirty line from level @i into the next, or to memory.
 */
void cache_evict(struct cache_model *model, u32 i, u64 entry);

#endif
