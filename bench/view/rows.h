/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Which rows of a comparison are told: all, or what differs.  Those that are
 * left out are counted.
 */
#ifndef VIEW_ROWS_H
#define VIEW_ROWS_H

#include "compare/compare.h"
#include "view/table.h"

/**
 * struct rows_left - what is not told.
 * @same, @unclear, @other: rows of candidates: compared alike, without a
 *	verdict, or with nothing to compare.
 * @controls, @control_unsafe: rows of controls; those that were unsafe.
 * @harness: rows of the harness.
 * @groups: groups in which nothing differs.
 * @cut_groups, @cut_rows: groups in which something does, for the length.
 */
struct rows_left {
	size_t same;
	size_t unclear;
	size_t other;
	size_t controls;
	size_t control_unsafe;
	size_t harness;
	size_t groups;
	size_t cut_groups;
	size_t cut_rows;
};

/**
 * struct rows_choice - how to choose.
 * @all: every row.
 * @most: lines at most, titles among them; 0: any number.
 * @notes: a row may have a line below it.
 * @differs: is a row told?
 */
struct rows_choice {
	bool all;
	unsigned most;
	bool notes;
	bool (*differs)(const struct compare_row *row);
};

/**
 * struct rows - the chosen rows.
 * @common: axes that all cases have alike, bits of AXIS_BIT(): not in titles.
 * @title: of the cost: "frame", "complete", ..., "cost" if not of all the same.
 * @kind: of the cost; KINDS if not of all the same: then titles say it.
 */
struct rows {
	struct compare_row *row;
	size_t count;
	struct rows_left left;
	u32 common;
	const char *title;
	enum kind kind;
};

/** rows_differ_within() - for compare_within(): faster or slower, wrong, failed
 * or without a value in too many rounds; controls and the harness not. */
bool rows_differ_within(const struct compare_row *row);

/**
 * rows_choose() - the rows of @comparison; of groups with a row, the base,
 * too.  Where there is no room for all groups those with the largest difference
 * are taken.
 *
 * The caller calls rows_free().
 */
struct rows rows_choose(const struct comparison *comparison,
			const struct rows_choice *choice);

/** rows_left_say() - append what was left out as a sentence without an end; ""
 * if nothing was.
 * @option: the one that shows all. */
void rows_left_say(struct text *text, const struct rows_left *left,
		   const char *option);

/** rows_common_say() - append the axes that all have alike. */
void rows_common_say(struct text *text, const struct rows *rows,
		     const struct comparison *comparison);

/** rows_kind() - of the cost of all rows that have one; KINDS: of several. */
enum kind rows_kind(const struct comparison *comparison);

/** rows_group() - how many rows of @comparison from @first on are its group. */
size_t rows_group(const struct comparison *comparison, size_t first);

/** rows_title() - what a group is, before its first row: struct table's @title,
 * whose @context is the struct rows.  Where nothing tells groups apart, there
 * is none. */
void rows_title(struct text *text, const void *row, const void *before,
		const void *context);

/** rows_free() - free the rows; also of all zeros. */
void rows_free(struct rows *rows);

/** cell_outcome() - the verdict with what limits it. */
void cell_outcome(struct cell *cell, const void *row);

#endif
