/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A live case's frames: written, verified, given back. */
#ifndef RUNNER_LIVE_FRAMES_H
#define RUNNER_LIVE_FRAMES_H

#include "runner/ground.h"

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
