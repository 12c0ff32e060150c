/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the order of two strategies flips: the buffer size, the ready ratio. */
#ifndef REPORT_CROSSOVER_H
#define REPORT_CROSSOVER_H

#include <jansson.h>
#include <stdio.h>

/*
 * A difference in cost below this is none: strategies that do the same differ
 * by that much from run to run.
 */
#define CROSSOVER_LEAST_PERCENT 2

/**
 * crossover_print() - for every pair of candidates that were compared over at
 * least two sizes, or ready ratios, where their order flips, "none in range",
 * or no difference.
 * @document: a peekbench-result/1 document.
 * @reason: filled on error.
 *
 * Takes cycles_per_frame of safe cases, round by round; prints nothing if there
 * is no such pair.  Cases on the device thread have no such figure.
 *
 * Return: how many lines of pairs were printed, or a negative errno: -EINVAL
 * for a document that is none, -ENOMEM.
 */
int crossover_print(FILE *out, const json_t *document, char *reason,
		    size_t reason_size);

#endif
