// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/crossover.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"

/**
 * struct points - two strategies at all places that both have.
 * @ratios: by point; owned.
 */
struct points {
	struct crossover_point *point;
	double **ratios;
	struct crossover_flip *flips;
	json_int_t *places;
	size_t place_count;
	size_t count;
	size_t floorless;
};

const struct crossover_axis *crossover_axis(const char *key)
{
	static const struct crossover_axis axes[] = {
		{"size", "bytes", 0, 0},
		{"ready", "not-ready peeks", 1, 1},
	};

	for (size_t i = 0; i < sizeof(axes) / sizeof(*axes); i++)
		if (key && !strcmp(axes[i].key, key))
			return &axes[i];
	return NULL;
}

json_int_t crossover_place(const struct crossover_series *series,
			   const struct plot_case *c)
{
	return json_integer_value(plot_axis(c, series->axis->key));
}

/* Of a case or a second copy; empty unless every slice has its sample. */
static struct result_series series_of(const struct crossover_series *series,
				      const json_t *json)
{
	const json_t *slices = json_object_get(json, "slices");
	const json_t *metrics = json_object_get(json, "metrics");
	const json_t *metric = json_object_get(metrics, series->metric);
	const json_t *round = json_object_get(slices, "round");
	size_t count = json_array_size(round);

	if (json_array_size(json_object_get(metric, "samples")) != count)
		return (struct result_series){0};
	return (struct result_series){
		.count = count,
		.round = round,
		.metrics = metrics,
	};
}

bool crossover_is_point(const struct crossover_series *series,
			const struct plot_case *c)
{
	struct result_series own = series_of(series, c->json);

	return c->state == PLOT_OK &&
	       !strcmp(series->data->roles[c->strategy], "candidate") &&
	       json_is_integer(plot_axis(c, series->axis->key)) && own.count &&
	       strcmp(series_kind(&own, series->metric), "absent") != 0;
}

static const struct plot_case *find(const struct crossover_series *series,
				    size_t strategy, json_int_t place)
{
	for (size_t i = 0; i < series->count; i++)
		if (series->cases[i]->strategy == strategy &&
		    crossover_place(series, series->cases[i]) == place)
			return series->cases[i];
	return NULL;
}

static int compare_places(const void *a, const void *b)
{
	const json_int_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The places of the axis at which both strategies have a case, rising. */
static void common_places(const struct crossover_series *series, size_t a,
			  size_t b, struct points *points)
{
	for (size_t i = 0; i < series->count; i++) {
		const struct plot_case *c = series->cases[i];
		json_int_t place = crossover_place(series, c);

		if (c->strategy == a && find(series, a, place) == c &&
		    find(series, b, place))
			points->places[points->place_count++] = place;
	}
	qsort(points->places, points->place_count, sizeof(*points->places),
	      compare_places);
}

/* Were the two measured in the same rounds? */
static bool is_same_group(const struct plot_data *data,
			  const struct plot_case *a, const struct plot_case *b)
{
	if (a->platform != b->platform || a->device != b->device)
		return false;
	for (size_t i = 0; i < data->axes.count; i++)
		if (!json_equal(plot_axis(a, data->axes.name[i]),
				plot_axis(b, data->axes.name[i])))
			return false;
	return true;
}

/* The A/A floor of the group of @c: of whichever case ran twice there. */
static int floor_at(const struct crossover_series *series,
		    const struct plot_case *c, double *floor)
{
	struct result_case base = {.own = series_of(series, c->json)};
	enum floor_source source;

	for (size_t i = 0; i < series->data->count; i++) {
		const struct plot_case *other = &series->data->cases[i];
		const json_t *copy =
			json_object_get(other->json, "second_copy");

		if (!json_is_object(copy) ||
		    !is_same_group(series->data, c, other))
			continue;
		base.own = series_of(series, other->json);
		base.copy = series_of(series, copy);
		break;
	}
	return compare_floor(&base, series->metric, floor, &source);
}

static double least_at(const struct crossover_series *series,
		       const struct plot_case *c, double floor)
{
	struct result_series own = series_of(series, c->json);

	if (compare_is_exact(&own, series->metric))
		return 0;
	return fmax(floor, log1p(series->min_effect));
}

static int add_point(const struct crossover_series *series,
		     struct points *points, const struct plot_case *a,
		     const struct plot_case *b)
{
	struct result_series own = series_of(series, a->json),
			     other = series_of(series, b->json);
	const struct crossover_axis *axis = series->axis;
	struct crossover_point *point = &points->point[points->count];
	double floor;
	int err = floor_at(series, a, &floor);

	if (err)
		return err;
	if (!isfinite(floor)) {
		points->floorless++;
		return 0;
	}
	/* log of the second over the first */
	err = compare_pairs(&other, &own, series->metric,
			    &points->ratios[points->count], &point->count);
	if (err)
		return err;
	point->x = log2((double)crossover_place(series, a) + axis->shift);
	point->log_ratio = points->ratios[points->count];
	point->least = least_at(series, a, floor);
	points->count++;
	return 0;
}

static void to_axis(const struct crossover_axis *axis,
		    struct crossover_flip *flips, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		flips[i].at = exp2(flips[i].at) - axis->shift;
		flips[i].low = exp2(flips[i].low) - axis->shift;
		flips[i].high = exp2(flips[i].high) - axis->shift;
	}
}

static int points_open(struct points *points, size_t room)
{
	*points = (struct points){
		.point = calloc(room, sizeof(*points->point)),
		.ratios = calloc(room, sizeof(*points->ratios)),
		.flips = calloc(room, sizeof(*points->flips)),
		.places = calloc(room, sizeof(*points->places)),
	};
	return points->point && points->ratios && points->flips &&
			       points->places
		       ? 0
		       : -ENOMEM;
}

static void points_close(struct points *points)
{
	for (size_t i = 0; points->ratios && i < points->count; i++)
		free(points->ratios[i]);
	free(points->point);
	free(points->ratios);
	free(points->flips);
	free(points->places);
}

static int
compare_two(const struct crossover_series *series, size_t a, size_t b,
	    int (*tell)(void *ctx, const struct crossover_pair *pair),
	    void *ctx)
{
	struct crossover_pair pair = {.a = a, .b = b};
	struct points points;
	int err = points_open(&points, series->count + 1);

	if (!err)
		common_places(series, a, b, &points);
	for (size_t i = 0; i < points.place_count && !err; i++)
		err = add_point(series, &points,
				find(series, a, points.places[i]),
				find(series, b, points.places[i]));
	if (!err)
		err = crossover_find(points.point, points.count, points.flips,
				     &pair.flip_count);
	if (err >= 0) {
		pair.kind = (enum crossover_kind)err;
		pair.flips = points.flips;
		pair.floorless = points.floorless;
		to_axis(series->axis, points.flips, pair.flip_count);
		err = tell(ctx, &pair);
	}
	points_close(&points);
	return err;
}

static bool has_strategy(const struct crossover_series *series, size_t strategy)
{
	for (size_t i = 0; i < series->count; i++)
		if (series->cases[i]->strategy == strategy)
			return true;
	return false;
}

int crossover_pairs(const struct crossover_series *series,
		    int (*tell)(void *ctx, const struct crossover_pair *pair),
		    void *ctx)
{
	size_t strategies = series->data->strategies.count;
	int err = 0;

	for (size_t a = 0; !err && a < strategies; a++)
		for (size_t b = a + 1; !err && b < strategies; b++)
			if (has_strategy(series, a) && has_strategy(series, b))
				err = compare_two(series, a, b, tell, ctx);
	return err;
}
