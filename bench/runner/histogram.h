/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Times of single looks, counted in bins that are at most 1/64 of their value
 * wide.
 */
#ifndef RUNNER_HISTOGRAM_H
#define RUNNER_HISTOGRAM_H

#include <peekbench/env.h>

#define HISTOGRAM_PARTS 64u
#define HISTOGRAM_BINS (28u * HISTOGRAM_PARTS)

/** struct histogram - @count looks of below 2^33 ticks; longer ones are in the
 * last bin. */
struct histogram {
	u64 count;
	u32 bin[HISTOGRAM_BINS];
};

/** histogram_add() - count one look of @ticks. */
void histogram_add(struct histogram *histogram, u64 ticks);

/**
 * histogram_quantile() - the lowest value of the bin that holds the @per_mille
 * / 1000 quantile.
 *
 * Return: ticks; 0 for an empty histogram.
 */
u64 histogram_quantile(const struct histogram *histogram, u32 per_mille);

#endif
