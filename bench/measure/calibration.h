/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Work of known size, timed like everything else: figures by which a reader who
 * knows the machine can judge the others.
 */
#ifndef MEASURE_CALIBRATION_H
#define MEASURE_CALIBRATION_H

#include "measure/tsc.h"

/**
 * struct calibration_row - the cost of one piece of work, in TSC cycles.
 * @name: as in results.
 * @reason: why it was not measured, if @spans is 0.
 * @spans: timed spans, each of many pieces.
 * @p10, @median, @p90: percentiles over the spans.
 */
struct calibration_row {
	const char *name;
	const char *reason;
	u32 spans;
	double p10;
	double median;
	double p90;
};

/**
 * enum calibration_index - the pieces of work.
 * @CALIBRATION_EMPTY_LOOP: an iteration of an empty loop.
 * @CALIBRATION_FLUSHED_LINE: one dirty cache line flushed, with its fence.
 * @CALIBRATION_COPY_2048: one copy of 2 KiB within the L1 cache.
 * @CALIBRATION_SYNC_LINUX_6_12, @CALIBRATION_SYNC_LINUX_6_1,
 *	@CALIBRATION_SYNC_INLINE: a sync of 64 bytes for the CPU on a device
 *	that bounces, within that cache, by enum dma_calls.
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

/** struct calibration - all rows, by enum calibration_index. */
struct calibration {
	struct calibration_row row[CALIBRATION_ROWS];
};

/**
 * calibration_measure() - fill @calibration; takes about a millisecond of this
 * thread's time.
 * @tsc: the cost of the stamps, which is subtracted.
 */
void calibration_measure(struct calibration *calibration,
			 const struct tsc_calibration *tsc);

#endif
