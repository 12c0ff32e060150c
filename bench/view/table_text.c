// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Tables in aligned columns.  A table that is too wide is divided into parts
 * that stand below each other, each with the fixed columns before it.
 */
#include <string.h>

#include "view/table_parts.h"
#include "view/wrap.h"

#define MOST_GAP 2u

/* Behind a shared title: a blank and a dash, which tells what it spans. */
#define SHARED_RULE 2u

/**
 * struct page - how a part is laid out.
 * @drawn: the text of each cell, in the order of the grid.
 * @span: characters of each column.
 * @levels: lines of titles.
 * @shown: indexes of the part's columns, @count of them.
 * @fixed: the table's; 1 where it has none and does not fit.
 */
struct page {
	struct grid *grid;
	const char **drawn;
	unsigned *span;
	unsigned levels;
	unsigned gap;
	unsigned width;
	size_t *shown;
	size_t count;
	size_t fixed;
};

static unsigned lines_of(const char *title)
{
	unsigned lines = 1;

	for (; *title; title++)
		lines += *title == '\n';
	return lines;
}

/* Line @level from above, of @levels; *bytes of it. */
static const char *title_line(const struct page *page, size_t column,
			      unsigned level, size_t *bytes)
{
	const char *title = column_title(page->grid->column[column]);
	unsigned first = page->levels - lines_of(title);

	*bytes = 0;
	if (level < first)
		return "";
	for (; level > first; level--)
		title = strchr(title, '\n') + 1;
	*bytes = strcspn(title, "\n");
	return title;
}

static unsigned most(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* Texts of the last column go on in further lines. */
static bool is_open(const struct grid *grid, size_t column)
{
	return column + 1 == grid->columns && grid->column[column]->left;
}

static void draw_cells(struct page *page)
{
	struct grid *grid = page->grid;
	size_t count = grid->rows * grid->columns;

	for (size_t i = 0; i < count; i++) {
		struct text text = {0};

		cell_add(&text, &grid->cell[i]);
		page->drawn[i] = text_keep(&text, &grid->arena);
	}
}

/* The room that the cells of @column need. */
static unsigned span_of(const struct page *page, size_t column)
{
	const struct grid *grid = page->grid;
	unsigned span = grid->column[column]->width;

	for (size_t row = 0; row < grid->rows; row++) {
		const char *text = page->drawn[row * grid->columns + column];

		if (grid_cell(grid, row, column)->shape != CELL_REST &&
		    !is_open(grid, column))
			span = most(span, text_columns(text, strlen(text)));
	}
	return span;
}

static unsigned lowest_title(const struct page *page, size_t column)
{
	size_t bytes;
	const char *line = title_line(page, column, page->levels - 1, &bytes);

	return text_columns(line, bytes);
}

static void measure(struct page *page)
{
	struct grid *grid = page->grid;

	page->drawn = arena_get(&grid->arena, grid->rows * grid->columns *
						      sizeof(*page->drawn));
	page->span =
		arena_get(&grid->arena, grid->columns * sizeof(*page->span));
	page->shown =
		arena_get(&grid->arena, grid->columns * sizeof(*page->shown));
	for (size_t c = 0; c < grid->columns; c++)
		page->levels = most(page->levels,
				    lines_of(column_title(grid->column[c])));
	draw_cells(page);
	for (size_t c = 0; c < grid->columns; c++)
		page->span[c] = most(span_of(page, c), lowest_title(page, c));
}

/* Do columns @a and @b share their titles' lines down to @level? */
static bool share(const struct page *page, size_t a, size_t b, unsigned level)
{
	if (page->grid->column[a]->left || page->grid->column[b]->left)
		return false;
	for (unsigned i = 0; i <= level; i++) {
		size_t one, other;
		const char *x = title_line(page, a, i, &one);
		const char *y = title_line(page, b, i, &other);

		if (one != other || memcmp(x, y, one))
			return false;
	}
	return true;
}

/* How many of the shown columns, from @first on, share the line @level. */
static size_t run_length(const struct page *page, size_t first, unsigned level)
{
	size_t n = 1;

	while (level + 1 < page->levels && first + n < page->count &&
	       share(page, page->shown[first], page->shown[first + n], level))
		n++;
	return n;
}

static unsigned room_of(const struct page *page, size_t first, size_t count)
{
	unsigned room = 0;

	for (size_t i = 0; i < count; i++)
		room += page->span[page->shown[first + i]] +
			(i ? page->gap : 0);
	return room;
}

/* Upper titles may need more room than the columns below them have. */
static void widen(struct page *page)
{
	for (unsigned level = 0; level + 1 < page->levels; level++)
		for (size_t i = 0, n; i < page->count; i += n) {
			size_t bytes;
			const char *line =
				title_line(page, page->shown[i], level, &bytes);
			unsigned wanted = text_columns(line, bytes);

			n = run_length(page, i, level);
			if (n > 1 && wanted)
				wanted += SHARED_RULE;
			while (room_of(page, i, n) < wanted)
				for (size_t k = 0; k < n; k++)
					page->span[page->shown[i + k]]++;
		}
}

/* A text that needs more room than its column takes blanks before it. */
static void add_aligned(struct text *line, const struct page *page,
			size_t column, const char *text, size_t bytes)
{
	unsigned columns = text_columns(text, bytes), span = page->span[column];
	unsigned blanks = span > columns ? span - columns : 0;

	line->length -= columns > span ? columns - span : 0;
	if (!page->grid->column[column]->left)
		text_pad(line, blanks);
	text_bytes(line, text, bytes);
	if (page->grid->column[column]->left)
		text_pad(line, blanks);
}

/* A title over several columns: "swiotlb -----". */
static void add_shared(struct text *line, unsigned room, const char *text,
		       size_t bytes)
{
	unsigned used = text_columns(text, bytes);

	text_bytes(line, text, bytes);
	if (bytes && used + 1 < room) {
		text_add(line, " ");
		for (used++; used < room; used++)
			text_add(line, "-");
	}
	text_pad(line, room - used);
}

static void trim(struct text *line)
{
	while (line->length && line->bytes[line->length - 1] == ' ')
		line->bytes[--line->length] = '\0';
}

/* Without the blanks at its end. */
static void end_line(struct text *out, struct text *line)
{
	trim(line);
	text_add(out, "%s\n", text_string(line));
	text_free(line);
}

static void add_titles(struct text *out, const struct page *page,
		       unsigned level)
{
	struct text line = {0};

	for (size_t i = 0, n; i < page->count; i += n) {
		size_t column = page->shown[i], bytes;
		const char *text = title_line(page, column, level, &bytes);

		n = run_length(page, i, level);
		text_pad(&line, i ? page->gap : 0);
		if (n > 1)
			add_shared(&line, room_of(page, i, n), text, bytes);
		else
			add_aligned(&line, page, column, text, bytes);
	}
	/* of a part whose columns have no upper titles */
	trim(&line);
	if (line.length)
		end_line(out, &line);
	else
		text_free(&line);
}

static void add_open(struct text *out, const struct page *page,
		     struct text *line, const char *text)
{
	unsigned at = text_columns(text_string(line), line->length);

	wrap_from(line, page->width, at, at, text);
	if (line->length)
		line->bytes[--line->length] = '\0';
	end_line(out, line);
}

/* The column that is drawn at place @i of @row: in a later part of a table, a
 * rest that began in an earlier one stands there again. */
static size_t drawn_at(const struct page *page, size_t row, size_t i)
{
	size_t fixed = page->fixed;

	for (size_t c = fixed; i == fixed && c < page->shown[i]; c++)
		if (grid_cell(page->grid, row, c)->shape == CELL_REST)
			return c;
	return page->shown[i];
}

static void add_row(struct text *out, const struct page *page, size_t row)
{
	const struct grid *grid = page->grid;
	struct text line = {0};

	for (size_t i = 0; i < page->count; i++) {
		size_t c = drawn_at(page, row, i);
		const struct cell *cell = grid_cell(grid, row, c);
		const char *text = page->drawn[row * grid->columns + c];

		text_pad(&line, i ? page->gap : 0);
		if (text[0] && (cell->shape == CELL_REST || is_open(grid, c))) {
			add_open(out, page, &line, text);
			return;
		}
		add_aligned(&line, page, c, text, strlen(text));
	}
	end_line(out, &line);
}

static void add_part(struct text *out, struct page *page)
{
	for (unsigned level = 0; level < page->levels; level++)
		add_titles(out, page, level);
	for (size_t row = 0; row < page->grid->rows; row++)
		add_row(out, page, row);
}

static bool fits(const struct page *page)
{
	return room_of(page, 0, page->count) <= page->width;
}

/* Is a title above the lowest line of titles new at @column? */
static bool is_boundary(const struct page *page, size_t column, unsigned level)
{
	return !share(page, column - 1, column, level);
}

/*
 * Columns that belong together should not be torn apart: end a part where the
 * highest possible title ends, if that leaves most of the part.
 */
static size_t end_of_part(const struct page *page, size_t first, size_t end)
{
	for (unsigned level = 0; level + 1 < page->levels; level++)
		for (size_t c = end; c > first; c--)
			if (is_boundary(page, c, level) &&
			    5 * (c - first) >= 3 * (end - first))
				return c;
	return end;
}

/* As many columns behind the fixed ones as fit, at least one. */
static size_t choose_part(struct page *page, size_t from)
{
	size_t fixed = page->fixed, first = from, end;

	for (page->count = 0; page->count < fixed && page->count < from;
	     page->count++)
		page->shown[page->count] = page->count;
	fixed = page->count;
	for (end = from; end < page->grid->columns; end++) {
		page->shown[page->count++] = end;
		if (fixed && end > first && !fits(page)) {
			end = end_of_part(page, first, end);
			break;
		}
	}
	page->count = fixed + end - first;
	return end;
}

/* A title whose columns were divided may need more room than its first had. */
static size_t fill_part(struct page *page, size_t from)
{
	size_t end = choose_part(page, from), fixed = page->fixed;

	widen(page);
	while (fixed && page->count > fixed + 1 && !fits(page)) {
		page->count--;
		end--;
	}
	return end;
}

/* Columns that leave no room for one of the others are not repeated. */
static bool leave_room(const struct page *page)
{
	for (size_t c = page->fixed; c < page->grid->columns; c++) {
		unsigned wanted = page->span[c];
		size_t bytes;

		for (unsigned level = 0; level < page->levels; level++) {
			const char *line = title_line(page, c, level, &bytes);

			wanted = most(wanted, text_columns(line, bytes));
		}
		if (room_of(page, 0, page->fixed) + page->gap + wanted >
		    page->width)
			return false;
	}
	return true;
}

/*
 * The title of a fixed column on the left may begin above the column before it,
 * where blanks are left there, if the table then fits.
 */
static void lean(struct page *page)
{
	for (size_t c = 1; c < page->grid->table->fixed && !fits(page); c++) {
		unsigned span = span_of(page, c), usual = page->span[c];

		if (!page->grid->column[c]->left ||
		    lines_of(column_title(page->grid->column[c])) > 1 ||
		    lowest_title(page, c - 1) + lowest_title(page, c) >
			    page->span[c - 1] + span)
			continue;
		page->span[c] = span;
		if (!fits(page))
			page->span[c] = usual;
	}
}

static void choose_gap(struct page *page)
{
	page->gap = MOST_GAP;
	for (page->count = 0; page->count < page->grid->columns; page->count++)
		page->shown[page->count] = page->count;
	widen(page);
	if (fits(page))
		return;
	page->gap = 1;
	widen(page);
	lean(page);
}

void table_text(struct text *out, struct grid *grid, unsigned width)
{
	struct page page = {.grid = grid, .width = width};
	size_t from;

	if (!grid->columns)
		return;
	measure(&page);
	choose_gap(&page);
	page.fixed = grid->table->fixed;
	if (!page.fixed && grid->columns > 1 && !fits(&page))
		page.fixed = 1;
	while (page.fixed > 1 && !leave_room(&page))
		page.fixed--;
	from = page.fixed;
	do {
		if (from > page.fixed)
			text_add(out, "\n");
		from = fill_part(&page, from);
		add_part(out, &page);
	} while (from < grid->columns);
}
