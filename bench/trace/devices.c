// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/devices.h"

#include <stdlib.h>

#include "trace/intake.h"

/* Most maps between the kprobe at the entry and the one at the return. */
#define CALLS 64u

struct call {
	bool used;
	struct trace_event event;
};

struct trace_devices {
	u32 count;
	u32 next_call;
	u64 left_out;
	struct trace_entry *entry[TRACE_DEVICES];
	struct call call[CALLS];
};

/* FNV-1a. */
static u32 hash_of(const char *name)
{
	u32 hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (u8)*name) * 16777619u;
	return hash;
}

/*
 * Find or add the entry of device @name; 0 with *entry NULL if there are too
 * many devices.
 */
static int entry_of(struct trace_devices *devices, const char *name,
		    struct trace_entry **entry)
{
	u32 hash = hash_of(name);

	for (u32 i = 0; i < devices->count; i++) {
		*entry = devices->entry[i];
		if ((*entry)->hash == hash &&
		    !strcmp((*entry)->device.name, name))
			return 0;
	}
	*entry = NULL;
	if (devices->count == TRACE_DEVICES) {
		devices->left_out++;
		return 0;
	}
	*entry = calloc(1, sizeof(**entry));
	if (!*entry)
		return -ENOMEM;
	(*entry)->hash = hash;
	memcpy((*entry)->device.name, name, strlen(name) + 1);
	devices->entry[devices->count++] = *entry;
	return 0;
}

static int take(struct trace_devices *devices, const struct trace_event *event)
{
	struct trace_entry *entry;
	int err = entry_of(devices, event->device, &entry);

	return err || !entry ? err : trace_intake(entry, event);
}

static void keep_call(struct trace_devices *devices,
		      const struct trace_event *event)
{
	struct call *call = &devices->call[devices->next_call];

	devices->next_call = (devices->next_call + 1) % CALLS;
	devices->left_out += call->used;
	call->used = true;
	memcpy(&call->event, event, offsetof(struct trace_event, segment[1]));
}

/*
 * Join a return with its call: interrupts nest, so the latest call of this task
 * on this CPU returns first.
 */
static int join_return(struct trace_devices *devices,
		       const struct trace_event *event)
{
	for (u32 i = 1; i <= CALLS; i++) {
		u32 at = (devices->next_call + CALLS - i) % CALLS;
		struct call *call = &devices->call[at];

		if (!call->used || call->event.cpu != event->cpu ||
		    call->event.pid != event->pid)
			continue;
		call->used = false;
		call->event.kind = TRACE_MAP;
		call->event.failed = event->failed;
		call->event.segment[0].addr = event->segment[0].addr;
		return take(devices, &call->event);
	}
	devices->left_out++;
	return 0;
}

int trace_devices_add(void *devices, const struct trace_event *event)
{
	if (event->kind == TRACE_MAP_CALL) {
		keep_call(devices, event);
		return 0;
	}
	if (event->kind == TRACE_MAP_RETURN)
		return join_return(devices, event);
	return take(devices, event);
}

static void count_live(const struct trace_mapping *mapping, void *ctx)
{
	struct trace_device *device = ctx;

	device->live++;
	device->live_unsynced +=
		mapping->dir != DMA_TO_DEVICE && !mapping->synced;
}

void trace_devices_end(struct trace_devices *devices)
{
	for (u32 i = 0; i < devices->count; i++)
		trace_live_each(&devices->entry[i]->live, count_live,
				&devices->entry[i]->device);
}

u32 trace_devices_count(const struct trace_devices *devices)
{
	return devices->count;
}

const struct trace_device *trace_devices_at(const struct trace_devices *devices,
					    u32 i)
{
	return &devices->entry[i]->device;
}

u64 trace_devices_left_out(const struct trace_devices *devices)
{
	return devices->left_out;
}

int trace_devices_open(struct trace_devices **devices)
{
	*devices = calloc(1, sizeof(**devices));
	return *devices ? 0 : -ENOMEM;
}

void trace_devices_close(struct trace_devices *devices)
{
	if (!devices)
		return;
	for (u32 i = 0; i < devices->count; i++) {
		trace_live_free(&devices->entry[i]->live);
		free(devices->entry[i]);
	}
	free(devices);
}
