/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of comparisons that several files share. */
#ifndef REPORT_COMPARE_PARTS_H
#define REPORT_COMPARE_PARTS_H

#include "report/compare.h"

/** compare_metric() - the metric of @c that @options mean. */
const char *compare_metric(const struct result_case *c,
			   const struct compare_options *options);

/** compare_takes() - does the filter take the group of @c? */
bool compare_takes(const struct result_case *c,
		   const struct compare_options *options);

/** compare_median() - of the metric; NaN if there is none. */
int compare_median(const struct result_series *series, const char *metric,
		   double *median);

/**
 * compare_pairs() - log ratios of @b to @a in the rounds that both have.
 * @differences: allocated; the caller frees it.
 * @count: of differences; rounds with a value that is not positive have none.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_pairs(const struct result_series *a, const struct result_series *b,
		  const char *metric, double **differences, size_t *count);

/**
 * compare_floor() - how far apart @base is from itself: see enum floor_source.
 * @floor: log ratio; infinite with FLOOR_NOTHING, 0 with FLOOR_EXACT.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_floor(const struct result_case *base, const char *metric,
		  double *floor, enum floor_source *source);

/** compare_bytes() - fill the row's exact bytes. */
void compare_bytes(struct compare_row *row);

/** compare_finish() - Holm over all rows, then the verdicts; 0 or -ENOMEM. */
int compare_finish(struct comparison *comparison);

/** compare_is_exact() - is @metric a count that no run changes? */
bool compare_is_exact(const struct result_series *series, const char *metric);

/** compare_exactly() - compare the medians of such a count: no floor, no
 * interval, no chance. */
void compare_exactly(struct compare_row *row);

#endif
