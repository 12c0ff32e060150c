// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A table's cells, asked once, and all forms but text. */
#include <math.h>
#include <string.h>

#include "view/table_parts.h"

/* --- Markdown ------------------------------------------------------------ */

/* As Markdown shows it literally, also in a table. */
static void markdown_add(struct text *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			text_add(out, "&lt;");
		else if (*text == '&')
			text_add(out, "&amp;");
		else if (*text == '\n')
			text_add(out, " ");
		else if (strchr("\\`*_[]|~#", *text))
			text_add(out, "\\%c", *text);
		else
			text_bytes(out, text, 1);
	}
}

static void add_row_cell(struct text *out, const struct cell *cell)
{
	struct text drawn = {0};

	cell_add(&drawn, cell);
	text_add(out, cell->shape == CELL_REST ? " **" : " ");
	markdown_add(out, text_string(&drawn));
	text_add(out, cell->shape == CELL_REST ? "** |" : " |");
	text_free(&drawn);
}

static void add_markdown(struct text *out, const struct grid *grid)
{
	text_add(out, "|");
	for (size_t c = 0; c < grid->columns; c++) {
		const char *title = column_title(grid->column[c]);

		text_add(out, " ");
		markdown_add(out, title + strspn(title, "\n"));
		text_add(out, " |");
	}
	text_add(out, "\n|");
	for (size_t c = 0; c < grid->columns; c++)
		text_add(out, grid->column[c]->left ? "---|" : "--:|");
	text_add(out, "\n");
	for (size_t row = 0; row < grid->rows; row++) {
		text_add(out, "|");
		for (size_t c = 0; c < grid->columns; c++)
			add_row_cell(out, grid_cell(grid, row, c));
		text_add(out, "\n");
	}
}

/* --- CSV, JSON, Go's benchmark format ------------------------------------ */

static void csv_add(struct text *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		text_add(out, "%s", text);
		return;
	}
	text_add(out, "\"");
	for (; *text; text++)
		text_add(out, *text == '"' ? "\"\"" : "%c", *text);
	text_add(out, "\"");
}

static void csv_cell(struct text *out, const struct cell *cell)
{
	if (cell->shape == CELL_NUMBER && isfinite(cell->value))
		number_add(out, NUMBER_EXACT, cell->value);
	else if (cell->shape == CELL_TEXT)
		csv_add(out, cell->text);
}

static void add_csv(struct text *out, const struct grid *grid)
{
	for (size_t c = 0; c < grid->columns; c++) {
		text_add(out, c ? "," : "");
		csv_add(out, column_key(grid->column[c]));
	}
	text_add(out, "\n");
	for (size_t row = 0; row < grid->rows; row++) {
		for (size_t c = 0; c < grid->columns; c++) {
			text_add(out, c ? "," : "");
			csv_cell(out, grid_cell(grid, row, c));
		}
		text_add(out, "\n");
	}
}

void json_add(struct text *out, const char *text)
{
	text_add(out, "\"");
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			text_add(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ')
			text_add(out, "\\u%04x", (unsigned char)*text);
		else
			text_bytes(out, text, 1);
	text_add(out, "\"");
}

static void json_cell(struct text *out, const struct cell *cell)
{
	if (cell->shape == CELL_NUMBER && isfinite(cell->value))
		number_add(out, NUMBER_EXACT, cell->value);
	else if (cell->shape == CELL_TEXT)
		json_add(out, cell->text);
	else
		text_add(out, "null");
}

static void add_json(struct text *out, const struct grid *grid)
{
	text_add(out, "[");
	for (size_t row = 0; row < grid->rows; row++) {
		text_add(out, "%s\n {", row ? "," : "");
		for (size_t c = 0; c < grid->columns; c++) {
			text_add(out, c ? ", " : "");
			json_add(out, column_key(grid->column[c]));
			text_add(out, ": ");
			json_cell(out, grid_cell(grid, row, c));
		}
		text_add(out, "}");
	}
	text_add(out, grid->rows ? "\n]" : "]");
}

/* Of names, blanks end the name; benchstat has no way to quote one. */
static void benchstat_name(struct text *out, const struct cell *cell)
{
	for (const char *at = cell->text ? cell->text : ""; *at; at++)
		text_add(out, "%c", *at == ' ' ? '_' : *at);
}

/*
 * golang.org/design/14313-benchmark-format: "BenchmarkName iterations value
 * unit [value unit]...".  A row without a number is a remark, if it has a
 * text.
 */
static void add_benchstat(struct text *out, const struct grid *grid)
{
	for (size_t row = 0; row < grid->rows; row++) {
		size_t values = 0;

		for (size_t c = 1; c < grid->columns; c++) {
			const struct cell *cell = grid_cell(grid, row, c);

			if (cell->shape != CELL_NUMBER ||
			    !isfinite(cell->value))
				continue;
			if (!values++) {
				text_add(out, "BenchmarkPeek/");
				benchstat_name(out, grid_cell(grid, row, 0));
				text_add(out, " 1");
			}
			text_add(out, " ");
			number_add(out, NUMBER_EXACT, cell->value);
			text_add(out, " %s", grid->column[c]->unit);
		}
		text_add(out, values ? "\n" : "");
	}
}

void html_add(struct text *out, const char *text)
{
	static const char special[] = "&<>\"";
	static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

	for (; *text; text++) {
		const char *at = strchr(special, *text);

		if (at)
			text_add(out, "%s", entity[at - special]);
		else
			text_bytes(out, text, 1);
	}
}

/* --- the grid of cells --------------------------------------------------- */

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

/* The member that the column names. */
static void show_member(struct cell *cell, const void *row)
{
	const void *at = (const char *)row + cell->column->at;

	switch (cell->column->holds) {
	case HOLDS_TEXT:
		if (*(const char *const *)at)
			cell_text(cell, *(const char *const *)at);
		break;
	case HOLDS_UNSIGNED:
		cell_number(cell, *(const unsigned *)at);
		break;
	case HOLDS_LONG:
		cell_number(cell, (double)*(const unsigned long *)at);
		break;
	case HOLDS_LONG_LONG:
		cell_number(cell, (double)*(const unsigned long long *)at);
		break;
	default:
		cell_number(cell, *(const double *)at);
	}
}

static void show_figure(struct cell *cell, const struct table *table,
			const void *row)
{
	const struct column *column = cell->column;
	const struct record *record = table->record(row);
	const char *mark = NULL;

	if (table->instead ? table->instead(cell, row)
			   : record->state != CASE_OK)
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
	else if (column->holds)
		show_member(cell, row);
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
		add_markdown(out, &grid);
		break;
	case TABLE_CSV:
		add_csv(out, &grid);
		break;
	case TABLE_BENCHSTAT:
		add_benchstat(out, &grid);
		break;
	case TABLE_JSON:
		add_json(out, &grid);
		break;
	default:
		table_text(out, &grid, width);
	}
	arena_free(&grid.arena);
}
