/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One comparison group: its live cases, its rounds. */
#ifndef RUNNER_GROUP_H
#define RUNNER_GROUP_H

#include "measure/disturbance.h"
#include "runner/run.h"
#include "runner/slice.h"

/* A slice's wall time, device and verification included, in its timed time. */
#define SLICE_WALL_PER_TIMED 5u

/*
 * On the device thread a slice is so much longer: hardly a frame of the slow
 * devices would fit, and what counts there are frames, for their hazards.
 */
#define SLICE_ON_THREAD 2u

/**
 * struct group_run - what all groups of a run share.
 * @tools: its device thread is the running group's.
 * @threads: device threads by enum placement_kind; NULL where none is needed
 *	or there is no place for one.
 * @start_ns: when the run began, CLOCK_MONOTONIC_RAW.
 */
struct group_run {
	const struct run_options *options;
	struct slice_tools tools;
	struct thread_device *threads[PLACEMENT_KINDS];
	struct disturbance disturbance;
	struct gbench *gbench;
	u64 start_ns;
};

/** group_slice_ns() - most time between stamps in a slice of a case. */
u64 group_slice_ns(const struct run_options *options, const struct axes *axes);

/** group_clock_ns() - CLOCK_MONOTONIC_RAW. */
u64 group_clock_ns(void);

/**
 * group_execute() - run @count cases that are one group.
 * @results: their results, filled.
 * @deadline_ns: no new round after this, 0 for none.
 * @round_done: called after each round; true stops the run.
 *
 * Return: 0; 1 if @round_done stopped it; -ENOMEM, -EIO.
 */
int group_execute(struct group_run *run, struct case_result *results,
		  size_t count, u64 deadline_ns,
		  bool (*round_done)(void *ctx, u32 round, u32 rounds),
		  void *ctx);

#endif
