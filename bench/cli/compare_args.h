/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What compare and cite take alike. */
#ifndef CLI_COMPARE_ARGS_H
#define CLI_COMPARE_ARGS_H

#include "compare/compare.h"

/**
 * compare_args_take() - is @argv[*at] --base, --min-effect, --metric or
 * --filter?
 *
 * Return: 1 taken, *at moved on; 0 another word; CLI_WRONG after a message.
 */
int compare_args_take(struct compare_options *options, const char *verb,
		      int argc, char **argv, int *at);

#endif
