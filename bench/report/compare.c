// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/compare.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"

/* Cases [first, first + count) are one group. */
static size_t group_length(const struct result *result, size_t first)
{
	size_t i = first;

	while (i < result->count &&
	       result->cases[i].group == result->cases[first].group)
		i++;
	return i - first;
}

static const struct result_case *base_of(const struct result_case *cases,
					 size_t count, const char *name)
{
	const struct result_case *safe = NULL;

	for (size_t i = count; i-- > 0;) {
		bool candidate = !strcmp(cases[i].role, "candidate");

		if (name && !strcmp(cases[i].strategy, name))
			return &cases[i];
		if (cases[i].state == CASE_OK && candidate &&
		    (!safe || !safe->copy.count || cases[i].copy.count))
			safe = &cases[i];
	}
	return name ? NULL : safe;
}

/* How far apart equal things come out in this group: any second copy tells. */
static int group_floor(const struct result_case *cases, size_t count,
		       const struct result_case *base, const char *metric,
		       double *floor, enum floor_source *source)
{
	for (size_t i = 0; i < count; i++)
		if (cases[i].copy.count)
			return compare_floor(&cases[i], metric, floor, source);
	return compare_floor(base, metric, floor, source);
}

static int compare_rounds(struct compare_row *row)
{
	struct paired_shift shift;
	double *differences;
	int err = compare_pairs(&row->base->own, &row->c->own, row->metric,
				&differences, &row->pairs);

	if (!err)
		err = paired_beyond(differences, row->pairs, VERDICT_CONFIDENCE,
				    row->effect, &shift, &row->p);
	free(differences);
	if (err)
		return err;
	row->shift = shift.shift;
	row->low = shift.low;
	row->high = shift.high;
	row->block = shift.block;
	if (!row->pairs) {
		row->state = COMPARE_NONE;
		row->why = "no round in which both have a value above 0";
	}
	return 0;
}

static void classify(struct compare_row *row)
{
	const struct result_case *c = row->c;

	row->state = COMPARE_DONE;
	if (c->state == CASE_UNSAFE)
		row->state = COMPARE_UNSAFE;
	else if (c == row->base)
		row->state = COMPARE_BASE;
	else if (c->state != CASE_OK || !row->base ||
		 row->base->state != CASE_OK ||
		 strcmp(series_kind(&c->own, row->metric),
			series_kind(&row->base->own, row->metric)))
		row->state = COMPARE_NONE;
	if (c->state != CASE_OK)
		row->why = c->reason;
	else if (!row->base)
		row->why = "the group has no safe base";
	else if (row->base->state != CASE_OK)
		row->why = "the base is not safe";
	else if (row->state == COMPARE_NONE)
		row->why = "of another kind than the base";
}

static int compare_row(struct compare_row *row)
{
	int err = compare_median(&row->c->own, row->metric, &row->median);

	if (!err && row->base)
		err = compare_median(&row->base->own, row->metric,
				     &row->base_median);
	if (err || row->state == COMPARE_UNSAFE || !row->base)
		return err;
	compare_bytes(row);
	if (row->state != COMPARE_DONE)
		return 0;
	if (!compare_is_exact(&row->c->own, row->metric))
		return compare_rounds(row);
	compare_exactly(row);
	return 0;
}

static int compare_group(struct comparison *comparison,
			 const struct result_case *cases, size_t count,
			 const struct compare_options *options)
{
	const struct result_case *base = base_of(cases, count, options->base);
	const struct result_case *any = base ? base : cases;
	const char *metric = compare_metric(any, options);
	enum floor_source source = FLOOR_NOTHING;
	double floor = INFINITY;
	int err = group_floor(cases, count, any, metric, &floor, &source);

	for (size_t i = 0; i < count && !err; i++) {
		struct compare_row *row =
			&comparison->rows[comparison->count++];

		/* the harness is no rival; its row shows what it costs */
		*row = (struct compare_row){
			.c = &cases[i],
			.base = base,
			.metric = metric,
			.why = "",
			.base_median = NAN,
			.shift = NAN,
			.low = -INFINITY,
			.high = INFINITY,
			.floor = floor,
			.source = source,
			.effect = fmax(floor, log1p(options->min_effect)),
			.p = 1,
			.verdict = VERDICT_UNCLEAR,
		};
		classify(row);
		if (!strcmp(cases[i].role, "harness") && row->c != base) {
			row->state = COMPARE_NONE;
			row->why = "the harness's own cost";
		}
		err = compare_row(row);
	}
	return err;
}

static int check_choice(const struct result *result,
			const struct compare_options *options, char *why,
			size_t why_size)
{
	bool base = !options->base, metric = !options->metric, any = false;

	for (size_t i = 0; i < result->count; i++) {
		const struct result_case *c = &result->cases[i];

		if (!compare_takes(c, options))
			continue;
		any = true;
		base |= options->base && !strcmp(c->strategy, options->base);
		metric |= options->metric &&
			  strcmp(series_kind(&c->own, options->metric),
				 "absent") != 0;
	}
	if (!any && options->filter)
		snprintf(why, why_size, "%s: no group matches the filter %s",
			 result->path, options->filter);
	else if (!any)
		snprintf(why, why_size, "%s: no cases", result->path);
	else if (!base)
		snprintf(why, why_size, "%s: no case runs the base %s",
			 result->path, options->base);
	else if (!metric)
		snprintf(why, why_size, "%s: no case has the metric %s",
			 result->path, options->metric);
	return any && base && metric ? 0 : -EINVAL;
}

int compare_within(struct comparison *comparison, const struct result *result,
		   const struct compare_options *options, char *why,
		   size_t why_size)
{
	int err = check_choice(result, options, why, why_size);

	*comparison = (struct comparison){0};
	if (err)
		return err;
	snprintf(why, why_size, "out of memory");
	comparison->missing = json_array();
	comparison->rows = calloc(result->count + 1, sizeof(*comparison->rows));
	if (!comparison->missing || !comparison->rows)
		err = -ENOMEM;
	for (size_t first = 0; first < result->count && !err;) {
		size_t count = group_length(result, first);

		if (compare_takes(&result->cases[first], options))
			err = compare_group(comparison, &result->cases[first],
					    count, options);
		first += count;
	}
	if (!err)
		err = compare_finish(comparison);
	if (err)
		comparison_free(comparison);
	return err;
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->rows);
	json_decref(comparison->missing);
	*comparison = (struct comparison){0};
}

bool compare_is_regression(const struct compare_row *row)
{
	if (row->state == COMPARE_UNSAFE)
		return row->base && row->base->state == CASE_OK;
	return row->state == COMPARE_DONE &&
	       (row->verdict == VERDICT_SLOWER ||
		(row->bytes_known && row->bytes > 0));
}
