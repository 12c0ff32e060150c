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
static void pull_in(double *values, size_t count)
{
	double *sorted = memory_zeros(count, sizeof(*sorted));
	double low, high, reach;

	memcpy(sorted, values, count * sizeof(*sorted));
	stats_sort(sorted, count);
	low = stats_quantile(sorted, count, 0.25);
	high = stats_quantile(sorted, count, 0.75);
	reach = FAR_OUT * (high - low);
	for (size_t i = 0; i < count; i++)
		values[i] = fmin(fmax(values[i], low - reach), high + reach);
	free(sorted);
}

static struct variance_split split_row(const struct compare_row *row)
{
	size_t count, kept = 0;
	struct ratio *ratios =
		ratios_paired(row->base, row->c, row->figure, &count);
	double *values = memory_zeros(count, sizeof(*values));
	size_t *start = memory_zeros(count, sizeof(*start));
	struct variance_split split;

	for (size_t i = 0; i < count; i++) {
		if (isnan(ratios[i].log))
			continue;
		values[kept] = ratios[i].log;
		start[kept++] = ratios[i].start;
	}
	pull_in(values, kept);
	split = variance_split(values, start, kept);
	free(start);
	free(values);
	free(ratios);
	return split;
}

/* Does what the other starts say hold for the one that was left out? */
static void leave_out(struct scatter *scatter, const struct compare_row *row)
{
	struct levels levels = levels_paired(row->base, row->c, row->figure);
	size_t last = levels.count - 1;

	for (size_t i = 0; levels.count > 2 && i < levels.count; i++) {
		double own = levels.value[i], low, high;

		levels.value[i] = levels.value[last];
		start_next(levels.value, last, &low, &high);
		levels.value[i] = own;
		scatter->left_out++;
		scatter->held += low <= own && own <= high;
	}
	levels_free(&levels);
}

/** struct found - by comparison. */
struct found {
	double *between;
	double *within;
	double *resolved;
};

static void take_row(struct scatter *scatter, const struct found *found,
		     const struct compare_row *row, size_t tests)
{
	struct variance_split split = split_row(row);
	double resolved = start_resolved(row->error, row->df, tests);

	leave_out(scatter, row);
	if (compare_few_starts(row))
		resolved = INFINITY;
	found->resolved[scatter->compared++] = fmax(resolved, row->effect);
	if (row->starts > scatter->starts)
		scatter->starts = row->starts;
	if (isnan(split.between))
		return;
	found->between[scatter->split] = sqrt(split.between);
	found->within[scatter->split++] = sqrt(split.within);
	scatter->dominated += split.between > split.within;
}

static void take_all(struct scatter *scatter, const struct found *found,
		     const struct comparison *comparison)
{
	size_t tests = 0;

	for (size_t i = 0; i < comparison->count; i++)
		tests += comparison->rows[i].state == COMPARE_DONE;
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->state == COMPARE_DONE && row->source != FLOOR_EXACT)
			take_row(scatter, found, row, tests);
	}
}

struct scatter scatter_find(const struct comparison *comparison)
{
	struct found found = {
		memory_zeros(comparison->count, sizeof(double)),
		memory_zeros(comparison->count, sizeof(double)),
		memory_zeros(comparison->count, sizeof(double)),
	};
	struct scatter scatter = {0};
	struct stats_summary resolved;

	take_all(&scatter, &found, comparison);
	resolved = stats_summarise(found.resolved, scatter.compared);
	scatter.between = stats_summarise(found.between, scatter.split).median;
	scatter.within = stats_summarise(found.within, scatter.split).median;
	scatter.resolved = resolved.median;
	scatter.resolved_most = resolved.maximum;
	free(found.between);
	free(found.within);
	free(found.resolved);
	return scatter;
}
