/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One call of the DMA API as the kernel's trace events tell it.
 *
 * include/trace/events/dma.h came with Linux 6.12; dma_map_page became
 * dma_map_phys in 6.18 and dma_map_resource went.  swiotlb_bounced is older
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
 * enum trace_kind - what was called.
 * @TRACE_NONE: nothing that touches a mapping (a failed scatterlist).
 * @TRACE_MAP: a mapping begins, or dma_alloc_pages() and its like did, whose
 *	memory is synced as a mapping is.
 * @TRACE_MAP_CALL: a kprobe at the entry of map: no address yet.
 * @TRACE_MAP_RETURN: a kprobe at its return: the address, and nothing else.
 * @TRACE_UNMAP: a mapping ends.
 * @TRACE_FOR_CPU: a sync for the CPU.
 * @TRACE_FOR_DEVICE: a sync for the device.
 * @TRACE_BOUNCED: the mapping that follows goes through swiotlb.
 * @TRACE_ALLOC: coherent memory was allocated.
 * @TRACE_FREE: it was freed.
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
 * @size: bytes; 0 where the event does not tell (unmap of a scatterlist).
 * @phys: the CPU's physical address, 0 where the event does not tell.
 */
struct trace_segment {
	u64 addr;
	u64 size;
	u64 phys;
};

/**
 * struct trace_event - one event.
 * @kind: see above.
 * @dir: enum dma_data_direction; DMA_NONE where the event does not tell.
 * @sg: a scatterlist; its unmap knows physical addresses alone.
 * @failed: a mapping that was refused.
 * @truncated: the kernel or TRACE_SEGMENTS cut the list.
 * @has_time: @time_ns is known.
 * @cpu: of the recording machine.
 * @pid: of the task; 0 where the text does not tell.
 * @count: segments that hold something; at most TRACE_SEGMENTS.
 * @attrs: bits of the DMA_ATTR_ values.
 * @time_ns: by the trace's clock.
 * @task: name of the task, cut.
 * @device: dev_name() of the device.
 * @segment: the first @count are set.
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
 * trace_event_fn - take an event; @event is gone when it returns.
 *
 * Return: 0, or a -errno that ends the reading and is passed on.
 */
typedef int trace_event_fn(void *ctx, const struct trace_event *event);

/**
 * struct trace_name - one trace event's name and what it stands for.
 * @name: as the kernel prints it.
 * @kind: see above.
 * @sg: a scatterlist.
 */
struct trace_name {
	const char *name;
	enum trace_kind kind;
	bool sg;
};

/**
 * trace_name_find() - the event called @name, @length bytes long.
 *
 * Return: the name's entry, or NULL if it is no DMA event.
 */
const struct trace_name *trace_name_find(const char *name, size_t length);

/** trace_name_at() - the @i-th of all names, or NULL behind the last. */
const struct trace_name *trace_name_at(size_t i);

/** trace_direction_name() - "FROM_DEVICE" of enum dma_data_direction; "NONE" of
 * any other number. */
const char *trace_direction_name(u32 dir);

/** trace_event_clear() - an event of @name without a field; segments stay as
 * they were. */
void trace_event_clear(struct trace_event *event,
		       const struct trace_name *name);

/**
 * trace_event_fields() - fill device, direction, sizes, addresses and
 * attributes from the text behind an event's "name:".
 *
 * Read in any order, as all versions print them; numbers of a "[FAILED TO
 * PARSE]" text (libtraceevent) are decimal.  Never reads behind @text's NUL.
 *
 * Return: 0; -EBADMSG if a field that this kind of event must have is missing
 * or makes no sense.
 */
int trace_event_fields(struct trace_event *event, const char *text);

/**
 * trace_event_check() - the same demand for an event filled otherwise; sets
 * @event->failed where the address is DMA_MAPPING_ERROR.
 */
int trace_event_check(struct trace_event *event);

#endif
