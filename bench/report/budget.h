/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a run with a budget left open. */
#ifndef REPORT_BUDGET_H
#define REPORT_BUDGET_H

#include <stdio.h>

#include "report/compare.h"

/**
 * budget_print() - how many comparisons of candidates with their base are not
 * decided, and which: of the frame (a completion on the device thread), of a
 * not-ready and of a ready look, as runner/decide.h asks.
 *
 * Holm's correction is over all of one figure, as `compare` prints them.
 *
 * Return: how many are open, or -ENOMEM.
 */
int budget_print(FILE *out, const struct result *result);

#endif
