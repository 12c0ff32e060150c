// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/crossover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/levels.h"
#include "compare/parts.h"
#include "record/arena.h"

/**
 * struct series - the cases along an axis that differ in nothing else.
 * @comparison: a row for each pair at each place that both have; of all series.
 * @cases: @count of them; of two of one strategy at one place the first counts.
 */
struct series {
	const struct document *document;
	const struct crossover_axis *axis;
	enum figure_id figure;
	const struct compare_options *options;
	struct comparison *comparison;
	const struct record **cases;
	size_t count;
};

static const struct crossover_axis crossover_axes[] = {
	{AXIS_SIZE, "bytes", 0, 0},
	{AXIS_READY, "empty looks", 1, 1},
};

static bool is_point(const struct series *series, const struct record *c)
{
	return compare_takes(c, series->options) && c->state == CASE_OK &&
	       c->role == PEEK_CANDIDATE &&
	       c->number[series->axis->key] != AXIS_NONE && c->slices.n &&
	       c->figure[series->figure].sample &&
	       record_has(c, series->figure);
}

static s64 place_of(const struct series *series, const struct record *c)
{
	return c->number[series->axis->key];
}

/* --- pairs --------------------------------------------------------------- */

static const struct record *find(const struct series *series,
				 const char *strategy, s64 place)
{
	for (size_t i = 0; i < series->count; i++)
		if (place_of(series, series->cases[i]) == place &&
		    !strcmp(record_strategy(series->cases[i]), strategy))
			return series->cases[i];
	return NULL;
}

static struct compare_row *new_row(struct comparison *comparison)
{
	/* a row more each time would copy them all each time */
	if (!(comparison->count & (comparison->count - 1))) {
		size_t room = 2 * comparison->count + 1;

		comparison->rows = memory_more(comparison->rows, room,
					       sizeof(*comparison->rows));
	}
	return &comparison->rows[comparison->count++];
}

/* The second of a pair is the base. */
static void add_row(const struct series *series, const struct record *a,
		    const struct record *b)
{
	const struct document *document = series->document;
	struct compare_row *row = new_row(series->comparison);
	size_t first = (size_t)(a - document->records);

	while (first && document->records[first - 1].group == a->group)
		first--;
	*row = compare_new_row(b, series->figure);
	row->state = COMPARE_DONE;
	row->c = a;
	compare_group_floor(&document->records[first],
			    document_group(document, first), b, series->figure,
			    row);
	row->effect = fmax(row->floor, log1p(series->options->min_effect));
	row->same = log1p(series->options->same);
	compare_case(row);
}

static int by_place(const void *a, const void *b, void *axis)
{
	const struct compare_row *x = a, *y = b;
	enum axis_key key = ((const struct crossover_axis *)axis)->key;
	s64 left = x->c->number[key], right = y->c->number[key];

	return (left > right) - (left < right);
}

static void add_rows(const struct series *series, struct crossover *pair)
{
	pair->row = series->comparison->count;
	for (size_t i = 0; i < series->count; i++) {
		const struct record *a = series->cases[i];
		s64 place = place_of(series, a);
		const struct record *b = find(series, pair->b, place);

		if (b && !strcmp(record_strategy(a), pair->a) &&
		    find(series, pair->a, place) == a)
			add_row(series, a, b);
	}
	pair->rows = series->comparison->count - pair->row;
	if (pair->rows)
		qsort_r(&series->comparison->rows[pair->row], pair->rows,
			sizeof(struct compare_row), by_place,
			(void *)pair->axis);
}

static void to_axis(struct crossover *pair)
{
	for (size_t i = 0; i < pair->flip_count; i++) {
		struct crossover_flip *flip = &pair->flips[i];

		flip->at = exp2(flip->at) - pair->axis->shift;
		flip->low = exp2(flip->low) - pair->axis->shift;
		flip->high = exp2(flip->high) - pair->axis->shift;
	}
}

static void make_points(const struct crossover *pair,
			const struct compare_row *rows,
			struct crossover_point *points, struct levels *levels)
{
	for (size_t i = 0; i < pair->rows; i++) {
		const struct compare_row *row = &rows[i];
		s64 place = row->c->number[pair->axis->key];

		levels[i] = levels_paired(row->base, row->c, row->figure);
		points[i] = (struct crossover_point){
			.x = log2((double)(place + pair->axis->shift)),
			.log_ratio = levels[i].value,
			.count = levels[i].count,
			.sign = (row->verdict == VERDICT_SLOWER) -
				(row->verdict == VERDICT_FASTER),
		};
	}
}

/* Two that differ nowhere are the same if they are so at each place. */
static bool all_same(const struct crossover *pair,
		     const struct compare_row *rows)
{
	for (size_t i = 0; i < pair->rows; i++)
		if (rows[i].verdict != VERDICT_SAME)
			return false;
	return true;
}

static void find_flips(struct crossover *pair, const struct compare_row *rows)
{
	struct crossover_point *points =
		memory_zeros(pair->rows, sizeof(*points));
	struct levels *levels = memory_zeros(pair->rows, sizeof(*levels));
	int found;

	pair->flips = memory_zeros(pair->rows, sizeof(*pair->flips));
	make_points(pair, rows, points, levels);
	found = crossover_find(points, pair->rows, pair->flips,
			       &pair->flip_count);
	if (found < 0)
		memory_short();
	pair->kind = (enum crossover_kind)found;
	if (pair->kind == CROSSOVER_UNCLEAR && all_same(pair, rows))
		pair->kind = CROSSOVER_EVEN;
	pair->few_starts = pair->rows && compare_few_starts(rows)
				   ? compare_verdict(rows)
				   : NULL;
	to_axis(pair);
	for (size_t i = 0; i < pair->rows; i++)
		levels_free(&levels[i]);
	free(levels);
	free(points);
}

/* --- series -------------------------------------------------------------- */

static bool same_series(const struct record *a, const struct record *b,
			enum axis_key key)
{
	for (int i = AXIS_STRATEGY + 1; i < AXES; i++)
		if (i != (int)key && strcmp(a->axis[i], b->axis[i]))
			return false;
	return true;
}

static void gather(struct series *series, size_t first, bool *done)
{
	const struct record *records = series->document->records;

	series->count = 0;
	for (size_t i = first; i < series->document->count; i++) {
		if (!is_point(series, &records[i]) ||
		    !same_series(&records[first], &records[i],
				 series->axis->key))
			continue;
		series->cases[series->count++] = &records[i];
		done[i] = true;
	}
}

/* The strategies of a series, in the document's order. */
static size_t strategies_of(const struct series *series, const char **names)
{
	const struct document *document = series->document;
	size_t count = 0;

	for (size_t i = 0; i < document->count; i++) {
		const char *name = record_strategy(&document->records[i]);
		bool has = false, told = false;

		for (size_t k = 0; k < count && !told; k++)
			told = !strcmp(names[k], name);
		for (size_t k = 0; k < series->count && !told && !has; k++)
			has = !strcmp(record_strategy(series->cases[k]), name);
		if (has)
			names[count++] = name;
	}
	return count;
}

static struct crossover *add(struct crossovers *crossovers)
{
	crossovers->list = memory_more(crossovers->list, crossovers->count + 1,
				       sizeof(*crossovers->list));
	crossovers->list[crossovers->count] = (struct crossover){0};
	return &crossovers->list[crossovers->count++];
}

static void compare_series(struct crossovers *crossovers,
			   const struct series *series, const char **names)
{
	size_t count = strategies_of(series, names);
	s64 least = place_of(series, series->cases[0]), most = least;

	for (size_t i = 0; i < series->count; i++) {
		s64 place = place_of(series, series->cases[i]);

		least = place < least ? place : least;
		most = place > most ? place : most;
	}
	for (size_t a = 0; a < count && least < most; a++)
		for (size_t b = a + 1; b < count; b++) {
			struct crossover *pair = add(crossovers);

			pair->axis = series->axis;
			pair->like = series->cases[0];
			pair->least = least;
			pair->most = most;
			pair->a = names[a];
			pair->b = names[b];
			add_rows(series, pair);
		}
}

static void walk_axis(struct crossovers *crossovers, struct series *series,
		      const char **names)
{
	size_t count = series->document->count;
	bool *done = memory_zeros(count, sizeof(*done));

	for (size_t i = 0; i < count; i++) {
		if (done[i] || !is_point(series, &series->document->records[i]))
			continue;
		gather(series, i, done);
		compare_series(crossovers, series, names);
	}
	free(done);
}

struct crossovers crossovers_find(const struct document *document,
				  enum figure_id figure,
				  const struct compare_options *options)
{
	struct crossovers crossovers = {0};
	struct comparison comparison = {0};
	struct series series = {
		.document = document,
		.figure = figure,
		.options = options,
		.comparison = &comparison,
		.cases = memory_zeros(document->count, sizeof(*series.cases)),
	};
	const char **names = memory_zeros(document->count, sizeof(*names));

	for (size_t i = 0; i < ARRAY_SIZE(crossover_axes); i++) {
		series.axis = &crossover_axes[i];
		walk_axis(&crossovers, &series, names);
	}
	compare_finish(&comparison);
	/* without a pair there is no row */
	for (size_t i = 0; comparison.rows && i < crossovers.count; i++)
		find_flips(&crossovers.list[i],
			   &comparison.rows[crossovers.list[i].row]);
	comparison_free(&comparison);
	free(names);
	free(series.cases);
	return crossovers;
}

void crossovers_free(struct crossovers *crossovers)
{
	for (size_t i = 0; i < crossovers->count; i++)
		free(crossovers->list[i].flips);
	free(crossovers->list);
	*crossovers = (struct crossovers){0};
}
