// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench compare: verdicts, within one result document or between two; of a
 * user-space document and a kernel's, whether the lenses agree. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare_args.h"
#include "cli/compare_lenses.h"
#include "report/cache_lines.h"
#include "report/compare_text.h"
#include "report/lenses.h"
#include "report/order.h"
#include "report/rank.h"

#define MOST_DOCUMENTS 64

struct compare_args {
	struct compare_options options;
	const char *paths[MOST_DOCUMENTS];
	size_t count;
	bool rank;
};

static int take_path(void *into, const char *word, char *why, size_t why_size)
{
	struct compare_args *args = into;

	if (args->count == MOST_DOCUMENTS) {
		snprintf(why, why_size, "more than %d documents",
			 MOST_DOCUMENTS);
		return -EINVAL;
	}
	args->paths[args->count++] = word;
	return 0;
}

static const struct option options[] = {
	OPTION_BASE(struct compare_args, options.base),
	OPTION_MIN_EFFECT(struct compare_args, options.min_effect, "0.5"),
	OPTION_METRIC(struct compare_args, options.metric),
	OPTION_FILTER(struct compare_args, options.filter),
	OPTION_NO_MODEL(struct compare_args, options.no_model),
	{
		.name = "rank",
		.kind = OPTION_FLAG,
		.at = offsetof(struct compare_args, rank),
		.help = "one table a document: wins, ties and losses of each "
			"strategy against every other; the default for more "
			"than two documents",
	},
};

static const struct option_table table = {
	.options = options,
	.count = ARRAY_SIZE(options),
	.operand = take_path,
};

static int read_args(struct compare_args *args, int argc, char **argv)
{
	int status;

	args->options.min_effect = COMPARE_MIN_EFFECT;
	status = cli_read(&cli_compare, args, argc, argv);
	if (status)
		return status;
	if (!args->count)
		return cli_fail("compare: which result document?");
	args->rank |= args->count > 2;
	if (args->rank && args->options.base)
		return cli_fail("compare: a ranking has no base; leave out "
				"--base or compare at most two documents");
	return CLI_DONE;
}

static int within(const struct compare_args *args, const struct result *result)
{
	struct comparison comparison;
	char why[1280];

	if (compare_within(&comparison, result, &args->options, why,
			   sizeof(why)))
		return cli_fail("compare: %s", why);
	printf("compare %s, preset %s, %s, commit %s\n", result->path,
	       result_text(result, "preset"), result_text(result, "utc"),
	       result_text(result, "tool.commit"));
	compare_text_within(stdout, &comparison, result, &args->options);
	order_print(stdout, COMPARE_TEXT_WIDTH, result, &args->options);
	comparison_free(&comparison);
	return CLI_DONE;
}

static int between(const struct compare_args *args,
		   const struct result *results)
{
	struct comparison comparison;
	int status = CLI_DONE;
	bool model = !args->options.no_model &&
		     cache_lines_same_caches(&results[0], &results[1]);
	char why[1280];

	if (compare_between(&comparison, &results[0], &results[1],
			    &args->options, why, sizeof(why)))
		return cli_fail("compare: %s", why);
	compare_text_between(stdout, &comparison, &results[0], &results[1],
			     &args->options);
	for (size_t i = 0; i < comparison.count; i++)
		if (compare_is_regression(&comparison.rows[i]) ||
		    (model && cache_lines_worse(&comparison.rows[i])))
			status = CLI_FINDING;
	comparison_free(&comparison);
	return status;
}

static int compare_all(const struct compare_args *args,
		       const struct result *results)
{
	char why[1280];

	if (!args->rank && args->count == 1)
		return within(args, results);
	if (!args->rank && lenses_are_two(&results[0], &results[1]))
		return compare_lenses(&results[0], &results[1], &args->options);
	if (!args->rank)
		return between(args, results);
	if (rank_print(stdout, results, args->count, &args->options, why,
		       sizeof(why)))
		return cli_fail("compare: %s", why);
	return CLI_DONE;
}

static int compare_main(int argc, char **argv)
{
	struct compare_args args = {0};
	struct result *results;
	int status = read_args(&args, argc, argv);
	char why[1280];

	if (status)
		return status;
	results = calloc(args.count, sizeof(*results));
	if (!results)
		return cli_fail("out of memory");
	for (size_t i = 0; i < args.count && !status; i++)
		if (result_open(&results[i], args.paths[i], why, sizeof(why)))
			status = cli_fail("%s", why);
	if (!status)
		status = cli_flush(compare_all(&args, results));
	for (size_t i = 0; i < args.count; i++)
		result_close(&results[i]);
	free(results);
	return status;
}

const struct cli_verb cli_compare = {
	.name = "compare",
	.summary = "verdicts: strategies within a result, or one result "
		   "against another",
	.operands = "A.json [B.json [...]]",
	.details = "One document: each strategy against the base of its group. "
		   " Two: each case\nagainst the same case of the first.  A "
		   "document of user space and one of a\nkernel: do the lenses "
		   "agree, and does the checker allow each hazard seen?",
	.examples = "  peekbench compare results/reference/quick.json\n"
		    "  peekbench compare before.json after.json --filter "
		    "platform=swiotlb/",
	.options = &table,
	.run = compare_main,
};
