// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/strategies.h"

/* Of a page: gnuplot reads it once a panel. */
#define MOST_PANELS_A_PAGE 48u
#define MOST_HEIGHT 1500u
#define MOST_COLUMNS 6u

/* Styles behind those of the strategies in the list, for others. */
#define OTHER_STYLES 4u

/* Mean pixels of a title's characters; of a page without its left edge. */
#define CHARACTER 6.3
#define PAGE_WIDTH 920.0

void sheet_free(struct sheet *sheet)
{
	arena_free(&sheet->arena);
	free(sheet->panels);
	free(sheet->points);
	*sheet = (struct sheet){0};
}

const char *sheet_text(struct sheet *sheet, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;

	va_start(arguments, format);
	text_add_v(&text, format, arguments);
	va_end(arguments);
	return sheet_keep(sheet, &text);
}

const char *sheet_keep(struct sheet *sheet, struct text *text)
{
	const char *copy = NULL;

	if (!text->failed)
		copy = arena_text(&sheet->arena, text_string(text));
	text_free(text);
	sheet->failed |= !copy;
	return copy ? copy : "";
}

void sheet_note(struct sheet *sheet, const char *text)
{
	for (u32 i = 0; i < sheet->note_count; i++)
		if (!strcmp(sheet->notes[i], text))
			return;
	if (sheet->note_count < SHEET_MOST_NOTES)
		sheet->notes[sheet->note_count++] = text;
	else
		sheet->dropped++;
}

void sheet_not_drawn(struct sheet *sheet, const char *what, const char *why)
{
	sheet_note(sheet,
		   sheet_text(sheet, SHEET_NOT_DRAWN "%s (%s)", what, why));
}

/* Room for one more entry of @width bytes. */
static bool grow(void **array, size_t count, size_t *room, size_t width)
{
	size_t more = *room ? *room * 2 : 64;
	void *bytes;

	if (count < *room)
		return true;
	bytes = realloc(*array, more * width);
	if (!bytes)
		return false;
	*array = bytes;
	*room = more;
	return true;
}

int sheet_panel(struct sheet *sheet, const struct panel *panel)
{
	/* Cases of one panel are often neighbours. */
	for (size_t i = sheet->panel_count; i > 0; i--)
		if (!strcmp(sheet->panels[i - 1].title, panel->title))
			return (int)i - 1;
	if (sheet->panel_count == SHEET_MOST_PANELS) {
		sheet_note(sheet,
			   "more groups than fit: --filter chooses some");
		return -ENOSPC;
	}
	if (!grow((void **)&sheet->panels, sheet->panel_count,
		  &sheet->panel_room, sizeof(*sheet->panels))) {
		sheet->failed = true;
		return -ENOMEM;
	}
	sheet->panels[sheet->panel_count] = *panel;
	return (int)sheet->panel_count++;
}

struct point point_of(int panel, const char *strategy)
{
	return (struct point){
		.panel = (u32)panel,
		.strategy = strategy,
		.x = NAN,
		.y = NAN,
		.low = NAN,
		.high = NAN,
		.text = "",
	};
}

/*
 * The colour and marker of a strategy: its place in the list of strategies, so
 * that it has the same in all pictures; others have one chosen by their name.
 */
static int style_of(const char *strategy)
{
	size_t built_in = strategy_count();
	u32 hash = 0;

	if (!*strategy)
		return -1;
	for (size_t i = 0; i < built_in; i++)
		if (!strcmp(strategy_loops_at(i)->strategy->name, strategy))
			return (int)i;
	for (; *strategy; strategy++)
		hash = hash * 31 + (unsigned char)*strategy;
	return (int)(built_in + hash % OTHER_STYLES);
}

void sheet_add(struct sheet *sheet, struct point point)
{
	if (!grow((void **)&sheet->points, sheet->point_count,
		  &sheet->point_room, sizeof(*sheet->points))) {
		sheet->failed = true;
		return;
	}
	point.style = style_of(point.strategy);
	sheet->points[sheet->point_count++] = point;
}

bool sheet_has_rows(const struct sheet *sheet)
{
	return !strcmp(sheet->frame.y.scale, "rows");
}

/* --- order --------------------------------------------------------------- */

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

/* Hazards stand in lines of their own at the bottom, one a strategy. */
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
			panel->hazards++;
		point->y = panel->hazards - 1;
		last = point;
	}
}

/* Different rows, or columns, in the order they came. */
struct keys {
	const char *text[SHEET_MOST_PANELS];
	u32 count;
};

static u32 key_of(struct keys *keys, const char *text)
{
	u32 i = 0;

	while (i < keys->count && strcmp(keys->text[i], text))
		i++;
	if (i == keys->count)
		keys->text[keys->count++] = text;
	return i;
}

/* As many panels side by side as have room for their titles. */
static u32 most_across(const struct sheet *sheet)
{
	size_t longest = 1;
	double across;

	for (size_t i = 0; i < sheet->panel_count; i++) {
		size_t length = strlen(sheet->panels[i].title);

		longest = length > longest ? length : longest;
	}
	across = PAGE_WIDTH / (CHARACTER * (double)longest + 20);
	across = fmin(across, sheet->frame.across);
	return (u32)fmax(1, fmin(across, (double)sheet->panel_count));
}

/* Rows and columns where those make a grid that is nearly full. */
static void place(struct sheet *sheet)
{
	size_t count = sheet->panel_count;
	struct keys rows = {.count = 0}, columns = {.count = 0};

	for (size_t i = 0; i < count; i++) {
		key_of(&rows, sheet->panels[i].row);
		key_of(&columns, sheet->panels[i].column);
	}
	sheet->grid = columns.count > 1 && columns.count <= MOST_COLUMNS &&
		      count * 4 >= (size_t)rows.count * columns.count * 3;
	sheet->across = sheet->grid ? columns.count : most_across(sheet);
	sheet->cell_count =
		sheet->grid ? rows.count * columns.count : (u32)count;
	sheet->cells = arena_get(&sheet->arena,
				 sheet->cell_count * sizeof(*sheet->cells));
	sheet->failed |= !sheet->cells;
	for (u32 i = 0; sheet->cells && i < sheet->cell_count; i++)
		sheet->cells[i] = sheet->grid ? -1 : (int)i;
	for (size_t i = 0; sheet->cells && sheet->grid && i < count; i++)
		sheet->cells[key_of(&rows, sheet->panels[i].row) *
				     sheet->across +
			     key_of(&columns, sheet->panels[i].column)] =
			(int)i;
}

/* --- pages --------------------------------------------------------------- */

static const struct panel *panel_at(const struct sheet *sheet, u32 cell)
{
	return sheet->cells[cell] < 0 ? NULL
				      : &sheet->panels[sheet->cells[cell]];
}

/* The strategies of a page, in the order of their styles. */
struct names {
	const struct point *point[SHEET_MOST_PANELS];
	u32 count;
};

static int order_names(const void *a, const void *b)
{
	const struct point *const *p = a, *const *q = b;
	int order = (*p)->style - (*q)->style;

	return order ? order : strcmp((*p)->strategy, (*q)->strategy);
}

static void add_name(struct names *names, const struct point *point)
{
	for (u32 i = 0; i < names->count; i++)
		if (!strcmp(names->point[i]->strategy, point->strategy))
			return;
	if (*point->strategy && names->count < SHEET_MOST_PANELS)
		names->point[names->count++] = point;
}

static void list_names(const struct sheet *sheet, struct names *names)
{
	names->count = 0;
	for (size_t i = 0; i < sheet->point_count; i++)
		add_name(names, &sheet->points[i]);
	qsort(names->point, names->count, sizeof(names->point[0]), order_names);
}

static u32 panel_height(const struct sheet *sheet, const struct names *names)
{
	return sheet->frame.height * (sheet_has_rows(sheet) ? names->count : 1);
}

void sheet_layout(struct sheet *sheet)
{
	struct names names;
	u32 rows, most;

	if (!sheet->point_count)
		sheet->panel_count = 0;
	if (sheet->failed || !sheet->panel_count)
		return;
	qsort(sheet->points, sheet->point_count, sizeof(*sheet->points),
	      order_points);
	if (!sheet_has_rows(sheet))
		number_hazards(sheet);
	place(sheet);
	list_names(sheet, &names);
	rows = (sheet->cell_count + sheet->across - 1) / sheet->across;
	most = MOST_HEIGHT / (panel_height(sheet, &names) + 30);
	if (most > MOST_PANELS_A_PAGE / sheet->across)
		most = MOST_PANELS_A_PAGE / sheet->across;
	most = most ? most : 1;
	sheet->pages = (rows + most - 1) / most;
	sheet->a_page =
		(rows + sheet->pages - 1) / sheet->pages * sheet->across;
}

/* --- CSV ----------------------------------------------------------------- */

static const char *const shapes[] = {
#define SHAPE_NAME(id, name) [SHAPE_##id] = name,
	SHAPE_LIST(SHAPE_NAME)
#undef SHAPE_NAME
};

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

static void put_setting(struct text *out, const char *key, double value,
			const char *words)
{
	text_add(out, "%s,%.9g,", key, value);
	put_cut(out, words ? words : "", SHEET_MOST_WORDS);
	text_add(out, "\n");
}

static void put_axis(struct text *out, const char *axis,
		     const struct axis_range *range)
{
	text_add(out, "%s", axis);
	put_setting(out, "label", 0, range->label);
	text_add(out, "%s", axis);
	put_setting(out, "scale", 0, range->scale);
	text_add(out, "%s", axis);
	put_setting(out, "share", 0, range->share);
	if (!range->low && !range->high)
		return;
	text_add(out, "%s", axis);
	put_setting(out, "low", range->low, "");
	text_add(out, "%s", axis);
	put_setting(out, "high", range->high, "");
}

static void put_notes(const struct sheet *sheet, u32 page, struct text *out)
{
	for (u32 i = 0; i < sheet->note_count; i++)
		put_setting(out, "note", i, sheet->notes[i]);
	if (sheet->dropped)
		put_setting(
			out, "note", sheet->dropped,
			"and more that is not drawn: --filter chooses groups");
	if (sheet->pages > 1)
		put_setting(out, "note", page + 1,
			    page + 1 < sheet->pages
				    ? "continued on the next page"
				    : "continued from the page before");
}

static void put_settings(const struct sheet *sheet, const struct names *names,
			 u32 page, u32 panels, u32 hazards, struct text *out)
{
	text_add(out, "key,value,text\n");
	put_setting(out, "title", page, sheet->title);
	put_setting(out, "machine", 0, sheet->machine);
	put_setting(out, "run", 0, sheet->run);
	put_axis(out, "x", &sheet->frame.x);
	put_axis(out, "y", &sheet->frame.y);
	put_setting(out, "panels", panels, "");
	put_setting(out, "across", sheet->across, "");
	put_setting(out, "grid", sheet->grid, "");
	put_setting(out, "height", panel_height(sheet, names), "");
	put_setting(out, "gutter", sheet->frame.gutter, "");
	put_setting(out, "hazards", hazards, "");
	put_setting(out, "strategies", names->count, "");
	put_notes(sheet, page, out);
}

static void put_names(const struct sheet *sheet, const struct names *names,
		      struct text *out)
{
	text_add(out, "\n\nstrategy,style,text\n");
	for (u32 i = 0; i < names->count; i++) {
		const char *name = names->point[i]->strategy;
		bool base = sheet->base && !strcmp(name, sheet->base);
		struct text words = {0};

		put_cut(out, name, SHEET_MOST_WORDS);
		text_add(out, ",%d,", names->point[i]->style);
		/* The texts' cut is that of names at the left edge. */
		text_add(&words, "%.60s%s", name, base ? " (base)" : "");
		put_cut(out, text_string(&words), 44);
		out->failed |= words.failed;
		text_free(&words);
		text_add(out, "\n");
	}
}

static bool same_line(const struct point *a, const struct point *b)
{
	return !strcmp(a->strategy, b->strategy) &&
	       (a->shape == SHAPE_BAND) == (b->shape == SHAPE_BAND);
}

static u32 row_of(const struct names *names, const struct point *point)
{
	u32 i = 0;

	while (i < names->count &&
	       strcmp(names->point[i]->strategy, point->strategy))
		i++;
	return i < names->count ? i : 0;
}

/* The points of panel @panel as number @number of a page. */
static void put_points(const struct sheet *sheet, const struct names *names,
		       int panel, u32 number, struct text *out)
{
	const struct point *last = NULL;

	text_add(out, "\n\npanel,strategy,style,x,y,low,high,shape,text\n");
	for (size_t i = 0; i < sheet->point_count; i++) {
		const struct point *point = &sheet->points[i];

		if ((int)point->panel != panel)
			continue;
		if (last && !same_line(last, point))
			text_add(out, "\n");
		last = point;
		text_add(out, "%u,", number);
		put_cut(out, *point->strategy ? point->strategy : "-",
			SHEET_MOST_WORDS);
		text_add(out, ",%d,%.9g,%.9g,%.9g,%.9g,%s,", point->style,
			 point->x,
			 sheet_has_rows(sheet) ? row_of(names, point)
					       : point->y,
			 point->low, point->high, shapes[point->shape]);
		put_cut(out, point->text, SHEET_MOST_WORDS);
		text_add(out, "\n");
	}
}

static void put_panels(const struct sheet *sheet, u32 from, u32 to,
		       struct text *out)
{
	static const struct panel gap = {"", "", "", 0};

	text_add(out, "\n\npanel,title,row,column\n");
	for (u32 i = from; i < to; i++) {
		const struct panel *panel = panel_at(sheet, i);

		if (!panel)
			panel = &gap;
		text_add(out, "%u,", i - from);
		put_cut(out, panel->title, SHEET_MOST_WORDS);
		text_add(out, ",");
		put_cut(out, panel->row, SHEET_MOST_WORDS);
		text_add(out, ",");
		put_cut(out, panel->column, SHEET_MOST_WORDS);
		text_add(out, "\n");
	}
}

void sheet_write(const struct sheet *sheet, u32 page, struct text *out)
{
	u32 from = page * sheet->a_page, to = from + sheet->a_page;
	struct names names;
	u32 hazards = 0;

	to = to < sheet->cell_count ? to : sheet->cell_count;
	list_names(sheet, &names);
	for (u32 i = from; i < to; i++) {
		const struct panel *panel = panel_at(sheet, i);

		if (panel && panel->hazards > hazards)
			hazards = panel->hazards;
	}
	put_settings(sheet, &names, page, to - from, hazards, out);
	put_names(sheet, &names, out);
	put_panels(sheet, from, to, out);
	for (u32 i = from; i < to; i++)
		put_points(sheet, &names, sheet->cells[i], i - from, out);
}
