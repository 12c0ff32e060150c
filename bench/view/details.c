// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Every group in full. */
#include "view/page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/facts.h"
#include "record/model.h"
#include "view/cells.h"
#include "view/compare.h"
#include "view/group.h"
#include "view/head.h"
#include "view/rows.h"
#include "view/wrap.h"

#define MOST_COLUMNS 64

/* Parts of the legend. */
enum shown {
	SHOWN_CYCLES = 1,
	SHOWN_INSTRUCTIONS = 1 << 1,
	SHOWN_COPIED = 1 << 2,
	SHOWN_CHANGE = 1 << 3,
	SHOWN_PROXY = 1 << 4,
	SHOWN_EVENTS = 1 << 5,
	SHOWN_MODEL = 1 << 6,
	SHOWN_TIMER = 1 << 7,
	SHOWN_STALE = 1 << 8,
	SHOWN_SINGLE = 1 << 9,
};

/**
 * struct details - one document's groups.
 * @rows: of the group at hand, @count of them.
 * @columns: that the group has; the first @fixed stand before each part.
 * @shown: bits of enum shown, of all groups.
 */
struct details {
	const struct document *document;
	const struct view_options *options;
	const struct compare_row *rows;
	size_t count;
	struct column columns[MOST_COLUMNS];
	size_t column_count;
	size_t fixed;
	u32 shown;
};

/* --- cells --------------------------------------------------------------- */

/* Do hazards, or the reason, stand in place of the row's figures? */
static bool is_withheld(struct cell *cell, const void *row)
{
	const struct details *details = cell->context;

	if (details->options->show_unsafe &&
	    row_record(row)->state == CASE_UNSAFE)
		return false;
	return cell_instead(cell, row);
}

/* The uncertainty of stamps is marked where it is largest: at one look. */
static const char *timer_mark(const struct record *c)
{
	return c->timer_error > MOST_TIMER_ERROR ? DOUBT_MARK : NULL;
}

static const char *stale_mark(const struct record *c)
{
	return model_stale(c, NULL) ? "!" : NULL;
}

/* Half of p10 to p90, as a part of the median. */
static void spread_cell(struct cell *cell, const void *row)
{
	const struct record *c = row_record(row);
	enum figure_id id = cell->column->figure;
	struct stats_summary s;

	if (is_withheld(cell, row) || !c->figure[id].sample)
		return;
	s = compare_summary(c, id);
	cell_number(cell, s.count > 1 && s.median > 0
				  ? 50 * (s.p90 - s.p10) / s.median
				  : NAN);
	cell->mark = "%";
}

/* Of a device that sets the pace: what exceeds the frame's length. */
static void again_cell(struct cell *cell, const void *row)
{
	const struct record *c = row_record(row);

	if (is_withheld(cell, row))
		return;
	if (c->figure[FIGURE_COPIED].kind == KIND_MEASURED)
		cell_number(cell, fmax(record_value(c, FIGURE_COPIED) -
					       record_value(c, FIGURE_NEEDED),
				       0));
	else
		cell_number(cell, record_value(c, FIGURE_COPIED_AGAIN));
}

/* Why there is no verdict; the harness's row explains itself. */
static void verdict_cell(struct cell *cell, const void *row)
{
	if (row_record(row)->role != PEEK_HARNESS)
		cell_verdict(cell, row);
}

/* Of a group without a figure: what its frames showed, or why there are none.
 */
static void frames_cell(struct cell *cell, const void *row)
{
	if (!cell_instead(cell, row))
		cell_say(cell, "no wrong frame of %llu",
			 (unsigned long long)row_record(row)->frames);
}

/* Ticks as nanoseconds. */
static void ns_cell(struct cell *cell, const void *row)
{
	const struct details *details = cell->context;
	const struct record *c = row_record(row);
	enum figure_id id = cell->column->figure;

	if (is_withheld(cell, row) || !figure_is_ticks(&c->figure[id]))
		return;
	cell_number(cell, record_value(c, id) * details->options->tick_ns);
}

/* Where figures of unsafe cases are asked for, beside all of them. */
static void unsafe_cell(struct cell *cell, const void *row)
{
	struct text text = {0};

	if (row_record(row)->state != CASE_UNSAFE)
		return;
	hazards_say(&text, row_record(row));
	cell_take(cell, &text);
}

/* --- the columns of a group ---------------------------------------------- */

static bool group_has(const struct details *details, enum figure_id id)
{
	for (size_t i = 0; i < details->count; i++)
		if (record_has(details->rows[i].c, id) &&
		    details->rows[i].c->state != CASE_SKIPPED)
			return true;
	return false;
}

static void add_column(struct details *details, struct column column)
{
	if (details->column_count < MOST_COLUMNS)
		details->columns[details->column_count++] = column;
}

/* Those whose figure a case has; is it any? */
static bool add_figures(struct details *details, const struct column *columns,
			size_t count)
{
	size_t before = details->column_count;

	for (size_t i = 0; i < count; i++)
		if (group_has(details, columns[i].figure))
			add_column(details, columns[i]);
	return details->column_count > before;
}

static const struct column cycles[] = {
	{.figure = FIGURE_NOT_READY_CYCLES, .width = 7, .mark = timer_mark},
	{.figure = FIGURE_READY_CYCLES, .width = 7},
	{.figure = FIGURE_COMPLETION_CYCLES, .width = 7},
	{.figure = FIGURE_FRAME_CYCLES, .width = 7},
	COLUMN("+-", .width = 6, .format = NUMBER_PERCENT,
	       .figure = FIGURE_COMPLETION_CYCLES, .cell = spread_cell),
};

#define NS_COLUMN(id, title_)                                                  \
	{                                                                      \
		.title = title_, .width = 7, .figure = FIGURE_##id,            \
		.cell = ns_cell                                                \
	}

static const struct column nanoseconds[] = {
	NS_COLUMN(NOT_READY_CYCLES, "ns\nnotready"),
	NS_COLUMN(READY_CYCLES, "ns\nready"),
	NS_COLUMN(COMPLETION_CYCLES, "ns\ncomplete"),
	NS_COLUMN(FRAME_CYCLES, "ns\nframe"),
	NS_COLUMN(NOT_READY_P99, "ns\np99 nrdy"),
	NS_COLUMN(READY_P99, "ns\np99 rdy"),
};

/* Columns beside the times of single looks. */
static const struct column single[] = {
	{.figure = FIGURE_PROCESSING_CYCLES, .width = 7},
	{.figure = FIGURE_NOT_READY_P99, .width = 8},
	{.figure = FIGURE_READY_P99, .width = 8},
};

static const struct column copied[] = {
	COLUMN("copied", .width = 7, .format = NUMBER_BYTES,
	       .figure = FIGURE_COPIED),
	COLUMN("again", .width = 7, .format = NUMBER_BYTES,
	       .figure = FIGURE_COPIED, .cell = again_cell),
};

static void add_change(struct details *details)
{
	const struct compare_row *row = details->rows;
	bool look = row->figure == FIGURE_NOT_READY_CYCLES;
	const struct column columns[] = {
		COLUMN(look ? "empty look\nchange" : "change", .width = 7,
		       .format = NUMBER_CHANGE, .cell = cell_change),
		COLUMN(look ? "empty look\n95 % interval" : "95 % interval",
		       .width = 15, .cell = cell_interval),
		WORDS("verdict", .width = 7, .cell = verdict_cell),
	};

	if (!row->base || details->count < 2 ||
	    !group_has(details, row->figure))
		return;
	details->shown |= SHOWN_CHANGE;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		add_column(details, columns[i]);
}

/* The event's own name, where the head has one. */
static const char *event_name(const struct document *document,
			      enum figure_id id)
{
	const char *title = figure_facts(id)->title;
	unsigned number;
	const char *name = "";

	if (sscanf(title, "event %u", &number) == 1)
		name = fact_text(document, "counters.event_%u.event", number);
	return name[0] ? name : title;
}

/*
 * The modelled figure that counted misses are to be held against: of the level
 * that this CPU's event counts; the last is the model's last.  -ENOENT where
 * the level is not known, or not modelled.
 */
static int counterpart(const struct details *details)
{
	const struct document *document = details->document;
	double level = fact_number(document, "counters.cache_misses.level");
	double levels = (double)fact_count(document, "cache_model.levels");

	if (level == 0)
		level = levels;
	if (!(level >= 1) || level > levels)
		return -ENOENT;
	return (int)figure_of_model(PHASE_COMPLETION,
				    FIGURE_NOT_READY_L1 + (int)level - 1);
}

/* A count over 0 is no ratio. */
static void ratio_cell(struct cell *cell, const void *row)
{
	const struct record *c = row_record(row);

	if (is_withheld(cell, row))
		return;
	cell_number(cell,
		    record_value(c, FIGURE_COMPLETION_CACHE_MISSES) /
			    figure_quotient(&c->figure[cell->column->figure]));
}

static void add_ratio(struct details *details)
{
	int id = counterpart(details);
	const struct column ratio = {
		.title = "by model",
		.format = NUMBER_RATIO,
		.figure = (enum figure_id)id,
		.cell = ratio_cell,
	};

	if (id >= 0)
		add_figures(details, &ratio, 1);
}

static void add_events(struct details *details)
{
	for (int i = FIGURE_FIRST_EVENT; i < FIGURE_FIRST_MODELLED; i++) {
		const struct column event = {
			.title = event_name(details->document, i),
			.figure = (enum figure_id)i,
			.width = 7,
		};

		if (figure_facts(i)->phase != PHASE_COMPLETION ||
		    !add_figures(details, &event, 1))
			continue;
		details->shown |= SHOWN_EVENTS;
		if (i == FIGURE_COMPLETION_CACHE_MISSES)
			add_ratio(details);
	}
}

#define MODEL_COLUMN(phase_, words, count, short_)                             \
	{                                                                      \
		.title = "model, " words "\n" short_, .width = 5,              \
		.figure = FIGURE_##phase_##_##count                            \
	}

static const struct column models[] = {
	COLUMN("model, empty look\nL1", .width = 5,
	       .figure = FIGURE_NOT_READY_L1, .mark = stale_mark),
	MODEL_COLUMN(NOT_READY, "empty look", MEMORY, "mem"),
	MODEL_COLUMN(NOT_READY, "empty look", MAINTAINED, "maint"),
	MODEL_COLUMN(COMPLETION, "completion", L1, "L1"),
	MODEL_COLUMN(COMPLETION, "completion", L2, "L2"),
	MODEL_COLUMN(COMPLETION, "completion", L3, "L3"),
	MODEL_COLUMN(COMPLETION, "completion", WRITTEN, "wback"),
	MODEL_COLUMN(COMPLETION, "completion", MAINTAINED, "maint"),
};

static bool same_model(const struct record *a, const struct record *b)
{
	for (size_t m = 0; m < ARRAY_SIZE(models); m++)
		if (figure_order(&a->figure[models[m].figure],
				 &b->figure[models[m].figure]))
			return false;
	return true;
}

/* The first of the cases whose lines are all alike, or NULL. */
static const struct record *model_of_all(const struct details *details)
{
	const struct record *first = NULL;

	for (size_t i = 0; i < details->count; i++) {
		const struct record *c = details->rows[i].c;

		if (c->state != CASE_OK)
			continue;
		if (first && !same_model(c, first))
			return NULL;
		first = first ? first : c;
	}
	return first;
}

static void add_models(struct details *details)
{
	if (group_has(details, FIGURE_COMPLETION_L1) &&
	    !model_of_all(details) &&
	    add_figures(details, models, ARRAY_SIZE(models)))
		details->shown |= SHOWN_MODEL;
}

static bool any_proven(const struct details *details)
{
	for (size_t i = 0; i < details->count; i++)
		if (details->rows[i].c->proven.known)
			return true;
	return false;
}

static bool any_unsafe_shown(const struct details *details)
{
	for (size_t i = 0; i < details->count; i++)
		if (details->options->show_unsafe &&
		    details->rows[i].c->state == CASE_UNSAFE)
			return true;
	return false;
}

static void choose_columns(struct details *details)
{
	static const struct column strategy = {
		.title = "strategy",
		.width = 15,
		.left = true,
		.cell = cell_strategy,
	};
	static const struct column proven = {
		.title = "proven", .left = true, .cell = cell_proven};
	const struct column unsafe = {.title = case_state_name(CASE_UNSAFE),
				      .left = true,
				      .cell = unsafe_cell};
	static const struct column frames = {
		.title = "frames", .left = true, .cell = frames_cell};

	details->column_count = 0;
	add_column(details, strategy);
	if (any_proven(details))
		add_column(details, proven);
	if (any_unsafe_shown(details))
		add_column(details, unsafe);
	details->fixed = details->column_count;
	if (add_figures(details, cycles, ARRAY_SIZE(cycles)))
		details->shown |= SHOWN_CYCLES;
	if (group_has(details, FIGURE_READY_P99) &&
	    add_figures(details, single, ARRAY_SIZE(single)))
		details->shown |= SHOWN_SINGLE;
	if (details->options->tick_ns > 0)
		add_figures(details, nanoseconds, ARRAY_SIZE(nanoseconds));
	if (add_figures(details, copied, ARRAY_SIZE(copied)))
		details->shown |= SHOWN_COPIED;
	if (details->column_count == details->fixed)
		add_column(details, frames);
	add_change(details);
	add_events(details);
	add_models(details);
}

/* --- groups -------------------------------------------------------------- */

static enum kind cost_kind(const struct details *details)
{
	for (size_t i = 0; i < details->count; i++) {
		const struct compare_row *row = &details->rows[i];

		if (record_has(row->c, row->figure))
			return row->c->figure[row->figure].kind;
	}
	return KIND_ABSENT;
}

static void add_title(struct text *out, struct details *details)
{
	enum kind kind = cost_kind(details);
	struct text title = {0};

	group_title(&title, details->rows->c, 0);
	if (kind != KIND_MEASURED && kind != KIND_ABSENT)
		text_add(&title, "; %s", kind_name(kind));
	if (details->rows->c->device_fault)
		text_add(&title, "; DEVICE FAULT: status before payload, no "
				 "strategy can mend it");
	if (kind == KIND_PROXY)
		details->shown |= SHOWN_PROXY;
	if (kind == KIND_INSTRUCTIONS)
		details->shown |= SHOWN_INSTRUCTIONS;
	wrap_title(out, details->options->width, &title);
}

/* The model in one line, where no strategy differs from another. */
static void add_alike(struct text *out, struct details *details)
{
	const struct record *c = model_of_all(details);
	enum phase last = PHASES;
	struct text line = {0};

	if (!c || !record_has(c, FIGURE_COMPLETION_L1))
		return;
	details->shown |= SHOWN_MODEL;
	text_add(&line, "the same for all:");
	for (size_t m = 0; m < ARRAY_SIZE(models); m++) {
		enum phase phase = figure_facts(models[m].figure)->phase;

		if (phase != last)
			text_add(&line, "%s",
				 phase == PHASE_NOT_READY ? " empty look"
							  : "; completion");
		last = phase;
		text_add(&line, " %s ", strchr(models[m].title, '\n') + 1);
		number_add(&line, NUMBER_LINES,
			   figure_quotient(&c->figure[models[m].figure]));
	}
	head_take(out, details->options->width, "model", &line);
}

static void note_marks(struct details *details)
{
	for (size_t i = 0; i < details->count; i++) {
		if (timer_mark(details->rows[i].c))
			details->shown |= SHOWN_TIMER;
		if (stale_mark(details->rows[i].c))
			details->shown |= SHOWN_STALE;
	}
}

static void add_group(struct text *out, struct details *details)
{
	bool markdown = details->options->form == TABLE_MARKDOWN;
	struct table table = {
		.columns = details->columns,
		.rows = details->rows,
		.row_size = sizeof(*details->rows),
		.row_count = details->count,
		.record = row_record,
		.instead = is_withheld,
		.context = details,
	};

	add_title(out, details);
	choose_columns(details);
	note_marks(details);
	table.column_count = details->column_count;
	table.fixed = details->fixed;
	text_add(out, markdown ? "\n" : "");
	table_add(out, &table, details->options->form, details->options->width);
	text_add(out, markdown ? "\n" : "");
	add_alike(out, details);
}

/* --- legends ------------------------------------------------------------- */

/* Without a label: the kind's. */
static const struct {
	enum shown shown;
	const char *label;
	const char *words;
} legends[] = {
	{SHOWN_CYCLES, "columns",
	 "notready, ready: one look. complete: the ready look and "
	 "processing. frame: all looks at a frame and its processing; "
	 "not on a device that sets the pace. Clock ticks (and ns: --unit "
	 "ns), measured, median of slices; +-: half of p10 to p90 of complete. "
	 "Lower "
	 "is better."},
	{SHOWN_SINGLE, "single",
	 "process: complete less ready. p99: the 99th percentile of single "
	 "looks of a slice, each between stamps of its own, whose cost is "
	 "taken off as in the other columns; median of slices."},
	{SHOWN_INSTRUCTIONS, "columns",
	 "INSTRUCTIONS of an emulated CPU, not time: a rep movsb counts "
	 "one per byte, a cache line's maintenance one. notready, "
	 "ready: one look. complete: the ready look and processing. "
	 "frame: all looks at a frame and its processing. Interrupts "
	 "off, median of slices. Lower is better."},
	{SHOWN_COPIED, "copied",
	 "bytes bounce to original for a frame; again: those of them "
	 "that were no news. Exact on a scripted device, else the "
	 "median of slices, and again what exceeds the frame."},
	{SHOWN_CHANGE, "A/A", AA_SAYS},
	{SHOWN_PROXY, NULL,
	 "measured with clflushopt for an invalidation and clwb for a "
	 "clean; STALE cannot show on this machine"},
	{SHOWN_EVENTS, "events",
	 "of a completion, by hardware counters; s: scaled, the counter "
	 "shared its place and is extrapolated; by model: counted "
	 "misses over the modelled ones of the same level"},
	{SHOWN_MODEL, "model",
	 "MODELLED cache lines, counted: L1, L2, L3: misses; mem: what "
	 "all levels miss; wback: dirty lines written to memory; maint: "
	 "lines cleaned or invalidated"},
	{SHOWN_TIMER, DOUBT_MARK, DOUBT_SAYS},
	{SHOWN_STALE, "!",
	 "modelled loads hit a line that the device had written past: on "
	 "such hardware the driver sees old bytes, and its misses are "
	 "too few"},
};

static void add_legend(struct text *out, const struct details *details,
		       const struct comparison *comparison)
{
	const struct compare_options usual = {COMPARE_USUAL};
	u32 shown = details->shown;
	struct text words = {0};

	/* cycles that are instructions have a legend of their own */
	shown &= ~(shown & SHOWN_CYCLES && shown & SHOWN_INSTRUCTIONS
			   ? SHOWN_CYCLES
			   : SHOWN_INSTRUCTIONS);
	text_add(out, "\n");
	if (shown & SHOWN_CHANGE) {
		verdicts_say(&words, comparison, &usual);
		head_take(out, details->options->width, "verdict", &words);
	}
	for (size_t i = 0; i < ARRAY_SIZE(legends); i++)
		if (shown & legends[i].shown)
			head_line(out, details->options->width,
				  legends[i].label ? legends[i].label
						   : kind_name(KIND_PROXY),
				  legends[i].words);
}

/* On a device that sets the pace, a look is what can be compared. */
static const struct compare_row *rows_at(const struct comparison *frames,
					 const struct comparison *looks,
					 size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (record_has(frames->rows[first + i].c, FIGURE_FRAME_CYCLES))
			return &frames->rows[first];
	return looks->count == frames->count ? &looks->rows[first]
					     : &frames->rows[first];
}

void details_add(struct text *out, const struct document *document,
		 const struct comparison *frames,
		 const struct comparison *looks,
		 const struct view_options *options)
{
	struct details *details = memory_zeros(1, sizeof(*details));

	details->document = document;
	details->options = options;
	for (size_t first = 0; first < frames->count; first += details->count) {
		details->count = rows_group(frames, first);
		details->rows = rows_at(frames, looks, first, details->count);
		add_group(out, details);
	}
	calls_add(out, document, options);
	add_legend(out, details, frames);
	free(details);
}
