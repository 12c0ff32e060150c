/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a look and a frame cost in one slice. */
#ifndef RUNNER_COST_H
#define RUNNER_COST_H

#include "measure/tsc.h"
#include "plan/axes.h"
#include "runner/sample.h"

/**
 * cost_ticks() - TSC ticks of one look, completion or re-arm of @phase, by a
 * slice of a case of @axes; what its stamps cost themselves is taken off.
 *
 * Return: negative where they cost more than what they were around; NaN if
 * nothing was counted.
 */
double cost_ticks(const struct slice_sample *sample, enum phase phase,
		  const struct axes *axes, const struct tsc_calibration *tsc);

/**
 * cost_frame_ticks() - the same of a frame: its not-ready looks and its
 * completion.  Where the device writes when it pleases, how many looks that
 * leaves time for is its pace, not a cost: there it is the completion alone.
 */
double cost_frame_ticks(const struct slice_sample *sample,
			const struct axes *axes,
			const struct tsc_calibration *tsc);

/**
 * cost_frame_seconds() - cost_frame_ticks() as a time.
 *
 * Return: seconds; 0 if nothing is left, or nothing was counted.
 */
double cost_frame_seconds(const struct slice_sample *sample,
			  const struct axes *axes,
			  const struct tsc_calibration *tsc);

#endif
