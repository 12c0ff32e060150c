// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/levels.h"

#include <math.h>
#include <stdlib.h>

#include "record/arena.h"
#include "stats/starts.h"
#include "stats/stats.h"

/* Rounds ascend in both. */
struct ratio *ratios_paired(const struct record *a, const struct record *b,
			    enum figure_id figure, size_t *count)
{
	struct ratio *ratios = memory_zeros(a->slices.n, sizeof(*ratios));
	const double *x = a->figure[figure].sample;
	const double *y = b->figure[figure].sample;
	size_t i = 0, k = 0;

	*count = 0;
	while (x && y && i < a->slices.n && k < b->slices.n) {
		u32 left = a->slices.at[i].round, right = b->slices.at[k].round;

		if (left == right)
			ratios[(*count)++] = (struct ratio){
				.start = a->slices.at[i].start,
				.log = x[i] > 0 && y[k] > 0
					       ? log(y[k]) - log(x[i])
					       : NAN,
			};
		i += left <= right;
		k += right <= left;
	}
	return ratios;
}

/* Of @ratios, which are freed; @estimate: of ascending values. */
static struct levels take_levels(struct ratio *ratios, size_t count,
				 double (*estimate)(const double *sorted,
						    size_t count))
{
	double *values = memory_zeros(count, sizeof(*values));
	struct levels levels = {
		.value = memory_zeros(count, sizeof(*levels.value)),
		.rounds = count,
	};

	for (size_t i = 0; i < count;) {
		u32 start = ratios[i].start;
		size_t kept = 0;

		for (; i < count && ratios[i].start == start; i++)
			if (!isnan(ratios[i].log))
				values[kept++] = ratios[i].log;
		stats_sort(values, kept);
		if (kept)
			levels.value[levels.count++] = estimate(values, kept);
		levels.valued += kept;
	}
	free(values);
	free(ratios);
	return levels;
}

struct levels levels_paired(const struct record *a, const struct record *b,
			    enum figure_id figure)
{
	size_t count;
	struct ratio *ratios = ratios_paired(a, b, figure, &count);

	return take_levels(ratios, count, hodges_lehmann);
}

static double log_median(const double *sorted, size_t count)
{
	return log(stats_quantile(sorted, count, 0.5));
}

struct levels levels_alone(const struct record *record, enum figure_id figure)
{
	const double *sample = record->figure[figure].sample;
	const struct slices *slices = &record->slices;
	struct ratio *values = memory_zeros(slices->n, sizeof(*values));
	size_t count = 0;

	for (u32 i = 0; sample && i < slices->n; i++)
		values[count++] = (struct ratio){
			.start = slices->at[i].start,
			.log = sample[i] > 0 ? sample[i] : NAN,
		};
	return take_levels(values, count, log_median);
}

void levels_free(struct levels *levels)
{
	free(levels->value);
	*levels = (struct levels){0};
}
