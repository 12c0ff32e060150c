/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The live state of a comparison group: one ring of buffers that all its cases
 * use in turn, and the strategy and counts of each case.
 *
 * The cases share all memory on purpose.  The pages of a ring (huge or not,
 * their cache sets) change the cost of a copy by more than most strategies do;
 * shared pages cannot cause a difference between strategies.
 */
#ifndef RUNNER_LIVE_H
#define RUNNER_LIVE_H

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
 * live_ground_open_at() - make memory and device for cases of @axes; no buffer
 * is mapped yet.
 * @place: offsets at which buffers and slots begin, so that the cache sets and
 *	pages that they share with other data vary from start to start.
 * @tsc_hz: to turn the gap axis into ticks.
 * @reason: filled on error.
 *
 * Return: 0, the caller calls live_ground_close(); -ENOMEM; -EINVAL.
 */
int live_ground_open_at(struct live_ground *ground, const struct axes *axes,
			const struct place *place, u64 tsc_hz, char *reason,
			size_t reason_size);

/** live_ground_open() - live_ground_open_at() with all offsets 0. */
static inline int live_ground_open(struct live_ground *ground,
				   const struct axes *axes, u64 tsc_hz,
				   char *reason, size_t reason_size)
{
	const struct place first = {0};

	return live_ground_open_at(ground, axes, &first, tsc_hz, reason,
				   reason_size);
}

/** live_ground_close() - unmap the buffers and free the memory. */
void live_ground_close(struct live_ground *ground);

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

/**
 * live_case_open_loops() - open a case of the strategy of @loops on @ground;
 * makes the mapping it needs unless an earlier case has.
 * @reason: filled on error.
 *
 * Return: 0; -ENOMEM (a full bounce pool among others); -EPROTO where the
 * strategy misuses the DMA API (misuse_check()); -EOPNOTSUPP where this CPU
 * lacks an instruction.
 */
int live_case_open_loops(struct live_case *live, struct live_ground *ground,
			 const struct peek_loops *loops, char *reason,
			 size_t reason_size);

/** live_case_open() - the same with strategy number @strategy. */
static inline int live_case_open(struct live_case *live,
				 struct live_ground *ground, size_t strategy,
				 char *reason, size_t reason_size)
{
	return live_case_open_loops(live, ground, strategy_loops_at(strategy),
				    reason, reason_size);
}

/**
 * live_case_choose() - let the case run @loops, or those of a phase bit with
 * the strategy of @loops.
 */
void live_case_choose(struct live_case *live, const struct peek_loops *loops);

/** live_case_is_ready() - is_ready() of buffer @i, or by its phase bit. */
bool live_case_is_ready(const struct live_case *live, u32 i);

/**
 * live_case_give_back() - rx_buf_give_back(), which clears no status that is a
 * phase bit.
 */
int live_case_give_back(struct live_case *live, struct rx_buf *buf,
			enum rx_rearm how);

/**
 * live_case_enter() - prepare for slices of this case: put every buffer into
 * the state in which the case left it, or arm it afresh the first time.
 *
 * Return: 0; -ENOMEM, also if the ground is broken.
 */
int live_case_enter(struct live_case *live);

/**
 * live_case_leave() - save the state of the buffers for the next
 * live_case_enter().
 */
void live_case_leave(struct live_case *live);

/** live_case_close() - free the memory that the case alone owns. */
void live_case_close(struct live_case *live);

/** live_case_axis() - the group's value on @key. */
static inline s64 live_case_axis(const struct live_case *live,
				 enum axis_key key)
{
	return live->ground->axes.value[key];
}

/** live_case_frame() - the next frame of buffer @i, for a device to write. */
struct device_frame live_case_frame(struct live_case *live, u32 i);

/**
 * live_case_write() - let the device write the next frame into buffer @i;
 * returns device_write_frame().
 */
u32 live_case_write(struct live_case *live, u32 i);

/** live_case_beside() - the neighbour's bytes of buffer @i. */
u8 *live_case_beside(const struct live_case *live, u32 i);

/**
 * live_case_disturb() - let a neighbour that is the CPU write beside @count
 * buffers from @first on; outside every stamp.
 */
void live_case_disturb(struct live_case *live, u32 first, u32 count);

/**
 * live_case_verify() - check @count buffers from @first on while the device
 * writes nothing, and count their hazards.  LOST as well: a neighbour's bytes
 * are not those that it wrote last.
 * @processed: process_buf() ran on the completed ones.
 */
void live_case_verify(struct live_case *live, u32 first, u32 count,
		      bool processed);

/**
 * live_case_recover() - take back and arm a buffer that was never completed.
 *
 * Return: 0; -ENOMEM: it could not be mapped again.
 */
int live_case_recover(struct live_case *live, struct rx_buf *buf);

/**
 * live_case_rearm() - re-arm @count buffers from @first on; one that was never
 * completed goes through live_case_recover().
 *
 * Return: 0; -ENOMEM, and the ground is broken.
 */
int live_case_rearm(struct live_case *live, u32 first, u32 count);

#endif
