/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The shape of modelled caches, and its written form:
 *
 *	l1=48K:12:64,l2=1M:16,l3=32M:16[,prefetch=next][,device_ways=2]
 *
 * A level is size:ways[:line]; sizes in bytes or with K, M or G (powers of
 * 1024).  The default of the line size is that of the first level, whose
 * default is 64.
 */
#ifndef MACHINE_CACHE_GEOMETRY_H
#define MACHINE_CACHE_GEOMETRY_H

#include <peekbench/env.h>

#define CACHE_LEVELS 3
#define CACHE_DEFAULT_LINE_BYTES 64u

/* Intel DDIO's share of the last level, as Intel documents it: two ways. */
#define CACHE_DEFAULT_DEVICE_WAYS 2u

/* Longest text of a geometry, with its terminating 0. */
#define CACHE_GEOMETRY_BYTES 192

/**
 * struct cache_shape - one level.
 * @bytes: capacity; @bytes / @ways / line size is a power of two.
 * @ways: lines of one set.
 */
struct cache_shape {
	u64 bytes;
	u32 ways;
};

/**
 * struct cache_geometry - @level_count levels, 1 to CACHE_LEVELS, [0] first.
 * @line_bytes: of every level; a power of two from 16 to 4096.
 * @device_ways: ways of the last level that a device's writes may fill with
 *	CACHE_DEVICE_ALLOCATING; 1 to that level's ways.
 * @prefetch_next: a first-level miss fetches the next line of its page, too.
 */
struct cache_geometry {
	u32 level_count;
	struct cache_shape level[CACHE_LEVELS];
	u32 line_bytes;
	u32 device_ways;
	bool prefetch_next;
};

/** cache_geometry_sets() - sets of level @i: a power of two. */
u32 cache_geometry_sets(const struct cache_geometry *geometry, u32 i);

/**
 * cache_geometry_check() - can caches of this geometry be modelled?
 * @why: filled with one line that names level and reason.
 *
 * Return: 0, or -EINVAL.
 */
int cache_geometry_check(const struct cache_geometry *geometry, char *why,
			 size_t why_size);

/**
 * cache_geometry_parse() - read the form above.
 * @why: as cache_geometry_check().
 *
 * Return: 0, or -EINVAL.
 */
int cache_geometry_parse(struct cache_geometry *geometry, const char *text,
			 char *why, size_t why_size);

/**
 * cache_geometry_format() - write the form above, every value given.
 * @text: CACHE_GEOMETRY_BYTES are enough.
 */
void cache_geometry_format(const struct cache_geometry *geometry, char *text,
			   size_t text_size);

/** cache_bytes_format() - "48K", "1M", "1000": the shortest exact form. */
void cache_bytes_format(u64 bytes, char *text, size_t text_size);

#endif
