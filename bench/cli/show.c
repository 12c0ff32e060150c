// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench show: what `run` prints, of any document. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/gate.h"
#include "compare/gate.h"
#include "compare/prove.h"
#include "view/page.h"
#include "view/wrap.h"

struct show_args {
	const char *path;
	bool json;
	bool prove;
	int unit;
	struct gate_args gate;
	struct view_options view;
};

static const struct option options[] = {
	OPTION(FLAG, "details", NULL, struct show_args, view.details,
	       "every group in full: cycles, bytes, events, modelled lines, "
	       "verdicts and intervals, crossovers",
	       .fallback = "only where there is one group"),
	OPTION_FILTER(struct show_args, view.filter),
	OPTION_BASE(struct show_args, view.base),
	OPTION(NAME, "form", "FORM", struct show_args, view.form,
	       "text and md: the page; csv and json: a row for each case and "
	       "figure; benchstat: a line a slice",
	       .names = table_form_name, .fallback = "text"),
	OPTION_JSON(struct show_args, json),
	OPTION_KTAP(struct show_args, gate.ktap),
	OPTION_FAIL_ON(struct show_args, gate.fail_on),
	OPTION_UNIT(struct show_args, unit),
	OPTION(FLAG, "prove", NULL, struct show_args, prove,
	       "ask the checker about cases of which the document does not "
	       "record what is proven"),
	OPTION(FLAG, "show-unsafe", NULL, struct show_args, view.show_unsafe,
	       "figures of unsafe cases too, in details, csv and json"),
	{0},
};

static int close_and_fail(struct document *document, const char *why)
{
	cli_fail("%s: %s", document->path, why);
	document_close(document);
	return CLI_WRONG;
}

static int show(const struct show_args *args)
{
	struct view_options view = args->view;
	const struct compare_options usual = {
		.base = args->view.base,
		COMPARE_USUAL,
		.filter = args->view.filter,
	};
	struct document document;
	struct text text = {0};
	char why[1280] = "";
	int err = document_open(&document, args->path, why, sizeof(why));
	int status = CLI_DONE;

	if (err)
		return cli_fail("%s", why);
	if (args->prove || args->gate.fail_on >> GATE_PROVEN & 1)
		err = prove(&document, 1, NULL, why, sizeof(why));
	view.tick_ns = args->unit ? document_tick_ns(&document) : 0;
	if (!err && args->unit && view.tick_ns <= 0)
		return close_and_fail(&document, "it does not say how fast its "
						 "counter is");
	if (!err && !args->gate.ktap)
		err = view_page(&text, &document, &view, why, sizeof(why));
	if (err)
		status = cli_fail("show: %s", why);
	else if (!args->gate.ktap)
		status = view.form == TABLE_TEXT ? cli_page(&text, CLI_DONE)
						 : cli_print(&text, CLI_DONE);
	if (!status)
		status = gate_document(&args->gate, args->path, &document,
				       &usual);
	text_free(&text);
	document_close(&document);
	return status;
}

static int show_main(int argc, char **argv)
{
	struct show_args args = {
		.view = {.width = view_width(getenv("COLUMNS"))}};
	int status = cli_read(&cli_show, &args, argc, argv);

	if (status)
		return status;
	if (gate_alone(&args.gate, args.json			  ? "--json"
				   : args.view.form != TABLE_TEXT ? "--form"
								  : NULL))
		return CLI_WRONG;
	if (args.json)
		args.view.form = TABLE_JSON;
	if (args.unit && args.view.form != TABLE_TEXT &&
	    args.view.form != TABLE_MARKDOWN)
		return cli_fail("--unit: %s has figures as they are recorded; "
				"their keys name the unit",
				table_form_name(args.view.form));
	return show(&args);
}

const struct cli_verb cli_show = {
	.name = "show",
	.summary = "what run prints, of any result document",
	.operands = "RESULT.json",
	.details = "It begins with a matrix: a row a strategy, a column a "
		   "group, in each cell the change against the base, or the "
		   "hazard; then which safe strategy is cheapest, which are "
		   "unsafe, and how sure that is. COLUMNS in the environment, "
		   "40 to 200, sets the width.",
	.examples = "  peekbench show results/reference/quick.json.gz\n"
		    "  peekbench show results/reference/mission.json.gz "
		    "--filter platform=swiotlb/",
	.table.options = options,
	VERB_DOCUMENTS(1, struct show_args, path),
	.run = show_main,
};
