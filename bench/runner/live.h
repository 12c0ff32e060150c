/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A comparison group, alive: one ring of buffers that all its cases use in
 * turn, and each case's own strategy and counts.
 *
 * The cases share every byte of memory on purpose.  Which pages a ring got
 * (huge or not, which cache sets) moves a copy by more than most strategies
 * do; what all of them stand on alike cannot be taken for a difference.
 */
#ifndef RUNNER_LIVE_H
#define RUNNER_LIVE_H

#include <peekbench/loop.h>

#include "core/ring.h"
#include "device/thread.h"
#include "dma/dma.h"
#include "measure/tsc.h"
#include "plan/strategies.h"
#include "runner/place.h"
#include "runner/sample.h"

/**
 * struct live_side - one mapping of the ground's buffers.
 * @dd: the device they are mapped for.
 * @pool: its bounce pool, NULL where it does not bounce.
 * @ring: the ring over @bufs; unused while @bufs is NULL.
 */
struct live_side {
	struct dma_device dd;
	struct swiotlb_pool *pool;
	struct rx_ring ring;
	struct rx_buf *bufs;
};

/**
 * struct live_ground - what the cases of a group share.
 * @axes: theirs, but for the strategy.
 * @layout: of every buffer, its status in the buffer; @memory holds them,
 * @memory_bytes long, from @place.offset_bytes on.
 * @platform: mapped as the platform axis says.
 * @direct: the same buffers mapped past it, for the harness.
 * @writer: how the device writes.
 * @sequence: number of the last frame written, by buffer.
 * @frames: room for one job of the device thread.
 * @completed: which buffers of the batch the loop found ready.
 * @replayed: which of them were ready before the device wrote.
 * @position: the buffer the next batch starts at.
 * @process: the next batch is completed, not only looked at.
 * @one_area: the bounce pool has one area instead of one for each CPU, so that
 *	the slots do not depend on the CPU; set before the first case is opened.
 * @broken: a buffer could not be mapped again: nobody can use the ground.
 */
struct live_ground {
	struct axes axes;
	struct rx_layout layout;
	void *memory;
	size_t memory_bytes;
	struct place place;
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
 * live_ground_open_at() - memory and device for cases like @axes; nothing
 *mapped.
 * @place: where buffers and slots begin: what they share cache sets and pages
 *	with varies.
 * @tsc_hz: to turn the gap axis into ticks.
 * @reason: filled on error.
 *
 * Return: 0, the caller calls live_ground_close(); -ENOMEM; -EINVAL.
 */
int live_ground_open_at(struct live_ground *ground, const struct axes *axes,
			const struct place *place, u64 tsc_hz, char *reason,
			size_t reason_size);

/** live_ground_open() - the same from the first line and slot on. */
static inline int live_ground_open(struct live_ground *ground,
				   const struct axes *axes, u64 tsc_hz,
				   char *reason, size_t reason_size)
{
	const struct place first = {0};

	return live_ground_open_at(ground, axes, &first, tsc_hz, reason,
				   reason_size);
}

/** live_ground_close() - unmap and free. */
void live_ground_close(struct live_ground *ground);

/**
 * struct live_mark - what a case left in one buffer: all that its next looks
 * depend on.
 * @priv: the strategy's private state.
 * @seen: the status words in the original buffer.
 * @memory: the status words on the device's side.
 * @coherent: the words in coherent memory.
 */
struct live_mark {
	u64 priv[2];
	u32 seen[RX_STATUS_WORDS];
	u32 memory[RX_STATUS_WORDS];
	u32 coherent[RX_STATUS_WORDS];
};

/**
 * struct live_case - one strategy on a ground.
 * @loops: its strategy.
 * @marks: one for each buffer, while another case uses the ground; NULL
 *	before its first slice.
 * @ground: shared with the other cases of the group.
 * @side: the side of the ground it works on.
 * @frames_per_slice: chosen by slice_calibrate().
 * @integrity: of every frame of its slices.
 */
struct live_case {
	const struct peek_loops *loops;
	struct live_mark *marks;
	struct live_ground *ground;
	struct live_side *side;
	u32 frames_per_slice;
	struct integrity integrity;
};

/**
 * live_case_open_loops() - let the strategy of @loops work on @ground; maps the
 * side it needs if no case has needed it before.
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
 * live_case_enter() - the next slices are this case's: every buffer is as this
 * case left it, or freshly armed the first time.
 *
 * Return: 0; -ENOMEM, also if the ground is broken.
 */
int live_case_enter(struct live_case *live);

/** live_case_leave() - remember how this case leaves the buffers. */
void live_case_leave(struct live_case *live);

/** live_case_close() - free what the case alone owns. */
void live_case_close(struct live_case *live);

/** live_case_axis() - the group's value on @key. */
static inline s64 live_case_axis(const struct live_case *live,
				 enum axis_key key)
{
	return live->ground->axes.value[key];
}

/** live_case_frame() - the next frame of buffer @i, for a device to write. */
struct device_frame live_case_frame(struct live_case *live, u32 i);

/** live_case_write() - the device writes the next frame into buffer @i. */
u32 live_case_write(struct live_case *live, u32 i);

/**
 * live_case_verify() - check buffers [first, first + count) after the device
 * is quiet, and count what is wrong.
 * @processed: process_buf() ran on those that were completed.
 */
void live_case_verify(struct live_case *live, u32 first, u32 count,
		      bool processed);

/**
 * live_case_recover() - the harness takes back a buffer that was never
 * completed, and arms it.
 *
 * Return: 0; -ENOMEM: it could not be mapped again.
 */
int live_case_recover(struct live_case *live, struct rx_buf *buf);

/**
 * live_case_rearm() - give the buffers back to the device; one that was never
 * completed is mapped anew, whatever the re-arm axis says.
 *
 * Return: 0; -ENOMEM, and the ground is broken.
 */
int live_case_rearm(struct live_case *live, u32 first, u32 count);

#endif
