// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench crossover: where the order of two strategies flips. */
#include <string.h>

#include "cli/cli.h"
#include "report/crossover.h"
#include "report/document.h"

struct crossover_args {
	const char *path;
	double min_effect;
};

static int read_args(struct crossover_args *args, int argc, char **argv)
{
	for (int at = 0; at < argc; at++) {
		const char *value;
		int found = cli_option(argc, argv, &at, "min-effect", &value);

		if (found < 0 ||
		    (found && cli_percent(value, &args->min_effect)))
			return cli_fail("crossover: --min-effect needs a "
					"percentage, 0 to 100, such as 3%s%s",
					found < 0 ? "" : "; not ",
					found < 0 ? "" : value);
		if (found)
			continue;
		if (argv[at][0] == '-' || args->path)
			return cli_fail("crossover: one result document and "
					"--min-effect, not %s",
					argv[at]);
		args->path = argv[at];
	}
	if (!args->path)
		return cli_fail("crossover: one result document");
	return CLI_DONE;
}

static int crossover_main(int argc, char **argv)
{
	struct crossover_args args = {.min_effect = CROSSOVER_MIN_EFFECT};
	json_t *document;
	char why[1280] = "";
	int status = read_args(&args, argc, argv), found;

	if (status)
		return status;
	if (document_read(&document, args.path, why, sizeof(why)))
		return cli_fail("%s", why);
	found = crossover_print(stdout, document, args.min_effect, why,
				sizeof(why));
	json_decref(document);
	if (found < 0)
		return cli_fail("crossover: %s: %s", args.path,
				why[0] ? why : strerror(-found));
	if (!found)
		printf("no two safe strategies over two sizes or two ready "
		       "ratios\n");
	return cli_flush(CLI_DONE);
}

const struct cli_verb cli_crossover = {
	.name = "crossover",
	.usage = "crossover RESULT.json [--min-effect PERCENT]",
	.run = crossover_main,
};
