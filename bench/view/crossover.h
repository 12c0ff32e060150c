/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where orders flip, as tables. */
#ifndef VIEW_CROSSOVER_H
#define VIEW_CROSSOVER_H

#include "compare/crossover.h"
#include "view/table.h"

/**
 * crossover_add() - append, for each series, the pairs whose order flips, then
 * those that have one order or no difference; in TABLE_CSV and TABLE_JSON one
 * row a flip or pair.  Appends nothing to a page if no two strategies were
 * compared over two places.
 */
void crossover_add(struct text *out, const struct document *document,
		   const struct crossovers *crossovers,
		   const struct compare_options *options, enum table_form form,
		   unsigned width);

#endif
