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
		order = (p->shape == SHAPE_FLIP) - (q->shape == SHAPE_FLIP);
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

/* Do rows and columns make a grid that is nearly full? */
static bool is_grid(const struct sheet *sheet)
{
	u32 rows = sheet->row_keys.count, columns = sheet->column_keys.count;

	return columns > 1 && columns <= LAYOUT_MOST_ACROSS &&
	       sheet->panel_count * 4 >= (size_t)rows * columns * 3;
}

static void place(struct sheet *sheet)
{
	double room = title_width(sheet);
	u32 across = (u32)sheet->panel_count;

	if (is_grid(sheet)) {
		sheet->across = sheet->column_keys.count;
		sheet->row_count = sheet->row_keys.count;
		sheet->columns_apart =
			layout_column_width(sheet, sheet->across) < room;
		return;
	}
	across = across < sheet->across ? across : sheet->across;
	while (across > 1 && layout_column_width(sheet, across) < room)
		across--;
	for (size_t i = 0; i < sheet->panel_count; i++) {
		sheet->panels[i].row = (u32)i / across;
		sheet->panels[i].column = (u32)i % across;
	}
	sheet->across = across;
	sheet->row_count = ((u32)sheet->panel_count + across - 1) / across;
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

struct range {
	double low;
	double high;
};

static void reach(struct range *range, double value)
{
	if (!isfinite(value))
		return;
	if (!(range->low <= value))
		range->low = value;
	if (!(range->high >= value))
		range->high = value;
}

/* Which of the ranges along an axis is that of panel @i. */
static size_t share_of(const struct sheet *sheet, enum share share, size_t i)
{
	return share == SHARE_SHEET ? 0
	       : share == SHARE_ROW ? sheet->panels[i].row
				    : i;
}

static void reach_point(const struct sheet *sheet, const struct point *point,
			int axis, struct range *range)
{
	bool number = point->shape != SHAPE_MARK &&
		      point->shape != SHAPE_NONE && point->shape != SHAPE_FLIP;

	if (!number || (axis && point->shape == SHAPE_UNSAFE))
		return;
	reach(range, axis ? point->y : point->x);
	if (sheet->rows == !axis) {
		reach(range, point->low);
		reach(range, point->high);
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

static struct range padded(const struct axis_range *range, struct range reached)
{
	double low = reached.low, high = reached.high, span, by;

	if (range->fixed)
		return (struct range){range->low, range->high};
	if (range->zero || range->scale == SCALE_CHANGE ||
	    range->scale == SCALE_NEAR) {
		low = fmin(low, 0);
		high = fmax(high, 0);
	}
	if (!isfinite(low))
		low = high = range->scale == SCALE_LOG ? 1 : 0;
	span = scale_at(range->scale, high) - scale_at(range->scale, low);
	by = 0.06 * span;
	if (span < least_span(range, high))
		by += (least_span(range, high) - span) / 2;
	return (struct range){widen(range->scale, low, -by),
			      widen(range->scale, high, by)};
}

static void choose_range(struct sheet *sheet, int axis,
			 const struct axis_range *range)
{
	struct range *reached = arena_get(
		&sheet->arena, (sheet->panel_count + 1) * sizeof(*reached));

	sheet->failed |= !reached;
	for (size_t i = 0; reached && i < sheet->panel_count; i++)
		reached[i] = (struct range){NAN, NAN};
	for (size_t i = 0; reached && i < sheet->point_count; i++)
		reach_point(sheet, &sheet->points[i], axis,
			    &reached[share_of(sheet, range->share,
					      sheet->points[i].panel)]);
	for (size_t i = 0; reached && i < sheet->panel_count; i++) {
		struct range own = padded(
			range, reached[share_of(sheet, range->share, i)]);

		sheet->panels[i].low[axis] = own.low;
		sheet->panels[i].high[axis] = own.high;
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
	if (!sheet->point_count)
		sheet->panel_count = 0;
	if (sheet->failed || !sheet->panel_count)
		return;
	qsort(sheet->points, sheet->point_count, sizeof(*sheet->points),
	      order_points);
	list_strategies(sheet);
	if (sheet->failed)
		return;
	if (sheet->rows)
		number_rows(sheet);
	else
		number_hazards(sheet);
	place(sheet);
	choose_range(sheet, 0, &sheet->x);
	choose_range(sheet, 1, &sheet->y);
	cut_pages(sheet);
}
