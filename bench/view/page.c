// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/page.h"

#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/crossover.h"
#include "view/data.h"
#include "view/group.h"
#include "view/head.h"
#include "view/matrix.h"
#include "view/page_parts.h"
#include "view/wrap.h"

/**
 * struct page - a page in the making.
 * @compare: of @frames.
 * @frames, @looks: comparisons of all families; @looks may be empty.
 */
struct page {
	const struct document *document;
	const struct view_options *options;
	struct text *out;
	struct compare_options compare;
	struct comparison frames;
	struct comparison looks;
	struct matrix matrix[MATRIX_FAMILIES];
};

/* Lines of words keep their places in Markdown. */
static void fence(struct page *page)
{
	if (page->options->form == TABLE_MARKDOWN)
		text_add(page->out, "```\n");
}

/* --- what a matrix shows ------------------------------------------------- */

/* "TSC cycles, measured", "instructions of an emulated CPU" */
static void say_unit(struct text *text, const struct matrix *matrix,
		     const struct compare_row *row)
{
	const struct figure *figure = &row->c->figure[row->figure];

	if (figure->kind == KIND_INSTRUCTIONS)
		text_add(text, "instructions of an emulated CPU, not time");
	else
		text_add(text, "%s%s, %s", figure->unit,
			 matrix->tick_ns > 0 && figure_is_ticks(figure)
				 ? " and, below, ns"
				 : "",
			 matrix->kinds ? "of the kind above the column"
				       : kind_name(figure->kind));
}

static bool is_base_everywhere(const struct matrix *matrix, const char *base)
{
	for (size_t g = 0; g < matrix->groups; g++) {
		const struct record *of =
			matrix->rows[matrix->group[g].first].base;

		if (of && strcmp(record_strategy(of), base))
			return false;
	}
	return true;
}

static void say_caption(struct page *page, const struct matrix *matrix)
{
	const struct compare_row *row = matrix_cost(matrix);
	const char *base = matrix_base(matrix);
	struct text text = {0};

	if (matrix->family == MATRIX_FRAME)
		text_add(&text, "a frame, all looks at it and its processing");
	else if (matrix->part[MATRIX_COST])
		text_add(&text, "one look that finds nothing");
	if (row && base) {
		text_add(&text, ": change in %% against %s, whose row has ",
			 base);
		say_unit(&text, matrix, row);
		if (!is_base_everywhere(matrix, base))
			text_add(&text,
				 "; where that is unsafe, against the first "
				 "that is safe");
	}
	if (matrix->part[MATRIX_BYTES])
		text_add(&text,
			 "%sbytes: copied for a frame (the device sets the "
			 "pace, so that no time of a frame is compared)",
			 text.length ? ". " : "");
	if (matrix->part[MATRIX_HAZARD])
		text_add(&text, "hazards that frames showed; no cost is "
				"recorded");
	else
		text_add(&text, ". Lower is better");
	head_take(page->out, page->options->width, "shown", &text);
}

static void say_constant(struct page *page, const struct matrix *matrix)
{
	const struct record *first = matrix_group_record(matrix, 0);
	struct text text = {0};
	uint32_t vary = 0;

	for (size_t g = 1; g < matrix->groups; g++)
		vary |= axes_differ(first, matrix_group_record(matrix, g));
	group_title(&text, first, vary);
	if (matrix->groups > 1)
		text_add(&text, "%s%zu groups", text.length ? "; " : "",
			 matrix->groups);
	head_take(page->out, page->options->width, "cases", &text);
}

static bool is_same(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && row->verdict == VERDICT_SAME;
}

static bool is_undecided(const struct compare_row *row)
{
	return row->state == COMPARE_DONE && row->verdict == VERDICT_UNCLEAR;
}

static bool is_control(const struct compare_row *row)
{
	return row->c->role == PEEK_CONTROL;
}

static bool is_interpreted(const struct compare_row *row)
{
	return row->c->interpreted;
}

static u32 all_hazards(const struct matrix *matrix)
{
	u32 hazards = 0;

	for (size_t i = 0; i < matrix->cells; i++)
		if (matrix->of[i]) {
			const struct record *c = matrix->of[i]->c;

			hazards |= record_seen(c) |
				   (c->proven.known ? c->proven.allowed : 0);
		}
	return hazards;
}

static void item(struct text *text, const char *words)
{
	text_add(text, "%s%s", text->length ? "; " : "", words);
}

static size_t largest_bin(const struct matrix *matrix)
{
	size_t most = 0;

	for (size_t b = 0; b < matrix->bins; b++)
		if (matrix->bin[b].end - matrix->bin[b].first > most)
			most = matrix->bin[b].end - matrix->bin[b].first;
	return most;
}

static void say_proven(struct text *text, const struct matrix *matrix)
{
	item(text, "proven: what the checker finds possible, . nothing");
	if (matrix->axes)
		text_add(text, ", for each %s in the order of the columns",
			 axis_title(matrix->axis[0]));
}

static void say_legend(struct page *page, const struct matrix *matrix)
{
	u32 hazards = all_hazards(matrix);
	struct text text = {0};

	if (matrix_find(matrix, is_same))
		item(&text, "= same within 1 %");
	if (matrix_find(matrix, is_undecided))
		item(&text, "? undecided");
	if (matrix_find(matrix, is_control))
		item(&text, "* control, must fail");
	if (matrix_find(matrix, is_interpreted))
		item(&text, "# a table of syncs, interpreted: its cost stands "
			    "beside no compiled strategy's");
	for (u32 bit = 0; bit < FRAME_HAZARDS && matrix->brief; bit++)
		if (hazards & 1u << bit)
			text_add(&text, "%s%c %s", text.length ? "; " : "",
				 frame_hazard_letter(bit),
				 frame_hazard_name(bit));
	if (matrix_is_proven(matrix))
		say_proven(&text, matrix);
	if (matrix_is_folded(matrix))
		text_add(&text,
			 "%sa cell holds up to %zu groups: low..high of those "
			 "that differ, or how many are unsafe",
			 text.length ? "; " : "", largest_bin(matrix));
	head_take(page->out, page->options->width, "", &text);
}

static void add_matrix(struct page *page, struct matrix *matrix)
{
	bool markdown = page->options->form == TABLE_MARKDOWN;
	struct text table = {0};

	matrix_add(&table, matrix, markdown, page->options->width,
		   PAGE_MATRIX_LINES);
	text_add(page->out, "\n");
	say_constant(page, matrix);
	say_caption(page, matrix);
	fence(page);
	text_add(page->out, "\n");
	text_take(page->out, &table);
	text_add(page->out, markdown ? "\n" : "");
	fence(page);
	say_legend(page, matrix);
}

static void say_more(struct page *page)
{
	const struct document *document = page->document;
	const char *path = document->path && strcmp(document->path, "-")
				   ? document->path
				   : "RESULT";

	head_add(page->out, page->options->width, "more",
		 "peekbench show %s --details, --filter TEXT; compare, cite, "
		 "plot, crossover",
		 path);
}

static bool wants_details(const struct page *page)
{
	return page->options->details || page->options->show_unsafe ||
	       page->matrix[MATRIX_FRAME].groups +
			       page->matrix[MATRIX_LOOKS].groups ==
		       1;
}

static void add_first_page(struct page *page)
{
	const struct view_options *options = page->options;
	struct text *out = page->out;

	for (int f = 0; f < MATRIX_FAMILIES; f++) {
		page->matrix[f].tick_ns = options->tick_ns;
		if (page->matrix[f].groups)
			add_matrix(page, &page->matrix[f]);
	}
	text_add(out, "\n");
	for (int f = 0; f < MATRIX_FAMILIES; f++)
		if (page->matrix[f].groups)
			words_cheapest(out, &page->matrix[f], options->width);
	words_unsafe(out, &page->frames, options->width);
	words_sure(out, page->matrix, MATRIX_FAMILIES, options->width);
	aside_scatter(out, &page->frames, wants_details(page), options->width);
	aside_noise(out, page->document, options->width);
	aside_lost(out, page->document, options->width);
	if (!wants_details(page))
		aside_predecessors(out, page->document, &page->compare, true,
				   options->form, options->width);
	if (options->budget)
		aside_undecided(out, page->document, options->form,
				options->width);
}

/* Are there cases without the cost of a frame? */
static bool has_others(const struct page *page)
{
	size_t rows = 0;

	for (size_t g = 0; g < page->matrix[MATRIX_FRAME].groups; g++)
		rows += page->matrix[MATRIX_FRAME].group[g].count;
	return rows < page->frames.count;
}

static int open_page(struct page *page, char *why, size_t why_size)
{
	struct compare_options options = {
		.base = page->options->base,
		COMPARE_USUAL,
		.filter = page->options->filter,
	};
	int err = compare_within(&page->frames, page->document, &options, why,
				 why_size);

	page->compare = options;
	if (err)
		return err;
	matrix_open(&page->matrix[MATRIX_FRAME], MATRIX_FRAME, page->document,
		    &page->frames, NULL);
	if (!has_others(page))
		return 0;
	options.figure = FIGURE_NOT_READY_CYCLES;
	/* else no case has such a figure */
	compare_within(&page->looks, page->document, &options, why, why_size);
	matrix_open(&page->matrix[MATRIX_LOOKS], MATRIX_LOOKS, page->document,
		    &page->frames, &page->looks);
	return 0;
}

static void close_page(struct page *page)
{
	for (int f = 0; f < MATRIX_FAMILIES; f++)
		matrix_close(&page->matrix[f]);
	comparison_free(&page->frames);
	comparison_free(&page->looks);
}

static void add_asides(struct page *page)
{
	const struct view_options *options = page->options;
	struct crossovers crossovers = crossovers_find(
		page->document, FIGURE_FRAME_CYCLES, &page->compare);

	text_add(page->out, "\n");
	aside_predecessors(page->out, page->document, &page->compare, false,
			   options->form, options->width);
	text_add(page->out, crossovers.count ? "\n" : "");
	crossover_add(page->out, page->document, &crossovers, &page->compare,
		      options->form, options->width);
	crossovers_free(&crossovers);
}

static void add_page(struct page *page)
{
	const struct view_options *options = page->options;
	bool details = wants_details(page);

	fence(page);
	if (details) {
		head_full(page->out, page->document, options->width);
	} else {
		head_brief(page->out, page->document, options->width);
		head_warnings(page->out, page->document, options->width);
	}
	add_first_page(page);
	if (!details)
		say_more(page);
	fence(page);
	if (!details)
		return;
	details_add(page->out, page->document, &page->frames, &page->looks,
		    options);
	add_asides(page);
}

int view_page(struct text *out, const struct document *document,
	      const struct view_options *options, char *why, size_t why_size)
{
	struct page page = {
		.document = document, .options = options, .out = out};
	int err = open_page(&page, why, why_size);

	if (!err &&
	    (options->form == TABLE_TEXT || options->form == TABLE_MARKDOWN))
		add_page(&page);
	else if (!err)
		data_add(out, document, &page.frames,
			 &(struct data_options){
				 .form = options->form,
				 .model = true,
				 .show_unsafe = options->show_unsafe,
			 });
	close_page(&page);
	return err;
}
