// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A table's cells, asked once and given to the renderer of its form. */
#include "view/table_parts.h"

static bool is_shown(const struct column *column, enum table_form form)
{
	switch (form) {
	case TABLE_CSV:
	case TABLE_JSON:
		return column_key(column) != NULL;
	case TABLE_BENCHSTAT:
		return column->unit != NULL;
	default:
		return column_title(column) != NULL;
	}
}

/* Benchstat names a row by the first column, whatever that is. */
static void choose_columns(struct grid *grid)
{
	const struct table *table = grid->table;

	for (size_t i = 0; i < table->column_count; i++)
		if (is_shown(&table->columns[i], grid->form) ||
		    (grid->form == TABLE_BENCHSTAT && !i))
			grid->column[grid->columns++] = &table->columns[i];
}

static bool is_withheld(struct cell *cell, const struct table *table,
			const void *row)
{
	const struct record *record = table->record(row);

	if (table->instead && table->instead(cell, row))
		return true;
	return !record ||
	       (record->state != CASE_OK &&
		!(record->state == CASE_UNSAFE && table->show_unsafe));
}

static void show_figure(struct cell *cell, const struct table *table,
			const void *row)
{
	const struct column *column = cell->column;
	const struct record *record = table->record(row);
	const char *mark = NULL;

	if (is_withheld(cell, table, row))
		return;
	cell_number(cell, record_value(record, column->figure));
	if (column->mark)
		mark = column->mark(record);
	if (mark)
		cell->mark = mark;
	else if (record->figure[column->figure].kind == KIND_SCALED)
		cell->mark = "s";
}

static void fill_cell(struct grid *grid, struct cell *cell,
		      const struct column *column, const void *row)
{
	*cell = (struct cell){
		.form = grid->form,
		.column = column,
		.context = grid->table->context,
		.format = column->format,
		.mark = "",
		.arena = &grid->arena,
	};
	if (column->cell)
		column->cell(cell, row);
	else
		show_figure(cell, grid->table, row);
}

static bool is_page(const struct grid *grid)
{
	return grid->form == TABLE_TEXT || grid->form == TABLE_MARKDOWN;
}

static void fill_row(struct grid *grid, const void *row)
{
	struct cell *cells = &grid->cell[grid->rows++ * grid->columns];

	for (size_t i = 0; i < grid->columns; i++) {
		fill_cell(grid, &cells[i], grid->column[i], row);
		if (cells[i].shape == CELL_REST && is_page(grid))
			break;
	}
}

/* A line of @text, which is freed, from @column on. */
static void fill_rest(struct grid *grid, size_t column, struct text *text)
{
	struct cell *cells = &grid->cell[grid->rows * grid->columns];

	if (!text->length) {
		text_free(text);
		return;
	}
	cells[column] = (struct cell){.form = grid->form,
				      .column = grid->column[column],
				      .arena = &grid->arena};
	cell_take(&cells[column], text);
	cells[column].shape = CELL_REST;
	grid->rows++;
}

static void fill_lines(struct grid *grid, const void *row, const void *before)
{
	const struct table *table = grid->table;
	struct text title = {0}, note = {0}, marked = {0};

	if (table->title && is_page(grid))
		table->title(&title, row, before, table->context);
	if (title.length && grid->form == TABLE_TEXT)
		text_add(&marked, "-- ");
	text_take(&marked, &title);
	fill_rest(grid, 0, &marked);
	fill_row(grid, row);
	if (table->note && is_page(grid))
		table->note(&note, row, table->context);
	fill_rest(grid, 1, &note);
}

static void fill(struct grid *grid)
{
	const struct table *table = grid->table;
	const char *row = table->rows, *before = NULL;
	size_t most = table->row_count * (table->title || table->note ? 3 : 1);

	grid->column = arena_get(&grid->arena,
				 table->column_count * sizeof(*grid->column));
	choose_columns(grid);
	grid->cell = arena_get(&grid->arena,
			       most * grid->columns * sizeof(*grid->cell));
	for (size_t i = 0; i < table->row_count; i++) {
		fill_lines(grid, row, before);
		before = row;
		row += table->row_size;
	}
}

void table_add(struct text *out, const struct table *table,
	       enum table_form form, unsigned width)
{
	struct grid grid = {.table = table, .form = form};

	fill(&grid);
	switch (form) {
	case TABLE_MARKDOWN:
		table_markdown(out, &grid);
		break;
	case TABLE_CSV:
		table_csv(out, &grid);
		break;
	case TABLE_BENCHSTAT:
		table_benchstat(out, &grid);
		break;
	case TABLE_JSON:
		table_json(out, &grid);
		break;
	default:
		table_text(out, &grid, width);
	}
	arena_free(&grid.arena);
}
