/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Strategies that leave something behind for the next one in a round. */
#ifndef COMPARE_PREDECESSOR_H
#define COMPARE_PREDECESSOR_H

#include "compare/compare.h"

/* An effect below this is too small to matter, however sure. */
#define PREDECESSOR_MIN_EFFECT COMPARE_MIN_EFFECT

/**
 * struct predecessor - an effect that was found.
 * @like: the first case of its group.
 * @victim: the strategy whose slices it hits; NULL: those of all others.
 * @behind: the strategy that ran directly before.
 * @shift: log ratio to slices behind others.
 * @p: corrected.
 */
struct predecessor {
	const struct record *like;
	const char *victim;
	const char *behind;
	double shift;
	double p;
};

/**
 * struct predecessors - by group in the document's order; the surest of a group
 * first.
 */
struct predecessors {
	struct predecessor *list;
	size_t count;
};

/**
 * predecessors_find() - in which groups does the case that ran before a slice
 * explain its cost, by the order that the document records?
 * @options: the filter takes groups as it does for comparisons, and the figure
 *	is theirs; where it is not a time, nothing is looked at.
 *
 * Two questions are asked: are all slices slower, or faster, directly behind a
 * strategy, and is one strategy's.  Each may be wrong in half of ORDER_ALPHA of
 * all documents (Holm over all groups).
 *
 * Return: them; the caller calls predecessors_free().
 */
struct predecessors predecessors_find(const struct document *document,
				      const struct compare_options *options);

/** predecessors_free() - free them; also of all zeros. */
void predecessors_free(struct predecessors *predecessors);

#endif
