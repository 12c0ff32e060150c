// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/rank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_text.h"
#include "report/text.h"

/** struct score - one strategy in one document. */
struct score {
	const char *strategy;
	size_t wins;
	size_t ties;
	size_t losses;
	size_t unclear;
	size_t unsafe;
};

struct ranking {
	struct score *scores;
	size_t count;
	size_t pairs;
};

static struct score *score_of(struct ranking *ranking, const char *strategy)
{
	for (size_t i = 0; i < ranking->count; i++)
		if (!strcmp(ranking->scores[i].strategy, strategy))
			return &ranking->scores[i];
	ranking->scores[ranking->count] = (struct score){.strategy = strategy};
	return &ranking->scores[ranking->count++];
}

static bool is_rival(const struct result_case *c)
{
	return !strcmp(c->role, "candidate");
}

static void note_unsafe(struct ranking *ranking, const struct result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct result_case *c = &result->cases[i];

		if (is_rival(c))
			score_of(ranking, c->strategy)->unsafe +=
				c->state == CASE_UNSAFE;
	}
}

/* Each pair once: of a comparison with @base only the rows behind it. */
static void note_rows(struct ranking *ranking,
		      const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];
		struct score *own, *base;

		if (row->state != COMPARE_DONE || !is_rival(row->c) ||
		    !is_rival(row->base) || row->c < row->base)
			continue;
		own = score_of(ranking, row->c->strategy);
		base = score_of(ranking, row->base->strategy);
		own->wins += row->verdict == VERDICT_FASTER;
		base->losses += row->verdict == VERDICT_FASTER;
		own->losses += row->verdict == VERDICT_SLOWER;
		base->wins += row->verdict == VERDICT_SLOWER;
		own->ties += row->verdict == VERDICT_SAME;
		base->ties += row->verdict == VERDICT_SAME;
		own->unclear += row->verdict == VERDICT_UNCLEAR;
		base->unclear += row->verdict == VERDICT_UNCLEAR;
		ranking->pairs++;
	}
}

static int by_wins(const void *a, const void *b)
{
	const struct score *x = a, *y = b;

	if (x->unsafe != y->unsafe)
		return x->unsafe > y->unsafe ? 1 : -1;
	if (x->wins != y->wins)
		return x->wins < y->wins ? 1 : -1;
	if (x->losses != y->losses)
		return x->losses > y->losses ? 1 : -1;
	return strcmp(x->strategy, y->strategy);
}

static int rank_document(struct ranking *ranking, const struct result *result,
			 const struct compare_options *options, char *why,
			 size_t why_size)
{
	int err = 0;

	ranking->scores = calloc(result->count + 1, sizeof(*ranking->scores));
	snprintf(why, why_size, "out of memory");
	if (!ranking->scores)
		return -ENOMEM;
	note_unsafe(ranking, result);
	for (size_t i = 0; i < ranking->count && !err; i++) {
		struct compare_options against = *options;
		struct comparison comparison;

		against.base = ranking->scores[i].strategy;
		err = compare_within(&comparison, result, &against, why,
				     why_size);
		if (err)
			break;
		note_rows(ranking, &comparison);
		comparison_free(&comparison);
	}
	if (!err && !ranking->pairs) {
		snprintf(why, why_size,
			 "%s: no two safe strategies of one group to rank",
			 result->path);
		err = -EINVAL;
	}
	qsort(ranking->scores, ranking->count, sizeof(*ranking->scores),
	      by_wins);
	return err;
}

static void print_ranking(FILE *out, const struct ranking *ranking,
			  const struct result *result)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "%s, kernel %s, hypervisor %s; %s, preset %s, seed %lld",
		 result_text(result, "host.cpu_model"),
		 result_text(result, "host.kernel_release"),
		 result_text(result, "host.hypervisor"), result->path,
		 result_text(result, "preset"),
		 (long long)json_integer_value(
			 json_object_get(result->own, "seed")));
	text_wrapped_in(out, COMPARE_TEXT_WIDTH, "machine ", text);
	fprintf(out, "%-19s%9s%9s%9s%9s%9s\n", "strategy", "wins", "ties",
		"losses", "unclear", "unsafe");
	for (size_t i = 0; i < ranking->count; i++) {
		const struct score *score = &ranking->scores[i];

		fprintf(out, "%-19.19s%9zu%9zu%9zu%9zu%9zu\n", score->strategy,
			score->wins, score->ties, score->losses, score->unclear,
			score->unsafe);
	}
	fputc('\n', out);
}

int rank_print(FILE *out, const struct result *results, size_t count,
	       const struct compare_options *options, char *why,
	       size_t why_size)
{
	char text[512];
	int err = 0;

	for (size_t i = 0; i < count && !err; i++) {
		struct ranking ranking = {0};

		err = rank_document(&ranking, &results[i], options, why,
				    why_size);
		if (!err)
			print_ranking(out, &ranking, &results[i]);
		free(ranking.scores);
	}
	if (err)
		return err;
	snprintf(text, sizeof(text),
		 "of the two strategies of a pair, in one comparison group: "
		 "faster, same, slower beyond the larger of the A/A floor and "
		 "%.2f %%, corrected within each base; unsafe: groups in which "
		 "the strategy returned a wrong frame, which is no place in a "
		 "ranking. Machines are not averaged.",
		 100 * options->min_effect);
	text_wrapped_in(out, COMPARE_TEXT_WIDTH, "wins    ", text);
	return 0;
}
