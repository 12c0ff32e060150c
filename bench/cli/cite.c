// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench cite: a result for a mail, and a mail against its result. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "compare/prove.h"
#include "cli/gate.h"
#include "record/load.h"

#include "view/mail.h"

struct cite_args {
	struct mail_options options;
	const char *metric;
	bool no_model;
	bool json;
	const char *mail;
	const char *result;
};

static const struct option options[] = {
	OPTION(NAME, "form", "FORM", struct cite_args, options.form,
	       "how the block is written; csv and json: a row for each case "
	       "and figure",
	       .names = table_form_name, .fallback = "text"),
	OPTION(FLAG, "all", NULL, struct cite_args, options.all,
	       "all cases, modelled lines and settings of the machine, not at "
	       "most 60 lines of what differs"),
	OPTION(FLAG, "plot", NULL, struct cite_args, options.plot,
	       "draw the intervals as characters, too"),
	OPTION(TEXT, "verify", "MAIL.txt", struct cite_args, mail,
	       "is every word of the block in this mail what the document "
	       "says? - is standard input"),
	OPTION_BASE(struct cite_args, options.compare.base),
	OPTION_MIN_EFFECT(struct cite_args, options.compare.min_effect),
	OPTION_SAME(struct cite_args, options.compare.same),
	OPTION_METRIC(struct cite_args, metric),
	OPTION_FILTER(struct cite_args, options.compare.filter),
	OPTION_NO_MODEL(struct cite_args, no_model),
	OPTION_JSON(struct cite_args, json),
	{0},
};

/* A block's line of options has one word for each. */
static bool is_word(const char *text)
{
	return !text || (*text && !strpbrk(text, " \t\r\n"));
}

static int read_args(struct cite_args *args, int argc, char **argv)
{
	int status;

	args->options.compare = (struct compare_options){COMPARE_USUAL};
	status = cli_read(&cli_cite, args, argc, argv);
	args->options.model = !args->no_model;
	if (!status)
		status = compare_metric_read("cite", args->metric,
					     &args->options.compare.figure);
	if (status)
		return status;
	if (args->json)
		args->options.form = TABLE_JSON;
	if (args->options.plot && args->options.form != TABLE_TEXT)
		return cli_fail("cite: --plot goes with --form text only");
	if (!is_word(args->options.compare.filter) ||
	    !is_word(args->options.compare.base))
		return cli_fail("cite: --filter and --base are one word each");
	return CLI_DONE;
}

static int verify(const struct cite_args *args, const struct document *document)
{
	struct mail_check check;
	struct text mail;
	char why[1280];

	if (load_text(args->mail, &mail, why, sizeof(why)))
		return cli_fail("cite: --verify: %s", why);
	for (size_t i = 0; i < mail.length; i++)
		mail.bytes[i] = mail.bytes[i] ? mail.bytes[i] : ' ';
	if (mail_verify(text_string(&mail), document, &check, why,
			sizeof(why))) {
		text_free(&mail);
		return cli_fail("cite: --verify: %s: %s", args->mail, why);
	}
	text_free(&mail);
	text_add(&check.said, "%zu words in %s, ", check.words, args->mail);
	if (check.wrong)
		text_add(&check.said, "%zu places are not what %s says\n",
			 check.wrong, args->result);
	else
		text_add(&check.said, "all as %s says\n", args->result);
	return cli_print(&check.said, check.wrong ? CLI_FINDING : CLI_DONE);
}

static int write_citation(const struct cite_args *args,
			  const struct document *document)
{
	struct text text = {0};
	char why[1280];
	int err = mail_add(&text, document, &args->options, why, sizeof(why));

	if (!err)
		return cli_print(&text, CLI_DONE);
	text_free(&text);
	return cli_fail("cite: %s", why);
}

static int cite_main(int argc, char **argv)
{
	struct cite_args args = {0};
	struct document document;
	char why[1280];
	int status = read_args(&args, argc, argv);

	if (status)
		return status;
	if (document_open(&document, args.result, why, sizeof(why)))
		return cli_fail("%s", why);
	if (prove(&document, 1, NULL, why, sizeof(why)))
		status = cli_fail("cite: %s", why);
	else
		status = args.mail ? verify(&args, &document)
				   : write_citation(&args, &document);
	document_close(&document);
	return cli_flush(status);
}

const struct cli_verb cli_cite = {
	.name = "cite",
	.summary = "a result as a block for a mail, and a mail against its "
		   "result",
	.operands = "RESULT.json",
	.examples = "  peekbench cite results/reference/quick.json.gz --filter "
		    "platform=swiotlb/\n"
		    "  peekbench cite --verify mail.txt "
		    "results/reference/quick.json.gz",
	.table.options = options,
	VERB_DOCUMENTS(1, struct cite_args, result),
	.run = cite_main,
};
