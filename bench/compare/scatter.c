// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/scatter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/levels.h"
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

static int split_row(const struct compare_row *row,
		     struct variance_split *split)
{
	struct ratio *ratios;
	size_t count, kept = 0;
	int err =
		ratios_paired(row->base, row->c, row->figure, &ratios, &count);
	double *values = malloc((count + 1) * sizeof(*values));
	size_t *start = malloc((count + 1) * sizeof(*start));

	if (!err && (!values || !start))
		err = -ENOMEM;
	for (size_t i = 0; !err && i < count; i++) {
		if (isnan(ratios[i].log))
			continue;
		values[kept] = ratios[i].log;
		start[kept++] = ratios[i].start;
	}
	if (!err)
		err = pull_in(values, kept);
	if (!err)
		*split = variance_split(values, start, kept);
	free(start);
	free(values);
	free(ratios);
	return err;
}

/* Does what the other starts say hold for the one that was left out? */
static int leave_out(struct scatter *scatter, const struct compare_row *row)
{
	struct levels levels;
	int err = levels_paired(&levels, row->base, row->c, row->figure);
	size_t last = levels.count - 1;

	for (size_t i = 0; !err && levels.count > 2 && i < levels.count; i++) {
		double own = levels.value[i], low, high;

		levels.value[i] = levels.value[last];
		start_next(levels.value, last, &low, &high);
		levels.value[i] = own;
		scatter->left_out++;
		scatter->held += low <= own && own <= high;
	}
	levels_free(&levels);
	return err;
}

/** struct found - by comparison. */
struct found {
	double *between;
	double *within;
	double *resolved;
};

static int take_row(struct scatter *scatter, const struct found *found,
		    const struct compare_row *row, size_t tests)
{
	struct variance_split split;
	double resolved = start_resolved(row->error, row->df, tests);
	int err = split_row(row, &split);

	if (!err)
		err = leave_out(scatter, row);
	if (err)
		return err;
	if (compare_few_starts(row))
		resolved = INFINITY;
	found->resolved[scatter->compared++] = fmax(resolved, row->effect);
	if (row->starts > scatter->starts)
		scatter->starts = row->starts;
	if (isnan(split.between))
		return 0;
	found->between[scatter->split] = sqrt(split.between);
	found->within[scatter->split++] = sqrt(split.within);
	scatter->dominated += split.between > split.within;
	return 0;
}

static int take_all(struct scatter *scatter, const struct found *found,
		    const struct comparison *comparison)
{
	size_t tests = 0;
	int err = 0;

	for (size_t i = 0; i < comparison->count; i++)
		tests += comparison->rows[i].state == COMPARE_DONE;
	for (size_t i = 0; i < comparison->count && !err; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->state == COMPARE_DONE && row->source != FLOOR_EXACT)
			err = take_row(scatter, found, row, tests);
	}
	return err;
}

int scatter_find(struct scatter *scatter, const struct comparison *comparison)
{
	struct found found = {
		calloc(comparison->count + 1, sizeof(double)),
		calloc(comparison->count + 1, sizeof(double)),
		calloc(comparison->count + 1, sizeof(double)),
	};
	int err = -ENOMEM;

	*scatter = (struct scatter){0};
	if (found.between && found.within && found.resolved)
		err = take_all(scatter, &found, comparison);
	if (!err) {
		struct stats_summary resolved =
			stats_summarise(found.resolved, scatter->compared);

		scatter->between =
			stats_summarise(found.between, scatter->split).median;
		scatter->within =
			stats_summarise(found.within, scatter->split).median;
		scatter->resolved = resolved.median;
		scatter->resolved_most = resolved.maximum;
	}
	free(found.between);
	free(found.within);
	free(found.resolved);
	return err;
}
