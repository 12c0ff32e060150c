// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/proven.h"

#include <stdio.h>
#include <stdlib.h>

#include "check/search.h"

/* The largest row of the built-in strategies takes 1 MiB. */
#define LIMIT_BYTES (256ull << 20)

/* Does @call cover all cells of each kind, or none? */
static bool is_alike(const struct check_row *row,
		     const struct rx_layout *layout,
		     const struct check_call *call)
{
	u32 first = call->offset / EXPLORER_CELL_BYTES;
	u32 covers = ((1u << call->size / EXPLORER_CELL_BYTES) - 1) << first;

	for (u32 cell = 0; cell < row->cells; cell++) {
		u32 kind = check_kind_cells(row, layout, cell);

		if (covers & kind && ~covers & kind)
			return false;
	}
	return true;
}

static bool all_alike(const struct check_row *row,
		      const struct rx_layout *layout,
		      const struct check_record *record)
{
	for (u32 hook = 0; hook < PEEK_HOOKS; hook++) {
		for (u32 priv = 0; priv < record->priv_count; priv++) {
			const struct check_run *run = &record->run[hook][priv];

			for (u32 i = 0; i < run->call_count; i++)
				if (!is_alike(row, layout, &run->call[i]))
					return false;
		}
	}
	return true;
}

static int search_row(struct check_proven *proven, const struct check_row *row,
		      const struct check_record *record)
{
	const struct check_options options = {.limit_bytes = LIMIT_BYTES};
	struct check_search *search = check_search_create();
	struct check_verdict verdict;
	struct check_program program;
	int err = search ? check_program_make(&program, row, record) : -ENOMEM;

	if (!err) {
		err = check_search_run(search, &program, &options, &verdict);
		check_program_free(&program);
	}
	check_search_destroy(search);
	if (err)
		return err;
	proven->hazards |= verdict.hazards;
	proven->exhausted &= verdict.exhausted;
	check_verdict_free(&verdict);
	return 0;
}

/* The hooks of @row's strategy on that number of cells. */
static int record_size(struct check_row *row, u32 cells,
		       struct rx_layout *layout, struct check_record *record,
		       char *why)
{
	row->cells = cells;
	check_layout(layout, row);
	return check_record(record, row->strategy, layout, why);
}

/*
 * Prove @row with the fewest cells, after recording with the most: only then is
 * a range of fixed size distinguishable from one that grows with the buffer.
 */
static int prove_row(struct check_proven *proven, struct check_row row,
		     struct check_record *record, char *why)
{
	struct rx_layout layout;
	int err;

	row.cells = check_enough_cells(&row);
	if (check_row_fits(&row, why, CHECK_WHY_BYTES))
		return row.lines == CHECK_LINES_SHARED ? 0 : -EINVAL;
	err = record_size(&row, CHECK_MOST_CELLS, &layout, record, why);

	if (err)
		return err;
	proven->every_size &= all_alike(&row, &layout, record);
	err = record_size(&row, check_enough_cells(&row), &layout, record, why);
	if (err)
		return err;
	err = search_row(proven, &row, record);
	if (err)
		snprintf(why, CHECK_WHY_BYTES, "%s", strerror(-err));
	return err;
}

int check_proven(struct check_proven *proven, const struct check_row *row,
		 char *why)
{
	struct check_record *record = malloc(sizeof(*record));
	bool lines = dma_platform_maintains(row->platform);
	struct check_row one = *row;
	int err = -ENOMEM;

	*proven = (struct check_proven){.exhausted = true, .every_size = true};
	snprintf(why, CHECK_WHY_BYTES, "out of memory");
	one.peeks = 0;
	one.recycle = false;
	if (lines && row->lines == CHECK_LINES_NONE)
		one.lines = CHECK_LINES_OWN;
	if (record)
		err = prove_row(proven, one, record, why);
	one.lines = CHECK_LINES_SHARED;
	if (!err && lines && row->lines == CHECK_LINES_NONE)
		err = prove_row(proven, one, record, why);
	free(record);
	return err;
}
