// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/crossover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/group.h"
#include "view/head.h"
#include "view/wrap.h"

/**
 * struct flip_row - a flip, or a pair without one.
 * @below: the cheaper one below the flip, or wherever there is a difference;
 *	@above: the other.
 * @at, @low, @high: NaN without a flip.
 */
struct flip_row {
	const struct crossover *pair;
	const char *axis;
	const char *answer;
	const char *below;
	const char *above;
	double at;
	double low;
	double high;
};

static const char *const answers[] = {
	[CROSSOVER_FLIPS] = "flips",	 [CROSSOVER_A] = "none in range",
	[CROSSOVER_B] = "none in range", [CROSSOVER_EVEN] = "same",
	[CROSSOVER_UNCLEAR] = "unclear", [CROSSOVER_FEW] = "too few places",
};

static struct flip_row flip_row(const struct crossover *pair,
				const struct crossover_flip *flip)
{
	bool a_below = flip ? flip->a_below : pair->kind != CROSSOVER_B;

	return (struct flip_row){
		.pair = pair,
		.axis = axis_name(pair->axis->key),
		.answer = pair->few_starts ? pair->few_starts
					   : answers[pair->kind],
		.below = a_below ? pair->a : pair->b,
		.above = a_below ? pair->b : pair->a,
		.at = flip ? flip->at : NAN,
		.low = flip ? flip->low : NAN,
		.high = flip ? flip->high : NAN,
	};
}

static void at_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;

	if (row->pair->flip_count)
		cell_say(cell, "%.*f %s", row->pair->axis->decimals, row->at,
			 row->pair->axis->unit);
}

static void interval_cell(struct cell *cell, const void *of)
{
	const struct flip_row *row = of;
	int decimals = row->pair->axis->decimals;

	if (row->pair->flip_count)
		cell_say(cell, "%.*f..%.*f", decimals, row->low, decimals,
			 row->high);
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
	{.key = "axis", MEMBER(struct flip_row, axis)},
	{.key = "answer", MEMBER(struct flip_row, answer)},
	WORDS("cheaper", .key = "below", MEMBER(struct flip_row, below)),
	COLUMN("up to", .cell = at_cell),
	COLUMN("95 % interval", .cell = interval_cell),
	WORDS("then", .key = "above", MEMBER(struct flip_row, above)),
	{.key = "at", MEMBER(struct flip_row, at)},
	{.key = "low", MEMBER(struct flip_row, low)},
	{.key = "high", MEMBER(struct flip_row, high)},
};

/* @all: also pairs without a flip. */
static size_t make_rows(const struct crossover *pairs, size_t count, bool all,
			struct flip_row *rows)
{
	size_t made = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < pairs[i].flip_count; k++)
			rows[made++] = flip_row(&pairs[i], &pairs[i].flips[k]);
		if (all && !pairs[i].flip_count)
			rows[made++] = flip_row(&pairs[i], NULL);
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
