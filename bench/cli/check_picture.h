/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A matrix as tables: strategies on platforms, and what each other value of an
 * axis adds to that.
 */
#ifndef CLI_CHECK_PICTURE_H
#define CLI_CHECK_PICTURE_H

#include "cli/check_args.h"

/* Columns of a table. */
#define CHECK_GRID_COLUMNS 64u

/**
 * struct summary - a set of rows.
 * @some, @all: hazards that some, and that all, of them have.
 * @shortest: by bit of @some: the row of the matrix with the shortest way.
 * @open: one was not exhausted.
 */
struct summary {
	u32 some;
	u32 all;
	u32 rows;
	u32 shortest[HAZARDS];
	bool open;
};

/**
 * struct check_grid - a table: a row a platform that was asked for.
 * @titles: of @count columns; 0: there is no such table.
 */
struct check_grid {
	char caption[80];
	const char *titles[CHECK_GRID_COLUMNS];
	u32 count;
};

/**
 * struct check_picture - the tables of a matrix.
 * @base: the first frame kind, re-arm, lines and values asked for.
 * @others: rows that differ from @base in one respect; @says: in which.
 * @strategies: the hazards of each strategy in the rows of @base.
 * @added: what each of @others adds to that, over all strategies.
 */
struct check_picture {
	const struct check_args *args;
	const struct check_matrix *matrix;
	struct check_row base;
	struct check_row others[CHECK_GRID_COLUMNS];
	char says[CHECK_GRID_COLUMNS][128];
	struct check_grid strategies;
	struct check_grid added;
};

/** check_picture_make() - of @matrix, which has run; not to be copied. */
void check_picture_make(struct check_picture *picture,
			const struct check_args *args,
			const struct check_matrix *matrix);

/** check_grid_cell() - what a column of @grid, one of @picture's, has on
 * @platform. */
struct summary check_grid_cell(const struct check_picture *picture,
			       const struct check_grid *grid, u32 column,
			       const struct dma_platform *platform);

/** check_summary_letters() - upper case: in all rows; lower case: in some; ".":
 * safe; "?": not exhausted; "" for no row. */
void check_summary_letters(const struct summary *sum, char text[HAZARDS + 2]);

#endif
