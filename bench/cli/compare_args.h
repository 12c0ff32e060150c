/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Options that several verbs share because they compare. */
#ifndef CLI_COMPARE_ARGS_H
#define CLI_COMPARE_ARGS_H

#include "cli/options.h"

/* The row of --metric; the field is a const char *. */
#define OPTION_METRIC(type, field)                                             \
	{                                                                      \
		.name = "metric", .arg = "NAME", .kind = OPTION_TEXT,          \
		.at = offsetof(type, field),                                   \
		.help = "the figure that is compared, by its key in the "      \
			"document; `peekbench list figures` has them",         \
		.fallback = "cycles_per_frame, or where it is absent "         \
			    "cycles_per_completion",                           \
	}
#define OPTION_NO_MODEL(type, field)                                           \
	{                                                                      \
		.name = "no-model", .kind = OPTION_FLAG,                       \
		.at = offsetof(type, field),                                   \
		.help = "leave out the lines that the cache model counted",    \
	}

/**
 * compare_metric_read() - the figure that --metric names.
 * @metric: NULL: COMPARE_ANY_FIGURE.
 *
 * Return: CLI_DONE; CLI_WRONG after a message.
 */
int compare_metric_read(const char *verb, const char *metric, int *figure);

#endif
