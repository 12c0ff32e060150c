// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A document of user space beside one of a kernel. */
#include <stdlib.h>
#include <string.h>

#include "view/cells.h"
#include "view/compare.h"
#include "view/group.h"
#include "view/head.h"

static const char *const sides[LENSES] = {"user space", "kernel"};

/* --- cells: a row of the table is a pointer to a struct lens_row --------- */

static const struct lens_row *row_at(const void *row)
{
	return *(const struct lens_row *const *)row;
}

static void cell_name(struct cell *cell, const void *row)
{
	cell_text(cell, record_strategy(row_at(row)->kernel->c));
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

/* Bytes of a look, "not ready/ready"; @cell->column->number: enum lens. */
static void cell_bytes(struct cell *cell, const void *row)
{
	const struct lens_compared *figure = row_at(row)->figure;
	int lens = cell->column->number;

	if (!counted(row_at(row), (enum lens)lens)) {
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

static void cell_agree(struct cell *cell, const void *row)
{
	const struct lens_row *of = row_at(row);

	if (lens_row_differs(of))
		cell_text(cell, "DIFFER");
	else if (counted(of, LENS_USER) && counted(of, LENS_KERNEL))
		cell_text(cell, "=");
}

static void cell_seen(struct cell *cell, const void *row)
{
	const struct lens_row *of = row_at(row);
	struct text text = {0};

	hazard_letters(&text, of->seen[cell->column->number]);
	if (cell->column->number == LENS_KERNEL && of->status_torn)
		text_add(&text, "*");
	cell_take(cell, &text);
}

static void cell_allowed(struct cell *cell, const void *row)
{
	const struct lens_row *of = row_at(row);
	struct text text = {0};

	if (of->judged)
		hazard_letters(&text, of->allowed);
	else
		text_add(&text, "?");
	cell_take(cell, &text);
}

static void cell_within(struct cell *cell, const void *row)
{
	const struct lens_row *of = row_at(row);

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

static void note_row(struct text *text, const void *of, const void *context)
{
	const struct compare_page *page = context;
	const struct lens_row *row = row_at(of);

	if (page->details)
		note_syncs(text, row);
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

static void block_title(struct text *text, const void *row, const void *before,
			const void *context)
{
	static const enum axis_key own[] = {
		AXIS_DEVICE, AXIS_COPY,	 AXIS_ALIGN,  AXIS_GRAIN,
		AXIS_GAP,    AXIS_PACE,	 AXIS_RING,   AXIS_DEVICE_CACHE,
		AXIS_GUEST,  AXIS_LOOKS, AXIS_MEMORY, AXIS_PLACEMENT,
	};
	const struct lens_case *kernel = row_at(row)->kernel;
	u32 leave_out = 0;

	(void)context;
	if (before && lens_same_block(row_at(before)->kernel, kernel))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		leave_out |= AXIS_BIT(own[i]);
	group_title(text, kernel->c, leave_out);
	if (kernel->order != CHECK_COPY_NONE)
		text_add(text, ", copy %s",
			 kernel->order == CHECK_COPY_ANY
				 ? "in any order"
				 : check_copy_name(kernel->order));
}

static bool is_told(const struct lens_row *row, const struct compare_page *page)
{
	return page->details || lens_row_differs(row) || lens_row_beyond(row) ||
	       row->seen[LENS_USER] || row->seen[LENS_KERNEL] ||
	       row->status_torn;
}

static void add_table(struct text *out, const struct lenses *lenses,
		      const struct compare_page *page)
{
	static const struct column columns[] = {
		WORDS("strategy", .cell = cell_name),
		COLUMN("user space", .cell = cell_bytes, .number = LENS_USER),
		COLUMN("", .width = 6, .cell = cell_agree),
		COLUMN("kernel", .cell = cell_bytes, .number = LENS_KERNEL),
		WORDS("user", .cell = cell_seen, .number = LENS_USER),
		WORDS("kern", .cell = cell_seen, .number = LENS_KERNEL),
		WORDS("check", .cell = cell_allowed),
		WORDS("", .width = 6, .cell = cell_within),
	};
	const struct lens_row **told =
		memory_zeros(lenses->count, sizeof(*told));
	struct table table = {
		TABLE_OF(columns, told, 0),
		.title = block_title,
		.note = note_row,
		.context = page,
	};

	for (size_t i = 0; i < lenses->count; i++)
		if (is_told(&lenses->rows[i], page))
			told[table.row_count++] = &lenses->rows[i];
	if (table.row_count)
		table_add(out, &table, TABLE_TEXT, page->width);
	free(told);
}

/* --- cases without a counterpart ----------------------------------------- */

static bool is_alone(const struct lens_case *c, bool ran)
{
	return c->ran == ran && !c->found && c->taken;
}

static const char *alone_id(const void *of, size_t i)
{
	const struct lens_case *c = &((const struct lens_side *)of)->cases[i];

	return is_alone(c, true) ? c->c->id : NULL;
}

static const char *idle_id(const void *of, size_t i)
{
	const struct lens_case *c = &((const struct lens_side *)of)->cases[i];

	return is_alone(c, false) ? c->c->id : NULL;
}

/* Cases of @side that no row has, those of which @id names. */
static void add_alone(struct text *out, const struct lens_side *side,
		      const char *(*id)(const void *of, size_t i),
		      const char *what, const struct compare_page *page)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++)
		count += id(side, i) != NULL;
	if (!count)
		return;
	head_add(out, page->width, "alone", "%zu cases of %s %s", count,
		 side->document->path, what);
	if (page->details)
		ids_add(out, page->width, side, side->count, id);
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
		head_take(out, width, "BEYOND", &words);
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
	head_take(out, page->width, "lenses", &words);
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
	head_take(out, page->width, "columns", &words);
	if (starred)
		head_line(out, page->width, "*",
			  "right payload and half a status word, which the "
			  "checker copies as a whole: counted apart.");
	add_tally(out, lenses, page);
}

void lenses_add(struct text *out, const struct lenses *lenses,
		const struct compare_page *page)
{
	head_side(out, "user", lenses->side[LENS_USER].document, page->width);
	head_side(out, "kernel", lenses->side[LENS_KERNEL].document,
		  page->width);
	text_add(out, "\n");
	add_table(out, lenses, page);
	for (int i = 0; i < LENSES; i++) {
		add_alone(out, &lenses->side[i], alone_id,
			  "have no counterpart", page);
		add_alone(out, &lenses->side[i], idle_id,
			  "have nothing to compare", page);
		add_alone_beyond(out, &lenses->side[i], page->width);
	}
	add_legend(out, lenses, page);
}
