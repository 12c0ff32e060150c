/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The events of one device.  Internal to trace/devices.h. */
#ifndef TRACE_INTAKE_H
#define TRACE_INTAKE_H

#include "trace/live.h"

/*
 * Most bounces whose map has not been seen yet; as many as a scatterlist of a
 * disk's driver has entries.
 */
#define TRACE_BOUNCES 128

/**
 * struct trace_bounce - a mapping that swiotlb_bounced announced.
 * @size: bytes; 0 for an empty entry.
 */
struct trace_bounce {
	u32 cpu;
	u64 phys;
	u64 size;
};

/** struct trace_entry - a device and the state of its analysis. */
struct trace_entry {
	u32 hash;
	u32 next_bounce;
	struct trace_bounce bounce[TRACE_BOUNCES];
	struct trace_live live;
	struct trace_device device;
};

/**
 * trace_intake() - analyse @event of the device of @entry.
 *
 * Return: 0 or -ENOMEM.
 */
int trace_intake(struct trace_entry *entry, const struct trace_event *event);

#endif
