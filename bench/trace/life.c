// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/life.h"

static u32 clamped(u64 value)
{
	return value > UINT32_MAX ? UINT32_MAX : (u32)value;
}

static void add_saturated(u64 *sum, u64 value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = UINT64_MAX;
}

bool trace_times_add(struct trace_times *times, u64 from, u64 to)
{
	u64 ns = to - from;

	if (to < from)
		return false;
	if (!times->count || ns < times->min_ns)
		times->min_ns = ns;
	if (ns > times->max_ns)
		times->max_ns = ns;
	times->count++;
	add_saturated(&times->sum_ns, ns);
	times->bucket[ns ? 63 - __builtin_clzll(ns) : 0]++;
	return true;
}

static void note_time(struct trace_device *device, struct trace_times *times,
		      const struct trace_mapping *mapping, u64 from,
		      const struct trace_event *event)
{
	if (mapping->has_time && event->has_time &&
	    !trace_times_add(times, from, event->time_ns))
		device->backward++;
}

/* Are two syncs equal?  Syncs of a whole mapping are, whatever their sizes. */
static bool same_sync(const struct trace_sync *a, const struct trace_sync *b)
{
	if (a->for_device != b->for_device || a->dir != b->dir ||
	    a->whole != b->whole)
		return false;
	return a->whole || (a->offset == b->offset && a->size == b->size);
}

static bool is_prefix(const struct trace_run *a, const struct trace_run *b)
{
	if (a->count > b->count || a->more)
		return false;
	for (u32 i = 0; i < a->count; i++)
		if (!same_sync(&a->sync[i], &b->sync[i]))
			return false;
	return true;
}

static bool same_run(const struct trace_run *a, const struct trace_run *b)
{
	if (a->count != b->count || a->more != b->more)
		return false;
	for (u32 i = 0; i < a->count; i++)
		if (!same_sync(&a->sync[i], &b->sync[i]))
			return false;
	return true;
}

static void append(struct trace_run *run, const struct trace_sync *sync)
{
	if (run->count == TRACE_RUN_SYNCS)
		run->more = true;
	else
		run->sync[run->count++] = *sync;
}

static bool has_direction(const struct trace_run *run, u8 dir)
{
	for (u32 i = 0; i < run->count; i++)
		if (run->sync[i].dir == dir)
			return true;
	return false;
}

static struct trace_steps *steps_of(struct trace_device *device,
				    const struct trace_mapping *mapping)
{
	return mapping->seen ? &device->steps : &device->unseen_steps;
}

static void note_step(struct trace_device *device,
		      const struct trace_mapping *mapping, enum trace_end end)
{
	struct trace_steps *steps = steps_of(device, mapping);

	for (u32 i = 0; i < steps->count; i++) {
		struct trace_step *step = &steps->step[i];

		if (step->end == end && same_run(&step->look, &mapping->look) &&
		    same_run(&step->back, &mapping->back)) {
			step->count++;
			return;
		}
	}
	if (steps->count == TRACE_STEPS) {
		steps->others++;
		return;
	}
	steps->step[steps->count++] = (struct trace_step){
		.end = end,
		.count = 1,
		.look = mapping->look,
		.back = mapping->back,
	};
}

/*
 * Was a part of this look given back in an earlier step, FROM_DEVICE or in any
 * direction?
 */
static bool given_before(const struct trace_steps *steps,
			 const struct trace_run *look, bool longer)
{
	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->step[i];

		if (longer ? (step->end == TRACE_END_AGAIN ||
			      step->end == TRACE_END_GIVEN) &&
				     step->look.count < look->count &&
				     is_prefix(&step->look, look)
			   : step->end == TRACE_END_GIVEN &&
				     has_direction(&step->back,
						   DMA_FROM_DEVICE))
			return true;
	}
	return false;
}

/* Is the present step a re-arm?  See enum trace_end. */
static bool is_rearm(struct trace_device *device,
		     const struct trace_mapping *mapping)
{
	const struct trace_steps *steps = steps_of(device, mapping);

	if (given_before(steps, &mapping->look, true))
		return true;
	if (has_direction(&mapping->back, DMA_FROM_DEVICE))
		return false;
	if (has_direction(&mapping->back, DMA_TO_DEVICE))
		return true;
	return !has_direction(&mapping->look, DMA_BIDIRECTIONAL) ||
	       given_before(steps, &mapping->look, false);
}

static void end_frame(struct trace_device *device,
		      struct trace_mapping *mapping, bool ready)
{
	u32 looks = mapping->looks + ready;
	u32 bin = looks < TRACE_LOOKS ? looks : TRACE_LOOKS - 1;

	if (mapping->armed_seen) {
		device->frames++;
		device->looks[bin]++;
	} else {
		device->partial_frames++;
		device->partial_looks[bin]++;
	}
	device->looks_ready += ready;
	mapping->looks = 0;
	mapping->has_look = false;
}

static void clear_step(struct trace_mapping *mapping)
{
	mapping->look.count = 0;
	mapping->look.more = false;
	mapping->back.count = 0;
	mapping->back.more = false;
}

/* End the present step, because of a later sync or unmap. */
static void end_step(struct trace_device *device, struct trace_mapping *mapping,
		     const struct trace_event *event)
{
	if (!mapping->look.count && !mapping->back.count)
		return;
	if (!mapping->look.count) {
		note_step(device, mapping, TRACE_END_ARMED);
	} else if (mapping->back.count && is_rearm(device, mapping)) {
		note_step(device, mapping, TRACE_END_REARM);
		device->rearms++;
		end_frame(device, mapping, true);
		mapping->armed_seen = true;
		mapping->armed_ns = event->time_ns;
	} else {
		note_step(device, mapping,
			  mapping->back.count ? TRACE_END_GIVEN
					      : TRACE_END_AGAIN);
		mapping->looks++;
	}
	clear_step(mapping);
}

static void begin_look(struct trace_device *device,
		       struct trace_mapping *mapping,
		       const struct trace_event *event)
{
	if (mapping->has_look) {
		device->looks_again++;
		note_time(device, &device->between_looks, mapping,
			  mapping->look_ns, event);
	} else if (mapping->armed_seen) {
		note_time(device, &device->first_look, mapping,
			  mapping->armed_ns, event);
	}
	mapping->has_look = true;
	mapping->look_ns = event->time_ns;
}

static void take_look(struct trace_device *device,
		      struct trace_mapping *mapping,
		      const struct trace_event *event,
		      const struct trace_sync *sync)
{
	if (mapping->back.count ||
	    (mapping->look.count && same_sync(&mapping->look.sync[0], sync)))
		end_step(device, mapping, event);
	if (!mapping->look.count)
		begin_look(device, mapping, event);
	append(&mapping->look, sync);
}

static void take_back(struct trace_device *device,
		      struct trace_mapping *mapping,
		      const struct trace_event *event,
		      const struct trace_sync *sync)
{
	if (!mapping->look.count && mapping->back.count &&
	    same_sync(&mapping->back.sync[0], sync))
		end_step(device, mapping, event);
	append(&mapping->back, sync);
}

static bool copies(bool for_device, u8 dir)
{
	return dir != (for_device ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
}

void trace_life_begin(struct trace_mapping *mapping,
		      const struct trace_event *event)
{
	mapping->refs = 1;
	mapping->armed_seen = mapping->seen;
	mapping->has_time = event->has_time;
	mapping->map_ns = event->time_ns;
	mapping->armed_ns = event->time_ns;
}

void trace_life_sync(struct trace_device *device, struct trace_mapping *mapping,
		     const struct trace_event *event, u64 addr, u64 size)
{
	bool for_device = event->kind == TRACE_FOR_DEVICE;
	struct trace_sync sync = {
		.offset = clamped(addr - mapping->first),
		.size = clamped(size),
		.for_device = for_device,
		.dir = event->dir,
		.whole = mapping->seen && addr == mapping->first && size &&
			 size - 1 == mapping->last - mapping->first,
	};

	mapping->synced = true;
	if (mapping->bounced && copies(for_device, event->dir))
		add_saturated(&device->bounced_sync_bytes, size);
	/* a sync of bytes that the driver writes for the device is no look */
	if (mapping->dir == DMA_TO_DEVICE ||
	    (mapping->dir == DMA_NONE && event->dir == DMA_TO_DEVICE &&
	     !mapping->look.count))
		return;
	if (for_device)
		take_back(device, mapping, event, &sync);
	else
		take_look(device, mapping, event, &sync);
}

/*
 * Set trace_sync.whole of the present step, after the mapping's size has become
 * known.
 */
static void find_whole(struct trace_mapping *mapping)
{
	u64 size = mapping->last - mapping->first + 1;

	for (u32 i = 0; i < mapping->look.count; i++)
		if (!mapping->look.sync[i].offset &&
		    mapping->look.sync[i].size == size)
			mapping->look.sync[i].whole = true;
}

void trace_life_end(struct trace_device *device, struct trace_mapping *mapping,
		    const struct trace_event *event)
{
	bool ready = mapping->look.count && !mapping->back.count;

	if (mapping->seen)
		note_time(device, &device->life, mapping, mapping->map_ns,
			  event);
	if (mapping->bounced && mapping->dir != DMA_TO_DEVICE &&
	    !(event->attrs & TRACE_ATTR_SKIP_CPU_SYNC))
		add_saturated(&device->bounced_unmap_bytes,
			      mapping->last - mapping->first + 1);
	if (mapping->dir == DMA_TO_DEVICE)
		return;
	device->never_synced += !mapping->synced;
	if (!ready && (mapping->look.count || mapping->looks)) {
		end_step(device, mapping, event);
		device->gone++;
		return;
	}
	if (ready) {
		find_whole(mapping);
		note_time(device, &device->last_look, mapping, mapping->look_ns,
			  event);
	} else {
		end_step(device, mapping, event);
	}
	note_step(device, mapping, TRACE_END_UNMAP);
	end_frame(device, mapping, ready);
}
