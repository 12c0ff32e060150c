/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The steps of a modelled case: each is carried out and counted. */
#ifndef RUNNER_MODELLED_STEP_H
#define RUNNER_MODELLED_STEP_H

#include "machine/cache_machine.h"
#include "runner/live.h"
#include "runner/sample.h"

struct modelled_options; /* modelled.h */

/**
 * struct model_run - a case over the model.
 * @stopped: modelled_options.stop has ended the count.
 * @aside: counts that belong to no phase: the device's, the warm-up's.
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

/** model_count_aside() - count the next events under no phase. */
void model_count_aside(struct model_run *run);

/**
 * model_look_not_ready() - a look before the device has written the frame.
 * @dirty: the driver writes into the buffer first, see rx_buf_dirty().
 */
void model_look_not_ready(struct model_run *run, struct rx_buf *buf,
			  bool dirty);

/**
 * model_complete() - the look at buffer @i that should find the frame, and its
 * processing; the look counts under PHASE_READY and PHASE_COMPLETION.
 */
void model_complete(struct model_run *run, u32 i);

/**
 * model_neighbour() - count a write of the neighbour of buffer @i, if it has
 * one, under no phase.
 */
void model_neighbour(struct model_run *run, u32 i);

/** model_rearm() - re-arm buffer @i; 0 or -ENOMEM. */
int model_rearm(struct model_run *run, u32 i);

/*
 * The device's writes.  A neighbour writes before and after each of them.
 */

/**
 * model_device_payload() - count the device's writes to payload bytes [@from,
 * @to) of buffer @i, within the frame.
 */
void model_device_payload(struct model_run *run, u32 i, u32 from, u32 to);

/**
 * model_device_status() - count the device's write of the status of buffer @i,
 * and write the whole frame, so that looks find it from now on.
 */
void model_device_status(struct model_run *run, u32 i);

#endif
