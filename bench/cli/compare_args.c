// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/compare_args.h"

#include "cli/cli.h"
#include "compare/compare.h"

int compare_metric_read(const char *verb, const char *metric, int *figure)
{
	*figure = metric ? figure_find(metric) : COMPARE_ANY_FIGURE;
	if (metric && *figure < 0)
		return cli_fail("%s: --metric: no figure is called '%s'; such "
				"as %s",
				verb, metric,
				figure_facts(FIGURE_FRAME_CYCLES)->key);
	return CLI_DONE;
}
