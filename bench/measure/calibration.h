/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Work of known size, timed like everything else.  A reader who knows the
 * machine can tell by these figures whether the others can be right.
 */
#ifndef MEASURE_CALIBRATION_H
#define MEASURE_CALIBRATION_H

#include "measure/tsc.h"

/** struct calibration_row - TSC cycles of one; @spans 0: @reason says why. */
struct calibration_row {
	const char *name;
	const char *reason;
	u32 spans;
	double p10;
	double median;
	double p90;
};

/**
 * enum calibration_index - an iteration of an empty loop; one dirty cache line
 * flushed, with its fence; one copy of 2 KiB within the L1 cache; a sync of 64
 * bytes for the CPU on a device that bounces, all of it within that cache, by
 * enum dma_calls.
 */
enum calibration_index {
	CALIBRATION_EMPTY_LOOP,
	CALIBRATION_FLUSHED_LINE,
	CALIBRATION_COPY_2048,
	CALIBRATION_SYNC_LINUX_6_12,
	CALIBRATION_SYNC_LINUX_6_1,
	CALIBRATION_SYNC_INLINE,
	CALIBRATION_ROWS,
};

/** struct calibration - all of them. */
struct calibration {
	struct calibration_row row[CALIBRATION_ROWS];
};

/** calibration_measure() - about a millisecond of this thread's time. */
void calibration_measure(struct calibration *calibration,
			 const struct tsc_calibration *tsc);

#endif
