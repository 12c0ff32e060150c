/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The samples of a run, as integers: the source of every figure. */
#ifndef RUNNER_SAMPLE_H
#define RUNNER_SAMPLE_H

#include "core/frame.h"
#include "machine/cache_model.h"
#include "measure/perf.h"
#include "plan/plan.h"
#include "record/record.h"

/**
 * struct span - one phase, summed over one slice.
 * @ticks: TSC ticks between the stamps, as read.
 * @stamps: pairs of stamps whose cost @ticks includes.
 * @count: looks, completions or re-arms.
 * @to_cpu_bytes: copied bounce to original.
 * @to_device_bytes: copied original to bounce.
 * @events: hardware events, by enum perf_counter.
 * @uncounted: bit per counter: at least one of its spans has no count, so
 *	@events is no sum.
 * @scaled: bit per counter: at least one of its spans was extrapolated.
 */
struct span {
	u64 ticks;
	u64 stamps;
	u64 count;
	u64 to_cpu_bytes;
	u64 to_device_bytes;
	u64 events[PERF_COUNTERS];
	u32 uncounted;
	u32 scaled;
};

/**
 * struct slice_sample - one slice of one case.
 * @round: number of the round, from 0.
 * @position: its place in that round's order, from 0.
 * @start_ns: since the run began.
 * @frames: frames the device wrote.
 * @marks: disturbances, as bits of measure/disturbance.h.
 * @p99_ticks: 99th percentile of single looks of a phase, stamps included; 0 if
 *	single looks were not kept.
 */
struct slice_sample {
	u32 round;
	u32 position;
	u64 start_ns;
	u64 frames;
	u32 marks;
	u64 p99_ticks[PHASES];
	struct span span[PHASES];
};

/**
 * struct integrity - the frames of a case, and their hazards.
 * @frames: frames the device wrote, all verified.
 * @wrong: frames with at least one hazard.
 * @status_torn: torn frames whose only fault is a half-written status word;
 *	counted in the kernel lens alone.
 * @hazard: frames by hazard, by bit number of enum frame_hazard; a frame may
 *	count under several.
 */
struct integrity {
	u64 frames;
	u64 wrong;
	u64 status_torn;
	u64 hazard[FRAME_HAZARDS];
};

/** struct sync_count - calls of the sync functions, by direction. */
struct sync_count {
	u64 for_cpu;
	u64 for_device;
};

/**
 * struct ledger - the copies of one completion.
 * @exact: counted byte by byte, the same for every frame; else an average over
 *	@frames.
 * @frames: frames the sums below are over; 1 if exact.
 * @needed: bytes the device wrote, all of which the driver needs.
 * @copied: bytes copied bounce to original, from re-arm to completion.
 * @copied_again: bytes of @copied that were not new: copied before the device
 *	wrote them, or a second time.
 * @copied_back: bytes copied original to bounce by a peek.
 * @per_not_ready_peek, @per_ready_peek: @copied of one look.
 * @rearm: bytes copied either way by the re-arm.
 * @fell_short: exact, and the driver has the frame without some of its bytes.
 * @synced: the sync calls below were counted; false on platforms where no sync
 *	has an effect, because kernels differ in whether they make the calls.
 * @not_ready, @ready: sync calls of all not-ready looks at one frame, and of
 *	the look that finds it.
 */
struct ledger {
	bool exact;
	u64 frames;
	u64 needed;
	u64 copied;
	u64 copied_again;
	u64 copied_back;
	u64 per_not_ready_peek;
	u64 per_ready_peek;
	u64 rearm;
	bool fell_short;
	bool synced;
	struct sync_count not_ready;
	struct sync_count ready;
};

#define REASON_BYTES 192

/**
 * struct modelled - the cache model's counts of one case.
 * @units: looks, completions or re-arms by phase; 0: the case had none, or it
 *	was not modelled.
 * @count: line events of all @units together.
 * @reason: why a phase has no units; "" if every phase that can have units has
 *	them.
 */
struct modelled {
	u64 units[PHASES];
	struct cache_count count[PHASES];
	char reason[REASON_BYTES];
};

/**
 * struct case_result - the result of one case.
 * @plan: its place in the plan.
 * @state: unsafe if one frame was wrong.
 * @reason: why it is skipped, failed or unsafe; else "".
 * @modelled: counts of the cache model.
 * @slice_frames: frames of each of its slices; 0 until calibrated.
 * @samples: @sample_count slices, in the order of rounds; owned.
 * @copy: for the base of a comparison group, the results of its second copy
 *	(runner/copy.h), whose wrong frames count as the case's own; owned, and
 *	its own @copy is NULL.  NULL for other cases.
 */
struct case_result {
	const struct plan_case *plan;
	enum case_state state;
	char reason[REASON_BYTES];
	struct integrity integrity;
	struct ledger ledger;
	struct modelled modelled;
	u32 slice_frames;
	struct slice_sample *samples;
	u32 sample_count;
	struct case_result *copy;
};

/**
 * case_result_grow() - make room for one more sample.
 * @room: number of samples that fit; updated.
 *
 * Return: 0 or -ENOMEM.
 */
int case_result_grow(struct case_result *result, u32 *room);

#endif
