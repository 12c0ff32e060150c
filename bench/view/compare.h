/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The pages of `compare`: one document, two, two lenses; a ranking. */
#ifndef VIEW_COMPARE_H
#define VIEW_COMPARE_H

#include "compare/differ.h"
#include "compare/lenses.h"
#include "compare/rank.h"
#include "view/ktap.h"
#include "view/rows.h"

/**
 * struct compare_page - how it is said.
 * @width: of lines.
 * @details: all rows, not only what differs.
 * @model: with the modelled lines.
 */
struct compare_page {
	unsigned width;
	bool details;
	bool model;
};

/* Lines of the table where not all rows are told. */
#define COMPARE_MOST_LINES 40u

/** within_add() - verdicts within @document. */
void within_add(struct text *out, const struct document *document,
		const struct comparison *comparison,
		const struct compare_options *options,
		const struct compare_page *page);

/** between_add() - the same cases in two documents. */
void between_add(struct text *out, const struct document *before,
		 const struct document *after,
		 const struct comparison *comparison,
		 const struct compare_options *options,
		 const struct compare_page *page);

/** lenses_add() - a document of user space beside one of a kernel. */
void lenses_add(struct text *out, const struct lenses *lenses,
		const struct compare_page *page);

/** ranking_add() - wins, ties and losses of the strategies in @document. */
void ranking_add(struct text *out, const struct ranking *ranking,
		 const struct document *document,
		 const struct compare_page *page);

/** ranking_legend() - what the columns of ranking_add() mean. */
void ranking_legend(struct text *out, const struct compare_options *options,
		    const struct compare_page *page);

/** agreement_add() - the cheapest safe strategies of each group in all
 * rankings, and in each where they differ. */
void agreement_add(struct text *out, const struct ranking *rankings,
		   size_t count, const struct compare_options *options,
		   const struct compare_page *page);

/** agreement_ktap() - a test a group: is one strategy the cheapest in all? */
struct ktap agreement_ktap(struct text *out, const struct ranking *rankings,
			   size_t count, const struct compare_options *options);

/** compared_data() - every row of compare_within() or compare_between() as one
 * array of JSON: base, before and after, change, verdict, reason. */
void compared_data(struct text *out, const struct comparison *comparison);

/** ranking_data() - the scores as an array of JSON. */
void ranking_data(struct text *out, const struct ranking *ranking);

/**
 * ids_add() - lines of ids: of @count places those where @id returns one, as
 * far as there is room, and how many more.
 */
void ids_add(struct text *out, unsigned width, const void *of, size_t count,
	     const char *(*id)(const void *of, size_t i));

/** between_calls() - for each boot that both have, a table of what one call of
 * the DMA API costs before and after. */
void between_calls(struct text *out, const struct document *before,
		   const struct document *after, unsigned width);

/* --- parts that `cite` shares -------------------------------------------- */

/**
 * within_table() - what all cases have alike, and the chosen rows.
 * @plot: drawn below them; NULL: nothing.
 * @lines: with the modelled lines.
 */
void within_table(struct text *out, const struct rows *rows,
		  const struct comparison *comparison,
		  void (*plot)(struct text *out, const struct rows *rows),
		  bool lines, enum table_form form, unsigned width);

/** verdicts_say() - append what change, interval and verdicts of
 * compare_within() mean. */
void verdicts_say(struct text *words, const struct comparison *comparison,
		  const struct compare_options *options);

/* Of the base's row. */
#define AA_SAYS                                                                \
	"the base against its own second run: the median over starts, which "  \
	"a change must be beyond, and the largest of a start"

/** within_legend() - what the columns and verdicts of within_table() mean. */
void within_legend(struct text *out, const struct comparison *comparison,
		   const struct compare_options *options, unsigned width);

/** proven_legend() - what the checker has found for the strategies of the
 * comparison, by platform; nothing where it was not asked. */
void proven_legend(struct text *out, const struct comparison *comparison,
		   unsigned width);

/** lines_any() - has a row lines of the cache model, or stale loads in it? */
bool lines_any(const struct comparison *comparison);

/** lines_within() - the table of modelled lines of all rows. */
void lines_within(struct text *out, const struct comparison *comparison,
		  enum table_form form, unsigned width);

/** lines_note() - append what the model counts more or less than in the base:
 * "MODELLED L1 33.00 -> 35.00: more"; nothing where nothing differs. */
void lines_note(struct text *text, const struct compare_row *row);

/** lines_instead() - append what stands in place of the lines of @phase. */
void lines_instead(struct text *text, const struct record *record,
		   enum phase phase);

/** lines_legend() - what lines are, and of which caches. */
void lines_legend(struct text *out, const struct document *document,
		  const struct comparison *comparison, bool between,
		  unsigned width);

#endif
