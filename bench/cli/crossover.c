// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench crossover: where the order of two strategies flips. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare_args.h"
#include "view/crossover.h"
#include "view/wrap.h"

struct crossover_args {
	const char *path;
	double min_effect;
	enum table_form form;
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
		if (!strcmp(argv[at], "--json")) {
			args->form = TABLE_JSON;
			continue;
		}
		if ((argv[at][0] == '-' && argv[at][1]) || args->path)
			return cli_fail("crossover: one result document, "
					"--min-effect and --json, not %s",
					argv[at]);
		args->path = argv[at];
	}
	if (!args->path)
		return cli_fail("crossover: one result document");
	return CLI_DONE;
}

static int print(const struct crossover_args *args,
		 const struct document *document)
{
	struct crossovers crossovers;
	struct text text = {0};
	int err = crossovers_find(&crossovers, document, FIGURE_FRAME_CYCLES,
				  args->min_effect);

	if (!err)
		err = crossover_add(&text, document, &crossovers,
				    args->min_effect, args->form,
				    view_width(getenv("COLUMNS")));
	if (!err && !text.length)
		text_add(&text, "no two safe strategies over two sizes or two "
				"ready ratios\n");
	if (!err && args->form == TABLE_JSON)
		text_add(&text, "\n");
	if (!err)
		crossovers_free(&crossovers);
	if (!err)
		err = text_write(&text, stdout);
	text_free(&text);
	return err ? cli_fail("crossover: %s", strerror(-err))
		   : cli_flush(CLI_DONE);
}

static int crossover_main(int argc, char **argv)
{
	struct crossover_args args = {.min_effect = CROSSOVER_MIN_EFFECT};
	struct document document;
	char why[1280] = "";
	int status = read_args(&args, argc, argv);

	if (status)
		return status;
	if (document_open(&document, args.path, why, sizeof(why)))
		return cli_fail("%s", why);
	status = print(&args, &document);
	document_close(&document);
	return status;
}

const struct cli_verb cli_crossover = {
	.name = "crossover",
	.usage = "crossover RESULT.json [--min-effect PERCENT] [--json]",
	.run = crossover_main,
};
