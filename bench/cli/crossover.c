// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench crossover: where the order of two strategies flips. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "compare/compare.h"
#include "view/crossover.h"
#include "view/wrap.h"

struct crossover_args {
	const char *path;
	struct compare_options options;
	bool json;
};

static const struct option options[] = {
	OPTION_MIN_EFFECT(struct crossover_args, options.min_effect),
	OPTION_SAME(struct crossover_args, options.same),
	OPTION_FILTER(struct crossover_args, options.filter),
	OPTION_JSON(struct crossover_args, json),
	{0},
};

static bool any_taken(const struct crossover_args *args,
		      const struct document *document)
{
	for (size_t i = 0; i < document->count; i++)
		if (compare_takes(&document->records[i], &args->options))
			return true;
	return false;
}

static int print(const struct crossover_args *args,
		 const struct document *document)
{
	enum table_form form = args->json ? TABLE_JSON : TABLE_TEXT;
	struct crossovers crossovers =
		crossovers_find(document, FIGURE_FRAME_CYCLES, &args->options);
	struct text text = {0};

	crossover_add(&text, document, &crossovers, &args->options, form,
		      view_width(getenv("COLUMNS")));
	crossovers_free(&crossovers);
	if (args->json)
		text_add(&text, "\n");
	if (!text.length)
		text_add(&text, "no two safe strategies over two sizes or two "
				"ready ratios\n");
	return args->json ? cli_print(&text, CLI_DONE)
			  : cli_page(&text, CLI_DONE);
}

static int crossover_main(int argc, char **argv)
{
	struct crossover_args args = {.options = {COMPARE_USUAL}};
	struct document document;
	char why[1280] = "";
	int status = cli_read(&cli_crossover, &args, argc, argv);

	if (status)
		return status;
	if (document_open(&document, args.path, why, sizeof(why)))
		return cli_fail("%s", why);
	if (any_taken(&args, &document))
		status = print(&args, &document);
	else if (args.options.filter)
		status = cli_fail("crossover: %s: no group matches the filter "
				  "%s",
				  args.path, args.options.filter);
	else
		status = cli_fail("crossover: %s: no cases", args.path);
	document_close(&document);
	return status;
}

const struct cli_verb cli_crossover = {
	.name = "crossover",
	.summary = "where over sizes and looks the order of two "
		   "strategies flips",
	.operands = "RESULT.json",
	.examples = "  peekbench crossover results/reference/latency.json.gz",
	.table.options = options,
	VERB_DOCUMENTS(1, struct crossover_args, path),
	.run = crossover_main,
};
