// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Lines that the cache model counted. */
#include <string.h>

#include "compare/lines.h"
#include "record/model.h"
#include "view/cells.h"
#include "view/compare.h"
#include "view/head.h"

static enum phase phase_of(const struct compare_row *row)
{
	return figure_facts(row->figure)->phase;
}

static bool has_any(const struct record *record, enum phase phase)
{
	enum lines_state state = lines_state(record, phase);

	return state == LINES_SHOWN || state == LINES_STALE;
}

bool lines_any(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (has_any(row->c, phase_of(row)) ||
		    (row->base && has_any(row->base, phase_of(row))))
			return true;
	}
	return false;
}

void lines_instead(struct text *text, const struct record *record,
		   enum phase phase)
{
	u64 loads, stale = model_stale(record, &loads);

	switch (lines_state(record, phase)) {
	case LINES_UNSAFE:
		hazards_say(text, record);
		break;
	case LINES_UNVERIFIED:
		text_add(text,
			 "not verified: no frame of this case was checked");
		break;
	case LINES_STALE:
		text_add(text, "STALE in the model: %.3g%% of %llu loads",
			 100 * (double)stale / (double)loads,
			 (unsigned long long)loads);
		break;
	case LINES_ABSENT:
		text_add(text, "absent: %s", lines_absent(record, phase));
		break;
	case LINES_SHOWN:
		break;
	}
}

static void cell_lines(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;
	enum phase phase = phase_of(of);
	struct text text = {0};

	if (lines_state(of->c, phase) == LINES_SHOWN) {
		cell_number(cell, figure_quotient(&of->c->figure[lines_figure(
					  phase, (u32)cell->column->number)]));
		return;
	}
	lines_instead(&text, of->c, phase);
	cell_take(cell, &text);
	cell->shape = CELL_REST;
}

static void cell_lines_verdict(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;
	enum phase phase = phase_of(of);

	if (of->c == of->base)
		cell_text(cell, "base");
	else if (of->c->role == PEEK_HARNESS)
		cell_text(cell, "");
	else if (!of->base || lines_state(of->base, phase) != LINES_SHOWN)
		cell_text(cell, "no base");
	else
		cell_text(cell, lines_verdict_name(
					lines_compare(of->c, of->base, phase)));
}

#define LINES_COLUMN(place)                                                    \
	{                                                                      \
		.title = figure_facts(FIGURE_NOT_READY_L1 + (place))->title,   \
		.format = NUMBER_LINES, .width = 6, .number = (place),         \
		.cell = cell_lines                                             \
	}

void lines_within(struct text *out, const struct comparison *comparison,
		  enum table_form form, unsigned width)
{
	const struct column columns[] = {
		WORDS("cache model", .cell = cell_strategy),
		LINES_COLUMN(0),
		LINES_COLUMN(1),
		LINES_COLUMN(2),
		LINES_COLUMN(3),
		LINES_COLUMN(4),
		LINES_COLUMN(5),
		WORDS("verdict", .cell = cell_lines_verdict),
	};
	const struct rows_choice choice = {.all = true};
	struct rows all = rows_choose(comparison, &choice);
	const struct table table = {
		TABLE_OF(columns, all.row, all.count),
		.title = rows_title,
		.context = &all,
	};

	_Static_assert(ARRAY_SIZE(columns) == FIGURE_MODEL_SUMS + 2,
		       "a column for each");
	text_add(out, "MODELLED lines of %s%s\n",
		 phase_says(phase_of(comparison->rows)),
		 form == TABLE_MARKDOWN ? "\n" : "");
	table_add(out, &table, form, width);
	rows_free(&all);
}

static void note_both(struct text *text, const struct compare_row *row)
{
	enum phase phase = phase_of(row);
	enum lines_verdict verdict = lines_compare(row->c, row->base, phase);

	if (verdict == LINES_SAME)
		return;
	text_add(text, "%sMODELLED", text->length ? "; " : "");
	for (u32 i = 0; i < FIGURE_MODEL_SUMS; i++) {
		enum figure_id id = lines_figure(phase, i);
		struct exact_change change =
			compare_exactly(row->c, row->base, id);

		if (!change.known || !change.order)
			continue;
		text_add(text, " %s ", figure_facts(id)->title);
		number_add(text, NUMBER_LINES, change.base);
		text_add(text, " -> ");
		number_add(text, NUMBER_LINES, change.own);
	}
	text_add(text, ": %s", lines_verdict_name(verdict));
}

void lines_note(struct text *text, const struct compare_row *row)
{
	enum phase phase = phase_of(row);
	enum lines_state is = lines_state(row->c, phase);
	enum lines_state was =
		row->base ? lines_state(row->base, phase) : LINES_ABSENT;

	if (!row->lines)
		return;
	if (is == LINES_SHOWN && was == LINES_SHOWN) {
		note_both(text, row);
	} else if (is != was && (is == LINES_STALE || was == LINES_STALE)) {
		text_add(text, "%sMODELLED before: ", text->length ? "; " : "");
		lines_instead(text, row->base, phase);
		text_add(text,
			 "%s; after: ", was == LINES_SHOWN ? "lines" : "");
		lines_instead(text, row->c, phase);
		text_add(text, "%s", is == LINES_SHOWN ? "lines" : "");
	}
}

static bool any_device(const struct comparison *comparison, const char *device)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (!strcmp(record_device(comparison->rows[i].c), device))
			return true;
	return false;
}

static bool any_stale(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (model_stale(row->c, NULL) ||
		    (row->base && model_stale(row->base, NULL)))
			return true;
	}
	return false;
}

void lines_legend(struct text *out, const struct document *document,
		  const struct comparison *comparison, bool between,
		  unsigned width)
{
	struct text words = {0};

	text_add(&words,
		 "kind modelled: %s; unit lines, lower is better. L1, L2, L3: "
		 "misses of that "
		 "level; mem: what no level had, and what is not cached; "
		 "wback: dirty lines written to memory; maint: lines cleaned "
		 "or invalidated. Against %s, by the counts, not as rounded "
		 "here: fewer, more: in one column at least, and in none the "
		 "other way; mixed: both; same: in all columns.",
		 kind_says(KIND_MODELLED), between ? "before" : "the base");
	if (any_device(comparison, "thread"))
		text_add(&words,
			 " On the device thread the model looks once after "
			 "each grain, not as often as the run did.");
	if (any_stale(comparison))
		text_add(&words,
			 " STALE in the model: loads hit lines that the device "
			 "had written past; its misses are too few.");
	head_take(out, width, "model", &words);
	head_say(out, width, kind_name(KIND_MODELLED), document, head_model);
}
