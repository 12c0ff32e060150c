// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A page as CSV.  Blocks are parted by two empty lines, each begins with the
 * names of its columns; plots/page.gp says what they mean.
 */
#include <math.h>
#include <string.h>

#include "plot/layout.h"

#define MOST_TICS 64u

/* A tic nearer to the lower end of its axis would meet what stands there. */
#define EDGE_PIXELS 6

static const char *const scales[] = {
#define SCALE_NAME(id, name) [SCALE_##id] = name,
	SCALE_LIST(SCALE_NAME)
#undef SCALE_NAME
};

static const char *const shapes[] = {
#define SHAPE_NAME(id, name) [SHAPE_##id] = name,
	SHAPE_LIST(SHAPE_NAME)
#undef SHAPE_NAME
};

/* Characters of names of rows and in the legend. */
#define MOST_NAME 44u

/*
 * gnuplot has no quote in a quoted text, and an empty one is no text.  A text
 * of more than @most bytes is cut between two characters.
 */
static void put_cut(struct text *out, const char *text, size_t most)
{
	size_t length = strlen(text);
	bool cut = length > most;

	if (cut)
		length = most - 3;
	while (cut && length && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	text_bytes(out, "\"", 1);
	for (size_t i = 0; i < length; i++)
		text_bytes(out, text[i] == '"' ? "'" : text + i, 1);
	text_add(out, "%s\"", cut ? "..." : length ? "" : " ");
}

static void put_text(struct text *out, const char *text)
{
	put_cut(out, text, SIZE_MAX);
}

static void put_setting(struct text *out, const char *key, double value)
{
	text_add(out, "%s,%.9g,-\n", key, value);
}

static void put_words(struct text *out, const char *key, const char *words)
{
	text_add(out, "%s,0,", key);
	put_text(out, words);
	text_add(out, "\n");
}

/* --- the legend ---------------------------------------------------------- */

static u32 legend_columns(const struct sheet *sheet)
{
	size_t longest = 8;
	u32 columns;

	for (u32 i = 0; i < sheet->strategy_count; i++) {
		size_t length = strlen(sheet->strategies[i]);

		longest = length > longest ? length : longest;
	}
	columns = (u32)(LAYOUT_WIDTH / (64 + 7.0 * (double)longest));
	return columns ? columns : 1;
}

static u32 legend_height(const struct sheet *sheet)
{
	u32 columns = legend_columns(sheet);

	if (sheet->rows)
		return 0;
	return (sheet->strategy_count + columns - 1) / columns * 18 + 4;
}

static void put_legend(const struct sheet *sheet, u32 top, struct text *out)
{
	u32 columns = legend_columns(sheet);

	text_add(out, "\n\nstrategy,style,left,top,text\n");
	for (u32 i = 0; i < sheet->strategy_count && !sheet->rows; i++) {
		const char *name = sheet->strategies[i];
		bool base = sheet->base && !strcmp(name, sheet->base);
		struct text words = {0};

		put_text(out, name);
		text_add(out, ",%d,%u,%u,", sheet_style(name),
			 16 + i % columns * (LAYOUT_WIDTH - 16) / columns,
			 top + 9 + i / columns * 18);
		text_add(&words, "%s%s", name, base ? " (base)" : "");
		put_cut(out, text_string(&words), MOST_NAME);
		out->failed |= words.failed;
		text_free(&words);
		text_add(out, "\n");
	}
	if (sheet->rows)
		text_add(out, "-,-1,-100,-100,-\n");
}

/* --- panels and tics ----------------------------------------------------- */

static bool on_page(const struct sheet *sheet, const struct panel *panel,
		    u32 page)
{
	return layout_page(sheet, panel) == page;
}

static double panel_left(const struct sheet *sheet, const struct panel *panel)
{
	return layout_left(sheet) +
	       panel->column * (layout_column_width(sheet, sheet->across) +
				LAYOUT_BETWEEN);
}

static double panel_width(const struct sheet *sheet)
{
	return layout_column_width(sheet, sheet->across) - sheet->gutter;
}

static u32 panel_top(const struct sheet *sheet, const struct panel *panel,
		     u32 head)
{
	return head + LAYOUT_TITLE +
	       panel->row % sheet->rows_a_page * layout_row_height(sheet);
}

static u32 strip_height(const struct sheet *sheet)
{
	u32 most = 0;

	for (size_t i = 0; i < sheet->panel_count && !sheet->rows; i++)
		if (sheet->panels[i].unsafe > most)
			most = sheet->panels[i].unsafe;
	return most * LAYOUT_HAZARD;
}

static bool begins_row(const struct sheet *sheet, const struct panel *panel)
{
	for (size_t i = 0; i < sheet->panel_count; i++)
		if (sheet->panels[i].row == panel->row &&
		    sheet->panels[i].column < panel->column)
			return false;
	return true;
}

static const char *panel_title(const struct sheet *sheet,
			       const struct panel *panel)
{
	const char *title = panel->title;

	if (sheet->columns_apart)
		title = begins_row(sheet, panel)
				? sheet->row_keys.text[panel->row]
				: "";
	return title;
}

static void put_panels(const struct sheet *sheet, u32 page, u32 head,
		       struct text *out)
{
	text_add(out, "\n\npanel,left,top,width,height,xlow,xhigh,ylow,yhigh,"
		      "title\n");
	for (size_t i = 0; i < sheet->panel_count; i++) {
		const struct panel *panel = &sheet->panels[i];

		if (!on_page(sheet, panel, page))
			continue;
		text_add(out, "%zu,%.9g,%u,%.9g,%u,%.9g,%.9g,%.9g,%.9g,", i,
			 panel_left(sheet, panel),
			 panel_top(sheet, panel, head), panel_width(sheet),
			 layout_panel_height(sheet) - strip_height(sheet),
			 panel->low[0], panel->high[0], panel->low[1],
			 panel->high[1]);
		put_cut(out, panel_title(sheet, panel),
			(size_t)((LAYOUT_WIDTH - panel_left(sheet, panel)) /
				 LAYOUT_CHARACTER));
		text_add(out, "\n");
	}
}

struct tics {
	double at[MOST_TICS];
	u32 count;
};

static void add_tic(struct tics *tics, double at)
{
	if (tics->count < MOST_TICS)
		tics->at[tics->count++] = at;
}

/* 1, 2 or 5 times a power of ten, @least or more. */
static double nice_step(double least)
{
	double power = pow(10, floor(log10(least)));

	if (least <= power)
		return power;
	return least <= 2 * power ? 2 * power
				  : (least <= 5 * power ? 5 : 10) * power;
}

static void linear_tics(struct tics *tics, double low, double high, u32 most)
{
	double step = nice_step((high - low) / (most ? most : 1));

	if (!isfinite(step))
		return;
	for (double i = ceil(low / step - 1e-9); i * step <= high + step * 1e-9;
	     i++)
		add_tic(tics, i * step + 0.);
}

static void log_tics(struct tics *tics, double low, double high, u32 most)
{
	double decades = log10(high / low), every = ceil(decades / (most + 1));

	for (double d = floor(log10(low)); d <= ceil(log10(high)); d++)
		for (double m = 1; m <= 5; m = m == 2 ? 5 : 2 * m) {
			double at = m * pow(10, d);

			if (at >= low * 0.999 && at <= high * 1.001 &&
			    (m == 1 ? !fmod(d, fmax(every, 1))
				    : 3 * decades < most))
				add_tic(tics, at);
		}
}

/* Outwards from 0, those that keep their distance. */
static void change_tics(struct tics *tics, const struct axis_range *range,
			double low, double high, double pixels, double apart)
{
	static const double steps[] = {
		0,   -0.5, -1,	-2,  -5,  -10, -20, -50, -80, -90, -95,
		-99, 0,	   0.5, 1,   2,	  5,   10,  20,	 50,  100, 200,
		500, 1e3,  2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6,
	};
	double from = scale_at(range->scale, low);
	double unit = pixels / (scale_at(range->scale, high) - from);
	double last = 0, wide = scale_at(range->scale, 0);

	add_tic(tics, 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		double at = scale_at(range->scale, steps[i]);

		if (!steps[i]) {
			last = wide;
		} else if (fabs(at - last) * unit >= apart && steps[i] >= low &&
			   steps[i] <= high) {
			add_tic(tics, steps[i]);
			last = at;
		}
	}
}

static void value_tics(struct tics *tics, const struct sheet *sheet,
		       const struct panel *panel, double pixels)
{
	enum scale scale = sheet->x.scale;
	double unit = pixels / (scale_at(scale, panel->high[0]) -
				scale_at(scale, panel->low[0]));
	double last = -INFINITY;

	while (tics->count < MOST_TICS) {
		double next = INFINITY;

		for (size_t i = 0; i < sheet->point_count; i++) {
			const struct point *point = &sheet->points[i];

			if (point->shape != SHAPE_MARK &&
			    point->shape != SHAPE_FLIP && point->x > last &&
			    point->x < next)
				next = point->x;
		}
		if (!isfinite(next))
			return;
		last = next;
		if (!tics->count ||
		    (scale_at(scale, next) -
		     scale_at(scale, tics->at[tics->count - 1])) *
				    unit >=
			    30)
			add_tic(tics, next);
	}
}

static void find_tics(const struct sheet *sheet, const struct panel *panel,
		      int axis, struct tics *tics)
{
	const struct axis_range *range = axis ? &sheet->y : &sheet->x;
	double pixels = axis ? layout_panel_height(sheet) - strip_height(sheet)
			     : panel_width(sheet);
	double low = panel->low[axis], high = panel->high[axis];
	double apart = axis ? 16 : 40;

	tics->count = 0;
	if (range->values)
		value_tics(tics, sheet, panel, pixels);
	else if (range->scale == SCALE_CHANGE || range->scale == SCALE_NEAR)
		change_tics(tics, range, low, high, pixels, apart);
	else if (range->scale == SCALE_LINEAR)
		linear_tics(tics, low, high, (u32)(pixels / apart));
	else
		log_tics(tics, low, high, (u32)(pixels / apart));
}

static void tic_text(const struct axis_range *range, double at, char *text,
		     size_t size)
{
	bool change =
		range->scale == SCALE_CHANGE || range->scale == SCALE_NEAR;

	if (range->bytes && at >= 1 << 20)
		snprintf(text, size, "%.3gM", at / (1 << 20));
	else if (range->bytes && at >= 1 << 10)
		snprintf(text, size, "%.3gK", at / (1 << 10));
	else if (fabs(at) >= 1e6)
		snprintf(text, size, "%.3gM", at / 1e6);
	else if (fabs(at) >= 1e4)
		snprintf(text, size, "%.3gk", at / 1e3);
	else
		snprintf(text, size, change && at > 0 ? "+%.3g" : "%.4g", at);
}

static void put_tics(const struct sheet *sheet, const struct panel *panel,
		     int axis, bool shown, struct text *out)
{
	const struct axis_range *range = axis ? &sheet->y : &sheet->x;
	struct tics tics;

	find_tics(sheet, panel, axis, &tics);
	for (u32 i = 0; i < tics.count; i++) {
		char text[32] = "";

		if (shown)
			tic_text(range, tics.at[i], text, sizeof(text));
		text_add(out, "%zu,%c,%.9g,\"%s\",-1\n",
			 (size_t)(panel - sheet->panels), axis ? 'y' : 'x',
			 tics.at[i], text);
	}
}

/* The names of a sheet's rows. */
static void put_names(const struct sheet *sheet, const struct panel *panel,
		      struct text *out)
{
	for (u32 i = 0; i < sheet->strategy_count && begins_row(sheet, panel);
	     i++) {
		text_add(out, "%zu,y,%u,", (size_t)(panel - sheet->panels), i);
		put_cut(out, sheet->strategies[i], MOST_NAME);
		text_add(out, ",%d\n", sheet_style(sheet->strategies[i]));
	}
}

static void put_all_tics(const struct sheet *sheet, u32 page, struct text *out)
{
	text_add(out, "\n\npanel,axis,at,text,style\n");
	for (size_t i = 0; i < sheet->panel_count; i++) {
		const struct panel *panel = &sheet->panels[i];

		if (!on_page(sheet, panel, page))
			continue;
		put_tics(sheet, panel, 0,
			 panel->last || sheet->x.share == SHARE_PANEL, out);
		if (sheet->rows)
			put_names(sheet, panel, out);
		else
			put_tics(sheet, panel, 1,
				 begins_row(sheet, panel) ||
					 sheet->y.share == SHARE_PANEL,
				 out);
	}
}

/* --- points -------------------------------------------------------------- */

static bool same_line(const struct point *a, const struct point *b)
{
	return a->panel == b->panel && !strcmp(a->strategy, b->strategy) &&
	       (a->shape == SHAPE_BAND) == (b->shape == SHAPE_BAND);
}

static void put_points(const struct sheet *sheet, u32 page, struct text *out)
{
	const struct point *last = NULL;

	text_add(out, "\n\npanel,strategy,style,x,y,low,high,shape,text\n");
	for (size_t i = 0; i < sheet->point_count; i++) {
		const struct point *point = &sheet->points[i];

		if (!on_page(sheet, &sheet->panels[point->panel], page))
			continue;
		if (last && !same_line(last, point))
			text_add(out, "\n");
		last = point;
		text_add(out, "%u,", point->panel);
		put_text(out, *point->strategy ? point->strategy : "-");
		text_add(out, ",%d,%.9g,%.9g,%.9g,%.9g,%s,", point->style,
			 point->x, point->y, point->low, point->high,
			 shapes[point->shape]);
		put_cut(out, point->text, SHEET_MOST_WORDS);
		text_add(out, "\n");
	}
}

/* --- the page ------------------------------------------------------------ */

static u32 rows_on(const struct sheet *sheet, u32 page)
{
	u32 before = page * sheet->rows_a_page;
	u32 left = sheet->row_count - before;

	return left < sheet->rows_a_page ? left : sheet->rows_a_page;
}

static void put_at(struct text *out, const char *kind, u32 left, u32 top,
		   const char *words)
{
	text_add(out, "%s,%u,%u,", kind, left, top);
	put_cut(out, words, SHEET_MOST_WORDS);
	text_add(out, "\n");
}

/* Where the panels of a page begin and end, and how high it is. */
struct extent {
	u32 legend;
	u32 head;
	u32 bottom;
	u32 notes;
	u32 height;
};

static struct extent measure(const struct sheet *sheet, u32 page)
{
	struct extent extent = {.legend = 68};

	extent.head = extent.legend + legend_height(sheet) +
		      (sheet->columns_apart ? 16 : 0) + (sheet->rows ? 0 : 20);
	extent.bottom = extent.head +
			rows_on(sheet, page) * layout_row_height(sheet) +
			(sheet->x.share == SHARE_PANEL ? 0 : LAYOUT_TICS);
	extent.notes = extent.bottom + 36;
	extent.height = extent.notes + 4 +
			16 * (sheet->note_count + !!sheet->dropped +
			      (sheet->pages > 1));
	return extent;
}

static void put_settings(const struct sheet *sheet, const struct extent *extent,
			 struct text *out)
{
	text_add(out, "key,value,text\n");
	put_words(out, "xscale", scales[sheet->x.scale]);
	put_words(out, "yscale", scales[sheet->y.scale]);
	put_setting(out, "width", LAYOUT_WIDTH);
	put_setting(out, "height", extent->height);
	put_setting(out, "hazard", LAYOUT_HAZARD);
	put_setting(out, "strip", strip_height(sheet));
	put_setting(out, "panels", (double)sheet->panel_count);
}

static void put_notes(const struct sheet *sheet, u32 page, u32 top,
		      struct text *out)
{
	for (u32 i = 0; i < sheet->note_count; i++, top += 16)
		put_at(out, "small", 14, top, sheet->notes[i]);
	if (sheet->dropped) {
		put_at(out, "small", 14, top,
		       "and more that is not drawn: --filter chooses groups");
		top += 16;
	}
	if (sheet->pages > 1)
		put_at(out, "small", 14, top,
		       page + 1 < sheet->pages
			       ? "continued on the next page"
			       : "continued from the page before");
}

/* Above the columns of a page whose panels are titled by row. */
static void put_columns(const struct sheet *sheet, u32 top, struct text *out)
{
	for (u32 i = 0; i < sheet->across; i++) {
		const struct panel panel = {.column = i};

		put_at(out, "center",
		       (u32)(panel_left(sheet, &panel) +
			     panel_width(sheet) / 2),
		       top, sheet->column_keys.text[i]);
	}
}

static void put_texts(const struct sheet *sheet, u32 page,
		      const struct extent *extent, struct text *out)
{
	text_add(out, "\n\nkind,left,top,text\n");
	put_at(out, "title", 14, 18, sheet->title);
	put_at(out, "small", 14, 40, sheet->machine);
	put_at(out, "small", 14, 55, sheet->run);
	put_at(out, "center", LAYOUT_WIDTH / 2, extent->bottom + 10,
	       sheet->x.label);
	if (!sheet->rows)
		put_at(out, "label", 14,
		       extent->head - 8 - (sheet->columns_apart ? 16 : 0),
		       sheet->y.label);
	if (sheet->columns_apart)
		put_columns(sheet, extent->head - 6, out);
	put_notes(sheet, page, extent->notes, out);
}

void sheet_write(const struct sheet *sheet, u32 page, struct text *out)
{
	struct extent extent = measure(sheet, page);

	put_settings(sheet, &extent, out);
	put_texts(sheet, page, &extent, out);
	put_legend(sheet, extent.legend, out);
	put_panels(sheet, page, extent.head, out);
	put_all_tics(sheet, page, out);
	put_points(sheet, page, out);
	if (sheet->failed)
		out->failed = true;
}
