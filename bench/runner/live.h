/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Ground and cases from open to close. */
#ifndef RUNNER_LIVE_H
#define RUNNER_LIVE_H

#include "runner/live_frames.h"

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

#endif
