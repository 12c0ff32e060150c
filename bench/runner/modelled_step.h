/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The steps that a modelled case is made of: each does it, and counts it. */
#ifndef RUNNER_MODELLED_STEP_H
#define RUNNER_MODELLED_STEP_H

#include "machine/cache_machine.h"
#include "runner/live.h"
#include "runner/modelled.h"

/**
 * struct model_run - a case over the model.
 * @stopped: somebody wants the end.
 * @aside: what belongs to no phase: the device, the warm-up.
 * @counting: the warm-up is over.
 * @replayed: a look found a frame that the device had not written.
 * @unseen_count: frames that the look after the device did not find.
 */
struct model_run {
	const struct modelled_options *options;
	struct live_ground ground;
	struct live_case live;
	struct cache_machine machine;
	struct cache_count aside;
	struct modelled *out;
	bool counting;
	bool stopped;
	bool replayed;
	u64 unseen_count;
};

/** model_count_aside() - what comes next belongs to no phase. */
void model_count_aside(struct model_run *run);

/**
 * model_look_not_ready() - a look before the device has written the frame.
 * @dirty: the driver writes into the buffer first, see rx_buf_dirty().
 */
void model_look_not_ready(struct model_run *run, struct rx_buf *buf,
			  bool dirty);

/** model_complete() - the look at buffer @i that should find the frame, and its
 * processing; the look counts under both phases. */
void model_complete(struct model_run *run, u32 i);

/** model_rearm() - buffer @i goes back to the device; 0 or -ENOMEM. */
int model_rearm(struct model_run *run, u32 i);

/** model_device_payload() - payload bytes [@from, @to) of buffer @i's device
 * side are written; no more than a frame has. */
void model_device_payload(struct model_run *run, u32 i, u32 from, u32 to);

/** model_device_status() - the status of buffer @i, and with it the bytes
 * themselves: now the frame can be seen. */
void model_device_status(struct model_run *run, u32 i);

#endif
