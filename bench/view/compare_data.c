// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Compared rows for other programs: all of them, whatever a page would tell. */
#include "view/cells.h"
#include "view/compare.h"

static const struct compare_row *row_of(const void *row)
{
	return row;
}

static void cell_base(struct cell *cell, const void *row)
{
	if (row_of(row)->base)
		cell_text(cell, row_of(row)->base->id);
}

static void cell_figure(struct cell *cell, const void *row)
{
	cell_text(cell, figure_facts(row_of(row)->figure)->key);
}

static void cell_unit(struct cell *cell, const void *row)
{
	cell_text(cell, row_of(row)->c->figure[row_of(row)->figure].unit);
}

static void cell_row_kind(struct cell *cell, const void *row)
{
	cell_text(cell,
		  kind_name(row_of(row)->c->figure[row_of(row)->figure].kind));
}

/* Of bases and of what was compared only: an unsafe case has no speed. */
static void cell_cost(struct cell *cell, const void *row)
{
	enum compare_state state = row_of(row)->state;

	if (cell->column->number && state == COMPARE_DONE)
		cell_number(cell, row_of(row)->base_median);
	else if (!cell->column->number &&
		 (state == COMPARE_DONE || state == COMPARE_BASE))
		cell_median(cell, row);
}

static void cell_lost(struct cell *cell, const void *row)
{
	cell_number(cell, (double)row_of(row)->lost);
}

#define PERCENT(word, id)                                                      \
	{                                                                      \
		.key = word "_percent", .cell = cell_percent, .number = id     \
	}

int compared_data(struct text *out, const struct comparison *comparison)
{
	const struct column columns[] = {
		{.key = "id", .cell = cell_id},
		{.key = "strategy", .cell = cell_strategy},
		{.key = "base", .cell = cell_base},
		{.key = "state", .cell = cell_state},
		{.key = "figure", .cell = cell_figure},
		{.key = "unit", .cell = cell_unit},
		{.key = "kind", .cell = cell_row_kind},
		{.key = "before", .cell = cell_cost, .number = 1},
		{.key = "after", .cell = cell_cost},
		PERCENT("change", ROW_CHANGE),
		PERCENT("low", ROW_LOW),
		PERCENT("high", ROW_HIGH),
		PERCENT("floor", ROW_FLOOR),
		PERCENT("effect", ROW_EFFECT),
		{.key = "verdict", .cell = cell_verdict},
		{.key = "rounds_without_value", .cell = cell_lost},
		{.key = "reason", .cell = cell_reason},
		{.key = "proven", .cell = cell_proven},
	};
	const struct table table = {
		.columns = columns,
		.column_count = ARRAY_SIZE(columns),
		.rows = comparison->rows,
		.row_size = sizeof(*comparison->rows),
		.row_count = comparison->count,
		.record = row_record,
	};

	table_add(out, &table, TABLE_JSON, 0);
	return out->failed ? -ENOMEM : 0;
}
