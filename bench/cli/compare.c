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

static int read_word(struct compare_args *args, int argc, char **argv, int *at)
{
	int taken =
		compare_args_take(&args->options, "compare", argc, argv, at);

	if (taken)
		return taken == 1 ? CLI_DONE : taken;
	if (!strcmp(argv[*at], "--rank"))
		args->rank = true;
	else if (!strcmp(argv[*at], "--no-model"))
		args->options.no_model = true;
	else if (argv[*at][0] == '-')
		return cli_fail("compare: unknown option %s; valid: --base, "
				"--min-effect, --metric, --filter, --no-model, "
				"--rank",
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
	.usage = "compare A.json [B.json [...]] [--base STRATEGY] "
		 "[--min-effect PERCENT]\n"
		 "           [--metric NAME] [--filter TEXT] [--no-model] "
		 "[--rank]\n"
		 "  peekbench compare USER.json KERNEL.json [--filter TEXT]",
	.run = compare_main,
};
