/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A sheet: one picture before it is drawn.  It has panels, each becomes rows of
 * a CSV file, and it knows what was left out and why.
 */
#ifndef REPORT_PLOT_SHEET_H
#define REPORT_PLOT_SHEET_H

#include <stdbool.h>
#include <stdio.h>

#include "report/plot_pick.h"

/**
 * struct plot_panel - one panel.
 * @kind: of its numbers; there is no second one in the panel.
 */
struct plot_panel {
	size_t platform;
	size_t device;
	const char *kind;
};

struct plot_sheet_kind;

/**
 * struct plot_sheet - a picture's panels.
 * @pick: the cases to draw.
 * @unit: of the costs; NULL where no case has one.
 * @rounds_least, @rounds_most: samples behind one point.
 * @has_unsafe: a panel has an unsafe case.
 * @not_drawn: object: reason to the names of the platforms it left out.
 */
struct plot_sheet {
	const struct plot_sheet_kind *kind;
	const struct plot_data *data;
	struct plot_pick pick;
	struct plot_panel *panels;
	size_t panel_count;
	const char *unit;
	size_t rounds_least;
	size_t rounds_most;
	bool has_unsafe;
	json_t *not_drawn;
};

/**
 * struct plot_sheet_kind - one kind of picture.
 * @name: in file names.
 * @script: of the gnuplot script; NULL: @name.
 * @figure: that verdicts are on.
 * @title: what stands above it.
 * @axis: its free axis, see plot_pick_make().
 * @all_cases: one sheet for all devices and all values of all axes.
 * @one_page: all its panels stand in one picture.
 * @columns: of the CSV file, behind the common ones (plots/style.gp).
 * @check: fills @sheet->unit and the like; returns NULL, or why there is no
 *	such picture of this document.
 * @panel: decides whether @panel is drawn and sets its kind: 1; 0 with @why;
 *	-ENOMEM.
 * @write: its rows; 0 or -ENOMEM.
 * @head: the first line under the title.
 */
struct plot_sheet_kind {
	const char *name;
	const char *script;
	enum plot_figure figure;
	const char *title;
	const char *axis;
	bool all_cases;
	bool one_page;
	const char *columns;
	const char *(*check)(struct plot_sheet *sheet);
	int (*panel)(struct plot_sheet *sheet, struct plot_panel *panel,
		     const char **why);
	int (*write)(const struct plot_sheet *sheet,
		     const struct plot_panel *panel, size_t number, FILE *csv);
	void (*head)(const struct plot_sheet *sheet, FILE *text);
};

extern const struct plot_sheet_kind plot_completion;
extern const struct plot_sheet_kind plot_ready;
extern const struct plot_sheet_kind plot_copied;
extern const struct plot_sheet_kind plot_hazards;
extern const struct plot_sheet_kind plot_torn;
extern const struct plot_sheet_kind plot_set;
extern const struct plot_sheet_kind plot_ranking;
extern const struct plot_sheet_kind plot_ranking_notready;
extern const struct plot_sheet_kind plot_ranking_ready;
extern const struct plot_sheet_kind plot_spread;
extern const struct plot_sheet_kind plot_overview;
/* Of two documents: plot_data_compare(). */
extern const struct plot_sheet_kind plot_change;
extern const struct plot_sheet_kind plot_change_notready;
extern const struct plot_sheet_kind plot_change_ready;

/**
 * plot_sheet_make() - choose the cases and the panels of a picture.
 * @device: index of a device; ignored if @kind takes all cases.
 * @why: set to the reason if the sheet has no panel.
 *
 * Return: 0, the caller calls plot_sheet_free(); -ENOMEM.
 */
int plot_sheet_make(struct plot_sheet *sheet,
		    const struct plot_sheet_kind *kind,
		    const struct plot_data *data, size_t device,
		    const char **why);

/** plot_sheet_free() - free what plot_sheet_make() allocated. */
void plot_sheet_free(struct plot_sheet *sheet);

/**
 * plot_sheet_write() - panels [@first, @first + @count) as a CSV file.
 *
 * Return: 0; -ENOMEM; errors of writing show in ferror(@csv).
 */
int plot_sheet_write(const struct plot_sheet *sheet, size_t first, size_t count,
		     FILE *csv);

/** plot_in_panel() - does this case belong to @panel? */
bool plot_in_panel(const struct plot_case *c, const struct plot_panel *panel);

/** plot_put_panel() - the first two of the common columns. */
void plot_put_panel(const struct plot_sheet *sheet,
		    const struct plot_panel *panel, size_t number, FILE *csv);

/**
 * plot_put_lead() - the common columns of one row.
 * @note: a line for the panel, or "".
 */
void plot_put_lead(const struct plot_sheet *sheet,
		   const struct plot_panel *panel, size_t number,
		   size_t strategy, const char *note, FILE *csv);

/**
 * plot_unprintable() - bytes of the UTF-8 character at @text if no SVG may
 * hold it (control characters, U+FFFE, U+FFFF), else 0.
 */
size_t plot_unprintable(const char *text);

/**
 * plot_put_text() - @text as one field: what would part fields or rows is
 * replaced, so that nothing needs quotes; "-" for an empty one.
 */
void plot_put_text(const char *text, FILE *csv);

/** plot_put_hazards() - "TORN 12 %; LOST <= 3 %" of unsafe cases. */
void plot_put_hazards(const struct plot_case *const *cases, size_t count,
		      FILE *text);

/**
 * plot_put_crossings() - where the order of two candidates of the panel flips,
 * as one block of rows with the role "crossing".
 * @metric: what the panel's lines are.
 *
 * Return: how many there are, or -ENOMEM.
 */
long plot_put_crossings(const struct plot_sheet *sheet,
			const struct plot_panel *panel, size_t number,
			const char *metric, FILE *csv);

/** plot_crossings_head() - how to read plot_put_crossings()' marks. */
void plot_crossings_head(const struct plot_sheet *sheet, FILE *text);

/** plot_cut() - shorten a UTF-8 text in place to @most characters. */
void plot_cut(char *text, size_t most);

#endif
