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

/**
 * struct summary - the rows of one strategy in one bin.
 * @low, @high: of the changes that are decided, or of medians.
 * @verified: groups whose frames were verified, and none was wrong.
 * @same, @unclear, @decided, @plain: groups of each.  Plain: a figure that is
 *	not compared, the base's own or the harness's; @ticks of them are ticks.
 */
struct summary {
	u32 hazards;
	size_t rows;
	size_t unsafe;
	size_t verified;
	size_t same;
	size_t unclear;
	size_t decided;
	size_t plain;
	size_t ticks;
	double low;
	double high;
};

static void widen(struct summary *s, double value)
{
	s->low = s->low < value ? s->low : value;
	s->high = s->high > value ? s->high : value;
}

static void add_verdict(struct summary *s, const struct compare_row *row)
{
	if (row->verdict == VERDICT_SAME) {
		s->same++;
	} else if (row->verdict == VERDICT_UNCLEAR) {
		s->unclear++;
	} else {
		s->decided++;
		widen(s, verdict_percent(row->shift));
	}
}

static void add_row(struct summary *s, const struct compare_row *row,
		    enum matrix_part part)
{
	double value = NAN;

	s->rows++;
	if (row->c->state == CASE_UNSAFE) {
		s->unsafe++;
		s->hazards |= record_seen(row->c);
		return;
	}
	if (row->c->state != CASE_OK)
		return;
	s->verified += row->c->frames > 0;
	if (part == MATRIX_BYTES) {
		value = record_value(row->c, FIGURE_COPIED);
		s->plain += isfinite(value) != 0;
	} else if (part == MATRIX_COST && row->state == COMPARE_DONE) {
		add_verdict(s, row);
		return;
	} else if (part == MATRIX_COST) {
		value = row->median;
		s->plain += isfinite(value) != 0;
		s->ticks += figure_is_ticks(&row->c->figure[row->figure]);
	}
	if (isfinite(value))
		widen(s, value);
}

static struct summary summarise(const struct matrix *matrix, size_t strategy,
				size_t bin, enum matrix_part part)
{
	struct summary s = {.low = INFINITY, .high = -INFINITY};

	for (size_t g = 0; g < matrix->groups; g++) {
		const struct compare_row *row =
			matrix->group[g].bin == bin
				? matrix_row(matrix, g, strategy)
				: NULL;

		if (row)
			add_row(&s, row, part);
	}
	return s;
}

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

static void add_plain(struct text *text, const struct summary *s,
		      enum matrix_part part)
{
	struct text high = {0};

	add_value(text, s->low, part);
	add_value(&high, s->high, part);
	if (s->high > s->low && strcmp(text_string(text), text_string(&high)))
		text_add(text, "..%s", text_string(&high));
	text->failed |= high.failed;
	text_free(&high);
}

static void add_changes(struct text *text, const struct summary *s)
{
	if (s->decided) {
		number_add(text, NUMBER_BRIEF_CHANGE, s->low);
		if (s->high > s->low) {
			text_add(text, "..");
			number_add(text, NUMBER_BRIEF_CHANGE, s->high);
		}
	}
	if (s->decided && s->rows > 1 && s->decided < s->rows)
		text_add(text, " ");
	text_add(text, s->same ? "=" : "");
	text_add(text, s->unclear ? "?" : "");
}

static void add_hazards(struct text *text, const struct matrix *matrix,
			const struct summary *s)
{
	if (matrix->brief)
		hazard_letters(text, s->hazards);
	else
		hazard_names(text, s->hazards, "+");
	if (s->unsafe < s->rows)
		text_add(text, " %zu/%zu", s->unsafe, s->rows);
}

/* A bin with an unsafe group shows no speed, not even of its safe groups. */
static void add_summary(struct text *text, const struct matrix *matrix,
			const struct summary *s, enum matrix_part part)
{
	if (s->unsafe && part == MATRIX_BYTES && matrix->part[MATRIX_COST])
		return;
	if (s->unsafe)
		add_hazards(text, matrix, s);
	else if (part == MATRIX_HAZARD)
		text_add(text, s->verified ? "." : "-");
	else if (s->plain)
		add_plain(text, s, part);
	else if (s->decided + s->same + s->unclear)
		add_changes(text, s);
	else
		text_add(text, "-");
}

static bool in_ns(const struct matrix *matrix, struct summary *s,
		  enum matrix_part part)
{
	s->low *= matrix->tick_ns;
	s->high *= matrix->tick_ns;
	return part == MATRIX_COST && s->ticks && !s->unsafe;
}

static void bin_cell(struct cell *cell, const void *row)
{
	const struct matrix *matrix = cell->context;
	const struct line *line = row;
	size_t bin = (size_t)cell->column->number / MATRIX_PARTS;
	enum matrix_part part = cell->column->number % MATRIX_PARTS;
	struct summary s = summarise(matrix, line->strategy, bin, part);
	struct text text = {0};

	if (line->ns ? in_ns(matrix, &s, part) : s.rows > 0)
		add_summary(&text, matrix, &s, part);
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
	enum axis_key outermost = matrix->axis[0];
	struct text text = {0};

	for (size_t g = 0; g < matrix->groups && !line->ns;) {
		const char *value =
			matrix_group_record(matrix, g)->axis[outermost];
		bool known = true;
		u32 allowed = 0;

		for (; g < matrix->groups; g++) {
			const struct compare_row *of =
				matrix_row(matrix, g, line->strategy);

			if (matrix->axes &&
			    strcmp(matrix_group_record(matrix, g)
					   ->axis[outermost],
				   value))
				break;
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

/* --- bins ---------------------------------------------------------------- */

static bool same_bin(const struct matrix *matrix, const struct record *a,
		     const struct record *b)
{
	for (size_t i = 0; i < matrix->shown; i++)
		if (strcmp(a->axis[matrix->axis[i]], b->axis[matrix->axis[i]]))
			return false;
	return true;
}

static void fill_bins(struct matrix *matrix, size_t shown)
{
	matrix->shown = shown;
	matrix->bins = 0;
	for (size_t g = 0; g < matrix->groups; g++) {
		const struct record *c = matrix_group_record(matrix, g);

		if (!matrix->bins ||
		    !same_bin(matrix, matrix->bin[matrix->bins - 1].like, c))
			matrix->bin[matrix->bins++] =
				(struct matrix_bin){.like = c};
		matrix->bin[matrix->bins - 1].groups++;
		matrix->group[g].bin = matrix->bins - 1;
	}
}

static enum kind kind_of(const struct matrix *matrix, size_t bin)
{
	for (size_t i = 0; i < matrix->cells; i++) {
		const struct compare_row *row = matrix->of[i];

		if (row && matrix->group[i / matrix->strategies].bin == bin &&
		    record_has(row->c, row->figure))
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

static int make_columns(const struct matrix *matrix, struct arena *arena,
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
		if (!columns[*count - 1].title)
			return -ENOMEM;
	}
	return columns[0].title ? 0 : -ENOMEM;
}

static bool has_ticks(const struct matrix *matrix, size_t strategy)
{
	for (size_t bin = 0; bin < matrix->bins && matrix->tick_ns > 0; bin++)
		if (summarise(matrix, strategy, bin, MATRIX_COST).ticks)
			return true;
	return false;
}

static size_t make_lines(const struct matrix *matrix, struct line *lines)
{
	size_t count = 0;

	for (size_t s = 0; lines && s < matrix->strategies; s++) {
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

	if (!columns || !lines ||
	    make_columns(matrix, &arena, columns, &table.column_count))
		out->failed = true;
	else
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
	if (brief.failed || text_lines(&brief) < text_lines(out)) {
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
		fill_bins(matrix, shown);
		matrix->kinds = kinds_differ(matrix);
		draw_short(&text, matrix, width);
		if (text.failed || shown <= least || text_lines(&text) <= lines)
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
	fill_bins(matrix, matrix->axes);
	matrix->kinds = kinds_differ(matrix);
	draw(out, matrix, TABLE_MARKDOWN, width);
}
