// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/levels.h"

#include <math.h>
#include <stdlib.h>

#include "stats/paired.h"
#include "stats/stats.h"

/* Rounds ascend in both. */
int ratios_paired(const struct record *a, const struct record *b,
		  enum figure_id figure, struct ratio **ratios, size_t *count)
{
	const double *x = a->figure[figure].sample;
	const double *y = b->figure[figure].sample;
	size_t i = 0, k = 0;

	*count = 0;
	*ratios = malloc((a->slices.n + 1) * sizeof(**ratios));
	if (!*ratios)
		return -ENOMEM;
	while (x && y && i < a->slices.n && k < b->slices.n) {
		u32 left = a->slices.round[i], right = b->slices.round[k];

		if (left == right)
			(*ratios)[(*count)++] = (struct ratio){
				.start = a->slices.start[i],
				.log = x[i] > 0 && y[k] > 0
					       ? log(y[k]) - log(x[i])
					       : NAN,
			};
		i += left <= right;
		k += right <= left;
	}
	return 0;
}

/* @estimate: of ascending values. */
static int take_levels(struct levels *levels, const struct ratio *ratios,
		       double (*estimate)(const double *sorted, size_t count))
{
	double *values = malloc((levels->rounds + 1) * sizeof(*values));

	levels->value = malloc((levels->rounds + 1) * sizeof(*levels->value));
	if (!values || !levels->value) {
		free(values);
		levels_free(levels);
		return -ENOMEM;
	}
	for (size_t i = 0; i < levels->rounds;) {
		u32 start = ratios[i].start;
		size_t kept = 0;

		for (; i < levels->rounds && ratios[i].start == start; i++)
			if (!isnan(ratios[i].log))
				values[kept++] = ratios[i].log;
		stats_sort(values, kept);
		if (kept)
			levels->value[levels->count++] = estimate(values, kept);
		levels->valued += kept;
	}
	free(values);
	return 0;
}

int levels_paired(struct levels *levels, const struct record *a,
		  const struct record *b, enum figure_id figure)
{
	struct ratio *ratios;
	int err;

	*levels = (struct levels){0};
	err = ratios_paired(a, b, figure, &ratios, &levels->rounds);
	if (!err)
		err = take_levels(levels, ratios, hodges_lehmann);
	free(ratios);
	return err;
}

static double log_median(const double *sorted, size_t count)
{
	return log(stats_quantile(sorted, count, 0.5));
}

int levels_alone(struct levels *levels, const struct record *record,
		 enum figure_id figure)
{
	const double *sample = record->figure[figure].sample;
	const struct slices *slices = &record->slices;
	struct ratio *values = malloc((slices->n + 1) * sizeof(*values));
	int err;

	*levels = (struct levels){0};
	if (!values)
		return -ENOMEM;
	for (u32 i = 0; sample && i < slices->n; i++)
		values[levels->rounds++] = (struct ratio){
			.start = slices->start[i],
			.log = sample[i] > 0 ? sample[i] : NAN,
		};
	err = take_levels(levels, values, log_median);
	free(values);
	return err;
}

void levels_free(struct levels *levels)
{
	free(levels->value);
	*levels = (struct levels){0};
}
