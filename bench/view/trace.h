/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The page of a trace of DMA events: devices and their syncs. */
#ifndef VIEW_TRACE_H
#define VIEW_TRACE_H

#include "record/text.h"
#include "trace/devices.h"
#include "trace/shape.h"
#include "trace/text.h"

/**
 * struct trace_page - what to print.
 * @path: of the trace, to be named.
 * @device: this one alone; NULL: all.
 * @json: one object instead of a page of @width characters a line.
 * @brief: no more of a page than the table of devices.
 */
struct trace_page {
	const char *path;
	const char *device;
	const struct trace_count *count;
	const struct trace_devices *devices;
	unsigned width;
	bool json;
	bool brief;
};

/**
 * view_trace() - append how much was read and not read, a table of the devices,
 * and of each device that syncs what it receives: its shape, looks, mappings
 * and times.
 */
void view_trace(struct text *out, const struct trace_page *page);

/** trace_count_add() - append how much was read, and what was not, in words. */
void trace_count_add(struct text *out, const struct trace_count *count,
		     u64 left_out);

/** trace_verdict_name() - one or two words, the same in JSON. */
const char *trace_verdict_name(enum trace_verdict verdict);

/** trace_verdict_add() - append the verdict on @device as a sentence. */
void trace_verdict_add(struct text *out, const struct trace_device *device,
		       const struct trace_count *count);

/** trace_shape_add() - append the syncs of each hook, a line each. */
void trace_shape_add(struct text *out, const struct trace_shape *shape,
		     unsigned width);

/** trace_match_add() - append which strategy it is, as a sentence. */
void trace_match_add(struct text *out, const struct trace_shape *shape);

/** trace_device_json() - append @device as a JSON object. */
void trace_device_json(struct text *out, const struct trace_device *device,
		       const struct trace_count *count);

#endif
