// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Strategies against the base of their group. */
#include <math.h>
#include <string.h>

#include "view/aside.h"
#include "view/cells.h"
#include "view/compare.h"
#include "view/group.h"
#include "view/head.h"
#include "view/wrap.h"

int within_rows(struct text *out, const struct rows *rows, enum table_form form,
		unsigned width)
{
	const struct column columns[] = {
		{.title = "strategy", .left = true, .cell = line_strategy},
		{.title = rows->title, .cell = cell_median},
		{.title = "change", .cell = cell_change},
		{.title = "95 % interval", .cell = cell_interval},
		{.title = "copied",
		 .figure = FIGURE_COPIED,
		 .format = NUMBER_BYTES},
		{.title = "verdict", .left = true, .cell = line_verdict},
	};
	const struct table table = {
		.columns = columns,
		.column_count = ARRAY_SIZE(columns),
		.rows = rows->lines,
		.row_size = sizeof(*rows->lines),
		.row_count = rows->count,
		.record = row_record,
	};

	return rows->count ? table_add(out, &table, form, width) : 0;
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
		if (comparison->rows[i].c->timer_error > 0.001)
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

static void say_verdicts(struct text *words,
			 const struct comparison *comparison,
			 const struct compare_options *options, bool starts)
{
	text_add(words,
		 "change: Hodges-Lehmann shift of paired rounds against the "
		 "base, which need not be that of the medians. faster, slower: "
		 "beyond %.4g %% and beyond the A/A; all %zu verdicts "
		 "together are wrong in at most 5 %%, as far as %s tell; same: "
		 "the whole interval within %.4g %%; unclear: neither.",
		 100 * options->min_effect, count_done(comparison),
		 starts ? "rounds" : "the rounds of one process start",
		 100 * fmax(VERDICT_SAME_WITHIN, options->min_effect));
}

static void wrap_and_free(struct text *out, unsigned width, const char *label,
			  struct text *words)
{
	head_line(out, width, label, text_string(words));
	out->failed |= words->failed;
	text_free(words);
}

void within_legend(struct text *out, const struct document *document,
		   const struct comparison *comparison,
		   const struct compare_options *options, unsigned width)
{
	struct text words = {0};

	if (!comparison->count)
		return;
	say_cost(&words, comparison);
	say_verdicts(&words, comparison, options, document->starts > 1);
	wrap_and_free(out, width, "verdict", &words);
	if (any_source(comparison, FLOOR_SECOND))
		head_line(out, width, "A/A",
			  "the base against its own second run: the estimate, "
			  "and behind it the far end of its 95 % interval, "
			  "which a change must be beyond");
	if (any_source(comparison, FLOOR_NEIGHBOURS))
		head_line(out, width, "A/A ~",
			  "no second run of the base is in the document: the "
			  "far end of the interval of the base against itself "
			  "one round later");
	if (any_doubt(comparison))
		head_line(out, width, "~",
			  "time stamps leave more than 0.1 % of a look open");
}

/* --- the checker --------------------------------------------------------- */

/** struct finding - what the checker allows a strategy on a platform. */
struct finding {
	const struct record *record;
	u32 allowed;
	bool known;
};

static bool alike(const struct record *a, const struct record *b)
{
	return !strcmp(record_platform(a), record_platform(b)) &&
	       !strcmp(record_strategy(a), record_strategy(b));
}

static size_t gather(struct finding *found, size_t most,
		     const struct comparison *comparison)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct record *c = comparison->rows[i].c;
		size_t k = 0;

		if (c->role != PEEK_CANDIDATE || !c->proven.known)
			continue;
		while (k < count && !alike(found[k].record, c))
			k++;
		if (k == most)
			continue;
		if (k == count)
			found[count++] = (struct finding){.record = c};
		found[k].allowed |= c->proven.allowed;
	}
	return count;
}

/* "swiotlb full_sync T, no_ownership T; " */
static void say_platform(struct text *words, const struct finding *found,
			 size_t count, const char *platform)
{
	const char *sign = words->length ? "; " : "";
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(record_platform(found[i].record), platform) ||
		    !found[i].allowed)
			continue;
		text_add(words, "%s%s%s ", any ? ", " : sign,
			 any ? "" : platform, any ? "" : ":");
		text_add(words, "%s ", record_strategy(found[i].record));
		hazard_letters(words, found[i].allowed);
		any = true;
	}
	if (!any)
		text_add(words, "%s%s: none", sign, platform);
}

static bool is_first(const struct finding *found, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(record_platform(found[k].record),
			    record_platform(found[i].record)))
			return false;
	return true;
}

#define MOST_FINDINGS 400u

void proven_legend(struct text *out, const struct comparison *comparison,
		   unsigned width)
{
	struct finding found[MOST_FINDINGS];
	size_t count = gather(found, MOST_FINDINGS, comparison);
	struct text words = {0};

	for (size_t i = 0; i < count; i++)
		if (is_first(found, i))
			say_platform(&words, found, count,
				     record_platform(found[i].record));
	if (count) {
		text_add(&words,
			 ". Strategies that the checker finds unsafe there, "
			 "also where no frame was wrong in this run: ");
		hazard_letters_mean(&words);
	}
	wrap_and_free(out, width, "check", &words);
}

/* --- the page ------------------------------------------------------------ */

static int add_tables(struct text *out, const struct comparison *comparison,
		      const struct rows *rows, const struct compare_page *page)
{
	struct text words = {0};
	int err;

	rows_common_say(&words, rows, comparison);
	wrap_and_free(out, page->width, "all", &words);
	text_add(out, "\n");
	if (!rows->count)
		text_add(out, "no candidate differs from its base, and none "
			      "is unsafe\n");
	err = within_rows(out, rows, TABLE_TEXT, page->width);
	if (!err && page->details && page->model && lines_any(comparison)) {
		text_add(out, "\n");
		err = lines_within(out, comparison, TABLE_TEXT, page->width);
	}
	text_add(out, "\n");
	rows_left_say(&words, &rows->left, "--details");
	wrap_and_free(out, page->width, "left out", &words);
	return err;
}

int within_add(struct text *out, const struct document *document,
	       const struct comparison *comparison,
	       const struct compare_options *options,
	       const struct compare_page *page)
{
	const struct rows_choice choice = {
		.all = page->details,
		.most = page->details ? 0 : COMPARE_MOST_LINES,
		.differs = rows_differ_within,
	};
	struct rows rows;
	int err = rows_choose(&rows, comparison, &choice);

	if (err)
		return err;
	head_line(out, page->width, "compare", document->path);
	head_brief(out, document, page->width);
	head_warnings(out, document, page->width);
	err = add_tables(out, comparison, &rows, page);
	rows_free(&rows);
	if (err)
		return err;
	proven_legend(out, comparison, page->width);
	err = aside_predecessors(out, document, options, !page->details,
				 TABLE_TEXT, page->width);
	if (err)
		return err;
	within_legend(out, document, comparison, options, page->width);
	if (page->details && page->model && lines_any(comparison))
		lines_legend(out, document, comparison, false, page->width);
	return out->failed ? -ENOMEM : 0;
}
