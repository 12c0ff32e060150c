// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct score *score_of(struct ranking *ranking, const char *strategy)
{
	for (size_t i = 0; i < ranking->count; i++)
		if (!strcmp(ranking->scores[i].strategy, strategy))
			return &ranking->scores[i];
	if (ranking->count == RANK_MOST_STRATEGIES)
		return NULL;
	ranking->scores[ranking->count] = (struct score){.strategy = strategy};
	return &ranking->scores[ranking->count++];
}

static bool note_unsafe(struct ranking *ranking,
			const struct document *document)
{
	for (size_t i = 0; i < document->count; i++) {
		const struct record *c = &document->records[i];
		struct score *score;

		if (c->role != PEEK_CANDIDATE)
			continue;
		score = score_of(ranking, record_strategy(c));
		if (!score)
			return false;
		score->unsafe += c->state == CASE_UNSAFE;
	}
	return true;
}

static void note_beaten(struct ranking *ranking, const struct compare_row *row)
{
	const struct record *first = ranking->document->records;

	if (row->verdict == VERDICT_FASTER && record_is_safe(row->c))
		ranking->beaten[row->base - first] = true;
	if (row->verdict == VERDICT_SLOWER && record_is_safe(row->base))
		ranking->beaten[row->c - first] = true;
}

/* Each pair once: of a comparison with a base only the rows behind it. */
static void note_rows(struct ranking *ranking,
		      const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];
		struct score *own, *base;

		if (row->state != COMPARE_DONE ||
		    row->c->role != PEEK_CANDIDATE ||
		    row->base->role != PEEK_CANDIDATE || row->c < row->base)
			continue;
		own = score_of(ranking, record_strategy(row->c));
		base = score_of(ranking, record_strategy(row->base));
		own->wins += row->verdict == VERDICT_FASTER;
		base->losses += row->verdict == VERDICT_FASTER;
		own->losses += row->verdict == VERDICT_SLOWER;
		base->wins += row->verdict == VERDICT_SLOWER;
		own->ties += row->verdict == VERDICT_SAME;
		base->ties += row->verdict == VERDICT_SAME;
		own->unclear += row->verdict == VERDICT_UNCLEAR;
		base->unclear += row->verdict == VERDICT_UNCLEAR;
		note_beaten(ranking, row);
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

static int compare_all(struct ranking *ranking, const struct document *document,
		       const struct compare_options *options, char *why,
		       size_t why_size)
{
	int err = 0;

	for (size_t i = 0; i < ranking->count && !err; i++) {
		struct compare_options against = *options;
		struct comparison comparison;

		against.base = ranking->scores[i].strategy;
		err = compare_within(&comparison, document, &against, why,
				     why_size);
		if (err)
			break;
		note_rows(ranking, &comparison);
		comparison_free(&comparison);
	}
	if (!err && !ranking->pairs) {
		snprintf(why, why_size,
			 "%s: no two safe strategies of one group to rank",
			 document->path);
		err = -EINVAL;
	}
	return err;
}

int rank_document(struct ranking *ranking, const struct document *document,
		  const struct compare_options *options, char *why,
		  size_t why_size)
{
	int err = -EINVAL;

	*ranking = (struct ranking){.document = document};
	ranking->scores =
		memory_zeros(RANK_MOST_STRATEGIES, sizeof(*ranking->scores));
	ranking->beaten =
		memory_zeros(document->count, sizeof(*ranking->beaten));
	if (note_unsafe(ranking, document))
		err = compare_all(ranking, document, options, why, why_size);
	else
		snprintf(why, why_size, "%s: more than %u strategies to rank",
			 document->path, RANK_MOST_STRATEGIES);
	if (err) {
		ranking_free(ranking);
		return err;
	}
	qsort(ranking->scores, ranking->count, sizeof(*ranking->scores),
	      by_wins);
	return 0;
}

const struct record *ranking_group(const struct ranking *ranking,
				   const char *group, size_t *count)
{
	const struct document *document = ranking->document;

	for (size_t i = 0; i < document->count; i += *count) {
		const char *own = strchr(document->records[i].id, '/');

		*count = document_group(document, i);
		if (own && !strcmp(own, group))
			return &document->records[i];
	}
	return NULL;
}

bool ranking_cheapest(const struct ranking *ranking, const struct record *c)
{
	return c->role == PEEK_CANDIDATE && record_is_safe(c) &&
	       !ranking->beaten[c - ranking->document->records];
}

void ranking_free(struct ranking *ranking)
{
	free(ranking->scores);
	free(ranking->beaten);
	*ranking = (struct ranking){0};
}
