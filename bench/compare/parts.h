/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of comparisons that several files share. */
#ifndef COMPARE_PARTS_H
#define COMPARE_PARTS_H

#include "compare/compare.h"

/**
 * compare_group_floor() - how far apart equal things come out in a group of
 * @count records from @group on: any second run tells.
 * @base: whose figure is exact or not.
 * @row: @apart, @furthest, @floor and @source are filled.
 */
void compare_group_floor(const struct record *group, size_t count,
			 const struct record *base, enum figure_id figure,
			 struct compare_row *row);

/** compare_new_row() - with nothing known yet. */
struct compare_row compare_new_row(const struct record *base,
				   enum figure_id figure);

/** compare_case() - the costs of @row->c and of its base, and in state
 * COMPARE_DONE the difference; @effect, @same and the floor are the caller's.
 */
void compare_case(struct compare_row *row);

/** compare_finish() - Holm over all rows, then the verdicts. */
void compare_finish(struct comparison *comparison);

/** compare_counts() - compare the medians of a row whose figure is exact: no
 * floor, no interval, no chance. */
void compare_counts(struct compare_row *row);

#endif
