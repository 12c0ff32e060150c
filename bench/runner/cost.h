/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a frame cost in one slice. */
#ifndef RUNNER_COST_H
#define RUNNER_COST_H

#include "measure/tsc.h"
#include "runner/sample.h"

/**
 * cost_frame_seconds() - its not-ready looks and its completion.
 * @thread: on the device thread.  How many looks that leaves time for is its
 *	pace, not a cost: there it is the completion alone.
 *
 * The time stamps' own cost is taken off.  Return: seconds; 0 if nothing is
 * left, or nothing was counted.
 */
double cost_frame_seconds(const struct slice_sample *sample,
			  const struct tsc_calibration *tsc, bool thread);

/**
 * cost_look_seconds() - one look of @phase, PHASE_NOT_READY or PHASE_READY.
 * @thread: see above.
 *
 * Return: as cost_frame_seconds().
 */
double cost_look_seconds(const struct slice_sample *sample,
			 const struct tsc_calibration *tsc, bool thread,
			 enum phase phase);

#endif
