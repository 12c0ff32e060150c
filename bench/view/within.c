// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Strategies against the base of their group. */
#include <string.h>

#include "view/cells.h"
#include "view/compare.h"
#include "view/head.h"
#include "view/page_parts.h"

static void add_rows(struct text *out, const struct rows *rows,
		     enum table_form form, unsigned width)
{
	const struct column columns[] = {
		WORDS("strategy", .cell = cell_strategy),
		COLUMN(rows->title, .cell = cell_median),
		COLUMN("change", .cell = cell_change),
		COLUMN("95 % interval", .cell = cell_interval),
		COLUMN("copied", .figure = FIGURE_COPIED,
		       .format = NUMBER_BYTES),
		WORDS("verdict", .cell = cell_outcome),
	};
	const struct table table = {
		TABLE_OF(columns, rows->row, rows->count),
		.record = row_record,
		.title = rows_title,
		.context = rows,
	};

	if (rows->count)
		table_add(out, &table, form, width);
}

static size_t count_done(const struct comparison *comparison)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++)
		count += comparison->rows[i].state == COMPARE_DONE;
	return count;
}

static bool any_source(const struct comparison *comparison,
		       enum floor_source source)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (comparison->rows[i].source == source)
			return true;
	return false;
}

static bool any_doubt(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (comparison->rows[i].c->timer_error > MOST_TIMER_ERROR)
			return true;
	return false;
}

static void say_cost(struct text *words, const struct comparison *comparison)
{
	const struct compare_row *row = comparison->rows;
	enum kind kind = rows_kind(comparison);
	const struct figure *figure;

	while (row < comparison->rows + comparison->count - 1 &&
	       !record_has(row->c, row->figure))
		row++;
	figure = &row->c->figure[row->figure];
	text_add(words,
		 "LOWER IS BETTER. %s: %s of %s, %s, median of rounds. copied: "
		 "bytes between bounce buffer and original for one frame. ",
		 figure_facts(row->figure)->title, figure->unit,
		 phase_says(figure_facts(row->figure)->phase),
		 kind == KINDS ? "of the kind in the titles" : kind_name(kind));
}

void verdicts_say(struct text *words, const struct comparison *comparison,
		  const struct compare_options *options)
{
	text_add(words,
		 "change: the median over starts of a start's shift of paired "
		 "rounds (Hodges-Lehmann); its interval covers both. faster, "
		 "slower: the interval on one side of 0, the change beyond "
		 "%.4g %% and the A/A; all %zu verdicts together are wrong in "
		 "at most 5 %%, if starts scatter about normally (t test, "
		 "Holm); same: the interval within %.4g %%; unclear: neither, "
		 "or fewer than %u starts.",
		 100 * options->min_effect, count_done(comparison),
		 100 * options->same, STARTS_LEAST);
}

void within_legend(struct text *out, const struct comparison *comparison,
		   const struct compare_options *options, unsigned width)
{
	struct text words = {0};

	if (!count_done(comparison))
		return;
	say_cost(&words, comparison);
	verdicts_say(&words, comparison, options);
	head_take(out, width, "verdict", &words);
	if (any_source(comparison, FLOOR_SECOND))
		head_line(out, width, "A/A", AA_SAYS);
	if (any_doubt(comparison))
		head_line(out, width, DOUBT_MARK, DOUBT_SAYS);
}

/* --- the checker --------------------------------------------------------- */

/* Is it a case that the checker has an answer for? */
static bool is_judged(const struct record *c)
{
	return c->role == PEEK_CANDIDATE && c->proven.known;
}

static bool same_platform(const struct record *a, const struct record *b)
{
	return !strcmp(record_platform(a), record_platform(b));
}

static bool same_strategy(const struct record *a, const struct record *b)
{
	return same_platform(a, b) &&
	       !strcmp(record_strategy(a), record_strategy(b));
}

/* The first judged row that is the same as row @i. */
static size_t first_like(const struct comparison *comparison, size_t i,
			 bool (*same)(const struct record *a,
				      const struct record *b))
{
	size_t k = 0;

	while (!is_judged(comparison->rows[k].c) ||
	       !same(comparison->rows[k].c, comparison->rows[i].c))
		k++;
	return k;
}

static u32 allowed_to(const struct comparison *comparison,
		      const struct record *like)
{
	u32 allowed = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;

		if (is_judged(c) && same_strategy(c, like))
			allowed |= c->proven.allowed;
	}
	return allowed;
}

/* "swiotlb: full_sync T, no_ownership T", from row @first of the platform. */
static void say_platform(struct text *words,
			 const struct comparison *comparison, size_t first)
{
	const struct record *like = comparison->rows[first].c;
	bool any = false;

	text_add(words, "%s%s:", words->length ? "; " : "",
		 record_platform(like));
	for (size_t i = first; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;
		u32 allowed;

		if (!is_judged(c) || !same_platform(c, like) ||
		    first_like(comparison, i, same_strategy) != i)
			continue;
		allowed = allowed_to(comparison, c);
		if (!allowed)
			continue;
		text_add(words, "%s %s ", any ? "," : "", record_strategy(c));
		hazard_letters(words, allowed);
		any = true;
	}
	text_add(words, any ? "" : " none");
}

void proven_legend(struct text *out, const struct comparison *comparison,
		   unsigned width)
{
	struct text words = {0};

	for (size_t i = 0; i < comparison->count; i++)
		if (is_judged(comparison->rows[i].c) &&
		    first_like(comparison, i, same_platform) == i)
			say_platform(&words, comparison, i);
	if (words.length) {
		text_add(&words,
			 ". Strategies that the checker finds unsafe there, "
			 "also where no frame was wrong in this run: ");
		hazard_letters_mean(&words);
	}
	head_take(out, width, "check", &words);
}

/* --- the page ------------------------------------------------------------ */

void within_table(struct text *out, const struct rows *rows,
		  const struct comparison *comparison,
		  void (*plot)(struct text *out, const struct rows *rows),
		  bool lines, enum table_form form, unsigned width)
{
	struct text words = {0};

	rows_common_say(&words, rows, comparison);
	head_take(out, width, "all", &words);
	text_add(out, "\n");
	if (!rows->count)
		text_add(out, "%s, and none is unsafe\n",
			 count_done(comparison)
				 ? "no candidate differs from its base"
				 : "no case is compared with another");
	add_rows(out, rows, form, width);
	if (plot) {
		text_add(out, "\n");
		plot(out, rows);
	}
	if (lines) {
		text_add(out, "\n");
		lines_within(out, comparison, form, width);
	}
}

void within_add(struct text *out, const struct document *document,
		const struct comparison *comparison,
		const struct compare_options *options,
		const struct compare_page *page)
{
	const struct rows_choice choice = {
		.all = page->details,
		.most = page->details ? 0 : COMPARE_MOST_LINES,
		.differs = rows_differ_within,
	};
	bool lines = page->details && page->model && lines_any(comparison);
	struct text left = {0};
	struct rows rows = rows_choose(comparison, &choice);

	head_line(out, page->width, "compare", document->path);
	head_brief(out, document, page->width);
	head_warnings(out, document, page->width);
	within_table(out, &rows, comparison, NULL, lines, TABLE_TEXT,
		     page->width);
	text_add(out, "\n");
	rows_left_say(&left, &rows.left, "--details");
	head_take(out, page->width, "left out", &left);
	rows_free(&rows);
	proven_legend(out, comparison, page->width);
	aside_predecessors(out, document, options, !page->details, TABLE_TEXT,
			   page->width);
	within_legend(out, comparison, options, page->width);
	if (lines)
		lines_legend(out, document, comparison, false, page->width);
}
