// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/scatter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"
#include "stats/unpaired.h"

/* Beyond this many interquartile ranges a slice counts as if it lay there. */
#define FAR_OUT 3

/* One slice that the machine took for itself must not be all the variance. */
static int pull_in(double *values, size_t count)
{
	double *sorted = malloc((count + 1) * sizeof(*sorted));
	double low, high, reach;

	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, values, count * sizeof(*sorted));
	stats_sort(sorted, count);
	low = stats_quantile(sorted, count, 0.25);
	high = stats_quantile(sorted, count, 0.75);
	reach = FAR_OUT * (high - low);
	for (size_t i = 0; i < count; i++)
		values[i] = fmin(fmax(values[i], low - reach), high + reach);
	free(sorted);
	return 0;
}

static int split_case(const struct compare_row *row,
		      struct variance_split *split)
{
	const struct slices *slices = &row->c->slices;
	const double *sample = row->c->figure[row->figure].sample;
	double *values = malloc((slices->n + 1) * sizeof(*values));
	size_t *start = malloc((slices->n + 1) * sizeof(*start));
	size_t kept = 0;
	int err = values && start ? 0 : -ENOMEM;

	for (u32 i = 0; !err && sample && i < slices->n; i++) {
		if (!(sample[i] > 0))
			continue;
		values[kept] = log(sample[i]);
		start[kept++] = slices->start[i];
	}
	if (!err)
		err = pull_in(values, kept);
	if (!err)
		*split = variance_split(values, start, kept);
	free(start);
	free(values);
	return err;
}

static int split_all(struct scatter *scatter,
		     const struct comparison *comparison, double *between,
		     double *within)
{
	int err = 0;

	for (size_t i = 0; i < comparison->count && !err; i++) {
		struct variance_split split;

		if (comparison->rows[i].c->state != CASE_OK)
			continue;
		err = split_case(&comparison->rows[i], &split);
		if (err || isnan(split.between))
			continue;
		between[scatter->cases] = sqrt(split.between);
		within[scatter->cases++] = sqrt(split.within);
		scatter->dominated += split.between > split.within;
		if (split.processes > scatter->starts)
			scatter->starts = split.processes;
	}
	return err;
}

int scatter_find(struct scatter *scatter, const struct comparison *comparison)
{
	double *between = calloc(comparison->count + 1, sizeof(*between));
	double *within = calloc(comparison->count + 1, sizeof(*within));
	int err = -ENOMEM;

	*scatter = (struct scatter){0};
	if (between && within)
		err = split_all(scatter, comparison, between, within);
	if (!err) {
		scatter->between =
			stats_summarise(between, scatter->cases).median;
		scatter->within =
			stats_summarise(within, scatter->cases).median;
	}
	free(between);
	free(within);
	return err;
}
