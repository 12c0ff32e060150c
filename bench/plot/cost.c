// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Pictures of cost: a frame's, relative to the base of its group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/query.h"
#include "stats/stats.h"
#include "view/head.h"

static bool takes_cost(const struct record *record)
{
	return record_has(record, FIGURE_FRAME_CYCLES) ||
	       (record->state == CASE_UNSAFE &&
		record->number[AXIS_READY] != AXIS_NONE);
}

static bool has_base(const struct compare_row *row)
{
	return row && row->base && row->figure == FIGURE_FRAME_CYCLES &&
	       record_has(row->base, FIGURE_FRAME_CYCLES);
}

static enum kind kind_of(const struct compare_row *row)
{
	return row->base->figure[row->figure].kind;
}

/* Of a strategy that was measured and not compared: the harness's loop. */
static bool draws_plainly(const struct compare_row *row)
{
	return row->state == COMPARE_NONE && row->base &&
	       row->c->role == PEEK_HARNESS && row->c->state == CASE_OK &&
	       row->base->state == CASE_OK && row->median > 0 &&
	       row->c->figure[row->figure].kind == kind_of(row);
}

/* The part of a panel's title that is no axis of @row. */
static const char *aside(struct query *query, const struct compare_row *row)
{
	enum kind kind = kind_of(row);
	bool usual = kind == KIND_MEASURED || kind == KIND_INSTRUCTIONS;
	const char *name = usual ? "" : kind_name(kind);
	const char *base = record_strategy(row->base);

	if (!query->sheet.base || !strcmp(base, query->sheet.base))
		return name;
	return sheet_text(&query->sheet, "%s%sagainst %s", name,
			  *name ? ", " : "", base);
}

/* --- what is not drawn --------------------------------------------------- */

/* The base of a group, or one without, that nothing is compared with. */
static void note_no_base(struct query *query, const struct record *record)
{
	const struct compare_row *row = query_row(query, record);
	const struct figure *figure = &record->figure[FIGURE_FRAME_CYCLES];
	struct sheet *sheet = &query->sheet;

	if (!row || has_base(row) || (row->base && row->c != row->base))
		return;
	if (record->state == CASE_SKIPPED || record->state == CASE_FAILED)
		sheet_note(sheet, SHEET_NOT_DRAWN "%s (%s)",
			   case_state_name(record->state), record->reason);
	else if (figure->kind == KIND_ABSENT)
		sheet_note(sheet, SHEET_NOT_DRAWN "device=%s (%s)",
			   record_device(record), figure->absent);
	else
		sheet_note(sheet, SHEET_NOT_DRAWN "%s (%s)",
			   record_strategy(record), row->why);
}

static void note_why(struct query *query, const struct compare_row *row)
{
	bool usual = kind_of(row) == KIND_MEASURED ||
		     kind_of(row) == KIND_INSTRUCTIONS;
	const char *why = row->state == COMPARE_NONE ? row->why : "";

	if (row->c->role == PEEK_HARNESS && !usual)
		why = "its cycles are measured, in panels of another kind";
	if (*why)
		sheet_note(&query->sheet, SHEET_NOT_DRAWN "%s (%s)",
			   record_strategy(row->c), why);
}

/* --- points -------------------------------------------------------------- */

static void add_band(struct query *query, const struct compare_row *row,
		     const struct point *like)
{
	struct point point = point_of(like->panel, "");

	point.shape = SHAPE_BAND;
	point.x = like->x;
	point.y = 0;
	point.low = -verdict_percent(row->effect);
	point.high = verdict_percent(row->effect);
	if (isfinite(row->effect) && row->source != FLOOR_EXACT)
		sheet_add(&query->sheet, point);
}

static void set_change(struct query *query, const struct compare_row *row,
		       struct point *point, double value)
{
	bool decided = row->verdict == VERDICT_FASTER ||
		       row->verdict == VERDICT_SLOWER;

	point->shape = decided ? SHAPE_SURE : SHAPE_OPEN;
	if (isfinite(row->low) && isfinite(row->high) &&
	    row->source != FLOOR_EXACT) {
		point->low = verdict_percent(row->low);
		point->high = verdict_percent(row->high);
	}
	if (sheet_has_rows(&query->sheet))
		point->text = sheet_text(&query->sheet, "%+.*f",
					 fabs(value) < 99 ? 1 : 0, value);
}

static void add_cost(struct query *query, const struct record *record)
{
	const struct compare_row *row = query_row(query, record);
	bool rows = sheet_has_rows(&query->sheet);
	struct point point;
	double *value = rows ? &point.x : &point.y;

	note_no_base(query, record);
	if (!has_base(row) ||
	    !query_point(query, record, aside(query, row), NULL, &point))
		return;
	if (query->banded != record->group + 1)
		add_band(query, row, &point);
	query->banded = record->group + 1;
	if (row->state == COMPARE_UNSAFE) {
		point.shape = SHAPE_UNSAFE;
		point.text = query_hazards(query, record, rows);
	} else if (row->state == COMPARE_DONE && isfinite(row->shift)) {
		*value = verdict_percent(row->shift);
		set_change(query, row, &point, *value);
	} else if (row->state == COMPARE_BASE && !rows) {
		point.shape = SHAPE_LINE;
		*value = 0;
	} else if (draws_plainly(row)) {
		point.shape = SHAPE_LINE;
		*value = 100 * (row->median / row->base_median - 1);
	} else {
		note_why(query, row);
		return;
	}
	sheet_add(&query->sheet, point);
}

/* Where the order of the base and another strategy flips. */
static void add_flips(struct query *query, const struct crossover *crossover)
{
	const struct compare_row *row = query_row(query, crossover->like);
	const char *base = has_base(row) ? record_strategy(row->base) : "";
	bool first = !strcmp(crossover->a, base);
	struct point point;

	if ((!first && strcmp(crossover->b, base)) ||
	    !query_point(query, row->c, aside(query, row), NULL, &point))
		return;
	point.strategy = first ? crossover->b : crossover->a;
	point.shape = SHAPE_FLIP;
	point.y = 0;
	for (size_t i = 0; i < crossover->flip_count; i++) {
		point.x = crossover->flips[i].at;
		point.low = crossover->flips[i].low;
		point.high = crossover->flips[i].high;
		sheet_add(&query->sheet, point);
		sheet_note(&query->sheet,
			   "rings: the order flips there, with its 95 %% "
			   "interval: see peekbench crossover");
	}
}

/* --- words --------------------------------------------------------------- */

static const struct compare_row *any_row(const struct query *query)
{
	for (size_t i = 0; i < query->rows->count; i++)
		if (has_base(&query->rows->rows[i]))
			return &query->rows->rows[i];
	return NULL;
}

static bool is_exact(const struct query *query)
{
	return kind_is_exact(kind_of(any_row(query)));
}

static bool starts_cost(struct query *query)
{
	const struct compare_row *row = any_row(query);
	struct sheet *sheet = &query->sheet;
	const char *unit;

	if (!row && query->rows->count)
		note_no_base(query, query->rows->rows[0].c);
	else if (!row)
		sheet_note(sheet, "%s", query->why);
	if (!row)
		return false;
	unit = is_exact(query) ? kind_name(KIND_INSTRUCTIONS)
			       : row->base->figure[row->figure].unit;
	sheet->base = query->after ? NULL : record_strategy(row->base);
	*(sheet_has_rows(sheet) || query->picture->axis == AXES
		  ? &sheet->frame.x.label
		  : &sheet->frame.y.label) =
		query->after
			? sheet_text(sheet,
				     "change of %s per frame, after against "
				     "before [%%]",
				     unit)
			: sheet_text(sheet, "%s per frame against %s [%%]%s",
				     unit, sheet->base,
				     is_exact(query) || !sheet_has_rows(sheet)
					     ? ""
					     : ", estimate and 95 % interval");
	return true;
}

static void end_cost(struct query *query)
{
	enum axis_key axis = query->picture->axis;

	if (is_exact(query))
		sheet_note(&query->sheet,
			   "instructions are counted by an emulated CPU, the "
			   "same in every run");
	else
		sheet_note(&query->sheet,
			   "filled: faster or slower; open: same or unclear; "
			   "grey band: too small to count; bars: 95 %% "
			   "intervals; null: the loop alone");
	for (size_t i = 0; i < query->flips->count && axis != AXES; i++)
		if (query->flips->list[i].axis->key == axis)
			add_flips(query, &query->flips->list[i]);
	if (axis == AXIS_RING)
		query_caches(query);
}

const struct drawn drawn_cost = {
	.takes = takes_cost,
	.starts = starts_cost,
	.add = add_cost,
	.skips = note_no_base,
	.ends = end_cost,
};

/* Two machines, or two kernels, differ by more than what was changed. */
static void note_machines(struct query *query)
{
	struct text before = {0}, after = {0};

	head_machine(&before, query->before);
	head_machine(&after, query->after);
	if (strcmp(text_string(&before), text_string(&after)))
		sheet_note(&query->sheet, "two machines: before %s; after %s",
			   text_string(&before), text_string(&after));
	text_free(&before);
	text_free(&after);
}

static void end_before(struct query *query)
{
	const struct document *sides[] = {query->before, query->after};

	end_cost(query);
	note_machines(query);
	for (size_t side = 0; side < ARRAY_SIZE(sides); side++) {
		size_t lacks = 0;

		for (size_t i = 0; i < query->rows->missing_count; i++)
			lacks += query->rows->missing[i].lacks == sides[side];
		if (lacks)
			sheet_note(&query->sheet, "%zu cases are not in %s",
				   lacks, sides[side]->path);
	}
}

const struct drawn drawn_before = {
	.takes = takes_cost,
	.starts = starts_cost,
	.add = add_cost,
	.skips = note_no_base,
	.ends = end_before,
};

/* --- spread -------------------------------------------------------------- */

/* Of all distributions together, so that a large document is drawn soon. */
#define SPREAD_POINTS 6400u
#define SPREAD_LEAST_STEPS 8u
#define SPREAD_MOST_STEPS 40u

static u32 spread_steps(const struct query *query, u32 values)
{
	u32 steps = SPREAD_POINTS / (u32)query->rows->count;

	steps = steps < SPREAD_LEAST_STEPS ? SPREAD_LEAST_STEPS : steps;
	steps = steps < SPREAD_MOST_STEPS ? steps : SPREAD_MOST_STEPS;
	return steps < values ? steps : values - 1;
}

static void add_distribution(struct query *query, const struct compare_row *row,
			     struct point point)
{
	const struct figure *figure = &row->c->figure[row->figure];
	u32 n = row->c->slices.n, count = 0, steps;
	double *values = memory_zeros(n, sizeof(*values));

	for (u32 i = 0; i < n; i++)
		if (figure->sample[i] > 0)
			values[count++] = figure->sample[i];
	if (count)
		stats_sort(values, count);
	steps = count ? spread_steps(query, count) : 0;
	for (u32 i = 0; count > 1 && i <= steps; i++) {
		double value = values[i * (count - 1) / steps];

		point.x = 100 * (value / row->base_median - 1);
		point.y = 100. * i / steps;
		sheet_add(&query->sheet, point);
	}
	free(values);
}

static void add_spread(struct query *query, const struct record *record)
{
	const struct compare_row *row = query_row(query, record);
	const struct figure *figure = &record->figure[FIGURE_FRAME_CYCLES];
	struct point point;

	if (!has_base(row) || row->base->state != CASE_OK ||
	    !query_point(query, record, aside(query, row), NULL, &point))
		return;
	point.shape = SHAPE_LINE;
	if (record->state == CASE_OK && figure->sample &&
	    figure->kind == kind_of(row))
		add_distribution(query, row, point);
	if (record->state != CASE_UNSAFE)
		return;
	point.shape = SHAPE_UNSAFE;
	point.text = query_hazards(query, record, false);
	point.x = 0;
	sheet_add(&query->sheet, point);
}

static bool takes_slices(const struct record *record)
{
	return takes_cost(record) &&
	       !kind_is_exact(record->figure[FIGURE_FRAME_CYCLES].kind);
}

static bool starts_spread(struct query *query)
{
	if (!starts_cost(query))
		return false;
	if (!is_exact(query))
		return true;
	sheet_note(&query->sheet, "counted, the same in every slice");
	query->sheet.beside = true;
	return false;
}

const struct drawn drawn_spread = {
	.takes = takes_slices,
	.starts = starts_spread,
	.add = add_spread,
	.note = "0 is the median of the base; null: the loop alone",
};
