// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <string.h>

#include "view/table_parts.h"

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

void table_markdown(struct text *out, const struct grid *grid)
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
