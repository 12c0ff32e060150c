/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A sheet: what one picture shows, as panels and points in units of its axes.
 * It is laid out on pages here and written as CSV, one file a page, which the
 * scripts in plots/ draw.
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
 * SCALE(ID, name): how an axis places a value.  CHANGE places per cent by the
 * logarithm of the ratio, so that half and double are equally far from 0; NEAR
 * does so and widens what is near 0.  LOG1 is log(1 + value).
 */
#define SCALE_LIST(S)                                                          \
	S(LINEAR, "linear")                                                    \
	S(LOG, "log")                                                          \
	S(LOG1, "log1")                                                        \
	S(CHANGE, "change")                                                    \
	S(NEAR, "near")

enum scale {
#define SCALE_ID(id, name) SCALE_##id,
	SCALE_LIST(SCALE_ID)
#undef SCALE_ID
};

/*
 * SHAPE(ID, name): what stands at a point: a filled or an open marker, a line
 * alone, a spread (low to high and its two middle quarters), a hazard in place
 * of a marker, a reason, a part of a bar, a place on the base's line where an
 * order flips (its interval lies along x), a reference line.
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

/** enum share - panels that have one range of an axis. */
enum share { SHARE_SHEET, SHARE_ROW, SHARE_PANEL };

/**
 * struct axis_range - an axis of a sheet.
 * @label: what it counts, with unit and kind.
 * @zero: the range reaches 0, as that of a change always does.
 * @values: tics stand at the points' values.
 * @bytes: 2048 is written 2K.
 * @fixed: every panel goes from @low to @high.
 */
struct axis_range {
	const char *label;
	enum scale scale;
	enum share share;
	bool zero;
	bool values;
	bool bytes;
	bool fixed;
	double low;
	double high;
};

/**
 * struct point - one place in a panel.
 * @strategy: whose; "" where it is nobody's.
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
 * @row, @column: where it stands: in @rows and @columns of the sheet, if those
 *	make a grid.
 * @low, @high: range along x and y.
 * @unsafe: lines of hazards at the bottom, in a sheet without rows.
 * @last: no panel stands under it on its page.
 */
struct panel {
	const char *title;
	u32 row;
	u32 column;
	double low[2];
	double high[2];
	u32 unsafe;
	bool last;
};

/** struct keys - different texts in the order they came. */
struct keys {
	const char *text[SHEET_MOST_PANELS];
	u32 count;
};

/**
 * struct sheet - all zeros is an empty one.
 * @row_keys, @column_keys: those of sheet_panel().
 * @rows: y is the strategy, one row each; the interval lies along x.
 * @height: of a panel in pixels, without titles and tics; of rows: of one.
 * @gutter: pixels right of a panel for the points' texts.
 * @across: most panels side by side.
 * @most_height: pixels of panels on a page.
 * @beside: it has nothing to say of these cases: no word about it.
 * @columns_apart: titles are too long: they stand by row and by column.
 * @title, @machine, @run: above the panels.
 * @notes: under them; further ones are dropped, and a line says so.
 * @base: strategy that others are compared with, or NULL.
 * @strategies: @strategy_count names that have points, in the order of styles.
 * @rows_a_page, @pages, @row_count: as sheet_layout() placed the panels.
 * @failed: an addition found no memory.
 */
struct sheet {
	struct arena arena;
	struct panel *panels;
	struct point *points;
	size_t panel_count, panel_room;
	size_t point_count, point_room;
	struct keys row_keys;
	struct keys column_keys;
	struct axis_range x;
	struct axis_range y;
	bool rows;
	u32 height;
	u32 gutter;
	u32 across;
	u32 most_height;
	bool columns_apart;
	bool beside;
	const char *title;
	const char *machine;
	const char *run;
	const char *base;
	const char *notes[SHEET_MOST_NOTES];
	u32 note_count;
	u32 dropped;
	const char **strategies;
	u32 strategy_count;
	u32 pages;
	u32 rows_a_page;
	u32 row_count;
	bool failed;
};

/** sheet_free() - free what the sheet owns. */
void sheet_free(struct sheet *sheet);

/** sheet_text() - a text that lives as long as the sheet; "" without memory. */
const char *sheet_text(struct sheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** sheet_keep() - the same of @text, which is freed. */
const char *sheet_keep(struct sheet *sheet, struct text *text);

/** sheet_note() - add a line under the picture, unless it stands there. */
void sheet_note(struct sheet *sheet, const char *text);

/**
 * sheet_panel() - the panel of @title, made if it is missing.
 * @row_key, @column_key: panels of one row key stand in one row, of one column
 *	key under each other; "" where there is no such order.
 *
 * Return: its number, or -ENOSPC where there are SHEET_MOST_PANELS; -ENOMEM.
 */
int sheet_panel(struct sheet *sheet, const char *title, const char *row_key,
		const char *column_key);

/** sheet_not_drawn() - note that @what is not drawn, and why. */
void sheet_not_drawn(struct sheet *sheet, const char *what, const char *why);

/** point_of() - a point of @strategy in @panel, with no place and interval. */
struct point point_of(int panel, const char *strategy);

/** sheet_add() - append a point. */
void sheet_add(struct sheet *sheet, struct point point);

/**
 * sheet_style() - the colour and marker of a strategy: its place in the list of
 * strategies, so that it has the same in all pictures; others have one of the
 * SHEET_OTHERS behind, chosen by their name.
 */
int sheet_style(const char *strategy);
#define SHEET_OTHERS 4u

/** sheet_layout() - order points, place panels, choose ranges and pages. */
void sheet_layout(struct sheet *sheet);

/** sheet_write() - page @page < @pages as CSV. */
void sheet_write(const struct sheet *sheet, u32 page, struct text *out);

/** scale_at() - where @scale places @value. */
double scale_at(enum scale scale, double value);

#endif
