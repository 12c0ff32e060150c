/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The second copy of a group's base: the base strategy runs a second time in
 * each round as an A/A control, which is not listed as a case.  The difference
 * between the two is the floor below which differences of the group are not
 * resolved.
 */
#ifndef RUNNER_COPY_H
#define RUNNER_COPY_H

#include "runner/sample.h"

/**
 * copy_base() - the index of the base among a group's @count cases: @strategy,
 * else the first candidate, else the first case.
 */
u32 copy_base(const struct case_result *results, u32 count, s64 strategy);

/** copy_add() - give the base a second copy; 0 or -ENOMEM. */
int copy_add(struct case_result *results, u32 count, s64 strategy);

/**
 * copy_count() - add the wrong frames of the second copy to those of its case,
 * because both are frames of the same strategy.
 */
void copy_count(struct case_result *results, u32 count);

/** copy_free() - free the second copy of @result, if it has one. */
void copy_free(struct case_result *result);

#endif
