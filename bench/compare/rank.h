/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Every strategy against every other in each comparison group of a document.
 * Documents are ranked one by one: machines are never averaged.
 */
#ifndef COMPARE_RANK_H
#define COMPARE_RANK_H

#include "compare/compare.h"

/* The most strategies that are ranked: pairs grow with their square. */
#define RANK_MOST_STRATEGIES 100u

/** struct score - one strategy: pairs by verdict; @unsafe: groups in which it
 * returned a wrong frame. */
struct score {
	const char *strategy;
	size_t wins;
	size_t ties;
	size_t losses;
	size_t unclear;
	size_t unsafe;
};

/**
 * struct ranking - the best first.
 * @pairs: compared.
 * @beaten: by number of a record of @document: a strategy that is safe, as
 *	record_is_safe() has it, was faster in its group.
 */
struct ranking {
	struct score *scores;
	size_t count;
	size_t pairs;
	const struct document *document;
	bool *beaten;
};

/**
 * rank_document() - rank the candidates of @document, which outlives @ranking.
 * @options: without a base.
 * @why: filled on an error.
 *
 * Return: 0, the caller calls ranking_free(); -EINVAL if there is no pair to
 * compare, or more than RANK_MOST_STRATEGIES.
 */
int rank_document(struct ranking *ranking, const struct document *document,
		  const struct compare_options *options, char *why,
		  size_t why_size);

/** ranking_group() - the first of @count records of the group whose ids end in
 * @group, "/platform=..."; NULL: the document has none. */
const struct record *ranking_group(const struct ranking *ranking,
				   const char *group, size_t *count);

/** ranking_cheapest() - is @c a safe candidate that no safe one beat? */
bool ranking_cheapest(const struct ranking *ranking, const struct record *c);

/** ranking_free() - free the scores; also of all zeros. */
void ranking_free(struct ranking *ranking);

#endif
