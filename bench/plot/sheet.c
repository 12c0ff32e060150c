// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/strategies.h"

/* Of a page: gnuplot reads it once a panel. */
#define MOST_PANELS_A_PAGE 48u
#define MOST_HEIGHT 1500u

/* Styles behind those of the strategies in the list, for others. */
#define OTHER_STYLES 4u

/* Bytes of a name in the legend and at the left edge. */
#define MOST_NAME 44u

/*
 * Pixels, as plots/page.gp has them: the mean width of a title's characters,
 * what lies between panels, and a page without its left edge, which the longest
 * names of rows make wide.
 */
#define CHARACTER 6.3
#define BETWEEN 22
#define ROOM 942
#define ROOM_BESIDE_NAMES 700

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
	return text_keep(text, &sheet->arena);
}

void sheet_note(struct sheet *sheet, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;
	u32 i = 0;

	va_start(arguments, format);
	text_add_v(&text, format, arguments);
	va_end(arguments);
	while (i < sheet->note_count &&
	       strcmp(sheet->notes[i], text_string(&text)))
		i++;
	if (i == SHEET_MOST_NOTES)
		sheet->dropped++;
	else if (i == sheet->note_count)
		sheet->notes[sheet->note_count++] = sheet_keep(sheet, &text);
	text_free(&text);
}

/* With room for one more entry of @width bytes. */
static void *grow(void *array, size_t count, size_t *room, size_t width)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 64;
	return memory_more(array, *room, width);
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
	sheet->panels = grow(sheet->panels, sheet->panel_count,
			     &sheet->panel_room, sizeof(*sheet->panels));
	sheet->panels[sheet->panel_count] = *panel;
	return (int)sheet->panel_count++;
}

struct point point_of(u32 panel, const char *strategy)
{
	return (struct point){
		.panel = panel,
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
	sheet->points = grow(sheet->points, sheet->point_count,
			     &sheet->point_room, sizeof(*sheet->points));
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
		u32 *hazards = &sheet->panels[point->panel].hazards;

		if (point->shape != SHAPE_UNSAFE)
			continue;
		*hazards += !last || last->panel != point->panel ||
			    strcmp(last->strategy, point->strategy);
		point->y = *hazards - 1;
		last = point;
	}
}

static u32 row_of(const struct sheet *sheet, const char *strategy)
{
	u32 i = 0;

	while (i < sheet->name_count && strcmp(sheet->names[i], strategy))
		i++;
	return i;
}

static int order_names(const void *a, const void *b)
{
	const char *const *p = a, *const *q = b;
	int order = style_of(*p) - style_of(*q);

	return order ? order : strcmp(*p, *q);
}

static void name_rows(struct sheet *sheet)
{
	sheet->names = arena_get(&sheet->arena,
				 sheet->point_count * sizeof(*sheet->names));
	for (size_t i = 0; i < sheet->point_count; i++) {
		const char *name = sheet->points[i].strategy;

		if (*name && row_of(sheet, name) == sheet->name_count)
			sheet->names[sheet->name_count++] = name;
	}
	qsort(sheet->names, sheet->name_count, sizeof(*sheet->names),
	      order_names);
	for (size_t i = 0; sheet_has_rows(sheet) && i < sheet->point_count; i++)
		if (*sheet->points[i].strategy)
			sheet->points[i].y =
				row_of(sheet, sheet->points[i].strategy);
}

/* The first panel of the row, or the column, of panel @i. */
static u32 first_like(const struct sheet *sheet, u32 i, bool column)
{
	const struct panel *panel = &sheet->panels[i];

	for (u32 k = 0; k < i; k++)
		if (!strcmp(column ? sheet->panels[k].column
				   : sheet->panels[k].row,
			    column ? panel->column : panel->row))
			return k;
	return i;
}

/* How many rows, or columns, begin before panel @end. */
static u32 count_firsts(const struct sheet *sheet, u32 end, bool column)
{
	u32 count = 0;

	for (u32 i = 0; i < end; i++)
		count += first_like(sheet, i, column) == i;
	return count;
}

/* How many of the longest title, or column's title, fit side by side. */
static u32 most_across(const struct sheet *sheet, bool column)
{
	double room = sheet_has_rows(sheet) ? ROOM_BESIDE_NAMES : ROOM;
	double longest = 1;

	for (size_t i = 0; i < sheet->panel_count; i++)
		longest = fmax(longest,
			       (double)strlen(column ? sheet->panels[i].column
						     : sheet->panels[i].title));
	return (u32)fmax(1, room / (CHARACTER * longest + BETWEEN));
}

/* In rows and columns where those make a full grid, else as they came. */
static void place(struct sheet *sheet)
{
	u32 count = (u32)sheet->panel_count;
	u32 columns = count_firsts(sheet, count, true);

	sheet->grid = columns > 1 && columns <= most_across(sheet, true) &&
		      count == columns * count_firsts(sheet, count, false);
	sheet->across = columns;
	if (!sheet->grid)
		sheet->across = (u32)fmin(
			fmin(most_across(sheet, false), sheet->frame.across),
			count);
	for (u32 i = 0; i < count; i++) {
		u32 row = first_like(sheet, i, false);
		u32 column = first_like(sheet, i, true);

		sheet->panels[i].place =
			sheet->grid
				? count_firsts(sheet, row, false) * columns +
					  count_firsts(sheet, column, true)
				: i;
	}
}

static u32 panel_height(const struct sheet *sheet)
{
	return sheet->frame.height *
	       (sheet_has_rows(sheet) ? sheet->name_count : 1);
}

void sheet_layout(struct sheet *sheet)
{
	u32 rows, most;

	if (!sheet->point_count)
		sheet->panel_count = 0;
	if (!sheet->panel_count)
		return;
	name_rows(sheet);
	qsort(sheet->points, sheet->point_count, sizeof(*sheet->points),
	      order_points);
	if (!sheet_has_rows(sheet))
		number_hazards(sheet);
	place(sheet);
	rows = ((u32)sheet->panel_count + sheet->across - 1) / sheet->across;
	most = MOST_HEIGHT / (panel_height(sheet) + 30);
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

/* gnuplot has no quote in a quoted text, and its SVG escapes < and & alone. */
static char drawable(const char *text, size_t i)
{
	if (text[i] == '"')
		return '\'';
	return i > 1 && !strncmp(text + i - 2, "]]>", 3) ? ')' : text[i];
}

/* An empty text is none to gnuplot.  A text of more than @most bytes is cut
 * between two words, or else two characters. */
static void put_cut(struct text *out, const char *text, size_t most)
{
	size_t length = strlen(text), word;
	bool cut = length > most;

	if (cut) {
		length = word = most - 3;
		while (word > length / 2 && text[word - 1] != ' ')
			word--;
		length = word > length / 2 ? word : length;
	}
	while (cut && length && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	text_bytes(out, "\"", 1);
	for (size_t i = 0; i < length; i++)
		text_bytes(out, (char[]){drawable(text, i)}, 1);
	text_add(out, "%s\"", cut ? "..." : length ? "" : " ");
}

/* @axis: "x", "y", or "" before the name of what belongs to neither. */
static void put_setting(struct text *out, const char *axis, const char *key,
			double value, const char *words)
{
	text_add(out, "%s%s,%.9g,", axis, key, value);
	put_cut(out, words ? words : "", SHEET_MOST_WORDS);
	text_add(out, "\n");
}

static void put_axis(struct text *out, const char *axis,
		     const struct axis_range *range)
{
	put_setting(out, axis, "label", 0, range->label);
	put_setting(out, axis, "scale", 0, range->scale);
	put_setting(out, axis, "share", 0, range->share);
	if (!range->low && !range->high)
		return;
	put_setting(out, axis, "low", range->low, "");
	put_setting(out, axis, "high", range->high, "");
}

static void put_settings(const struct sheet *sheet, u32 panels, u32 hazards,
			 struct text *out)
{
	text_add(out, "key,value,text\n");
	put_setting(out, "", "title", 0, sheet->title);
	put_setting(out, "", "machine", 0, sheet->machine);
	put_setting(out, "", "run", 0, sheet->run);
	put_axis(out, "x", &sheet->frame.x);
	put_axis(out, "y", &sheet->frame.y);
	put_setting(out, "", "panels", panels, "");
	put_setting(out, "", "across", sheet->across, "");
	put_setting(out, "", "grid", sheet->grid, "");
	put_setting(out, "", "height", panel_height(sheet), "");
	put_setting(out, "", "gutter", sheet->frame.gutter, "");
	put_setting(out, "", "hazards", hazards, "");
	put_setting(out, "", "strategies", sheet->name_count, "");
}

static void put_notes(const struct sheet *sheet, u32 page, struct text *out)
{
	for (u32 i = 0; i < sheet->note_count; i++)
		put_setting(out, "", "note", i, sheet->notes[i]);
	if (sheet->dropped)
		put_setting(
			out, "", "note", sheet->dropped,
			"and more that is not drawn: --filter chooses groups");
	if (sheet->pages > 1)
		put_setting(out, "", "note", page + 1,
			    page + 1 < sheet->pages
				    ? "continued on the next page"
				    : "continued from the page before");
}

static void put_names(const struct sheet *sheet, struct text *out)
{
	text_add(out, "\n\nstrategy,style,base\n");
	for (u32 i = 0; i < sheet->name_count; i++) {
		const char *name = sheet->names[i];

		put_cut(out, name, MOST_NAME);
		text_add(out, ",%d,%d\n", style_of(name),
			 sheet->base && !strcmp(name, sheet->base));
	}
}

static bool same_line(const struct point *a, const struct point *b)
{
	return !strcmp(a->strategy, b->strategy) &&
	       (a->shape == SHAPE_BAND) == (b->shape == SHAPE_BAND);
}

/* The points of panel @panel as number @number of a page. */
static void put_points(const struct sheet *sheet, u32 panel, u32 number,
		       struct text *out)
{
	const struct point *last = NULL;

	text_add(out, "\n\npanel,strategy,style,x,y,low,high,shape,text\n");
	for (size_t i = 0; i < sheet->point_count; i++) {
		const struct point *point = &sheet->points[i];

		if (point->panel != panel)
			continue;
		if (last && !same_line(last, point))
			text_add(out, "\n");
		last = point;
		text_add(out, "%u,", number);
		put_cut(out, *point->strategy ? point->strategy : "-",
			SHEET_MOST_WORDS);
		text_add(out, ",%d,%.9g,%.9g,%.9g,%.9g,%s,", point->style,
			 point->x, point->y, point->low, point->high,
			 shapes[point->shape]);
		put_cut(out, point->text, SHEET_MOST_WORDS);
		text_add(out, "\n");
	}
}

static u32 panel_at(const struct sheet *sheet, u32 place)
{
	u32 i = 0;

	while (sheet->panels[i].place != place)
		i++;
	return i;
}

void sheet_write(const struct sheet *sheet, u32 page, struct text *out)
{
	u32 from = page * sheet->a_page, to = from + sheet->a_page, hazards = 0;

	to = to < sheet->panel_count ? to : (u32)sheet->panel_count;
	for (u32 i = 0; i < sheet->panel_count; i++)
		if (sheet->panels[i].hazards > hazards)
			hazards = sheet->panels[i].hazards;
	put_settings(sheet, to - from, hazards, out);
	put_notes(sheet, page, out);
	put_names(sheet, out);
	text_add(out, "\n\npanel,title,row,column\n");
	for (u32 i = from; i < to; i++) {
		const struct panel *panel = &sheet->panels[panel_at(sheet, i)];

		text_add(out, "%u,", i - from);
		put_cut(out, panel->title, SHEET_MOST_WORDS);
		text_add(out, ",");
		put_cut(out, panel->row, SHEET_MOST_WORDS);
		text_add(out, ",");
		put_cut(out, panel->column, SHEET_MOST_WORDS);
		text_add(out, "\n");
	}
	for (u32 i = from; i < to; i++)
		put_points(sheet, panel_at(sheet, i), i - from, out);
}
