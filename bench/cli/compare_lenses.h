/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* `peekbench compare` of two lenses, with the checker as the third. */
#ifndef CLI_COMPARE_LENSES_H
#define CLI_COMPARE_LENSES_H

#include "report/compare.h"

/**
 * compare_lenses() - print the report of @a and @b, as lenses_are_two() has
 * them.
 *
 * Return: CLI_DONE; CLI_FINDING if a figure differs or a hazard is beyond what
 * the checker allows; CLI_WRONG after a message.
 */
int compare_lenses(const struct result *a, const struct result *b,
		   const struct compare_options *options);

#endif
