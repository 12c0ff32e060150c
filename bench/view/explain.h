/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The page of `trace explain`: hazards and bytes of a driver's shape. */
#ifndef VIEW_EXPLAIN_H
#define VIEW_EXPLAIN_H

#include "compare/explain.h"
#include "record/text.h"
#include "trace/text.h"

/**
 * explain_head() - append @device's verdict; unless @explain is NULL, its
 * shape; if that is a strategy, what is assumed, and what is proven on each
 * platform.
 */
void explain_head(struct text *out, const struct explain *explain,
		  const struct trace_device *device,
		  const struct trace_count *count, unsigned width);

/** explain_worst() - append the line before the counterexample. */
void explain_worst(struct text *out, const struct explain *explain,
		   unsigned width);

/** explain_bytes() - append what a frame copies, and what the best would. */
void explain_bytes(struct text *out, const struct explain *explain,
		   unsigned width);

/** explain_preset() - append a preset that measures it. */
void explain_preset(struct text *out, const struct explain *explain,
		    const struct trace_device *device);

/** explain_script() - append @explain's strategy, called @name, as a file that
 * script_load() reads. */
void explain_script(struct text *out, const struct explain *explain,
		    const struct trace_device *device, const char *name);

#endif
