/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The cost of a look and of a frame in one slice. */
#ifndef RUNNER_COST_H
#define RUNNER_COST_H

#include "measure/tsc.h"
#include "plan/axes.h"
#include "runner/sample.h"

/**
 * cost_ticks() - TSC ticks of one look, completion or re-arm of @phase, from
 * one slice of a case of @axes, less the cost of its time stamps.
 *
 * Return: ticks, negative if the stamps took longer than the span; NaN if
 * nothing was counted.
 */
double cost_ticks(const struct slice_sample *sample, enum phase phase,
		  const struct axes *axes, const struct tsc_calibration *tsc);

/**
 * cost_frame_ticks() - the same for a frame: its not-ready looks and its
 * completion.  On a device that writes concurrently (axes_live()) the number of
 * looks depends on the device's speed and is no cost, so it is the completion
 * alone.
 */
double cost_frame_ticks(const struct slice_sample *sample,
			const struct axes *axes,
			const struct tsc_calibration *tsc);

/**
 * cost_frame_seconds() - cost_frame_ticks() as a time.
 *
 * Return: seconds; 0 if the cost is not positive, or nothing was counted.
 */
double cost_frame_seconds(const struct slice_sample *sample,
			  const struct axes *axes,
			  const struct tsc_calibration *tsc);

#endif
