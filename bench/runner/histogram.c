// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/histogram.h"

/*
 * The bin of a value: exact below HISTOGRAM_PARTS, then HISTOGRAM_PARTS bins an
 * octave.
 */
static u32 bin_of(u64 ticks)
{
	u32 octave = 0;
	u32 bin;

	while (ticks >> octave >= 2 * HISTOGRAM_PARTS)
		octave++;
	bin = octave * HISTOGRAM_PARTS + (u32)(ticks >> octave);
	return bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1;
}

static u64 lowest_of(u32 bin)
{
	u32 octave = bin < 2 * HISTOGRAM_PARTS ? 0 : bin / HISTOGRAM_PARTS - 1;

	return (u64)(bin - octave * HISTOGRAM_PARTS) << octave;
}

void histogram_add(struct histogram *histogram, u64 ticks)
{
	histogram->count++;
	histogram->bin[bin_of(ticks)]++;
}

u64 histogram_quantile(const struct histogram *histogram, u32 per_mille)
{
	u64 below = histogram->count * per_mille / 1000, seen = 0;

	for (u32 bin = 0; bin < HISTOGRAM_BINS && histogram->count; bin++) {
		seen += histogram->bin[bin];
		if (seen > below)
			return lowest_of(bin);
	}
	return 0;
}
