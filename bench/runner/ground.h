/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The live state of a comparison group: one ring of buffers that all its cases
 * use in turn, and the strategy and counts of each case.
 *
 * The cases share all memory on purpose.  The pages of a ring (huge or not,
 * their cache sets) change the cost of a copy by more than most strategies do;
 * shared pages cannot cause a difference between strategies.
 */
#ifndef RUNNER_GROUND_H
#define RUNNER_GROUND_H

#include <peekbench/loop.h>

#include "core/ring.h"
#include "device/thread.h"
#include "dma/dma.h"
#include "machine/torn_machine.h"
#include "measure/tsc.h"
#include "plan/strategies.h"
#include "runner/place.h"
#include "runner/sample.h"

/**
 * live_flip() - the value that makes a set done bit of the phase bit by which
 * frame number @sequence is ready.
 */
static inline u32 live_flip(u32 sequence)
{
	return sequence & 1 ? 0 : RX_DONE;
}

/**
 * struct live_side - one mapping of a group's buffers.
 * @dd: the device they are mapped for.
 * @pool: its bounce pool, NULL where it does not bounce.
 * @torn: the machine of @dd with words=torn, where it bounces.
 * @flip: of each buffer: live_flip() of its next frame, for a phase bit alone.
 * @strategy: of the case that uses the side, for phased_loops.
 * @ring: the ring over @bufs; unused while @bufs is NULL.
 */
struct live_side {
	struct dma_device dd;
	struct swiotlb_pool *pool;
	struct torn_machine torn;
	u32 *flip;
	const struct peek_strategy *strategy;
	struct rx_ring ring;
	struct rx_buf *bufs;
};

/**
 * struct live_neighbour - the rest of a cache line that each mapping begins or
 * ends in (axis neighbour).
 * @shift_bytes: from a line to the first byte of a buffer, so that there is a
 *	rest; in addition to axis align, which gives one or not.
 * @offset: of the rest, from the buffer's first byte on.
 * @bytes: its length; 0: there is none.
 * @is_cpu: the CPU writes it, else another device.
 */
struct live_neighbour {
	u32 shift_bytes;
	s64 offset;
	u32 bytes;
	bool is_cpu;
};

/**
 * struct live_ground - the memory and the device that the cases of a group
 * share.
 * @axes: of all cases, but for the strategy.
 * @layout: of every buffer, its status in the buffer; @memory holds them,
 *	@memory_bytes long, from @place.offset_bytes on.
 * @neighbour: of every buffer.
 * @beside: the value that the neighbour wrote last, by buffer.
 * @platform: the buffers mapped on the case's platform.
 * @direct: the same buffers mapped without bouncing and maintenance, for the
 *	harness.
 * @writer: how the device writes.
 * @sequence: number of the last frame written, by buffer.
 * @frames: room for one job of the device thread.
 * @completed: which buffers of the batch the loop found ready.
 * @replayed: which of them were ready before the device wrote.
 * @position: the buffer at which the next batch starts.
 * @process: the next batch is completed, not only looked at.
 * @one_area: the bounce pool has one area instead of one for each CPU, so that
 *	the slots do not depend on the CPU; set before the first case is opened.
 * @broken: a buffer could not be mapped again, so no case can run any more.
 */
struct live_ground {
	struct axes axes;
	struct rx_layout layout;
	void *memory;
	size_t memory_bytes;
	struct place place;
	struct live_neighbour neighbour;
	u8 *beside;
	struct live_side platform;
	struct live_side direct;
	struct device_writer writer;
	u32 *sequence;
	struct device_frame *frames;
	bool *completed;
	bool *replayed;
	u32 position;
	bool process;
	bool one_area;
	bool broken;
};

/**
 * struct live_mark - the state of one buffer that a case's next looks depend
 * on.
 * @priv: the strategy's private state.
 * @seen: the status words in the original buffer.
 * @memory: the status words on the device's side.
 * @coherent: the words in coherent memory.
 * @flip: live_side.flip.
 */
struct live_mark {
	u64 priv[2];
	u32 seen[RX_STATUS_WORDS];
	u32 memory[RX_STATUS_WORDS];
	u32 coherent[RX_STATUS_WORDS];
	u32 flip;
};

/**
 * struct live_case - one strategy on the memory of its group.
 * @loops: its strategy, see live_case_choose().
 * @phased: the loops of a case whose status is a phase bit.
 * @marks: one for each buffer, while another case uses the ground; NULL before
 *	its first slice.
 * @ground: shared with the other cases of the group.
 * @side: the mapping of @ground that it uses.
 * @frames_per_slice: chosen by slice_calibrate().
 * @integrity: of every frame of its slices.
 */
struct live_case {
	const struct peek_loops *loops;
	struct peek_loops phased;
	struct live_mark *marks;
	struct live_ground *ground;
	struct live_side *side;
	u32 frames_per_slice;
	struct integrity integrity;
};

/** live_case_axis() - the group's value on @key. */
static inline s64 live_case_axis(const struct live_case *live,
				 enum axis_key key)
{
	return live->ground->axes.value[key];
}

#endif
