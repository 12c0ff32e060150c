// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/differ.h"
#include "compare/lines.h"
#include "stats/paired.h"

enum figure_id compare_figure(const struct record *record,
			      const struct compare_options *options)
{
	if (options->figure != COMPARE_ANY_FIGURE)
		return (enum figure_id)options->figure;
	return record_has(record, FIGURE_FRAME_CYCLES)
		       ? FIGURE_FRAME_CYCLES
		       : FIGURE_COMPLETION_CYCLES;
}

/* "size=2048": the axis it names, or -1. */
static int filter_axis(const char *filter, const char **value)
{
	const char *equals = strchr(filter, '=');
	char name[32];
	int key;

	if (!equals || equals - filter >= (ptrdiff_t)sizeof(name))
		return -1;
	snprintf(name, sizeof(name), "%.*s", (int)(equals - filter), filter);
	key = axis_find(name);
	*value = equals + 1;
	return key == AXIS_STRATEGY || strchr(*value, '/') ? -1 : key;
}

bool compare_takes(const struct record *record,
		   const struct compare_options *options)
{
	const char *group = strchr(record->id, '/');
	const char *value;
	int key;

	if (!options->filter)
		return true;
	key = filter_axis(options->filter, &value);
	if (key >= 0 && !strcmp(record->axis[key], value))
		return true;
	return key < 0 && group && strstr(group, options->filter);
}

/* Rounds ascend in both. */
static size_t pair_up(const struct record *a, const struct record *b,
		      enum figure_id figure, double *differences,
		      size_t *rounds)
{
	const double *x = a->figure[figure].sample;
	const double *y = b->figure[figure].sample;
	size_t i = 0, k = 0, count = 0;

	while (x && y && i < a->slices.n && k < b->slices.n) {
		u32 left = a->slices.round[i], right = b->slices.round[k];

		*rounds += left == right;
		if (left == right && x[i] > 0 && y[k] > 0)
			differences[count++] = log(y[k]) - log(x[i]);
		i += left <= right;
		k += right <= left;
	}
	return count;
}

int compare_pairs(const struct record *a, const struct record *b,
		  enum figure_id figure, double **differences, size_t *count,
		  size_t *rounds)
{
	size_t room = a->slices.n + b->slices.n + 1;
	size_t both;

	rounds = rounds ? rounds : &both;
	*count = 0;
	*rounds = 0;
	*differences = malloc(room * sizeof(**differences));
	if (!*differences)
		return -ENOMEM;
	*count = pair_up(a, b, figure, *differences, rounds);
	return 0;
}

int compare_value(const struct record *record, enum figure_id figure,
		  double *value)
{
	const struct figure *from = &record->figure[figure];
	double *values;
	size_t count = 0;

	if (!from->sample || kind_is_exact(from->kind) ||
	    from->kind == KIND_ABSENT)
		return record_value(record, figure, value);
	values = malloc((record->slices.n + 1) * sizeof(*values));
	if (!values)
		return -ENOMEM;
	for (u32 i = 0; i < record->slices.n; i++)
		if (from->sample[i] > 0)
			values[count++] = from->sample[i];
	stats_sort(values, count);
	*value = count ? stats_quantile(values, count, 0.5) : NAN;
	free(values);
	return 0;
}

int compare_summary(const struct record *record, enum figure_id figure,
		    struct stats_summary *summary)
{
	const double *sample = record->figure[figure].sample;
	double *values = malloc((record->slices.n + 1) * sizeof(*values));
	size_t kept = 0;

	if (!values)
		return -ENOMEM;
	for (u32 i = 0; sample && i < record->slices.n; i++)
		if (isfinite(sample[i]))
			values[kept++] = sample[i];
	*summary = stats_summarise(values, kept);
	free(values);
	return 0;
}

/* A base without a second run: rounds 1 against 0, 3 against 2, and so on. */
static int neighbours(const struct record *base, enum figure_id figure,
		      double **differences, size_t *count)
{
	const double *sample = base->figure[figure].sample;

	*count = 0;
	*differences = malloc((base->slices.n + 1) * sizeof(**differences));
	if (!*differences)
		return -ENOMEM;
	for (size_t i = 1; sample && i < base->slices.n; i += 2)
		if (sample[i - 1] > 0 && sample[i] > 0)
			(*differences)[(*count)++] =
				log(sample[i]) - log(sample[i - 1]);
	return 0;
}

void compare_counts(struct compare_row *row)
{
	row->source = FLOOR_EXACT;
	row->floor = 0;
	row->effect = 0;
	row->same = 0;
	row->shift = log(row->median) - log(row->base_median);
	row->low = row->shift;
	row->high = row->shift;
	row->p = row->shift != 0 ? 0 : 1;
}

const char *compare_verdict(const struct compare_row *row)
{
	bool exact = row->source == FLOOR_EXACT;

	if (!exact && !row->differ)
		return verdict_name(row->verdict);
	if (row->verdict == VERDICT_FASTER)
		return exact ? "fewer" : "less";
	if (row->verdict == VERDICT_SLOWER)
		return "more";
	return exact ? "same" : verdict_name(row->verdict);
}

static int compare_floor(const struct record *base, enum figure_id figure,
			 double *apart, double *floor,
			 enum floor_source *source)
{
	struct paired_shift shift = {0};
	double *differences;
	size_t count, rounds;
	int err;

	*apart = NAN;
	*floor = 0;
	*source = FLOOR_EXACT;
	if (kind_is_exact(base->figure[figure].kind))
		return 0;
	*source = base->second && record_has(base->second, figure)
			  ? FLOOR_SECOND
			  : FLOOR_NEIGHBOURS;
	err = *source == FLOOR_SECOND
		      ? compare_pairs(base, base->second, figure, &differences,
				      &count, &rounds)
		      : neighbours(base, figure, &differences, &count);
	if (!err)
		err = paired_shift(differences, count, VERDICT_CONFIDENCE,
				   &shift);
	free(differences);
	*floor = paired_distance(&shift);
	if (!err && *source == FLOOR_SECOND)
		*apart = shift.shift;
	if (err || !isfinite(*floor)) {
		*floor = INFINITY;
		*source = FLOOR_NOTHING;
	}
	return err;
}

int compare_group_floor(const struct record *group, size_t count,
			const struct record *base, enum figure_id figure,
			double *apart, double *floor, enum floor_source *source)
{
	for (size_t i = 0; i < count; i++)
		if (group[i].second) {
			base = &group[i];
			break;
		}
	return compare_floor(base, figure, apart, floor, source);
}

struct compare_row compare_new_row(const struct record *base,
				   enum figure_id figure)
{
	return (struct compare_row){
		.base = base,
		.figure = figure,
		.why = "",
		.base_median = NAN,
		.median = NAN,
		.shift = NAN,
		.low = -INFINITY,
		.high = INFINITY,
		.p = 1,
		.verdict = VERDICT_UNCLEAR,
	};
}

struct exact_change compare_exactly(const struct record *record,
				    const struct record *base,
				    enum figure_id id)
{
	const struct figure *own = &record->figure[id];
	struct exact_change change = {.own = NAN, .base = NAN};

	if (own->kind != KIND_ABSENT)
		change.own = figure_quotient(own);
	if (!base || base->figure[id].kind == KIND_ABSENT)
		return change;
	change.base = figure_quotient(&base->figure[id]);
	if (!own->units || !base->figure[id].units)
		return change;
	change.known = true;
	change.order = figure_order(own, &base->figure[id]);
	return change;
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
					  row->effect, row->same, row->p);
		if (compare_lost_too_much(row) ||
		    (row->verdict == VERDICT_SAME &&
		     row->floor > log1p(COMPARE_MOST_FLOOR)))
			row->verdict = VERDICT_UNCLEAR;
	}
	free(order);
	free(p);
	return err;
}

bool compare_lost_too_much(const struct compare_row *row)
{
	return (double)row->lost > COMPARE_MOST_LOST * (double)row->rounds;
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->rows);
	free(comparison->missing);
	*comparison = (struct comparison){0};
}

bool compare_is_regression(const struct compare_row *row)
{
	struct exact_change copied;

	if (row->state == COMPARE_UNSAFE)
		return row->base && row->base->state == CASE_OK;
	if (row->state != COMPARE_DONE)
		return false;
	copied = compare_exactly(row->c, row->base, FIGURE_COPIED);
	return (row->verdict == VERDICT_SLOWER &&
		!(row->differ & (DIFFER_MACHINE | DIFFER_COPY))) ||
	       (copied.known && copied.order > 0) ||
	       (row->lines && lines_worse(row->c, row->base,
					  figure_facts(row->figure)->phase));
}
