/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Queries: from records to the sheet of a picture. */
#ifndef PLOT_QUERY_H
#define PLOT_QUERY_H

#include "compare/compare.h"
#include "compare/crossover.h"
#include "plot/sheet.h"

struct query;

/**
 * struct drawn - what a picture shows of its cases.
 * @takes: cases that can be drawn.
 * @starts: NULL, or: is there anything to draw?  Else it notes why.
 * @add: add what is known of a case.
 * @skips: NULL, or: note why a case is not drawn.
 * @ends: NULL, or: after all cases.
 * @note: NULL, or a line under the picture.
 */
struct drawn {
	bool (*takes)(const struct record *record);
	bool (*starts)(struct query *query);
	void (*add)(struct query *query, const struct record *record);
	void (*skips)(struct query *query, const struct record *record);
	void (*ends)(struct query *query);
	const char *note;
};

extern const struct drawn drawn_cost;
extern const struct drawn drawn_before;
extern const struct drawn drawn_spread;
extern const struct drawn drawn_bytes;
extern const struct drawn drawn_hazards;
extern const struct drawn drawn_pace;
extern const struct drawn drawn_misses;

/**
 * struct picture - one question; see picture.c for the list.
 * @script: of plots/, that draws it.
 * @between: it is of two documents.
 * @axis: where a case lies along x; AXES: x is no axis of the cases.
 * @drawn: what is drawn there.
 * @frame: in what.
 */
struct picture {
	const char *name;
	const char *script;
	bool between;
	const char *question;
	enum axis_key axis;
	const struct drawn *drawn;
	struct frame frame;
};

/** picture_at() - picture number @i; NULL behind the last. */
const struct picture *picture_at(size_t i);

/**
 * struct query - a picture of a document, or of two.
 * @after: NULL, or the second document.
 * @rows: compared within @before, or between the two; empty where @why says
 *	why nothing could be compared.
 * @flips: of the order of strategies, within @before.
 * @asked: the user named this picture: draw it also where two values of its
 *	axis make no more of a line than the table has.
 * @sheet: filled; of all zeros.
 *
 * The rest is query_fill()'s:
 * @c: @count cases that are drawn.
 * @named: axes that tell panels apart.
 * @column: the axis whose values stand side by side, or -1.
 * @last: where a row was found.
 * @banded: 1 + the group whose differences that do not count were drawn.
 * @quiet: cases that were left out as nothing is to be seen there.
 */
struct query {
	const struct picture *picture;
	const struct document *before;
	const struct document *after;
	const struct compare_options *options;
	const struct comparison *rows;
	const struct crossovers *flips;
	const char *why;
	bool asked;
	struct sheet sheet;
	const struct record **c;
	size_t count;
	bool named[AXES];
	int column;
	size_t last;
	u32 banded;
	size_t quiet;
};

/**
 * query_fill() - fill the sheet.
 *
 * A sheet without panels shows nothing; its first note says why.
 */
void query_fill(struct query *query);

/** query_free() - free what it owns, the sheet too. */
void query_free(struct query *query);

/**
 * query_point() - a point of @record, at its place along the picture's axis, in
 * the panel of its named axes, and of @aside where that is not "".
 * @column: what stands side by side; NULL: the values of @query->column.
 *
 * Return: false where there is no room for its panel.
 */
bool query_point(struct query *query, const struct record *record,
		 const char *aside, const char *column, struct point *point);

/** query_same_panel() - have both cases equal values on the named axes? */
bool query_same_panel(const struct query *query, const struct record *a,
		      const struct record *b);

/** query_label() - the named axes of @record: "swiotlb size=2048". */
const char *query_label(struct query *query, const struct record *record);

/** query_row() - @record compared, or NULL. */
const struct compare_row *query_row(struct query *query,
				    const struct record *record);

/** query_hazards() - "STALE 100 %" of an unsafe case; @shares: with them. */
const char *query_hazards(struct query *query, const struct record *record,
			  bool shares);

/** query_caches() - the sizes of the modelled caches as lines across panels. */
void query_caches(struct query *query);

#endif
