/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A file of trace events, whatever wrote it. */
#ifndef TRACE_READ_H
#define TRACE_READ_H

#include "trace/text.h"

/* Room for a reason why. */
#define TRACE_WHY_BYTES 256

/**
 * trace_read() - hand each DMA event in the file at @path to @fn.
 * @path: text (see trace/text.h), plain or gzipped, or trace-cmd's trace.dat,
 *	plain; "-": standard input, text alone.
 * @count: what was read; filled on errors, too.
 * @why: on error one line that names @path; @why_size bytes, at least
 *	TRACE_WHY_BYTES.
 *
 * Return: 0, with events or without; the -errno of open(2) or read(2);
 * -ENOTSUP for a trace.dat where the program was built without libtracecmd, and
 * for perf.data, which `perf script` turns into text; -EBADMSG for a trace.dat
 * that libtracecmd does not take; what @fn returned.
 */
int trace_read(const char *path, trace_event_fn *fn, void *ctx,
	       struct trace_count *count, char *why, size_t why_size);

#endif
