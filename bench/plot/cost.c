// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Pictures of cost: a frame's, relative to the base of its group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/query.h"
#include "stats/stats.h"
#include "view/head.h"

/* Places from which a line tells more than two points would. */
#define LEAST_PLACES 3u

static bool takes_cost(const struct record *record)
{
	return record_has(record, FIGURE_FRAME_CYCLES) ||
	       (record->state == CASE_UNSAFE &&
		record->number[AXIS_READY] != AXIS_NONE);
}

static double percent(double log_ratio)
{
	return 100 * expm1(log_ratio);
}

static bool decided(const struct compare_row *row)
{
	return row->verdict == VERDICT_FASTER || row->verdict == VERDICT_SLOWER;
}

/* Of a strategy that was measured and not compared: the harness's loop. */
static bool draws_plainly(const struct compare_row *row)
{
	return row->state == COMPARE_NONE && row->base &&
	       row->c->role == PEEK_HARNESS && row->c->state == CASE_OK &&
	       row->base->state == CASE_OK && row->median > 0 &&
	       row->c->figure[row->figure].kind ==
		       row->base->figure[row->figure].kind;
}

static void set_interval(struct sheet *sheet, const struct compare_row *row,
			 struct point *point, double value)
{
	point->shape = decided(row) ? SHAPE_SURE : SHAPE_OPEN;
	if (isfinite(row->low) && isfinite(row->high) &&
	    row->source != FLOOR_EXACT) {
		point->low = percent(row->low);
		point->high = percent(row->high);
	}
	if (sheet->rows)
		point->text = sheet_text(sheet, "%+.*f",
					 fabs(value) < 99 ? 1 : 0, value);
}

static const char *kind_of_group(const struct compare_row *row)
{
	enum kind kind = row->base->figure[row->figure].kind;

	return kind == KIND_MEASURED || kind == KIND_INSTRUCTIONS
		       ? ""
		       : kind_name(kind);
}

static void note_why(struct sheet *sheet, const struct compare_row *row)
{
	if (row->c->role == PEEK_HARNESS && *kind_of_group(row))
		sheet_not_drawn(sheet, record_strategy(row->c),
				"its cycles are measured, in panels of "
				"another kind");
	else if (*row->why && row->state == COMPARE_NONE)
		sheet_not_drawn(sheet, record_strategy(row->c), row->why);
}

static void add_row(struct sheet *sheet, const struct compare_row *row,
		    int panel, double x)
{
	struct point point = point_of(panel, record_strategy(row->c));
	double *value = sheet->rows ? &point.x : &point.y;

	point.x = x;
	if (row->state == COMPARE_UNSAFE) {
		point.shape = SHAPE_UNSAFE;
		point.text = query_hazards_of(sheet, row->c, sheet->rows);
	} else if (row->state == COMPARE_DONE && isfinite(row->shift)) {
		*value = percent(row->shift);
		set_interval(sheet, row, &point, *value);
	} else if (row->state == COMPARE_BASE && !sheet->rows) {
		point.shape = SHAPE_LINE;
		*value = 0;
	} else if (draws_plainly(row)) {
		point.shape = SHAPE_LINE;
		*value = 100 * (row->median / row->base_median - 1);
	} else {
		note_why(sheet, row);
		return;
	}
	sheet_add(sheet, point);
}

static void add_band(struct sheet *sheet, const struct compare_row *row,
		     int panel, double x)
{
	struct point point = point_of(panel, "");

	point.shape = SHAPE_BAND;
	point.x = x;
	point.y = 0;
	point.low = percent(-row->effect);
	point.high = percent(row->effect);
	if (isfinite(row->effect) && row->source != FLOOR_EXACT)
		sheet_add(sheet, point);
}

static bool has_base(const struct compare_row *row)
{
	return row->base && row->figure == FIGURE_FRAME_CYCLES &&
	       record_has(row->base, FIGURE_FRAME_CYCLES);
}

/* A row whose group has no base that others could be compared with. */
static void note_no_base(struct sheet *sheet, const struct compare_row *row)
{
	const struct figure *figure = &row->c->figure[FIGURE_FRAME_CYCLES];

	if (row->c->state == CASE_SKIPPED || row->c->state == CASE_FAILED)
		sheet_not_drawn(sheet, case_state_name(row->c->state),
				row->c->reason);
	else if (figure->kind == KIND_ABSENT)
		sheet_not_drawn(
			sheet,
			sheet_text(sheet, "device=%s", record_device(row->c)),
			figure->absent);
	else
		sheet_not_drawn(sheet, record_strategy(row->c), row->why);
}

/* Where a case lies along @axis; the ring is a working set. */
static double place_of(const struct record *record, enum axis_key axis)
{
	if (axis == AXIS_RING && record->working_set)
		return (double)record->working_set;
	return axis != AXES && axis != AXIS_RING &&
			       record->number[axis] != AXIS_NONE
		       ? (double)record->number[axis]
		       : NAN;
}

/* What tells a panel of @row from others, beside its axes. */
static const char *aside(struct sheet *sheet, const struct compare_row *row)
{
	const char *kind = kind_of_group(row);
	const char *base = record_strategy(row->base);

	if (!sheet->base || !strcmp(base, sheet->base))
		return kind;
	return sheet_text(sheet, "%s%sagainst %s", kind, *kind ? ", " : "",
			  base);
}

/* @axis: x; AXES: none, in a sheet of rows. */
static void add_rows(const struct query *query, struct sheet *sheet,
		     const struct picks *picks, enum axis_key axis)
{
	const struct compare_row *last = NULL;

	for (size_t i = 0; i < query->rows->count; i++) {
		const struct compare_row *row = &query->rows->rows[i];
		double x = place_of(row->c, axis);
		int panel;

		if (!has_base(row) && (!row->base || row->c == row->base))
			note_no_base(sheet, row);
		if (!has_base(row) || (axis != AXES && isnan(x)))
			continue;
		panel = picks_panel(picks, sheet, row->c, aside(sheet, row));
		if (panel < 0)
			continue;
		if (!last || last->c->group != row->c->group)
			add_band(sheet, row, panel, x);
		last = row;
		add_row(sheet, row, panel, x);
	}
}

/* --- labels -------------------------------------------------------------- */

static const struct compare_row *any_row(const struct query *query)
{
	for (size_t i = 0; i < query->rows->count; i++)
		if (has_base(&query->rows->rows[i]))
			return &query->rows->rows[i];
	return NULL;
}

static const char *change_label(const struct query *query, struct sheet *sheet)
{
	const struct compare_row *row = any_row(query);
	bool exact = kind_is_exact(row->base->figure[row->figure].kind);
	const char *unit = row->base->figure[row->figure].unit;

	if (query->after)
		return sheet_text(sheet,
				  "change of %s per frame, after against "
				  "before [%%]",
				  unit);
	sheet->base = record_strategy(row->base);
	return sheet_text(
		sheet, "%s per frame against %s [%%]%s",
		exact ? kind_name(KIND_INSTRUCTIONS) : unit, sheet->base,
		exact || !sheet->rows ? "" : ", estimate and 95 % interval");
}

static const char *legend_note(const struct query *query)
{
	const struct compare_row *row = any_row(query);

	if (kind_is_exact(row->base->figure[row->figure].kind))
		return "instructions are counted by an emulated CPU, the same "
		       "in every run";
	return "filled: faster or slower; open: same or unclear; grey band: "
	       "too small to count; bars: 95 % intervals; null: the loop alone";
}

/* --- the pictures -------------------------------------------------------- */

/* Is there anything to compare?  Else the sheet says why. */
static bool begin(const struct query *query, struct sheet *sheet,
		  struct picks *picks, const enum axis_key *without,
		  size_t without_count)
{
	if (picks_make(picks, query, takes_cost, without, without_count))
		sheet->failed = true;
	else if (!query->rows->count)
		sheet_note(sheet, query->why);
	else if (!any_row(query))
		note_no_base(sheet, &query->rows->rows[0]);
	else
		return true;
	return false;
}

static const struct compare_row *row_of(const struct query *query,
					const struct record *record)
{
	for (size_t i = 0; i < query->rows->count; i++)
		if (query->rows->rows[i].c == record)
			return &query->rows->rows[i];
	return NULL;
}

/* Where the order of the base and another strategy flips. */
static void add_flips(const struct query *query, struct sheet *sheet,
		      const struct picks *picks,
		      const struct crossover *crossover)
{
	const struct compare_row *row = row_of(query, crossover->like);
	const char *base = row && row->base ? record_strategy(row->base) : "";
	bool first = !strcmp(crossover->a, base);
	struct point point;
	int panel;

	if (!first && strcmp(crossover->b, base))
		return;
	panel = picks_panel(picks, sheet, row->c, aside(sheet, row));
	point = point_of(panel, first ? crossover->b : crossover->a);
	point.shape = SHAPE_FLIP;
	point.y = 0;
	for (size_t i = 0; panel >= 0 && i < crossover->flip_count; i++) {
		point.x = crossover->flips[i].at;
		point.low = crossover->flips[i].low;
		point.high = crossover->flips[i].high;
		sheet_add(sheet, point);
		sheet_note(sheet, "rings: the order flips there, with its 95 % "
				  "interval: see peekbench crossover");
	}
}

static void draw_lines(const struct query *query, struct sheet *sheet,
		       struct picks *picks, enum axis_key axis)
{
	sheet->height = 150;
	sheet->across = 3;
	sheet->y.scale = SCALE_CHANGE;
	sheet->y.share = SHARE_ROW;
	sheet->y.label = change_label(query, sheet);
	sheet->x.values = true;
	query_caption(sheet, query, picks);
	add_rows(query, sheet, picks, axis);
	sheet_note(sheet, legend_note(query));
	for (size_t i = 0; i < query->flips->count; i++)
		if (query->flips->list[i].axis->key == axis)
			add_flips(query, sheet, picks, &query->flips->list[i]);
}

static void draw_over(const struct query *query, struct sheet *sheet,
		      enum axis_key axis)
{
	struct picks picks;
	bool any = begin(query, sheet, &picks, &axis, 1);
	size_t places = picks_values(&picks, axis);

	if (places < (query->asked ? 2 : LEAST_PLACES)) {
		sheet_note(sheet, sheet_text(sheet, "%s has %zu value%s here",
					     axis_name(axis), places,
					     places == 1 ? "" : "s"));
		sheet->beside = true;
	} else if (any) {
		draw_lines(query, sheet, &picks, axis);
	}
	picks_free(&picks);
}

void query_looks(const struct query *query, struct sheet *sheet)
{
	sheet->x.label = "looks at a frame that find nothing";
	sheet->x.scale = SCALE_LOG1;
	draw_over(query, sheet, AXIS_READY);
}

void query_size(const struct query *query, struct sheet *sheet)
{
	sheet->x.label = "size of a buffer [bytes]";
	sheet->x.scale = SCALE_LOG;
	sheet->x.bytes = true;
	draw_over(query, sheet, AXIS_SIZE);
}

void query_set(const struct query *query, struct sheet *sheet)
{
	sheet->x.label = QUERY_SET_LABEL;
	sheet->x.scale = SCALE_LOG;
	sheet->x.bytes = true;
	draw_over(query, sheet, AXIS_RING);
	query_caches(sheet, query->before);
}

static void draw_rows(const struct query *query, struct sheet *sheet)
{
	struct picks picks;

	sheet->rows = true;
	sheet->height = 12;
	sheet->gutter = 44;
	sheet->across = 2;
	sheet->most_height = 3600;
	if (begin(query, sheet, &picks, NULL, 0)) {
		sheet->x = (struct axis_range){.scale = SCALE_NEAR};
		sheet->x.label = change_label(query, sheet);
		query_caption(sheet, query, &picks);
		add_rows(query, sheet, &picks, AXES);
		sheet_note(sheet, legend_note(query));
	}
	picks_free(&picks);
}

void query_change(const struct query *query, struct sheet *sheet)
{
	draw_rows(query, sheet);
}

/* Two machines, or two kernels, differ by more than what was changed. */
static void note_machines(const struct query *query, struct sheet *sheet)
{
	struct text before = {0}, after = {0};

	head_machine(&before, query->before);
	head_machine(&after, query->after);
	sheet->failed |= before.failed | after.failed;
	if (strcmp(text_string(&before), text_string(&after)))
		sheet_note(sheet, sheet_text(sheet,
					     "two machines: before %s; "
					     "after %s",
					     text_string(&before),
					     text_string(&after)));
	text_free(&before);
	text_free(&after);
}

void query_before(const struct query *query, struct sheet *sheet)
{
	size_t lacks[2] = {0};

	draw_rows(query, sheet);
	note_machines(query, sheet);
	for (size_t i = 0; i < query->rows->missing_count; i++)
		lacks[query->rows->missing[i].lacks == query->after]++;
	for (int side = 0; side < 2; side++)
		if (lacks[side])
			sheet_note(
				sheet,
				sheet_text(sheet, "%zu cases are not in %s",
					   lacks[side],
					   (side ? query->after : query->before)
						   ->path));
}

/* --- spread -------------------------------------------------------------- */

/* Of all distributions together, so that a large document is drawn soon. */
#define SPREAD_POINTS 6400u
#define SPREAD_MOST_STEPS 40u

static void add_distribution(struct sheet *sheet, const struct compare_row *row,
			     struct point point, u32 steps)
{
	const struct figure *figure = &row->c->figure[row->figure];
	u32 n = row->c->slices.n, count = 0;
	double *values = malloc((n + 1) * sizeof(*values));

	sheet->failed |= !values;
	for (u32 i = 0; values && i < n; i++)
		if (figure->sample[i] > 0)
			values[count++] = figure->sample[i];
	if (count)
		stats_sort(values, count);
	steps = count && count - 1 < steps ? count - 1 : steps;
	for (u32 i = 0; count > 1 && i <= steps; i++) {
		double value = values[i * (count - 1) / steps];

		point.x = 100 * (value / row->base_median - 1);
		point.y = 100. * i / steps;
		sheet_add(sheet, point);
	}
	free(values);
}

static void spread_row(struct sheet *sheet, const struct compare_row *row,
		       int panel, u32 steps)
{
	const struct figure *figure = &row->c->figure[row->figure];
	struct point point = point_of(panel, record_strategy(row->c));

	point.shape = SHAPE_LINE;
	if (row->c->state == CASE_OK && figure->sample &&
	    figure->kind == row->base->figure[row->figure].kind)
		add_distribution(sheet, row, point, steps);
	if (row->c->state != CASE_UNSAFE)
		return;
	point.shape = SHAPE_UNSAFE;
	point.text = query_hazards_of(sheet, row->c, false);
	point.x = 0;
	sheet_add(sheet, point);
}

static u32 spread_steps(const struct query *query)
{
	u32 steps = SPREAD_POINTS / (u32)query->rows->count;

	steps = steps < 8 ? 8 : steps;
	return steps < SPREAD_MOST_STEPS ? steps : SPREAD_MOST_STEPS;
}

static bool takes_slices(const struct record *record)
{
	const struct figure *figure = &record->figure[FIGURE_FRAME_CYCLES];

	return takes_cost(record) && !kind_is_exact(figure->kind);
}

void query_spread(const struct query *query, struct sheet *sheet)
{
	const struct compare_row *row;
	struct picks picks;

	if (!begin(query, sheet, &picks, NULL, 0))
		goto out;
	row = any_row(query);
	if (kind_is_exact(row->base->figure[row->figure].kind)) {
		sheet_note(sheet, "counted, the same in every slice");
		sheet->beside = true;
		goto out;
	}
	picks_free(&picks);
	if (picks_make(&picks, query, takes_slices, NULL, 0))
		sheet->failed = true;
	sheet->height = 64;
	sheet->across = 3;
	sheet->x = (struct axis_range){.scale = SCALE_NEAR};
	sheet->x.label = change_label(query, sheet);
	sheet->y = (struct axis_range){
		.label = "slices up to there [%]", .fixed = true, .high = 100};
	query_caption(sheet, query, &picks);
	for (size_t i = 0; i < query->rows->count; i++) {
		int panel;

		row = &query->rows->rows[i];
		if (!has_base(row) || row->base->state != CASE_OK)
			continue;
		panel = picks_panel(&picks, sheet, row->c, aside(sheet, row));
		if (panel >= 0)
			spread_row(sheet, row, panel, spread_steps(query));
	}
	sheet_note(sheet, "0 is the median of the base; null: the loop alone");
out:
	picks_free(&picks);
}
