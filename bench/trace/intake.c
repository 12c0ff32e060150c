// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/intake.h"

#include <stdlib.h>

static void add_saturated(u64 *sum, u64 value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = UINT64_MAX;
}

static u64 last_of(u64 first, u64 size)
{
	u64 last;

	if (__builtin_add_overflow(first, size ? size - 1 : 0, &last))
		return UINT64_MAX;
	return last;
}

static void note_size(struct trace_device *device, u64 size, u8 dir)
{
	for (u32 i = 0; i < device->size_count; i++) {
		struct trace_size *known = &device->sizes[i];

		if (known->size == size && known->dir == dir) {
			known->count++;
			return;
		}
	}
	if (device->size_count == TRACE_SIZES)
		device->other_sizes++;
	else
		device->sizes[device->size_count++] =
			(struct trace_size){size, 1, dir};
}

/*
 * Was the mapping of @event announced by swiotlb_bounced, whose event has the
 * physical address of the original buffer, as that of a map has since 6.12?
 */
static bool take_bounce(struct trace_entry *entry,
			const struct trace_event *event,
			const struct trace_segment *segment)
{
	u64 phys = segment->phys, size = segment->size;

	if (event->sg && !phys)
		return false;
	for (u32 i = 0; i < TRACE_BOUNCES && size; i++) {
		struct trace_bounce *bounce = &entry->bounce[i];

		if (bounce->size == size &&
		    (phys ? bounce->phys == phys : bounce->cpu == event->cpu)) {
			bounce->size = 0;
			return true;
		}
	}
	return false;
}

/*
 * Prepare a map of @first to @last: live mappings in that range have ended
 * unseen and are removed.  False if the range is shared with a TO_DEVICE
 * mapping that remains.
 */
static bool make_room(struct trace_entry *entry, u8 dir, u64 first, u64 last)
{
	struct trace_mapping *mapping;

	while ((mapping = trace_live_find(&entry->live, first, last))) {
		if (dir == DMA_TO_DEVICE && mapping->dir == DMA_TO_DEVICE &&
		    mapping->first == first && mapping->last == last) {
			mapping->refs++;
			return false;
		}
		if (dir == DMA_TO_DEVICE && mapping->seen) {
			entry->device.shared++;
			return false;
		}
		entry->device.remapped += mapping->seen;
		trace_live_drop(&entry->live, mapping);
	}
	trace_live_forget(&entry->live, first, last);
	return true;
}

static int map_one(struct trace_entry *entry, const struct trace_event *event,
		   const struct trace_segment *segment)
{
	struct trace_device *device = &entry->device;
	u64 last = last_of(segment->addr, segment->size);
	struct trace_mapping *mapping;

	device->maps[event->dir]++;
	add_saturated(&device->map_bytes[event->dir], segment->size);
	note_size(device, segment->size, event->dir);
	if (!make_room(entry, event->dir, segment->addr, last))
		return 0;
	if (entry->live.count == TRACE_LIVE) {
		device->untracked++;
		return 0;
	}
	mapping = trace_live_add(&entry->live, segment->addr, last);
	if (!mapping)
		return -ENOMEM;
	mapping->seen = true;
	mapping->dir = event->dir;
	trace_life_begin(mapping, event);
	if (take_bounce(entry, event, segment)) {
		mapping->bounced = true;
		device->bounced_maps++;
		add_saturated(&device->bounced_map_bytes, segment->size);
	}
	return 0;
}

static int map(struct trace_entry *entry, const struct trace_event *event)
{
	int err = 0;

	if (event->failed) {
		entry->device.failed_maps++;
		return 0;
	}
	for (u32 i = 0; i < event->count && !err; i++)
		err = map_one(entry, event, &event->segment[i]);
	if (!err && event->sg && event->count)
		err = trace_live_list(&entry->live, event);
	return err;
}

/* Count the syncs made before the mapping's direction was known. */
static void tell_direction(struct trace_device *device,
			   const struct trace_mapping *mapping)
{
	for (u32 for_device = 0; for_device < 2; for_device++)
		for (u32 dir = 0; dir < 4; dir++) {
			u32 early = mapping->early[for_device][dir];

			device->syncs[for_device][DMA_NONE][dir] -= early;
			device->syncs[for_device][mapping->dir][dir] += early;
		}
}

/*
 * Remove the mapping from the tree first: its true range may overlap parts of
 * it that were taken for separate mappings.
 */
static void unmap_unseen(struct trace_entry *entry,
			 const struct trace_event *event, u64 first, u64 size)
{
	struct trace_mapping *found, mapping;
	u64 last = last_of(first, size);

	entry->device.unseen_unmaps++;
	note_size(&entry->device, size, event->dir);
	while ((found = trace_live_find(&entry->live, first, last)) &&
	       !found->seen) {
		mapping = *found;
		trace_live_drop(&entry->live, found);
		if (mapping.first == first)
			mapping.last = last;
		mapping.dir = event->dir;
		tell_direction(&entry->device, &mapping);
		trace_life_end(&entry->device, &mapping, event);
	}
}

static void unmap_one(struct trace_entry *entry,
		      const struct trace_event *event, u64 addr, u64 size)
{
	struct trace_device *device = &entry->device;
	struct trace_mapping *mapping =
		trace_live_find(&entry->live, addr, addr);

	device->unmaps[event->dir]++;
	if (!mapping || !mapping->seen) {
		unmap_unseen(entry, event, addr, size);
		return;
	}
	/* part of a TO_DEVICE mapping that shared() left out */
	if (mapping->first != addr && event->dir == DMA_TO_DEVICE)
		return;
	if (mapping->first != addr || mapping->dir != event->dir ||
	    (size && last_of(addr, size) != mapping->last))
		device->unmap_differs++;
	if (--mapping->refs)
		return;
	trace_life_end(device, mapping, event);
	trace_live_drop(&entry->live, mapping);
}

static void unmap(struct trace_entry *entry, const struct trace_event *event)
{
	struct trace_list *list;

	if (!event->count)
		return;
	if (!event->sg) {
		unmap_one(entry, event, event->segment[0].addr,
			  event->segment[0].size);
		return;
	}
	list = trace_live_unlist(&entry->live, event->segment[0].phys);
	if (!list) {
		entry->device.unmaps[event->dir]++;
		entry->device.unseen_unmaps++;
		return;
	}
	for (u32 i = 0; i < list->count; i++)
		unmap_one(entry, event, list->addr[i], 0);
	free(list);
}

/*
 * Remove mappings assumed from syncs that turn out to be parts of one mapping.
 */
static bool drop_unseen(struct trace_entry *entry, u64 first, u64 last)
{
	struct trace_mapping *mapping;

	while (first <= last &&
	       (mapping = trace_live_find(&entry->live, first, last))) {
		if (mapping->seen)
			return false;
		trace_live_drop(&entry->live, mapping);
		trace_live_forget(&entry->live, first, last);
	}
	return true;
}

static int sync_unseen(struct trace_entry *entry,
		       const struct trace_event *event, u64 first, u64 last)
{
	struct trace_device *device = &entry->device;
	struct trace_mapping *mapping;

	device->syncs[event->kind == TRACE_FOR_DEVICE][DMA_NONE][event->dir]++;
	if (trace_live_ended(&entry->live, first, last)) {
		device->after_unmap++;
		return 0;
	}
	device->unseen_syncs++;
	if (entry->live.count == TRACE_LIVE ||
	    !drop_unseen(entry, first, last)) {
		device->untracked++;
		return 0;
	}
	mapping = trace_live_add(&entry->live, first, last);
	if (!mapping)
		return -ENOMEM;
	mapping->dir = DMA_NONE;
	trace_life_begin(mapping, event);
	mapping->early[event->kind == TRACE_FOR_DEVICE][event->dir]++;
	trace_life_sync(device, mapping, event, first, last - first + 1);
	return 0;
}

static int sync_one(struct trace_entry *entry, const struct trace_event *event,
		    const struct trace_segment *segment)
{
	struct trace_device *device = &entry->device;
	bool for_device = event->kind == TRACE_FOR_DEVICE;
	u64 first = segment->addr, last = last_of(first, segment->size);
	struct trace_mapping *mapping =
		trace_live_find(&entry->live, first, first);

	add_saturated(&device->sync_bytes[for_device], segment->size);
	if (!mapping)
		return sync_unseen(entry, event, first, last);
	device->syncs[for_device][mapping->dir][event->dir]++;
	if (!mapping->seen) {
		device->unseen_syncs++;
		mapping->early[for_device][event->dir]++;
	}
	if (last > mapping->last) {
		if (mapping->seen ||
		    !drop_unseen(entry, mapping->last + 1, last))
			device->outside++;
		else
			mapping->last = last;
	}
	trace_life_sync(device, mapping, event, first, segment->size);
	return 0;
}

static int sync(struct trace_entry *entry, const struct trace_event *event)
{
	int err = 0;

	for (u32 i = 0; i < event->count && !err; i++)
		err = sync_one(entry, event, &event->segment[i]);
	return err;
}

static void note_bounce(struct trace_entry *entry,
			const struct trace_event *event)
{
	entry->bounce[entry->next_bounce] = (struct trace_bounce){
		.cpu = event->cpu,
		.phys = event->segment[0].addr,
		.size = event->segment[0].size,
	};
	entry->next_bounce = (entry->next_bounce + 1) % TRACE_BOUNCES;
}

static void note_time(struct trace_device *device,
		      const struct trace_event *event)
{
	device->events++;
	if (!event->has_time)
		return;
	if (!device->has_time || event->time_ns < device->first_ns)
		device->first_ns = event->time_ns;
	if (!device->has_time || event->time_ns > device->last_ns)
		device->last_ns = event->time_ns;
	device->has_time = true;
}

static void note_alloc(struct trace_device *device,
		       const struct trace_event *event)
{
	device->allocs++;
	add_saturated(&device->alloc_bytes, event->segment[0].size);
}

int trace_intake(struct trace_entry *entry, const struct trace_event *event)
{
	note_time(&entry->device, event);
	switch (event->kind) {
	case TRACE_MAP:
		return map(entry, event);
	case TRACE_UNMAP:
		unmap(entry, event);
		return 0;
	case TRACE_FOR_CPU:
	case TRACE_FOR_DEVICE:
		return sync(entry, event);
	case TRACE_BOUNCED:
		note_bounce(entry, event);
		return 0;
	case TRACE_ALLOC:
		note_alloc(&entry->device, event);
		return 0;
	case TRACE_FREE:
		entry->device.frees++;
		return 0;
	default:
		entry->device.failed_maps++;
		return 0;
	}
}
