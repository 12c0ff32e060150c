// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The picture of working sets: cycles, and modelled misses of each level, of
 * one completion against the bytes that a turn of the ring goes over.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_sheet.h"

/* Figure 0 is the time, figure i the misses of level i. */
#define LEVELS 3
#define FIGURES (1 + LEVELS)

/* Fewer are no line to be looked at. */
#define LEAST_SETS 3

#define CYCLES "cycles_per_completion"

/** struct set_point - one case: @bytes, and the figure's quantiles. */
struct set_point {
	long long bytes;
	enum plot_state state;
	bool absent;
	struct plot_metric metric;
};

static long long bytes_of(const struct plot_case *c)
{
	return json_integer_value(
		json_object_get(c->json, "working_set_bytes"));
}

/* Loads and stores that missed @level, per completion; NaN: not modelled. */
static double misses_of(const struct plot_case *c, size_t level)
{
	const json_t *figures = json_object_get(
		json_object_get(c->json, "modelled"), "completion");
	double count = json_number_value(json_object_get(figures, "count"));
	const json_t *loads =
		json_array_get(json_object_get(figures, "load_misses"), level);
	const json_t *stores =
		json_array_get(json_object_get(figures, "store_misses"), level);

	if (count <= 0 || !json_is_number(loads) || !json_is_number(stores))
		return NAN;
	return (json_number_value(loads) + json_number_value(stores)) / count;
}

static int read_figure(const struct plot_case *c, size_t figure,
		       struct plot_metric *metric)
{
	double misses;

	if (!figure)
		return plot_metric_read(c, CYCLES, metric);
	misses = misses_of(c, figure - 1);
	if (!isfinite(misses))
		return -ENODATA;
	*metric = (struct plot_metric){
		.unit = "lines",
		.kind = "modelled",
		.p10 = misses,
		.median = misses,
		.p90 = misses,
	};
	return 0;
}

/* The kind of a panel's figure: of its first safe case; NULL: none has it. */
static const char *kind_of(const struct plot_sheet *sheet,
			   const struct plot_panel *panel, size_t figure)
{
	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		struct plot_metric metric;

		if (c->state == PLOT_OK && plot_in_panel(c, panel) &&
		    !strcmp(sheet->data->roles[c->strategy], "candidate") &&
		    !read_figure(c, figure, &metric))
			return metric.kind;
	}
	return NULL;
}

static int compare_points(const void *a, const void *b)
{
	const struct set_point *x = a, *y = b;

	return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static bool has_bytes(const struct set_point *points, size_t count,
		      long long bytes)
{
	for (size_t i = 0; i < count; i++)
		if (points[i].bytes == bytes)
			return true;
	return false;
}

/* The points of one line by rising bytes; of two at one place the first. */
static long read_points(const struct plot_sheet *sheet,
			const struct plot_panel *panel, size_t figure,
			size_t strategy, struct set_point *points)
{
	size_t count = 0;

	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		struct set_point *point = &points[count];
		int err;

		if (c->strategy != strategy || !plot_in_panel(c, panel) ||
		    bytes_of(c) < 1 || has_bytes(points, count, bytes_of(c)))
			continue;
		*point = (struct set_point){.bytes = bytes_of(c),
					    .state = c->state};
		err = read_figure(c, figure, &point->metric);
		if (err == -ENOMEM)
			return err;
		point->absent = err != 0;
		count++;
	}
	if (count)
		qsort(points, count, sizeof(*points), compare_points);
	return (long)count;
}

static bool is_drawn(const struct set_point *point, size_t figure)
{
	return point->state == PLOT_OK && !point->absent &&
	       (figure || point->metric.median > 0);
}

/* One line of text for a strategy whose line has gaps, or "". */
static void make_note(const struct plot_sheet *sheet, size_t strategy,
		      const struct set_point *points, size_t count,
		      size_t figure, char *note, size_t note_size)
{
	static const char *const words[] = {
		[PLOT_OK] = "absent",
		[PLOT_UNSAFE] = "unsafe",
		[PLOT_SKIPPED] = "skipped",
		[PLOT_FAILED] = "failed",
	};
	size_t gaps = 0;
	const char *word = "";

	note[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (is_drawn(&points[i], figure))
			continue;
		word = words[points[i].state];
		gaps++;
	}
	if (gaps)
		snprintf(note, note_size, "%s: %zu of %zu not drawn: %s",
			 sheet->data->strategies.name[strategy], gaps, count,
			 word);
}

/* All of them or none: the first is L1. */
static void put_levels(const struct plot_sheet *sheet, FILE *csv)
{
	const json_t *levels = json_object_get(
		json_object_get(sheet->data->own, "cache_model"), "levels");
	long long bytes[LEVELS];
	size_t count = json_array_size(levels);

	for (size_t i = 0; i < count && i < LEVELS; i++) {
		bytes[i] = json_integer_value(
			json_object_get(json_array_get(levels, i), "bytes"));
		if (bytes[i] < 1)
			count = 0;
	}
	if (!count || count > LEVELS) {
		fputc('-', csv);
		return;
	}
	for (size_t i = 0; i < count; i++)
		fprintf(csv, "%s%lld", i ? " " : "", bytes[i]);
}

static void put_title(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t figure,
		      const char *kind, FILE *csv)
{
	plot_put_text(sheet->data->platforms.name[panel->platform], csv);
	if (figure)
		fprintf(csv, ": L%zu misses (", figure);
	else
		fputs(": time (", csv);
	plot_put_text(kind, csv);
	fputs("),", csv);
}

static void put_row(const struct plot_sheet *sheet,
		    const struct set_point *point, size_t figure, FILE *csv)
{
	const struct plot_metric *m = &point->metric;

	fprintf(csv, "%lld,%zu,", point->bytes, m->rounds);
	if (is_drawn(point, figure))
		fprintf(csv, "%.9g,%.9g,%.9g,ok,", m->p10, m->median, m->p90);
	else
		fputs("NaN,NaN,NaN,not_drawn,", csv);
	plot_put_text(figure ? "lines" : sheet->unit, csv);
	fprintf(csv, ",%zu,", figure);
	put_levels(sheet, csv);
	fputc('\n', csv);
}

/** struct set_panel - a panel of the picture: one figure of one platform. */
struct set_panel {
	const struct plot_panel *panel;
	size_t figure;
	size_t number;
	const char *kind;
};

static int write_line(const struct plot_sheet *sheet,
		      const struct set_panel *set, size_t strategy,
		      struct set_point *points, FILE *csv)
{
	const char *role = sheet->data->roles[strategy];
	long count =
		read_points(sheet, set->panel, set->figure, strategy, points);
	char note[256];

	if (count < 0)
		return -ENOMEM;
	make_note(sheet, strategy, points, (size_t)count, set->figure, note,
		  sizeof(note));
	if (count)
		fputs("\n\n", csv);
	for (long i = 0; i < count; i++) {
		fprintf(csv, "%zu,", set->number);
		put_title(sheet, set->panel, set->figure, set->kind, csv);
		plot_put_text(sheet->data->strategies.name[strategy], csv);
		if (strcmp(role, "candidate"))
			fprintf(csv, " (%s)", role);
		fprintf(csv, ",%zu,", strategy);
		plot_put_text(role, csv);
		fputc(',', csv);
		plot_put_text(i ? "" : note, csv);
		fputc(',', csv);
		put_row(sheet, &points[i], set->figure, csv);
	}
	return 0;
}

/* Pictures' panels that @panel's predecessors on this page made. */
static size_t panels_before(const struct plot_sheet *sheet,
			    const struct plot_panel *panel, size_t number)
{
	size_t count = 0;

	for (size_t i = 1; i < number; i++)
		for (size_t f = 0; f < FIGURES; f++)
			count += kind_of(sheet, panel - i, f) != NULL;
	return count;
}

static int write_set(const struct plot_sheet *sheet,
		     const struct plot_panel *panel, size_t number, FILE *csv)
{
	struct set_point *points =
		calloc(sheet->pick.count + 1, sizeof(*points));
	struct set_panel set = {
		.panel = panel,
		.number = panels_before(sheet, panel, number),
	};
	int err = points ? 0 : -ENOMEM;

	for (size_t f = 0; f < FIGURES && !err; f++) {
		set.figure = f;
		set.kind = kind_of(sheet, panel, f);
		if (!set.kind)
			continue;
		set.number++;
		for (size_t s = 0; !err && s < sheet->data->strategies.count;
		     s++)
			err = write_line(sheet, &set, s, points, csv);
	}
	free(points);
	return err;
}

static size_t sets_of(const struct plot_sheet *sheet,
		      const struct plot_panel *panel)
{
	size_t count = 0;

	for (size_t i = 0; i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];
		size_t earlier = 0;

		if (!plot_in_panel(c, panel) || bytes_of(c) < 1)
			continue;
		while (bytes_of(sheet->pick.cases[earlier]) != bytes_of(c) ||
		       !plot_in_panel(sheet->pick.cases[earlier], panel))
			earlier++;
		count += earlier == i;
	}
	return count;
}

static void count_rounds(struct plot_sheet *sheet,
			 const struct plot_panel *panel)
{
	for (size_t i = 0; i < sheet->pick.count; i++) {
		struct plot_metric metric;

		if (!plot_in_panel(sheet->pick.cases[i], panel) ||
		    plot_metric_read(sheet->pick.cases[i], CYCLES, &metric))
			continue;
		if (!sheet->rounds_most || metric.rounds < sheet->rounds_least)
			sheet->rounds_least = metric.rounds;
		if (metric.rounds > sheet->rounds_most)
			sheet->rounds_most = metric.rounds;
	}
}

static int choose_set(struct plot_sheet *sheet, struct plot_panel *panel,
		      const char **why)
{
	panel->kind = kind_of(sheet, panel, 0);
	*why = "no safe case with this figure";
	if (!panel->kind)
		return 0;
	*why = "fewer than three working sets";
	if (sets_of(sheet, panel) < LEAST_SETS)
		return 0;
	count_rounds(sheet, panel);
	return 1;
}

static const char *check_set(struct plot_sheet *sheet)
{
	struct plot_metric metric;

	if (plot_axis_values(&sheet->pick, "ring") < LEAST_SETS)
		return "fewer than three sizes of ring";
	for (size_t i = 0; !sheet->unit && i < sheet->pick.count; i++)
		if (sheet->pick.cases[i]->state == PLOT_OK &&
		    !plot_metric_read(sheet->pick.cases[i], CYCLES, &metric))
			sheet->unit = metric.unit;
	return sheet->unit ? NULL : "no safe case has " CYCLES;
}

static void set_head(const struct plot_sheet *sheet, FILE *text)
{
	const json_t *model = json_object_get(sheet->data->own, "cache_model");
	const char *geometry =
		json_string_value(json_object_get(model, "geometry"));
	const char *source =
		json_string_value(json_object_get(model, "source"));

	fprintf(text, "Time: median of %zu", sheet->rounds_least);
	if (sheet->rounds_most > sheet->rounds_least)
		fprintf(text, " to %zu", sheet->rounds_most);
	fputs(" rounds; whiskers: 10th to 90th percentile; with all that the "
	      "model leaves out, such as prefetching along the ring.  Lower is "
	      "better.  Working set: bytes of the lines that one turn of the "
	      "ring touches.  Strategies stand side by side at one x.",
	      text);
	if (geometry && source)
		fprintf(text,
			"  Vertical lines: the sizes of the modelled caches, "
			"%s (%s).",
			geometry, source);
}

const struct plot_sheet_kind plot_set = {
	.name = "set",
	.title = "Time and cache misses of one completion by working set",
	.axis = "ring",
	.columns = "working_set_bytes,rounds,p10,median,p90,state,unit,figure,"
		   "levels_bytes",
	.check = check_set,
	.panel = choose_set,
	.write = write_set,
	.head = set_head,
};
