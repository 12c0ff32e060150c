// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The same cases in two documents. */
#include <math.h>
#include <string.h>

#include "compare/lines.h"
#include "record/facts.h"
#include "view/cells.h"
#include "view/compare.h"
#include "view/head.h"

/* Ids are named one by one up to this many. */
#define MOST_NAMED 20u

void ids_add(struct text *out, unsigned width, const void *of, size_t count,
	     const char *(*id)(const void *of, size_t i))
{
	size_t named = 0;

	for (size_t i = 0; i < count; i++)
		if (id(of, i) && named++ < MOST_NAMED)
			head_line(out, width, "", id(of, i));
	if (named > MOST_NAMED)
		head_add(out, width, "", "and %zu more", named - MOST_NAMED);
}

/* --- heads --------------------------------------------------------------- */

static void add_differences(struct text *out, u32 differ, unsigned width)
{
	if (differ & DIFFER_MACHINE)
		head_line(out, width, "NOTE",
			  "two machines: what differs is of machine and "
			  "program together, and no change");
	if (differ & DIFFER_KERNEL)
		head_line(out, width, "NOTE",
			  "two kernels: what differs is of the kernels, and of "
			  "all that came with them, and no change of peekbench "
			  "or of a strategy");
	if (differ & DIFFER_COPY)
		head_line(out, width, "NOTE",
			  "two copy routines under one name: what differs is "
			  "of the routines, and no change");
}

/* --- two kernels: image, configuration, compiler, copy routine ----------- */

/* Digits of a hash that tell two kernels apart. */
#define HASH_DIGITS 8

/** struct boots - a boot, and its counterpart in the other document. */
struct boots {
	const struct document *before;
	const struct document *after;
	size_t boot;
	size_t other;
};

static const char *was(const struct boots *boots, const char *key)
{
	return boot_text(boots->before, boots->boot, key);
}

static const char *is(const struct boots *boots, const char *key)
{
	return boot_text(boots->after, boots->other, key);
}

static bool is_known(const struct boots *boots, const char *key)
{
	return was(boots, key)[0] && is(boots, key)[0];
}

static bool is_equal(const struct boots *boots, const char *key)
{
	return !strcmp(was(boots, key), is(boots, key));
}

/* --- which kernels ------------------------------------------------------- */

static void add_kernel(struct text *words, const struct document *document,
		       size_t boot)
{
	const char *git = boot_text(document, boot, "kernel_git");
	const char *diff = boot_text(document, boot, "kernel_git_diff_sha256");

	text_add(words, "%.*s (%s", HASH_DIGITS,
		 boot_text(document, boot, "kernel_image_sha256"),
		 boot_text(document, boot, "version"));
	if (git[0])
		text_add(words, ", git %s", git);
	if (diff[0])
		text_add(words, ", diff %.*s", HASH_DIGITS, diff);
	text_add(words, ")");
}

static void add_images(struct text *out, const struct boots *boots,
		       unsigned width)
{
	struct text words = {0};

	if (!is_known(boots, "kernel_image_sha256"))
		return;
	if (is_equal(boots, "kernel_image_sha256")) {
		text_add(&words, "one and the same kernel before and after: ");
		add_kernel(&words, boots->after, boots->other);
		if (is_known(boots, "module_sha256") &&
		    !is_equal(boots, "module_sha256"))
			text_add(&words, "; of two builds of the module");
		head_take(out, width, "NOTE", &words);
		return;
	}
	add_kernel(&words, boots->before, boots->boot);
	text_add(&words, " -> ");
	add_kernel(&words, boots->after, boots->other);
	head_take(out, width, "image", &words);
}

/** struct option - "NAME=VALUE" among the words of a list. */
struct option {
	const char *name;
	size_t name_length;
	const char *value;
	size_t length;
};

/* Return: false behind the last. */
static bool next_option(const char **list, struct option *option)
{
	*list += strspn(*list, " ");
	option->name = *list;
	option->name_length = strcspn(*list, "= ");
	option->value = *list + option->name_length;
	option->value += *option->value == '=';
	option->length = strcspn(option->value, " ");
	*list = option->value + option->length;
	return option->name_length > 0;
}

/* The one of @list that is called as @named is; else "off". */
static struct option find_option(const char *list, const struct option *named)
{
	struct option option;

	while (next_option(&list, &option))
		if (option.name_length == named->name_length &&
		    !memcmp(option.name, named->name, named->name_length))
			return option;
	return (struct option){.value = "off", .length = strlen("off")};
}

static void say_option(struct text *words, const struct option *named,
		       const struct option *from, const struct option *to)
{
	text_add(words, "%s%.*s %.*s -> %.*s", words->length ? ", " : "",
		 (int)named->name_length, named->name, (int)from->length,
		 from->value, (int)to->length, to->value);
}

static void add_config(struct text *out, const struct boots *boots,
		       unsigned width)
{
	const char *before = was(boots, "kernel_config");
	const char *after = is(boots, "kernel_config");
	struct option option, other;
	struct text words = {0};
	const char *at;

	if (!is_known(boots, "kernel_config_sha256") ||
	    is_equal(boots, "kernel_config_sha256"))
		return;
	for (at = before; next_option(&at, &option);) {
		other = find_option(after, &option);
		if (other.length != option.length ||
		    memcmp(other.value, option.value, option.length))
			say_option(&words, &option, &option, &other);
	}
	for (at = after; next_option(&at, &option);) {
		other = find_option(before, &option);
		if (!other.name)
			say_option(&words, &option, &other, &option);
	}
	if (!words.length)
		text_add(&words, "differs, but in no option that documents "
				 "name");
	head_take(out, width, "config", &words);
}

static void add_pair(struct text *out, const struct boots *boots,
		     const char *label, const char *key, unsigned width)
{
	if (is_known(boots, key) && !is_equal(boots, key))
		head_add(out, width, label, "%s -> %s", was(boots, key),
			 is(boots, key));
}

/* A kernel is told once, however often it booted. */
static bool is_told(const struct boots *boots)
{
	for (size_t i = 0; i < boots->boot; i++) {
		const struct boots own = {
			boots->before, boots->after, i,
			boot_counterpart(boots->before, i, boots->after)};

		if (own.other != NO_BOOT &&
		    !strcmp(was(&own, "kernel_image_sha256"),
			    was(boots, "kernel_image_sha256")) &&
		    !strcmp(is(&own, "kernel_image_sha256"),
			    is(boots, "kernel_image_sha256")))
			return true;
	}
	return false;
}

static void add_kernels(struct text *out, const struct document *before,
			const struct document *after, unsigned width)
{
	for (size_t i = 0; i < boot_count(before); i++) {
		const struct boots boots = {before, after, i,
					    boot_counterpart(before, i, after)};

		if (boots.other == NO_BOOT || is_told(&boots))
			continue;
		add_images(out, &boots, width);
		add_config(out, &boots, width);
		add_pair(out, &boots, "compiler", "compiler", width);
		add_pair(out, &boots, "copies", "copy_routine", width);
	}
}

/* --- the floor ----------------------------------------------------------- */

static void add_floor(struct text *out, const struct comparison *comparison,
		      unsigned width)
{
	const struct compare_row *most = NULL;
	struct text words = {0};

	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (row->source == FLOOR_EXACT && row->state == COMPARE_DONE &&
		    row->c->role == PEEK_HARNESS &&
		    (!most || fabs(row->shift) > fabs(most->shift)))
			most = row;
	}
	if (!most)
		return;
	text_add(&words, "%s, the harness alone, ", record_strategy(most->c));
	if (most->shift == 0) {
		text_add(&words, "is the same to the digit");
	} else {
		number_add(&words, NUMBER_AMOUNT, most->base_median);
		text_add(&words, " -> ");
		number_add(&words, NUMBER_AMOUNT, most->median);
		text_add(&words,
			 " %s at most: in each group, what differs by "
			 "no more than it does is \"same\"",
			 most->c->figure[most->figure].unit);
	}
	head_take(out, width, "floor", &words);
}

/* --- rows ---------------------------------------------------------------- */

/* Exact figures of a case that are not those of before. */
static void exact_note(struct text *text, const void *of, const void *context)
{
	const struct compare_row *row = of;

	(void)context;
	if (row->c->state != CASE_OK || row->base->state != CASE_OK)
		return;
	for (int id = 0; id < FIGURE_FIRST_MODELLED; id++) {
		const struct figure_facts *facts = figure_facts(id);
		struct exact_change change;

		if (facts->rule != FIGURE_EXACTLY)
			continue;
		change = compare_exactly(row->c, row->base, id);
		if (!change.known || !change.order)
			continue;
		text_add(text, "%s%s ", text->length ? "; " : "", facts->key);
		number_add(text, NUMBER_BYTES, change.base);
		text_add(text, " -> ");
		number_add(text, NUMBER_BYTES, change.own);
	}
}

static void note_line(struct text *text, const void *row, const void *context)
{
	exact_note(text, row, context);
	lines_note(text, row);
}

static bool has_note(const struct compare_row *row)
{
	struct text text = {0};
	bool any;

	note_line(&text, row, NULL);
	any = text.length;
	text_free(&text);
	return any;
}

static bool differs(const struct compare_row *row)
{
	if (row->state == COMPARE_UNSAFE)
		return row->why[0] || row->c->role == PEEK_CANDIDATE;
	if (row->state != COMPARE_DONE)
		return row->c->state != row->base->state || has_note(row);
	return compare_stands_out(row) || has_note(row);
}

/* The hazards that are gone, or were others. */
static void cell_was(struct cell *cell, const struct compare_row *row)
{
	struct text words = {0};

	if (row->base->state != CASE_UNSAFE ||
	    record_seen(row->c) == record_seen(row->base))
		return;
	hazards_say(&words, row->base);
	if (row->state == COMPARE_NONE)
		cell_rest(cell, "it was %s", text_string(&words));
	else
		cell_rest(cell, "%s; was %s", cell->text, text_string(&words));
	text_free(&words);
}

static void cell_before(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;

	if (row->state == COMPARE_NONE)
		cell_rest(cell, "%s", row->why);
	else if (row->state == COMPARE_UNSAFE)
		cell_instead(cell, row);
	else
		cell_number(cell, row->base_median);
	if (row->state == COMPARE_UNSAFE && row->why[0])
		cell_rest(cell, "%s; %s", cell->text, row->why);
	if (row->state != COMPARE_DONE)
		cell_was(cell, row);
}

/* A look that finds nothing, of the record that @number says: 1 for after. */
static void cell_look(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;
	const struct record *record = cell->column->number ? row->c : row->base;

	if (row->state != COMPARE_DONE)
		return;
	cell_number(cell, record_value(record, FIGURE_NOT_READY_CYCLES));
}

/* Counted, all of it: then a look is told, too, and no interval. */
static bool all_exact(const struct rows *rows)
{
	bool any = false;

	for (size_t i = 0; i < rows->count; i++) {
		const struct compare_row *row = &rows->row[i];

		if (row->state != COMPARE_DONE)
			continue;
		if (row->source != FLOOR_EXACT ||
		    row->figure == FIGURE_NOT_READY_CYCLES)
			return false;
		any = true;
	}
	return any;
}

static void add_rows(struct text *out, const struct rows *rows, u32 differ,
		     const struct compare_page *page)
{
	bool exact = all_exact(rows);
	const struct column columns[] = {
		WORDS("strategy", .cell = cell_strategy),
		COLUMN("before", .cell = cell_before),
		COLUMN("after", .cell = cell_median),
		COLUMN(differ ? "differs" : "change", .cell = cell_change),
		COLUMN(exact ? NULL : "95 % interval", .cell = cell_interval),
		COLUMN(exact ? "a look\nbefore" : NULL, .cell = cell_look),
		COLUMN(exact ? "a look\nafter" : NULL, .cell = cell_look,
		       .number = 1),
		WORDS("verdict", .cell = cell_outcome),
	};
	const struct table table = {
		TABLE_OF(columns, rows->row, rows->count),
		.title = rows_title,
		.note = page->model ? note_line : exact_note,
		.context = rows,
	};

	if (rows->count)
		table_add(out, &table, TABLE_TEXT, page->width);
}

/* --- what is in one document only ---------------------------------------- */

/** struct lacking - what one of two documents lacks. */
struct lacking {
	const struct comparison *comparison;
	const struct document *document;
};

static const char *lacking_id(const void *of, size_t i)
{
	const struct lacking *lacking = of;
	const struct compare_missing *missing =
		&lacking->comparison->missing[i];

	return missing->lacks == lacking->document ? missing->id : NULL;
}

static void add_missing(struct text *out, const struct document *document,
			const struct comparison *comparison,
			const struct compare_page *page)
{
	const struct lacking lacking = {comparison, document};
	size_t count = 0;

	for (size_t i = 0; i < comparison->missing_count; i++)
		count += lacking_id(&lacking, i) != NULL;
	if (!count)
		return;
	head_add(out, page->width, "missing", "%zu cases are not in %s%s",
		 count, document->path,
		 page->details ? ":" : "; --details names them");
	if (page->details)
		ids_add(out, page->width, &lacking, comparison->missing_count,
			lacking_id);
}

/* --- legend -------------------------------------------------------------- */

static void add_legend(struct text *out, const struct comparison *comparison,
		       const struct compare_options *options, unsigned width)
{
	const struct compare_row *row = NULL;
	struct text words = {0};
	size_t done = 0;

	for (size_t i = comparison->count; i-- > 0;) {
		if (comparison->rows[i].state != COMPARE_DONE)
			continue;
		row = &comparison->rows[i];
		done++;
	}
	if (!row)
		return;
	text_add(&words, "LOWER IS BETTER. before, after: %s of %s, ",
		 row->c->figure[row->figure].unit,
		 phase_says(figure_facts(row->figure)->phase));
	if (row->source == FLOOR_EXACT)
		text_add(&words, "counted: fewer, more, same, exactly");
	else
		text_add(
			&words,
			"the geometric mean of the medians of starts, which is "
			"what is compared, with Welch's interval: starts of "
			"two runs are no pairs. %s: the interval on one side "
			"of 0 and the difference beyond %.4g %%; all %zu "
			"verdicts together are wrong in at most 5 %%, if "
			"starts scatter about like a normal distribution "
			"(Holm). same: the whole interval within %.4g %%. "
			"unclear: neither, or fewer than %u starts on a side",
			row->differ ? "less, more" : "faster, slower",
			100 * options->min_effect, done, 100 * options->same,
			STARTS_LEAST);
	head_take(out, width, "verdict", &words);
}

static void add_model(struct text *out, const struct comparison *comparison,
		      const struct document *before,
		      const struct document *after,
		      const struct compare_page *page)
{
	if (!page->model || !lines_any(comparison))
		return;
	if (lines_same_caches(before, after)) {
		lines_legend(out,
			     fact_text(after, "cache_model.geometry")[0]
				     ? after
				     : before,
			     comparison, true, page->width);
		return;
	}
	head_line(out, page->width, "model",
		  "not compared: before and after have other caches modelled; "
		  "run both with one --cache");
	head_say(out, page->width, "before", before, head_model);
	head_say(out, page->width, "after", after, head_model);
}

/* --- the page ------------------------------------------------------------ */

static void add_page(struct text *out, const struct document *before,
		     const struct document *after,
		     const struct comparison *comparison,
		     const struct rows *rows, const struct compare_page *page)
{
	u32 differ = documents_differ(before, after);
	struct text words = {0};

	head_side(out, "before", before, page->width);
	head_warnings(out, before, page->width);
	head_side(out, "after", after, page->width);
	head_warnings(out, after, page->width);
	add_kernels(out, before, after, page->width);
	add_differences(out, differ, page->width);
	add_floor(out, comparison, page->width);
	rows_common_say(&words, rows, comparison);
	head_take(out, page->width, "all", &words);
	text_add(out, "\n");
	if (!rows->count)
		text_add(out, "no case differs\n");
	add_rows(out, rows, differ, page);
	text_add(out, "\n");
	rows_left_say(&words, &rows->left, "--details");
	head_take(out, page->width, "left out", &words);
	add_missing(out, before, comparison, page);
	add_missing(out, after, comparison, page);
	between_calls(out, before, after, page->width);
}

void between_add(struct text *out, const struct document *before,
		 const struct document *after,
		 const struct comparison *comparison,
		 const struct compare_options *options,
		 const struct compare_page *page)
{
	const struct rows_choice choice = {
		.all = page->details,
		.most = page->details ? 0 : COMPARE_MOST_LINES,
		.differs = differs,
		.notes = true,
	};
	struct rows rows;

	if (documents_are_one(before, after)) {
		head_add(out, page->width, "same",
			 "%s and %s are one and the same document",
			 before->path, after->path);
		return;
	}
	rows = rows_choose(comparison, &choice);
	add_page(out, before, after, comparison, &rows, page);
	rows_free(&rows);
	add_legend(out, comparison, options, page->width);
	add_model(out, comparison, before, after, page);
}
