// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/calibration.h"

#include "dma/machine.h"
#include "machine/hardware.h"
#include "stats/stats.h"

#define SPANS 101u
#define ITERATIONS 4000u
#define LINES 64u
#define COPIES 64u
#define COPY_BYTES 2048u

struct buffers {
	u8 from[COPY_BYTES] __attribute__((aligned(64)));
	u8 to[COPY_BYTES] __attribute__((aligned(64)));
	u8 lines[LINES * HARDWARE_LINE_BYTES] __attribute__((aligned(64)));
};

/* Units of work between the stamps. */
static u32 empty_loop(struct buffers *buffers, u64 *ticks)
{
	u64 start = tsc_begin();

	(void)buffers;
	for (u32 i = 0; i < ITERATIONS; i++)
		__asm__ volatile("" : : : "memory");
	*ticks = tsc_end() - start;
	return ITERATIONS;
}

static u32 flushed_line(struct buffers *buffers, u64 *ticks)
{
	u64 start;

	for (u32 i = 0; i < LINES; i++)
		*(volatile u8 *)&buffers->lines[i * HARDWARE_LINE_BYTES] = 1;
	start = tsc_begin();
	for (u32 i = 0; i < LINES; i++)
		hardware_invalidate(&buffers->lines[i * HARDWARE_LINE_BYTES],
				    HARDWARE_LINE_BYTES);
	*ticks = tsc_end() - start;
	return LINES;
}

static u32 copy_2048(struct buffers *buffers, u64 *ticks)
{
	u64 start = tsc_begin();

	for (u32 i = 0; i < COPIES; i++)
		hardware_copy(COPY_REP_MOVSB, buffers->to, buffers->from,
			      COPY_BYTES);
	*ticks = tsc_end() - start;
	return COPIES;
}

static struct calibration_row
measure(const char *name, u32 (*run)(struct buffers *buffers, u64 *ticks),
	struct buffers *buffers, const struct tsc_calibration *tsc)
{
	double pair = (double)tsc->pair_milliticks / 1000;
	double each[SPANS];
	struct stats_summary summary;
	u64 ticks;

	run(buffers, &ticks);
	for (u32 i = 0; i < SPANS; i++) {
		u32 count = run(buffers, &ticks);

		each[i] = ((double)ticks - pair) / count;
	}
	summary = stats_summarise(each, SPANS);
	return (struct calibration_row){.name = name,
					.reason = "",
					.spans = SPANS,
					.p10 = summary.p10,
					.median = summary.median,
					.p90 = summary.p90};
}

void calibration_measure(struct calibration *calibration,
			 const struct tsc_calibration *tsc)
{
	struct hardware_features features;
	struct buffers buffers = {0};

	hardware_features_read(&features);
	calibration->row[CALIBRATION_EMPTY_LOOP] =
		measure("empty_loop", empty_loop, &buffers, tsc);
	calibration->row[CALIBRATION_COPY_2048] =
		measure("copy_2048", copy_2048, &buffers, tsc);
	calibration->row[CALIBRATION_FLUSHED_LINE] = (struct calibration_row){
		.name = "flushed_line", .reason = "this CPU has no clflushopt"};
	if (features.clflushopt)
		calibration->row[CALIBRATION_FLUSHED_LINE] =
			measure("flushed_line", flushed_line, &buffers, tsc);
}
