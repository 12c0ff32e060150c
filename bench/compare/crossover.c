// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/crossover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/parts.h"

/**
 * struct series - the cases along an axis that differ in nothing else.
 * @floor: of each record's group, by its place in the document; NaN: not
 *	computed yet.
 * @cases: @count of them; of two of one strategy at one place the first counts.
 */
struct series {
	const struct document *document;
	const struct crossover_axis *axis;
	enum figure_id figure;
	double min_effect;
	const char *filter;
	double *floor;
	const struct record **cases;
	size_t count;
};

/** struct points - two strategies at all places that both have. */
struct points {
	struct crossover_point *point;
	double **ratios;
	size_t count;
};

static const struct crossover_axis crossover_axes[] = {
	{AXIS_SIZE, "bytes", 0, 0},
	{AXIS_READY, "empty looks", 1, 1},
};

static bool is_point(const struct series *series, const struct record *c)
{
	const struct compare_options options = {.filter = series->filter};

	return compare_takes(c, &options) && c->state == CASE_OK &&
	       c->role == PEEK_CANDIDATE &&
	       c->number[series->axis->key] != AXIS_NONE && c->slices.n &&
	       c->figure[series->figure].sample &&
	       record_has(c, series->figure);
}

static s64 place_of(const struct series *series, const struct record *c)
{
	return c->number[series->axis->key];
}

/* --- floors -------------------------------------------------------------- */

/* Without a second run each case is its own base; with one, the group's is. */
static int floor_of(const struct series *series, const struct record *c,
		    double *floor)
{
	const struct document *document = series->document;
	size_t first = (size_t)(c - document->records);
	enum floor_source source;
	double apart;
	int err;

	while (first && document->records[first - 1].group == c->group)
		first--;
	*floor = series->floor[first];
	if (!isnan(*floor))
		return 0;
	err = compare_group_floor(&document->records[first],
				  document_group(document, first), c,
				  series->figure, &apart, floor, &source);
	if (!err)
		series->floor[first] = *floor;
	return err;
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

static int add_point(const struct series *series, struct points *points,
		     struct crossover *pair, const struct record *a,
		     const struct record *b)
{
	struct crossover_point *point = &points->point[points->count];
	double **ratios = &points->ratios[points->count];
	bool exact = kind_is_exact(a->figure[series->figure].kind);
	double floor;
	int err = floor_of(series, a, &floor);

	if (err)
		return err;
	if (!isfinite(floor)) {
		pair->floorless++;
		return 0;
	}
	/* log of the second over the first */
	err = compare_pairs(b, a, series->figure, ratios, &point->count, NULL);
	if (err)
		return err;
	point->x = log2((double)(place_of(series, a) + series->axis->shift));
	point->log_ratio = *ratios;
	point->least = exact ? 0 : fmax(floor, log1p(series->min_effect));
	points->count++;
	return 0;
}

static int by_x(const void *a, const void *b)
{
	const struct crossover_point *x = a, *y = b;

	return (x->x > y->x) - (x->x < y->x);
}

static int add_points(const struct series *series, struct points *points,
		      struct crossover *pair)
{
	int err = 0;

	for (size_t i = 0; i < series->count && !err; i++) {
		const struct record *a = series->cases[i];
		s64 place = place_of(series, a);
		const struct record *b = find(series, pair->b, place);

		if (b && !strcmp(record_strategy(a), pair->a) &&
		    find(series, pair->a, place) == a)
			err = add_point(series, points, pair, a, b);
	}
	qsort(points->point, points->count, sizeof(*points->point), by_x);
	return err;
}

static void to_axis(const struct crossover_axis *axis, struct crossover *pair)
{
	for (size_t i = 0; i < pair->flip_count; i++) {
		struct crossover_flip *flip = &pair->flips[i];

		flip->at = exp2(flip->at) - axis->shift;
		flip->low = exp2(flip->low) - axis->shift;
		flip->high = exp2(flip->high) - axis->shift;
	}
}

static int compare_two(const struct series *series, struct crossover *pair)
{
	struct points points = {
		.point = calloc(series->count + 1, sizeof(*points.point)),
		.ratios = calloc(series->count + 1, sizeof(*points.ratios)),
	};
	int err = -ENOMEM;

	pair->flips = calloc(series->count + 1, sizeof(*pair->flips));
	if (points.point && points.ratios && pair->flips)
		err = add_points(series, &points, pair);
	if (!err)
		err = crossover_find(points.point, points.count, pair->flips,
				     &pair->flip_count);
	if (err >= 0) {
		pair->kind = (enum crossover_kind)err;
		to_axis(series->axis, pair);
		err = 0;
	}
	for (size_t i = 0; points.ratios && i < points.count; i++)
		free(points.ratios[i]);
	free(points.ratios);
	free(points.point);
	return err;
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
	size_t bytes = (crossovers->count + 1) * sizeof(*crossovers->list);
	struct crossover *longer = realloc(crossovers->list, bytes);

	if (!longer)
		return NULL;
	crossovers->list = longer;
	longer[crossovers->count] = (struct crossover){0};
	return &longer[crossovers->count++];
}

static int compare_series(struct crossovers *crossovers,
			  const struct series *series, const char **names)
{
	size_t count = strategies_of(series, names);
	s64 least = place_of(series, series->cases[0]), most = least;
	int err = 0;

	for (size_t i = 0; i < series->count; i++) {
		s64 place = place_of(series, series->cases[i]);

		least = place < least ? place : least;
		most = place > most ? place : most;
	}
	for (size_t a = 0; a < count && least < most; a++)
		for (size_t b = a + 1; b < count && !err; b++) {
			struct crossover *pair = add(crossovers);

			if (!pair)
				return -ENOMEM;
			pair->axis = series->axis;
			pair->like = series->cases[0];
			pair->least = least;
			pair->most = most;
			pair->a = names[a];
			pair->b = names[b];
			err = compare_two(series, pair);
		}
	return err;
}

static int walk_axis(struct crossovers *crossovers, struct series *series,
		     const char **names)
{
	size_t count = series->document->count;
	bool *done = calloc(count + 1, sizeof(*done));
	int err = done ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !err; i++) {
		if (done[i] || !is_point(series, &series->document->records[i]))
			continue;
		gather(series, i, done);
		err = compare_series(crossovers, series, names);
	}
	free(done);
	return err;
}

int crossovers_find(struct crossovers *crossovers,
		    const struct document *document, enum figure_id figure,
		    double min_effect, const char *filter)
{
	size_t count = document->count + 1;
	struct series series = {
		.document = document,
		.figure = figure,
		.min_effect = min_effect,
		.filter = filter,
		.floor = malloc(count * sizeof(*series.floor)),
		.cases = calloc(count, sizeof(*series.cases)),
	};
	const char **names = calloc(count, sizeof(*names));
	int err = series.floor && series.cases && names ? 0 : -ENOMEM;

	*crossovers = (struct crossovers){0};
	for (size_t i = 0; i < count && !err; i++)
		series.floor[i] = NAN;
	for (size_t i = 0; i < ARRAY_SIZE(crossover_axes) && !err; i++) {
		series.axis = &crossover_axes[i];
		err = walk_axis(crossovers, &series, names);
	}
	free(names);
	free(series.floor);
	free(series.cases);
	if (err)
		crossovers_free(crossovers);
	return err;
}

void crossovers_free(struct crossovers *crossovers)
{
	for (size_t i = 0; i < crossovers->count; i++)
		free(crossovers->list[i].flips);
	free(crossovers->list);
	*crossovers = (struct crossovers){0};
}
