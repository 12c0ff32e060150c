// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The sentences about who is cheapest. */
#include "view/page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/group.h"
#include "view/head.h"
#include "view/number.h"
#include "view/wrap.h"

/* Places that have a sentence each. */
#define MOST_PLACES 4

/**
 * struct tally - a strategy in the groups of a place.
 * @sum: of its log ratios to the base, @compared of them.
 * @low, @high: % by verdict; @where: a group with that verdict.
 * @bytes_low, @bytes_high: copied for a frame.
 */
struct tally {
	bool safe;
	size_t groups;
	size_t compared;
	double sum;
	size_t count[VERDICT_UNCLEAR + 1];
	double low[VERDICT_UNCLEAR + 1];
	double high[VERDICT_UNCLEAR + 1];
	const struct record *where[VERDICT_UNCLEAR + 1];
	double bytes_low;
	double bytes_high;
};

/** struct place - groups [first, end) of one value of the outermost axis. */
struct place {
	size_t first;
	size_t end;
	const struct record *like;
};

static void count_row(struct tally *tally, const struct compare_row *row)
{
	double change = verdict_percent(row->shift);
	double bytes = record_value(row->c, FIGURE_COPIED);

	if (isfinite(bytes)) {
		tally->bytes_low = fmin(tally->bytes_low, bytes);
		tally->bytes_high = fmax(tally->bytes_high, bytes);
	}
	tally->compared += row->state == COMPARE_BASE;
	if (row->state != COMPARE_DONE)
		return;
	tally->compared++;
	tally->sum += row->shift;
	tally->low[row->verdict] =
		tally->count[row->verdict]
			? fmin(tally->low[row->verdict], change)
			: change;
	tally->high[row->verdict] =
		tally->count[row->verdict]
			? fmax(tally->high[row->verdict], change)
			: change;
	tally->where[row->verdict] = row->c;
	tally->count[row->verdict]++;
}

static void add_place(struct tally *tally, const struct matrix *matrix,
		      const struct place *place, size_t strategy)
{
	for (size_t g = place->first; g < place->end; g++) {
		const struct compare_row *row = matrix_row(matrix, g, strategy);

		tally->groups++;
		tally->safe &= row && record_is_safe(row->c);
		if (row)
			count_row(tally, row);
	}
}

static struct tally no_tally(const struct matrix *matrix, size_t strategy)
{
	return (struct tally){
		.safe = matrix->strategy[strategy].role == PEEK_CANDIDATE,
		.bytes_low = INFINITY,
		.bytes_high = -INFINITY,
	};
}

static struct tally tally_of(const struct matrix *matrix,
			     const struct place *place, size_t strategy)
{
	struct tally tally = no_tally(matrix, strategy);

	add_place(&tally, matrix, place, strategy);
	return tally;
}

static void add_range(struct text *text, double low, double high)
{
	number_add(text, NUMBER_BRIEF_CHANGE, low);
	if (high > low) {
		text_add(text, " to ");
		number_add(text, NUMBER_BRIEF_CHANGE, high);
	}
	text_add(text, " %%");
}

static double mean_of(const struct tally *tally)
{
	return tally->sum / (double)tally->compared;
}

static bool base_is_safe(const struct matrix *matrix, const struct place *place)
{
	const char *base = matrix_base(matrix);

	for (size_t s = 0; s < matrix->strategies && base; s++)
		if (!strcmp(matrix->strategy[s].name, base))
			return tally_of(matrix, place, s).safe;
	return false;
}

/*
 * Of the safe ones that are faster than the base somewhere; of all safe ones
 * where the base is not.  SIZE_MAX: there is none.
 */
static size_t cheapest(const struct matrix *matrix, const struct place *place,
		       size_t but)
{
	bool faster = base_is_safe(matrix, place);
	size_t best = SIZE_MAX;
	double least = INFINITY;

	for (size_t s = 0; s < matrix->strategies; s++) {
		struct tally tally = tally_of(matrix, place, s);

		if (s == but || !tally.safe || !tally.compared ||
		    (faster && !tally.count[VERDICT_FASTER]) ||
		    mean_of(&tally) >= least)
			continue;
		best = s;
		least = mean_of(&tally);
	}
	return best;
}

static size_t count_safe(const struct matrix *matrix, const struct place *place)
{
	size_t count = 0;

	for (size_t s = 0; s < matrix->strategies; s++)
		count += tally_of(matrix, place, s).safe;
	return count;
}

/* "slower in 1 (+14 %: 256 bytes, 1 empty look a frame)" */
static void add_verdicts(struct text *text, const struct matrix *matrix,
			 const struct tally *tally, enum verdict verdict,
			 const char *word)
{
	size_t count = tally->count[verdict];
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
	add_range(text, tally->low[verdict], tally->high[verdict]);
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
			     const struct place *place, size_t *undecided)
{
	size_t compared = 0;

	*undecided = 0;
	for (size_t s = 0; s < matrix->strategies; s++) {
		struct tally tally = tally_of(matrix, place, s);

		if (!tally.safe)
			continue;
		for (int v = 0; v <= VERDICT_UNCLEAR; v++)
			compared += tally.count[v];
		*undecided += tally.count[VERDICT_UNCLEAR];
	}
	return compared;
}

static void say_none(struct text *text, const struct matrix *matrix,
		     const struct place *place, const char *base, bool exact)
{
	size_t undecided, compared = count_compared(matrix, place, &undecided);
	size_t safe = count_safe(matrix, place);

	if (!safe)
		text_add(text, "no strategy is safe");
	else if (safe == 1)
		text_add(text, "one safe strategy only");
	else
		text_add(text, "none of the %zu safe strategies is %s %s", safe,
			 exact ? "below" : "faster than", base);
	if (safe > 1 && undecided)
		text_add(text, ", with %zu of %zu comparisons undecided",
			 undecided, compared);
}

static bool has_exact_floor(const struct compare_row *row)
{
	return row->source == FLOOR_EXACT;
}

static bool is_exact(const struct matrix *matrix)
{
	return matrix_find(matrix, has_exact_floor) != NULL;
}

static void say_tally(struct text *text, const struct matrix *matrix,
		      const struct tally *tally, size_t strategy, bool only)
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
			 const struct place *place)
{
	size_t best = cheapest(matrix, place, SIZE_MAX), next;
	struct tally tally = tally_of(matrix, place, best);

	say_tally(text, matrix, &tally, best, count_safe(matrix, place) == 1);
	next = cheapest(matrix, place, best);
	if (next == SIZE_MAX)
		return;
	tally = tally_of(matrix, place, next);
	text_add(text, "; next %s, mean ", matrix->strategy[next].name);
	number_add(text, NUMBER_BRIEF_CHANGE, verdict_percent(mean_of(&tally)));
	text_add(text, " %%");
}

/* On a device that sets the pace the time is the device's: bytes count.  The
 * first of those that copy least; @alike: how many copy as few. */
static size_t fewest_bytes(const struct matrix *matrix,
			   const struct place *place, size_t *alike)
{
	size_t best = SIZE_MAX;
	double least = INFINITY;

	*alike = 0;
	for (size_t s = 0; s < matrix->strategies; s++) {
		struct tally tally = tally_of(matrix, place, s);

		if (!tally.safe || !(tally.bytes_high <= least))
			continue;
		*alike = tally.bytes_high < least ? 1 : *alike + 1;
		best = tally.bytes_high < least ? s : best;
		least = tally.bytes_high;
	}
	return best;
}

static void say_bytes(struct text *text, const struct tally *tally)
{
	number_add(text, NUMBER_BYTES, tally->bytes_low);
	if (tally->bytes_high > tally->bytes_low) {
		text_add(text, " to ");
		number_add(text, NUMBER_BYTES, tally->bytes_high);
	}
	text_add(text, " bytes a frame");
}

static size_t find_places(const struct matrix *matrix, struct place *places)
{
	size_t count = 0;

	for (size_t g = 0; g < matrix->groups; g++) {
		const struct record *c = matrix_group_record(matrix, g);

		if (!count ||
		    (matrix->axes &&
		     strcmp(c->axis[matrix->axis[0]],
			    places[count - 1].like->axis[matrix->axis[0]])))
			places[count++] = (struct place){.first = g, .like = c};
		places[count - 1].end = g + 1;
	}
	return count;
}

static size_t winner_of(const struct matrix *matrix, const struct place *place)
{
	size_t alike, best;

	if (matrix->family == MATRIX_FRAME)
		return cheapest(matrix, place, SIZE_MAX);
	best = fewest_bytes(matrix, place, &alike);
	return alike > 1 ? SIZE_MAX : best;
}

/* Places with the same winner share one sentence. */
static void say_winner(struct text *answers, const struct matrix *matrix,
		       const struct place *places, size_t count,
		       const size_t *winner, size_t s)
{
	struct tally tally = no_tally(matrix, s);
	struct text answer = {0};

	for (size_t i = 0; i < count; i++)
		if (winner[i] == s)
			add_place(&tally, matrix, &places[i], s);
	if (tally.groups && matrix->family == MATRIX_FRAME) {
		say_tally(&answer, matrix, &tally, s, false);
	} else if (tally.groups) {
		text_add(&answer, "%s copies least, ",
			 matrix->strategy[s].name);
		say_bytes(&answer, &tally);
	}
	for (size_t i = 0; i < count; i++)
		if (winner[i] == s) {
			text_add(&answers[i], "%s", text_string(&answer));
			answers[i].failed |= answer.failed;
		}
	text_free(&answer);
}

static void say_no_winner(struct text *answer, const struct matrix *matrix,
			  const struct place *place)
{
	size_t alike, best;
	struct tally tally;

	if (matrix->family == MATRIX_FRAME) {
		say_none(answer, matrix, place, matrix_base(matrix),
			 is_exact(matrix));
		return;
	}
	best = fewest_bytes(matrix, place, &alike);
	if (best == SIZE_MAX) {
		text_add(answer, "no safe strategy has its bytes counted");
		return;
	}
	tally = tally_of(matrix, place, best);
	text_add(answer, "%zu safe strategies copy alike, ", alike);
	say_bytes(answer, &tally);
}

static int say_places(struct text *answers, const struct matrix *matrix,
		      const struct place *places, size_t count)
{
	bool shared = matrix->family != MATRIX_FRAME || count > MOST_PLACES;
	size_t *winner = calloc(count + 1, sizeof(*winner));

	if (!winner)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		winner[i] = winner_of(matrix, &places[i]);
	for (size_t s = 0; s < matrix->strategies && shared; s++)
		say_winner(answers, matrix, places, count, winner, s);
	for (size_t i = 0; i < count; i++)
		if (winner[i] == SIZE_MAX)
			say_no_winner(&answers[i], matrix, &places[i]);
		else if (!shared)
			say_cheapest(&answers[i], matrix, &places[i]);
	free(winner);
	return 0;
}

static size_t count_candidates(const struct matrix *matrix)
{
	size_t count = 0;

	for (size_t s = 0; s < matrix->strategies; s++)
		count += matrix->strategy[s].role == PEEK_CANDIDATE;
	return count;
}

static void say_answers(struct text *out, const struct matrix *matrix,
			const struct place *places, struct text *answers,
			size_t count, unsigned width)
{
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		struct text line = {0};
		size_t shared = 0;

		for (size_t k = i; k < count && answers[i].length; k++) {
			if (strcmp(text_string(&answers[k]),
				   text_string(&answers[i])))
				continue;
			if (matrix->axes)
				text_add(&line, "%s%s", shared ? ", " : "on ",
					 places[k].like->axis[matrix->axis[0]]);
			shared++;
			if (k != i)
				text_free(&answers[k]);
		}
		if (!shared)
			continue;
		text_add(&line, "%s%s", matrix->axes ? ": " : "",
			 text_string(&answers[i]));
		head_take(out, width,
			  !first			   ? ""
			  : matrix->family == MATRIX_FRAME ? "cheapest"
							   : "copies",
			  &line);
		first = false;
	}
}

void words_cheapest(struct text *out, const struct matrix *matrix,
		    unsigned width)
{
	struct place *places = calloc(matrix->groups + 1, sizeof(*places));
	struct text *answers = calloc(matrix->groups + 1, sizeof(*answers));
	size_t count = places && answers ? find_places(matrix, places) : 0;
	bool any = matrix->family == MATRIX_FRAME || matrix->part[MATRIX_BYTES];

	if (any && count && count_candidates(matrix) > 1)
		out->failed |= say_places(answers, matrix, places, count) != 0;
	for (size_t i = 0; i < count; i++)
		out->failed |= answers[i].failed;
	say_answers(out, matrix, places, answers, count, width);
	for (size_t i = 0; i < count; i++)
		text_free(&answers[i]);
	out->failed |= !places || !answers;
	free(places);
	free(answers);
}
