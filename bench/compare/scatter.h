/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the variance of a run of several process starts comes from. */
#ifndef COMPARE_SCATTER_H
#define COMPARE_SCATTER_H

#include "compare/compare.h"

/**
 * struct scatter - standard deviations of logs, medians of cases.
 * @starts: most process starts of a case.
 * @cases: looked at; 0: nothing else is valid.
 * @dominated: cases whose starts scatter more than their rounds.
 * @between: of the levels of process starts; @within: of the rounds of one.
 */
struct scatter {
	size_t starts;
	size_t cases;
	size_t dominated;
	double between;
	double within;
};

/** scatter_find() - of the safe rows of @comparison; 0 or -ENOMEM. */
int scatter_find(struct scatter *scatter, const struct comparison *comparison);

#endif
