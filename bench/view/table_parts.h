/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Shared by the renderers of tables. */
#ifndef VIEW_TABLE_PARTS_H
#define VIEW_TABLE_PARTS_H

#include "view/table.h"

/**
 * struct grid - a table's cells, asked once.
 * @column: the columns that the form has, @columns of them.
 * @cell: @rows times @columns.
 */
struct grid {
	const struct table *table;
	enum table_form form;
	const struct column **column;
	size_t columns;
	size_t rows;
	struct cell *cell;
	struct arena arena;
};

static inline const struct cell *grid_cell(const struct grid *grid, size_t row,
					   size_t column)
{
	return &grid->cell[row * grid->columns + column];
}

/** column_title(), column_key() - its own, or its figure's. */
const char *column_title(const struct column *column);
const char *column_key(const struct column *column);

/** cell_add() - append a cell as people read it: number and mark, or text. */
void cell_add(struct text *out, const struct cell *cell);

/** table_text() - TABLE_TEXT, see table_add(). */
void table_text(struct text *out, struct grid *grid, unsigned width);

#endif
