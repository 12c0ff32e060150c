// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/compare_lenses.h"

#include <stdlib.h>
#include <string.h>

#include "check/matrix.h"
#include "cli/cli.h"
#include "plan/strategies.h"
#include "report/lenses.h"

/* A buffer of the report is looked at once, and sent round again; and nobody
 * knows where its lines begin. */
#define WAYS 4u

/* These rows take 10 MiB; a report is no place to wait for more. */
#define MEMORY_BYTES ((u64)1 << 30)

static const struct peek_strategy *strategy_of(const struct lens_case *c)
{
	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_strategy *strategy =
			strategy_loops_at(i)->strategy;

		if (!strcmp(strategy->name, c->c->strategy))
			return strategy;
	}
	return NULL;
}

static enum check_copy copy_of(enum lens_order order)
{
	static const enum check_copy copies[] = {
		[LENS_ORDER_NONE] = CHECK_COPY_NONE,
		[LENS_ORDER_ASCENDING] = CHECK_COPY_ASCENDING,
		[LENS_ORDER_DESCENDING] = CHECK_COPY_DESCENDING,
		[LENS_ORDER_ANY] = CHECK_COPY_ANY,
	};

	return copies[order];
}

static bool is_harness(const struct lens_case *c)
{
	return !strcmp(c->c->role, "harness");
}

/*
 * The checker's device writes the payload before the status, its driver does
 * not write into the buffer, and it knows three places of a status.
 */
static bool has_row(const struct lens_case *c, struct check_row *row)
{
	const s64 *value = c->axes.value;

	*row = (struct check_row){
		.strategy = strategy_of(c),
		.platform = dma_platform_at((size_t)value[AXIS_PLATFORM]),
		.status = (enum rx_status)value[AXIS_STATUS],
		.copy = copy_of(c->order),
		.short_frames = value[AXIS_FRAME] == AXIS_FRAME_SHORT,
		.rearm = (enum rx_rearm)value[AXIS_REARM],
		.cells = CHECK_DEFAULT_CELLS,
		.peeks = CHECK_DEFAULT_PEEKS,
	};
	return c->ran && !is_harness(c) && row->strategy &&
	       check_status_name((u32)row->status) &&
	       !axes_device_fault(&c->axes) && !value[AXIS_DIRTIED] &&
	       row->platform->bounce == (row->copy != CHECK_COPY_NONE);
}

static bool same_row(const struct check_row *a, const struct check_row *b)
{
	return a->strategy == b->strategy && a->platform == b->platform &&
	       a->status == b->status && a->copy == b->copy &&
	       a->short_frames == b->short_frames && a->rearm == b->rearm;
}

/* Where the rows of @row begin, one for each way; its count if it is new. */
static u32 find_row(const struct check_matrix *matrix,
		    const struct check_row *row)
{
	u32 i = 0;

	while (i < matrix->count && !same_row(&matrix->rows[i], row))
		i += WAYS;
	return i;
}

static void add_row(struct check_matrix *matrix, struct check_row row)
{
	if (find_row(matrix, &row) < matrix->count)
		return;
	for (u32 way = 0; way < WAYS; way++) {
		row.recycle = way & 1;
		row.lines = way & 2 ? CHECK_LINES_SHARED : CHECK_LINES_OWN;
		matrix->rows[matrix->count++] = row;
	}
}

/* The harness's buffers are mapped past all that could go wrong. */
static void take_answer(const struct check_matrix *matrix, struct lens_case *c)
{
	struct check_row row;
	u32 at;

	c->judged = c->ran && is_harness(c);
	if (!has_row(c, &row))
		return;
	at = find_row(matrix, &row);
	c->judged = true;
	for (u32 way = 0; way < WAYS; way++) {
		c->judged &= matrix->verdicts[at + way].exhausted;
		c->allowed |= matrix->verdicts[at + way].hazards;
	}
}

static int ask_checker(struct lenses *lenses, char *why)
{
	struct check_options options = {.limit_bytes = MEMORY_BYTES};
	struct check_matrix matrix;
	struct check_row row;
	size_t most = lenses->side[0].count + lenses->side[1].count;
	int err = check_matrix_room(&matrix, (u32)most * WAYS);

	if (err)
		return err;
	for (int i = 0; i < LENSES; i++)
		for (size_t k = 0; k < lenses->side[i].count; k++)
			if (has_row(&lenses->side[i].cases[k], &row))
				add_row(&matrix, row);
	err = check_matrix_run(&matrix, &options, check_default_jobs(), why);
	for (int i = 0; i < LENSES && !err; i++)
		for (size_t k = 0; k < lenses->side[i].count; k++)
			take_answer(&matrix, &lenses->side[i].cases[k]);
	check_matrix_free(&matrix);
	return err;
}

int compare_lenses(const struct result *a, const struct result *b,
		   const struct compare_options *options)
{
	struct lenses lenses;
	char why[1280] = "";
	int err, status;

	if (options->base || options->metric ||
	    options->min_effect != COMPARE_MIN_EFFECT)
		return cli_fail("compare: %s and %s are of two lenses: exact "
				"bytes and hazards of all strategies are "
				"compared; leave out %s",
				a->path, b->path,
				options->base	  ? "--base"
				: options->metric ? "--metric"
						  : "--min-effect");
	if (lenses_make(&lenses, a, b, options, why, sizeof(why)))
		return cli_fail("compare: %s", why);
	err = ask_checker(&lenses, why);
	if (err) {
		status = cli_fail("compare: %s", why[0] ? why : strerror(-err));
	} else {
		lenses_judge(&lenses);
		lenses_text(stdout, &lenses);
		status = lenses_agree(&lenses) ? CLI_DONE : CLI_FINDING;
	}
	lenses_free(&lenses);
	return status;
}
