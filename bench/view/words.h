/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The sentences below a matrix: who is cheapest, who is unsafe, how sure. */
#ifndef VIEW_WORDS_H
#define VIEW_WORDS_H

#include "view/matrix.h"

/**
 * words_cheapest() - append, for each value of the outermost axis, the cheapest
 * of the strategies that are safe there: no hazard seen in any of its groups,
 * and none proven where that is known.  Values with the same answer share it.
 *
 * Return: 0 or -ENOMEM.
 */
int words_cheapest(struct text *out, const struct matrix *matrix,
		   unsigned width);

/** words_unsafe() - append which strategies showed a hazard and where, and what
 * the checker allows beyond; that proven is not recorded where it is not. */
int words_unsafe(struct text *out, const struct comparison *comparison,
		 unsigned width);

/** words_sure() - append how far bases came out from themselves, how many
 * slices were disturbed, and how many have no value: of the rows that the
 * @count matrices show. */
int words_sure(struct text *out, const struct matrix *matrices, size_t count,
	       unsigned width);

#endif
