// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/compare_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"

const char *compare_metric(const struct result_case *c,
			   const struct compare_options *options)
{
	if (options->metric)
		return options->metric;
	return strcmp(series_kind(&c->own, "cycles_per_frame"), "absent")
		       ? "cycles_per_frame"
		       : "cycles_per_completion";
}

bool compare_takes(const struct result_case *c,
		   const struct compare_options *options)
{
	const char *group = strchr(c->id, '/');

	return !options->filter || (group && strstr(group, options->filter));
}

int compare_median(const struct result_series *series, const char *metric,
		   double *median)
{
	double *values = malloc((series->count + 1) * sizeof(*values));
	size_t kept = 0;

	*median = NAN;
	if (!values)
		return -ENOMEM;
	if (series_values(series, metric, values))
		for (size_t i = 0; i < series->count; i++)
			if (!isnan(values[i]))
				values[kept++] = values[i];
	stats_sort(values, kept);
	*median = stats_quantile(values, kept, 0.5);
	free(values);
	return 0;
}

static json_int_t round_at(const struct result_series *series, size_t i)
{
	return json_integer_value(json_array_get(series->round, i));
}

/* Rounds ascend in both. */
static size_t pair_up(const struct result_series *a,
		      const struct result_series *b, const double *x,
		      const double *y, double *differences)
{
	size_t i = 0, k = 0, count = 0;

	while (i < a->count && k < b->count) {
		json_int_t left = round_at(a, i), right = round_at(b, k);

		if (left == right && x[i] > 0 && y[k] > 0)
			differences[count++] = log(y[k]) - log(x[i]);
		i += left <= right;
		k += right <= left;
	}
	return count;
}

int compare_pairs(const struct result_series *a, const struct result_series *b,
		  const char *metric, double **differences, size_t *count)
{
	size_t room = a->count + b->count + 1;
	double *values = malloc(room * sizeof(*values));

	*count = 0;
	*differences = malloc(room * sizeof(**differences));
	if (!values || !*differences) {
		free(values);
		free(*differences);
		*differences = NULL;
		return -ENOMEM;
	}
	if (series_values(a, metric, values) &&
	    series_values(b, metric, values + a->count))
		*count = pair_up(a, b, values, values + a->count, *differences);
	free(values);
	return 0;
}

/* A base without a second copy: rounds 1 against 0, 3 against 2, and so on. */
static int neighbours(const struct result_series *base, const char *metric,
		      double **differences, size_t *count)
{
	double *values = malloc((base->count + 1) * sizeof(*values));

	*count = 0;
	*differences = malloc((base->count + 1) * sizeof(**differences));
	if (!values || !*differences) {
		free(values);
		free(*differences);
		*differences = NULL;
		return -ENOMEM;
	}
	if (series_values(base, metric, values))
		for (size_t i = 1; i < base->count; i += 2)
			if (values[i - 1] > 0 && values[i] > 0)
				(*differences)[(*count)++] =
					log(values[i]) - log(values[i - 1]);
	free(values);
	return 0;
}

bool compare_is_exact(const struct result_series *series, const char *metric)
{
	return !strcmp(series_kind(series, metric), "instructions");
}

void compare_exactly(struct compare_row *row)
{
	row->source = FLOOR_EXACT;
	row->floor = 0;
	row->effect = 0;
	row->shift = log(row->median) - log(row->base_median);
	row->low = row->shift;
	row->high = row->shift;
	row->p = row->shift != 0 ? 0 : 1;
}

const char *compare_verdict(const struct compare_row *row)
{
	if (row->source != FLOOR_EXACT)
		return verdict_name(row->verdict);
	if (row->verdict == VERDICT_FASTER)
		return "fewer";
	return row->verdict == VERDICT_SLOWER ? "more" : "same";
}

int compare_floor(const struct result_case *base, const char *metric,
		  double *floor, enum floor_source *source)
{
	struct paired_shift shift = {0};
	double *differences;
	size_t count;
	int err;

	if (compare_is_exact(&base->own, metric)) {
		*floor = 0;
		*source = FLOOR_EXACT;
		return 0;
	}
	*source = strcmp(series_kind(&base->copy, metric), "absent")
			  ? FLOOR_COPY
			  : FLOOR_NEIGHBOURS;
	err = *source == FLOOR_COPY
		      ? compare_pairs(&base->own, &base->copy, metric,
				      &differences, &count)
		      : neighbours(&base->own, metric, &differences, &count);
	if (!err)
		err = paired_shift(differences, count, VERDICT_CONFIDENCE,
				   &shift);
	free(differences);
	*floor = paired_distance(&shift);
	if (err || !isfinite(*floor)) {
		*floor = INFINITY;
		*source = FLOOR_NOTHING;
	}
	return err;
}

static bool exact_bytes(const struct result_case *c, double *bytes)
{
	const char *kind =
		json_string_value(json_object_get(c->ledger, "kind"));

	*bytes = json_number_value(json_object_get(c->ledger, "copied"));
	return kind && !strcmp(kind, "exact");
}

void compare_bytes(struct compare_row *row)
{
	double own, base;

	row->bytes_known =
		exact_bytes(row->c, &own) && exact_bytes(row->base, &base);
	row->bytes = row->bytes_known ? own - base : NAN;
}

int compare_finish(struct comparison *comparison)
{
	double *p = calloc(comparison->count + 1, sizeof(*p));
	size_t *order = calloc(comparison->count + 1, sizeof(*order));
	size_t done = 0;
	int err = p && order ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < comparison->count; i++)
		if (comparison->rows[i].state == COMPARE_DONE)
			p[done++] = comparison->rows[i].p;
	if (!err)
		stats_holm(p, done, order);
	done = 0;
	for (size_t i = 0; !err && i < comparison->count; i++) {
		struct compare_row *row = &comparison->rows[i];

		if (row->state != COMPARE_DONE)
			continue;
		row->p = p[done++];
		row->verdict = verdict_of(row->shift, row->low, row->high,
					  row->effect, row->effect, row->p);
		if (row->verdict == VERDICT_SAME &&
		    row->floor > log1p(COMPARE_MOST_FLOOR))
			row->verdict = VERDICT_UNCLEAR;
	}
	free(order);
	free(p);
	return err;
}
