// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/crossover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/group.h"
#include "view/head.h"
#include "view/wrap.h"

/** struct flip_row - a flip, or a pair without one. */
struct flip_row {
	const struct crossover *pair;
	const struct crossover_flip *flip;
};

static const char *const answers[] = {
	[CROSSOVER_FLIPS] = "flips",	 [CROSSOVER_A] = "none in range",
	[CROSSOVER_B] = "none in range", [CROSSOVER_EVEN] = "same",
	[CROSSOVER_UNCLEAR] = "unclear", [CROSSOVER_FEW] = "too few places",
};

/* The cheaper one below the flip, or wherever there is a difference; with
 * number 1 the other. */
static void name_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;
	bool a_below =
		row->flip ? row->flip->a_below : row->pair->kind != CROSSOVER_B;

	cell_text(cell, a_below == !cell->column->number ? row->pair->a
							 : row->pair->b);
}

static void at_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;

	if (row->flip)
		cell_say(cell, "%.*f %s", row->pair->axis->decimals,
			 row->flip->at, row->pair->axis->unit);
}

static void interval_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;
	int decimals = row->pair->axis->decimals;

	if (row->flip)
		cell_say(cell, "%.*f..%.*f", decimals, row->flip->low, decimals,
			 row->flip->high);
}

static void number_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;

	if (!row->flip)
		return;
	cell_number(cell, cell->column->number == 0   ? row->flip->at
			  : cell->column->number == 1 ? row->flip->low
						      : row->flip->high);
}

static void answer_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;

	cell_text(cell, row->pair->few_starts ? row->pair->few_starts
					      : answers[row->pair->kind]);
}

static void axis_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;

	cell_text(cell, axis_name(row->pair->axis->key));
}

static void series_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;
	struct text text = {0};

	group_title(&text, row->pair->like, AXIS_BIT(row->pair->axis->key));
	cell_take(cell, &text);
}

static const struct column columns[] = {
	{.key = "series", .cell = series_cell},
	{.key = "axis", .cell = axis_cell},
	{.key = "answer", .cell = answer_cell},
	WORDS("cheaper", .key = "below", .cell = name_cell),
	COLUMN("up to", .cell = at_cell),
	COLUMN("95 % interval", .cell = interval_cell),
	WORDS("then", .key = "above", .cell = name_cell, .number = 1),
	{.key = "at", .cell = number_cell, .number = 0},
	{.key = "low", .cell = number_cell, .number = 1},
	{.key = "high", .cell = number_cell, .number = 2},
};

/* @all: also pairs without a flip. */
static size_t make_rows(const struct crossover *pairs, size_t count, bool all,
			struct flip_row *rows)
{
	size_t made = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < pairs[i].flip_count; k++)
			rows[made++] = (struct flip_row){&pairs[i],
							 &pairs[i].flips[k]};
		if (all && !pairs[i].flip_count)
			rows[made++] = (struct flip_row){.pair = &pairs[i]};
	}
	return made;
}

static struct flip_row *room_for(const struct crossover *pairs, size_t count)
{
	size_t rows = count;

	for (size_t i = 0; i < count; i++)
		rows += pairs[i].flip_count;
	return memory_zeros(rows, sizeof(struct flip_row));
}

static void add_table(struct text *out, const struct crossover *pairs,
		      size_t count, enum table_form form, unsigned width)
{
	struct flip_row *rows = room_for(pairs, count);
	bool all = form == TABLE_CSV || form == TABLE_JSON;
	size_t made = make_rows(pairs, count, all, rows);
	const struct table table = {TABLE_OF(columns, rows, made)};

	if (made || all)
		table_add(out, &table, form, width);
	free(rows);
}

/* "a<b" where one is cheaper, "a=b" where both are the same, "a?b". */
static void add_list(struct text *out, const struct crossover *pairs,
		     size_t count, const char *label, char sign, unsigned width)
{
	static const char signs[] = {
		[CROSSOVER_A] = '<',
		[CROSSOVER_B] = '<',
		[CROSSOVER_EVEN] = '=',
		[CROSSOVER_UNCLEAR] = '?',
	};
	struct text list = {0};

	for (size_t i = 0; i < count; i++) {
		const struct crossover *pair = &pairs[i];
		bool b_first = pair->kind == CROSSOVER_B;

		if (pair->kind == CROSSOVER_FLIPS ||
		    pair->kind == CROSSOVER_FEW || signs[pair->kind] != sign)
			continue;
		text_add(&list, "%s%s%c%s", list.length ? ", " : "",
			 b_first ? pair->b : pair->a, sign,
			 b_first ? pair->a : pair->b);
	}
	if (list.length)
		wrap_add(out, width, strlen(label) > 14 ? 19 : 15, label,
			 text_string(&list));
	text_free(&list);
}

static void add_lists(struct text *out, const struct crossover *pairs,
		      size_t count, unsigned width)
{
	struct text label = {0};

	text_add(&label, "%s:",
		 pairs->few_starts ? pairs->few_starts
				   : answers[CROSSOVER_UNCLEAR]);
	add_list(out, pairs, count, "none in range:", '<', width);
	add_list(out, pairs, count, "same:", '=', width);
	add_list(out, pairs, count, text_string(&label), '?', width);
	text_free(&label);
}

static void add_title(struct text *out, const struct document *document,
		      const struct crossover *pair, unsigned width)
{
	uint32_t vary = group_axes(document->records, document->count);
	struct text title = {0};

	text_add(&title, "by %s, %lld to %lld", axis_name(pair->axis->key),
		 (long long)pair->least, (long long)pair->most);
	vary &= ~AXIS_BIT(pair->axis->key);
	text_add(&title, vary ? ": " : "");
	group_title(&title, pair->like, AXIS_ALL & ~vary);
	wrap_title(out, width, &title);
}

static void add_head(struct text *out, const struct compare_options *options,
		     unsigned width)
{
	head_add(out, width, "flips",
		 "of the order by cost of a frame, pair by pair: where [95 %% "
		 "of resampled starts], or which is cheaper where they differ "
		 "(<), by the verdicts of `compare` with %.3g %% and %.3g %% "
		 "for "
		 "the same (=), corrected over all pairs and places; only safe "
		 "cases",
		 100 * options->min_effect, 100 * options->same);
}

void crossover_add(struct text *out, const struct document *document,
		   const struct crossovers *crossovers,
		   const struct compare_options *options, enum table_form form,
		   unsigned width)
{
	const struct crossover *list = crossovers->list;

	if (form == TABLE_CSV || form == TABLE_JSON) {
		add_table(out, list, crossovers->count, form, width);
		return;
	}
	if (crossovers->count)
		add_head(out, options, width);
	for (size_t first = 0, end; first < crossovers->count; first = end) {
		for (end = first; end < crossovers->count &&
				  list[end].like == list[first].like &&
				  list[end].axis == list[first].axis;
		     end++)
			;
		add_title(out, document, &list[first], width);
		text_add(out, form == TABLE_MARKDOWN ? "\n" : "");
		add_table(out, &list[first], end - first, form, width);
		text_add(out, form == TABLE_MARKDOWN ? "\n" : "");
		add_lists(out, &list[first], end - first, width);
	}
}
