// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Tables for other programs: CSV, JSON, Go's benchmark format. */
#include <math.h>
#include <string.h>

#include "view/table_parts.h"

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

void table_csv(struct text *out, const struct grid *grid)
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

void table_json(struct text *out, const struct grid *grid)
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
void table_benchstat(struct text *out, const struct grid *grid)
{
	for (size_t row = 0; row < grid->rows; row++) {
		size_t values = 0;

		for (size_t c = 1; c < grid->columns; c++) {
			const struct cell *cell = grid_cell(grid, row, c);

			if (cell->shape != CELL_NUMBER ||
			    !isfinite(cell->value))
				continue;
			if (!values++) {
				text_add(out, "Benchmark%s/",
					 grid->table->name ? grid->table->name
							   : "Peek");
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
