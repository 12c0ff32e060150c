// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The sentences about the cheapest safe strategies. */
#include "view/page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/group.h"
#include "view/head.h"
#include "view/number.h"

/* Places that have a sentence each. */
#define MOST_PLACES 4

static void add_range(struct text *text, double low, double high)
{
	number_add(text, NUMBER_BRIEF_CHANGE, low);
	if (high > low) {
		text_add(text, " to ");
		number_add(text, NUMBER_BRIEF_CHANGE, high);
	}
	text_add(text, " %%");
}

static double mean_of(const struct matrix_tally *tally)
{
	return tally->sum / (double)tally->compared;
}

static bool base_is_safe(const struct matrix *matrix,
			 const struct matrix_span *place)
{
	const char *base = matrix_base(matrix);

	for (size_t s = 0; s < matrix->strategies && base; s++)
		if (!strcmp(matrix->strategy[s].name, base))
			return matrix_tally(matrix, place, s).safe;
	return false;
}

/*
 * Of the safe ones that are faster than the base somewhere; of all safe ones
 * where the base is not.  SIZE_MAX: there is none.
 */
static size_t cheapest(const struct matrix *matrix,
		       const struct matrix_span *place, size_t but)
{
	bool faster = base_is_safe(matrix, place);
	size_t best = SIZE_MAX;
	double least = INFINITY;

	for (size_t s = 0; s < matrix->strategies; s++) {
		struct matrix_tally tally = matrix_tally(matrix, place, s);

		if (s == but || !tally.safe || !tally.compared ||
		    (faster && !tally.change[VERDICT_FASTER].count) ||
		    mean_of(&tally) >= least)
			continue;
		best = s;
		least = mean_of(&tally);
	}
	return best;
}

/* *@unsafe: every candidate showed a hazard; NULL: not asked. */
static size_t count_safe(const struct matrix *matrix,
			 const struct matrix_span *place, bool *unsafe)
{
	size_t count = 0;
	bool all = true;

	for (size_t s = 0; s < matrix->strategies; s++) {
		struct matrix_tally tally = matrix_tally(matrix, place, s);

		count += tally.safe;
		all &= tally.unsafe ||
		       matrix->strategy[s].role != PEEK_CANDIDATE;
	}
	if (unsafe)
		*unsafe = all;
	return count;
}

/* "slower in 1 (+14 %: 256 bytes, 1 empty look a frame)" */
static void add_verdicts(struct text *text, const struct matrix *matrix,
			 const struct matrix_tally *tally, enum verdict verdict,
			 const char *word)
{
	size_t count = tally->change[verdict].count;
	uint32_t inner = 0;

	if (!count)
		return;
	text_add(text, ", %s in ", word);
	if (tally->groups > 1 && count == tally->groups)
		text_add(text, "all %zu groups", count);
	else
		text_add(text, "%zu of %zu", count, tally->groups);
	if (verdict == VERDICT_SAME || verdict == VERDICT_UNCLEAR)
		return;
	text_add(text, " (");
	add_range(text, tally->change[verdict].low,
		  tally->change[verdict].high);
	for (size_t i = 1; i < matrix->axes; i++)
		inner |= AXIS_BIT(matrix->axis[i]);
	if (verdict == VERDICT_SLOWER && count == 1 && inner &&
	    tally->groups > 1) {
		text_add(text, ": ");
		group_title(text, tally->where[verdict], AXIS_ALL & ~inner);
	}
	text_add(text, ")");
}

/* Of candidates against the base; *@undecided of those returned. */
static size_t count_compared(const struct matrix *matrix,
			     const struct matrix_span *place, size_t *undecided)
{
	size_t compared = 0;

	*undecided = 0;
	for (size_t s = 0; s < matrix->strategies; s++) {
		struct matrix_tally tally = matrix_tally(matrix, place, s);

		if (!tally.safe)
			continue;
		for (int v = 0; v <= VERDICT_UNCLEAR; v++)
			compared += tally.change[v].count;
		*undecided += tally.change[VERDICT_UNCLEAR].count;
	}
	return compared;
}

static bool has_exact_floor(const struct compare_row *row)
{
	return row->source == FLOOR_EXACT;
}

static bool is_exact(const struct matrix *matrix)
{
	return matrix_find(matrix, has_exact_floor) != NULL;
}

static void say_none(struct text *text, const struct matrix *matrix,
		     const struct matrix_span *place)
{
	size_t undecided, compared = count_compared(matrix, place, &undecided);
	bool unsafe;
	size_t safe = count_safe(matrix, place, &unsafe);

	if (!safe)
		text_add(text, "no strategy %s",
			 unsafe ? "is safe"
				: "was measured and safe in every case");
	else if (safe == 1)
		text_add(text, "one safe strategy only");
	else
		text_add(text, "none of the %zu safe strategies is %s %s", safe,
			 is_exact(matrix) ? "below" : "faster than",
			 matrix_base(matrix));
	if (safe > 1 && undecided)
		text_add(text, ", with %zu of %zu comparisons undecided",
			 undecided, compared);
}

static void say_tally(struct text *text, const struct matrix *matrix,
		      const struct matrix_tally *tally, size_t strategy,
		      bool only)
{
	bool exact = is_exact(matrix);

	text_add(text, "%s", matrix->strategy[strategy].name);
	if (only)
		text_add(text, ", the only safe one");
	add_verdicts(text, matrix, tally, VERDICT_FASTER,
		     exact ? "fewer" : "faster");
	add_verdicts(text, matrix, tally, VERDICT_SLOWER,
		     exact ? "more" : "slower");
	add_verdicts(text, matrix, tally, VERDICT_SAME, "same");
	add_verdicts(text, matrix, tally, VERDICT_UNCLEAR, "undecided");
}

static void say_cheapest(struct text *text, const struct matrix *matrix,
			 const struct matrix_span *place)
{
	size_t best = cheapest(matrix, place, SIZE_MAX), next;
	struct matrix_tally tally = matrix_tally(matrix, place, best);

	say_tally(text, matrix, &tally, best,
		  count_safe(matrix, place, NULL) == 1);
	next = cheapest(matrix, place, best);
	if (next == SIZE_MAX)
		return;
	tally = matrix_tally(matrix, place, next);
	text_add(text, "; next %s, mean ", matrix->strategy[next].name);
	number_add(text, NUMBER_BRIEF_CHANGE, verdict_percent(mean_of(&tally)));
	text_add(text, " %%");
}

/* On a device that sets the pace the time is the device's: bytes count.  The
 * first of those that copy least; @alike: how many copy as few. */
static size_t fewest_bytes(const struct matrix *matrix,
			   const struct matrix_span *place, size_t *alike)
{
	size_t best = SIZE_MAX;
	double least = INFINITY;

	*alike = 0;
	for (size_t s = 0; s < matrix->strategies; s++) {
		struct matrix_tally tally = matrix_tally(matrix, place, s);

		if (!tally.safe || !tally.bytes.count ||
		    tally.bytes.high > least)
			continue;
		*alike = tally.bytes.high < least ? 1 : *alike + 1;
		best = tally.bytes.high < least ? s : best;
		least = tally.bytes.high;
	}
	return best;
}

static void say_bytes(struct text *text, const struct matrix_tally *tally)
{
	number_add(text, NUMBER_BYTES, tally->bytes.low);
	if (tally->bytes.high > tally->bytes.low) {
		text_add(text, " to ");
		number_add(text, NUMBER_BYTES, tally->bytes.high);
	}
	text_add(text, " bytes a frame");
}

static size_t winner_of(const struct matrix *matrix,
			const struct matrix_span *place)
{
	size_t alike, best;

	if (matrix->family == MATRIX_FRAME)
		return cheapest(matrix, place, SIZE_MAX);
	best = fewest_bytes(matrix, place, &alike);
	return alike > 1 ? SIZE_MAX : best;
}

/* Of all places with the same winner as place @i: they share one sentence. */
static void say_winner(struct text *answer, const struct matrix *matrix,
		       const size_t *winner, size_t i)
{
	struct matrix_tally tally = {0};

	for (size_t k = 0; k < matrix->places; k++)
		if (winner[k] == winner[i])
			matrix_tally_add(&tally, matrix, &matrix->place[k],
					 winner[i]);
	if (matrix->family == MATRIX_FRAME) {
		say_tally(answer, matrix, &tally, winner[i], false);
		return;
	}
	text_add(answer, "%s copies least, ", matrix->strategy[winner[i]].name);
	say_bytes(answer, &tally);
}

static void say_no_winner(struct text *answer, const struct matrix *matrix,
			  const struct matrix_span *place)
{
	size_t alike, best;
	struct matrix_tally tally;

	if (matrix->family == MATRIX_FRAME) {
		say_none(answer, matrix, place);
		return;
	}
	best = fewest_bytes(matrix, place, &alike);
	if (best == SIZE_MAX) {
		text_add(answer, "no safe strategy has its bytes counted");
		return;
	}
	tally = matrix_tally(matrix, place, best);
	text_add(answer, "%zu safe strategies copy alike, ", alike);
	say_bytes(answer, &tally);
}

static void say_place(struct text *answer, const struct matrix *matrix,
		      const size_t *winner, size_t i)
{
	if (winner[i] == SIZE_MAX)
		say_no_winner(answer, matrix, &matrix->place[i]);
	else if (matrix->family != MATRIX_FRAME || matrix->places > MOST_PLACES)
		say_winner(answer, matrix, winner, i);
	else
		say_cheapest(answer, matrix, &matrix->place[i]);
}

/* Places with equal answers share a line. */
static void say_answers(struct text *out, const struct matrix *matrix,
			struct text *answers, unsigned width)
{
	const char *label =
		matrix->family == MATRIX_FRAME ? "cheapest" : "copies";

	for (size_t i = 0; i < matrix->places; i++) {
		struct text line = {0};

		if (!answers[i].length)
			continue;
		for (size_t k = i; k < matrix->places && matrix->axes; k++)
			if (!strcmp(text_string(&answers[k]),
				    text_string(&answers[i])))
				text_add(&line, "%s%s", k == i ? "on " : ", ",
					 matrix->place[k]
						 .like->axis[matrix->axis[0]]);
		text_add(&line, "%s%s", matrix->axes ? ": " : "",
			 text_string(&answers[i]));
		head_take(out, width, label, &line);
		label = "";
		for (size_t k = matrix->places - 1; k > i; k--)
			if (!strcmp(text_string(&answers[k]),
				    text_string(&answers[i])))
				text_free(&answers[k]);
	}
}

static size_t count_candidates(const struct matrix *matrix)
{
	size_t count = 0;

	for (size_t s = 0; s < matrix->strategies; s++)
		count += matrix->strategy[s].role == PEEK_CANDIDATE;
	return count;
}

void words_cheapest(struct text *out, const struct matrix *matrix,
		    unsigned width)
{
	size_t *winner = memory_zeros(matrix->places, sizeof(*winner));
	struct text *answers = memory_zeros(matrix->places, sizeof(*answers));
	bool any =
		winner && answers && count_candidates(matrix) > 1 &&
		(matrix->family == MATRIX_FRAME || matrix->part[MATRIX_BYTES]);

	for (size_t i = 0; i < matrix->places && any; i++)
		winner[i] = winner_of(matrix, &matrix->place[i]);
	for (size_t i = 0; i < matrix->places && any; i++)
		say_place(&answers[i], matrix, winner, i);
	if (any)
		say_answers(out, matrix, answers, width);
	for (size_t i = 0; i < matrix->places; i++)
		text_free(&answers[i]);
	free(winner);
	free(answers);
}
