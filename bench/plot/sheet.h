/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A sheet: what one picture shows, as panels and points in units of its axes,
 * written as CSV, one file a page.  Where things stand on a page, and their
 * tics, are the matter of the scripts in plots/.
 */
#ifndef PLOT_SHEET_H
#define PLOT_SHEET_H

#include "record/arena.h"
#include "record/record.h"
#include "record/text.h"

/* More panels than this are no picture; a filter chooses some. */
#define SHEET_MOST_PANELS 480u

/* Characters of a line across the page; a longer one is cut. */
#define SHEET_MOST_WORDS 165u

/* How notes on what is left out begin. */
#define SHEET_NOT_DRAWN "not drawn: "

/* Lines of notes under a page. */
#define SHEET_MOST_NOTES 8u

/*
 * SHAPE(ID, name): what stands at a point: a spread (low to high) where a
 * difference does not count, a line alone, a filled or an open marker, a
 * hazard in place of a marker, a reason, a part of a bar, a place on the base's
 * line where an order flips (its interval lies along x), a reference line.
 */
#define SHAPE_LIST(S)                                                          \
	S(BAND, "band")                                                        \
	S(LINE, "line")                                                        \
	S(SURE, "sure")                                                        \
	S(OPEN, "open")                                                        \
	S(UNSAFE, "unsafe")                                                    \
	S(NONE, "none")                                                        \
	S(NEEDED, "needed")                                                    \
	S(AGAIN, "again")                                                      \
	S(BACK, "back")                                                        \
	S(FLIP, "flip")                                                        \
	S(MARK, "mark")

enum shape {
#define SHAPE_ID(id, name) SHAPE_##id,
	SHAPE_LIST(SHAPE_ID)
#undef SHAPE_ID
};

/**
 * struct axis_range - an axis of a picture.
 * @scale: as plots/page.gp names it.
 * @share: which panels have one range: "page", "row", "panel".
 * @label: what it counts, with unit and kind; NULL: the query finds it.
 * @low, @high: of every panel; both 0: as far as the points reach.
 */
struct axis_range {
	const char *scale;
	const char *share;
	const char *label;
	double low;
	double high;
};

/**
 * struct frame - how a picture's panels look.
 * @x, @y: axes; @y is that of rows where its scale is "rows": one a strategy,
 *	with intervals along x.
 * @height: of a panel in pixels; of rows: of one.
 * @gutter: pixels right of a panel for the points' texts.
 * @across: most panels side by side.
 */
struct frame {
	struct axis_range x;
	struct axis_range y;
	u32 height;
	u32 gutter;
	u32 across;
};

/**
 * struct point - one place in a panel.
 * @strategy: its name; "" if it belongs to none.
 * @style: its style; sheet_add() fills it.
 * @x, @y: the value; @low, @high: its interval, along x in panels of rows, else
 *	along y; NaN: none.
 * @text: "" or what stands beside it; of the sheet's arena or static.
 */
struct point {
	u32 panel;
	const char *strategy;
	int style;
	enum shape shape;
	double x;
	double y;
	double low;
	double high;
	const char *text;
};

/**
 * struct panel - one pair of axes.
 * @title: what its cases share.
 * @row, @column: the part of it that panels side by side share, and the rest.
 * @hazards: rows of hazards at the bottom, where y is no row.
 * @place: in the order that panels are drawn.
 */
struct panel {
	const char *title;
	const char *row;
	const char *column;
	u32 hazards;
	u32 place;
};

/**
 * struct sheet - all zeros but for @frame is an empty one.
 * @beside: it has nothing to say of these cases: no word about it.
 * @title, @machine, @run: above the panels.
 * @notes: under them; further ones are dropped, and a line says so.
 * @base: strategy that others are compared with, or NULL.
 * @names: @name_count strategies that have points, in the order of styles.
 * @across: panels side by side, @a_page on a page; @grid: rows and columns have
 *	titles; as sheet_layout() chose them.
 */
struct sheet {
	struct arena arena;
	struct frame frame;
	struct panel *panels;
	struct point *points;
	size_t panel_count, panel_room;
	size_t point_count, point_room;
	bool beside;
	const char *title;
	const char *machine;
	const char *run;
	const char *base;
	const char *notes[SHEET_MOST_NOTES];
	u32 note_count;
	u32 dropped;
	const char **names;
	u32 name_count;
	u32 across;
	u32 a_page;
	bool grid;
	u32 pages;
};

/** sheet_free() - free what the sheet owns. */
void sheet_free(struct sheet *sheet);

/** sheet_text() - a text that lives as long as the sheet. */
const char *sheet_text(struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** sheet_keep() - the same of @text, which is freed. */
const char *sheet_keep(struct sheet *sheet, struct text *text);

/** sheet_note() - add a line under the picture, unless it stands there. */
void sheet_note(struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * sheet_panel() - the panel of @panel's title, made if it is missing.
 * @panel: its texts live as long as the sheet.
 *
 * Return: its number; or -ENOSPC, noted, where there are SHEET_MOST_PANELS.
 */
int sheet_panel(struct sheet *sheet, const struct panel *panel);

/** point_of() - a point of @strategy in @panel, with no place and interval. */
struct point point_of(u32 panel, const char *strategy);

/** sheet_add() - append a point. */
void sheet_add(struct sheet *sheet, struct point point);

/** sheet_has_rows() - is y a row a strategy? */
bool sheet_has_rows(const struct sheet *sheet);

/** sheet_layout() - order points and panels, and cut pages. */
void sheet_layout(struct sheet *sheet);

/** sheet_write() - page @page < @pages as CSV. */
void sheet_write(const struct sheet *sheet, u32 page, struct text *out);

#endif
