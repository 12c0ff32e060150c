// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The matrix as a table: columns made from bins, cells from their groups. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/group.h"
#include "view/matrix.h"
#include "view/wrap.h"

/* Columns before the bins: the strategy, and what is proven. */
#define FIXED 2

/** struct line - a row: a strategy's, or @ns: its ticks as nanoseconds. */
struct line {
	size_t strategy;
	bool ns;
};

/* 277k: bytes of a device that sets its own pace need no more digits. */
static void add_brief(struct text *text, double value)
{
	if (fabs(value) >= 99950)
		text_add(text, "%.0fk", value / 1e3);
	else if (fabs(value) >= 9999.5)
		text_add(text, "%.1fk", value / 1e3);
	else
		text_add(text, "%.*f", fabs(value) < 99.95, value);
}

static void add_value(struct text *text, double value, enum matrix_part part)
{
	if (part == MATRIX_BYTES && fabs(value) < 9999 && value == floor(value))
		text_add(text, "%.0f", value);
	else
		add_brief(text, value);
}

static void add_range(struct text *text, const struct matrix_range *range,
		      enum matrix_part part)
{
	struct text low = {0}, high = {0};

	add_value(&low, range->low, part);
	add_value(&high, range->high, part);
	if (range->high > range->low &&
	    strcmp(text_string(&low), text_string(&high)))
		text_add(&low, "..%s", text_string(&high));
	text_take(text, &low);
	text_free(&high);
}

static void add_changes(struct text *text, const struct matrix_tally *tally)
{
	const struct matrix_range *less = &tally->change[VERDICT_FASTER];
	const struct matrix_range *more = &tally->change[VERDICT_SLOWER];
	size_t decided = less->count + more->count;
	double low = less->count ? less->low : more->low;
	double high = more->count ? more->high : less->high;

	if (decided) {
		number_add(text, NUMBER_BRIEF_CHANGE, low);
		if (high > low) {
			text_add(text, "..");
			number_add(text, NUMBER_BRIEF_CHANGE, high);
		}
		if (tally->rows > 1 && decided < tally->rows)
			text_add(text, " ");
	}
	text_add(text, tally->change[VERDICT_SAME].count ? "=" : "");
	text_add(text, tally->change[VERDICT_UNCLEAR].count ? "?" : "");
}

static void add_hazards(struct text *text, const struct matrix *matrix,
			const struct matrix_tally *tally)
{
	if (matrix->brief)
		hazard_letters(text, tally->hazards);
	else
		hazard_names(text, tally->hazards, "+");
	if (tally->unsafe < tally->rows)
		text_add(text, " %zu/%zu", tally->unsafe, tally->rows);
}

/* A strategy can be the base of one group of a bin, where the usual one is
 * unsafe, and be compared in another. */
static void add_costs(struct text *text, const struct matrix_tally *tally)
{
	add_changes(text, tally);
	if (!tally->plain.count)
		return;
	if (text->length && text->bytes[text->length - 1] != ' ')
		text_add(text, " ");
	add_range(text, &tally->plain, MATRIX_COST);
}

/* A bin with an unsafe group shows no speed, not even of its safe groups. */
static void add_tally(struct text *text, const struct matrix *matrix,
		      const struct matrix_tally *tally, enum matrix_part part)
{
	if (tally->unsafe && part == MATRIX_BYTES && matrix->part[MATRIX_COST])
		return;
	if (tally->unsafe)
		add_hazards(text, matrix, tally);
	else if (part == MATRIX_HAZARD)
		text_add(text, tally->verified ? "." : "-");
	else if (part == MATRIX_BYTES && tally->bytes.count)
		add_range(text, &tally->bytes, part);
	else if (part == MATRIX_COST && tally->compared + tally->plain.count)
		add_costs(text, tally);
	else
		text_add(text, "-");
}

static bool in_ns(const struct matrix *matrix, struct matrix_tally *tally,
		  enum matrix_part part)
{
	tally->plain.low *= matrix->tick_ns;
	tally->plain.high *= matrix->tick_ns;
	return part == MATRIX_COST && tally->ticks && !tally->unsafe;
}

static void bin_cell(struct cell *cell, const void *row)
{
	const struct matrix *matrix = cell->context;
	const struct line *line = row;
	size_t bin = (size_t)cell->column->number / MATRIX_PARTS;
	enum matrix_part part = cell->column->number % MATRIX_PARTS;
	struct matrix_tally tally =
		matrix_tally(matrix, &matrix->bin[bin], line->strategy);
	struct text text = {0};

	if (line->ns) {
		if (in_ns(matrix, &tally, part))
			add_range(&text, &tally.plain, part);
	} else if (tally.rows)
		add_tally(&text, matrix, &tally, part);
	cell_take(cell, &text);
}

static void name_cell(struct cell *cell, const void *row)
{
	const struct matrix *matrix = cell->context;
	const struct line *line = row;
	const struct matrix_strategy *strategy =
		&matrix->strategy[line->strategy];

	if (line->ns)
		cell_text(cell, "  in ns");
	else if (strategy->role == PEEK_CANDIDATE)
		cell_say(cell, "%s%s", strategy->name,
			 strategy->interpreted ? "#" : "");
	else
		cell_say(cell, "%s%s", strategy->name,
			 strategy->role == PEEK_CONTROL ? "*" : " (loop)");
}

/* Letters of what is proven for each value of the outermost axis. */
static void proven_cell(struct cell *cell, const void *row)
{
	const struct matrix *matrix = cell->context;
	const struct line *line = row;
	struct text text = {0};

	for (size_t i = 0; i < matrix->places && !line->ns; i++) {
		const struct matrix_span *place = &matrix->place[i];
		bool known = true;
		u32 allowed = 0;

		for (size_t g = place->first; g < place->end; g++) {
			const struct compare_row *of =
				matrix_row(matrix, g, line->strategy);

			known &= !of || of->c->proven.known;
			allowed |= of ? of->c->proven.allowed : 0;
		}
		text_add(&text, text.length ? " " : "");
		if (known)
			hazard_letters(&text, allowed);
		else
			text_add(&text, "?");
	}
	cell_take(cell, &text);
}

static enum kind kind_of(const struct matrix *matrix, size_t bin)
{
	size_t end = matrix->bin[bin].end * matrix->strategies;

	for (size_t i = matrix->bin[bin].first * matrix->strategies; i < end;
	     i++) {
		const struct compare_row *row = matrix->of[i];

		if (row && record_has(row->c, row->figure))
			return row->c->figure[row->figure].kind;
	}
	return KIND_ABSENT;
}

static bool kinds_differ(const struct matrix *matrix)
{
	for (size_t b = 1; b < matrix->bins; b++)
		if (kind_of(matrix, b) != kind_of(matrix, 0))
			return true;
	return false;
}

/* --- columns ------------------------------------------------------------- */

static const char *const part_titles[MATRIX_PARTS] = {
	[MATRIX_COST] = "a look",
	[MATRIX_BYTES] = "bytes",
	[MATRIX_HAZARD] = "seen",
};

static void add_bin_title(struct text *text, const struct matrix *matrix,
			  size_t bin, enum matrix_part part)
{
	const struct record *like = matrix->bin[bin].like;
	const char *sign = "";

	for (size_t i = 0; i < matrix->shown; i++) {
		text_add(text, "%s%s", sign, like->axis[matrix->axis[i]]);
		sign = "\n";
		if (!i && matrix->kinds)
			text_add(text, "\n%s", kind_name(kind_of(matrix, bin)));
	}
	if (matrix->family == MATRIX_LOOKS)
		text_add(text, "%s%s", sign, part_titles[part]);
	else if (!matrix->shown)
		text_add(text, "%s", "frame");
}

static void add_name_title(struct text *text, const struct matrix *matrix)
{
	const char *sign = "";

	for (size_t i = 0; i < matrix->shown; i++) {
		text_add(text, "%s%s", sign, axis_title(matrix->axis[i]));
		sign = "\n";
		if (!i && matrix->kinds)
			text_add(text, "\nkind");
	}
	if (matrix->family == MATRIX_LOOKS || !matrix->shown)
		text_add(text, "%sstrategy", sign);
}

static void make_columns(const struct matrix *matrix, struct arena *arena,
			 struct column *columns, size_t *count)
{
	struct text title = {0};

	add_name_title(&title, matrix);
	columns[0] = (struct column){.title = text_keep(&title, arena),
				     .left = true,
				     .cell = name_cell};
	columns[1] = (struct column){
		.title = matrix_is_proven(matrix) ? "proven" : NULL,
		.left = true,
		.cell = proven_cell};
	*count = FIXED;
	for (size_t i = 0; i < matrix->bins * MATRIX_PARTS; i++) {
		if (!matrix->part[i % MATRIX_PARTS])
			continue;
		add_bin_title(&title, matrix, i / MATRIX_PARTS,
			      i % MATRIX_PARTS);
		columns[(*count)++] = (struct column){
			.title = text_keep(&title, arena),
			.cell = bin_cell,
			.number = (int)i,
		};
	}
}

static bool has_ticks(const struct matrix *matrix, size_t strategy)
{
	for (size_t bin = 0; bin < matrix->bins && matrix->tick_ns > 0; bin++)
		if (matrix_tally(matrix, &matrix->bin[bin], strategy).ticks)
			return true;
	return false;
}

static size_t make_lines(const struct matrix *matrix, struct line *lines)
{
	size_t count = 0;

	for (size_t s = 0; s < matrix->strategies; s++) {
		lines[count++] = (struct line){.strategy = s};
		if (has_ticks(matrix, s))
			lines[count++] = (struct line){s, .ns = true};
	}
	return count;
}

static void draw(struct text *out, const struct matrix *matrix,
		 enum table_form form, unsigned width)
{
	struct arena arena = {0};
	struct column *columns =
		arena_get(&arena, (matrix->bins * MATRIX_PARTS + FIXED) *
					  sizeof(*columns));
	struct line *lines =
		arena_get(&arena, 2 * matrix->strategies * sizeof(*lines));
	struct table table = {
		.columns = columns,
		.rows = lines,
		.row_size = sizeof(*lines),
		.row_count = make_lines(matrix, lines),
		.context = matrix,
		.fixed = matrix_is_proven(matrix) ? 2 : 1,
	};

	make_columns(matrix, &arena, columns, &table.column_count);
	table_add(out, &table, form, width);
	arena_free(&arena);
}

/* Letters in place of words are worth it only where they save lines. */
static void draw_short(struct text *out, struct matrix *matrix, unsigned width)
{
	struct text brief = {0};

	matrix->brief = false;
	draw(out, matrix, TABLE_TEXT, width);
	matrix->brief = true;
	draw(&brief, matrix, TABLE_TEXT, width);
	if (text_lines(&brief) < text_lines(out)) {
		text_free(out);
		*out = brief;
		return;
	}
	matrix->brief = false;
	text_free(&brief);
}

static void add_text(struct text *out, struct matrix *matrix, unsigned width,
		     unsigned lines)
{
	size_t least = matrix->axes ? 1 : 0;
	struct text text = {0};

	for (size_t shown = matrix->axes;; shown--) {
		text_free(&text);
		matrix_bins(matrix, shown);
		matrix->kinds = kinds_differ(matrix);
		draw_short(&text, matrix, width);
		if (shown <= least || text_lines(&text) <= lines)
			break;
	}
	text_take(out, &text);
}

void matrix_add(struct text *out, struct matrix *matrix, bool markdown,
		unsigned width, unsigned lines)
{
	if (!markdown) {
		add_text(out, matrix, width, lines);
		return;
	}
	matrix_bins(matrix, matrix->axes);
	matrix->kinds = kinds_differ(matrix);
	draw(out, matrix, TABLE_MARKDOWN, width);
}
