/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A set of rows, run on several threads. */
#ifndef CHECK_MATRIX_H
#define CHECK_MATRIX_H

#include "check/search.h"

#define CHECK_MOST_JOBS 64u

/**
 * struct check_matrix - the rows to run, and their verdicts.
 * @rows: @count of them, in the order of tables; owned.
 * @verdicts: one for each row once check_matrix_run() was called; owned.
 * @refused: the reason why the first row whose values cannot be combined was
 *	left out; "" if there is none.
 */
struct check_matrix {
	struct check_row *rows;
	struct check_verdict *verdicts;
	u32 count;
	char refused[CHECK_WHY_BYTES];
};

/**
 * struct check_axes - the values that rows are made from.
 * @strategies: @strategy_count of them.
 * @platforms: @platform_count of them.
 * @statuses, @copies, @rearms, @frames: bit sets of the enums; a platform that
 *	does not copy has CHECK_COPY_NONE for any @copies; bit 0 of @frames:
 *	full, bit 1: short.
 * @lines: bit set of the enum; a platform without caches to maintain has
 *	CHECK_LINES_NONE for any @lines.
 * @values: bit sets by enum check_axis; 0: the default.
 * @vary: add rows with each other value alone, see check_variation(), and the
 *	first of @frames, @rearms and @lines.
 * @recycle, @dirtied, @cells, @peeks: of every row.
 */
struct check_axes {
	const struct peek_strategy *const *strategies;
	u32 strategy_count;
	const struct dma_platform *const *platforms;
	u32 platform_count;
	u32 statuses;
	u32 copies;
	u32 frames;
	u32 rearms;
	u32 lines;
	u32 values[CHECK_AXES];
	bool vary;
	bool recycle;
	u32 dirtied;
	u32 cells;
	u32 peeks;
};

/**
 * check_matrix_room() - make an empty matrix with room for @most rows, which
 * the caller adds at rows[count++].
 *
 * Return: 0, the caller calls check_matrix_free(); -ENOMEM.
 */
int check_matrix_room(struct check_matrix *matrix, u32 most);

/**
 * check_matrix_make() - make the rows of every valid combination of values.
 *
 * Return: 0, the caller calls check_matrix_free(); -ENOMEM.
 */
int check_matrix_make(struct check_matrix *matrix,
		      const struct check_axes *axes);

/**
 * check_matrix_enough() - give all rows the largest number of cells that any of
 * them has or needs, see check_enough_cells().
 *
 * Return: that number of cells.
 */
u32 check_matrix_enough(struct check_matrix *matrix);

/**
 * check_matrix_run() - run all rows on @jobs threads, 1 to CHECK_MOST_JOBS,
 * which share the memory limit.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Every counterexample is also executed on the machine without reductions.
 *
 * Return: 0; -EPROTO if a strategy breaks its contract, @why names it; -ENOMEM;
 * -EIO if a counterexample could not be executed, which is a bug of the
 * checker.
 */
int check_matrix_run(struct check_matrix *matrix,
		     const struct check_options *options, u32 jobs, char *why);

/** check_matrix_free() - free rows and verdicts. */
void check_matrix_free(struct check_matrix *matrix);

/**
 * check_default_jobs() - the number of PUs this process may use, at most
 * CHECK_MOST_JOBS.
 */
u32 check_default_jobs(void);

#endif
