/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Ranks; ties get the middle rank. */
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stddef.h>

/**
 * rank_values() - the rank of each value from 1 up; equal values share the
 * middle of their ranks.
 * @order: room for @count.
 *
 * Return: the sum of t^3 - t over groups of t equal values, which variances of
 * rank sums need.
 */
double rank_values(const double *values, size_t count, size_t *order,
		   double *ranks);

#endif
