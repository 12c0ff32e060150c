// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench compare: verdicts, within one result document or between two; of a
 * user-space document and a kernel's, whether the lenses agree. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/gate.h"
#include "compare/gate.h"
#include "compare/prove.h"

#include "view/compare.h"
#include "view/wrap.h"

#define MOST_DOCUMENTS 64

struct compare_args {
	struct compare_options options;
	struct compare_page page;
	const char *metric;
	bool no_model;
	bool json;
	struct gate_args gate;
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	bool rank;
};

static const struct option options[] = {
	OPTION_BASE(struct compare_args, options.base),
	OPTION_MIN_EFFECT(struct compare_args, options.min_effect),
	OPTION_SAME(struct compare_args, options.same),
	OPTION_METRIC(struct compare_args, metric),
	OPTION_FILTER(struct compare_args, options.filter),
	OPTION_NO_MODEL(struct compare_args, no_model),
	OPTION_JSON(struct compare_args, json),
	OPTION_KTAP(struct compare_args, gate.ktap),
	OPTION_FAIL_ON(struct compare_args, gate.fail_on),
	OPTION(FLAG, "details", NULL, struct compare_args, page.details,
	       "all cases, not only what differs"),
	OPTION(FLAG, "rank", NULL, struct compare_args, rank,
	       "one table a document: wins, ties and losses of each strategy "
	       "against every other; the default for more than two documents"),
	{0},
};

static int read_args(struct compare_args *args, int argc, char **argv)
{
	int status;

	args->options = (struct compare_options){COMPARE_USUAL};
	args->page.width = view_width(getenv("COLUMNS"));
	status = cli_read(&cli_compare, args, argc, argv);
	args->page.model = !args->no_model;
	if (!status)
		status = compare_metric_read("compare", args->metric,
					     &args->options.figure);
	if (status)
		return status;
	if (gate_alone(&args->gate, args->json ? "--json" : NULL))
		return CLI_WRONG;
	while (args->count < MOST_DOCUMENTS && args->paths[args->count])
		args->count++;
	args->rank |= args->count > 2;
	if (args->rank && (args->options.base || args->gate.fail_on))
		return cli_fail("compare: a ranking has no base; leave out %s "
				"or compare at most two documents",
				args->options.base ? "--base" : "--fail-on");
	return CLI_DONE;
}

static int print(const struct compare_args *args, struct text *out, int status)
{
	if (args->json)
		text_add(out, "\n");
	return args->json || args->gate.ktap ? cli_print(out, status)
					     : cli_page(out, status);
}

static int within(const struct compare_args *args, struct document *document)
{
	struct comparison comparison;
	struct text out = {0};
	int status = CLI_DONE;
	char why[1280];

	if (prove(document, 1, NULL, why, sizeof(why)) ||
	    compare_within(&comparison, document, &args->options, why,
			   sizeof(why)))
		return cli_fail("compare: %s", why);
	if (args->json)
		compared_data(&out, &comparison);
	else if (!args->gate.ktap)
		within_add(&out, document, &comparison, &args->options,
			   &args->page);
	if (args->gate.ktap || args->gate.fail_on)
		status = gate_rows(&args->gate, document->path, &comparison,
				   1u << GATE_UNSAFE, false);
	comparison_free(&comparison);
	return args->gate.ktap ? status : print(args, &out, status);
}

static int between(const struct compare_args *args, struct document *documents)
{
	struct comparison comparison;
	struct text out = {0};
	int status;
	char why[1280];

	if ((args->gate.fail_on >> GATE_PROVEN & 1 &&
	     prove(&documents[1], 1, NULL, why, sizeof(why))) ||
	    compare_between(&comparison, &documents[0], &documents[1],
			    &args->options, why, sizeof(why)))
		return cli_fail("compare: %s", why);
	for (size_t i = 0; i < comparison.count; i++)
		comparison.rows[i].lines &= args->page.model;
	status =
		gate_rows(&args->gate, documents[1].path, &comparison, 0, true);
	if (args->json)
		compared_data(&out, &comparison);
	else if (!args->gate.ktap)
		between_add(&out, &documents[0], &documents[1], &comparison,
			    &args->options, &args->page);
	comparison_free(&comparison);
	return args->gate.ktap ? status : print(args, &out, status);
}

static const char *statistical_option(const struct compare_options *chosen)
{
	if (chosen->base)
		return "--base";
	if (chosen->figure != COMPARE_ANY_FIGURE)
		return "--metric";
	return chosen->min_effect != COMPARE_MIN_EFFECT ? "--min-effect" : NULL;
}

static int of_lenses(const struct compare_args *args,
		     struct document *documents)
{
	const char *option = statistical_option(&args->options);
	struct lenses lenses;
	struct text out = {0};
	char why[1280];
	int status;

	if (!option && args->gate.fail_on)
		option = "--fail-on";
	if (option)
		return cli_fail("compare: %s and %s are of two lenses: exact "
				"bytes and hazards of all strategies are "
				"compared; leave out %s",
				documents[0].path, documents[1].path, option);
	if (args->json)
		return cli_fail("compare: of two lenses there is no JSON; "
				"leave out --json");
	if (prove_as_run(documents, 2, why, sizeof(why)) ||
	    lenses_make(&lenses, &documents[0], &documents[1], &args->options,
			why, sizeof(why)))
		return cli_fail("compare: %s", why);
	if (args->gate.ktap)
		ktap_lenses(&out, &lenses);
	else
		lenses_add(&out, &lenses, &args->page);
	status = lenses_agree(&lenses) ? CLI_DONE : CLI_FINDING;
	lenses_free(&lenses);
	return print(args, &out, status);
}

/* In JSON: an object, the scores of each document under its path. */
static void add_ranking(struct text *out, const struct compare_args *args,
			const struct ranking *ranking,
			const struct document *document)
{
	if (args->json) {
		text_add(out, out->length ? ",\n" : "{");
		json_add(out, document->path);
		text_add(out, ": ");
		ranking_data(out, ranking);
		return;
	}
	ranking_add(out, ranking, document, &args->page);
	text_add(out, "\n");
}

static int print_rankings(const struct compare_args *args,
			  const struct document *documents,
			  const struct ranking *rankings)
{
	struct text out = {0};
	struct ktap ktap;

	if (args->gate.ktap) {
		ktap = agreement_ktap(&out, rankings, args->count,
				      &args->options);
		return print(args, &out, gate_status(&ktap));
	}
	for (size_t i = 0; i < args->count; i++)
		add_ranking(&out, args, &rankings[i], &documents[i]);
	if (args->json) {
		text_add(&out, "}");
	} else {
		if (args->count > 1)
			agreement_add(&out, rankings, args->count,
				      &args->options, &args->page);
		ranking_legend(&out, &args->options, &args->page);
	}
	return print(args, &out, CLI_DONE);
}

static int rank(const struct compare_args *args, struct document *documents)
{
	struct ranking *rankings = memory_zeros(args->count, sizeof(*rankings));
	char why[1280];
	int err = prove(documents, args->count, NULL, why, sizeof(why));
	int status;

	for (size_t i = 0; i < args->count && !err; i++)
		err = rank_document(&rankings[i], &documents[i], &args->options,
				    why, sizeof(why));
	status = err ? cli_fail("compare: %s", why)
		     : print_rankings(args, documents, rankings);
	for (size_t i = 0; i < args->count; i++)
		ranking_free(&rankings[i]);
	free(rankings);
	return status;
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
	documents = memory_zeros(args.count, sizeof(*documents));
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
	.summary = "verdicts: strategies within a result, or one result "
		   "against another",
	.operands = "A.json [B.json [...]]",
	.details = "One document: each strategy against the base of its group. "
		   " Two: each case against the same case of the first. A "
		   "document of user space and one of a kernel: do the lenses "
		   "agree, and does the checker allow each hazard seen? What "
		   "differs is told, and the rest counted.",
	.examples = "  peekbench compare results/reference/quick.json.gz\n"
		    "  peekbench compare before.json after.json --filter "
		    "platform=swiotlb/",
	.table.options = options,
	VERB_DOCUMENTS(MOST_DOCUMENTS, struct compare_args, paths),
	.run = compare_main,
};
