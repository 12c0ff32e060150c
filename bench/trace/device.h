/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A device in a trace: the life of each mapping, and the looks at its buffer.
 *
 * A trace does not record whether a look found a frame.  A look is a run of
 * syncs for the CPU, which ends with a sync for the device, the same first
 * range again, an unmap or a re-arm.  A look followed by another look at the
 * same frame found nothing; a look followed by unmap or re-arm found a frame.
 */
#ifndef TRACE_DEVICE_H
#define TRACE_DEVICE_H

#include "trace/event.h"

/* Most syncs of one hook; a built-in strategy has at most 3. */
#define TRACE_RUN_SYNCS 8
/* Most different steps of a device. */
#define TRACE_STEPS 32
/* Most different pairs of size and direction. */
#define TRACE_SIZES 16
/* The histogram of looks: 0 to 62, and 63 or more. */
#define TRACE_LOOKS 64
/* The histograms of times: bucket i holds 2^i to 2^(i+1) - 1 ns; 0 also 0. */
#define TRACE_TIME_BUCKETS 64
/* Most live mappings of a device that are followed; more are counted only. */
#define TRACE_LIVE (1u << 18)

/**
 * struct trace_sync - one sync of a mapping.
 * @offset: bytes from the start of the mapping; if its map was not seen, from
 *	its first sync.
 * @size: bytes.
 * @for_device: false: for the CPU.
 * @dir: enum dma_data_direction.
 * @whole: it covers its mapping.
 */
struct trace_sync {
	u32 offset;
	u32 size;
	bool for_device;
	bool whole;
	u8 dir;
};

/**
 * struct trace_run - a sequence of syncs.
 * @count: valid entries of @sync.
 * @more: there were more than TRACE_RUN_SYNCS.
 */
struct trace_run {
	u32 count;
	bool more;
	struct trace_sync sync[TRACE_RUN_SYNCS];
};

/**
 * enum trace_end - the event after a look.
 * @TRACE_END_AGAIN: another look, without a sync for the device.
 * @TRACE_END_GIVEN: the buffer was given back to the device.
 * @TRACE_END_REARM: the buffer was re-armed.
 * @TRACE_END_UNMAP: the buffer was unmapped.
 * @TRACE_END_ARMED: there was no look: the driver wrote into the armed buffer
 *	(or looked without a sync) and synced for the device.
 *
 * GIVEN and REARM are both syncs for the device.  It is a re-arm if the look
 * before it begins where a look that was given back ends, or if none of its
 * syncs is FROM_DEVICE, unless the looks are BIDIRECTIONAL, too, and nothing
 * else was ever given back.
 */
enum trace_end {
	TRACE_END_AGAIN,
	TRACE_END_GIVEN,
	TRACE_END_REARM,
	TRACE_END_UNMAP,
	TRACE_END_ARMED,
	TRACE_ENDS,
};

/**
 * struct trace_step - a look and the event after it; equal steps are counted.
 * @look: syncs for the CPU.
 * @back: syncs for the device after it.
 */
struct trace_step {
	enum trace_end end;
	u64 count;
	struct trace_run look;
	struct trace_run back;
};

/**
 * struct trace_steps - the steps of a device.
 * @others: steps for which @step had no room.
 */
struct trace_steps {
	u32 count;
	u64 others;
	struct trace_step step[TRACE_STEPS];
};

/** struct trace_times - durations in ns; all members are 0 if @count is. */
struct trace_times {
	u64 count;
	u64 sum_ns;
	u64 min_ns;
	u64 max_ns;
	u64 bucket[TRACE_TIME_BUCKETS];
};

/** struct trace_size - mappings of one size and direction. */
struct trace_size {
	u64 size;
	u64 count;
	u8 dir;
};

/**
 * struct trace_device - the analysis of one device; directions are indices of
 * enum dma_data_direction, [DMA_NONE] for an unknown one.
 * @name: dev_name().
 * @maps, @unmaps: by direction.
 * @map_bytes: by direction.
 * @failed_maps: refused mappings.
 * @allocs, @alloc_bytes, @frees: coherent memory.
 * @bounced_maps: mappings that swiotlb_bounced announced.
 * @bounced_map_bytes, @bounced_sync_bytes, @bounced_unmap_bytes: copied for
 *	them: by map always; by a sync or an unmap unless its direction or
 *	TRACE_ATTR_SKIP_CPU_SYNC has it copy nothing (kernel/dma/swiotlb.c).
 * @syncs: [for_device][direction of the mapping][direction of the sync]; if the
 *	map was not seen, the mapping's direction is that of its unmap.
 * @sync_bytes: [for_device].
 * @outside: syncs that begin in a mapping and leave it.
 * @after_unmap: syncs of a mapping that had ended shortly before.
 * @unmap_differs: unmaps whose direction or size is not the map's.
 * @unseen_syncs: syncs of mappings whose map was not seen: the trace begins
 *	later, or events were lost.
 * @unseen_unmaps: unmaps of such mappings.
 * @remapped: mappings over whose range another began before their unmap was
 *	seen.
 * @shared: TO_DEVICE mappings that overlap a live one, not followed.
 * @untracked: mappings beyond TRACE_LIVE.
 * @live: mappings that were live at the trace's end.
 * @live_unsynced: those of them, not TO_DEVICE, that were never synced.
 * @never_synced: ended mappings, not TO_DEVICE, that were never synced.
 * @frames: frames, each from a seen map or re-arm to a ready look, or to an
 *	unmap without one.
 * @looks: frames by their number of looks.
 * @partial_frames, @partial_looks: the same for frames whose start was not
 *	seen, which may have had more looks.
 * @looks_again: looks followed by another look at the same frame.
 * @looks_ready: looks before an unmap or a re-arm.
 * @gone: buffers that were unmapped after they had been given back.
 * @rearms: syncs for the device that are re-arms.
 * @sizes: the first TRACE_SIZES pairs of the map, or of the unmap if the map
 *	was not seen.  @other_sizes: mappings of further pairs.
 * @life: map to unmap.  @first_look: map or re-arm to the first look.
 * @between_looks: look to next look at one frame.  @last_look: ready look to
 *	unmap.
 * @first_ns, @last_ns: the device's first and last event with a time.
 * @backward: durations left out because the later event has the earlier time.
 * @steps: of mappings whose map was seen.  @unseen_steps: of the others.
 */
struct trace_device {
	char name[TRACE_DEVICE_BYTES];
	u64 events;
	u64 maps[4];
	u64 unmaps[4];
	u64 map_bytes[4];
	u64 failed_maps;
	u64 allocs;
	u64 alloc_bytes;
	u64 frees;
	u64 bounced_maps;
	u64 bounced_map_bytes;
	u64 bounced_sync_bytes;
	u64 bounced_unmap_bytes;
	u64 syncs[2][4][4];
	u64 sync_bytes[2];
	u64 outside;
	u64 after_unmap;
	u64 unmap_differs;
	u64 unseen_syncs;
	u64 unseen_unmaps;
	u64 remapped;
	u64 shared;
	u64 untracked;
	u64 live;
	u64 live_unsynced;
	u64 never_synced;
	u64 frames;
	u64 looks[TRACE_LOOKS];
	u64 partial_frames;
	u64 partial_looks[TRACE_LOOKS];
	u64 looks_again;
	u64 looks_ready;
	u64 gone;
	u64 rearms;
	struct trace_size sizes[TRACE_SIZES];
	u32 size_count;
	u64 other_sizes;
	struct trace_times life;
	struct trace_times first_look;
	struct trace_times between_looks;
	struct trace_times last_look;
	bool has_time;
	u64 first_ns;
	u64 last_ns;
	u64 backward;
	struct trace_steps steps;
	struct trace_steps unseen_steps;
};

/**
 * enum trace_verdict - the evidence for peeks of the driver.  From
 * TRACE_SYNCS_ONCE on it syncs the buffers it receives into.
 * @TRACE_NOTHING_RECEIVED: there is no mapping that the device may write into.
 * @TRACE_NOT_SEEN: no sync was seen, and the device never bounced: on a
 *	coherent device the kernel skips the calls before their trace event
 *	(since Linux 6.10).  No conclusion is possible; a trace with
 *	swiotlb=force has the calls.
 * @TRACE_MAPS_ONLY: syncs are visible, and the driver makes none of a buffer it
 *	receives into, only map and unmap.
 * @TRACE_SYNCS_ONCE: it syncs, but no look was followed by another: it learns
 *	of a frame by other means.
 * @TRACE_COPYBREAK: the same with varying lengths: it syncs the length of a
 *	frame, to copy it, and gives the buffer back.
 * @TRACE_PEEKS: looks were followed by another look at the same frame.
 */
enum trace_verdict {
	TRACE_NOTHING_RECEIVED,
	TRACE_NOT_SEEN,
	TRACE_MAPS_ONLY,
	TRACE_SYNCS_ONCE,
	TRACE_COPYBREAK,
	TRACE_PEEKS,
	TRACE_VERDICTS,
};

/**
 * trace_device_syncs() - number of syncs of @device, for the CPU or the device.
 */
u64 trace_device_syncs(const struct trace_device *device, bool for_device);

/**
 * trace_device_differing() - number of syncs whose direction differs from their
 * mapping's, where that is known.
 */
u64 trace_device_differing(const struct trace_device *device);

/**
 * trace_device_verdict() - see enum trace_verdict.
 * @every_call: the trace has every call, see struct trace_count, so a call that
 *	is not seen was not made.
 */
enum trace_verdict trace_device_verdict(const struct trace_device *device,
					bool every_call);

#endif
