// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The same case in two documents: two runs, whose rounds are no pairs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/differ.h"
#include "compare/levels.h"
#include "compare/lines.h"
#include "compare/parts.h"
#include "stats/unpaired.h"

/* The compared value, in the figure's unit. */
static double level_mean(const struct levels *levels)
{
	double sum = 0;

	for (size_t i = 0; i < levels->count; i++)
		sum += levels->value[i];
	return levels->count ? exp(sum / (double)levels->count) : NAN;
}

static void take_shift(struct compare_row *row, const struct levels *before,
		       const struct levels *after)
{
	struct mean_shift shift =
		mean_shift(before->value, before->count, after->value,
			   after->count, VERDICT_CONFIDENCE);

	row->base_median = level_mean(before);
	row->median = level_mean(after);
	row->shift = shift.shift;
	row->starts =
		before->count < after->count ? before->count : after->count;
	row->error = shift.error;
	row->df = shift.df;
	row->rounds = before->rounds + after->rounds;
	row->lost = row->rounds - before->valued - after->valued;
	if (row->starts < STARTS_LEAST)
		return;
	row->low = shift.low;
	row->high = shift.high;
	row->p = mean_shift_p(&shift, 0);
}

static void compare_levels(struct compare_row *row,
			   const struct compare_options *options)
{
	struct levels before, after;

	if (kind_is_exact(row->c->figure[row->figure].kind)) {
		compare_counts(row);
		return;
	}
	before = levels_alone(row->base, row->figure);
	after = levels_alone(row->c, row->figure);
	row->source = FLOOR_NOTHING;
	row->effect = log1p(options->min_effect);
	row->same = log1p(options->same);
	take_shift(row, &before, &after);
	if (!row->starts) {
		row->state = COMPARE_NONE;
		row->why = "no value above 0 on one side";
	}
	levels_free(&before);
	levels_free(&after);
}

static void classify(struct compare_row *row)
{
	const struct record *c = row->c, *base = row->base;

	row->state = COMPARE_DONE;
	if (c->state == CASE_UNSAFE) {
		row->state = COMPARE_UNSAFE;
		row->why = base->state == CASE_OK ? "it was safe before" : "";
		return;
	}
	if (c->state == CASE_OK && base->state == CASE_OK) {
		const struct figure *now = &c->figure[row->figure],
				    *then = &base->figure[row->figure];

		if (now->kind == then->kind && !strcmp(now->unit, then->unit))
			return;
		row->why = now->kind == then->kind
				   ? "in another unit than before"
				   : "of another kind than before";
	} else if (c->state == CASE_OK) {
		row->why = base->state == CASE_UNSAFE ? "it was unsafe before"
						      : "it did not run before";
	} else {
		row->why = c->reason;
	}
	row->state = COMPARE_NONE;
}

static void join_case(struct compare_row *row,
		      const struct compare_options *options)
{
	classify(row);
	row->median = record_value(row->c, row->figure);
	row->base_median = record_value(row->base, row->figure);
	if (row->state == COMPARE_DONE)
		compare_levels(row, options);
}

static void list_missing(struct comparison *comparison,
			 const struct document *has,
			 const struct document *lacks,
			 const struct compare_options *options)
{
	for (size_t i = 0; i < has->count; i++)
		if (compare_takes(&has->records[i], options) &&
		    !document_find(lacks, has->records[i].id))
			comparison->missing[comparison->missing_count++] =
				(struct compare_missing){lacks,
							 has->records[i].id};
}

static void compare_cases(struct comparison *comparison,
			  const struct document *before,
			  const struct document *after,
			  const struct compare_options *options)
{
	bool lines = lines_same_caches(before, after);
	u32 differ = documents_differ(before, after);

	for (size_t i = 0; i < after->count; i++) {
		const struct record *c = &after->records[i];
		const struct record *base = document_find(before, c->id);
		struct compare_row *row;

		if (!base || !compare_takes(c, options) ||
		    (options->base &&
		     strcmp(record_strategy(c), options->base)))
			continue;
		row = &comparison->rows[comparison->count++];
		*row = compare_new_row(base, compare_figure(c, options));
		row->c = c;
		row->apart = NAN;
		row->lines = lines;
		row->differ = differ;
		join_case(row, options);
	}
}

/* How far two equal sums of floating point may be apart. */
#define ROUNDING 1e-9

/*
 * The module is compiled for each kernel.  By as much as its loop without any
 * strategy comes out differently, a strategy may, and nothing is told of it.
 */
static void set_harness_floor(struct comparison *comparison, size_t first,
			      size_t end)
{
	double apart = NAN;

	for (size_t i = first; i < end; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->state == COMPARE_DONE && row->source == FLOOR_EXACT &&
		    row->c->role == PEEK_HARNESS)
			apart = fabs(row->median - row->base_median) *
				(1 + ROUNDING);
	}
	for (size_t i = first; i < end && apart > 0; i++) {
		struct compare_row *row = &comparison->rows[i];
		double share = apart / row->base_median;

		if (row->state != COMPARE_DONE || row->source != FLOOR_EXACT)
			continue;
		if (row->shift < 0)
			row->floor = share < 1 ? -log1p(-share) : INFINITY;
		else
			row->floor = log1p(share);
		row->effect = row->floor;
		row->same = row->floor;
	}
}

static void set_harness_floors(struct comparison *comparison)
{
	size_t first = 0;

	for (size_t i = 1; i <= comparison->count; i++) {
		if (i < comparison->count &&
		    comparison->rows[i].c->group ==
			    comparison->rows[first].c->group)
			continue;
		set_harness_floor(comparison, first, i);
		first = i;
	}
}

/* A difference of an axis is no change. */
static void say_apart(u32 apart, char *why, size_t why_size)
{
	const char *before = ": they differ in ";

	for (int key = 0; key < AXES; key++) {
		size_t used = strlen(why);

		if (!(apart >> key & 1))
			continue;
		snprintf(why + used, why_size - used, "%s%s", before,
			 axis_name(key));
		before = ", ";
	}
}

int compare_between(struct comparison *comparison,
		    const struct document *before, const struct document *after,
		    const struct compare_options *options, char *why,
		    size_t why_size)
{
	size_t most = before->count + after->count;
	u32 apart = documents_apart(before, after, options);

	*comparison = (struct comparison){
		.rows = memory_zeros(after->count, sizeof(*comparison->rows)),
		.missing = memory_zeros(most, sizeof(*comparison->missing)),
	};
	compare_cases(comparison, before, after, options);
	if (!comparison->count) {
		snprintf(why, why_size,
			 "%s and %s have no case in common%s%s%s%s",
			 before->path, after->path,
			 options->base ? " that runs " : "",
			 options->base ? options->base : "",
			 options->filter ? " that matches " : "",
			 options->filter ? options->filter : "");
		say_apart(apart, why, why_size);
		comparison_free(comparison);
		return -EINVAL;
	}
	list_missing(comparison, before, after, options);
	list_missing(comparison, after, before, options);
	set_harness_floors(comparison);
	compare_finish(comparison);
	return 0;
}
