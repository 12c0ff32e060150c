/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * DMA events without a device: no test can make one map.  A function of the
 * test program stands in for the kernel's; a uprobe event that is called like
 * the DMA event fires when it is called.
 */
#ifndef TESTS_TRACE_PROBE_H
#define TESTS_TRACE_PROBE_H

#include <peekbench/env.h>

#define TRACE_PROBE_TRACEFS "/sys/kernel/tracing"
#define TRACE_PROBE_EVENTS TRACE_PROBE_TRACEFS "/uprobe_events"

/** trace_probe_call() - the arguments of dma_sync_single_for_cpu(), the device
 * by its name. */
void trace_probe_call(const char *device, u64 addr, u64 size, u32 dir);

/** trace_probe_group() - the system of this process's event. */
void trace_probe_group(char *name, size_t size);

/** trace_probe_open() - 0, or -1 where there are no uprobe events. */
int trace_probe_open(void);

/** trace_probe_close() - remove the event; 0 or -1. */
int trace_probe_close(void);

#endif
