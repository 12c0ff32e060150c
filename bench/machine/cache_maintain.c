// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Maintenance of lines, and writes and reads of devices. */
#include "machine/cache_parts.h"

static void remove_way(const struct level *level, u64 *set, u32 way)
{
	for (; way + 1 < level->ways; way++)
		set[way] = set[way + 1];
	set[way] = 0;
}

/* Drop a line from levels [0, @end); returns the flags it had anywhere. */
static u64 drop(struct cache_model *model, u64 key, u32 end)
{
	u64 flags = 0;

	for (u32 i = 0; i < end; i++) {
		u64 *set = set_of(&model->level[i], key);
		int way = find(&model->level[i], set, key);

		if (way < 0)
			continue;
		flags |= set[way];
		remove_way(&model->level[i], set, (u32)way);
	}
	return flags & ~ENTRY_KEY;
}

/* Write a line back if it is dirty anywhere; copies stay, clean. */
static void write_back(struct cache_model *model, u64 key)
{
	u64 flags = 0;

	for (u32 i = 0; i < model->level_count; i++) {
		u64 *set = set_of(&model->level[i], key);
		int way = find(&model->level[i], set, key);

		if (way < 0)
			continue;
		flags |= set[way];
		set[way] &= ~ENTRY_DIRTY;
	}
	if (flags & ENTRY_DIRTY)
		cache_to_memory(model, flags);
}

u64 cache_model_line_bytes(const struct cache_model *model)
{
	return 1ull << model->line_shift;
}

void cache_model_clean(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++) {
		model->count->cleaned++;
		write_back(model, key_of(line));
	}
}

void cache_model_invalidate(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++) {
		model->count->invalidated++;
		if (drop(model, key_of(line), model->level_count) & ENTRY_DIRTY)
			model->count->dropped_dirty++;
	}
}

void cache_model_flush(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++) {
		model->count->invalidated++;
		write_back(model, key_of(line));
		drop(model, key_of(line), model->level_count);
	}
}

/*
 * The least recently used of the device's ways, where its next line is placed.
 */
static u32 device_victim(const struct cache_model *model, const u64 *set)
{
	u32 last = model->level[model->level_count - 1].ways - 1;
	u32 held = 0, oldest = last;

	for (u32 way = 0; way <= last; way++) {
		if (!(set[way] & ENTRY_DEVICE))
			continue;
		held++;
		oldest = way;
	}
	return held < model->device_ways ? last : oldest;
}

static void device_allocate(struct cache_model *model, u64 key)
{
	u32 i = model->level_count - 1;
	u64 *set = set_of(&model->level[i], key);
	int way;
	u64 victim;

	drop(model, key, i);
	way = find(&model->level[i], set, key);
	if (way >= 0) {
		put_first(set, (u32)way, set[way] | ENTRY_DIRTY);
		return;
	}
	way = (int)device_victim(model, set);
	victim = set[way];
	put_first(set, (u32)way, key | ENTRY_DIRTY | ENTRY_DEVICE);
	if (victim & ENTRY_DIRTY)
		cache_evict(model, i, victim);
}

static void device_pass_by(struct cache_model *model, u64 key)
{
	for (u32 i = 0; i < model->level_count; i++) {
		u64 *set = set_of(&model->level[i], key);
		int way = find(&model->level[i], set, key);

		if (way >= 0)
			set[way] |= ENTRY_STALE;
	}
}

static void device_to_memory(struct cache_model *model, u64 key, bool whole)
{
	if (!(drop(model, key, model->level_count) & ENTRY_DIRTY))
		return;
	if (whole)
		model->count->dropped_dirty++;
	else
		cache_to_memory(model, 0);
}

void cache_model_device_write(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++) {
		u64 start = line << model->line_shift;
		u64 behind = (line + 1) << model->line_shift;

		model->count->device_writes++;
		if (model->device == CACHE_DEVICE_ALLOCATING)
			device_allocate(model, key_of(line));
		else if (model->device == CACHE_DEVICE_NONCOHERENT)
			device_pass_by(model, key_of(line));
		else
			device_to_memory(model, key_of(line),
					 at <= start && at + size >= behind);
	}
}

void cache_model_device_read(struct cache_model *model, u64 at, u64 size)
{
	u64 end = end_line(model, at, size);

	for (u64 line = first_line(model, at); line < end; line++) {
		model->count->device_reads++;
		if (model->device != CACHE_DEVICE_NONCOHERENT)
			write_back(model, key_of(line));
	}
}
