/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Comparisons of what result documents hold: strategies against the base of
 * their group, or the same case in two documents.
 *
 * Cycles are compared through the pairs that rounds are; exact quantities
 * exactly.  An effect counts if it is larger than both the A/A floor, how far
 * the base came out from its own second copy, and what the user asks for.
 */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "report/old_names.h"
#include "report/result.h"
#include "stats/paired.h"
#include "stats/verdict.h"

#define COMPARE_MIN_EFFECT VERDICT_MIN_EFFECT

/*
 * Two documents of one process start each differ by more than their rounds
 * tell: the layout of memory differs.  Below this share no difference is
 * called one, unless both have process starts enough to measure it.
 */
#define COMPARE_BETWEEN_RUNS 0.05

/*
 * Where the floor is above this, nothing there is the same as anything: what
 * cannot be told apart has not been shown to be equal.
 */
#define COMPARE_MOST_FLOOR 0.10

/* Process starts of a document from which their spread is measured. */
#define COMPARE_LEAST_PROCESSES 3

/**
 * struct compare_options - what the user chose.
 * @base: strategy to compare with; NULL: the one that ran twice, else the
 *	first that is safe.
 * @min_effect: smallest relative difference that counts, 0.005 for 0.5 %.
 * @metric: NULL for cycles_per_frame, or where that is absent
 *	cycles_per_completion.
 * @filter: NULL for all; else only groups whose ids, behind the strategy,
 *	contain this text.
 * @no_model: leave out what the cache model counted.
 */
struct compare_options {
	const char *base;
	double min_effect;
	const char *metric;
	const char *filter;
	bool no_model;
};

/** enum compare_state - what a row is. */
enum compare_state {
	COMPARE_BASE,	/* others are compared with it */
	COMPARE_DONE,	/* compared */
	COMPARE_UNSAFE, /* a wrong frame: hazards, no speed */
	COMPARE_NONE,	/* nothing to compare; see why */
};

/** enum floor_source - where a group's floor comes from. */
enum floor_source {
	FLOOR_COPY,	  /* the base's second copy */
	FLOOR_NEIGHBOURS, /* the base against itself a round later */
	FLOOR_RUNS,	  /* COMPARE_BETWEEN_RUNS */
	FLOOR_PROCESSES,  /* the spread of process starts is in the interval */
	FLOOR_EXACT,	  /* instructions: counted, the same in every run */
	FLOOR_NOTHING,	  /* too few rounds */
};

/**
 * struct compare_row - one case compared.
 * @state, @why: see above.
 * @c: the case; @base: what it is compared with, NULL if there is none.
 * @metric: which.
 * @base_median, @median: in the metric's unit; NaN if absent.
 * @shift, @low, @high: log ratio to the base; infinite bounds: too few rounds.
 * @pairs: rounds both have.
 * @block: rounds of a bootstrap block, 0 where none was needed.
 * @floor: log ratio; @source: of the floor.
 * @effect: smallest log ratio that counts here.
 * @p: Holm-corrected over all rows.
 * @bytes: copied bytes of one completion, less the base's; exact on both
 *	sides if @bytes_known.
 */
struct compare_row {
	enum compare_state state;
	const char *why;
	const struct result_case *c;
	const struct result_case *base;
	const char *metric;
	double base_median;
	double median;
	double shift;
	double low;
	double high;
	size_t pairs;
	size_t block;
	double floor;
	enum floor_source source;
	double effect;
	double p;
	enum verdict verdict;
	bool bytes_known;
	double bytes;
};

/**
 * struct comparison - rows in the order of the documents' cases.
 * @missing: array of texts: ids that only one of two documents has.
 */
struct comparison {
	struct compare_row *rows;
	size_t count;
	json_t *missing;
};

/**
 * compare_within() - every case of @result against the base of its group.
 * @why: filled on -EINVAL.
 *
 * Return: 0, the caller calls comparison_free(); -ENOMEM; -EINVAL if no group
 * has the base or no case the metric.
 */
int compare_within(struct comparison *comparison, const struct result *result,
		   const struct compare_options *options, char *why,
		   size_t why_size);

/**
 * compare_between() - every case of @before with the same case of @after.
 *
 * The rows' base is the case in @before.
 *
 * Return: as compare_within(); -EINVAL if no case is in both.
 */
int compare_between(struct comparison *comparison, const struct result *before,
		    const struct result *after,
		    const struct compare_options *options, char *why,
		    size_t why_size);

/** comparison_free() - free the rows; also of all zeros. */
void comparison_free(struct comparison *comparison);

/** compare_is_regression() - slower, more bytes, or no longer safe. */
bool compare_is_regression(const struct compare_row *row);

/** compare_verdict() - the verdict's word: of instructions, which are not time,
 * "fewer" or "more". */
const char *compare_verdict(const struct compare_row *row);

#endif
