// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where lines of a picture cross. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/crossover.h"
#include "report/plot_sheet.h"

/*
 * Marks nearer than this share of the panel's width and of a decade of cost
 * have one label: two would lie on each other.
 */
#define NEAR_X 0.14
#define NEAR_Y 0.25

/**
 * struct crossing - one mark.
 * @below, @above: the strategies that cost less below it and above it.
 * @cost: of both, there.
 */
struct crossing {
	size_t below;
	size_t above;
	struct crossover_flip flip;
	double cost;
};

/** struct crossings - of one panel. */
struct crossings {
	const struct crossover_series *series;
	struct crossing *list;
	size_t count;
};

static double scale(const struct crossover_series *series, double place)
{
	return log2(place + series->axis->shift);
}

/*
 * The logarithm of a strategy's cost at @place, on the line between its
 * neighbours; NaN where its line does not reach.
 */
static double cost_at(const struct crossover_series *series, size_t strategy,
		      double place)
{
	double left = -INFINITY, right = INFINITY, low = NAN, high = NAN;
	struct plot_metric metric;

	for (size_t i = 0; i < series->count; i++) {
		const struct plot_case *c = series->cases[i];
		double at = (double)crossover_place(series, c);

		if (c->strategy != strategy ||
		    plot_metric_read(c, series->metric, &metric))
			continue;
		if (at <= place && at > left) {
			left = at;
			low = log10(metric.median);
		}
		if (at >= place && at < right) {
			right = at;
			high = log10(metric.median);
		}
	}
	if (!(right > left))
		return low;
	left = scale(series, left);
	right = scale(series, right);
	return low +
	       (high - low) * (scale(series, place) - left) / (right - left);
}

static int add_pair(void *ctx, const struct crossover_pair *pair)
{
	struct crossings *found = ctx;
	struct crossing *longer;

	if (!pair->flip_count)
		return 0;
	longer = realloc(found->list, (found->count + pair->flip_count) *
					      sizeof(*found->list));
	if (!longer)
		return -ENOMEM;
	found->list = longer;
	for (size_t i = 0; i < pair->flip_count; i++) {
		const struct crossover_flip *flip = &pair->flips[i];

		found->list[found->count++] = (struct crossing){
			.below = flip->a_below ? pair->a : pair->b,
			.above = flip->a_below ? pair->b : pair->a,
			.flip = *flip,
			.cost = (cost_at(found->series, pair->a, flip->at) +
				 cost_at(found->series, pair->b, flip->at)) /
				2,
		};
	}
	return 0;
}

static int compare_crossings(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;

	if (x->flip.at != y->flip.at)
		return x->flip.at < y->flip.at ? -1 : 1;
	return (x->cost > y->cost) - (x->cost < y->cost);
}

/* The cases that the panel draws. */
static int gather(struct crossover_series *series,
		  const struct plot_sheet *sheet,
		  const struct plot_panel *panel)
{
	series->cases = calloc(sheet->pick.count + 1, sizeof(*series->cases));
	if (!series->cases)
		return -ENOMEM;
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		struct plot_metric metric;

		if (plot_in_panel(c, panel) && crossover_is_point(series, c) &&
		    !plot_metric_read(c, series->metric, &metric) &&
		    !strcmp(metric.kind, panel->kind) &&
		    !strcmp(metric.unit, sheet->unit) && metric.median > 0)
			series->cases[series->count++] = c;
	}
	return 0;
}

static double width_of(const struct crossover_series *series)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < series->count; i++) {
		double at = scale(series, (double)crossover_place(
						  series, series->cases[i]));

		least = fmin(least, at);
		most = fmax(most, at);
	}
	return most - least;
}

/* The first of marks that lie together has the label of all. */
static size_t cluster(const struct crossings *found, size_t first)
{
	const struct crossover_series *series = found->series;
	const struct crossing *one = &found->list[first];
	double near = NEAR_X * width_of(series);
	size_t end = first + 1;

	while (end < found->count &&
	       scale(series, found->list[end].flip.at) -
			       scale(series, one->flip.at) <
		       near &&
	       fabs(found->list[end].cost - one->cost) < NEAR_Y)
		end++;
	return end;
}

static void put_note(const struct crossings *found, size_t i, FILE *csv)
{
	const struct crossing *crossing = &found->list[i];
	const struct plot_names *names = &found->series->data->strategies;
	int decimals = found->series->axis->decimals;

	fprintf(csv, "%zu ", i + 1);
	plot_put_text(names->name[crossing->below], csv);
	fprintf(csv, " up to %.*f [%.*f .. %.*f]; then ", decimals,
		crossing->flip.at, decimals, crossing->flip.low, decimals,
		crossing->flip.high);
	plot_put_text(names->name[crossing->above], csv);
}

static void put_crossing(const struct plot_sheet *sheet,
			 const struct plot_panel *panel, size_t number,
			 const struct crossings *found, size_t i,
			 const char *label, FILE *csv)
{
	const struct crossing *crossing = &found->list[i];

	plot_put_panel(sheet, panel, number, csv);
	fputs("crossing,0,crossing,", csv);
	put_note(found, i, csv);
	fprintf(csv, ",%.6g,0,NaN,%.6g,NaN,crossing,", crossing->flip.at,
		pow(10, crossing->cost));
	plot_put_text(sheet->unit, csv);
	fputc(',', csv);
	plot_put_text(panel->kind, csv);
	fprintf(csv, ",%.6g,%.6g,%s\n", crossing->flip.low, crossing->flip.high,
		label);
}

static void put_block(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number,
		      const struct crossings *found, FILE *csv)
{
	size_t end = 0;

	fputs("\n\n", csv);
	for (size_t i = 0; i < found->count; i++) {
		char label[48] = "-";

		if (i == end) {
			end = cluster(found, i);
			snprintf(label, sizeof(label),
				 end > i + 1 ? "%zu-%zu" : "%zu", i + 1, end);
		}
		put_crossing(sheet, panel, number, found, i, label, csv);
	}
}

long plot_put_crossings(const struct plot_sheet *sheet,
			const struct plot_panel *panel, size_t number,
			const char *metric, FILE *csv)
{
	struct crossover_series series = {
		.data = sheet->data,
		.axis = crossover_axis(sheet->kind->axis),
		.metric = metric,
		.min_effect = CROSSOVER_MIN_EFFECT,
	};
	struct crossings found = {.series = &series};
	int err = gather(&series, sheet, panel);

	if (!err)
		err = crossover_pairs(&series, add_pair, &found);
	if (!err && found.count) {
		qsort(found.list, found.count, sizeof(*found.list),
		      compare_crossings);
		put_block(sheet, panel, number, &found, csv);
	}
	free(found.list);
	free(series.cases);
	return err ? err : (long)found.count;
}

void plot_crossings_head(const struct plot_sheet *sheet, FILE *text)
{
	fputs("Circles with numbers: where the order of two candidates flips, "
	      "as the list says who costs less up to there and who then, and "
	      "95 % of resampled rounds; ",
	      text);
	if (!strcmp(sheet->unit, "instructions"))
		fputs("any difference of counts makes an order.", text);
	else
		fprintf(text,
			"less than the A/A floor, or than %.3g %%, makes no "
			"order.",
			100 * CROSSOVER_MIN_EFFECT);
}
