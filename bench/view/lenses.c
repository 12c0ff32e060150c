// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A document of user space beside one of a kernel. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/compare.h"
#include "view/group.h"
#include "view/head.h"
#include "view/wrap.h"

/* Missing ids are named one by one up to this many. */
#define MOST_NAMED 20u

static const char *const sides[LENSES] = {"user space", "kernel"};

/**
 * struct lens_line - one line of the table.
 * @title: of a block, in place of a row; NULL.
 * @note: below a row; NULL.
 */
struct lens_line {
	const struct lens_row *row;
	const char *title;
	const char *note;
};

static void wrap_and_free(struct text *out, unsigned width, const char *label,
			  struct text *words)
{
	head_line(out, width, label, text_string(words));
	out->failed |= words->failed;
	text_free(words);
}

static void say(struct cell *cell, struct text *text)
{
	cell_say(cell, "%s", text_string(text));
	cell->failed |= text->failed;
	text_free(text);
}

/* --- cells --------------------------------------------------------------- */

static void cell_name(struct cell *cell, const struct column *column,
		      const void *row)
{
	const struct lens_line *line = row;

	(void)column;
	if (line->title)
		cell_rest(cell, "-- %s", line->title);
	else if (!line->note)
		cell_text(cell, record_strategy(line->row->kernel->c));
}

static bool counted(const struct lens_row *row, enum lens lens)
{
	return row->figure[FIGURE_NOT_READY_BYTES].of[lens] &&
	       row->figure[FIGURE_READY_BYTES].of[lens];
}

static u64 total_of(const struct lens_case *c, enum figure_id id)
{
	return c->c->figure[id].total;
}

/* Bytes of a look, "not ready/ready"; @column->number: enum lens. */
static void cell_bytes(struct cell *cell, const struct column *column,
		       const void *row)
{
	const struct lens_line *line = row;
	const struct lens_compared *figure = line->row->figure;
	int lens = column->number;

	if (line->note) {
		cell_rest(cell, "%s", line->note);
		return;
	}
	if (!counted(line->row, (enum lens)lens)) {
		cell_text(cell, "-");
		return;
	}
	cell_say(cell, "%llu/%llu",
		 (unsigned long long)total_of(
			 figure[FIGURE_NOT_READY_BYTES].of[lens],
			 FIGURE_NOT_READY_BYTES),
		 (unsigned long long)total_of(
			 figure[FIGURE_READY_BYTES].of[lens],
			 FIGURE_READY_BYTES));
}

static void cell_agree(struct cell *cell, const struct column *column,
		       const void *row)
{
	const struct lens_row *of = ((const struct lens_line *)row)->row;

	(void)column;
	if (lens_row_differs(of))
		cell_text(cell, "DIFFER");
	else if (counted(of, LENS_USER) && counted(of, LENS_KERNEL))
		cell_text(cell, "=");
}

static void cell_seen(struct cell *cell, const struct column *column,
		      const void *row)
{
	const struct lens_row *of = ((const struct lens_line *)row)->row;
	struct text text = {0};

	hazard_letters(&text, of->seen[column->number]);
	if (column->number == LENS_KERNEL && of->status_torn)
		text_add(&text, "*");
	say(cell, &text);
}

static void cell_allowed(struct cell *cell, const struct column *column,
			 const void *row)
{
	const struct lens_row *of = ((const struct lens_line *)row)->row;
	struct text text = {0};

	(void)column;
	if (of->judged)
		hazard_letters(&text, of->allowed);
	else
		text_add(&text, "?");
	say(cell, &text);
}

static void cell_within(struct cell *cell, const struct column *column,
			const void *row)
{
	const struct lens_row *of = ((const struct lens_line *)row)->row;

	(void)column;
	cell_text(cell, lens_row_beyond(of) ? "BEYOND"
			: of->judged	    ? "within"
					    : "?");
}

/* --- notes: a row alone does not say which cases it is about ------------- */

static void note_figure(struct text *text, const struct lens_row *row, int id)
{
	const struct lens_compared *figure = &row->figure[id];

	text_add(text, "%s%s: %llu in %s (%s), %llu in %s (%s)",
		 text->length ? "; " : "", figure_facts(id)->key,
		 (unsigned long long)total_of(figure->against, id),
		 sides[figure->other], figure->against->c->id,
		 (unsigned long long)total_of(figure->odd, id),
		 sides[figure->lens], figure->odd->c->id);
}

/* Calls of one frame: for_cpu+for_device. */
static void note_syncs(struct text *text, const struct lens_row *row)
{
	static const enum figure_id calls[] = {
		FIGURE_NOT_READY_FOR_CPU, FIGURE_NOT_READY_FOR_DEVICE,
		FIGURE_READY_FOR_CPU, FIGURE_READY_FOR_DEVICE};
	unsigned long long count[ARRAY_SIZE(calls)];

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct lens_compared *figure = &row->figure[calls[i]];

		if (!figure->of[LENS_USER] || !figure->of[LENS_KERNEL] ||
		    figure->against)
			return;
		count[i] = total_of(figure->of[LENS_KERNEL], calls[i]);
	}
	text_add(text,
		 "syncs of a frame in both, for_cpu+for_device: %llu+%llu by "
		 "not-ready looks, %llu+%llu by the ready look",
		 count[0], count[1], count[2], count[3]);
}

static void note_row(struct text *text, const struct lens_row *row)
{
	for (int id = 0; id < LENS_FIGURES; id++)
		if (row->figure[id].against)
			note_figure(text, row, id);
	for (int i = 0; i < LENSES; i++) {
		if (!row->beyond[i])
			continue;
		text_add(text, "%sseen in %s, not allowed: ",
			 text->length ? "; " : "", sides[i]);
		hazard_letters(text, row->beyond[i]);
		text_add(text, " (%s)", row->culprit[i]->c->id);
	}
}

/* --- blocks -------------------------------------------------------------- */

static void say_block(struct text *text, const struct lens_case *kernel)
{
	static const enum axis_key own[] = {
		AXIS_DEVICE, AXIS_COPY,	 AXIS_ALIGN,  AXIS_GRAIN,
		AXIS_GAP,    AXIS_PACE,	 AXIS_RING,   AXIS_DEVICE_CACHE,
		AXIS_GUEST,  AXIS_LOOKS, AXIS_MEMORY, AXIS_PLACEMENT,
	};
	u32 leave_out = 0;

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		leave_out |= AXIS_BIT(own[i]);
	group_title(text, kernel->c, leave_out);
	if (kernel->order != LENS_ORDER_NONE)
		text_add(text, ", copy %s", lens_order_name(kernel->order));
}

static bool is_told(const struct lens_row *row, const struct compare_page *page)
{
	return page->details || lens_row_differs(row) || lens_row_beyond(row) ||
	       row->seen[LENS_USER] || row->seen[LENS_KERNEL] ||
	       row->status_torn;
}

/** struct block - lines being made. */
struct block {
	struct lens_line *lines;
	size_t count;
	struct arena arena;
};

static int keep(struct block *block, struct text *text, const char **kept)
{
	bool failed = text->failed;

	*kept = arena_text(&block->arena, text_string(text));
	text_free(text);
	return failed || !*kept ? -ENOMEM : 0;
}

static int add_line(struct block *block, const struct lens_row *row, bool first,
		    bool details)
{
	struct text text = {0};
	int err = 0;

	if (first) {
		struct lens_line *title = &block->lines[block->count++];

		say_block(&text, row->kernel);
		*title = (struct lens_line){.row = row};
		err = keep(block, &text, &title->title);
	}
	block->lines[block->count++] = (struct lens_line){.row = row};
	if (details)
		note_syncs(&text, row);
	note_row(&text, row);
	if (text.length && !err) {
		struct lens_line *note = &block->lines[block->count++];

		*note = (struct lens_line){.row = row};
		err = keep(block, &text, &note->note);
	}
	text_free(&text);
	return err;
}

static int make_lines(struct block *block, const struct lenses *lenses,
		      const struct compare_page *page)
{
	const struct lens_case *last = NULL;
	int err = 0;

	*block = (struct block){
		.lines = calloc(3 * lenses->count + 1, sizeof(*block->lines))};
	if (!block->lines)
		return -ENOMEM;
	for (size_t i = 0; i < lenses->count && !err; i++) {
		const struct lens_row *row = &lenses->rows[i];

		if (!is_told(row, page))
			continue;
		err = add_line(block, row,
			       !last || !lens_same_block(last, row->kernel),
			       page->details);
		last = row->kernel;
	}
	return err;
}

static int add_table(struct text *out, const struct lenses *lenses,
		     const struct compare_page *page)
{
	static const struct column columns[] = {
		{.title = "strategy", .left = true, .cell = cell_name},
		{.title = "user space",
		 .cell = cell_bytes,
		 .number = LENS_USER},
		{.title = "", .width = 6, .cell = cell_agree},
		{.title = "kernel", .cell = cell_bytes, .number = LENS_KERNEL},
		{.title = "user",
		 .left = true,
		 .cell = cell_seen,
		 .number = LENS_USER},
		{.title = "kern",
		 .left = true,
		 .cell = cell_seen,
		 .number = LENS_KERNEL},
		{.title = "check", .left = true, .cell = cell_allowed},
		{.title = "", .left = true, .width = 6, .cell = cell_within},
	};
	struct block block;
	int err = make_lines(&block, lenses, page);
	struct table table = {
		.columns = columns,
		.column_count = ARRAY_SIZE(columns),
		.rows = block.lines,
		.row_size = sizeof(*block.lines),
		.row_count = block.count,
	};

	if (!err && block.count)
		err = table_add(out, &table, TABLE_TEXT, page->width);
	free(block.lines);
	arena_free(&block.arena);
	return err;
}

/* --- cases without a counterpart ----------------------------------------- */

static bool is_alone(const struct lens_case *c, bool ran)
{
	return c->ran == ran && !c->found && c->taken;
}

/* Cases of @side that no row has: those that @ran, or those that did not. */
static void add_alone(struct text *out, const struct lens_side *side, bool ran,
		      const char *what, const struct compare_page *page)
{
	size_t count = 0, named = 0;
	struct text words = {0};

	for (size_t i = 0; i < side->count; i++)
		count += is_alone(&side->cases[i], ran);
	if (!count)
		return;
	text_add(&words, "%zu cases of %s %s", count, side->document->path,
		 what);
	wrap_and_free(out, page->width, "alone", &words);
	for (size_t i = 0; page->details && i < side->count; i++) {
		if (!is_alone(&side->cases[i], ran) || named++ >= MOST_NAMED)
			continue;
		head_line(out, page->width, "", side->cases[i].c->id);
	}
	if (page->details && count > MOST_NAMED) {
		text_add(&words, "and %zu more", count - MOST_NAMED);
		wrap_and_free(out, page->width, "", &words);
	}
}

/* A hazard needs no counterpart to be one that the checker rules out. */
static void add_alone_beyond(struct text *out, const struct lens_side *side,
			     unsigned width)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct lens_case *c = &side->cases[i];
		struct text words = {0};

		if (!is_alone(c, true) || !lens_case_beyond(c))
			continue;
		hazard_letters(&words, lens_case_beyond(c));
		text_add(&words,
			 " is beyond the checker, without a counterpart: %s",
			 c->c->id);
		wrap_and_free(out, width, "BEYOND", &words);
	}
}

/* --- legend -------------------------------------------------------------- */

static void add_tally(struct text *out, const struct lenses *lenses,
		      const struct compare_page *page)
{
	size_t looks = 0, differ = 0, seen = 0, beyond = 0, unjudged = 0;
	size_t told = 0;
	struct text words = {0};

	for (size_t i = 0; i < lenses->count; i++) {
		const struct lens_row *row = &lenses->rows[i];

		looks += counted(row, LENS_USER) && counted(row, LENS_KERNEL);
		differ += lens_row_differs(row);
		seen += row->seen[LENS_USER] || row->seen[LENS_KERNEL];
		beyond += lens_row_beyond(row);
		unjudged += !row->judged;
		told += is_told(row, page);
	}
	text_add(&words,
		 "%zu rows; bytes counted in both lenses: %zu, a figure "
		 "differs: %zu; a hazard seen: %zu, beyond the checker: %zu",
		 lenses->count, looks, differ, seen, beyond);
	if (unjudged)
		text_add(&words, ", not judged: %zu", unjudged);
	if (told < lenses->count)
		text_add(&words,
			 "; %zu rows that agree are left out, "
			 "--details shows them",
			 lenses->count - told);
	wrap_and_free(out, page->width, "lenses", &words);
}

static void add_legend(struct text *out, const struct lenses *lenses,
		       const struct compare_page *page)
{
	struct text words = {0};
	bool starred = false;

	for (size_t i = 0; i < lenses->count; i++)
		starred |= lenses->rows[i].status_torn > 0;
	text_add(out, "\n");
	text_add(&words,
		 "bytes copied by a look, not ready/ready, exact (-: not "
		 "counted); =: no exact figure differs, bytes and sync calls "
		 "of all phases. Hazards seen in user space and in the "
		 "kernel, and those that the checker allows the kernel's copy "
		 "order: ");
	hazard_letters_mean(&words);
	text_add(&words, ", . none, ? no such row in the checker.");
	wrap_and_free(out, page->width, "columns", &words);
	if (starred)
		head_line(out, page->width, "*",
			  "right payload and half a status word, which the "
			  "checker copies as a whole: counted apart.");
	add_tally(out, lenses, page);
}

static void add_side(struct text *out, const char *label,
		     const struct document *document, unsigned width)
{
	struct text words = {0};

	text_add(&words, "%s: ", document->path);
	head_tool(&words, document);
	text_add(&words, "; ");
	head_machine(&words, document);
	wrap_and_free(out, width, label, &words);
}

int lenses_add(struct text *out, const struct lenses *lenses,
	       const struct compare_page *page)
{
	int err;

	add_side(out, "user", lenses->side[LENS_USER].document, page->width);
	add_side(out, "kernel", lenses->side[LENS_KERNEL].document,
		 page->width);
	text_add(out, "\n");
	err = add_table(out, lenses, page);
	if (err)
		return err;
	for (int i = 0; i < LENSES; i++) {
		add_alone(out, &lenses->side[i], true, "have no counterpart",
			  page);
		add_alone(out, &lenses->side[i], false,
			  "have nothing to compare", page);
		add_alone_beyond(out, &lenses->side[i], page->width);
	}
	add_legend(out, lenses, page);
	return out->failed ? -ENOMEM : 0;
}
