/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The tables of a trace.  The inside of view/trace.h. */
#ifndef VIEW_TRACE_PARTS_H
#define VIEW_TRACE_PARTS_H

#include "view/table.h"
#include "view/trace.h"

/** trace_steps_order() - all of @steps, the most frequent first. */
void trace_steps_order(const struct trace_step **order,
		       const struct trace_steps *steps);

/** trace_end_name() - what followed a look, in words. */
const char *trace_end_name(enum trace_end end);

/** trace_run_add() - append syncs, "for_cpu 16 at 0 FROM_DEVICE"; "-": none. */
void trace_run_add(struct text *out, const struct trace_run *run);

/** view_odd() - append to an empty text in words what a driver should not do,
 * and what keeps the counts from being whole; nothing if there is nothing. */
void view_odd(struct text *out, const struct trace_device *device);

/** view_devices() - a row a device. */
void view_devices(struct text *out, const struct trace_page *page);

/** view_looks() - frames by their looks; in TABLE_TEXT with its title, a
 * bar, and ranges of looks. */
void view_looks(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width);

/** view_sizes() - mappings by size and direction. */
void view_sizes(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width);

/** view_times() - life times, and the time from look to look. */
void view_times(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width);

#endif
