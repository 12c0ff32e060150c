// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The same case in two documents: two runs, whose rounds are no pairs. */
#include "report/compare.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

/*
 * A document of one process start: its rounds in as many stretches, so that a
 * slow drift shows as scatter.  Stretches of five rounds at least.
 */
#define STRETCHES 8u
#define LEAST_ROUNDS_EACH 5u

/* One value for each process start, or for each stretch of rounds. */
struct levels {
	double *log_median;
	size_t count;
	size_t processes;
};

static json_int_t process_at(const struct result_series *series, size_t i)
{
	return series->process
		       ? json_integer_value(json_array_get(series->process, i))
		       : 0;
}

static size_t count_processes(const struct result_series *series)
{
	size_t count = series->count ? 1 : 0;

	for (size_t i = 1; i < series->count; i++)
		count += process_at(series, i) != process_at(series, i - 1);
	return count;
}

/* Which level slice @i belongs to. */
static size_t level_of(const struct result_series *series, size_t i,
		       const struct levels *levels)
{
	if (levels->processes >= 2)
		return (size_t)process_at(series, i);
	return i * levels->count / series->count;
}

static void take_levels(const struct result_series *series, double *values,
			struct levels *levels)
{
	size_t made = 0, end;

	for (size_t i = 0; i < series->count; i = end) {
		size_t kept = i;

		for (end = i;
		     end < series->count && level_of(series, end, levels) ==
						    level_of(series, i, levels);
		     end++)
			if (values[end] > 0)
				values[kept++] = values[end];
		stats_sort(values + i, kept - i);
		if (kept > i)
			levels->log_median[made++] =
				log(stats_quantile(values + i, kept - i, 0.5));
	}
	levels->count = made;
}

static int levels_read(const struct result_series *series, const char *metric,
		       struct levels *levels)
{
	double *values = malloc((series->count + 1) * sizeof(*values));
	size_t stretches = series->count / LEAST_ROUNDS_EACH;

	*levels = (struct levels){.processes = count_processes(series)};
	levels->log_median =
		malloc((series->count + 1) * sizeof(*levels->log_median));
	if (!values || !levels->log_median) {
		free(values);
		free(levels->log_median);
		levels->log_median = NULL;
		return -ENOMEM;
	}
	levels->count = stretches < STRETCHES ? stretches : STRETCHES;
	if (!levels->count)
		levels->count = 1;
	if (series_values(series, metric, values))
		take_levels(series, values, levels);
	else
		levels->count = 0;
	free(values);
	return 0;
}

static void set_floor(struct compare_row *row, size_t processes,
		      const struct compare_options *options)
{
	row->source = FLOOR_PROCESSES;
	row->floor = 0;
	if (processes < COMPARE_LEAST_PROCESSES) {
		row->source = FLOOR_RUNS;
		row->floor = log1p(COMPARE_BETWEEN_RUNS);
	}
	row->effect = fmax(row->floor, log1p(options->min_effect));
}

static int compare_levels(struct compare_row *row,
			  const struct compare_options *options)
{
	struct levels before = {0}, after = {0};
	struct mean_shift shift;
	int err;

	if (compare_is_exact(&row->c->own, row->metric)) {
		compare_exactly(row);
		return 0;
	}
	err = levels_read(&row->base->own, row->metric, &before);

	if (!err)
		err = levels_read(&row->c->own, row->metric, &after);
	if (err)
		goto out;
	set_floor(row,
		  before.processes < after.processes ? before.processes
						     : after.processes,
		  options);
	shift = mean_shift(before.log_median, before.count, after.log_median,
			   after.count, VERDICT_CONFIDENCE);
	row->shift = shift.shift;
	row->low = shift.low;
	row->high = shift.high;
	row->pairs = before.count < after.count ? before.count : after.count;
	row->p = mean_shift_p(&shift, copysign(row->effect, shift.shift));
	if (!row->pairs) {
		row->state = COMPARE_NONE;
		row->why = "no value above 0 on one side";
	}
out:
	free(before.log_median);
	free(after.log_median);
	return err;
}

static void classify(struct compare_row *row)
{
	const struct result_case *c = row->c, *base = row->base;

	row->state = COMPARE_DONE;
	if (c->state == CASE_UNSAFE) {
		row->state = COMPARE_UNSAFE;
		row->why = base->state == CASE_OK ? "it was safe before" : "";
		return;
	}
	if (c->state == CASE_OK && base->state == CASE_OK) {
		if (!strcmp(series_kind(&c->own, row->metric),
			    series_kind(&base->own, row->metric)))
			return;
		row->why = "of another kind than before";
	} else if (c->state == CASE_OK) {
		row->why = base->state == CASE_UNSAFE ? "it was unsafe before"
						      : "it did not run before";
	} else {
		row->why = c->reason;
	}
	row->state = COMPARE_NONE;
}

static int compare_case(struct compare_row *row,
			const struct compare_options *options)
{
	int err;

	classify(row);
	err = compare_median(&row->c->own, row->metric, &row->median);
	if (!err)
		err = compare_median(&row->base->own, row->metric,
				     &row->base_median);
	if (err || row->state != COMPARE_DONE)
		return err;
	compare_bytes(row);
	return compare_levels(row, options);
}

static void list_missing(json_t *missing, const struct result *has,
			 const struct result *lacks,
			 const struct compare_options *options)
{
	for (size_t i = 0; i < has->count; i++)
		if (compare_takes(&has->cases[i], options) &&
		    !result_find(lacks, has->cases[i].id))
			json_array_append_new(missing,
					      json_pack("[s,s]", lacks->path,
							has->cases[i].id));
}

static int compare_cases(struct comparison *comparison,
			 const struct result *before,
			 const struct result *after,
			 const struct compare_options *options)
{
	int err = 0;

	for (size_t i = 0; i < after->count && !err; i++) {
		const struct result_case *c = &after->cases[i];
		const struct result_case *base = result_find(before, c->id);

		if (!base || !compare_takes(c, options) ||
		    (options->base && strcmp(c->strategy, options->base)))
			continue;
		comparison->rows[comparison->count] = (struct compare_row){
			.c = c,
			.base = base,
			.metric = compare_metric(c, options),
			.why = "",
			.shift = NAN,
			.low = -INFINITY,
			.high = INFINITY,
			.p = 1,
			.verdict = VERDICT_UNCLEAR,
		};
		err = compare_case(&comparison->rows[comparison->count++],
				   options);
	}
	return err;
}

int compare_between(struct comparison *comparison, const struct result *before,
		    const struct result *after,
		    const struct compare_options *options, char *why,
		    size_t why_size)
{
	int err = 0;

	*comparison = (struct comparison){.missing = json_array()};
	comparison->rows = calloc(after->count + 1, sizeof(*comparison->rows));
	snprintf(why, why_size, "out of memory");
	if (!comparison->missing || !comparison->rows)
		err = -ENOMEM;
	if (!err)
		err = compare_cases(comparison, before, after, options);
	if (!err && !comparison->count) {
		snprintf(why, why_size,
			 "%s and %s have no case in common%s%s%s%s",
			 before->path, after->path,
			 options->base ? " that runs " : "",
			 options->base ? options->base : "",
			 options->filter ? " that matches " : "",
			 options->filter ? options->filter : "");
		err = -EINVAL;
	}
	if (!err) {
		list_missing(comparison->missing, before, after, options);
		list_missing(comparison->missing, after, before, options);
		err = compare_finish(comparison);
	}
	if (err)
		comparison_free(comparison);
	return err;
}
