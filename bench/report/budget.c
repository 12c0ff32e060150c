// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/budget.h"

#include <errno.h>
#include <string.h>

#include "runner/decide.h"

/* NULL: what comparisons take unless they are told. */
static const struct {
	const char *metric;
	const char *column;
} figures[DECIDE_FIGURES] = {
	{NULL, "frame"},
	{"cycles_per_not_ready_peek", "notready"},
	{"cycles_per_ready_peek", "ready"},
};

static const char *column_of(const struct compare_row *row, size_t figure)
{
	return strcmp(row->metric, "cycles_per_completion")
		       ? figures[figure].column
		       : "complete";
}

static bool is_rival(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && !strcmp(row->c->role, "candidate");
}

static int compare_all(const struct result *result,
		       struct comparison comparisons[DECIDE_FIGURES])
{
	int err = 0;

	for (size_t f = 0; f < DECIDE_FIGURES && err != -ENOMEM; f++) {
		struct compare_options options = {
			.min_effect = COMPARE_MIN_EFFECT,
			.metric = figures[f].metric,
		};
		char why[512];

		/* no case with this figure: nothing to decide */
		err = compare_within(&comparisons[f], result, &options, why,
				     sizeof(why));
	}
	return err == -ENOMEM ? err : 0;
}

static void print_open(FILE *out, const struct comparison *comparison,
		       size_t figure)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (is_rival(row) && row->verdict == VERDICT_UNCLEAR)
			fprintf(out, "  %s: %s\n", column_of(row, figure),
				row->c->id);
	}
}

int budget_print(FILE *out, const struct result *result)
{
	struct comparison comparisons[DECIDE_FIGURES] = {{0}};
	size_t rivals = 0, open = 0;
	int err = compare_all(result, comparisons);

	for (size_t f = 0; f < DECIDE_FIGURES; f++)
		for (size_t i = 0; i < comparisons[f].count; i++) {
			const struct compare_row *row = &comparisons[f].rows[i];

			rivals += is_rival(row);
			open += is_rival(row) &&
				row->verdict == VERDICT_UNCLEAR;
		}
	if (!err)
		fprintf(out,
			"budget   %zu of %zu comparisons not decided (of "
			"frame, notready, ready)%s\n",
			open, rivals, open ? ":" : "");
	for (size_t f = 0; f < DECIDE_FIGURES; f++) {
		if (!err)
			print_open(out, &comparisons[f], f);
		comparison_free(&comparisons[f]);
	}
	return err ? err : (int)open;
}
