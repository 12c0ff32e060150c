/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Reading of a file of trace events, in any supported format. */
#ifndef TRACE_READ_H
#define TRACE_READ_H

#include "trace/text.h"

/* Room for an error message. */
#define TRACE_WHY_BYTES 256

/**
 * trace_read() - pass each DMA event in the file at @path to @fn.
 * @path: text (see trace/text.h), plain or gzipped, or trace-cmd's trace.dat,
 *	plain; "-": standard input, as text.
 * @count: filled with the counts, also on errors.
 * @why: on error one line that names @path; @why_size bytes, at least
 *	TRACE_WHY_BYTES.
 *
 * Return: 0, also for a file without events; the -errno of open(2) or read(2);
 * -ENOTSUP for a trace.dat if the program was built without libtracecmd, and
 * for perf.data, which `perf script` converts to text; -EBADMSG for a trace.dat
 * that libtracecmd refuses; the -errno of @fn.
 */
int trace_read(const char *path, trace_event_fn *fn, void *ctx,
	       struct trace_count *count, char *why, size_t why_size);

#endif
