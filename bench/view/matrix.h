/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The matrix of a first page: a row a strategy, a column a group, or several
 * groups where the page has no room for each; in each cell the change against
 * the base with its verdict, or the hazard.
 */
#ifndef VIEW_MATRIX_H
#define VIEW_MATRIX_H

#include "compare/compare.h"
#include "record/text.h"

/**
 * enum matrix_family - groups whose costs can stand beside each other.
 * @MATRIX_FRAME: the cost of a whole frame is known.
 * @MATRIX_LOOKS: the device writes when it pleases, so that the time of a frame
 *	is the device's: one look, and the bytes copied, can be compared.
 */
enum matrix_family {
	MATRIX_FRAME,
	MATRIX_LOOKS,
	MATRIX_FAMILIES,
};

/** enum matrix_part - columns of one bin. */
enum matrix_part {
	MATRIX_COST,  /* of a frame, or a look */
	MATRIX_BYTES, /* copied for a frame */
	MATRIX_HAZARD,
	MATRIX_PARTS,
};

/** struct matrix_strategy - a row; see struct record for @interpreted. */
struct matrix_strategy {
	const char *name;
	enum peek_role role;
	bool interpreted;
};

/** struct matrix_group - rows [first, first + count) of the comparison. */
struct matrix_group {
	size_t first;
	size_t count;
};

/**
 * struct matrix_span - groups [first, end) with the same values on some axes.
 * @like: a record of the first.
 */
struct matrix_span {
	size_t first;
	size_t end;
	const struct record *like;
};

/** struct matrix_range - how far values reach; @count of them. */
struct matrix_range {
	size_t count;
	double low;
	double high;
};

/**
 * struct matrix_tally - the rows of one strategy in some groups.
 * @groups: so many, @rows of them with a case.
 * @safe: it is a candidate, and safe in all of them.
 * @hazards: that frames of the @unsafe cases showed.
 * @verified: cases whose frames were verified, and none was wrong.
 * @compared: with the base, which is among them; @sum: of their log ratios.
 * @change: in %, by verdict; @where: a case with that verdict.
 * @plain: costs that are not compared, the base's own or the harness's; @ticks
 *	of them are ticks.
 * @bytes: copied for a frame, where the matrix has such a part.
 */
struct matrix_tally {
	size_t groups;
	size_t rows;
	bool safe;
	u32 hazards;
	size_t unsafe;
	size_t verified;
	size_t compared;
	double sum;
	struct matrix_range change[VERDICT_UNCLEAR + 1];
	const struct record *where[VERDICT_UNCLEAR + 1];
	struct matrix_range plain;
	size_t ticks;
	struct matrix_range bytes;
};

/**
 * struct matrix - all of a family.
 * @rows: of the comparison whose figure the cells show.
 * @of: by group and strategy, @cells of them; NULL: no such case.
 * @axis: the axes that tell groups apart, the outermost first.
 * @place: the groups of each value of the outermost axis.
 * @bin: the groups of each column; the first @shown axes tell them apart.
 * @part: which parts the bins have.
 * @brief: hazards as letters.
 * @kinds: does the kind of the cost differ between bins?
 * @tick_ns: see struct view_options.
 */
struct matrix {
	const struct document *document;
	enum matrix_family family;
	const struct compare_row *rows;
	struct matrix_strategy *strategy;
	size_t strategies;
	struct matrix_group *group;
	size_t groups;
	const struct compare_row **of;
	size_t cells;
	enum axis_key axis[AXES];
	size_t axes;
	struct matrix_span *place;
	size_t places;
	struct matrix_span *bin;
	size_t bins;
	size_t shown;
	bool part[MATRIX_PARTS];
	bool brief;
	bool kinds;
	double tick_ns;
};

/**
 * matrix_open() - the groups of @family.
 * @frames: the comparison of frames; @looks: of not-ready looks, rows in the
 *	same order; NULL: there is none.
 *
 * The caller calls matrix_close().
 */
void matrix_open(struct matrix *matrix, enum matrix_family family,
		 const struct document *document,
		 const struct comparison *frames,
		 const struct comparison *looks);

/** matrix_close() - free it; also of all zeros. */
void matrix_close(struct matrix *matrix);

/** matrix_row() - the case of a strategy in a group, or NULL. */
const struct compare_row *matrix_row(const struct matrix *matrix, size_t group,
				     size_t strategy);

/** matrix_bins() - make the bins that the first @shown axes tell apart. */
void matrix_bins(struct matrix *matrix, size_t shown);

/** matrix_tally_add() - add the groups of @span to the tally of a strategy; of
 * all zeros where it is of none yet. */
void matrix_tally_add(struct matrix_tally *tally, const struct matrix *matrix,
		      const struct matrix_span *span, size_t strategy);

/** matrix_tally() - of the groups of @span alone. */
struct matrix_tally matrix_tally(const struct matrix *matrix,
				 const struct matrix_span *span,
				 size_t strategy);

/**
 * matrix_add() - append the table, in Markdown or text.  In text, groups are
 * put together into bins until it has at most @lines lines.
 */
void matrix_add(struct text *out, struct matrix *matrix, bool markdown,
		unsigned width, unsigned lines);

/** matrix_is_folded() - do bins hold more than one group? */
bool matrix_is_folded(const struct matrix *matrix);

/** matrix_find() - the first of its rows, by group and strategy, that @is; or
 * NULL. */
const struct compare_row *
matrix_find(const struct matrix *matrix,
	    bool (*is)(const struct compare_row *row));

/** matrix_cost() - the first row whose cost is known, or NULL. */
const struct compare_row *matrix_cost(const struct matrix *matrix);

/** matrix_is_proven() - has the checker an answer for one of its rows? */
bool matrix_is_proven(const struct matrix *matrix);

/** matrix_group_record() - the first record of group @g. */
const struct record *matrix_group_record(const struct matrix *matrix, size_t g);

/** matrix_base() - the first base's strategy; NULL: no group has one. */
const char *matrix_base(const struct matrix *matrix);

#endif
