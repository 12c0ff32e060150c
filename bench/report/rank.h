/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Who wins on which machine: every strategy against every other in each
 * comparison group of each document.  Machines are never averaged.
 */
#ifndef REPORT_RANK_H
#define REPORT_RANK_H

#include <stdio.h>

#include "report/compare.h"

/**
 * rank_print() - one table for each of @count documents: wins, ties, losses,
 * undecided, and in how many groups the strategy is unsafe.
 * @why: filled on an error.
 *
 * Return: 0; -ENOMEM; -EINVAL if a document has no pair to compare.
 */
int rank_print(FILE *out, const struct result *results, size_t count,
	       const struct compare_options *options, char *why,
	       size_t why_size);

#endif
