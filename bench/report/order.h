/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Strategies that leave something behind for the next one in a round. */
#ifndef REPORT_ORDER_H
#define REPORT_ORDER_H

#include <stdio.h>

#include "report/compare.h"

/* An effect below this is too small to matter, however sure. */
#define ORDER_MIN_EFFECT COMPARE_MIN_EFFECT

/**
 * order_print() - one line for each group of @result in which who ran before a
 * slice explains its cost, by the order that the document records; nothing
 * where none does.
 * @width: of lines.
 * @options: the filter takes groups as it does for comparisons, and the metric
 *	is theirs; where it is none of cycles, nothing is looked at.
 *
 * Two questions are asked: are all slices
 * slower, or faster, directly behind a strategy, and is one strategy's.  Each
 * may be wrong in half of ORDER_ALPHA of all documents (Holm over all groups).
 *
 * Return: lines printed, or -ENOMEM.
 */
int order_print(FILE *out, int width, const struct result *result,
		const struct compare_options *options);

#endif
