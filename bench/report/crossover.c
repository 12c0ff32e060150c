// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/crossover.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_data.h"
#include "report/plot_pick.h"
#include "report/text.h"
#include "stats/crossover.h"

#define METRIC "cycles_per_frame"
#define MOST_PLACES 64u

/**
 * struct axis - what an order may flip along.
 * @shift: log2(value + @shift) is the scale that ratios are linear on.
 * @decimals: of a place on it.
 */
struct axis {
	const char *key;
	const char *unit;
	int shift;
	int decimals;
};

/** struct series - the cases of one comparison along an axis. */
struct series {
	const struct plot_data *data;
	const struct axis *axis;
	const struct plot_case **cases;
	size_t count;
};

/** struct answer - lists of pairs that share a fate. */
struct answer {
	FILE *out;
	char *none, *even;
	int lines;
};

static const json_t *samples_of(const struct plot_case *c)
{
	return json_object_get(json_object_get(c->metrics, METRIC), "samples");
}

static json_int_t place_of(const struct plot_case *c, const char *key)
{
	return json_integer_value(plot_axis(c, key));
}

/* Can this case be a point? */
static bool is_point(const struct plot_data *data, const struct plot_case *c,
		     const char *key)
{
	return c->state == PLOT_OK &&
	       !strcmp(data->roles[c->strategy], "candidate") &&
	       json_is_integer(plot_axis(c, key)) &&
	       json_array_size(samples_of(c)) > 0;
}

/* Do two cases differ in nothing but strategy and @key? */
static bool is_same_series(const struct plot_data *data,
			   const struct plot_case *a, const struct plot_case *b,
			   const char *key)
{
	if (a->platform != b->platform || a->device != b->device)
		return false;
	for (size_t i = 0; i < data->axes.count; i++) {
		const char *name = data->axes.name[i];

		if (strcmp(name, key) &&
		    !json_equal(plot_axis(a, name), plot_axis(b, name)))
			return false;
	}
	return true;
}

static const struct plot_case *find(const struct series *series,
				    size_t strategy, json_int_t place)
{
	for (size_t i = 0; i < series->count; i++)
		if (series->cases[i]->strategy == strategy &&
		    place_of(series->cases[i], series->axis->key) == place)
			return series->cases[i];
	return NULL;
}

static int compare_places(const void *a, const void *b)
{
	const json_int_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The places of the axis at which both strategies have a case, rising. */
static size_t common_places(const struct series *series, size_t a, size_t b,
			    json_int_t *places)
{
	size_t count = 0;

	for (size_t i = 0; i < series->count && count < MOST_PLACES; i++) {
		json_int_t place =
			place_of(series->cases[i], series->axis->key);

		if (series->cases[i]->strategy == a && find(series, b, place))
			places[count++] = place;
	}
	qsort(places, count, sizeof(*places), compare_places);
	return count;
}

/* Slices of one round stood side by side: they are compared pairwise. */
static size_t pair_up(const struct plot_case *a, const struct plot_case *b,
		      double *ratios)
{
	const json_t *x = samples_of(a), *y = samples_of(b);
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(x) && i < json_array_size(y);
	     i++) {
		double cost = json_number_value(json_array_get(x, i));
		double other = json_number_value(json_array_get(y, i));

		if (cost > 0 && other > 0)
			ratios[count++] = log(cost / other);
	}
	return count;
}

static double scale(const struct axis *axis, json_int_t place)
{
	return log2((double)place + axis->shift);
}

static double unscale(const struct axis *axis, double x)
{
	return exp2(x) - axis->shift;
}

static void print_flip(const struct series *series, const char *a,
		       const char *b, const struct crossover_flip *flip,
		       FILE *out)
{
	const struct axis *axis = series->axis;
	int decimals = axis->decimals;
	char text[256];

	snprintf(text, sizeof(text),
		 "cheaper to %.*f %s [%.*f .. %.*f], then %s", decimals,
		 unscale(axis, flip->at), axis->unit, decimals,
		 unscale(axis, flip->low), decimals, unscale(axis, flip->high),
		 flip->a_below ? b : a);
	fputs("  ", out);
	text_wrapped(out, flip->a_below ? a : b, text);
}

static int append(char **list, const char *first, const char *sign,
		  const char *second)
{
	char *longer;
	int length = snprintf(NULL, 0, "%s%s%s%s%s", *list ? *list : "",
			      *list ? ", " : "", first, sign, second);

	longer = malloc((size_t)length + 1);
	if (!longer)
		return -ENOMEM;
	sprintf(longer, "%s%s%s%s%s", *list ? *list : "", *list ? ", " : "",
		first, sign, second);
	free(*list);
	*list = longer;
	return 0;
}

static int tell(const struct series *series, size_t a, size_t b, int kind,
		const struct crossover_flip *flips, size_t flip_count,
		struct answer *answer)
{
	const char *x = series->data->strategies.name[a];
	const char *y = series->data->strategies.name[b];

	for (size_t i = 0; i < flip_count; i++)
		print_flip(series, x, y, &flips[i], answer->out);
	answer->lines += kind != CROSSOVER_FEW;
	switch (kind) {
	case CROSSOVER_A:
		return append(&answer->none, x, "<", y);
	case CROSSOVER_B:
		return append(&answer->none, y, "<", x);
	case CROSSOVER_EVEN:
		return append(&answer->even, x, "=", y);
	default:
		return 0;
	}
}

static int compare_pair(const struct series *series, size_t a, size_t b,
			struct answer *answer)
{
	struct crossover_point points[MOST_PLACES];
	struct crossover_flip flips[MOST_PLACES];
	json_int_t places[MOST_PLACES];
	size_t count = common_places(series, a, b, places), used = 0;
	size_t flip_count = 0;
	double *ratios[MOST_PLACES] = {NULL};
	int err = 0;

	for (size_t i = 0; i < count && !err; i++) {
		const struct plot_case *c = find(series, a, places[i]);

		ratios[i] =
			calloc(json_array_size(samples_of(c)), sizeof(double));
		if (!ratios[i]) {
			err = -ENOMEM;
			break;
		}
		points[used++] = (struct crossover_point){
			.x = scale(series->axis, places[i]),
			.log_ratio = ratios[i],
			.count = pair_up(c, find(series, b, places[i]),
					 ratios[i]),
		};
	}
	if (!err)
		err = crossover_find(points, used,
				     log1p(CROSSOVER_LEAST_PERCENT / 100.),
				     flips, &flip_count);
	if (err >= 0)
		err = tell(series, a, b, err, flips, flip_count, answer);
	for (size_t i = 0; i < count; i++)
		free(ratios[i]);
	return err;
}

static bool has_strategy(const struct series *series, size_t strategy)
{
	for (size_t i = 0; i < series->count; i++)
		if (series->cases[i]->strategy == strategy)
			return true;
	return false;
}

static void print_list(FILE *out, const char *head, const char *list)
{
	if (list)
		text_wrapped(out, head, list);
}

static int compare_pairs(const struct series *series, struct answer *answer)
{
	size_t strategies = series->data->strategies.count;
	int err = 0;

	for (size_t a = 0; !err && a < strategies; a++)
		for (size_t b = a + 1; !err && b < strategies; b++)
			if (has_strategy(series, a) && has_strategy(series, b))
				err = compare_pair(series, a, b, answer);
	if (!err) {
		print_list(answer->out, "  none in range:", answer->none);
		print_list(answer->out, "  no difference:", answer->even);
	}
	free(answer->none);
	free(answer->even);
	answer->none = NULL;
	answer->even = NULL;
	return err;
}

static bool varies(const struct plot_data *data, const char *key)
{
	for (size_t i = 1; i < data->count; i++)
		if (!json_equal(plot_axis(&data->cases[0], key),
				plot_axis(&data->cases[i], key)))
			return true;
	return false;
}

/* What this series has that others of the document have not. */
static void print_title(const struct series *series, FILE *out)
{
	const struct plot_data *data = series->data;
	const struct plot_case *c = series->cases[0];
	json_int_t least = place_of(c, series->axis->key), most = least;
	int column = 0;

	for (size_t i = 0; i < series->count; i++) {
		json_int_t place =
			place_of(series->cases[i], series->axis->key);

		least = place < least ? place : least;
		most = place > most ? place : most;
	}
	text_item(out, &column, "by %s, %lld to %lld", series->axis->key,
		  (long long)least, (long long)most);
	text_item(out, &column, "%s", data->platforms.name[c->platform]);
	for (size_t i = 0; i < data->axes.count; i++) {
		const char *key = data->axes.name[i];
		char text[64];

		if (!strcmp(key, series->axis->key) || !varies(data, key) ||
		    !plot_axis(c, key))
			continue;
		plot_axis_text(plot_axis(c, key), text, sizeof(text));
		text_item(out, &column, "%s=%s", key, text);
	}
	fputc('\n', out);
}

/* Two places and two strategies make a comparison. */
static bool is_worth_it(const struct series *series)
{
	bool places = false, strategies = false;

	for (size_t i = 1; i < series->count; i++) {
		places |= place_of(series->cases[i], series->axis->key) !=
			  place_of(series->cases[0], series->axis->key);
		strategies |= series->cases[i]->strategy !=
			      series->cases[0]->strategy;
	}
	return places && strategies;
}

static void print_head(FILE *out)
{
	text_wrapped(out, "order  ",
		     "of cycles per frame, pair by pair: where it flips "
		     "[95 % of resampled rounds], or who is cheaper where they "
		     "differ; "
		     "less than 2 % is no difference; only safe cases");
}

static int walk_axis(const struct plot_data *data, const struct axis *axis,
		     bool *done, struct answer *answer)
{
	struct series series = {.data = data, .axis = axis};
	int err = 0;

	series.cases = calloc(data->count + 1, sizeof(*series.cases));
	if (!series.cases)
		return -ENOMEM;
	for (size_t i = 0; i < data->count && !err; i++) {
		const struct plot_case *c = &data->cases[i];

		if (done[i] || !is_point(data, c, axis->key))
			continue;
		series.count = 0;
		for (size_t j = i; j < data->count; j++) {
			if (!is_point(data, &data->cases[j], axis->key) ||
			    !is_same_series(data, c, &data->cases[j],
					    axis->key))
				continue;
			series.cases[series.count++] = &data->cases[j];
			done[j] = true;
		}
		if (!is_worth_it(&series))
			continue;
		if (!answer->lines)
			print_head(answer->out);
		print_title(&series, answer->out);
		err = compare_pairs(&series, answer);
	}
	free(series.cases);
	return err;
}

int crossover_print(FILE *out, const json_t *document, char *reason,
		    size_t reason_size)
{
	static const struct axis axes[] = {
		{"size", "bytes", 0, 0},
		{"ready", "not-ready peeks", 1, 1},
	};
	struct answer answer = {.out = out};
	struct plot_data data;
	int err = plot_data_read(&data, document, reason, reason_size);

	if (err)
		return err;
	for (size_t i = 0; i < 2 && !err; i++) {
		bool *done = calloc(data.count + 1, sizeof(*done));

		err = done ? walk_axis(&data, &axes[i], done, &answer)
			   : -ENOMEM;
		free(done);
	}
	plot_data_free(&data);
	return err ? err : answer.lines;
}
