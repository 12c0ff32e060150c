// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/cost.h"

/*
 * Ticks of one unit of a span, the stamps' own cost taken off; 0 where nothing
 * was counted.
 */
static double ticks_each(const struct span *span, u64 pair_milliticks)
{
	double ticks = (double)span->ticks -
		       (double)span->stamps * (double)pair_milliticks / 1000;

	return span->count ? ticks / (double)span->count : 0;
}

double cost_frame_seconds(const struct slice_sample *sample,
			  const struct tsc_calibration *tsc, bool thread)
{
	const struct span *not_ready = &sample->span[PHASE_NOT_READY];
	u64 pair = thread ? tsc->stamp_milliticks : tsc->pair_milliticks;
	double looks = (double)not_ready->count / (double)sample->frames;
	double ticks = ticks_each(&sample->span[PHASE_COMPLETION], pair);

	if (!thread)
		ticks += looks * ticks_each(not_ready, pair);
	return ticks > 0 ? ticks / (double)tsc->hz : 0;
}

double cost_look_seconds(const struct slice_sample *sample,
			 const struct tsc_calibration *tsc, bool thread,
			 enum phase phase)
{
	u64 pair = thread ? tsc->stamp_milliticks : tsc->pair_milliticks;
	double ticks = ticks_each(&sample->span[phase], pair);

	return ticks > 0 ? ticks / (double)tsc->hz : 0;
}
