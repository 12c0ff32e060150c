// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/shape.h"

#include "core/layout.h"

#define WORD_BYTES 4u
#define LEAST_BYTES 8u

static bool is_end(const struct trace_step *step, bool ready)
{
	if (ready)
		return step->end == TRACE_END_UNMAP ||
		       step->end == TRACE_END_REARM;
	return step->end == TRACE_END_AGAIN || step->end == TRACE_END_GIVEN;
}

/* The most frequent step of a kind, and the number of all steps of the kind. */
static const struct trace_step *top_step(const struct trace_steps *steps,
					 bool ready, u64 *of)
{
	const struct trace_step *top = NULL;

	*of = 0;
	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->step[i];

		if (!is_end(step, ready))
			continue;
		*of += step->count;
		if (!top || step->count > top->count)
			top = step;
	}
	return top;
}

static const struct trace_step *top_armed(const struct trace_steps *steps)
{
	const struct trace_step *top = NULL;

	for (u32 i = 0; i < steps->count; i++)
		if (steps->step[i].end == TRACE_END_ARMED &&
		    (!top || steps->step[i].count > top->count))
			top = &steps->step[i];
	return top;
}

static bool has_look(const struct trace_steps *steps)
{
	for (u32 i = 0; i < steps->count; i++)
		if (steps->step[i].look.count)
			return true;
	return false;
}

static void read_size(const struct trace_device *device,
		      struct trace_shape *shape)
{
	u64 most = 0;

	shape->mapped = DMA_NONE;
	for (u32 i = 0; i < device->size_count; i++)
		if (device->sizes[i].dir != DMA_TO_DEVICE &&
		    device->sizes[i].count > most) {
			most = device->sizes[i].count;
			shape->size = device->sizes[i].size;
			shape->mapped = device->sizes[i].dir;
		}
}

static bool same_range(const struct trace_sync *a, const struct trace_sync *b)
{
	return a->for_device == b->for_device && a->offset == b->offset &&
	       a->size == b->size;
}

static bool begins_with(const struct trace_run *run,
			const struct trace_run *begin)
{
	if (begin->more || run->count < begin->count)
		return false;
	for (u32 i = 0; i < begin->count; i++)
		if (!same_range(&run->sync[i], &begin->sync[i]))
			return false;
	return true;
}

static void copy_from(struct trace_run *to, const struct trace_run *from,
		      u32 first)
{
	to->count = 0;
	to->more = from->more;
	for (u32 i = first; i < from->count; i++)
		to->sync[to->count++] = from->sync[i];
}

static enum trace_rearm rearm_of(const struct trace_step *ready)
{
	static const enum trace_rearm by_direction[] = {
		[DMA_BIDIRECTIONAL] = TRACE_REARM_BIDIRECTIONAL,
		[DMA_TO_DEVICE] = TRACE_REARM_TO_DEVICE,
		[DMA_FROM_DEVICE] = TRACE_REARM_FROM_DEVICE,
	};

	if (ready->end == TRACE_END_UNMAP)
		return TRACE_REARM_REMAP;
	return ready->back.count && ready->back.sync[0].dir < DMA_NONE
		       ? by_direction[ready->back.sync[0].dir]
		       : TRACE_REARM_NOT_SEEN;
}

/* A step may come from a mapping of another size: set "whole" for this size. */
static void settle_whole(struct trace_shape *shape)
{
	for (u32 hook = 0; hook < TRACE_HOOKS; hook++)
		for (u32 i = 0; i < shape->hook[hook].count; i++) {
			struct trace_sync *sync = &shape->hook[hook].sync[i];

			if (sync->whole && shape->size)
				sync->size = (u32)shape->size;
		}
}

static void read_ready(struct trace_shape *shape,
		       const struct trace_step *ready)
{
	const struct trace_run *look = &shape->hook[TRACE_HOOK_PREPARE];
	bool splits = begins_with(&ready->look, look);

	shape->ready_seen = true;
	shape->ready = ready->count;
	shape->rearm = rearm_of(ready);
	copy_from(&shape->hook[TRACE_HOOK_READY], &ready->look,
		  splits ? look->count : 0);
	shape->hook[TRACE_HOOK_REARM] = ready->back;
}

/*
 * Read looks without a sync for the CPU, which are visible by their syncs for
 * the device alone.
 */
static void read_armed(struct trace_shape *shape,
		       const struct trace_steps *steps)
{
	const struct trace_step *armed = top_armed(steps);

	if (!armed)
		return;
	if (has_look(steps) || armed->back.sync[0].dir != DMA_FROM_DEVICE) {
		shape->hook[TRACE_HOOK_ARMED] = armed->back;
		return;
	}
	shape->hook[TRACE_HOOK_NOT_READY] = armed->back;
	shape->not_ready_seen = true;
	shape->looks = armed->count;
	shape->looks_of = armed->count;
}

int trace_shape_read(const struct trace_device *device,
		     struct trace_shape *shape)
{
	const struct trace_steps *steps = &device->steps;
	const struct trace_step *look, *ready;

	*shape = (struct trace_shape){0};
	read_size(device, shape);
	shape->again_seen = device->looks_again != 0;
	if (!has_look(steps) && device->unseen_steps.count) {
		steps = &device->unseen_steps;
		shape->from_unseen = true;
	}
	if (!steps->count && shape->mapped == DMA_NONE)
		return -ENODATA;
	look = top_step(steps, false, &shape->looks_of);
	ready = top_step(steps, true, &shape->ready_of);
	if (look) {
		shape->not_ready_seen = true;
		shape->looks = look->count;
		shape->hook[TRACE_HOOK_PREPARE] = look->look;
		shape->hook[TRACE_HOOK_NOT_READY] = look->back;
	}
	if (ready)
		read_ready(shape, ready);
	read_armed(shape, steps);
	settle_whole(shape);
	return 0;
}

/* The end of the syncs seen, a lower bound of the mapping's size. */
static u64 end_of_syncs(const struct trace_shape *shape)
{
	u64 end = 0;

	for (u32 hook = 0; hook < TRACE_HOOKS; hook++)
		for (u32 i = 0; i < shape->hook[hook].count; i++) {
			const struct trace_sync *sync =
				&shape->hook[hook].sync[i];
			u64 at = (u64)sync->offset + sync->size;

			end = at > end ? at : end;
		}
	return end;
}

static const struct trace_run *status_run(const struct trace_shape *shape)
{
	static const enum trace_hook hooks[] = {
		TRACE_HOOK_PREPARE, TRACE_HOOK_NOT_READY, TRACE_HOOK_READY};

	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++)
		if (shape->hook[hooks[i]].count)
			return &shape->hook[hooks[i]];
	return NULL;
}

/* Place two status words that are synced one by one, the last one first. */
static bool place_words(struct rx_layout *layout, const struct trace_run *run)
{
	u32 a = run->sync[0].offset, b = run->sync[1].offset;

	if (run->count < 2 || run->sync[0].size != WORD_BYTES ||
	    run->sync[1].size != WORD_BYTES)
		return false;
	layout->word[0] = b;
	layout->word[1] = a;
	layout->word_count = 2;
	layout->status_offset = a < b ? a : b;
	layout->status_size = (a < b ? b - a : a - b) + WORD_BYTES;
	return true;
}

/* Are all syncs of the looks in the direction of the mapping? */
static bool follows_mapping(const struct trace_shape *shape)
{
	for (u32 hook = TRACE_HOOK_PREPARE; hook <= TRACE_HOOK_READY; hook++)
		for (u32 i = 0; i < shape->hook[hook].count; i++)
			if (shape->hook[hook].sync[i].dir != shape->mapped)
				return false;
	return true;
}

int trace_shape_layout(const struct trace_shape *shape,
		       struct rx_layout *layout)
{
	const struct trace_run *run = status_run(shape);
	u64 end = end_of_syncs(shape);
	u64 size = shape->size ? shape->size : end;

	if (size < LEAST_BYTES || size > UINT32_MAX || end > size)
		return -EINVAL;
	*layout = (struct rx_layout){
		.size = (u32)size,
		.status_size = WORD_BYTES,
		.frame_size = (u32)size,
		.process_size = (u32)size,
		.word_count = 1,
	};
	if (run && !place_words(layout, run) && run->sync[0].size &&
	    run->sync[0].size < size) {
		layout->status_offset = run->sync[0].offset;
		layout->status_size = run->sync[0].size;
		layout->word[0] = layout->status_offset;
	}
	if (layout->status_offset == 0)
		layout->rest_offset = layout->status_size;
	layout->rest_size = layout->size - layout->status_size;
	rx_layout_directions(layout,
			     shape->mapped == DMA_BIDIRECTIONAL
				     ? RX_MAPPED_BIDIRECTIONAL
				     : RX_MAPPED_FROM_DEVICE,
			     follows_mapping(shape) ? RX_SYNCED_MAPPING
						    : RX_SYNCED_FROM_DEVICE);
	return 0;
}

/* --- as a table ---------------------------------------------------------- */

static enum peek_range range_of(const struct trace_sync *sync,
				const struct rx_layout *layout)
{
	u32 offset = sync->offset, size = sync->size;

	if (sync->whole || (!offset && size == layout->size))
		return PEEK_RANGE_ALL;
	if (offset == layout->status_offset && size == layout->status_size)
		return PEEK_RANGE_STATUS;
	if (offset == layout->rest_offset && size == layout->rest_size)
		return PEEK_RANGE_REST;
	if (layout->word_count == 1 && offset == layout->word[0] &&
	    size == WORD_BYTES)
		return PEEK_RANGE_WORDS;
	return PEEK_RANGE_BYTES;
}

static int add_unmap(struct peek_script *script, u8 mapped)
{
	u8 *count = &script->count[PEEK_DONE_READY];

	if (*count == PEEK_SCRIPT_SYNCS)
		return -E2BIG;
	script->sync[PEEK_DONE_READY][(*count)++] =
		(struct peek_sync){.range = PEEK_RANGE_ALL, .dir = mapped};
	return 0;
}

int trace_shape_script(const struct trace_shape *shape,
		       const struct rx_layout *layout,
		       struct peek_script *script)
{
	static const enum trace_hook hooks[PEEK_HOOKS] = {
		[PEEK_ARMED] = TRACE_HOOK_ARMED,
		[PEEK_DIRTIED] = TRACE_HOOKS,
		[PEEK_PREPARE_PEEK] = TRACE_HOOK_PREPARE,
		[PEEK_DONE_NOT_READY] = TRACE_HOOK_NOT_READY,
		[PEEK_DONE_READY] = TRACE_HOOK_READY,
	};

	*script = (struct peek_script){0};
	for (int hook = 0; hook < PEEK_HOOKS; hook++) {
		const struct trace_run *run;

		if (hooks[hook] == TRACE_HOOKS)
			continue;
		run = &shape->hook[hooks[hook]];
		if (run->more || run->count > PEEK_SCRIPT_SYNCS)
			return -E2BIG;
		for (u32 i = 0; i < run->count; i++) {
			const struct trace_sync *sync = &run->sync[i];
			enum peek_range range = range_of(sync, layout);
			bool bytes = range == PEEK_RANGE_BYTES;

			script->sync[hook][i] = (struct peek_sync){
				.range = (u8)range,
				.for_device = sync->for_device,
				.dir = sync->dir,
				.offset = bytes ? sync->offset : 0,
				.size = bytes ? sync->size : 0,
			};
		}
		script->count[hook] = (u8)run->count;
	}
	return shape->rearm == TRACE_REARM_REMAP
		       ? add_unmap(script, shape->mapped)
		       : 0;
}
