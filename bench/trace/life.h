/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One mapping from map to unmap: how its syncs become looks, and looks steps.
 * The inside of trace/device.h.
 */
#ifndef TRACE_LIFE_H
#define TRACE_LIFE_H

#include "trace/device.h"

/**
 * struct trace_mapping - a live mapping.
 * @first, @last: its device addresses; must stay first, trees compare them.
 * @refs: maps of the same range TO_DEVICE that are live.
 * @looks: ended looks of this frame.
 * @dir: enum dma_data_direction, DMA_NONE while it is not known.
 * @seen: its map was seen.
 * @armed_seen: the map or the re-arm that this frame began with was seen.
 * @has_look: a look of this frame began at @look_ns.
 * @armed_ns: when this frame began.
 * @early: syncs while @dir was not known, [for_device][direction].
 * @look, @back: the step in hand.
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

/** trace_life_begin() - @mapping, of which the range, direction and @seen are
 * set, begins with @event. */
void trace_life_begin(struct trace_mapping *mapping,
		      const struct trace_event *event);

/** trace_life_sync() - @size bytes at @addr, which lies in @mapping, were
 * synced by @event. */
void trace_life_sync(struct trace_device *device, struct trace_mapping *mapping,
		     const struct trace_event *event, u64 addr, u64 size);

/** trace_life_end() - @mapping was unmapped by @event; its range and direction
 * are known by now. */
void trace_life_end(struct trace_device *device, struct trace_mapping *mapping,
		    const struct trace_event *event);

/** trace_times_add() - one more duration, from @from to @to in ns; false, and
 * left out, if it is negative. */
bool trace_times_add(struct trace_times *times, u64 from, u64 to);

#endif
