// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Parts beside a comparison: predecessors, scatter, open comparisons. */
#include "view/page_parts.h"

#include <math.h>

#include "compare/predecessor.h"
#include "compare/scatter.h"
#include "compare/undecided.h"
#include "view/cells.h"
#include "view/group.h"
#include "view/head.h"

/* --- predecessors -------------------------------------------------------- */

/** struct order_row - the surest effect of a group; @more: others of it. */
struct order_row {
	const struct predecessor *found;
	size_t more;
};

static void victim_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	cell_text(cell, row->found->victim ? row->found->victim : "any other");
}

static void shift_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	cell_number(cell, verdict_percent(row->found->shift));
	cell->mark = "%";
}

static void behind_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	if (row->more)
		cell_say(cell, "%s (%zu more)", row->found->behind, row->more);
	else
		cell_text(cell, row->found->behind);
}

static void where_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;
	struct text text = {0};

	group_title(&text, row->found->like, 0);
	cell_take(cell, &text);
}

static const struct column order_columns[] = {
	WORDS("slices of", .key = "victim", .cell = victim_cell),
	COLUMN("change", .key = "change_percent", .format = NUMBER_CHANGE,
	       .cell = shift_cell),
	WORDS("directly behind", .key = "behind", .cell = behind_cell),
	WORDS("in", .key = "group", .cell = where_cell),
};

/* One row a group. */
static size_t by_group(const struct predecessors *found, struct order_row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (count && rows[count - 1].found->like == found->list[i].like)
			rows[count - 1].more++;
		else
			rows[count++] = (struct order_row){&found->list[i], 0};
	return count;
}

/* The head of the page has told the axes that all cases share. */
static void add_surest(struct text *out, const struct document *document,
		       const struct order_row *rows, size_t count,
		       unsigned width)
{
	uint32_t differ = group_axes(document->records, document->count);
	const struct predecessor *best = rows[0].found;
	struct text words = {0};

	for (size_t i = 1; i < count; i++)
		if (rows[i].found->p < best->p)
			best = rows[i].found;
	text_add(&words, "%s is %.1f %% %s directly behind %s, in ",
		 best->victim ? best->victim : "any other",
		 fabs(verdict_percent(best->shift)),
		 best->shift > 0 ? "slower" : "faster", best->behind);
	group_title(&words, best->like, AXIS_ALL & ~differ);
	if (count > 1)
		text_add(&words, "; effects in %zu groups", count);
	head_take(out, width, "order", &words);
}

static void add_order(struct text *out, const struct document *document,
		      const struct predecessors *found, bool brief,
		      enum table_form form, unsigned width)
{
	struct arena arena = {0};
	struct order_row *rows =
		arena_get(&arena, found->count * sizeof(*rows));
	size_t count = by_group(found, rows);
	const struct table table = {TABLE_OF(order_columns, rows, count)};

	if (brief && count) {
		add_surest(out, document, rows, count, width);
	} else if (count) {
		head_line(out, width, "order",
			  "what ran directly before explains the cost of a "
			  "slice; the surest effect of each group:");
		table_add(out, &table, form, width);
	}
	arena_free(&arena);
}

void aside_predecessors(struct text *out, const struct document *document,
			const struct compare_options *options, bool brief,
			enum table_form form, unsigned width)
{
	struct predecessors found = predecessors_find(document, options);

	add_order(out, document, &found, brief, form, width);
	predecessors_free(&found);
}

/* --- scatter ------------------------------------------------------------- */

void aside_scatter(struct text *out, const struct comparison *comparison,
		   bool details, unsigned width)
{
	struct text words = {0};
	struct scatter scatter = scatter_find(comparison);

	if (!scatter.split)
		return;
	text_add(&words,
		 "changes scatter by %.2f %% between %zu starts, by %.2f %% "
		 "within (standard deviations, median of %zu comparisons)",
		 100 * scatter.between, scatter.starts, 100 * scatter.within,
		 scatter.split);
	if (isfinite(scatter.resolved)) {
		text_add(&words, "; found in 9 of 10 such runs: ");
		number_add(&words, NUMBER_PERCENT,
			   verdict_percent(scatter.resolved));
		text_add(&words, " %%, in the worst comparison ");
		number_add(&words, NUMBER_PERCENT,
			   verdict_percent(scatter.resolved_most));
		text_add(&words, " %%");
	}
	if (scatter.dominated)
		text_add(&words,
			 "; in %zu of them starts scatter more than rounds "
			 "do: there more starts help, more rounds do not",
			 scatter.dominated);
	if (details && scatter.left_out)
		text_add(&words,
			 "; one start left out, the others' 95 %% interval for "
			 "it held it in %.0f %% of %zu",
			 100.0 * (double)scatter.held /
				 (double)scatter.left_out,
			 scatter.left_out);
	head_take(out, width, "starts", &words);
}

/* --- what a budget left open --------------------------------------------- */

static void figure_cell(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	cell_text(cell, figure_facts(of->figure)->title);
}

static void title_cell(struct cell *cell, const void *row)
{
	struct text text = {0};

	group_title(&text, row_record(row), 0);
	cell_take(cell, &text);
}

static const struct column open_columns[] = {
	WORDS("not decided", .key = "strategy", .cell = cell_strategy),
	WORDS("of", .key = "figure", .cell = figure_cell),
	COLUMN("95 % interval", .key = "interval", .cell = cell_interval),
	WORDS("in", .key = "group", .cell = title_cell),
};

void aside_undecided(struct text *out, const struct document *document,
		     enum table_form form, unsigned width)
{
	struct undecided undecided = undecided_find(document);
	struct table table;

	head_add(out, width, "budget",
		 "%zu of %zu comparisons not decided (of frame, notready, "
		 "ready)",
		 undecided.count, undecided.rivals);
	table = (struct table){
		TABLE_OF(open_columns, undecided.rows, undecided.count)};
	if (undecided.count)
		table_add(out, &table, form, width);
	undecided_free(&undecided);
}
