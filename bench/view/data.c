// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents for other programs: CSV and JSON, Go's benchmark format. */
#include "view/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/lines.h"
#include "record/facts.h"
#include "view/cells.h"
#include "view/compare.h"
#include "view/head.h"

/* --- cells of a compared figure ------------------------------------------ */

static const struct figure *figure_of(const void *of)
{
	const struct compare_row *row = of;

	return &row->c->figure[row->figure];
}

static void cell_figure(struct cell *cell, const void *row)
{
	cell_text(cell,
		  figure_facts(((const struct compare_row *)row)->figure)->key);
}

static void cell_unit(struct cell *cell, const void *row)
{
	cell_text(cell, figure_of(row)->unit);
}

static void cell_row_kind(struct cell *cell, const void *row)
{
	cell_text(cell, kind_name(figure_of(row)->kind));
}

static void cell_base(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;

	if (row->base)
		cell_text(cell, row->base->id);
}

/* Of bases and of what was compared only: an unsafe case has no speed. */
static void cell_before(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;

	if (row->state == COMPARE_DONE)
		cell_number(cell, row->base_median);
}

static void cell_after(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;

	if (row->state == COMPARE_DONE || row->state == COMPARE_BASE)
		cell_median(cell, row);
}

#define PERCENT(word, member)                                                  \
	{                                                                      \
		.key = word "_percent", .cell = cell_percent,                  \
		.at = offsetof(struct compare_row, member)                     \
	}

void compared_data(struct text *out, const struct comparison *comparison)
{
	const struct column columns[] = {
		{.key = "id", .cell = cell_id},
		{.key = "strategy", .cell = cell_strategy},
		{.key = "base", .cell = cell_base},
		{.key = "state", .cell = cell_state},
		{.key = "figure", .cell = cell_figure},
		{.key = "unit", .cell = cell_unit},
		{.key = "kind", .cell = cell_row_kind},
		{.key = "before", .cell = cell_before},
		{.key = "after", .cell = cell_after},
		PERCENT("change", shift),
		PERCENT("low", low),
		PERCENT("high", high),
		PERCENT("floor", floor),
		PERCENT("effect", effect),
		{.key = "verdict", .cell = cell_verdict},
		{.key = "rounds_without_value",
		 MEMBER(struct compare_row, lost)},
		{.key = "reason", .cell = cell_reason},
		{.key = "proven", .cell = cell_proven},
	};
	const struct table table = {
		TABLE_OF(columns, comparison->rows, comparison->count),
	};

	table_add(out, &table, TABLE_JSON, 0);
}

/* --- CSV, JSON: a row for each case and figure --------------------------- */

/**
 * struct datum - one figure of a case.
 * @row: first, for view/cells.h: of this figure.
 * @exact: where that is not the compared one.
 * @shown: has it values to show?
 */
struct datum {
	struct compare_row row;
	struct exact_change exact;
	bool shown;
	struct stats_summary summary;
};

/* An unsafe case has no speed, a stale one no lines. */
static bool has_values(const struct record *c, enum figure_id id,
		       const struct data_options *options)
{
	if (figure_is_modelled(id))
		return lines_state(c, figure_facts(id)->phase) == LINES_SHOWN;
	return c->state == CASE_OK ||
	       (options->show_unsafe && c->state == CASE_UNSAFE);
}

static void cell_figure_kind(struct cell *cell, const void *row)
{
	cell_text(cell, kind_name(((const struct datum *)row)->shown
					  ? figure_of(row)->kind
					  : KIND_ABSENT));
}

static void cell_better(struct cell *cell, const void *row)
{
	(void)row;
	cell_text(cell, "lower");
}

static void cell_against(struct cell *cell, const void *of)
{
	const struct compare_row *row = of;

	if (row->state == COMPARE_DONE)
		cell_text(cell, record_strategy(row->base));
}

static void cell_datum_change(struct cell *cell, const void *row)
{
	const struct exact_change *exact = &((const struct datum *)row)->exact;

	if (exact->known)
		cell_number(cell, exact->order
					  ? 100 * (exact->own / exact->base - 1)
					  : 0);
	else
		cell_percent(cell, row);
}

static void cell_datum_lost(struct cell *cell, const void *row)
{
	const struct datum *datum = row;

	if (datum->row.state == COMPARE_DONE && !datum->exact.known)
		cell_number(cell, (double)datum->row.lost);
}

/* Why there is nothing: of the case, else of the figure. */
static void cell_why(struct cell *cell, const void *row)
{
	const struct datum *datum = row;
	struct text text = {0};

	cell_reason(cell, row);
	if (cell->shape == CELL_TEXT || datum->shown ||
	    !figure_is_modelled(datum->row.figure)) {
		if (cell->shape != CELL_TEXT)
			cell_text(cell, figure_of(row)->absent);
		return;
	}
	lines_instead(&text, datum->row.c,
		      figure_facts(datum->row.figure)->phase);
	cell_take(cell, &text);
}

#define MOMENT(member)                                                         \
	{                                                                      \
		.key = #member, MEMBER(struct datum, summary.member)           \
	}
#define HAZARD(id, ...)                                                        \
	{                                                                      \
		.key = frame_hazard_name(FRAME_##id##_BIT),                    \
		.cell = cell_hazard,                                           \
		.number = FRAME_##id##_BIT,                                    \
	},

#define AXIS(id, ...)                                                          \
	{.key = axis_name(AXIS_##id), .cell = cell_axis, .number = AXIS_##id},

static void add_data(struct text *out, const struct datum *data, size_t count,
		     enum table_form form)
{
	const struct column columns[] = {
		{.key = "id", .cell = cell_id},
		AXIS_LIST(AXIS){.key = "state", .cell = cell_state},
		{.key = "figure", .cell = cell_figure},
		{.key = "unit", .cell = cell_unit},
		{.key = "kind", .cell = cell_figure_kind},
		{.key = "better", .cell = cell_better},
		{.key = "rounds", MEMBER(struct datum, summary.count)},
		MOMENT(minimum),
		MOMENT(p10),
		MOMENT(median),
		MOMENT(trimmed_mean),
		MOMENT(p90),
		MOMENT(p99),
		MOMENT(maximum),
		{.key = "base", .cell = cell_against},
		{.key = "change_percent",
		 .cell = cell_datum_change,
		 .at = offsetof(struct compare_row, shift)},
		PERCENT("low", low),
		PERCENT("high", high),
		PERCENT("floor", floor),
		PERCENT("effect", effect),
		{.key = "verdict", .cell = cell_verdict},
		{.key = "rounds_without_value", .cell = cell_datum_lost},
		{.key = "reason", .cell = cell_why},
		{.key = "proven", .cell = cell_proven},
		{.key = "frames", .cell = cell_frames},
		HAZARDS_OF_FRAMES(HAZARD)};
	const struct table table = {TABLE_OF(columns, data, count)};

	table_add(out, &table, form, 0);
}

/* A figure that no case has is in no row, but each case is in one. */
static void find_given(bool *given, const struct comparison *comparison,
		       bool model)
{
	bool any = false;

	for (int id = 0; id < FIGURES; id++) {
		given[id] = false;
		if (figure_facts(id)->rule == FIGURE_NEVER ||
		    (figure_is_modelled(id) && !model))
			continue;
		for (size_t i = 0; i < comparison->count && !given[id]; i++)
			given[id] = record_has(comparison->rows[i].c, id);
		any |= given[id];
	}
	given[FIGURE_FRAME_CYCLES] |= !any;
}

/* Figures that are not the compared one are compared where that is exact. */
static void compare_other(struct datum *datum)
{
	static const enum verdict verdicts[] = {VERDICT_FASTER, VERDICT_SAME,
						VERDICT_SLOWER};
	struct compare_row *row = &datum->row;

	if (datum->shown && row->c != row->base && row->base &&
	    row->c->role != PEEK_HARNESS && row->base->state == CASE_OK &&
	    figure_facts(row->figure)->rule == FIGURE_EXACTLY)
		datum->exact = compare_exactly(row->c, row->base, row->figure);
	if (row->state == COMPARE_DONE)
		row->state = COMPARE_BASE;
	if (!datum->exact.known)
		return;
	row->state = COMPARE_DONE;
	row->source = FLOOR_EXACT;
	row->verdict = verdicts[datum->exact.order + 1];
	row->low = row->high = row->floor = row->effect = NAN;
}

static void read_datum(struct datum *datum, const struct compare_row *row,
		       enum figure_id id, const struct data_options *options)
{
	double none;

	*datum = (struct datum){
		.row = *row,
		.shown = has_values(row->c, id, options),
		.summary = stats_summarise(&none, 0),
	};
	datum->row.figure = id;
	if (id != row->figure || row->state != COMPARE_DONE)
		compare_other(datum);
	if (!datum->shown)
		return;
	datum->summary = compare_summary(row->c, id);
	/* of an exact figure, which has no samples */
	if (!datum->summary.count)
		datum->summary.median = figure_quotient(&row->c->figure[id]);
}

static void gather(struct datum *data, size_t *count, const bool *given,
		   const struct comparison *comparison,
		   const struct data_options *options)
{
	for (size_t i = 0; i < comparison->count; i++)
		for (int id = 0; id < FIGURES; id++)
			if (given[id])
				read_datum(&data[(*count)++],
					   &comparison->rows[i], id, options);
}

static void data_table(struct text *out, const struct comparison *comparison,
		       const struct data_options *options)
{
	bool given[FIGURES];
	struct datum *data;
	size_t most = 0, count = 0;

	find_given(given, comparison, options->model);
	for (int id = 0; id < FIGURES; id++)
		most += given[id] ? comparison->count : 0;
	data = memory_zeros(most, sizeof(*data));
	gather(data, &count, given, comparison, options);
	add_data(out, data, count, options->form);
	free(data);
}

/* --- Go's benchmark format: a line for each slice ------------------------ */

/**
 * struct slice_row - one slice of a case.
 * @copied, @lines: of all slices; NaN: not counted.
 */
struct slice_row {
	const char *name;
	double cost;
	double copied;
	double lines[FIGURE_MODEL_SUMS];
};

static struct slice_row slice_row(const struct compare_row *of, u32 i,
				  bool model)
{
	enum phase phase = figure_facts(of->figure)->phase;
	const struct figure *figures = of->c->figure;
	struct slice_row row = {
		.name = of->c->id,
		.cost = figure_of(of)->sample[i],
		.copied = figures[FIGURE_COPIED].units
				  ? figure_quotient(&figures[FIGURE_COPIED])
				  : NAN,
	};

	model &= lines_state(of->c, phase) == LINES_SHOWN;
	for (u32 k = 0; k < FIGURE_MODEL_SUMS; k++)
		row.lines[k] = model ? figure_quotient(
					       &figures[lines_figure(phase, k)])
				     : NAN;
	return row;
}

#define GO_LINES(place, name)                                                  \
	{                                                                      \
		.unit = "modelled-" name "-lines/op",                          \
		MEMBER(struct slice_row, lines[place])                         \
	}

static void add_slices(struct text *out, const struct slice_row *slices,
		       size_t count, const char *unit, bool model)
{
	const struct column columns[] = {
		{MEMBER(struct slice_row, name)},
		{.unit = unit, MEMBER(struct slice_row, cost)},
		{.unit = "copied-B/op", MEMBER(struct slice_row, copied)},
		GO_LINES(0, "L1"),
		GO_LINES(1, "L2"),
		GO_LINES(2, "L3"),
		GO_LINES(3, "mem"),
		GO_LINES(4, "wback"),
		GO_LINES(5, "maint"),
	};
	const struct table table = {TABLE_OF(columns, slices, count)};

	if (!count) {
		text_add(out, "Unit %s better=lower\n", unit);
		for (size_t i = 2; i < ARRAY_SIZE(columns) - (model ? 0 : 6);
		     i++)
			text_add(out, "Unit %s better=lower assume=exact\n",
				 columns[i].unit);
		return;
	}
	table_add(out, &table, TABLE_BENCHSTAT, 0);
}

static const char *go_unit(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct figure *cost = figure_of(&comparison->rows[i]);

		if (cost->kind == KIND_INSTRUCTIONS)
			return "instructions/op";
		if (!strncmp(cost->unit, "emulated", 8))
			return "emulated-ticks/op";
		if (!strncmp(cost->unit, "cntvct", 6))
			return "cntvct-ticks/op";
	}
	return "cycles/op";
}

/* A case without a speed is a remark. */
static void add_case(struct text *out, const struct compare_row *row,
		     const char *unit, bool model)
{
	u32 n = row->c->slices.n, kept = 0;
	struct slice_row *slices;

	if (row->c->state != CASE_OK || !figure_of(row)->sample) {
		text_add(out, "# %s: ", row->c->id);
		if (row->c->state == CASE_UNSAFE)
			hazards_say(out, row->c);
		else
			text_add(out, "%s %s", case_state_name(row->c->state),
				 row->c->reason);
		text_add(out, "\n");
		return;
	}
	if (model && lines_state(row->c, figure_facts(row->figure)->phase) ==
			     LINES_STALE) {
		text_add(out, "# %s: ", row->c->id);
		lines_instead(out, row->c, figure_facts(row->figure)->phase);
		text_add(out, "\n");
	}
	slices = memory_zeros(n, sizeof(*slices));
	for (u32 i = 0; i < n; i++)
		if (isfinite(figure_of(row)->sample[i]))
			slices[kept++] = slice_row(row, i, model);
	if (kept)
		add_slices(out, slices, kept, unit, model);
	free(slices);
}

static void data_slices(struct text *out, const struct document *document,
			const struct comparison *comparison,
			const struct data_options *options)
{
	bool model = options->model && lines_any(comparison);
	const char *unit = go_unit(comparison);

	text_add(out, "pkg: peekbench\n");
	if (!head_is_kernel(document))
		text_add(out, "cpu: %s\n",
			 fact_text(document, "host.cpu_model"));
	text_add(out, "machine: ");
	head_machine(out, document);
	text_add(out, "\npreset: %s\n", fact_text(document, "preset"));
	text_add(out, "commit: %s\nsha256: %s\n",
		 fact_text(document, "tool.commit"), document->hash);
	if (model)
		text_add(out, "modelled-caches: %s\n",
			 fact_text(document, "cache_model.geometry"));
	add_slices(out, NULL, 0, unit, model);
	text_add(out, "\n");
	for (size_t i = 0; i < comparison->count; i++)
		add_case(out, &comparison->rows[i], unit, model);
}

void data_add(struct text *out, const struct document *document,
	      const struct comparison *comparison,
	      const struct data_options *options)
{
	if (options->form == TABLE_BENCHSTAT)
		data_slices(out, document, comparison, options);
	else
		data_table(out, comparison, options);
	if (options->form == TABLE_JSON)
		text_add(out, "\n");
}
