// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The speed targets of the harness itself, measured as pairs of slices in
 * random order in one run: the loop over an empty loop, the DMA code over the
 * bare copy that it makes, and each copy routine over the instruction or
 * function that it replaces, or over libc's.
 *
 * It prints figures beside their targets and never fails on one, because they
 * depend on the machine.
 */
#include <stdio.h>
#include <stdlib.h>

#include "plan/strategies.h"
#include "measure/placement.h"
#include "runner/live.h"
#include "stats/stats.h"

#define PAIRS 400u
#define BUFS 64u
#define HOT_REPEATS 200u
#define LOOKS 64u
#define SIZE_BYTES 2048u

/* The place of a sync's cache lines before it. */
enum lines { LINES_HOT, LINES_OTHER_CORE, LINES_MEMORY };

/**
 * struct speed - one case and the two sides of a pair.
 * @ground, @live: swiotlb or coherent, BUFS buffers.
 * @thread: writes for LINES_OTHER_CORE; NULL with one PU.
 * @routine: the copy routine that routine_copy() takes.
 */
struct speed {
	struct live_ground ground;
	struct live_case live;
	struct thread_device *thread;
	struct tsc_calibration tsc;
	struct placement placement;
	u64 random;
	enum copy_routine routine;
	double difference[PAIRS];
	double ratio[PAIRS];
	double base[PAIRS];
};

static int open_live(struct speed *speed, const char *strategy,
		     const char *platform)
{
	struct axes axes;
	char why[512];
	int err;

	for (int key = 0; key < AXES; key++)
		axes.value[key] = axis_default(key);
	axis_parse(AXIS_STRATEGY, strategy, &axes.value[AXIS_STRATEGY], why,
		   sizeof(why));
	axis_parse(AXIS_PLATFORM, platform, &axes.value[AXIS_PLATFORM], why,
		   sizeof(why));
	axes.value[AXIS_SIZE] = SIZE_BYTES;
	axes.value[AXIS_RING] = BUFS;
	axes.value[AXIS_CALLS] = DMA_CALLS_INLINE;
	err = live_ground_open(&speed->ground, &axes, speed->tsc.hz, why,
			       sizeof(why));
	if (!err)
		err = live_case_open(&speed->live, &speed->ground,
				     (size_t)axes.value[AXIS_STRATEGY], why,
				     sizeof(why));
	if (err)
		printf("cannot open %s on %s: %s\n", strategy, platform, why);
	return err;
}

static bool coin(struct speed *speed)
{
	speed->random ^= speed->random << 13;
	speed->random ^= speed->random >> 7;
	speed->random ^= speed->random << 17;
	return speed->random >> 40 & 1;
}

static double elapsed(const struct speed *speed, u64 start, u64 end, u32 count)
{
	return ((double)(end - start) -
		(double)speed->tsc.pair_milliticks / 1000) /
	       count;
}

/* The loops of loop.h with nothing inside. */
static double empty_loop(struct speed *speed, enum lines lines)
{
	struct rx_buf *bufs = speed->live.side->bufs;
	u64 start = tsc_begin();

	(void)lines;
	for (u32 i = 0; i < BUFS; i++)
		for (u32 look = 0; look < LOOKS; look++)
			__asm__ volatile("" : : "r"(&bufs[i]) : "memory");
	return elapsed(speed, start, tsc_end(), BUFS * LOOKS);
}

static double null_loop(struct speed *speed, enum lines lines)
{
	u64 start = tsc_begin();

	(void)lines;
	speed->live.loops->peek_each(speed->live.side->bufs, BUFS, LOOKS);
	return elapsed(speed, start, tsc_end(), BUFS * LOOKS);
}

/*
 * Let the device write every buffer, which puts the lines into the wanted
 * place.
 */
static void place_lines(struct speed *speed, enum lines lines)
{
	struct live_case *live = &speed->live;

	live->ground->writer.cache = lines == LINES_MEMORY
					     ? DEVICE_CACHE_MEMORY
					     : DEVICE_CACHE_ALLOCATING;
	if (lines == LINES_MEMORY)
		for (u32 i = 0; i < BUFS; i++)
			live_case_write(live, i);
	if (lines != LINES_OTHER_CORE)
		return;
	for (u32 i = 0; i < BUFS; i++)
		live->ground->frames[i] = live_case_frame(live, i);
	thread_device_start(speed->thread, &live->ground->writer,
			    &live->side->ring.layout, live->ground->frames,
			    BUFS);
	thread_device_finish(speed->thread);
}

static double bare_copy(struct speed *speed, enum lines lines)
{
	struct rx_buf *bufs = speed->live.side->bufs;
	u32 count = lines == LINES_HOT ? HOT_REPEATS : BUFS;
	u64 start;

	place_lines(speed, lines);
	start = tsc_begin();
	for (u32 i = 0; i < count; i++) {
		struct rx_buf *buf = &bufs[lines == LINES_HOT ? 0 : i];

		copy_rep_movsb(buf->data, dma_device_memory(buf->dma),
			       SIZE_BYTES);
	}
	return elapsed(speed, start, tsc_end(), count);
}

static double synced_copy(struct speed *speed, enum lines lines)
{
	struct rx_buf *bufs = speed->live.side->bufs;
	u32 count = lines == LINES_HOT ? HOT_REPEATS : BUFS;
	u64 start;

	place_lines(speed, lines);
	start = tsc_begin();
	for (u32 i = 0; i < count; i++) {
		struct rx_buf *buf = &bufs[lines == LINES_HOT ? 0 : i];

		dma_sync_single_for_cpu(&speed->live.side->dd.dev, buf->dma,
					SIZE_BYTES, DMA_FROM_DEVICE);
	}
	return elapsed(speed, start, tsc_end(), count);
}

/*
 * Copy between buffer 0's two sides, in the cache, by one of the routines as a
 * sync calls them.
 */
static double routine_copy(struct speed *speed, enum lines lines)
{
	struct rx_buf *buf = speed->live.side->bufs;
	const void *from = dma_device_memory(buf->dma);
	u64 start = tsc_begin();

	(void)lines;
	for (u32 i = 0; i < HOT_REPEATS; i++)
		hardware_copy(speed->routine, buf->data, from, SIZE_BYTES);
	return elapsed(speed, start, tsc_end(), HOT_REPEATS);
}

static double libc_copy(struct speed *speed, enum lines lines)
{
	struct rx_buf *buf = speed->live.side->bufs;
	const void *from = dma_device_memory(buf->dma);
	u64 start = tsc_begin();

	(void)lines;
	for (u32 i = 0; i < HOT_REPEATS; i++) {
		memcpy(buf->data, from, SIZE_BYTES);
		__asm__ volatile("" : : : "memory");
	}
	return elapsed(speed, start, tsc_end(), HOT_REPEATS);
}

static void run_pairs(struct speed *speed, enum lines lines,
		      double (*a)(struct speed *speed, enum lines lines),
		      double (*b)(struct speed *speed, enum lines lines))
{
	a(speed, lines);
	b(speed, lines);
	for (u32 i = 0; i < PAIRS; i++) {
		bool a_first = coin(speed);
		double x = a_first ? a(speed, lines) : 0;
		double y = b(speed, lines);

		if (!a_first)
			x = a(speed, lines);
		speed->base[i] = y;
		speed->difference[i] = x - y;
		speed->ratio[i] = x / y;
	}
}

static void print_difference(struct speed *speed, const char *what,
			     const char *unit, double target)
{
	struct stats_summary base = stats_summarise(speed->base, PAIRS);
	struct stats_summary s = stats_summarise(speed->difference, PAIRS);

	printf("%-44s %8.2f  %7.2f .. %-7.2f %-7s target <= %g\n", what,
	       s.median, s.p10, s.p90, unit, target);
	printf("    base %.1f TSC cycles\n", base.median);
}

static void print_ratio(struct speed *speed, const char *what, double target)
{
	struct stats_summary base = stats_summarise(speed->base, PAIRS);
	struct stats_summary s = stats_summarise(speed->ratio, PAIRS);

	printf("%-44s %8.2f  %7.2f .. %-7.2f %-7s ", what, (s.median - 1) * 100,
	       (s.p10 - 1) * 100, (s.p90 - 1) * 100, "%");
	if (target > 0)
		printf("target <= %g\n", target);
	else
		printf("no target\n");
	printf("    base %.1f TSC cycles\n", base.median);
}

static int measure_null(struct speed *speed)
{
	int err = open_live(speed, "null", "coherent");

	if (err)
		return err;
	run_pairs(speed, LINES_HOT, null_loop, empty_loop);
	print_difference(speed, "null, coherent: a look over an empty loop",
			 "cycles", 1);
	live_ground_close(&speed->ground);
	return 0;
}

static int measure_sync(struct speed *speed)
{
	int err = open_live(speed, "no_ownership", "swiotlb");

	if (err)
		return err;
	run_pairs(speed, LINES_HOT, synced_copy, bare_copy);
	print_ratio(speed, "for_cpu 2048 B, hot: over the bare copy", 10);
	if (speed->thread) {
		run_pairs(speed, LINES_OTHER_CORE, synced_copy, bare_copy);
		print_ratio(speed, "for_cpu 2048 B, lines of another core", 3);
	} else {
		printf("for_cpu 2048 B, lines of another core: skipped, one "
		       "PU only\n");
	}
	run_pairs(speed, LINES_MEMORY, synced_copy, bare_copy);
	print_ratio(speed, "for_cpu 2048 B, lines in memory", 3);
	live_ground_close(&speed->ground);
	return 0;
}

/*
 * The limit of an ordered routine is twice libc's time, which is 100 % over it.
 */
static int measure_routines(struct speed *speed)
{
	static const struct {
		enum copy_routine routine;
		const char *what;
		double target;
	} rows[] = {
		{COPY_REP_MOVSB, "rep_movsb 2048 B, hot: over the instruction",
		 5},
		{COPY_LIBC, "libc 2048 B, hot: over memcpy()", 5},
		{COPY_ASCENDING, "ascending 2048 B, hot: over memcpy()", 100},
		{COPY_DESCENDING, "descending 2048 B, hot: over memcpy()", 100},
		{COPY_MEMCPY_ORIG, "memcpy_orig 2048 B, hot: over memcpy()", 0},
	};
	int err = open_live(speed, "no_ownership", "swiotlb");

	for (size_t i = 0; !err && i < ARRAY_SIZE(rows); i++) {
		speed->routine = rows[i].routine;
		run_pairs(speed, LINES_HOT, routine_copy,
			  i ? libc_copy : bare_copy);
		print_ratio(speed, rows[i].what, rows[i].target);
	}
	if (!err)
		live_ground_close(&speed->ground);
	return err;
}

static int prepare(struct speed *speed)
{
	int err = placement_choose(&speed->placement);

	if (!err)
		err = placement_bind(speed->placement.cpu_pu);
	if (!err)
		err = tsc_calibrate(&speed->tsc, NULL);
	if (!err && speed->placement.device_pu >= 0)
		err = thread_device_create(&speed->thread,
					   speed->placement.device_pu, 1);
	speed->random = tsc_begin() | 1;
	return err;
}

int main(void)
{
	struct speed *speed = calloc(1, sizeof(*speed));
	int err = speed ? prepare(speed) : -ENOMEM;

	if (err) {
		printf("cannot measure here: %s\n", strerror(-err));
		free(speed);
		return 2;
	}
	printf("%u pairs of slices in random order; difference: median, "
	       "p10 .. p90\n",
	       PAIRS);
	err = measure_null(speed);
	if (!err)
		err = measure_sync(speed);
	if (!err)
		err = measure_routines(speed);
	thread_device_destroy(speed->thread);
	free(speed);
	return err ? 2 : 0;
}
