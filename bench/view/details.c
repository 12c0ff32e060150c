// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/details.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/facts.h"
#include "record/model.h"
#include "stats/stats.h"
#include "view/calls.h"
#include "view/cells.h"
#include "view/group.h"
#include "view/head.h"
#include "view/wrap.h"

/* Above this share of a look, the stamps' uncertainty is marked. */
#define TIMER_ERROR_SHOWN 0.001

#define MOST_COLUMNS 64

/**
 * struct details - one document's groups.
 * @rows: of the group at hand, @count of them.
 * @columns: that the group has; the first @fixed stand before each part.
 * @timer, @scaled, @stale, @model, @events, @again, @compared: was one shown?
 *	The legend tells of those.
 */
struct details {
	const struct document *document;
	const struct view_options *options;
	const struct compare_row *rows;
	size_t count;
	struct column columns[MOST_COLUMNS];
	size_t column_count;
	size_t fixed;
	bool timer;
	bool scaled;
	bool stale;
	bool model;
	bool events;
	bool copied;
	bool compared;
	bool cycles;
	bool proxy;
	bool instructions;
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

static void figure_cell(struct cell *cell, const struct column *column,
			const void *row)
{
	const struct record *c = row_record(row);
	double value;

	if (is_withheld(cell, row))
		return;
	cell->failed |= record_value(c, column->figure, &value) != 0;
	cell_number(cell, value);
	if (c->figure[column->figure].kind == KIND_SCALED)
		cell->mark = "s";
}

/* The uncertainty of stamps is marked where it is largest: at one look. */
static void look_cell(struct cell *cell, const struct column *column,
		      const void *row)
{
	figure_cell(cell, column, row);
	if (row_record(row)->timer_error > TIMER_ERROR_SHOWN)
		cell->mark = "~";
}

static void model_cell(struct cell *cell, const struct column *column,
		       const void *row)
{
	figure_cell(cell, column, row);
	if (model_stale(row_record(row), NULL))
		cell->mark = "!";
}

/* Half of p10 to p90, as a part of the median. */
static void spread_cell(struct cell *cell, const struct column *column,
			const void *row)
{
	const struct record *c = row_record(row);
	const struct figure *figure = &c->figure[column->figure];
	struct stats_summary s;
	double *values;
	size_t kept = 0;

	if (is_withheld(cell, row) || !figure->sample)
		return;
	values = malloc((c->slices.n + 1) * sizeof(*values));
	cell->failed |= !values;
	for (u32 i = 0; values && i < c->slices.n; i++)
		if (isfinite(figure->sample[i]))
			values[kept++] = figure->sample[i];
	s = values ? stats_summarise(values, kept) : (struct stats_summary){0};
	free(values);
	cell_number(cell, s.count > 1 && s.median > 0
				  ? 50 * (s.p90 - s.p10) / s.median
				  : NAN);
	cell->mark = "%";
}

/* Of a device that sets the pace: what exceeds the frame's length. */
static void again_cell(struct cell *cell, const struct column *column,
		       const void *row)
{
	const struct record *c = row_record(row);
	double copied, needed, again;

	if (is_withheld(cell, row))
		return;
	cell->failed |= record_value(c, FIGURE_COPIED, &copied) ||
			record_value(c, FIGURE_NEEDED, &needed) ||
			record_value(c, column->figure, &again);
	if (c->figure[FIGURE_COPIED].kind == KIND_MEASURED)
		again = fmax(copied - needed, 0);
	cell_number(cell, again);
}

/* Why there is no verdict; the harness's row explains itself. */
static void verdict_cell(struct cell *cell, const struct column *column,
			 const void *row)
{
	if (row_record(row)->role != PEEK_HARNESS)
		cell_verdict(cell, column, row);
}

/* Of a group without a figure: what its frames showed, or why there are none.
 */
static void frames_cell(struct cell *cell, const struct column *column,
			const void *row)
{
	(void)column;
	if (!cell_instead(cell, row))
		cell_say(cell, "no wrong frame of %llu",
			 (unsigned long long)row_record(row)->frames);
}

/* Where figures of unsafe cases are asked for, beside all of them. */
static void unsafe_cell(struct cell *cell, const struct column *column,
			const void *row)
{
	struct text text = {0};

	(void)column;
	if (row_record(row)->state != CASE_UNSAFE)
		return;
	hazards_say(&text, row_record(row));
	cell_say(cell, "%s", text_string(&text));
	cell->failed |= text.failed;
	text_free(&text);
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

static struct column *add_column(struct details *details, struct column column)
{
	struct column *added = &details->columns[details->column_count];

	if (details->column_count == MOST_COLUMNS)
		return NULL;
	*added = column;
	details->column_count++;
	return added;
}

static void add_cycles(struct details *details)
{
	static const enum figure_id ids[] = {
		FIGURE_NOT_READY_CYCLES, FIGURE_READY_CYCLES,
		FIGURE_COMPLETION_CYCLES, FIGURE_FRAME_CYCLES};

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		if (!group_has(details, ids[i]))
			continue;
		details->cycles = true;
		add_column(details,
			   (struct column){
				   .title = figure_facts(ids[i])->title,
				   .width = 7,
				   .figure = ids[i],
				   .cell = i ? figure_cell : look_cell,
			   });
	}
	if (group_has(details, FIGURE_COMPLETION_CYCLES))
		add_column(details, (struct column){
					    .title = "+-",
					    .width = 6,
					    .format = NUMBER_PERCENT,
					    .figure = FIGURE_COMPLETION_CYCLES,
					    .cell = spread_cell,
				    });
}

static void add_bytes(struct details *details)
{
	if (!group_has(details, FIGURE_COPIED))
		return;
	details->copied = true;
	add_column(details, (struct column){
				    .title = "copied",
				    .width = 7,
				    .format = NUMBER_BYTES,
				    .figure = FIGURE_COPIED,
				    .cell = figure_cell,
			    });
	add_column(details, (struct column){
				    .title = "again",
				    .width = 7,
				    .format = NUMBER_BYTES,
				    .figure = FIGURE_COPIED_AGAIN,
				    .cell = again_cell,
			    });
}

static void add_change(struct details *details)
{
	bool look;

	if (!details->rows->base || details->count < 2 ||
	    !group_has(details, details->rows->figure))
		return;
	details->compared = true;
	look = details->rows->figure == FIGURE_NOT_READY_CYCLES;
	add_column(details,
		   (struct column){
			   .title = look ? "empty look\nchange" : "change",
			   .width = 7,
			   .format = NUMBER_CHANGE,
			   .cell = cell_change,
		   });
	add_column(details, (struct column){
				    .title = look ? "empty look\n95 % interval"
						  : "95 % interval",
				    .width = 15,
				    .cell = cell_interval,
			    });
	add_column(details, (struct column){.title = "verdict",
					    .width = 7,
					    .left = true,
					    .cell = verdict_cell});
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

/* What is over 0 is no ratio. */
static void ratio_cell(struct cell *cell, const struct column *column,
		       const void *row)
{
	const struct record *c = row_record(row);
	double counted;

	if (is_withheld(cell, row))
		return;
	cell->failed |=
		record_value(c, FIGURE_COMPLETION_CACHE_MISSES, &counted) != 0;
	cell_number(cell,
		    counted / figure_quotient(&c->figure[column->figure]));
}

static void add_ratio(struct details *details)
{
	int id = counterpart(details);

	if (id >= 0 && group_has(details, (enum figure_id)id))
		add_column(details, (struct column){
					    .title = "by model",
					    .format = NUMBER_RATIO,
					    .figure = (enum figure_id)id,
					    .cell = ratio_cell,
				    });
}

static void add_events(struct details *details)
{
	for (int i = FIGURE_FIRST_EVENT; i < FIGURE_FIRST_MODELLED; i++) {
		const struct figure_facts *facts = figure_facts(i);

		if (facts->phase != PHASE_COMPLETION || !group_has(details, i))
			continue;
		details->events = true;
		add_column(details,
			   (struct column){
				   .title = event_name(details->document, i),
				   .figure = (enum figure_id)i,
				   .width = 7,
				   .cell = figure_cell,
			   });
		if (i == FIGURE_COMPLETION_CACHE_MISSES)
			add_ratio(details);
	}
}

/* What is shown of the model: phase, count, titles. */
static const struct {
	enum phase phase;
	enum figure_id in_not_ready;
	const char *title;
} models[] = {
	{PHASE_NOT_READY, FIGURE_NOT_READY_L1, "model, empty look\nL1"},
	{PHASE_NOT_READY, FIGURE_NOT_READY_MEMORY, "model, empty look\nmem"},
	{PHASE_NOT_READY, FIGURE_NOT_READY_MAINTAINED,
	 "model, empty look\nmaint"},
	{PHASE_COMPLETION, FIGURE_NOT_READY_L1, "model, completion\nL1"},
	{PHASE_COMPLETION, FIGURE_NOT_READY_L2, "model, completion\nL2"},
	{PHASE_COMPLETION, FIGURE_NOT_READY_L3, "model, completion\nL3"},
	{PHASE_COMPLETION, FIGURE_NOT_READY_WRITTEN,
	 "model, completion\nwback"},
	{PHASE_COMPLETION, FIGURE_NOT_READY_MAINTAINED,
	 "model, completion\nmaint"},
};

static bool model_is_alike(const struct details *details)
{
	const struct record *first = NULL;

	for (size_t i = 0; i < details->count; i++) {
		const struct record *c = details->rows[i].c;

		if (c->state != CASE_OK)
			continue;
		for (size_t m = 0; first && m < ARRAY_SIZE(models); m++) {
			enum figure_id id = figure_of_model(
				models[m].phase, models[m].in_not_ready);

			if (figure_order(&c->figure[id], &first->figure[id]))
				return false;
		}
		first = first ? first : c;
	}
	return first != NULL;
}

static void add_models(struct details *details)
{
	if (!group_has(details, FIGURE_COMPLETION_L1) ||
	    model_is_alike(details))
		return;
	details->model = true;
	for (size_t m = 0; m < ARRAY_SIZE(models); m++) {
		enum figure_id id = figure_of_model(models[m].phase,
						    models[m].in_not_ready);

		if (group_has(details, id))
			add_column(details,
				   (struct column){
					   .title = models[m].title,
					   .width = 5,
					   .figure = id,
					   .cell = m ? figure_cell : model_cell,
				   });
	}
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
	details->column_count = 0;
	add_column(details, (struct column){.title = "strategy",
					    .width = 15,
					    .left = true,
					    .cell = cell_strategy});
	if (any_proven(details))
		add_column(details, (struct column){.title = "proven",
						    .left = true,
						    .cell = cell_proven});
	if (any_unsafe_shown(details))
		add_column(details, (struct column){.title = case_state_name(
							    CASE_UNSAFE),
						    .left = true,
						    .cell = unsafe_cell});
	details->fixed = details->column_count;
	add_cycles(details);
	add_bytes(details);
	if (details->column_count == details->fixed)
		add_column(details, (struct column){.title = "frames",
						    .left = true,
						    .cell = frames_cell});
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
	details->proxy |= kind == KIND_PROXY;
	details->instructions |= kind == KIND_INSTRUCTIONS;
	text_add(out, "\n");
	wrap_from(out, details->options->width, 2, 0, text_string(&title));
	out->failed |= title.failed;
	text_free(&title);
}

/* The model in one line, where no strategy differs from another. */
static void add_alike(struct text *out, struct details *details)
{
	const struct record *c = NULL;
	struct text line = {0};

	for (size_t i = 0; i < details->count && !c; i++)
		if (details->rows[i].c->state == CASE_OK)
			c = details->rows[i].c;
	if (!c || !record_has(c, FIGURE_COMPLETION_L1) ||
	    !model_is_alike(details))
		return;
	details->model = true;
	text_add(&line, "the same for all:");
	for (size_t m = 0; m < ARRAY_SIZE(models); m++) {
		enum figure_id id = figure_of_model(models[m].phase,
						    models[m].in_not_ready);
		const char *title = strchr(models[m].title, '\n') + 1;

		if (m == 0)
			text_add(&line, " empty look");
		else if (models[m].phase != models[m - 1].phase)
			text_add(&line, "; completion");
		text_add(&line, " %s ", title);
		number_add(&line, NUMBER_LINES,
			   figure_quotient(&c->figure[id]));
	}
	head_line(out, details->options->width, "model", text_string(&line));
	out->failed |= line.failed;
	text_free(&line);
}

static void note_marks(struct details *details)
{
	for (size_t i = 0; i < details->count; i++) {
		const struct record *c = details->rows[i].c;

		details->timer |= c->timer_error > TIMER_ERROR_SHOWN;
		details->stale |= model_stale(c, NULL) > 0;
		for (int f = FIGURE_FIRST_EVENT; f < FIGURE_FIRST_MODELLED; f++)
			details->scaled |= c->figure[f].kind == KIND_SCALED;
	}
}

static int add_group(struct text *out, struct details *details)
{
	bool markdown = details->options->form == TABLE_MARKDOWN;
	struct table table = {
		.columns = details->columns,
		.rows = details->rows,
		.row_size = sizeof(*details->rows),
		.row_count = details->count,
		.record = row_record,
		.context = details,
	};
	int err;

	add_title(out, details);
	choose_columns(details);
	note_marks(details);
	table.column_count = details->column_count;
	table.fixed = details->fixed;
	text_add(out, markdown ? "\n" : "");
	err = table_add(out, &table, details->options->form,
			details->options->width);
	text_add(out, markdown ? "\n" : "");
	if (!err)
		add_alike(out, details);
	return err;
}

/* --- legends ------------------------------------------------------------- */

static void legend(struct text *out, const struct details *details, bool shown,
		   const char *label, const char *words)
{
	if (shown)
		head_line(out, details->options->width, label, words);
}

static void add_legend(struct text *out, const struct details *details)
{
	text_add(out, "\n");
	legend(out, details, details->cycles && !details->instructions,
	       "columns",
	       "notready, ready: one look. complete: the ready look and "
	       "processing. frame: all looks at a frame and its processing; "
	       "not on a device that sets the pace. TSC cycles, measured, "
	       "median of slices; +-: half of p10 to p90 of complete. Lower "
	       "is better.");
	legend(out, details, details->cycles && details->instructions,
	       "columns",
	       "INSTRUCTIONS of an emulated CPU, not time: a rep movsb counts "
	       "one per byte, a cache line's maintenance one. notready, "
	       "ready: one look. complete: the ready look and processing. "
	       "frame: all looks at a frame and its processing. Interrupts "
	       "off, median of slices. Lower is better.");
	legend(out, details, details->copied, "copied",
	       "bytes bounce to original for a frame; again: those of them "
	       "that were no news. Exact on a scripted device, else the "
	       "median of slices, and again what exceeds the frame.");
	legend(out, details, details->compared, "change",
	       "Hodges-Lehmann shift of paired rounds against the base. A/A: "
	       "the base against its own second run, the estimate and the far "
	       "end of its interval; ~: against itself a round later. faster, "
	       "slower: beyond the larger of A/A and 0.5 %, all comparisons "
	       "together wrong in at most 5 %; same: the whole interval within "
	       "1 %; unclear: neither. Of counts, exact: fewer, more, same.");
	legend(out, details, details->proxy, kind_name(KIND_PROXY),
	       "measured with clflushopt for an invalidation and clwb for a "
	       "clean; STALE cannot show on this machine");
	legend(out, details, details->events, "events",
	       "of a completion, by hardware counters; s: scaled, the counter "
	       "shared its place and is extrapolated; by model: counted "
	       "misses over the modelled ones of the same level");
	legend(out, details, details->model, "model",
	       "MODELLED cache lines, counted: L1, L2, L3: misses; mem: what "
	       "all levels miss; wback: dirty lines written to memory; maint: "
	       "lines cleaned or invalidated");
	legend(out, details, details->timer, "~",
	       "time stamps leave more than 0.1 % of a look uncertain");
	legend(out, details, details->stale, "!",
	       "modelled loads hit a line that the device had written past: on "
	       "such hardware the driver sees old bytes, and its misses are "
	       "too few");
}

static size_t rows_of_group(const struct comparison *comparison, size_t first)
{
	size_t end = first;

	while (end < comparison->count &&
	       comparison->rows[end].c->group ==
		       comparison->rows[first].c->group)
		end++;
	return end - first;
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

int details_add(struct text *out, const struct document *document,
		const struct comparison *frames, const struct comparison *looks,
		const struct view_options *options)
{
	struct details *details = calloc(1, sizeof(*details));
	int err = details ? 0 : -ENOMEM;

	if (details) {
		details->document = document;
		details->options = options;
	}
	for (size_t first = 0; first < frames->count && !err;
	     first += details->count) {
		details->count = rows_of_group(frames, first);
		details->rows = rows_at(frames, looks, first, details->count);
		err = add_group(out, details);
	}
	if (!err)
		err = calls_add(out, document, options);
	if (!err)
		add_legend(out, details);
	free(details);
	return err;
}

/* --- for other programs -------------------------------------------------- */

static void data_cell(struct cell *cell, const struct column *column,
		      const void *row)
{
	const struct details *details = cell->context;
	const struct record *c = row_record(row);
	double value;

	if (c->state != CASE_OK &&
	    !(c->state == CASE_UNSAFE && details->options->show_unsafe))
		return;
	cell->failed |= record_value(c, column->figure, &value) != 0;
	cell_number(cell, value);
}

static void base_cell(struct cell *cell, const struct column *column,
		      const void *row)
{
	const struct compare_row *of = row;

	(void)column;
	if (of->state == COMPARE_DONE)
		cell_text(cell, record_strategy(of->base));
}

static void figure_name_cell(struct cell *cell, const struct column *column,
			     const void *row)
{
	const struct compare_row *of = row;

	(void)column;
	if (of->state == COMPARE_DONE)
		cell_text(cell, figure_facts(of->figure)->key);
}

static bool any_has(const struct comparison *comparison, enum figure_id id)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (record_has(comparison->rows[i].c, id))
			return true;
	return false;
}

static const struct column first_columns[] = {
	{.key = "id", .unit = "", .cell = cell_id},
	{.key = "state", .cell = cell_state},
	{.key = "reason", .cell = cell_reason},
	{.key = "proven", .cell = cell_proven},
	{.key = "frames", .cell = cell_frames},
	{.key = "base", .cell = base_cell},
	{.key = "figure", .cell = figure_name_cell},
	{.key = "change_percent", .cell = cell_percent, .number = ROW_CHANGE},
	{.key = "low_percent", .cell = cell_percent, .number = ROW_LOW},
	{.key = "high_percent", .cell = cell_percent, .number = ROW_HIGH},
	{.key = "floor_percent", .cell = cell_percent, .number = ROW_FLOOR},
	{.key = "effect_percent", .cell = cell_percent, .number = ROW_EFFECT},
	{.key = "verdict", .cell = cell_verdict},
};

static size_t add_figures(struct column *columns, size_t count,
			  const struct comparison *comparison,
			  struct arena *arena)
{
	for (int id = 0; id < FIGURES; id++) {
		const struct figure_facts *facts = figure_facts(id);
		char *kind;

		if ((facts->rule == FIGURE_NEVER && figure_is_modelled(id)) ||
		    !any_has(comparison, id))
			continue;
		kind = arena_get(arena, strlen(facts->key) + sizeof("_kind"));
		if (!kind)
			return 0;
		sprintf(kind, "%s_kind", facts->key);
		columns[count++] = (struct column){
			.key = facts->key,
			.unit = id == FIGURE_FRAME_CYCLES ? "cycles/op"
				: id == FIGURE_COPIED	  ? "copied-B/op"
							  : NULL,
			.figure = (enum figure_id)id,
			.cell = data_cell,
		};
		columns[count++] = (struct column){
			.key = kind,
			.figure = (enum figure_id)id,
			.cell = cell_kind,
		};
	}
	return count;
}

int details_data(struct text *out, const struct document *document,
		 const struct comparison *comparison,
		 const struct view_options *options)
{
	struct details details = {.document = document, .options = options};
	struct arena arena = {0};
	struct column *columns =
		arena_get(&arena, sizeof(first_columns) +
					  (AXES + FRAME_HAZARDS + 2 * FIGURES) *
						  sizeof(*columns));
	size_t count = ARRAY_SIZE(first_columns);
	int err = -ENOMEM;

	if (columns) {
		memcpy(columns, first_columns, sizeof(first_columns));
		for (int key = 0; key < AXES; key++)
			columns[count++] = (struct column){
				.key = axis_name((enum axis_key)key),
				.number = key,
				.cell = cell_axis};
		for (int bit = 0; bit < FRAME_HAZARDS; bit++)
			columns[count++] = (struct column){
				.key = frame_hazard_name((u32)bit),
				.number = bit,
				.cell = cell_hazard};
		count = add_figures(columns, count, comparison, &arena);
	}
	if (columns && count)
		err = table_add(out,
				&(struct table){
					.columns = columns,
					.column_count = count,
					.rows = comparison->rows,
					.row_size = sizeof(*comparison->rows),
					.row_count = comparison->count,
					.context = &details,
				},
				options->form, options->width);
	if (!err && options->form == TABLE_JSON)
		text_add(out, "\n");
	arena_free(&arena);
	return err;
}
