/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How a run's comparisons scatter, by start and by round, and what follows. */
#ifndef COMPARE_SCATTER_H
#define COMPARE_SCATTER_H

#include "compare/compare.h"

/**
 * struct scatter - of the changes against the base; medians of comparisons.
 * @starts: most starts of a comparison.
 * @compared: comparisons of time; 0: nothing else is valid.
 * @split: those of several starts: @between, @within are of them.
 * @dominated: those whose starts scatter more than their rounds.
 * @between: standard deviation of log ratios between starts; @within: of the
 *	rounds of one.
 * @resolved, @resolved_most: start_resolved(), not below the effect that
 *	counts; infinite with too few starts.
 * @left_out: starts of comparisons, each left out in turn.
 * @held: those that lay in start_next() of the others.
 */
struct scatter {
	size_t starts;
	size_t compared;
	size_t split;
	size_t dominated;
	double between;
	double within;
	double resolved;
	double resolved_most;
	size_t left_out;
	size_t held;
};

/** scatter_find() - of the rows of @comparison. */
struct scatter scatter_find(const struct comparison *comparison);

#endif
