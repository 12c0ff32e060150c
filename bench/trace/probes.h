/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Kprobe events that stand in for the DMA events of Linux 6.12.  The inside of
 * trace/record.h; only where libtracefs is.
 */
#ifndef TRACE_PROBES_H
#define TRACE_PROBES_H

#include <peekbench/env.h>

#define TRACE_PROBES 8

struct tracefs_dynevent;

/**
 * struct trace_probes - zero it to begin.
 * @group: the system their events stand under; the process has it for itself.
 * @count: entries of @probe.
 * @every_call: for_cpu and for_device are functions that every call enters, as
 *	before Linux 6.10; since then they test inline whether to call at all.
 */
struct trace_probes {
	char group[32];
	u32 count;
	bool every_call;
	struct tracefs_dynevent *probe[TRACE_PROBES];
};

/**
 * trace_probes_open() - make them.
 *
 * Return: 0; the -errno of writing to kprobe_events: nothing is left then.
 */
int trace_probes_open(struct trace_probes *probes);

/** trace_probes_close() - remove what there is of them. */
void trace_probes_close(struct trace_probes *probes);

/** trace_probe_at() - event, function and arguments of probe @i as
 * kprobe_events takes them, and whether it sits at the return; NULL behind the
 * last.  For the tests. */
const char *trace_probe_at(u32 i, const char **function, const char **arguments,
			   bool *at_return);

#endif
