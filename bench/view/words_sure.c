// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The sentences about hazards, and about how sure the figures are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/head.h"
#include "view/page_parts.h"

/* Places that a sentence names before it counts the rest. */
#define MOST_NAMED 4

/**
 * struct harm - hazards of one strategy.
 * @unproven: seen where the checker finds none, in so many cases (@beyond),
 *	@whole of which have more than a status word that is half old.
 * @where: it has those that are only proven: platforms.
 * @told: the sentence of another had its name.
 */
struct harm {
	const struct record *like;
	u32 seen;
	u32 only_proven;
	u32 unproven;
	size_t beyond;
	size_t whole;
	size_t cases;
	size_t unsafe;
	size_t possible;
	double most;
	struct text where;
	bool told;
};

static bool is_of(const struct record *a, const struct record *b)
{
	return !strcmp(record_strategy(a), record_strategy(b)) &&
	       a->device_fault == b->device_fault;
}

static void count_unproven(struct harm *harm, const struct record *c)
{
	u32 unproven = record_unproven(c);

	if (!unproven)
		return;
	harm->unproven |= unproven;
	harm->beyond++;
	harm->whole += unproven != FRAME_TORN ||
		       c->status_torn < c->hazard[FRAME_TORN_BIT];
}

static void count_case(struct harm *harm, const struct record *c)
{
	u32 beyond = c->proven.known ? c->proven.allowed & ~record_seen(c) : 0;

	harm->cases++;
	harm->seen |= record_seen(c);
	harm->only_proven |= beyond;
	harm->possible += beyond != 0;
	count_unproven(harm, c);
	if (c->state != CASE_UNSAFE)
		return;
	harm->unsafe++;
	harm->most =
		fmax(harm->most, 100.0 * (double)c->wrong / (double)c->frames);
}

static size_t find_harms(const struct comparison *comparison,
			 struct harm *harms)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;
		size_t k = 0;

		while (k < count && !is_of(harms[k].like, c))
			k++;
		if (k == count)
			harms[count++] = (struct harm){.like = c};
		count_case(&harms[k], c);
	}
	return count;
}

static bool is_harmed(const struct record *c, const struct harm *harm,
		      bool proven)
{
	if (!is_of(harm->like, c))
		return false;
	if (!proven)
		return c->state == CASE_UNSAFE;
	return c->proven.known && c->proven.allowed & ~record_seen(c);
}

/* "swiotlb, arm64 and 2 more" */
static void add_platforms(struct text *text,
			  const struct comparison *comparison,
			  const struct harm *harm, bool proven)
{
	size_t named = 0, more = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;
		bool told = !is_harmed(c, harm, proven);

		for (size_t k = 0; k < i && !told; k++)
			told = is_harmed(comparison->rows[k].c, harm, proven) &&
			       !strcmp(record_platform(comparison->rows[k].c),
				       record_platform(c));
		if (told)
			continue;
		if (named < MOST_NAMED)
			text_add(text, "%s%s", named++ ? ", " : " on ",
				 record_platform(c));
		else
			more++;
	}
	if (more)
		text_add(text, " and %zu more", more);
}

static void say_harm(struct text *text, const struct comparison *comparison,
		     const struct harm *harm)
{
	const char *role = harm->like->device_fault ? " (device fault)"
			   : harm->like->role == PEEK_CONTROL
				   ? " (control, must fail)"
				   : "";

	text_add(text, "%s%s: ", record_strategy(harm->like), role);
	hazard_names(text, harm->seen, ", ");
	text_add(text, " in %zu of %zu cases,", harm->unsafe, harm->cases);
	add_platforms(text, comparison, harm, false);
	text_add(text, "; up to %.3g %% of the frames", harm->most);
}

static bool alike_proven(const struct harm *a, const struct harm *b)
{
	return a->only_proven == b->only_proven && a->possible == b->possible &&
	       a->cases == b->cases &&
	       !strcmp(text_string(&a->where), text_string(&b->where));
}

/* Of those from @harm to @end with the same hazards in the same places. */
static void say_proven(struct text *text, struct harm *harm,
		       const struct harm *end)
{
	size_t names = 0;

	for (struct harm *other = harm; other < end; other++) {
		if (!alike_proven(harm, other))
			continue;
		text_add(text, "%s%s", names++ ? ", " : "",
			 record_strategy(other->like));
		other->told = true;
	}
	text_add(text, ": ");
	hazard_names(text, harm->only_proven, ", ");
	text_add(text,
		 " in %zu of %zu cases%s,%s; no frame of this run showed it, "
		 "the checker found how it comes",
		 harm->possible, harm->cases, names > 1 ? " each" : "",
		 text_string(&harm->where));
}

static void add_proven(struct text *out, const struct comparison *comparison,
		       struct harm *harms, size_t count, unsigned width)
{
	const char *label = "proven";

	for (size_t i = 0; i < count; i++)
		add_platforms(&harms[i].where, comparison, &harms[i], true);
	for (size_t i = 0; i < count; i++) {
		struct text line = {0};

		if (!harms[i].only_proven || harms[i].told)
			continue;
		say_proven(&line, &harms[i], harms + count);
		head_take(out, width, label, &line);
		label = "";
	}
	for (size_t i = 0; i < count; i++)
		text_free(&harms[i].where);
}

/* Hazards that frames showed and the search did not find there. */
static void add_beyond(struct text *out, const struct harm *harms, size_t count,
		       unsigned width)
{
	const char *label = "beyond";

	for (size_t i = 0; i < count; i++) {
		struct text line = {0};

		if (!harms[i].unproven)
			continue;
		text_add(&line, "%s: ", record_strategy(harms[i].like));
		hazard_names(&line, harms[i].unproven, ", ");
		text_add(
			&line,
			" in %zu of %zu cases where the checker finds none; %s",
			harms[i].beyond, harms[i].cases,
			harms[i].whole
				? "this machine does more than its model, or "
				  "one of them is wrong"
				: "in each such frame a status word was half "
				  "old, which check --words torn has");
		head_take(out, width, label, &line);
		label = "";
	}
}

static void say_unproven(struct text *out, const struct comparison *comparison,
			 unsigned width)
{
	size_t unknown = 0, count = 0;
	const char *why = "";
	struct text line = {0};

	for (size_t i = 0; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;

		if (c->role == PEEK_HARNESS)
			continue;
		count++;
		if (c->proven.known)
			continue;
		unknown++;
		why = c->proven.absent && c->proven.absent[0] ? c->proven.absent
							      : "not recorded";
	}
	if (count && unknown == count)
		text_add(&line,
			 "%s: here safe means that no frame was wrong, "
			 "not that none can be",
			 why);
	else if (unknown)
		text_add(&line, "not of %zu of %zu cases: %s", unknown, count,
			 why);
	head_take(out, width, "proven", &line);
}

/* A frame that was not verified is not known to be right. */
static void say_clean(struct text *out, const struct comparison *comparison,
		      unsigned width)
{
	size_t unverified = 0;
	struct text line = {0};

	for (size_t i = 0; i < comparison->count; i++)
		unverified += !comparison->rows[i].c->frames;
	if (!unverified)
		text_add(&line, "no frame of any case was wrong");
	else if (unverified == comparison->count)
		text_add(&line, "not known: no frame was verified");
	else
		text_add(&line,
			 "no frame was wrong; of %zu cases none was verified",
			 unverified);
	head_take(out, width, case_state_name(CASE_UNSAFE), &line);
}

void words_unsafe(struct text *out, const struct comparison *comparison,
		  unsigned width)
{
	struct harm *harms = memory_zeros(comparison->count, sizeof(*harms));
	size_t count = find_harms(comparison, harms);
	const char *label = case_state_name(CASE_UNSAFE);

	for (size_t i = 0; i < count; i++) {
		struct text line = {0};

		if (!harms[i].unsafe)
			continue;
		say_harm(&line, comparison, &harms[i]);
		head_take(out, width, label, &line);
		label = "";
	}
	if (label[0])
		say_clean(out, comparison, width);
	add_proven(out, comparison, harms, count, width);
	add_beyond(out, harms, count, width);
	say_unproven(out, comparison, width);
	free(harms);
}

/* --- how sure ------------------------------------------------------------ */

/** struct surety - what the rows of a comparison rest on.
 * @low, @high: magnitudes of the bases' A/A; @furthest: in one start. */
struct surety {
	size_t compared;
	size_t few;
	size_t exact;
	double low;
	double high;
	double furthest;
	size_t slices;
	size_t disturbed;
	size_t valueless;
};

static void count_slices(struct surety *surety, const struct compare_row *row)
{
	const struct record *c = row->c;
	const struct figure *figure = &c->figure[row->figure];

	for (u32 i = 0; i < c->slices.n; i++) {
		surety->slices++;
		surety->disturbed += c->slices.at[i].marks != 0;
		surety->valueless += c->state == CASE_OK && figure->sample &&
				     figure->kind != KIND_ABSENT &&
				     !(figure->sample[i] > 0);
	}
}

static void count_row(struct surety *surety, const struct compare_row *row)
{
	count_slices(surety, row);
	if (row->state == COMPARE_DONE) {
		surety->compared++;
		surety->few += compare_few_starts(row);
	}
	if (row->state != COMPARE_BASE || !record_has(row->c, row->figure))
		return;
	surety->exact += row->source == FLOOR_EXACT;
	if (row->source != FLOOR_SECOND)
		return;
	surety->low = fmin(surety->low, row->floor);
	surety->high = fmax(surety->high, row->floor);
	surety->furthest = fmax(surety->furthest, row->furthest);
}

static struct surety count_all(const struct matrix *matrices, size_t count)
{
	struct surety surety = {.low = INFINITY, .high = -INFINITY};

	for (size_t m = 0; m < count; m++)
		for (size_t i = 0; i < matrices[m].cells; i++)
			if (matrices[m].of[i])
				count_row(&surety, matrices[m].of[i]);
	return surety;
}

static void say_floors(struct text *text, const struct surety *surety,
		       u32 starts)
{
	if (surety->exact)
		text_add(text, "exact: counted, the same in every run; ");
	if (!(surety->high >= surety->low))
		return;
	text_add(text, "A/A (the base against itself) ");
	number_add(text, NUMBER_PERCENT, verdict_percent(surety->low));
	if (surety->high > surety->low) {
		text_add(text, " to ");
		number_add(text, NUMBER_PERCENT, verdict_percent(surety->high));
	}
	text_add(text, " %%");
	if (starts > 1) {
		text_add(text, ", in the worst start ");
		number_add(text, NUMBER_PERCENT,
			   verdict_percent(surety->furthest));
		text_add(text, " %%");
	}
	text_add(text, "; ");
}

/* How far the verdicts carry. */
static void say_verdicts(struct text *text, const struct surety *surety)
{
	if (!surety->compared || surety->exact)
		return;
	if (surety->few)
		text_add(text,
			 "no verdict in %zu of %zu: the next start may differ, "
			 "and %u are needed; ",
			 surety->few, surety->compared, STARTS_LEAST);
	else
		text_add(text,
			 "all %zu verdicts together wrong in at most 5 %%, if "
			 "starts scatter about like a normal distribution; ",
			 surety->compared);
}

void words_sure(struct text *out, const struct matrix *matrices, size_t count,
		unsigned width)
{
	const struct document *document = NULL;
	struct surety surety = count_all(matrices, count);
	struct text line = {0};
	u32 starts;

	for (size_t m = 0; m < count && !document; m++)
		document = matrices[m].document;
	starts = document ? document->starts : 0;
	say_floors(&line, &surety, starts);
	say_verdicts(&line, &surety);
	text_add(&line, "%zu slices", surety.slices);
	if (starts)
		text_add(&line, " of %u %s", starts,
			 starts == 1 ? "start" : "starts");
	text_add(&line, ", %zu disturbed (kept)", surety.disturbed);
	if (surety.valueless)
		text_add(&line, ", %zu without a value (left out)",
			 surety.valueless);
	head_take(out, width, "sure to", &line);
}
