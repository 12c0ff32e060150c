// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The pictures with a line a strategy: the cost against size and ready. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_sheet.h"

enum point_state {
	POINT_OK,
	POINT_UNSAFE,
	POINT_SKIPPED,
	POINT_FAILED,
	POINT_ABSENT,
	POINT_OTHER_KIND,
	POINT_OTHER_UNIT,
	POINT_NOT_POSITIVE,
	POINT_STATES,
};

static const char *const state_names[POINT_STATES] = {
	[POINT_OK] = "ok",
	[POINT_UNSAFE] = "unsafe",
	[POINT_SKIPPED] = "skipped",
	[POINT_FAILED] = "failed",
	[POINT_ABSENT] = "absent",
	[POINT_OTHER_KIND] = "other_kind",
	[POINT_OTHER_UNIT] = "other_unit",
	[POINT_NOT_POSITIVE] = "not_positive",
};

/* As a reader is told; an unsafe point names its hazards instead. */
static const struct {
	const char *state;
	const char *why;
} told[POINT_STATES] = {
	[POINT_UNSAFE] = {"unsafe", NULL},
	[POINT_SKIPPED] = {"skipped", NULL},
	[POINT_FAILED] = {"failed", NULL},
	[POINT_ABSENT] = {"absent", "no samples"},
	[POINT_OTHER_KIND] = {"not drawn, of another kind", NULL},
	[POINT_OTHER_UNIT] = {"not drawn, in another unit", NULL},
	[POINT_NOT_POSITIVE] = {"not drawn", "not above 0"},
};

/** struct point - one case of one line. */
struct point {
	const struct plot_case *c;
	long long x;
	enum point_state state;
	struct plot_metric metric;
};

/** struct line - the points of one strategy in one panel, by rising x. */
struct line {
	struct point *points;
	size_t count;
};

static const char *metric_of(const struct plot_sheet *sheet)
{
	return sheet->kind == &plot_ready ? "cycles_per_frame"
					  : "cycles_per_completion";
}

/* @kind NULL: any kind will do. */
static int read_point(const struct plot_sheet *sheet, const char *kind,
		      const struct plot_case *c, struct point *point)
{
	int err;

	*point = (struct point){
		.c = c,
		.x = json_integer_value(plot_axis(c, sheet->kind->axis)),
		.state = (enum point_state)c->state,
	};
	if (c->state != PLOT_OK)
		return 0;
	err = plot_metric_read(c, metric_of(sheet), &point->metric);
	if (err == -ENODATA)
		point->state = POINT_ABSENT;
	else if (err)
		return err;
	else if (kind && strcmp(point->metric.kind, kind))
		point->state = POINT_OTHER_KIND;
	else if (sheet->unit && strcmp(point->metric.unit, sheet->unit))
		point->state = POINT_OTHER_UNIT;
	else if (point->metric.median <= 0)
		point->state = POINT_NOT_POSITIVE;
	return 0;
}

static int compare_points(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return (x->x > y->x) - (x->x < y->x);
}

static bool has_x(const struct line *line, const struct plot_case *c,
		  const char *axis)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->points[i].x == json_integer_value(plot_axis(c, axis)))
			return true;
	return false;
}

/* Of two cases at one place the document's first is drawn. */
static int read_line(const struct plot_sheet *sheet,
		     const struct plot_panel *panel, size_t strategy,
		     struct line *line)
{
	int err = 0;

	line->count = 0;
	line->points = calloc(sheet->pick.count + 1, sizeof(*line->points));
	if (!line->points)
		return -ENOMEM;
	for (size_t i = 0; !err && i < sheet->pick.count; i++) {
		const struct plot_case *c = sheet->pick.cases[i];

		if (c->strategy != strategy || !plot_in_panel(c, panel) ||
		    has_x(line, c, sheet->kind->axis))
			continue;
		err = read_point(sheet, panel->kind, c,
				 &line->points[line->count++]);
	}
	if (err)
		free(line->points);
	else
		qsort(line->points, line->count, sizeof(*line->points),
		      compare_points);
	return err;
}

static const char *why_missing(const struct point *point)
{
	switch (point->state) {
	case POINT_SKIPPED:
	case POINT_FAILED:
		return point->c->reason;
	case POINT_OTHER_KIND:
		return point->metric.kind;
	case POINT_OTHER_UNIT:
		return point->metric.unit;
	default:
		return told[point->state].why;
	}
}

/* One clause on all points of the line in @state; the first is at @start. */
static int put_clause(const struct line *line, enum point_state state,
		      long start, FILE *text)
{
	const struct plot_case **cases;
	const struct point *first = NULL;
	size_t count = 0;

	cases = calloc(line->count + 1, sizeof(*cases));
	if (!cases)
		return -ENOMEM;
	for (size_t i = 0; i < line->count; i++) {
		if (line->points[i].state != state)
			continue;
		if (!first)
			first = &line->points[i];
		cases[count++] = line->points[i].c;
	}
	if (count) {
		fprintf(text, "%s %s", ftell(text) > start ? ";" : "",
			told[state].state);
		if (count < line->count)
			fprintf(text, " (%zu of %zu)", count, line->count);
		fputs(": ", text);
		if (state == POINT_UNSAFE)
			plot_put_hazards(cases, count, text);
		else
			fputs(why_missing(first), text);
	}
	free(cases);
	return 0;
}

/* @note: what is to be said on points that are not drawn, or "". */
static int make_note(const struct plot_sheet *sheet, size_t strategy,
		     const struct line *line, char **note)
{
	const char *name = sheet->data->strategies.name[strategy];
	size_t size;
	FILE *text = open_memstream(note, &size);
	int err = 0;

	if (!text)
		return -ENOMEM;
	fputs(name, text);
	for (int state = POINT_UNSAFE; !err && state < POINT_STATES; state++)
		err = put_clause(line, (enum point_state)state,
				 (long)strlen(name), text);
	if (fclose(text))
		err = -ENOMEM;
	if (err) {
		free(*note);
		return err;
	}
	if (size == strlen(name))
		**note = '\0';
	return 0;
}

static void put_numbers(const struct plot_sheet *sheet,
			const struct plot_panel *panel,
			const struct point *point, FILE *csv)
{
	const struct plot_metric *metric = &point->metric;

	fprintf(csv, "%lld,%zu,", point->x, metric->rounds);
	if (point->state == POINT_OK)
		fprintf(csv, "%.9g,%.9g,%.9g,", metric->p10, metric->median,
			metric->p90);
	else
		fputs("NaN,NaN,NaN,", csv);
	fprintf(csv, "%s,", state_names[point->state]);
	plot_put_text(sheet->unit, csv);
	fputc(',', csv);
	plot_put_text(panel->kind, csv);
	fputs(",NaN,NaN,-\n", csv);
}

static int write_line(const struct plot_sheet *sheet,
		      const struct plot_panel *panel, size_t number,
		      size_t strategy, FILE *csv)
{
	struct line line;
	char *note;
	int err = read_line(sheet, panel, strategy, &line);

	if (err)
		return err;
	err = make_note(sheet, strategy, &line, &note);
	if (!err) {
		if (line.count)
			fputs("\n\n", csv);
		for (size_t i = 0; i < line.count; i++) {
			plot_put_lead(sheet, panel, number, strategy,
				      i ? "" : note, csv);
			put_numbers(sheet, panel, &line.points[i], csv);
		}
		free(note);
	}
	free(line.points);
	return err;
}

static int write_panel(const struct plot_sheet *sheet,
		       const struct plot_panel *panel, size_t number, FILE *csv)
{
	int err = 0;

	for (size_t s = 0; !err && s < sheet->data->strategies.count; s++)
		err = write_line(sheet, panel, number, s, csv);
	if (!err)
		err = (int)plot_put_crossings(sheet, panel, number,
					      metric_of(sheet), csv);
	return err < 0 ? err : 0;
}

/* The kind that most points have: the others are listed, not drawn. */
static int find_kind(struct plot_sheet *sheet, struct plot_panel *panel)
{
	struct plot_names kinds = {0};
	size_t *counts = calloc(sheet->pick.count + 1, sizeof(*counts));
	size_t best = 0;
	int err = counts ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < sheet->pick.count; i++) {
		struct point point;
		long kind;

		if (!plot_in_panel(sheet->pick.cases[i], panel))
			continue;
		err = read_point(sheet, NULL, sheet->pick.cases[i], &point);
		if (err || point.state != POINT_OK)
			continue;
		kind = plot_names_add(&kinds, point.metric.kind);
		if (kind < 0)
			err = -ENOMEM;
		else if (++counts[kind] > counts[best])
			best = (size_t)kind;
	}
	panel->kind = !err && kinds.count ? kinds.name[best] : NULL;
	free(kinds.name);
	free(counts);
	return err;
}

static void count_rounds(struct plot_sheet *sheet, size_t rounds)
{
	if (!sheet->rounds_most || rounds < sheet->rounds_least)
		sheet->rounds_least = rounds;
	if (rounds > sheet->rounds_most)
		sheet->rounds_most = rounds;
}

static int choose_panel(struct plot_sheet *sheet, struct plot_panel *panel,
			const char **why)
{
	int err = find_kind(sheet, panel);

	if (err)
		return err;
	*why = "no safe case with this figure";
	if (!panel->kind)
		return 0;
	for (size_t i = 0; i < sheet->pick.count; i++) {
		struct point point;

		if (!plot_in_panel(sheet->pick.cases[i], panel))
			continue;
		err = read_point(sheet, panel->kind, sheet->pick.cases[i],
				 &point);
		if (err)
			return err;
		if (point.state == POINT_OK)
			count_rounds(sheet, point.metric.rounds);
	}
	return 1;
}

static void find_unit(struct plot_sheet *sheet)
{
	struct plot_metric metric;

	for (size_t i = 0; !sheet->unit && i < sheet->pick.count; i++)
		if (sheet->pick.cases[i]->state == PLOT_OK &&
		    !plot_metric_read(sheet->pick.cases[i], metric_of(sheet),
				      &metric))
			sheet->unit = metric.unit;
}

static const char *check_completion(struct plot_sheet *sheet)
{
	find_unit(sheet);
	if (!sheet->pick.count)
		return "no case has a size";
	return sheet->unit ? NULL : "no safe case has cycles_per_completion";
}

static const char *check_ready(struct plot_sheet *sheet)
{
	find_unit(sheet);
	if (!sheet->pick.count)
		return "no case sets the ready ratio";
	if (plot_axis_values(&sheet->pick, "ready") < 2)
		return "only one ready ratio";
	return sheet->unit ? NULL : "no safe case has cycles_per_frame";
}

static void put_head(const struct plot_sheet *sheet, FILE *text)
{
	fprintf(text, "Median of %zu", sheet->rounds_least);
	if (sheet->rounds_most > sheet->rounds_least)
		fprintf(text, " to %zu", sheet->rounds_most);
	fputs(" rounds; whiskers: 10th to 90th percentile.  Lower is better.  "
	      "Strategies stand side by side at one x.  ",
	      text);
	plot_crossings_head(sheet, text);
	if (sheet->has_unsafe)
		fputs("  An unsafe case returned a wrong frame and has no cost "
		      "here.",
		      text);
}

const struct plot_sheet_kind plot_completion = {
	.name = "completion",
	.title = "Cost of one completion by buffer size",
	.axis = "size",
	.columns =
		"size_bytes,rounds,p10,median,p90,state,unit,kind,x_low,x_high,"
		"label",
	.check = check_completion,
	.panel = choose_panel,
	.write = write_panel,
	.head = put_head,
};

const struct plot_sheet_kind plot_ready = {
	.name = "ready",
	.title = "Cost of one frame by not-ready peeks",
	.axis = "ready",
	.columns =
		"not_ready,rounds,p10,median,p90,state,unit,kind,x_low,x_high,"
		"label",
	.check = check_ready,
	.panel = choose_panel,
	.write = write_panel,
	.head = put_head,
};
