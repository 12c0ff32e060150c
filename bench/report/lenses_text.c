// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report/lenses.h"

#include <string.h>

#include "report/lenses_parts.h"
#include "report/text.h"

/* Missing ids are named one by one up to this many. */
#define MOST_NAMED 20u

static const char *const sides[LENSES] = {"user space", "kernel"};

static void print_heads(FILE *out, const struct lenses *lenses)
{
	static const char *const heads[LENSES] = {"user    ", "kernel  "};

	for (int i = 0; i < LENSES; i++) {
		const struct result *result = lenses->side[i].result;
		char text[640];

		snprintf(text, sizeof(text), "%s, preset %s, %s, commit %s",
			 result->path, result_text(result, "preset"),
			 result_text(result, "utc"),
			 result_text(result, "tool.commit"));
		text_wrapped(out, heads[i], text);
	}
}

static void print_axis(FILE *out, int *column, const struct lens_case *c,
		       enum axis_key key, const char *format)
{
	char text[64];

	axis_format(key, c->axes.value[key], text, sizeof(text));
	text_item(out, column, format, text);
}

/* What the cases of a block have in common, the usual left out. */
static void print_title(FILE *out, const struct lens_case *c)
{
	static const enum axis_key seldom[] = {AXIS_ORDER, AXIS_PROCESSING,
					       AXIS_REARM, AXIS_DIRTIED,
					       AXIS_FRAME};
	int column = 0;

	print_axis(out, &column, c, AXIS_PLATFORM, "%s");
	print_axis(out, &column, c, AXIS_SIZE, "%s bytes");
	print_axis(out, &column, c, AXIS_STATUS, "status %s");
	if (c->axes.value[AXIS_READY] != AXIS_NONE)
		print_axis(out, &column, c, AXIS_READY, "%s not-ready/frame");
	if (c->order != LENS_ORDER_NONE)
		text_item(out, &column, "copy %s", lens_order_name(c->order));
	for (size_t i = 0; i < ARRAY_SIZE(seldom); i++) {
		char format[64];

		if (c->axes.value[seldom[i]] == axis_default(seldom[i]))
			continue;
		snprintf(format, sizeof(format), "%s %%s",
			 axis_name(seldom[i]));
		print_axis(out, &column, c, seldom[i], format);
	}
	fprintf(out, "\n%-19s %13s %6s %13s %-5s %-6s%s\n", "strategy",
		"user space", "", "kernel", "user", "kern", "check");
}

static void format_looks(const struct lens_row *row, enum lens lens,
			 char text[64])
{
	const struct lens_count *idle = &row->figure[LENS_NOT_READY].of[lens];
	const struct lens_count *done = &row->figure[LENS_READY].of[lens];

	if (idle->by && done->by)
		snprintf(text, 64, "%llu/%llu", (unsigned long long)idle->count,
			 (unsigned long long)done->count);
	else
		snprintf(text, 64, "-");
}

static bool counted(const struct lens_row *row, enum lens lens)
{
	return row->figure[LENS_NOT_READY].of[lens].by &&
	       row->figure[LENS_READY].of[lens].by;
}

static const char *looks_verdict(const struct lens_row *row)
{
	if (row->figure[LENS_NOT_READY].against.by ||
	    row->figure[LENS_READY].against.by)
		return "DIFFER";
	return counted(row, LENS_USER) && counted(row, LENS_KERNEL) ? "=   "
								    : "";
}

static void format_hazards(u32 hazards, bool star, char text[16])
{
	static const char letters[FRAME_HAZARDS + 1] = "LTSKR";
	char *at = text;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (hazards >> bit & 1)
			*at++ = letters[bit];
	if (!hazards)
		*at++ = '.';
	if (star)
		*at++ = '*';
	*at = '\0';
}

static void print_hazard_names(FILE *out, u32 hazards)
{
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (hazards >> bit & 1)
			fprintf(out, " %s", frame_hazard_name(bit));
}

/* Figures that differ, and the two cases, unless they were just named. */
static void print_differences(FILE *out, const struct lens_row *row)
{
	const struct lens_compared *told = NULL;

	for (int i = 0; i < LENS_FIGURES; i++) {
		const struct lens_compared *figure = &row->figure[i];
		const struct lens_case *odd = figure->odd.by;
		const struct lens_case *against = figure->against.by;

		if (!against)
			continue;
		if (told &&
		    (told->odd.by != odd || told->against.by != against))
			fprintf(out, "  %s\n  %s\n", told->against.by->c->id,
				told->odd.by->c->id);
		fprintf(out, "  %s: %llu in %s, %llu in %s\n",
			lens_figure_key(i),
			(unsigned long long)figure->against.count,
			sides[figure->other],
			(unsigned long long)figure->odd.count,
			sides[figure->lens]);
		told = figure;
	}
	if (told)
		fprintf(out, "  %s\n  %s\n", told->against.by->c->id,
			told->odd.by->c->id);
}

static void print_beyond(FILE *out, const struct lens_row *row)
{
	for (int i = 0; i < LENSES; i++) {
		if (!row->beyond[i])
			continue;
		fprintf(out, "  seen in %s, not allowed:", sides[i]);
		print_hazard_names(out, row->beyond[i]);
		fprintf(out, "\n  %s\n", row->culprit[i]->c->id);
	}
}

static void print_row(FILE *out, const struct lens_row *row)
{
	char bytes[LENSES][64], seen[LENSES][16], allowed[16] = "?";

	for (int i = 0; i < LENSES; i++) {
		format_looks(row, i, bytes[i]);
		format_hazards(row->seen[i],
			       i == LENS_KERNEL && row->status_torn, seen[i]);
	}
	if (row->judged)
		format_hazards(row->allowed, false, allowed);
	fprintf(out, "%-19.19s %13s %6s %13s %-5s %-6s%-6s%s\n",
		row->kernel->c->strategy, bytes[LENS_USER], looks_verdict(row),
		bytes[LENS_KERNEL], seen[LENS_USER], seen[LENS_KERNEL], allowed,
		lens_row_beyond(row) ? "BEYOND"
		: row->judged	     ? "within"
				     : "?");
	/* a row alone does not say which cases it is about */
	print_differences(out, row);
	print_beyond(out, row);
}

static bool is_alone(const struct lens_case *c, bool ran)
{
	return c->ran == ran && !c->found && c->taken;
}

static bool synced(const struct lens_row *row, enum lens lens)
{
	for (int i = LENS_IDLE_FOR_CPU; i < LENS_FIGURES; i++)
		if (!row->figure[i].of[lens].by)
			return false;
	return true;
}

static void format_syncs(const struct lens_row *row, enum lens lens,
			 char text[96])
{
	unsigned long long count[4];

	for (int i = 0; i < 4; i++)
		count[i] = row->figure[LENS_IDLE_FOR_CPU + i].of[lens].count;
	snprintf(text, 96, "%llu+%llu/%llu+%llu", count[0], count[1], count[2],
		 count[3]);
}

/* Sync for sync, where both lenses have counted: rows [first, end). */
static void print_syncs(FILE *out, const struct lens_row *first,
			const struct lens_row *end)
{
	bool title = false;

	for (const struct lens_row *row = first; row < end; row++) {
		char syncs[LENSES][96];
		bool differs = false;

		if (!synced(row, LENS_USER) || !synced(row, LENS_KERNEL))
			continue;
		for (int i = 0; i < LENSES; i++)
			format_syncs(row, i, syncs[i]);
		for (int i = LENS_IDLE_FOR_CPU; i < LENS_FIGURES; i++)
			differs |= row->figure[i].against.by != NULL;
		if (!title)
			fprintf(out, "syncs of one frame, for_cpu+for_device: "
				     "not-ready looks/ready look\n");
		title = true;
		fprintf(out, "%-19.19s %13s %6s %13s\n",
			row->kernel->c->strategy, syncs[LENS_USER],
			differs ? "DIFFER" : "=   ", syncs[LENS_KERNEL]);
	}
}

static size_t count_alone(const struct lens_side *side, bool ran)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++)
		count += is_alone(&side->cases[i], ran);
	return count;
}

/* Cases of @side that no row has: those that @ran, or those that did not. */
static void print_alone(FILE *out, const struct lens_side *side, bool ran,
			const char *what)
{
	size_t count = count_alone(side, ran), named = 0;

	if (!count)
		return;
	fprintf(out, "\n%zu cases of %s %s:\n", count, side->result->path,
		what);
	for (size_t i = 0; i < side->count && named < MOST_NAMED; i++) {
		if (!is_alone(&side->cases[i], ran))
			continue;
		fprintf(out, "  %s\n", side->cases[i].c->id);
		named++;
	}
	if (count > named)
		fprintf(out, "  and %zu more\n", count - named);
}

/* A hazard needs no counterpart to be one that the checker rules out. */
static void print_alone_beyond(FILE *out, const struct lens_side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct lens_case *c = &side->cases[i];

		if (!is_alone(c, true) || !lens_case_beyond(c))
			continue;
		fprintf(out, "\nBEYOND the checker, without a counterpart:");
		print_hazard_names(out, lens_case_beyond(c));
		fprintf(out, "\n  %s\n", c->c->id);
	}
}

/** struct tally - rows by what became of them. */
struct tally {
	size_t looks;
	size_t exact;
	size_t differ;
	size_t seen;
	size_t beyond;
	size_t unjudged;
	size_t starred;
};

static struct tally tally_of(const struct lenses *lenses)
{
	struct tally tally = {0};

	for (size_t i = 0; i < lenses->count; i++) {
		const struct lens_row *row = &lenses->rows[i];

		tally.looks +=
			counted(row, LENS_USER) && counted(row, LENS_KERNEL);
		tally.differ += lens_row_differs(row);
		tally.seen += row->seen[LENS_USER] || row->seen[LENS_KERNEL];
		tally.beyond += lens_row_beyond(row);
		tally.unjudged += !row->judged;
		tally.starred += row->status_torn > 0;
	}
	return tally;
}

static void print_legend(FILE *out, const struct lenses *lenses)
{
	struct tally tally = tally_of(lenses);
	char text[640];

	fputc('\n', out);
	text_wrapped(out, "columns ",
		     "bytes copied by a look, not ready/ready, exact (-: not "
		     "counted). Hazards seen in user space and in the kernel, "
		     "and those that the checker allows the kernel's copy "
		     "order: L LOST, T TORN, S STALE, K LEAK, R REPLAY, . "
		     "none, ? no such row in the checker.");
	if (tally.starred)
		text_wrapped(out, "*       ",
			     "right payload and half a status word, which the "
			     "checker copies as a whole: counted apart.");
	snprintf(text, sizeof(text),
		 "%zu rows; bytes counted in both lenses: %zu, a figure "
		 "differs: %zu; a hazard seen: %zu, beyond the checker: %zu%s",
		 lenses->count, tally.looks, tally.differ, tally.seen,
		 tally.beyond, tally.unjudged ? ", not judged: " : "");
	if (tally.unjudged)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%zu", tally.unjudged);
	text_wrapped(out, "lenses  ", text);
}

static size_t block_length(const struct lenses *lenses, size_t first)
{
	size_t i = first;

	while (i < lenses->count && lens_same_block(lenses->rows[i].kernel,
						    lenses->rows[first].kernel))
		i++;
	return i - first;
}

void lenses_text(FILE *out, const struct lenses *lenses)
{
	print_heads(out, lenses);
	for (size_t first = 0; first < lenses->count;) {
		const struct lens_row *rows = &lenses->rows[first];
		size_t count = block_length(lenses, first);

		fputc('\n', out);
		print_title(out, rows->kernel);
		for (size_t i = 0; i < count; i++)
			print_row(out, &rows[i]);
		print_syncs(out, rows, rows + count);
		first += count;
	}
	for (int i = 0; i < LENSES; i++) {
		print_alone(out, &lenses->side[i], true, "have no counterpart");
		print_alone(out, &lenses->side[i], false,
			    "have nothing to compare");
		print_alone_beyond(out, &lenses->side[i]);
	}
	print_legend(out, lenses);
}
