/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Options of a run, which its groups read as well. */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

#include "measure/cache_host.h"
#include "measure/perf.h"
#include "measure/placement.h"
#include "measure/tsc.h"
#include "runner/place.h"

/** struct run_progress - the progress of a run; @start of @starts, from 0. */
struct run_progress {
	u32 start;
	u32 starts;
	size_t case_count;
	size_t cases_done;
	u32 round;
	u32 rounds;
	u64 elapsed_ns;
	u64 left_ns;
};

/**
 * struct run_options - options of run_plan().
 * @rounds: slices of each case.
 * @least_ns: least measured time of a case, reached by more rounds; 0 for no
 *	limit.
 * @budget_ns: end the rounds of a group when its share of this is spent, but
 *	not before three rounds; 0: run @rounds, however long they take.
 * @first_round: by group, number of rounds already run; NULL for none.  A group
 *	that has all its rounds is not opened, its cases are skipped.
 * @slice_frames: by case, the length of its slices in frames; 0, and NULL for
 *	all cases: calibrate it.
 * @modelled: another start has run the cache model, so this one does not.
 * @place: the places of code and data.
 * @slice_ns: most time between stamps in one slice; see group_slice_ns().
 * @warmup_ns: run slices of each case for this long before round 0.
 * @seed: for the order of slices, the places and the device thread's delays.
 * @start: number of this start of the program, of @starts; both 0 for the only
 *	one.
 * @base: the strategy that each group runs twice; a group without it, or
 *	AXIS_NONE: its first candidate, else its first case.
 * @shuffle: random order of slices; false: the plan's order in every round.
 * @perf: open event counters, or NULL.
 * @cache: the caches to model, if any; may be NULL.
 * @placement: the PUs of the threads.
 * @tsc: the calibration.
 * @stop: called between rounds; true ends the run and keeps its results so far.
 * @progress: called between rounds; may be NULL.
 * @ctx: passed to both.
 */
struct run_options {
	u32 rounds;
	u64 least_ns;
	u64 budget_ns;
	const u32 *first_round;
	const u32 *slice_frames;
	struct place place;
	u64 slice_ns;
	u64 warmup_ns;
	u64 seed;
	u32 start;
	u32 starts;
	s64 base;
	bool shuffle;
	bool modelled;
	struct perf_counters *perf;
	const struct cache_choice *cache;
	const struct placement *placement;
	const struct tsc_calibration *tsc;
	bool (*stop)(void *ctx);
	void (*progress)(void *ctx, const struct run_progress *progress);
	void *ctx;
};

#endif
