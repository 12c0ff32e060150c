/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Reading of trace-cmd's trace.dat, by libtracecmd. */
#ifndef TRACE_DAT_H
#define TRACE_DAT_H

#include "trace/text.h"

/**
 * trace_dat_read() - trace_read() for a trace.dat.
 *
 * libtracecmd trusts the content of a file, and a mailed file may hold
 * anything, so it runs in a child process.  Instances are read after the main
 * buffer, each in the order of its times.
 *
 * Return: as trace_read().
 */
int trace_dat_read(const char *path, trace_event_fn *fn, void *ctx,
		   struct trace_count *count, char *why, size_t why_size);

#endif
