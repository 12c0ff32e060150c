/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of comparisons that several files share. */
#ifndef COMPARE_PARTS_H
#define COMPARE_PARTS_H

#include "compare/compare.h"

/**
 * compare_pairs() - log ratios of @b to @a in the rounds that both have.
 * @differences: allocated; the caller frees it.
 * @count: of differences; rounds with a value that is not positive have none.
 * @rounds: that both ran; may be NULL.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_pairs(const struct record *a, const struct record *b,
		  enum figure_id figure, double **differences, size_t *count,
		  size_t *rounds);

/**
 * compare_group_floor() - how far apart equal things come out in a group of
 * @count records from @group on: any second run tells; where none has one,
 * @base.  See enum floor_source.
 * @apart: the estimate; NaN unless FLOOR_SECOND.
 * @floor: log ratio; infinite with FLOOR_NOTHING, 0 with FLOOR_EXACT.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_group_floor(const struct record *group, size_t count,
			const struct record *base, enum figure_id figure,
			double *apart, double *floor,
			enum floor_source *source);

/** compare_new_row() - with nothing known yet. */
struct compare_row compare_new_row(const struct record *base,
				   enum figure_id figure);

/**
 * compare_value() - the median of what is compared: of the rounds with a value
 * above 0, where statistics compare them; else record_value().
 *
 * Return: 0 or -ENOMEM.
 */
int compare_value(const struct record *record, enum figure_id figure,
		  double *value);

/** compare_finish() - Holm over all rows, then the verdicts; 0 or -ENOMEM. */
int compare_finish(struct comparison *comparison);

/** compare_counts() - compare the medians of a row whose figure is exact: no
 * floor, no interval, no chance. */
void compare_counts(struct compare_row *row);

#endif
