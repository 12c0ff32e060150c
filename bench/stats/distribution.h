/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Distributions for tests and intervals: those of R, from libRmath. */
#ifndef STATS_DISTRIBUTION_H
#define STATS_DISTRIBUTION_H

#include <stddef.h>

/** normal_two_sided() - P(|Z| >= |@z|). */
double normal_two_sided(double z);

/**
 * student_quantile() - the @p quantile of Student's t with @df > 0, which need
 * not be whole.
 */
double student_quantile(double p, double df);

/** student_two_sided() - P(|T| >= |@t|). */
double student_two_sided(double t, double df);

/**
 * binomial_quantile() - the smallest k with P(K <= k) >= @p, K the successes in
 * @trials of probability @chance.
 */
size_t binomial_quantile(double p, size_t trials, double chance);

#endif
