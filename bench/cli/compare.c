// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench compare: verdicts, within one result document or between two; of a
 * user-space document and a kernel's, whether the lenses agree. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare_args.h"
#include "cli/prove.h"
#include "view/compare.h"
#include "view/wrap.h"

#define MOST_DOCUMENTS 64

struct compare_args {
	struct compare_options options;
	struct compare_page page;
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	bool rank;
};

static int read_word(struct compare_args *args, int argc, char **argv, int *at)
{
	int taken =
		compare_args_take(&args->options, "compare", argc, argv, at);

	if (taken)
		return taken == 1 ? CLI_DONE : taken;
	if (!strcmp(argv[*at], "--rank"))
		args->rank = true;
	else if (!strcmp(argv[*at], "--details"))
		args->page.details = true;
	else if (!strcmp(argv[*at], "--no-model"))
		args->page.model = false;
	else if (argv[*at][0] == '-' && argv[*at][1])
		return cli_fail("compare: unknown option %s; valid: --base, "
				"--min-effect, --metric, --filter, --details, "
				"--no-model, --rank",
				argv[*at]);
	else if (args->count == MOST_DOCUMENTS)
		return cli_fail("compare: more than %d documents",
				MOST_DOCUMENTS);
	else
		args->paths[args->count++] = argv[*at];
	return CLI_DONE;
}

static int read_args(struct compare_args *args, int argc, char **argv)
{
	args->options.min_effect = COMPARE_MIN_EFFECT;
	args->options.figure = COMPARE_ANY_FIGURE;
	args->page.width = view_width(getenv("COLUMNS"));
	args->page.model = true;
	for (int at = 0; at < argc; at++) {
		int status = read_word(args, argc, argv, &at);

		if (status)
			return status;
	}
	if (!args->count)
		return cli_fail("compare: which result document?");
	args->rank |= args->count > 2;
	if (args->rank && args->options.base)
		return cli_fail("compare: a ranking has no base; leave out "
				"--base or compare at most two documents");
	return CLI_DONE;
}

/* Print @out, unless @err; @status. */
static int print(struct text *out, int err, int status)
{
	if (!err)
		err = text_write(out, stdout);
	text_free(out);
	if (err)
		return cli_fail("compare: %s", strerror(-err));
	return status;
}

static int within(const struct compare_args *args, struct document *document)
{
	struct comparison comparison;
	struct text out = {0};
	char why[1280];
	int err;

	if (prove(document, 1, why, sizeof(why)) ||
	    compare_within(&comparison, document, &args->options, why,
			   sizeof(why)))
		return cli_fail("compare: %s", why);
	err = within_add(&out, document, &comparison, &args->options,
			 &args->page);
	comparison_free(&comparison);
	return print(&out, err, CLI_DONE);
}

static int between(const struct compare_args *args,
		   const struct document *documents)
{
	struct comparison comparison;
	struct text out = {0};
	int err, status = CLI_DONE;
	char why[1280];

	if (compare_between(&comparison, &documents[0], &documents[1],
			    &args->options, why, sizeof(why)))
		return cli_fail("compare: %s", why);
	for (size_t i = 0; i < comparison.count; i++) {
		comparison.rows[i].lines &= args->page.model;
		if (compare_is_regression(&comparison.rows[i]))
			status = CLI_FINDING;
	}
	err = between_add(&out, &documents[0], &documents[1], &comparison,
			  &args->options, &args->page);
	comparison_free(&comparison);
	return print(&out, err, status);
}

static const char *statistical_option(const struct compare_options *options)
{
	if (options->base)
		return "--base";
	if (options->figure != COMPARE_ANY_FIGURE)
		return "--metric";
	return options->min_effect != COMPARE_MIN_EFFECT ? "--min-effect"
							 : NULL;
}

static int of_lenses(const struct compare_args *args,
		     struct document *documents)
{
	const char *option = statistical_option(&args->options);
	struct lenses lenses;
	struct text out = {0};
	char why[1280];
	int err, status;

	if (option)
		return cli_fail("compare: %s and %s are of two lenses: exact "
				"bytes and hazards of all strategies are "
				"compared; leave out %s",
				documents[0].path, documents[1].path, option);
	if (prove(documents, 2, why, sizeof(why)) ||
	    lenses_make(&lenses, &documents[0], &documents[1], &args->options,
			why, sizeof(why)))
		return cli_fail("compare: %s", why);
	err = lenses_add(&out, &lenses, &args->page);
	status = lenses_agree(&lenses) ? CLI_DONE : CLI_FINDING;
	lenses_free(&lenses);
	return print(&out, err, status);
}

static int rank(const struct compare_args *args,
		const struct document *documents)
{
	struct text out = {0};
	char why[1280];
	int err = 0;

	for (size_t i = 0; i < args->count && !err; i++) {
		struct ranking ranking;

		if (rank_document(&ranking, &documents[i], &args->options, why,
				  sizeof(why))) {
			text_free(&out);
			return cli_fail("compare: %s", why);
		}
		err = ranking_add(&out, &ranking, &documents[i], &args->page);
		text_add(&out, "\n");
		ranking_free(&ranking);
	}
	ranking_legend(&out, &args->options, &args->page);
	return print(&out, err, CLI_DONE);
}

static int compare_all(const struct compare_args *args,
		       struct document *documents)
{
	if (args->rank)
		return rank(args, documents);
	if (args->count == 1)
		return within(args, documents);
	if (lenses_are_two(&documents[0], &documents[1]))
		return of_lenses(args, documents);
	return between(args, documents);
}

static int compare_main(int argc, char **argv)
{
	struct compare_args args = {0};
	struct document *documents;
	int status = read_args(&args, argc, argv);
	char why[1280];

	if (status)
		return status;
	documents = calloc(args.count, sizeof(*documents));
	if (!documents)
		return cli_fail("out of memory");
	for (size_t i = 0; i < args.count && !status; i++)
		if (document_open(&documents[i], args.paths[i], why,
				  sizeof(why)))
			status = cli_fail("%s", why);
	if (!status)
		status = cli_flush(compare_all(&args, documents));
	for (size_t i = 0; i < args.count; i++)
		document_close(&documents[i]);
	free(documents);
	return status;
}

const struct cli_verb cli_compare = {
	.name = "compare",
	.usage = "compare A.json [B.json [...]] [--base STRATEGY] "
		 "[--min-effect PERCENT]\n"
		 "           [--metric NAME] [--filter TEXT] [--details] "
		 "[--no-model] [--rank]\n"
		 "  peekbench compare USER.json KERNEL.json [--filter TEXT]",
	.run = compare_main,
};
