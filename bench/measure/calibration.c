// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/calibration.h"

#include "dma/dma.h"
#include "dma/swiotlb.h"
#include "machine/hardware.h"
#include "stats/stats.h"

#define SPANS 101u
#define ITERATIONS 4000u
#define LINES 64u
#define COPIES 64u
#define COPY_BYTES 2048u
#define SYNCS 64u
#define SYNC_BYTES 64u
#define POOL_BYTES (IO_TLB_SEGSIZE * IO_TLB_SIZE)

/* @bounced is the mapping of @from for @dd. */
struct buffers {
	const struct tsc_calibration *tsc;
	struct dma_device dd;
	dma_addr_t bounced;
	u8 from[COPY_BYTES] __attribute__((aligned(64)));
	u8 to[COPY_BYTES] __attribute__((aligned(64)));
	u8 lines[LINES * HARDWARE_LINE_BYTES] __attribute__((aligned(64)));
};

/*
 * Each of these functions does a number of units of work between two stamps and
 * returns that number.
 */
static u32 empty_loop(struct buffers *buffers, u64 *ticks)
{
	u64 start = span_begin(buffers->tsc);

	for (u32 i = 0; i < ITERATIONS; i++)
		__asm__ volatile("" : : : "memory");
	*ticks = span_end(buffers->tsc) - start;
	return ITERATIONS;
}

static u32 flushed_line(struct buffers *buffers, u64 *ticks)
{
	u64 start;

	for (u32 i = 0; i < LINES; i++)
		*(volatile u8 *)&buffers->lines[i * HARDWARE_LINE_BYTES] = 1;
	start = span_begin(buffers->tsc);
	for (u32 i = 0; i < LINES; i++)
		hardware_invalidate(&buffers->lines[i * HARDWARE_LINE_BYTES],
				    HARDWARE_LINE_BYTES);
	*ticks = span_end(buffers->tsc) - start;
	return LINES;
}

static u32 copy_2048(struct buffers *buffers, u64 *ticks)
{
	u64 start = span_begin(buffers->tsc);

	for (u32 i = 0; i < COPIES; i++)
		hardware_copy(ISA_COPY, buffers->to, buffers->from, COPY_BYTES);
	*ticks = span_end(buffers->tsc) - start;
	return COPIES;
}

static u32 sync_64(struct buffers *buffers, u64 *ticks)
{
	u64 start = span_begin(buffers->tsc);

	for (u32 i = 0; i < SYNCS; i++)
		dma_sync_single_for_cpu(&buffers->dd.dev, buffers->bounced,
					SYNC_BYTES, DMA_FROM_DEVICE);
	*ticks = span_end(buffers->tsc) - start;
	return SYNCS;
}

static struct calibration_row
measure(const char *name, u32 (*run)(struct buffers *buffers, u64 *ticks),
	struct buffers *buffers, const struct tsc_calibration *tsc)
{
	double pair = (double)tsc->pair_milliticks / 1000;
	double each[SPANS];
	struct stats_summary summary;
	u64 ticks;

	buffers->tsc = tsc;
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

static void measure_syncs(struct calibration *calibration,
			  struct buffers *buffers,
			  const struct tsc_calibration *tsc)
{
	static const struct {
		const char *name;
		enum dma_calls calls;
	} rows[] = {
		{"sync_linux_6_12", DMA_CALLS_LINUX_6_12},
		{"sync_linux_6_1", DMA_CALLS_LINUX_6_1},
		{"sync_inline", DMA_CALLS_INLINE},
	};
	struct swiotlb_pool *pool = NULL;
	int err = swiotlb_pool_create(&pool, POOL_BYTES, 1, 0);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct calibration_row *row =
			&calibration->row[CALIBRATION_SYNC_LINUX_6_12 + i];

		*row = (struct calibration_row){.name = rows[i].name,
						.reason = "no memory"};
		if (err)
			continue;
		dma_device_init(&buffers->dd, dma_platform_find("swiotlb"),
				pool, ISA_COPY);
		dma_device_call_as(&buffers->dd, rows[i].calls);
		buffers->bounced =
			dma_map_single(&buffers->dd.dev, buffers->from,
				       COPY_BYTES, DMA_FROM_DEVICE);
		*row = measure(rows[i].name, sync_64, buffers, tsc);
		dma_unmap_single(&buffers->dd.dev, buffers->bounced, COPY_BYTES,
				 DMA_FROM_DEVICE);
	}
	swiotlb_pool_destroy(pool);
}

void calibration_measure(struct calibration *calibration,
			 const struct tsc_calibration *tsc)
{
	struct buffers buffers = {0};

	calibration->row[CALIBRATION_EMPTY_LOOP] =
		measure("empty_loop", empty_loop, &buffers, tsc);
	calibration->row[CALIBRATION_COPY_2048] =
		measure("copy_2048", copy_2048, &buffers, tsc);
	calibration->row[CALIBRATION_FLUSHED_LINE] = (struct calibration_row){
		.name = "flushed_line",
		.reason = "this CPU lacks what stands in for maintenance"};
	if (!isa_lacks())
		calibration->row[CALIBRATION_FLUSHED_LINE] =
			measure("flushed_line", flushed_line, &buffers, tsc);
	measure_syncs(calibration, &buffers, tsc);
}
