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

/**
 * struct matrix_group - rows [first, first + count) of the comparison.
 * @bin: its column.
 */
struct matrix_group {
	size_t first;
	size_t count;
	size_t bin;
};

/**
 * struct matrix_bin - a column.
 * @like: a record of its first group.
 * @groups: how many it has.
 */
struct matrix_bin {
	const struct record *like;
	size_t groups;
};

/**
 * struct matrix - all of a family.
 * @rows: of the comparison whose figure the cells show.
 * @of: by group and strategy, @cells of them; NULL: no such case.
 * @axis: the axes that tell groups apart, the outermost first.
 * @shown: how many of them tell bins apart.
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
	struct matrix_bin *bin;
	size_t bins;
	enum axis_key axis[AXES];
	size_t axes;
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
 * Return: 0, the caller calls matrix_close(), also if it has no groups;
 * -ENOMEM.
 */
int matrix_open(struct matrix *matrix, enum matrix_family family,
		const struct document *document,
		const struct comparison *frames,
		const struct comparison *looks);

/** matrix_close() - free it; also of all zeros. */
void matrix_close(struct matrix *matrix);

/** matrix_row() - the case of a strategy in a group, or NULL. */
const struct compare_row *matrix_row(const struct matrix *matrix, size_t group,
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
