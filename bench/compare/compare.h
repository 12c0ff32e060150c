/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Comparisons of records: strategies against the base of their group, or the
 * same case in two documents.  Nothing here prints.
 *
 * Figures of time are compared start by start (stats/starts.h), within a start
 * through the pairs that rounds are; exact figures exactly.  An effect counts
 * if it is larger than both the A/A floor, by which the base came out from its
 * own second run, and the caller's least effect.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "record/document.h"
#include "stats/starts.h"
#include "stats/stats.h"
#include "stats/verdict.h"

#define COMPARE_MIN_EFFECT VERDICT_MIN_EFFECT

/* Where more of the rounds have no value on a side, there is no verdict. */
#define COMPARE_MOST_LOST 0.05

/* The figure that a comparison takes by itself: see compare_figure(). */
#define COMPARE_ANY_FIGURE (-1)

/**
 * struct compare_options - what the user chose.
 * @base: strategy to compare with; NULL: the one that ran twice, else the
 *	first that is safe.
 * @min_effect: smallest relative difference that counts, 0.005 for 0.5 %.
 * @same: largest that is none, 0.01 for 1 %.
 * @figure: an enum figure_id, or COMPARE_ANY_FIGURE.
 * @filter: NULL for all; "size=2048": only groups with that value of the axis;
 *	else those whose ids, behind the strategy, contain this text.
 */
struct compare_options {
	const char *base;
	double min_effect;
	double same;
	int figure;
	const char *filter;
};

/* The options by default. */
#define COMPARE_USUAL                                                          \
	.min_effect = COMPARE_MIN_EFFECT, .same = VERDICT_SAME_WITHIN,         \
	.figure = COMPARE_ANY_FIGURE

/** enum compare_state - what a row is. */
enum compare_state {
	COMPARE_BASE,	/* others are compared with it */
	COMPARE_DONE,	/* compared */
	COMPARE_UNSAFE, /* a wrong frame: hazards, no speed */
	COMPARE_NONE,	/* nothing to compare; see why */
};

/** enum floor_source - where a group's floor comes from. */
enum floor_source {
	FLOOR_SECOND,  /* the base's second run */
	FLOOR_NOTHING, /* none ran, or two documents are compared */
	FLOOR_EXACT,   /* instructions: counted, the same in every run */
};

/**
 * struct compare_row - one case compared.
 * @state, @why: see above.
 * @c: the case; @base: what it is compared with, NULL if there is none.
 * @figure: which.
 * @base_median, @median: in the figure's unit; NaN if absent: of the rounds
 *	with a value above 0.  Of compare_between(), what is compared: the
 *	geometric mean of the starts' levels, each a median.
 * @shift, @low, @high: log ratio to the base, of all starts; infinite bounds:
 *	too few starts.
 * @starts: that have a level; between documents, of the side with fewer.
 * @error, @df: standard error and degrees of freedom of the mean over starts.
 * @rounds: rounds that both ran; between documents, those of both together.
 * @lost: those of @rounds in which a side has no value above 0.
 * @apart: log ratio by which the base came out from its own second run; NaN
 *	where there is none.  @furthest: its magnitude in the start where it is
 *	largest.
 * @floor: log ratio, the magnitude of @apart or 0; @source: of the floor.
 * @effect: smallest log ratio that counts here; @same: largest that is none.
 * @lines: modelled lines of both may be compared: of the same caches.
 * @differ: between documents, bits of enum differ: what else than the program
 *	differs, so that a difference of costs is no change.
 * @p: Holm-corrected over all rows.
 */
struct compare_row {
	enum compare_state state;
	const char *why;
	const struct record *c;
	const struct record *base;
	enum figure_id figure;
	double base_median;
	double median;
	double shift;
	double low;
	double high;
	size_t starts;
	double error;
	double df;
	size_t rounds;
	size_t lost;
	double apart;
	double furthest;
	double floor;
	enum floor_source source;
	double effect;
	double same;
	double p;
	bool lines;
	u32 differ;
	enum verdict verdict;
};

/** struct compare_missing - a case that only one of two documents has. */
struct compare_missing {
	const struct document *lacks;
	const char *id;
};

/**
 * struct comparison - rows in the order of the documents' cases.
 * @missing: @missing_count cases.
 */
struct comparison {
	struct compare_row *rows;
	size_t count;
	struct compare_missing *missing;
	size_t missing_count;
};

/**
 * compare_within() - every case of @document against the base of its group.
 * @why: filled on -EINVAL.
 *
 * Return: 0, the caller calls comparison_free(); -EINVAL if no group has the
 * base or no case the figure.
 */
int compare_within(struct comparison *comparison,
		   const struct document *document,
		   const struct compare_options *options, char *why,
		   size_t why_size);

/**
 * compare_between() - every case of @before with the same case of @after.
 *
 * The rows' base is the case in @before.
 *
 * Return: as compare_within(); -EINVAL if no case is in both.
 */
int compare_between(struct comparison *comparison,
		    const struct document *before, const struct document *after,
		    const struct compare_options *options, char *why,
		    size_t why_size);

/** comparison_free() - free the rows; also of all zeros. */
void comparison_free(struct comparison *comparison);

/** compare_stands_out() - faster or slower; or it would be, but for too few
 * starts or too many rounds without a value. */
bool compare_stands_out(const struct compare_row *row);

/** compare_few_starts() - are there too few starts for any verdict on time? */
bool compare_few_starts(const struct compare_row *row);

/** compare_verdict() - the verdict's word: of exact figures, which are not
 * time, "fewer" or "more"; where more than the program differs, "less" or
 * "more", as nothing became faster; "unclear (1 start)" with few starts. */
const char *compare_verdict(const struct compare_row *row);

/** compare_figure() - the figure of @record that @options mean: cycles of a
 * frame, or where those are absent of a completion. */
enum figure_id compare_figure(const struct record *record,
			      const struct compare_options *options);

/** compare_takes() - does the filter take the group of @record? */
bool compare_takes(const struct record *record,
		   const struct compare_options *options);

/** compare_summary() - of the slices of @record that have the figure; of none
 * where there are none. */
struct stats_summary compare_summary(const struct record *record,
				     enum figure_id figure);

/**
 * struct exact_change - an exact figure beside the base's.
 * @known: both have it, exactly.
 * @order: 1 more than the base, 0 the same, -1 fewer.
 * @own, @base: of one unit; NaN where absent.
 */
struct exact_change {
	bool known;
	int order;
	double own;
	double base;
};

/** compare_exactly() - figure @id of @record and of @base, which may be NULL.
 */
struct exact_change compare_exactly(const struct record *record,
				    const struct record *base,
				    enum figure_id id);

#endif
