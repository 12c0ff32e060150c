// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "view/explain.h"

#include <math.h>
#include <string.h>

#include "plan/axes.h"
#include "plan/script.h"
#include "plan/strategies.h"
#include "view/cells.h"
#include "view/head.h"
#include "view/table.h"
#include "view/trace.h"
#include "view/wrap.h"

#define ARMED_LEFT_OUT                                                         \
	"The syncs before the first look are left out: that the device does "  \
	"not write yet is assumed, as e100's end-of-list bit sees to it: "     \
	"--armed."

/* --- what is assumed ----------------------------------------------------- */

static const char *origin(bool told, bool seen, const char *option)
{
	return told ? "as told" : seen ? "as seen" : option;
}

static const char *rearm_origin(const struct explain *explain)
{
	switch (explain->shape.rearm) {
	case TRACE_REARM_NOT_SEEN:
		return "the default, none was seen";
	case TRACE_REARM_BIDIRECTIONAL:
		return "as seen; here of the whole buffer";
	default:
		return "as seen";
	}
}

static void add_assumed(struct text *out, const struct explain *explain,
			unsigned width)
{
	const struct trace_sync *look =
		&explain->shape.hook[TRACE_HOOK_PREPARE].sync[0];
	struct text words = {0};

	text_add(&words, "status at %s (%s); ",
		 axis_value_name(AXIS_STATUS, explain->status),
		 origin(explain->status_told, explain->status_seen,
			"the default, the trace does not show it: --status"));
	number_add(&words, NUMBER_RATIO, explain->looks);
	text_add(&words,
		 " not-ready looks a frame (%s); re-arm %s (%s); mapped %s "
		 "(as seen); ",
		 origin(explain->looks_told, explain->looks_seen,
			"the default: --looks"),
		 axis_value_name(AXIS_REARM, explain->rearm),
		 rearm_origin(explain),
		 axis_value_name(AXIS_MAPPED, explain->mapped));
	text_add(&words, "the driver reads the whole frame once it is ready; "
			 "the device writes from the map on, the status last.");
	if (explain->armed_left_out)
		text_add(&words, " " ARMED_LEFT_OUT);
	if (explain->part_seen)
		text_add(&words,
			 " No status of the axis has a look's %u bytes at %u: "
			 "the preset's looks have another size.",
			 look->size, look->offset);
	head_take(out, width, "assumed", &words);
}

/* --- what is proven ------------------------------------------------------ */

static void cell_platform(struct cell *cell, const void *row)
{
	cell_text(cell, ((const struct explain_row *)row)->platform->name);
}

static void cell_hazards(struct cell *cell, const void *row)
{
	const struct explain_row *of = row;
	struct text text = {0};

	if (cell->column->number == EXPLAIN_ANY && !of->platform->bounce) {
		cell_text(cell, "-");
		return;
	}
	hazard_names(&text, of->hazards[cell->column->number], " ");
	text_add(&text, "%s%s", text.length ? "" : "safe",
		 of->open ? ", not finished" : "");
	cell_take(cell, &text);
}

static void add_proven(struct text *out, const struct explain *explain,
		       unsigned width)
{
	static const struct column columns[] = {
		WORDS("platform", .cell = cell_platform),
		WORDS("copied in order", .cell = cell_hazards,
		      .number = EXPLAIN_ASCENDING),
		WORDS("in any order", .cell = cell_hazards,
		      .number = EXPLAIN_ANY),
	};
	const struct table table = {
		TABLE_OF(columns, explain->rows, explain->row_count),
	};
	head_add(
		out, width, "proven",
		"of the driver's calls in its own directions, in the checker's "
		"model, for any number of looks and frames, full and short; "
		"-: nothing is copied");
	table_add(out, &table, TABLE_TEXT, width);
}

void explain_head(struct text *out, const struct explain *explain,
		  const struct trace_device *device,
		  const struct trace_count *count, unsigned width)
{
	struct text words = {0};

	head_line(out, width, "device", device->name);
	trace_verdict_add(&words, device, count);
	head_take(out, width, "verdict", &words);
	if (!explain)
		return;
	trace_match_add(&words, &explain->shape);
	head_take(out, width, "shape", &words);
	trace_shape_add(out, &explain->shape, width);
	if (!explain->strategy)
		return;
	add_assumed(out, explain, width);
	add_proven(out, explain, width);
}

void explain_worst(struct text *out, const struct explain *explain,
		   unsigned width)
{
	const struct check_row *row = &explain->worst;
	struct text words = {0};

	if (!explain->has_worst) {
		text_add(&words, "no hazard on any platform");
	} else {
		text_add(&words, "%s on %s",
			 frame_hazard_name(explain->worst_bit),
			 row->platform->name);
		if (row->copy != CHECK_COPY_NONE)
			text_add(&words, ", copied %s",
				 row->copy == CHECK_COPY_ANY ? "in any order"
							     : "in order");
		text_add(&words, ", %s frames; a shortest way:",
			 check_frame_name(row->short_frames));
	}
	head_take(out, width, "worst", &words);
	if (explain->has_worst)
		text_add(out, "\n");
}

/* --- what is copied ------------------------------------------------------ */

void explain_bytes(struct text *out, const struct explain *explain,
		   unsigned width)
{
	struct text words = {0};

	text_add(&words,
		 "copied a frame on " EXPLAIN_COUNTED
		 ", from the first look on%s: ",
		 explain->shape.rearm == TRACE_REARM_REMAP
			 ? ", the unmap included"
			 : "");
	number_add(&words, NUMBER_AMOUNT, explain->own_bytes);
	text_add(&words, " by the driver as it was seen%s; ",
		 explain->safe_here ? "" : ", which is not safe there");
	if (!explain->best) {
		text_add(&words, "no strategy of the list is safe there.");
	} else if (explain->best_bytes < explain->own_bytes) {
		number_add(&words, NUMBER_AMOUNT, explain->best_bytes);
		text_add(&words, " by %s, the least of those that are safe (",
			 explain->best->name);
		number_add(
			&words, NUMBER_CHANGE,
			100 * (explain->best_bytes / explain->own_bytes - 1));
		text_add(&words, "%%).");
	} else {
		text_add(&words, "none that is safe copies less (%s: ",
			 explain->best->name);
		number_add(&words, NUMBER_AMOUNT, explain->best_bytes);
		text_add(&words, ").");
	}
	text_add(&words, " Counted from the syncs, not measured: what time "
			 "that is worth, a run tells.");
	head_take(out, width, "bytes", &words);
}

static bool is_named(const struct explain *explain,
		     const struct peek_strategy *s)
{
	return s == explain->twin || s == explain->best ||
	       s->role == PEEK_HARNESS || !strcmp(s->name, "full_sync");
}

void explain_preset(struct text *out, const struct explain *explain,
		    const struct trace_device *device)
{
	const struct {
		enum axis_key key;
		s64 value;
	} axes[] = {{AXIS_STATUS, explain->status},
		    {AXIS_REARM, explain->rearm},
		    {AXIS_MAPPED, explain->mapped},
		    {AXIS_SYNCED, explain->synced}};
	struct text names = {0};

	for (size_t i = 0; i < strategy_count(); i++) {
		const struct peek_strategy *s = strategy_loops_at(i)->strategy;

		if (is_named(explain, s))
			text_add(&names, "%s%s", names.length ? ", " : "",
				 s->name);
	}
	text_add(out,
		 "; peekbench trace explain\n[preset]\nsummary = %s as its "
		 "trace has it\nrounds = 30\n\n[matrix scripted]\n"
		 "%s = %s\n%s = coherent, " EXPLAIN_COUNTED "\n%s = %u\n",
		 device->name, axis_name(AXIS_STRATEGY), text_string(&names),
		 axis_name(AXIS_PLATFORM), axis_name(AXIS_SIZE),
		 explain->match.layout.size);
	for (size_t i = 0; i < ARRAY_SIZE(axes); i++)
		text_add(out, "%s = %s\n", axis_name(axes[i].key),
			 axis_value_name(axes[i].key, axes[i].value));
	text_add(out, "%s = %.0f\n", axis_name(AXIS_READY),
		 round(explain->looks));
	text_free(&names);
}

/* Comments: what the calls were read off, and what is assumed. */
static void add_note(struct text *out, const struct explain *explain)
{
	const struct trace_shape *shape = &explain->shape;
	const char *mapped = script_direction_name(shape->mapped);
	struct text words = {0}, lines = {0};

	text_add(&words,
		 "mapped %s, %u bytes. The status is at %s (%s); frames are "
		 "full, and the driver reads all of one once it is ready: that "
		 "is assumed. ",
		 mapped ? mapped : "in a direction that was not seen",
		 explain->match.layout.size,
		 axis_value_name(AXIS_STATUS, explain->status),
		 origin(explain->status_told, explain->status_seen,
			"assumed, the trace does not show it: --status"));
	if (shape->not_ready_seen)
		text_add(&words,
			 "Not-ready looks: %llu of %llu were like this; ",
			 (unsigned long long)shape->looks,
			 (unsigned long long)shape->looks_of);
	else
		text_add(&words, "No not-ready look was seen; ");
	text_add(&words, "ready ones: %llu of %llu.",
		 (unsigned long long)shape->ready,
		 (unsigned long long)shape->ready_of);
	if (explain->armed_left_out)
		text_add(&words, " " ARMED_LEFT_OUT);
	if (shape->rearm == TRACE_REARM_REMAP)
		text_add(&words, " The last call of peek_done_ready stands for "
				 "the unmap, which syncs for the CPU.");
	wrap_add(&lines, VIEW_WIDTH - 2, 0, "", text_string(&words));
	for (const char *at = text_string(&lines), *end; *at; at = end) {
		end = strchrnul(at, '\n');
		end += *end == '\n';
		text_add(out, "; ");
		text_bytes(out, at, (size_t)(end - at));
	}
	text_free(&words);
	text_free(&lines);
}

static void add_sync(struct text *out, const struct peek_sync *sync)
{
	const char *range = script_range_name(sync->range);
	const char *dir = script_direction_name(sync->dir);

	text_add(out, "%s = ", sync->for_device ? "for_device" : "for_cpu");
	if (range)
		text_add(out, "%s", range);
	else
		text_add(out, "%u+%u", sync->offset, sync->size);
	text_add(out, dir ? ", %s\n" : "\n", dir);
}

void explain_script(struct text *out, const struct explain *explain,
		    const struct trace_device *device, const char *name)
{
	text_add(out, "; peekbench trace strategy\n");
	add_note(out, explain);
	text_add(out,
		 "[strategy]\nname = %s\nsummary = %s as its trace has it\n"
		 "origin = a trace of %s\n",
		 name, device->name, device->name);
	for (int hook = 0; hook < PEEK_HOOKS; hook++) {
		if (explain->script.count[hook])
			text_add(out, "\n[%s]\n",
				 script_hook_name((size_t)hook));
		for (u32 i = 0; i < explain->script.count[hook]; i++)
			add_sync(out, &explain->script.sync[hook][i]);
	}
}
