// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/cost.h"

#include <math.h>

double cost_ticks(const struct slice_sample *sample, enum phase phase,
		  const struct axes *axes, const struct tsc_calibration *tsc)
{
	const struct span *span = &sample->span[phase];
	bool each = axes_stamped_each(axes) && phase != PHASE_REARM;
	u64 milliticks = each ? tsc->stamp_milliticks : tsc->pair_milliticks;

	if (!span->count)
		return NAN;
	return ((double)span->ticks -
		(double)span->stamps * (double)milliticks / 1000) /
	       (double)span->count;
}

double cost_frame_ticks(const struct slice_sample *sample,
			const struct axes *axes,
			const struct tsc_calibration *tsc)
{
	u64 looks = sample->span[PHASE_NOT_READY].count;
	double ticks = cost_ticks(sample, PHASE_COMPLETION, axes, tsc);

	if (looks && !axes_live(axes))
		ticks += (double)looks / (double)sample->frames *
			 cost_ticks(sample, PHASE_NOT_READY, axes, tsc);
	return ticks;
}

double cost_frame_seconds(const struct slice_sample *sample,
			  const struct axes *axes,
			  const struct tsc_calibration *tsc)
{
	double ticks = cost_frame_ticks(sample, axes, tsc);

	return ticks > 0 ? ticks / (double)tsc->hz : 0;
}
