/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Kprobe events that replace the DMA events of Linux 6.12.  Internal to
 * trace/record.h; built with libtracefs only.
 */
#ifndef TRACE_PROBES_H
#define TRACE_PROBES_H

#include <peekbench/env.h>

#define TRACE_PROBES 8

struct tracefs_dynevent;

/**
 * struct trace_probes - the probes; initialised to zero.
 * @group: the trace system of their events, unique to this process.
 * @count: valid entries of @probe.
 * @every_call: every call of for_cpu and for_device enters a function, as
 *	before Linux 6.10; since then an inline test may skip it.
 */
struct trace_probes {
	char group[32];
	u32 count;
	bool every_call;
	struct tracefs_dynevent *probe[TRACE_PROBES];
};

/**
 * trace_probes_open() - create the probes.
 *
 * Return: 0; the -errno of writing to kprobe_events, with no probe left.
 */
int trace_probes_open(struct trace_probes *probes);

/** trace_probes_close() - remove the probes that exist. */
void trace_probes_close(struct trace_probes *probes);

/**
 * trace_probe_at() - for the tests: event, @function and @arguments of probe @i
 * in the form of kprobe_events, and @at_return; NULL after the last.
 */
const char *trace_probe_at(u32 i, const char **function, const char **arguments,
			   bool *at_return);

#endif
