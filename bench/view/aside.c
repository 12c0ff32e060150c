// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Parts beside a comparison: predecessors, scatter, open comparisons, noise. */
#include "view/page_parts.h"

#include <math.h>
#include <string.h>

#include "compare/predecessor.h"
#include "compare/scatter.h"
#include "compare/undecided.h"
#include "record/facts.h"
#include "view/cells.h"
#include "view/group.h"
#include "view/head.h"

/* --- predecessors -------------------------------------------------------- */

/** struct order_row - the surest effect of a group; @more: others of it. */
struct order_row {
	const struct predecessor *found;
	size_t more;
};

static void victim_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	cell_text(cell, row->found->victim ? row->found->victim : "any other");
}

static void shift_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	cell_number(cell, verdict_percent(row->found->shift));
	cell->mark = "%";
}

static void behind_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;

	if (row->more)
		cell_say(cell, "%s (%zu more)", row->found->behind, row->more);
	else
		cell_text(cell, row->found->behind);
}

static void where_cell(struct cell *cell, const void *of)
{
	const struct order_row *row = of;
	struct text text = {0};

	group_title(&text, row->found->like, 0);
	cell_take(cell, &text);
}

static const struct column order_columns[] = {
	WORDS("slices of", .key = "victim", .cell = victim_cell),
	COLUMN("change", .key = "change_percent", .format = NUMBER_CHANGE,
	       .cell = shift_cell),
	WORDS("directly behind", .key = "behind", .cell = behind_cell),
	WORDS("in", .key = "group", .cell = where_cell),
};

/* One row a group. */
static size_t by_group(const struct predecessors *found, struct order_row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (count && rows[count - 1].found->like == found->list[i].like)
			rows[count - 1].more++;
		else
			rows[count++] = (struct order_row){&found->list[i], 0};
	return count;
}

/* The head of the page has told the axes that all cases share. */
static void add_surest(struct text *out, const struct document *document,
		       const struct order_row *rows, size_t count,
		       unsigned width)
{
	uint32_t differ = group_axes(document->records, document->count);
	const struct predecessor *best = rows[0].found;
	struct text words = {0};

	for (size_t i = 1; i < count; i++)
		if (rows[i].found->p < best->p)
			best = rows[i].found;
	text_add(&words, "%s is %.1f %% %s directly behind %s, in ",
		 best->victim ? best->victim : "any other",
		 fabs(verdict_percent(best->shift)),
		 best->shift > 0 ? "slower" : "faster", best->behind);
	group_title(&words, best->like, AXIS_ALL & ~differ);
	if (count > 1)
		text_add(&words, "; effects in %zu groups", count);
	head_take(out, width, "order", &words);
}

static void add_order(struct text *out, const struct document *document,
		      const struct predecessors *found, bool brief,
		      enum table_form form, unsigned width)
{
	struct arena arena = {0};
	struct order_row *rows =
		arena_get(&arena, found->count * sizeof(*rows));
	size_t count = by_group(found, rows);
	const struct table table = {TABLE_OF(order_columns, rows, count)};

	if (brief && count) {
		add_surest(out, document, rows, count, width);
	} else if (count) {
		head_line(out, width, "order",
			  "what ran directly before explains the cost of a "
			  "slice; the surest effect of each group:");
		table_add(out, &table, form, width);
	}
	arena_free(&arena);
}

void aside_predecessors(struct text *out, const struct document *document,
			const struct compare_options *options, bool brief,
			enum table_form form, unsigned width)
{
	struct predecessors found = predecessors_find(document, options);

	add_order(out, document, &found, brief, form, width);
	predecessors_free(&found);
}

/* --- scatter ------------------------------------------------------------- */

void aside_scatter(struct text *out, const struct comparison *comparison,
		   bool details, unsigned width)
{
	struct text words = {0};
	struct scatter scatter = scatter_find(comparison);

	if (!scatter.split)
		return;
	text_add(&words,
		 "changes scatter by %.2f %% between %zu starts, by %.2f %% "
		 "within (standard deviations, median of %zu comparisons)",
		 100 * scatter.between, scatter.starts, 100 * scatter.within,
		 scatter.split);
	if (isfinite(scatter.resolved)) {
		text_add(&words, "; found in 9 of 10 such runs: ");
		number_add(&words, NUMBER_PERCENT,
			   verdict_percent(scatter.resolved));
		text_add(&words, " %%, in the worst comparison ");
		number_add(&words, NUMBER_PERCENT,
			   verdict_percent(scatter.resolved_most));
		text_add(&words, " %%");
	}
	if (scatter.dominated)
		text_add(&words,
			 "; in %zu of them starts scatter more than rounds "
			 "do: there more starts help, more rounds do not",
			 scatter.dominated);
	if (details && scatter.left_out)
		text_add(&words,
			 "; one start left out, the others' 95 %% interval for "
			 "it held it in %.0f %% of %zu",
			 100.0 * (double)scatter.held /
				 (double)scatter.left_out,
			 scatter.left_out);
	head_take(out, width, "starts", &words);
}

/* --- what a budget left open --------------------------------------------- */

static void figure_cell(struct cell *cell, const void *row)
{
	const struct compare_row *of = row;

	cell_text(cell, figure_facts(of->figure)->title);
}

static void title_cell(struct cell *cell, const void *row)
{
	struct text text = {0};

	group_title(&text, row_record(row), 0);
	cell_take(cell, &text);
}

static const struct column open_columns[] = {
	WORDS("not decided", .key = "strategy", .cell = cell_strategy),
	WORDS("of", .key = "figure", .cell = figure_cell),
	COLUMN("95 % interval", .key = "interval", .cell = cell_interval),
	WORDS("in", .key = "group", .cell = title_cell),
};

void aside_undecided(struct text *out, const struct document *document,
		     enum table_form form, unsigned width)
{
	struct undecided undecided = undecided_find(document);
	struct table table;

	head_add(out, width, "budget",
		 "%zu of %zu comparisons not decided (of frame, notready, "
		 "ready)",
		 undecided.count, undecided.rivals);
	table = (struct table){
		TABLE_OF(open_columns, undecided.rows, undecided.count)};
	if (undecided.count)
		table_add(out, &table, form, width);
	undecided_free(&undecided);
}

/* --- disturbances and lost starts ---------------------------------------- */

/* A share of slices that is worth a line. */
#define NOISY 0.05
#define WORTH_NAMING 0.01

/* Slices with mark @name, of all. */
static double share_of(const struct document *document, const char *name)
{
	size_t bit = 0, count = 0, slices = 0;

	while (bit < fact_count(document, "disturbances") &&
	       strcmp(fact_text(document, "disturbances.%zu", bit), name))
		bit++;
	for (size_t i = 0; i < document->count; i++) {
		const struct slices *of = &document->records[i].slices;

		for (u32 k = 0; k < of->n && bit < 32; k++)
			count += of->at[k].marks >> bit & 1;
		slices += of->n;
	}
	return slices ? (double)count / (double)slices : 0;
}

static bool is_known(const char *fact)
{
	return *fact && strcmp(fact, "unknown") != 0;
}

static void say_preempted(struct text *words, const struct document *document,
			  double share)
{
	double pu = fact_number(document, "placement.cpu_pu");
	const char *load = fact_text(document, "host.load_average");
	const char *isolated = fact_text(document, "host.isolated_pus");

	if (share < WORTH_NAMING)
		return;
	text_add(words, "other work took PU %.0f from %.0f %% of the slices",
		 pu, 100 * share);
	if (is_known(load))
		text_add(words, " (load %.*s on %.0f PUs)",
			 (int)strcspn(load, " "), load,
			 fact_number(document, "placement.pu_count"));
	text_add(words, ": end it");
	if (!is_known(isolated) || !strcmp(isolated, "none"))
		text_add(words,
			 ", or boot with isolcpus=%.0f and run with --cpu %.0f",
			 pu, pu);
	else
		text_add(words, ", or name an isolated PU (%s): --cpu",
			 isolated);
}

static void say_stolen(struct text *words, double share)
{
	if (share >= WORTH_NAMING)
		text_add(words,
			 "%sthe hypervisor took time from %.0f %%: take a host "
			 "without other guests",
			 words->length ? "; " : "", 100 * share);
}

static void say_migrated(struct text *words, const struct document *document,
			 double share)
{
	if (share >= WORTH_NAMING)
		text_add(words,
			 "%s%.0f %% of the slices ran on another PU than %.0f: "
			 "a cpuset changed, or the PU went offline",
			 words->length ? "; " : "", 100 * share,
			 fact_number(document, "placement.cpu_pu"));
}

static void say_frequency(struct text *words, const struct document *document)
{
	const char *governor = fact_text(document, "host.governor");
	const char *turbo = fact_text(document, "host.turbo");

	if (is_known(governor) && strcmp(governor, "performance"))
		text_add(words,
			 "%sthe frequency moves (governor %s): cpupower "
			 "frequency-set -g performance",
			 words->length ? "; " : "", governor);
	else if (!strcmp(turbo, "on") && words->length)
		text_add(words, "; turbo moves the frequency: turn it off");
}

void aside_noise(struct text *out, const struct document *document,
		 unsigned width)
{
	double preempted = share_of(document, "preempted");
	double stolen = share_of(document, "stolen");
	double migrated = share_of(document, "migrated");
	struct text words = {0};

	if (preempted + stolen + migrated >= NOISY) {
		say_preempted(&words, document, preempted);
		say_stolen(&words, stolen);
		say_migrated(&words, document, migrated);
	}
	say_frequency(&words, document);
	if (words.length)
		text_add(&words, "; what remains, more --starts resolve");
	if (words.length)
		head_take(out, width, "noise", &words);
	else
		text_free(&words);
}

void aside_lost(struct text *out, const struct document *document,
		unsigned width)
{
	size_t count = fact_count(document, "lost_starts");
	struct text words = {0};

	for (size_t i = 0; i < count; i++)
		text_add(&words, "%sstart %.0f: %s", i ? "; " : "",
			 fact_number(document, "lost_starts.%zu.start", i) + 1,
			 fact_text(document, "lost_starts.%zu.how", i));
	if (count)
		head_take(out, width, "died", &words);
}
