// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Line events of the cache model per second, beside its targets.  It never
 * fails on them, because they depend on the machine.
 */
#include <stdio.h>

#include "machine/cache_model.h"
#include "measure/tsc.h"
#include "stats/stats.h"

/* Number of slices, and line events of each. */
#define SLICES 40u
#define EVENTS 1000000u
#define PIECE_BYTES 2048u
#define GEOMETRY "l1=48K:12:64,l2=1M:16,l3=32M:16"

static void print_row(const char *what, struct stats_summary s,
		      const struct cache_count *count, double target)
{
	double percent = 100 / (double)count->loads;

	printf("%-26s %7.1f  %7.1f .. %-7.1f M/s  target >= %g\n", what,
	       s.median, s.p10, s.p90, target);
	printf("    misses in l1 %.1f %%, l2 %.1f %%, l3 %.1f %% of %llu "
	       "loads\n",
	       percent * (double)count->load_misses[0],
	       percent * (double)count->load_misses[1],
	       percent * (double)count->load_misses[2],
	       (unsigned long long)count->loads);
}

/*
 * Loads over @bytes again and again: within the first level all hit; within
 * the second all miss the first; beyond the last all miss everywhere.
 */
static void measure_loads(struct cache_model *model, u64 tsc_hz, u64 bytes,
			  const char *what, double target)
{
	struct cache_count count = {0};
	double rates[SLICES];

	cache_model_reset(model);
	cache_model_count_into(model, &count);
	cache_model_load(model, 0, bytes);
	for (u32 i = 0; i < SLICES; i++) {
		u64 at = 0, end, start = tsc_begin();

		count = (struct cache_count){0};
		while (count.loads < EVENTS) {
			cache_model_load(model, at, PIECE_BYTES);
			at = (at + PIECE_BYTES) % bytes;
		}
		end = tsc_end();
		rates[i] = (double)count.loads * 1e-6 * (double)tsc_hz /
			   (double)(end - start);
	}
	print_row(what, stats_summarise(rates, SLICES), &count, target);
}

int main(void)
{
	struct cache_geometry geometry;
	struct tsc_calibration tsc;
	struct cache_model *model;
	char why[256];

	if (tsc_calibrate(&tsc, NULL) ||
	    cache_geometry_parse(&geometry, GEOMETRY, why, sizeof(why)) ||
	    cache_model_create(&model, &geometry)) {
		printf("cannot measure the cache model here\n");
		return 2;
	}
	printf("line events of the cache model, " GEOMETRY ",\n"
	       "%u slices: median, p10 .. p90\n",
	       SLICES);
	measure_loads(model, tsc.hz, 32 << 10, "all hit l1", 50);
	measure_loads(model, tsc.hz, 512 << 10, "all miss l1, hit l2", 20);
	measure_loads(model, tsc.hz, 64 << 20, "all miss every level", 20);
	cache_model_destroy(model);
	return 0;
}
