/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A slice: some frames of one case, from the first look to the re-arm, with
 * every timed phase between two fenced time stamps and everything else (the
 * scripted device's writes, the verification) outside.
 */
#ifndef RUNNER_SLICE_H
#define RUNNER_SLICE_H

#include "runner/histogram.h"
#include "runner/live.h"

/* Phases with histograms of single looks: PHASE_NOT_READY, PHASE_READY. */
#define SLICE_HISTOGRAMS 2u

/**
 * struct slice_tools - clock, counters and device of a slice.
 * @perf: event counters, or NULL; read outside the time stamps.
 * @thread: the device thread; NULL if only the scripted device runs.
 * @tsc: the calibration.
 * @looks: room for SLICE_HISTOGRAMS histograms; NULL: single looks are not
 *	kept.
 */
struct slice_tools {
	struct perf_counters *perf;
	struct thread_device *thread;
	const struct tsc_calibration *tsc;
	struct histogram *looks;
};

/**
 * slice_run() - run @frames frames of @live and add them to @sample's spans.
 *
 * Half of the frames are looked at without processing (PHASE_READY), half are
 * completed (PHASE_COMPLETION).  Hazards go to @live->integrity.
 *
 * Return: 0; -ENOMEM if a buffer could not be mapped again.
 */
int slice_run(struct live_case *live, const struct slice_tools *tools,
	      u64 frames, struct slice_sample *sample);

/**
 * slice_calibrate() - choose live_case.frames_per_slice by trial slices, which
 * also warm up the case.
 * @timed_ns: most time between stamps in one slice.
 * @wall_ns: most time of one slice, everything included.
 */
int slice_calibrate(struct live_case *live, const struct slice_tools *tools,
		    u64 timed_ns, u64 wall_ns);

#endif
