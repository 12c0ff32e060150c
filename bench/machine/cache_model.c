// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/cache_parts.h"

#include <stdlib.h>

/* Stop at the page boundary: the next physical page is unrelated. */
#define PAGE_BYTES 4096u

void cache_to_memory(struct cache_model *model, u64 entry)
{
	model->count->write_backs++;
	if (entry & ENTRY_STALE)
		model->count->overwritten++;
}

/* Put @entry into its set of level @i, and evict a line if it is full. */
static __always_inline void fill(struct cache_model *model, u32 i, u64 entry)
{
	const struct level *level = &model->level[i];
	u64 *set = set_of(level, entry);
	u64 victim = set[level->ways - 1];

	put_first(set, level->ways - 1, entry);
	if (victim & ENTRY_DIRTY)
		cache_evict(model, i, victim);
}

void cache_evict(struct cache_model *model, u32 i, u64 entry)
{
	const struct level *next = &model->level[i + 1];
	u64 *set;
	int way;

	model->count->evicted_dirty[i]++;
	if (i + 1 == model->level_count) {
		cache_to_memory(model, entry);
		return;
	}
	set = set_of(next, entry);
	way = find(next, set, entry & ENTRY_KEY);
	if (way >= 0)
		put_first(set, (u32)way,
			  set[way] | (entry & (ENTRY_DIRTY | ENTRY_STALE)));
	else
		fill(model, i + 1, entry & ~ENTRY_DEVICE);
}

/*
 * Fetch a line that is not in the first level from the first level that has it,
 * into all levels before that.  @misses is NULL for a prefetch.
 *
 * Return: the first level's entry.
 */
static u64 fetch(struct cache_model *model, u64 key, u64 *misses)
{
	u32 i = 0;
	u64 entry = key;

	do {
		u64 *set;
		int way;

		if (misses)
			misses[i]++;
		if (++i == model->level_count)
			break;
		set = set_of(&model->level[i], key);
		way = find(&model->level[i], set, key);
		if (way >= 0) {
			put_first(set, (u32)way, set[way]);
			entry |= set[0] & ENTRY_STALE;
			break;
		}
	} while (1);
	while (--i)
		fill(model, i, entry);
	return entry;
}

static bool first_level_holds(const struct cache_model *model, u64 key)
{
	const struct level *first = &model->level[0];

	return find(first, set_of(first, key), key) >= 0;
}

static void prefetch(struct cache_model *model, u64 key)
{
	u64 next = (key >> ENTRY_SHIFT) + 1;

	if (!((next << model->line_shift) & (PAGE_BYTES - 1)) ||
	    first_level_holds(model, key_of(next)))
		return;
	model->count->prefetches++;
	fill(model, 0, fetch(model, key_of(next), NULL));
}

static __attribute__((noinline)) void miss(struct cache_model *model, u64 key,
					   u64 dirty)
{
	struct cache_count *count = model->count;
	u64 entry = fetch(model, key,
			  dirty ? count->store_misses : count->load_misses);

	if (!dirty && entry & ENTRY_STALE)
		count->stale_loads++;
	fill(model, 0, entry | dirty);
	if (model->prefetch_next)
		prefetch(model, key);
}

/* The CPU touches one line; @dirty: 0 for a load, ENTRY_DIRTY for a store. */
static __always_inline void touch(struct cache_model *model, u64 line,
				  u64 dirty)
{
	const struct level *first = &model->level[0];
	u64 key = key_of(line);
	u64 *set = set_of(first, key);
	int way = find(first, set, key);

	if (dirty)
		model->count->stores++;
	else
		model->count->loads++;
	if (way < 0) {
		miss(model, key, dirty);
		return;
	}
	if (!dirty && set[way] & ENTRY_STALE)
		model->count->stale_loads++;
	put_first(set, (u32)way, set[way] | dirty);
}

void cache_model_load(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++)
		touch(model, line, 0);
}

void cache_model_store(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++)
		touch(model, line, ENTRY_DIRTY);
}

void cache_model_uncached(struct cache_model *model)
{
	model->count->uncached++;
}

static u64 least(u64 a, u64 b)
{
	return a < b ? a : b;
}

void cache_model_copy(struct cache_model *model, u64 to, u64 from, u64 size,
		      bool descending)
{
	u64 mask = (1ull << model->line_shift) - 1;

	while (size) {
		/* Bytes until the source or the target crosses a line. */
		u64 piece;

		if (descending) {
			u64 last_to = to + size - 1,
			    last_from = from + size - 1;

			touch(model, last_from >> model->line_shift, 0);
			touch(model, last_to >> model->line_shift, ENTRY_DIRTY);
			piece = 1 + least(last_to & mask, last_from & mask);
		} else {
			touch(model, from >> model->line_shift, 0);
			touch(model, to >> model->line_shift, ENTRY_DIRTY);
			piece = mask + 1 - (to & mask);
			piece = least(piece, mask + 1 - (from & mask));
			to += least(piece, size);
			from += least(piece, size);
		}
		size -= least(piece, size);
	}
}

void cache_count_add(struct cache_count *sum, const struct cache_count *count)
{
	const u64 *from = (const u64 *)count;
	u64 *to = (u64 *)sum;

	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

static size_t level_bytes(const struct cache_model *model, u32 i)
{
	return (size_t)cache_geometry_sets(&model->geometry, i) *
	       model->level[i].ways * sizeof(u64);
}

void cache_model_reset(struct cache_model *model)
{
	for (u32 i = 0; i < model->level_count; i++)
		memset(model->level[i].entries, 0, level_bytes(model, i));
}

void cache_model_device(struct cache_model *model, enum cache_device device)
{
	model->device = device;
}

void cache_model_count_into(struct cache_model *model,
			    struct cache_count *count)
{
	model->count = count;
}

void cache_model_destroy(struct cache_model *model)
{
	if (!model)
		return;
	for (u32 i = 0; i < model->level_count; i++)
		free(model->level[i].entries);
	free(model);
}

int cache_model_create(struct cache_model **result,
		       const struct cache_geometry *geometry)
{
	struct cache_model *model = calloc(1, sizeof(*model));

	if (!model)
		return -ENOMEM;
	model->geometry = *geometry;
	model->level_count = geometry->level_count;
	model->line_shift = (u32)__builtin_ctz(geometry->line_bytes);
	model->device_ways = geometry->device_ways;
	model->prefetch_next = geometry->prefetch_next;
	for (u32 i = 0; i < model->level_count; i++) {
		struct level *level = &model->level[i];

		level->ways = geometry->level[i].ways;
		level->set_mask = cache_geometry_sets(geometry, i) - 1;
		level->entries = calloc(1, level_bytes(model, i));
		if (!level->entries) {
			cache_model_destroy(model);
			return -ENOMEM;
		}
	}
	*result = model;
	return 0;
}
