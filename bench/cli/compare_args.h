/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What compare, cite and plot take alike. */
#ifndef CLI_COMPARE_ARGS_H
#define CLI_COMPARE_ARGS_H

#include "report/compare.h"

/**
 * compare_args_take() - is @argv[*at] --base, --min-effect, --metric or
 * --filter?
 *
 * Return: 1 taken, *at moved on; 0 another word; CLI_WRONG after a message.
 */
int compare_args_take(struct compare_options *options, const char *verb,
		      int argc, char **argv, int *at);

/** cli_percent() - "0.5" as 0.005; 0 to 100, or -EINVAL. */
int cli_percent(const char *text, double *share);

#endif
