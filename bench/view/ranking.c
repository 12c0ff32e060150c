// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Wins, ties and losses of strategies, by document. */
#include "view/compare.h"
#include "view/head.h"
#include "view/wrap.h"

enum tally { WINS, TIES, LOSSES, UNCLEAR, UNSAFE };

static void cell_name(struct cell *cell, const void *row)
{
	cell_text(cell, ((const struct score *)row)->strategy);
}

static void cell_tally(struct cell *cell, const void *row)
{
	const struct score *score = row;
	const size_t count[] = {
		[WINS] = score->wins,	  [TIES] = score->ties,
		[LOSSES] = score->losses, [UNCLEAR] = score->unclear,
		[UNSAFE] = score->unsafe,
	};

	cell_number(cell, (double)count[cell->column->number]);
}

#define TALLY(word, id)                                                        \
	{                                                                      \
		.title = word, .key = word, .format = NUMBER_BYTES,            \
		.width = 8, .cell = cell_tally, .number = id                   \
	}

static void add_scores(struct text *out, const struct ranking *ranking,
		       enum table_form form, unsigned width)
{
	const struct column columns[] = {
		WORDS("strategy", .key = "strategy", .cell = cell_name),
		TALLY("wins", WINS),
		TALLY("ties", TIES),
		TALLY("losses", LOSSES),
		TALLY("unclear", UNCLEAR),
		TALLY(case_state_name(CASE_UNSAFE), UNSAFE),
	};
	const struct table table = {
		TABLE_OF(columns, ranking->scores, ranking->count),
	};

	table_add(out, &table, form, width);
}

void ranking_data(struct text *out, const struct ranking *ranking)
{
	add_scores(out, ranking, TABLE_JSON, 0);
}

void ranking_add(struct text *out, const struct ranking *ranking,
		 const struct document *document,
		 const struct compare_page *page)
{
	head_line(out, page->width, "compare", document->path);
	head_brief(out, document, page->width);
	text_add(out, "\n");
	add_scores(out, ranking, TABLE_TEXT, page->width);
}

void ranking_legend(struct text *out, const struct compare_options *options,
		    const struct compare_page *page)
{
	text_add(out, "\n");
	head_add(out, page->width, "wins",
		 "of the two strategies of a pair, in one comparison group: "
		 "faster, same, slower, as `compare` says them over starts, "
		 "beyond the larger of the A/A and %.4g %%, corrected within "
		 "each base; "
		 "unsafe: groups in which the strategy returned a wrong frame, "
		 "which is no place in a ranking. Machines are not averaged.",
		 100 * options->min_effect);
}
