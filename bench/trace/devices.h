/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The devices of a trace: see trace/device.h. */
#ifndef TRACE_DEVICES_H
#define TRACE_DEVICES_H

#include "trace/device.h"

/* Most devices that are followed; events of more are counted only. */
#define TRACE_DEVICES 1024

/** struct trace_devices - the analysis of one trace. */
struct trace_devices;

/**
 * trace_devices_open() - begin an analysis.
 * @devices: set to it; the caller calls trace_devices_close().
 *
 * Return: 0 or -ENOMEM.
 */
int trace_devices_open(struct trace_devices **devices);

/**
 * trace_devices_add() - add the next event, in the order of the trace.
 * @devices: a struct trace_devices; void, because this is a trace_event_fn.
 *
 * Memory grows with the live mappings, at most TRACE_LIVE, and with the
 * devices, at most TRACE_DEVICES.
 *
 * Return: 0 or -ENOMEM.
 */
int trace_devices_add(void *devices, const struct trace_event *event);

/**
 * trace_devices_end() - count the live mappings; call it once, after the last
 * event.
 */
void trace_devices_end(struct trace_devices *devices);

/** trace_devices_count() - number of devices with an event. */
u32 trace_devices_count(const struct trace_devices *devices);

/** trace_devices_at() - device @i in the order of their first events,
 * @i < trace_devices_count(); valid until the analysis is closed. */
const struct trace_device *trace_devices_at(const struct trace_devices *devices,
					    u32 i);

/**
 * trace_devices_left_out() - number of events of devices beyond TRACE_DEVICES,
 * and of returns of kprobes whose entry was not seen.
 */
u64 trace_devices_left_out(const struct trace_devices *devices);

/** trace_devices_close() - free the analysis; NULL is allowed. */
void trace_devices_close(struct trace_devices *devices);

#endif
