/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The second copy of a group's base: the same strategy once more, under the
 * eyes of nobody but the statistics.  How far the two come out apart is what
 * the group cannot tell apart.
 */
#ifndef RUNNER_COPY_H
#define RUNNER_COPY_H

#include "runner/sample.h"

/**
 * copy_base() - which of a group's @count cases is its base: @strategy, else
 * the first candidate, else the first case.
 */
u32 copy_base(const struct case_result *results, u32 count, s64 strategy);

/** copy_add() - give the base a second copy; 0 or -ENOMEM. */
int copy_add(struct case_result *results, u32 count, s64 strategy);

/**
 * copy_count() - a wrong frame is the strategy's, whichever copy it came to.
 */
void copy_count(struct case_result *results, u32 count);

/** copy_free() - free the second copy of @result, if it has one. */
void copy_free(struct case_result *result);

#endif
