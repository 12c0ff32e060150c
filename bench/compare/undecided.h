/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Comparisons that a run with a budget left open. */
#ifndef COMPARE_UNDECIDED_H
#define COMPARE_UNDECIDED_H

#include "compare/compare.h"

/* Figures that a budget is spent on: all that a row of a table shows. */
#define UNDECIDED_FIGURES 3

/**
 * struct undecided - comparisons of candidates with their base: of the frame (a
 * completion where a frame has no cost), of a not-ready and of a ready look.
 * @rivals: comparisons; @rows: the @count of them that are not decided.
 *
 * Holm's correction is over all of one figure, as `compare` prints them.
 */
struct undecided {
	struct compare_row *rows;
	size_t count;
	size_t rivals;
};

/** undecided_find() - them; the caller calls undecided_free(). */
struct undecided undecided_find(const struct document *document);

/** undecided_free() - free them; also of all zeros. */
void undecided_free(struct undecided *undecided);

#endif
