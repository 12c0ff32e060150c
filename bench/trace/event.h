/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One call of the DMA API, as recorded by a trace event of the kernel.
 *
 * include/trace/events/dma.h came with Linux 6.12; in 6.18 dma_map_page became
 * dma_map_phys and dma_map_resource was removed.  swiotlb_bounced is older
 * (include/trace/events/swiotlb.h).  Kernels before 6.12 are recorded by
 * kprobes that carry the same field names (trace/record.h).
 */
#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include <peekbench/env.h>

/* dev_name() of a device; longer ones are cut. */
#define TRACE_DEVICE_BYTES 64
/* TASK_COMM_LEN of the kernel. */
#define TRACE_TASK_BYTES 16
/* DMA_TRACE_MAX_ENTRIES of the kernel: entries traced of a scatterlist. */
#define TRACE_SEGMENTS 128

/* include/linux/dma-mapping.h: the attribute that keeps unmap from syncing. */
#define TRACE_ATTR_SKIP_CPU_SYNC (1ull << 5)

/**
 * enum trace_kind - the kind of a call.
 * @TRACE_NONE: a call without an effect on mappings (a failed scatterlist).
 * @TRACE_MAP: a mapping begins; also dma_alloc_pages() and similar calls, whose
 *	memory is synced like a mapping.
 * @TRACE_MAP_CALL: a kprobe at the entry of map, without the address.
 * @TRACE_MAP_RETURN: a kprobe at its return, with the address alone.
 * @TRACE_UNMAP: a mapping ends.
 * @TRACE_FOR_CPU: a sync for the CPU.
 * @TRACE_FOR_DEVICE: a sync for the device.
 * @TRACE_BOUNCED: the mapping that follows goes through swiotlb.
 * @TRACE_ALLOC: coherent memory was allocated.
 * @TRACE_FREE: coherent memory was freed.
 */
enum trace_kind {
	TRACE_NONE,
	TRACE_MAP,
	TRACE_MAP_CALL,
	TRACE_MAP_RETURN,
	TRACE_UNMAP,
	TRACE_FOR_CPU,
	TRACE_FOR_DEVICE,
	TRACE_BOUNCED,
	TRACE_ALLOC,
	TRACE_FREE,
	TRACE_KINDS,
};

/**
 * struct trace_segment - one piece of an event.
 * @addr: the device's address; of TRACE_BOUNCED, of the original buffer.
 * @size: bytes; 0 if the event lacks it (unmap of a scatterlist).
 * @phys: the CPU's physical address; 0 if the event lacks it.
 */
struct trace_segment {
	u64 addr;
	u64 size;
	u64 phys;
};

/**
 * struct trace_event - one event.
 * @kind: see enum trace_kind.
 * @dir: enum dma_data_direction; DMA_NONE if the event lacks it.
 * @sg: a scatterlist; its unmap has physical addresses alone.
 * @failed: a mapping that was refused.
 * @truncated: the list was cut by the kernel or at TRACE_SEGMENTS.
 * @has_time: @time_ns is known.
 * @cpu: number of the CPU of the recording machine.
 * @pid: of the task; 0 if the text lacks it.
 * @count: valid segments, at most TRACE_SEGMENTS.
 * @attrs: bits of the kernel's DMA_ATTR_... values.
 * @time_ns: by the trace's clock.
 * @task: name of the task, cut.
 * @device: dev_name() of the device.
 * @segment: the first @count are valid.
 */
struct trace_event {
	enum trace_kind kind;
	u8 dir;
	bool sg;
	bool failed;
	bool truncated;
	bool has_time;
	u32 cpu;
	u32 pid;
	u32 count;
	u64 attrs;
	u64 time_ns;
	char task[TRACE_TASK_BYTES];
	char device[TRACE_DEVICE_BYTES];
	struct trace_segment segment[TRACE_SEGMENTS];
};

/**
 * trace_event_fn - take an event; @event is valid only during the call.
 *
 * Return: 0; -errno ends the reading and is returned by the reader.
 */
typedef int trace_event_fn(void *ctx, const struct trace_event *event);

/**
 * struct trace_name - the name of a trace event, and its meaning.
 * @name: as the kernel prints it.
 * @kind: see enum trace_kind.
 * @sg: a scatterlist.
 */
struct trace_name {
	const char *name;
	enum trace_kind kind;
	bool sg;
};

/**
 * trace_name_find() - find the event called @name, @length bytes long.
 *
 * Return: the name's entry, or NULL if it is no DMA event.
 */
const struct trace_name *trace_name_find(const char *name, size_t length);

/** trace_name_at() - entry @i of all names; NULL after the last. */
const struct trace_name *trace_name_at(size_t i);

/**
 * trace_direction_name() - the name of an enum dma_data_direction, such as
 * "FROM_DEVICE"; "NONE" for any other number.
 */
const char *trace_direction_name(u32 dir);

/**
 * trace_event_clear() - set @event to one of @name without fields; segments are
 * not changed.
 */
void trace_event_clear(struct trace_event *event,
		       const struct trace_name *name);

/**
 * trace_event_fields() - fill device, direction, sizes, addresses and
 * attributes from the text after an event's "name:".
 *
 * Fields are read in any order, because it differs between versions; numbers of
 * a "[FAILED TO PARSE]" text (libtraceevent) are decimal.  Never reads past
 * @text's NUL.
 *
 * Return: 0; -EBADMSG if a field that this kind of event must have is missing
 * or makes no sense.
 */
int trace_event_fields(struct trace_event *event, const char *text);

/**
 * trace_event_check() - the same check for an event filled by other means; sets
 * @event->failed if the address is DMA_MAPPING_ERROR.
 */
int trace_event_check(struct trace_event *event);

#endif
