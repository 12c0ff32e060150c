// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Comparisons of records whose truth is known. */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/gate.h"
#include "compare/lines.h"
#include "compare/rank.h"
#include "stats/random.h"

#define STARTS 12u
#define ROUNDS (STARTS * 16)
#define CASES 3u

/** struct made - a document of one group: base, its second run, rivals. */
struct made {
	struct document document;
	struct record record[CASES];
	struct record second;
	struct slice slice[ROUNDS];
	double sample[CASES + 1][ROUNDS];
	uint64_t random;
};

static const char *const names[CASES] = {"full_sync", "partial_copy",
					 "no_ownership"};

static void set_record(struct made *made, struct record *record, size_t i)
{
	*record = (struct record){
		.id = names[i % CASES],
		.frames = 100,
		.role = PEEK_CANDIDATE,
		.reason = "",
		.slices = {.n = ROUNDS, .at = made->slice},
	};
	for (int key = 0; key < AXES; key++)
		record->axis[key] = "";
	record->axis[AXIS_STRATEGY] = names[i % CASES];
	for (int id = 0; id < FIGURES; id++)
		record->figure[id].absent = "not recorded";
	record->figure[FIGURE_FRAME_CYCLES] = (struct figure){
		.kind = KIND_MEASURED,
		.unit = "TSC cycles",
		.sample = made->sample[i],
		.mean = NAN,
		.absent = "",
	};
}

/* @noise: log standard deviation; @rho: of each round with the one before, in
 * a start. */
static void make(struct made *made, const double level[CASES + 1], double noise,
		 double rho)
{
	for (u32 i = 0; i < ROUNDS; i++)
		made->slice[i] = (struct slice){
			.start = i / (ROUNDS / STARTS),
			.round = i,
		};
	for (size_t i = 0; i <= CASES; i++) {
		double state = 0;

		for (u32 k = 0; k < ROUNDS; k++) {
			if (!(k % (ROUNDS / STARTS)))
				state = random_normal(&made->random);
			state = rho * state +
				sqrt(1 - rho * rho) *
					random_normal(&made->random);
			made->sample[i][k] = level[i] * exp(noise * state);
		}
	}
	for (size_t i = 0; i < CASES; i++)
		set_record(made, &made->record[i], i);
	set_record(made, &made->second, CASES);
	made->record[0].second = &made->second;
	made->document = (struct document){.path = "made",
					   .records = made->record,
					   .count = CASES,
					   .group_count = 1,
					   .starts = STARTS};
}

static const struct compare_options usual = {COMPARE_USUAL};

static void compare(struct comparison *comparison, struct made *made)
{
	char why[256];

	if (compare_within(comparison, &made->document, &usual, why,
			   sizeof(why)))
		fail_msg("%s", why);
}

/* A margin that grew with the noise would call a true 3 % a tie. */
static void noise_makes_no_ties(void **state)
{
	static const double level[] = {1000, 1030, 1000, 1000};
	struct made made = {.random = 1};
	struct comparison comparison;
	u32 same = 0;

	for (int i = 0; i < 200; i++) {
		make(&made, level, 0.03, 0.9);
		compare(&comparison, &made);
		same += comparison.rows[1].verdict == VERDICT_SAME;
		comparison_free(&comparison);
	}
	/* of 200, 4 % of wrong intervals among them */
	assert_true(same <= 2);
}

static void equal_costs_are_the_same_with_little_noise(void **state)
{
	static const double level[] = {1000, 1000, 1030, 1000};
	struct made made = {.random = 2};
	struct comparison comparison;

	make(&made, level, 0.01, 0);
	compare(&comparison, &made);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_SAME);
	assert_int_equal(comparison.rows[2].verdict, VERDICT_SLOWER);
	comparison_free(&comparison);
}

/* 1 % is the margin of "same": 0.99 % has no verdict with a wide interval. */
static void the_margin_is_fixed(void **state)
{
	static const double level[] = {1000, 1009, 1002, 1000};
	struct made made = {.random = 3};
	struct comparison comparison;

	make(&made, level, 0.04, 0);
	compare(&comparison, &made);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_UNCLEAR);
	assert_true(comparison.rows[1].same == log1p(VERDICT_SAME_WITHIN));
	comparison_free(&comparison);
}

/* A cost that stamps made negative in half of the rounds has no verdict: the
 * other half may be those that were slow. */
static void lost_rounds_are_counted(void **state)
{
	static const double level[] = {1000, 1100, 1100, 1000};
	struct made made = {.random = 4};
	struct comparison comparison;

	make(&made, level, 0.01, 0);
	for (u32 k = 0; k < ROUNDS; k += 2)
		made.sample[1][k] = k % 4 ? -50 : NAN;
	for (u32 k = 0; k < 5; k++)
		made.sample[2][k] = 0;
	compare(&comparison, &made);
	assert_int_equal(comparison.rows[1].rounds, ROUNDS);
	assert_int_equal(comparison.rows[1].lost, ROUNDS / 2);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_UNCLEAR);
	assert_int_equal(comparison.rows[2].lost, 5);
	assert_int_equal(comparison.rows[2].verdict, VERDICT_SLOWER);
	comparison_free(&comparison);
}

static void set_starts(struct made *made, u32 starts)
{
	for (u32 k = 0; k < ROUNDS; k++)
		made->slice[k].start = k * starts / ROUNDS;
	made->document.starts = starts;
}

/* However clear it is within them. */
static void few_starts_have_no_verdict(void **state)
{
	static const double level[] = {1000, 1100, 1000, 1000};
	static const char *const words[] = {
		"unclear (1 start)", "unclear (2 starts)", "unclear (3 starts)",
		"unclear (4 starts)", "slower"};
	struct made made = {.random = 10};
	struct comparison comparison;

	make(&made, level, 0.002, 0);
	for (u32 starts = 1; starts <= 5; starts++) {
		set_starts(&made, starts);
		compare(&comparison, &made);
		assert_string_equal(compare_verdict(&comparison.rows[1]),
				    words[starts - 1]);
		assert_string_equal(compare_verdict(&comparison.rows[2]),
				    starts < 5 ? words[starts - 1] : "same");
		assert_int_equal(comparison.rows[1].starts, starts);
		assert_true(isfinite(comparison.rows[1].low) == (starts == 5));
		comparison_free(&comparison);
	}
}

/* Rounds agree within each start: only their number looks like evidence. */
static void a_level_of_its_own_is_no_difference(void **state)
{
	static const double level[] = {1000, 1000, 1000, 1000};
	struct made made = {.random = 11};
	struct comparison comparison;

	make(&made, level, 0.001, 0);
	for (u32 k = 0; k < ROUNDS; k++)
		made.sample[1][k] *= made.slice[k].start % 3 ? 1.03 : 0.95;
	compare(&comparison, &made);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_UNCLEAR);
	assert_true(comparison.rows[1].low < -0.04);
	assert_true(comparison.rows[1].high > 0.02);
	comparison_free(&comparison);
}

/* A start in which a case has no value at all counts with its rounds. */
static void a_start_without_a_value(void **state)
{
	static const double level[] = {1000, 1100, 1000, 1000};
	struct made made = {.random = 12};
	struct comparison comparison;

	make(&made, level, 0.002, 0);
	for (u32 k = 0; k < ROUNDS / STARTS; k++)
		made.sample[1][k] = NAN;
	compare(&comparison, &made);
	assert_int_equal(comparison.rows[1].starts, STARTS - 1);
	assert_int_equal(comparison.rows[1].lost, ROUNDS / STARTS);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_UNCLEAR);
	comparison_free(&comparison);
}

static void the_base_against_itself(void **state)
{
	static const double level[] = {1000, 1000, 1000, 1020};
	struct made made = {.random = 5};
	struct comparison comparison;

	make(&made, level, 0.01, 0);
	compare(&comparison, &made);
	/* over starts, and in the start where it is largest */
	assert_true(fabs(comparison.rows[0].apart - log(1.02)) < 0.005);
	assert_true(comparison.rows[0].floor == comparison.rows[0].apart);
	assert_true(comparison.rows[0].furthest > comparison.rows[0].apart);
	assert_true(comparison.rows[0].furthest < 0.04);
	assert_true(comparison.rows[1].effect == comparison.rows[0].floor);
	comparison_free(&comparison);
}

static const struct record **by_id(struct document *document,
				   const struct record **list)
{
	for (size_t i = 0; i < document->count; i++)
		list[i] = &document->records[i];
	return list;
}

static int ids_order(const void *a, const void *b)
{
	const struct record *const *left = a, *const *right = b;

	return strcmp((*left)->id, (*right)->id);
}

static void index_document(struct made *made, const struct record **list)
{
	made->document.by_id = by_id(&made->document, list);
	qsort(list, CASES, sizeof(*list), ids_order);
}

static void between(struct comparison *comparison, struct made *before,
		    struct made *after)
{
	const struct record *left[CASES], *right[CASES];
	char why[256];

	index_document(before, left);
	index_document(after, right);
	if (compare_between(comparison, &before->document, &after->document,
			    &usual, why, sizeof(why)))
		fail_msg("%s", why);
}

/* Where half of the rounds are slow, medians of all rounds jump. */
static void what_is_shown_is_what_was_compared(void **state)
{
	static const double level[] = {1000, 1000, 1000, 1000};
	struct made before = {.random = 6}, after = {.random = 7};
	struct comparison comparison;

	make(&before, level, 0.01, 0);
	make(&after, level, 0.01, 0);
	for (u32 k = 0; k < 90; k++)
		after.sample[1][k] *= 0.5;
	between(&comparison, &before, &after);
	for (size_t i = 0; i < comparison.count; i++) {
		const struct compare_row *row = &comparison.rows[i];

		assert_true(fabs(log(row->median / row->base_median) -
				 row->shift) < 1e-12);
	}
	comparison_free(&comparison);
}

static void set_lines(struct record *record, u64 lines)
{
	for (u32 i = 0; i < FIGURE_MODEL_SUMS; i++)
		record->figure[lines_figure(PHASE_FRAME, i)] = (struct figure){
			.kind = KIND_MODELLED,
			.unit = "lines",
			.total = i ? 7 : lines,
			.units = 3,
			.mean = NAN,
			.absent = "",
		};
}

static void more_lines_are_a_regression(void **state)
{
	static const double level[] = {1000, 1000, 1000, 1000};
	struct made before = {.random = 8}, after = {.random = 8};
	struct comparison comparison;

	make(&before, level, 0.01, 0);
	make(&after, level, 0.01, 0);
	for (size_t i = 0; i < CASES; i++) {
		set_lines(&before.record[i], 100);
		set_lines(&after.record[i], 99 + i);
	}
	between(&comparison, &before, &after);
	for (size_t i = 0; i < CASES; i++)
		assert_int_equal(compare_is_regression(&comparison.rows[i]),
				 i == 2);
	/* a load that hits what the device has written past */
	after.record[0].figure[FIGURE_COMPLETION_STALE_LOADS].total = 1;
	assert_int_equal(lines_state(&after.record[0], PHASE_FRAME),
			 LINES_STALE);
	assert_true(compare_is_regression(&comparison.rows[0]));
	/* of other caches there is nothing to compare */
	comparison.rows[2].lines = false;
	assert_false(compare_is_regression(&comparison.rows[2]));
	comparison_free(&comparison);
}

static void every_pair_is_ranked_once(void **state)
{
	static const double level[] = {1000, 900, 1100, 1000};
	struct made made = {.random = 9};
	struct ranking ranking;
	char why[256];

	make(&made, level, 0.01, 0);
	assert_int_equal(rank_document(&ranking, &made.document, &usual, why,
				       sizeof(why)),
			 0);
	assert_int_equal(ranking.pairs, 3);
	assert_string_equal(ranking.scores[0].strategy, "partial_copy");
	assert_int_equal(ranking.scores[0].wins, 2);
	assert_int_equal(ranking.scores[1].wins, 1);
	assert_int_equal(ranking.scores[1].losses, 1);
	assert_int_equal(ranking.scores[2].losses, 2);
	ranking_free(&ranking);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(noise_makes_no_ties),
		cmocka_unit_test(equal_costs_are_the_same_with_little_noise),
		cmocka_unit_test(the_margin_is_fixed),
		cmocka_unit_test(lost_rounds_are_counted),
		cmocka_unit_test(few_starts_have_no_verdict),
		cmocka_unit_test(a_level_of_its_own_is_no_difference),
		cmocka_unit_test(a_start_without_a_value),
		cmocka_unit_test(the_base_against_itself),
		cmocka_unit_test(what_is_shown_is_what_was_compared),
		cmocka_unit_test(more_lines_are_a_regression),
		cmocka_unit_test(every_pair_is_ranked_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
