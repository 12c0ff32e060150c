// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/compare_args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

int cli_percent(const char *text, double *share)
{
	double percent;

	/* digits with one point: neither hex nor exponents nor blanks */
	if (text[strspn(text, "0123456789.")] || *text < '0' || *text > '9')
		return -EINVAL;
	if (strchr(text, '.') && strchr(strchr(text, '.') + 1, '.'))
		return -EINVAL;
	percent = strtod(text, NULL);
	if (percent > 100)
		return -EINVAL;
	*share = percent / 100;
	return 0;
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
		found = cli_option(argc, argv, at, "metric", &options->metric);
	if (!found)
		found = cli_option(argc, argv, at, "filter", &options->filter);
	if (found < 0)
		return cli_fail("%s: %s needs a value", verb, argv[*at]);
	return found;
}
