// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/cache_machine.h"

/* The region that holds @size bytes at @at, or NULL. */
static const struct cache_region *region_of(struct cache_machine *machine,
					    const void *at, size_t size)
{
	for (u32 i = 0; i < machine->region_count; i++) {
		const struct cache_region *region = &machine->region[i];
		size_t offset =
			(size_t)((uintptr_t)at - (uintptr_t)region->start);

		if (offset < region->bytes && size <= region->bytes - offset)
			return region;
	}
	machine->foreign_count++;
	return NULL;
}

static u64 place_in(const struct cache_machine *machine,
		    const struct cache_region *region, const void *at)
{
	return (u64)(region - machine->region + 1) * CACHE_REGION_PLACE +
	       ((uintptr_t)at - (uintptr_t)region->start);
}

/* The place of @size bytes at @at, or 0 if they lie in no region. */
static u64 place_of(struct cache_machine *machine, const void *at, size_t size)
{
	const struct cache_region *region = region_of(machine, at, size);

	return region ? place_in(machine, region, at) : 0;
}

/*
 * The load order of the library's memcpy() is not specified.  Ascending is
 * assumed; it decides only which lines are the latest used when the copy ends.
 */
static bool is_descending(enum copy_routine routine, const void *to,
			  const void *from, size_t size)
{
	if (routine == COPY_MEMCPY_ORIG)
		return copy_memcpy_orig_descends(to, from, size);
	return routine == COPY_DESCENDING;
}

static void machine_copy(void *ctx, void *to, const void *from, size_t size)
{
	struct cache_machine *machine = ctx;
	u64 to_place = place_of(machine, to, size);
	u64 from_place = place_of(machine, from, size);

	if (to_place && from_place)
		cache_model_copy(
			machine->model, to_place, from_place, size,
			is_descending(machine->routine, to, from, size));
	hardware_copy(machine->routine, to, from, size);
}

static void machine_clean(void *ctx, const void *at, size_t size)
{
	struct cache_machine *machine = ctx;
	u64 place = place_of(machine, at, size);

	if (place)
		cache_model_clean(machine->model, place, size);
}

static void machine_flush(void *ctx, const void *at, size_t size)
{
	struct cache_machine *machine = ctx;
	u64 place = place_of(machine, at, size);

	if (place)
		cache_model_flush(machine->model, place, size);
}

/*
 * The line at @at of the range up to @end, of which it may hold a part only;
 * returns where the next one starts.
 */
static u64 invalidate_line(struct cache_machine *machine, u64 at, u64 end)
{
	u64 line = cache_model_line_bytes(machine->model);
	u64 behind = (at / line + 1) * line;

	if (machine->edges == DMA_EDGES_FLUSHED && (at % line || end < behind))
		cache_model_flush(machine->model, at, 1);
	else
		cache_model_invalidate(machine->model, at, 1);
	return behind;
}

static void machine_invalidate(void *ctx, const void *at, size_t size)
{
	struct cache_machine *machine = ctx;
	u64 line = cache_model_line_bytes(machine->model);
	u64 place = place_of(machine, at, size), end = place + size;

	if (!place)
		return;
	if (machine->edges == DMA_EDGES_FLUSH_ALL && (place | end) % line)
		cache_model_flush(machine->model, place, size);
	else
		while (place < end)
			place = invalidate_line(machine, place, end);
}

/*
 * An issued invalidate is complete at once: a copy before the wait misses in
 * this model, though it may hit an old line on a machine.
 */
static void machine_wait(void *ctx)
{
	(void)ctx;
}

static void touch(struct cache_machine *machine, const void *at, size_t size,
		  void (*how)(struct cache_model *model, u64 at, u64 size))
{
	const struct cache_region *region = region_of(machine, at, size);

	if (!region)
		return;
	if (region->uncached)
		cache_model_uncached(machine->model);
	else
		how(machine->model, place_in(machine, region, at), size);
}

void cache_machine_load(struct cache_machine *machine, const void *at,
			size_t size)
{
	touch(machine, at, size, cache_model_load);
}

void cache_machine_store(struct cache_machine *machine, const void *at,
			 size_t size)
{
	touch(machine, at, size, cache_model_store);
}

void cache_machine_device_write(struct cache_machine *machine, const void *at,
				size_t size)
{
	u64 place = place_of(machine, at, size);

	if (place)
		cache_model_device_write(machine->model, place, size);
}

void cache_machine_add(struct cache_machine *machine, const void *start,
		       size_t bytes, bool uncached)
{
	machine->region[machine->region_count++] = (struct cache_region){
		.start = start, .bytes = bytes, .uncached = uncached};
}

void cache_machine_detach(struct dma_device *dd)
{
	dd->ops = NULL;
	dd->machine = NULL;
}

void cache_machine_attach(struct cache_machine *machine, struct dma_device *dd)
{
	static const struct machine_ops ops = {
		.copy = machine_copy,
		.clean = machine_clean,
		.invalidate = machine_invalidate,
		.flush = machine_flush,
		.issue = machine_invalidate,
		.wait = machine_wait,
	};

	machine->routine = dd->routine;
	machine->edges = dd->platform->edges;
	dd->machine = machine;
	dd->ops = &ops;
}
