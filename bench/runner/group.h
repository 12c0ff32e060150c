/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One comparison group: its live cases, its rounds. */
#ifndef RUNNER_GROUP_H
#define RUNNER_GROUP_H

#include "measure/disturbance.h"
#include "gbench/gbench.h"
#include "runner/options.h"
#include "runner/slice.h"

/*
 * Most wall time of a slice, device and verification included, as a multiple of
 * its timed part.
 */
#define SLICE_WALL_PER_TIMED 5u

/*
 * Factor of a slice's length on the device thread: a slow device would fit
 * hardly a frame into a shorter one, and the hazards there need frames.
 */
#define SLICE_ON_THREAD 2u

/**
 * struct group_run - the part of a run that all its groups share.
 * @tools: its device thread is that of the running group.
 * @threads: device threads by enum placement_kind; NULL if none is needed or
 *	there is no PU for one.
 * @start_ns: start of the run, CLOCK_MONOTONIC_RAW.
 */
struct group_run {
	const struct run_options *options;
	struct slice_tools tools;
	struct thread_device *threads[PLACEMENT_KINDS];
	struct disturbance disturbance;
	struct gbench *gbench;
	u64 start_ns;
};

/** run_most_rounds() - rounds of a group if no budget ends them earlier. */
u32 run_most_rounds(const struct run_options *options);

/**
 * group_slice_ns() - most time between stamps in one slice of a case of @axes.
 */
u64 group_slice_ns(const struct run_options *options, const struct axes *axes);

/** group_clock_ns() - CLOCK_MONOTONIC_RAW in ns. */
u64 group_clock_ns(void);

/**
 * group_execute() - run @count cases that are one group.
 * @results: their results, filled.
 * @deadline_ns: time by group_clock_ns() after which no round is begun; 0 for
 *	none.
 * @round_done: called after each round; true stops the run.
 *
 * Return: 0; 1 if @round_done stopped it; -ENOMEM, -EIO.
 */
int group_execute(struct group_run *run, struct case_result *results,
		  size_t count, u64 deadline_ns,
		  bool (*round_done)(void *ctx, u32 round, u32 rounds),
		  void *ctx);

#endif
