/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What is told beside a comparison: predecessors, scatter, what is open. */
#ifndef VIEW_ASIDE_H
#define VIEW_ASIDE_H

#include "compare/compare.h"
#include "record/text.h"
#include "view/table.h"

/**
 * aside_predecessors() - append a table of the effects of what ran before, one
 * row a group, its surest effect; nothing where there is none.
 * @options: see predecessors_find().
 * @brief: one line instead of a table: the surest of all, and how many groups.
 *
 * Return: 0 or -ENOMEM.
 */
int aside_predecessors(struct text *out, const struct document *document,
		       const struct compare_options *options, bool brief,
		       enum table_form form, unsigned width);

/** aside_scatter() - append how much process starts scatter, and the rounds of
 * one; nothing for one start.  0 or -ENOMEM. */
int aside_scatter(struct text *out, const struct comparison *comparison,
		  unsigned width);

/** aside_undecided() - append how many comparisons a budget left open, and a
 * table of them.  0 or -ENOMEM. */
int aside_undecided(struct text *out, const struct document *document,
		    enum table_form form, unsigned width);

#endif
