/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Queries: from records to the sheet of a picture. */
#ifndef PLOT_QUERY_H
#define PLOT_QUERY_H

#include "compare/compare.h"
#include "compare/crossover.h"
#include "plot/list.h"
#include "plot/sheet.h"

/**
 * struct query - what a query asks of.
 * @before: the document; @after: NULL, or the second one.
 * @options: the filter.
 * @rows: compared within @before, or between the two; empty where @why says
 *	why nothing could be compared.
 * @flips: of the order of strategies, within @before.
 * @asked: the user named this picture: draw it also where two values of its
 *	axis make no more of a line than the table has.
 */
struct query {
	const struct document *before;
	const struct document *after;
	const struct compare_options *options;
	const struct comparison *rows;
	const struct crossovers *flips;
	const char *why;
	bool asked;
};

/**
 * query_fn - fill a sheet of all zeros, but for its title.
 *
 * A sheet without panels shows nothing; its first note says why.  Where memory
 * ran out the sheet has failed.
 */
typedef void query_fn(const struct query *query, struct sheet *sheet);

#define QUERY_PROTOTYPE(name, script, between, query, question) query_fn query;
PICTURE_LIST(QUERY_PROTOTYPE)
#undef QUERY_PROTOTYPE

/**
 * struct picks - cases of a picture, and how its panels are named.
 * @c: @count cases; free() it.
 * @named: axes that tell panels apart.
 * @column: the axis whose values stand side by side, or -1.
 */
struct picks {
	const struct record **c;
	size_t count;
	bool named[AXES];
	int column;
};

/**
 * picks_make() - the cases that @takes accepts.
 * @without: up to AXES axes that no panel is named by: the picture's own.
 *
 * Return: 0 or -ENOMEM.
 */
int picks_make(struct picks *picks, const struct query *query,
	       bool (*takes)(const struct record *record),
	       const enum axis_key *without, size_t without_count);

/** picks_free() - free what picks_make() allocated. */
void picks_free(struct picks *picks);

/**
 * picks_panel() - the panel of @record: its named axes, and @kind where a kind
 * of numbers is not the sheet's first.
 *
 * Return: as sheet_panel(); the sheet notes what finds no place.
 */
int picks_panel(const struct picks *picks, struct sheet *sheet,
		const struct record *record, const char *kind);

/** picks_label() - the named axes of @record: "swiotlb size=2048". */
const char *picks_label(const struct picks *picks, struct sheet *sheet,
			const struct record *record);

/** picks_values() - how many numbers @axis has in the picks. */
size_t picks_values(const struct picks *picks, enum axis_key axis);

/** query_caption() - the two lines above the panels: machine, run, and the
 * axes of the picks that nobody could guess. */
void query_caption(struct sheet *sheet, const struct query *query,
		   const struct picks *picks);

/* What x is where panels have the lines of query_caches(). */
#define QUERY_SET_LABEL "working set [bytes]; L1, L2, L3: sizes of the caches"

/** query_caches() - the sizes of the modelled caches as lines across panels. */
void query_caches(struct sheet *sheet, const struct document *document);

/** query_hazards_of() - "STALE 100 %" of an unsafe case; @shares: with them. */
const char *query_hazards_of(struct sheet *sheet, const struct record *record,
			     bool shares);

#endif
