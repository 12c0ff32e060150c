// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/prove.h"

#include <stdlib.h>
#include <string.h>

#include "check/matrix.h"
#include "compare/lenses.h"
#include "plan/strategies.h"

/* A buffer is looked at once, and sent round again; and nobody knows where its
 * lines begin. */
#define CHECK_MODEL_VERSION "1"

#define WAYS 4u

/* These rows take 10 MiB; a report is no place to wait for more. */
#define MEMORY_BYTES ((u64)1 << 30)

static const struct peek_strategy *strategy_of(const struct lens_case *c)
{
	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_strategy *strategy =
			strategy_loops_at(i)->strategy;

		if (!strcmp(strategy->name, record_strategy(c->c)))
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
	return c->c->role == PEEK_HARNESS;
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

static void take_answer(const struct check_matrix *matrix,
			const struct lens_case *c, struct proven *proven)
{
	struct check_row row;
	u32 at;

	static const struct proven safe = {
		.known = true,
		.model = CHECK_MODEL_VERSION,
		.absent = "",
	};

	if (c->ran && is_harness(c))
		*proven = safe;
	if (!has_row(c, &row))
		return;
	at = find_row(matrix, &row);
	*proven = safe;
	for (u32 way = 0; way < WAYS; way++) {
		proven->known &= matrix->verdicts[at + way].exhausted;
		proven->allowed |= matrix->verdicts[at + way].hazards;
	}
	if (!proven->known)
		proven->absent = "the search was not finished";
}

/* Cases that have no answer yet and can be read. */
static bool is_asked(const struct record *record, struct lens_case *c)
{
	char why[256];

	return !record->proven.known &&
	       !lens_case_read(c, record, why, sizeof(why));
}

static void add_rows(struct check_matrix *matrix,
		     const struct document *document)
{
	struct lens_case c;
	struct check_row row;

	for (size_t i = 0; i < document->count; i++)
		if (is_asked(&document->records[i], &c) && has_row(&c, &row))
			add_row(matrix, row);
}

static void take_answers(const struct check_matrix *matrix,
			 struct document *document)
{
	struct lens_case c;

	for (size_t i = 0; i < document->count; i++)
		if (is_asked(&document->records[i], &c))
			take_answer(matrix, &c, &document->records[i].proven);
}

int prove(struct document *documents, size_t count, char *why, size_t why_size)
{
	struct check_options options = {.limit_bytes = MEMORY_BYTES};
	struct check_matrix matrix;
	char said[1280] = "";
	size_t most = 0;
	int err;

	for (size_t i = 0; i < count; i++)
		most += documents[i].count;
	snprintf(why, why_size, "out of memory");
	err = check_matrix_room(&matrix, (u32)most * WAYS);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		add_rows(&matrix, &documents[i]);
	err = check_matrix_run(&matrix, &options, check_default_jobs(), said);
	for (size_t i = 0; i < count && !err; i++)
		take_answers(&matrix, &documents[i]);
	if (err)
		snprintf(why, why_size, "%s", said[0] ? said : strerror(-err));
	check_matrix_free(&matrix);
	return err;
}
