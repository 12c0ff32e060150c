// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where the panels of a sheet stand, and what their axes reach. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/layout.h"

/* Pixels of a page's panels, unless the sheet says more. */
#define MOST_HEIGHT 1500u

static int order_points(const void *a, const void *b)
{
	const struct point *p = a, *q = b;
	int order = (p->panel > q->panel) - (p->panel < q->panel);

	if (!order)
		order = (q->shape == SHAPE_BAND) - (p->shape == SHAPE_BAND);
	if (!order)
		order = p->style - q->style;
	if (!order)
		order = strcmp(p->strategy, q->strategy);
	if (!order)
		order = (p->x > q->x) - (p->x < q->x);
	return order ? order : (p->y > q->y) - (p->y < q->y);
}

static int order_names(const void *a, const void *b)
{
	const char *const *p = a, *const *q = b;
	int order = sheet_style(*p) - sheet_style(*q);

	return order ? order : strcmp(*p, *q);
}

static void list_strategies(struct sheet *sheet)
{
	const char **names = arena_get(&sheet->arena, (sheet->point_count + 1) *
							      sizeof(*names));
	size_t count = 0, kept = 0;

	if (!names) {
		sheet->failed = true;
		return;
	}
	for (size_t i = 0; i < sheet->point_count; i++) {
		const char *name = sheet->points[i].strategy;

		if (*name && (!count || strcmp(names[count - 1], name)))
			names[count++] = name;
	}
	qsort(names, count, sizeof(*names), order_names);
	for (size_t i = 0; i < count; i++)
		if (!kept || strcmp(names[kept - 1], names[i]))
			names[kept++] = names[i];
	sheet->strategies = names;
	sheet->strategy_count = (u32)kept;
}

static u32 row_of(const struct sheet *sheet, const char *strategy)
{
	for (u32 i = 0; i < sheet->strategy_count; i++)
		if (!strcmp(sheet->strategies[i], strategy))
			return i;
	return 0;
}

/* In a sheet of lines, hazards stand in lines of their own, one a strategy. */
static void number_hazards(struct sheet *sheet)
{
	const struct point *last = NULL;

	for (size_t i = 0; i < sheet->point_count; i++) {
		struct point *point = &sheet->points[i];
		struct panel *panel = &sheet->panels[point->panel];

		if (point->shape != SHAPE_UNSAFE)
			continue;
		if (!last || last->panel != point->panel ||
		    strcmp(last->strategy, point->strategy))
			panel->unsafe++;
		point->y = panel->unsafe - 1;
		last = point;
	}
}

static void number_rows(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->point_count; i++)
		sheet->points[i].y = row_of(sheet, sheet->points[i].strategy);
	sheet->y = (struct axis_range){.fixed = true,
				       .low = sheet->strategy_count - 0.5,
				       .high = -0.5};
}

/* --- places -------------------------------------------------------------- */

static double title_width(const struct sheet *sheet)
{
	size_t longest = 0;

	for (size_t i = 0; i < sheet->panel_count; i++) {
		size_t length = strlen(sheet->panels[i].title);

		longest = length > longest ? length : longest;
	}
	return LAYOUT_CHARACTER * (double)longest;
}

static u32 count_columns(const struct sheet *sheet)
{
	u32 count = 0;

	for (size_t i = 0; i < sheet->panel_count; i++) {
		bool known = false;

		for (size_t k = 0; k < i && !known; k++)
			known = !strcmp(sheet->panels[k].column_key,
					sheet->panels[i].column_key);
		count += !known;
	}
	return count;
}

static u32 column_of(const struct sheet *sheet, const char *key)
{
	u32 place = 0;

	for (size_t i = 0; i < sheet->panel_count; i++) {
		bool known = false;

		if (!strcmp(sheet->panels[i].column_key, key))
			return place;
		for (size_t k = 0; k < i && !known; k++)
			known = !strcmp(sheet->panels[k].column_key,
					sheet->panels[i].column_key);
		place += !known;
	}
	return place;
}

/* Panels that agree on the row key share a row; columns are in order. */
static void place_in_grid(struct sheet *sheet)
{
	u32 rows = 0;

	for (size_t i = 0; i < sheet->panel_count; i++) {
		struct panel *panel = &sheet->panels[i];

		panel->column = column_of(sheet, panel->column_key);
		panel->row = rows;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(sheet->panels[k].row_key, panel->row_key))
				panel->row = sheet->panels[k].row;
		rows += panel->row == rows;
	}
	sheet->row_count = rows;
}

static void place_in_turn(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->panel_count; i++) {
		sheet->panels[i].row = (u32)i / sheet->across;
		sheet->panels[i].column = (u32)i % sheet->across;
	}
	sheet->row_count =
		((u32)sheet->panel_count + sheet->across - 1) / sheet->across;
}

static void place(struct sheet *sheet)
{
	u32 columns = count_columns(sheet);
	double room;

	if (columns > 1 && columns <= LAYOUT_MOST_ACROSS) {
		sheet->across = columns;
		sheet->columns_apart = layout_column_width(sheet, columns) <
				       title_width(sheet);
		place_in_grid(sheet);
		if (sheet->panel_count * 4 >= sheet->row_count * columns * 3)
			return;
		sheet->columns_apart = false;
		sheet->across = 3;
	}
	if (sheet->across > sheet->panel_count)
		sheet->across = (u32)sheet->panel_count;
	room = title_width(sheet);
	while (sheet->across > 1 &&
	       layout_column_width(sheet, sheet->across) < room)
		sheet->across--;
	place_in_turn(sheet);
}

u32 layout_panel_height(const struct sheet *sheet)
{
	return sheet->rows ? sheet->height * sheet->strategy_count + 4
			   : sheet->height;
}

u32 layout_row_height(const struct sheet *sheet)
{
	return layout_panel_height(sheet) + LAYOUT_TITLE +
	       (sheet->x.share == SHARE_PANEL ? LAYOUT_TICS : LAYOUT_GAP);
}

double layout_left(const struct sheet *sheet)
{
	size_t longest = 0;

	if (!sheet->rows)
		return 66;
	for (u32 i = 0; i < sheet->strategy_count; i++) {
		size_t length = strlen(sheet->strategies[i]);

		longest = length > longest ? length : longest;
	}
	return fmin(24 + 6.4 * (double)longest, 306);
}

double layout_column_width(const struct sheet *sheet, u32 across)
{
	return (LAYOUT_WIDTH - layout_left(sheet) - LAYOUT_RIGHT +
		LAYOUT_BETWEEN) /
		       across -
	       LAYOUT_BETWEEN;
}

/* --- ranges -------------------------------------------------------------- */

static void reach(struct panel *panel, int axis, double value)
{
	if (!isfinite(value))
		return;
	if (!(panel->low[axis] <= value))
		panel->low[axis] = value;
	if (!(panel->high[axis] >= value))
		panel->high[axis] = value;
}

static void reach_points(struct sheet *sheet)
{
	int along = sheet->rows ? 0 : 1;

	for (size_t i = 0; i < sheet->panel_count; i++)
		for (int axis = 0; axis < 2; axis++)
			sheet->panels[i].low[axis] =
				sheet->panels[i].high[axis] = NAN;
	for (size_t i = 0; i < sheet->point_count; i++) {
		const struct point *point = &sheet->points[i];
		struct panel *panel = &sheet->panels[point->panel];

		if (point->shape == SHAPE_MARK || point->shape == SHAPE_NONE)
			continue;
		reach(panel, 0, point->x);
		if (point->shape == SHAPE_UNSAFE)
			continue;
		reach(panel, 1, point->y);
		reach(panel, along, point->low);
		reach(panel, along, point->high);
	}
}

static bool shares(const struct axis_range *range, const struct panel *a,
		   const struct panel *b)
{
	return range->share == SHARE_SHEET ||
	       (range->share == SHARE_ROW && a->row == b->row);
}

static void share_ranges(struct sheet *sheet, int axis,
			 const struct axis_range *range)
{
	for (size_t i = 0; i < sheet->panel_count; i++)
		for (size_t k = 0; k < i; k++) {
			struct panel *a = &sheet->panels[i];
			struct panel *b = &sheet->panels[k];

			if (!shares(range, a, b))
				continue;
			reach(a, axis, b->low[axis]);
			reach(a, axis, b->high[axis]);
			b->low[axis] = a->low[axis];
			b->high[axis] = a->high[axis];
		}
}

static double widen(enum scale scale, double value, double by)
{
	switch (scale) {
	case SCALE_LOG:
		return value * exp(by);
	case SCALE_LOG1:
		return (1 + value) * exp(by) - 1;
	case SCALE_CHANGE:
		return 100 * expm1(log1p(value / 100) + by);
	case SCALE_NEAR:
		return 100 * expm1(0.03 * sinh(scale_at(scale, value) + by));
	case SCALE_LINEAR:
	default:
		return value + by;
	}
}

/* Least widths, so that nothing is drawn where all values are one. */
static double least_span(const struct axis_range *range, double high)
{
	switch (range->scale) {
	case SCALE_CHANGE:
		return 0.1;
	case SCALE_NEAR:
		return 1;
	case SCALE_LINEAR:
		return fmax(fabs(high), 1) * 0.1;
	default:
		return log(2);
	}
}

static void pad(struct panel *panel, int axis, const struct axis_range *range)
{
	double low = panel->low[axis], high = panel->high[axis], span, by;

	if (range->fixed) {
		panel->low[axis] = range->low;
		panel->high[axis] = range->high;
		return;
	}
	if (range->zero && low > 0)
		low = 0;
	if (!isfinite(low))
		low = high = range->scale == SCALE_LOG ? 1 : 0;
	span = scale_at(range->scale, high) - scale_at(range->scale, low);
	by = 0.06 * span;
	if (span < least_span(range, high))
		by = (least_span(range, high) - span) / 2 + 0.06 * span;
	panel->low[axis] = widen(range->scale, low, -by);
	panel->high[axis] = widen(range->scale, high, by);
}

static void choose_ranges(struct sheet *sheet)
{
	const struct axis_range *ranges[2] = {&sheet->x, &sheet->y};

	reach_points(sheet);
	for (int axis = 0; axis < 2; axis++) {
		share_ranges(sheet, axis, ranges[axis]);
		/* Twice: a range may grow behind a panel that took it. */
		share_ranges(sheet, axis, ranges[axis]);
		for (size_t i = 0; i < sheet->panel_count; i++)
			pad(&sheet->panels[i], axis, ranges[axis]);
	}
}

/* --- pages --------------------------------------------------------------- */

static void find_last(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->panel_count; i++) {
		struct panel *panel = &sheet->panels[i];

		panel->last = true;
		for (size_t k = 0; k < sheet->panel_count; k++)
			panel->last &=
				sheet->panels[k].column != panel->column ||
				sheet->panels[k].row <= panel->row ||
				layout_page(sheet, &sheet->panels[k]) !=
					layout_page(sheet, panel);
	}
}

u32 layout_page(const struct sheet *sheet, const struct panel *panel)
{
	return panel->row / sheet->rows_a_page;
}

static void cut_pages(struct sheet *sheet)
{
	u32 height = sheet->most_height ? sheet->most_height : MOST_HEIGHT;
	u32 most = height / layout_row_height(sheet);

	most = most ? most : 1;
	sheet->pages = (sheet->row_count + most - 1) / most;
	sheet->pages = sheet->pages ? sheet->pages : 1;
	sheet->rows_a_page =
		(sheet->row_count + sheet->pages - 1) / sheet->pages;
	find_last(sheet);
}

void sheet_layout(struct sheet *sheet)
{
	qsort(sheet->points, sheet->point_count, sizeof(*sheet->points),
	      order_points);
	list_strategies(sheet);
	if (sheet->failed || !sheet->panel_count)
		return;
	if (sheet->rows)
		number_rows(sheet);
	else
		number_hazards(sheet);
	place(sheet);
	choose_ranges(sheet);
	cut_pages(sheet);
}
