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

static int take_path(void *into, const char *word, char *why, size_t why_size)
{
	struct crossover_args *args = into;

	if (args->path) {
		snprintf(why, why_size, "one result document, not %s too",
			 word);
		return -EINVAL;
	}
	args->path = word;
	return 0;
}

static const struct option options[] = {
	OPTION_MIN_EFFECT(struct crossover_args, min_effect, "3"),
};

static const struct option_table table = {
	.options = options,
	.count = ARRAY_SIZE(options),
	.operand = take_path,
};

static int crossover_main(int argc, char **argv)
{
	struct crossover_args args = {.min_effect = CROSSOVER_MIN_EFFECT};
	json_t *document;
	char why[1280] = "";
	int status = cli_read(&cli_crossover, &args, argc, argv), found;

	if (!status && !args.path)
		status = cli_fail("crossover: which result document?");
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
	.summary = "at which size, and how many looks, the order of two "
		   "strategies flips",
	.operands = "RESULT.json",
	.examples = "  peekbench crossover results/reference/latency.json.gz",
	.options = &table,
	.run = crossover_main,
};
