/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One mapping from map to unmap: its syncs are grouped into looks, and looks
 * into steps.  Internal to trace/devices.h.
 */
#ifndef TRACE_LIFE_H
#define TRACE_LIFE_H

#include "trace/device.h"

/**
 * struct trace_mapping - a live mapping.
 * @first, @last: its device addresses; must be the first members, because trees
 *	compare them.
 * @refs: number of live TO_DEVICE maps of the same range.
 * @looks: ended looks of this frame.
 * @dir: enum dma_data_direction; DMA_NONE until it is known.
 * @seen: its map was seen.
 * @armed_seen: the map or re-arm at the start of this frame was seen.
 * @has_look: a look of this frame began at @look_ns.
 * @armed_ns: start of this frame.
 * @early: syncs before @dir was known, [for_device][direction].
 * @look, @back: the present step.
 */
struct trace_mapping {
	u64 first;
	u64 last;
	u64 map_ns;
	u64 armed_ns;
	u64 look_ns;
	u32 refs;
	u32 looks;
	u32 early[2][4];
	u8 dir;
	bool seen;
	bool armed_seen;
	bool bounced;
	bool synced;
	bool has_look;
	bool has_time;
	struct trace_run look;
	struct trace_run back;
};

/**
 * trace_life_begin() - begin the life of @mapping, whose range, direction and
 * @seen are set, with @event.
 */
void trace_life_begin(struct trace_mapping *mapping,
		      const struct trace_event *event);

/**
 * trace_life_sync() - take the sync @event of @size bytes at @addr in @mapping.
 */
void trace_life_sync(struct trace_device *device, struct trace_mapping *mapping,
		     const struct trace_event *event, u64 addr, u64 size);

/**
 * trace_life_end() - end the life of @mapping, whose range and direction are
 * known, with the unmap @event.
 */
void trace_life_end(struct trace_device *device, struct trace_mapping *mapping,
		    const struct trace_event *event);

/**
 * trace_times_add() - add the duration from @from to @to, in ns; false, without
 * adding it, if it is negative.
 */
bool trace_times_add(struct trace_times *times, u64 from, u64 to);

#endif
