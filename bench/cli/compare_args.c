// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/compare_args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static int take_figure(struct compare_options *options, const char *verb,
		       int argc, char **argv, int *at)
{
	const char *value;
	int found = cli_option(argc, argv, at, "metric", &value);
	int figure = found > 0 ? figure_find(value) : 0;

	if (figure < 0)
		return cli_fail("%s: --metric: no figure is called '%s'; such "
				"as %s",
				verb, value,
				figure_facts(FIGURE_FRAME_CYCLES)->key);
	if (found > 0)
		options->figure = figure;
	return found;
}

int compare_args_take(struct compare_options *options, const char *verb,
		      int argc, char **argv, int *at)
{
	const char *value;
	int found = cli_option(argc, argv, at, "min-effect", &value);

	if (found > 0 && cli_percent(value, &options->min_effect))
		return cli_fail("%s: --min-effect needs a percentage, 0 to "
				"100, such as 0.5; not '%s'",
				verb, value);
	if (!found)
		found = cli_option(argc, argv, at, "base", &options->base);
	if (!found)
		found = take_figure(options, verb, argc, argv, at);
	if (!found)
		found = cli_option(argc, argv, at, "filter", &options->filter);
	if (found == CLI_WRONG)
		return found;
	if (found < 0)
		return cli_fail("%s: %s needs a value", verb, argv[*at]);
	return found;
}
