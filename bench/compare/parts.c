// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/levels.h"

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

/* Of the slices with a value above @least. */
static struct stats_summary summarise(const struct record *record,
				      enum figure_id figure, double least)
{
	const double *sample = record->figure[figure].sample;
	double *values = memory_zeros(record->slices.n, sizeof(*values));
	struct stats_summary summary;
	size_t kept = 0;

	for (u32 i = 0; sample && i < record->slices.n; i++)
		if (isfinite(sample[i]) && sample[i] > least)
			values[kept++] = sample[i];
	summary = stats_summarise(values, kept);
	free(values);
	return summary;
}

struct stats_summary compare_summary(const struct record *record,
				     enum figure_id figure)
{
	return summarise(record, figure, -INFINITY);
}

/* The median of what is compared: of the rounds with a value above 0, where
 * statistics compare them. */
static double compared_value(const struct record *record, enum figure_id figure)
{
	const struct figure *from = &record->figure[figure];

	return !from->sample || kind_is_exact(from->kind) ||
			       from->kind == KIND_ABSENT
		       ? record_value(record, figure)
		       : summarise(record, figure, 0).median;
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

/* Have too many rounds no value to be judged by? */
static bool lost_too_much(const struct compare_row *row)
{
	return (double)row->lost > COMPARE_MOST_LOST * (double)row->rounds;
}

bool compare_few_starts(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && row->source != FLOOR_EXACT &&
	       row->starts < STARTS_LEAST;
}

bool compare_stands_out(const struct compare_row *row)
{
	return row->verdict == VERDICT_FASTER ||
	       row->verdict == VERDICT_SLOWER || lost_too_much(row) ||
	       (compare_few_starts(row) && fabs(row->shift) > row->effect);
}

const char *compare_verdict(const struct compare_row *row)
{
	static const char *const few[STARTS_LEAST] = {
		"unclear (0 starts)", "unclear (1 start)",
		"unclear (2 starts)", "unclear (3 starts)",
		"unclear (4 starts)",
	};
	bool exact = row->source == FLOOR_EXACT;

	if (compare_few_starts(row))
		return few[row->starts];
	if (!exact && !row->differ)
		return verdict_name(row->verdict);
	if (row->verdict == VERDICT_FASTER)
		return exact ? "fewer" : "less";
	if (row->verdict == VERDICT_SLOWER)
		return "more";
	return exact ? "same" : verdict_name(row->verdict);
}

static void compare_floor(const struct record *twice, enum figure_id figure,
			  struct compare_row *row)
{
	struct levels levels = levels_paired(twice, twice->second, figure);
	struct start_shift shift = start_shift(levels.value, levels.count);

	levels_free(&levels);
	if (!shift.count)
		return;
	row->source = FLOOR_SECOND;
	row->apart = shift.shift;
	row->furthest = shift.furthest;
	row->floor = fabs(shift.shift);
}

void compare_group_floor(const struct record *group, size_t count,
			 const struct record *base, enum figure_id figure,
			 struct compare_row *row)
{
	bool exact = kind_is_exact(base->figure[figure].kind);

	row->apart = NAN;
	row->furthest = 0;
	row->floor = 0;
	row->source = exact ? FLOOR_EXACT : FLOOR_NOTHING;
	for (size_t i = 0; i < count && !exact; i++)
		if (group[i].second) {
			compare_floor(&group[i], figure, row);
			return;
		}
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

static void compare_starts(struct compare_row *row)
{
	struct levels levels = levels_paired(row->base, row->c, row->figure);
	struct start_shift shift = start_shift(levels.value, levels.count);

	row->shift = shift.shift;
	row->low = shift.low;
	row->high = shift.high;
	row->starts = shift.count;
	row->error = shift.error;
	row->df = shift.df;
	row->p = start_shift_p(&shift);
	row->rounds = levels.rounds;
	row->lost = levels.rounds - levels.valued;
	levels_free(&levels);
	if (!row->starts) {
		row->state = COMPARE_NONE;
		row->why = "no round in which both have a value above 0";
	}
}

void compare_case(struct compare_row *row)
{
	row->median = compared_value(row->c, row->figure);
	if (row->base)
		row->base_median = compared_value(row->base, row->figure);
	if (row->state != COMPARE_DONE)
		return;
	if (kind_is_exact(row->c->figure[row->figure].kind))
		compare_counts(row);
	else
		compare_starts(row);
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

void compare_finish(struct comparison *comparison)
{
	double *p = memory_zeros(comparison->count, sizeof(*p));
	size_t *order = memory_zeros(comparison->count, sizeof(*order));
	size_t done = 0;

	for (size_t i = 0; i < comparison->count; i++)
		if (comparison->rows[i].state == COMPARE_DONE)
			p[done++] = comparison->rows[i].p;
	stats_holm(p, done, order);
	done = 0;
	for (size_t i = 0; i < comparison->count; i++) {
		struct compare_row *row = &comparison->rows[i];

		if (row->state != COMPARE_DONE)
			continue;
		row->p = p[done++];
		row->verdict = verdict_of(row->shift, row->low, row->high,
					  row->effect, row->same, row->p);
		if (lost_too_much(row) || compare_few_starts(row))
			row->verdict = VERDICT_UNCLEAR;
	}
	free(order);
	free(p);
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->rows);
	free(comparison->missing);
	*comparison = (struct comparison){0};
}
