/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Google Benchmark by its own method, for rival.c. */
#ifndef RIVAL_GBENCH_H
#define RIVAL_GBENCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One iteration of side @side, 0 or 1. */
typedef void (*rival_work_fn)(void *ctx, unsigned int side);

/**
 * rival_gbench() - run two benchmarks side by side with random interleaving,
 * as `--benchmark_enable_random_interleaving --benchmark_repetitions=N
 * --benchmark_min_time=S` would.
 * @real: 2 * @repetitions seconds per iteration, side 0 first.
 * @measured: set to the seconds spent in timed repetitions.
 *
 * Return: 0; -EIO if the library did not run all of them.
 */
int rival_gbench(rival_work_fn work, void *ctx, unsigned int repetitions,
		 double min_time_seconds, double *real, double *measured);

#ifdef __cplusplus
}
#endif

#endif
