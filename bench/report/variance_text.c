// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/variance_text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"
#include "stats/unpaired.h"

/* Standard deviations of logs, by case. */
struct scatter {
	double *between;
	double *within;
	size_t count;
	size_t dominated;
	size_t starts;
};

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
	const struct result_series *own = &row->c->own;
	double *values = malloc((own->count + 1) * sizeof(*values));
	size_t *process = malloc((own->count + 1) * sizeof(*process));
	size_t kept = 0;
	int err = values && process ? 0 : -ENOMEM;

	if (!err && own->process && series_values(own, row->metric, values))
		for (size_t i = 0; i < own->count; i++) {
			if (!(values[i] > 0))
				continue;
			values[kept] = log(values[i]);
			process[kept++] = (size_t)json_integer_value(
				json_array_get(own->process, i));
		}
	if (!err)
		err = pull_in(values, kept);
	if (!err)
		*split = variance_split(values, process, kept);
	free(process);
	free(values);
	return err;
}

static int read_scatter(struct scatter *scatter,
			const struct comparison *comparison)
{
	int err = 0;

	for (size_t i = 0; i < comparison->count && !err; i++) {
		const struct compare_row *row = &comparison->rows[i];
		struct variance_split split;

		if (row->c->state != CASE_OK)
			continue;
		err = split_case(row, &split);
		if (err || isnan(split.between))
			continue;
		scatter->between[scatter->count] = sqrt(split.between);
		scatter->within[scatter->count++] = sqrt(split.within);
		scatter->dominated += split.between > split.within;
		if (split.processes > scatter->starts)
			scatter->starts = split.processes;
	}
	return err;
}

int variance_text(FILE *out, const struct comparison *comparison)
{
	struct scatter scatter = {
		.between = calloc(comparison->count + 1, sizeof(double)),
		.within = calloc(comparison->count + 1, sizeof(double)),
	};
	int err = scatter.between && scatter.within
			  ? read_scatter(&scatter, comparison)
			  : -ENOMEM;

	if (!err && scatter.count) {
		fprintf(out,
			"variance %zu process starts: their levels scatter by "
			"%.2f %%, rounds of one\n         by %.2f %% (standard "
			"deviations, median of %zu cases)\n",
			scatter.starts,
			100 * stats_summarise(scatter.between, scatter.count)
					.median,
			100 * stats_summarise(scatter.within, scatter.count)
					.median,
			scatter.count);
		if (scatter.dominated)
			fprintf(out,
				"         in %zu of them starts scatter more "
				"than rounds: more --procs, not rounds\n",
				scatter.dominated);
	}
	free(scatter.between);
	free(scatter.within);
	return err;
}
