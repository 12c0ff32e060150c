/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A matrix as tables: strategies on platforms, and what each other value of an
 * axis adds to that.
 */
#ifndef CLI_CHECK_PICTURE_H
#define CLI_CHECK_PICTURE_H

#include "cli/check_args.h"

/* Columns of the table of what else adds. */
#define CHECK_PICTURE_OTHERS 64u

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
 * struct check_picture - the tables of a matrix.
 * @base: the first frame kind, re-arm, lines and values asked for.
 * @others: rows that differ from @base in one respect, @other_count of them.
 * @titles: of them.
 */
struct check_picture {
	const struct check_args *args;
	const struct check_matrix *matrix;
	struct check_row base;
	struct check_row others[CHECK_PICTURE_OTHERS];
	char titles[CHECK_PICTURE_OTHERS][128];
	u32 other_count;
};

/** check_picture_make() - of @matrix, which has run. */
void check_picture_make(struct check_picture *picture,
			const struct check_args *args,
			const struct check_matrix *matrix);

/** check_summary() - number @strategy of those asked for, on @platform. */
struct summary check_summary(const struct check_picture *picture, u32 strategy,
			     const struct dma_platform *platform);

/** check_added() - what column @column of the others adds on @platform, over
 * all strategies. */
struct summary check_added(const struct check_picture *picture, u32 column,
			   const struct dma_platform *platform);

/** check_summary_letters() - upper case: in all rows; lower case: in some; ".":
 * safe; "?": not exhausted; "" for no row. */
void check_summary_letters(const struct summary *sum, char text[HAZARDS + 2]);

#endif
