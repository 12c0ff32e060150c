// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/check_args.h"

#include <stdio.h>
#include <stdlib.h>

#include "compare/gate.h"
#include "plan/own_platform.h"
#include "plan/plan.h"
#include "plan/strategies.h"

#define MOST_MEMORY_MIB (1u << 20)

/* Values that can be asked for: those of the enum behind "none". */
static const char *copy_at(size_t i)
{
	return check_copy_name(i + 1);
}

static const char *lines_at(size_t i)
{
	return check_lines_name(i + 1);
}

static int by_value(const void *a, const void *b)
{
	const s64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* In the order of the list, and those of files behind it as they were named. */
static int take_values(enum axis_key key, const char *value,
		       struct axis_values *values, char *why, size_t why_size)
{
	char reason[1024];
	int err = axis_values_parse(key, value, values, reason, sizeof(reason));

	if (err)
		snprintf(why, why_size, "--%s", reason);
	else
		qsort(values->value, values->count, sizeof(*values->value),
		      by_value);
	return err;
}

static int take_strategies(void *into, const char *value, char *why,
			   size_t why_size)
{
	struct check_args *args = into;
	u32 *count = &args->axes.strategy_count;
	struct axis_values values;
	int err = take_values(AXIS_STRATEGY, value, &values, why, why_size);

	*count = 0;
	for (u32 i = 0; i < values.count && !err; i++) {
		const struct peek_strategy *own =
			strategy_loops_at((size_t)values.value[i])->strategy;
		u32 before = 0;

		while (before < *count &&
		       strcmp(args->strategies[before]->name, own->name))
			before++;
		if (before == *count) {
			args->strategies[(*count)++] = own;
		} else if (args->strategies[before] != own) {
			snprintf(why, why_size,
				 "--strategy: two plug-ins have the name '%s'",
				 own->name);
			err = -EINVAL;
		}
	}
	return err;
}

static int take_platforms(void *into, const char *value, char *why,
			  size_t why_size)
{
	struct check_args *args = into;
	u32 *count = &args->axes.platform_count;
	struct axis_values values;
	int err = take_values(AXIS_PLATFORM, value, &values, why, why_size);

	*count = 0;
	args->platform = true;
	for (u32 i = 0; i < values.count && !err; i++) {
		u32 before = 0;

		while (!own_platform_same(values.value[before],
					  values.value[i]))
			before++;
		if (before == i)
			args->platforms[(*count)++] =
				dma_platform_at((size_t)values.value[i]);
	}
	return err;
}

#define SUMMARY_ROOM(id, key, values, now, old, no, say, called, lenses, line) \
	char id[sizeof(line)];
#define SUMMARY(id, key, values, now, old, no, say, called, lenses, line)      \
	.id = line,
static const struct {
	AXIS_LIST(SUMMARY_ROOM)
} summaries = {AXIS_LIST(SUMMARY)};

#define VALUE_AT(id)                                                           \
	static const char *value_at_##id(size_t i)                             \
	{                                                                      \
		return axis_value_name(AXIS_##id, i);                          \
	}
CHECK_AXIS_LIST(VALUE_AT)

#define AXIS_ROW(word, field, names_at, ...)                                   \
	OPTION(NAMES, word, "VALUE[,VALUE...]", struct check_args, field,      \
	       __VA_ARGS__, .names = names_at, .axis = true)

#define VALUE_ROW(id)                                                          \
	AXIS_ROW(axis_keys.id, value[CHECK_AXIS_##id], value_at_##id,          \
		 summaries.id, .fallback = "each alone"),

static const char *fail_on_at(size_t i)
{
	return i ? NULL : gate_name(GATE_PROVEN);
}

const struct option check_options[] = {
	OPTION_SETS("as run has it: --set frame=short is --frame short"),
	OPTION_BY(axis_keys.STRATEGY, "NAME|./FILE.so[,...]", take_strategies,
		  "the hooks; a shared object is a plug-in; `peekbench list "
		  "strategies` has the names",
		  .axis = true, .fallback = "all that are built in"),
	OPTION_BY(axis_keys.PLATFORM, "NAME|./FILE.ini[,...]", take_platforms,
		  "what each DMA API call does; a file is a row of one's own; "
		  "`peekbench list platforms` has the names",
		  .axis = true, .fallback = "all but the retired ones"),
	AXIS_ROW(axis_keys.STATUS, status, check_status_name,
		 "where the status lies", .fallback = "head,tail"),
	AXIS_ROW(axis_keys.COPY, copy, copy_at,
		 "how a bounce copy visits the buffer; any: all orders are "
		 "explored",
		 .fallback = "all"),
	AXIS_ROW("lines", lines, lines_at,
		 "has the status a cache line of its own, or does it share one "
		 "with payload",
		 .fallback = "all"),
	AXIS_ROW(axis_keys.FRAME, frame, check_frame_name,
		 "does a frame fill its buffer",
		 .fallback = "all; short with --dirtied"),
	AXIS_ROW("frames", frame, check_frame_name, NULL, .hidden = true),
	OPTION(FLAG, "short-frames", NULL, struct check_args, short_frames,
	       NULL, .hidden = true),
	AXIS_ROW(axis_keys.REARM, rearm, check_rearm_name,
		 "how a buffer goes back to the device", .fallback = "all"),
	OPTION(NUMBER, axis_keys.DIRTIED, "N", struct check_args, dirtied,
	       "looks at a frame before which the driver writes into the "
	       "buffer",
	       .least = 0, .most = CHECK_MOST_PEEKS + 1, .axis = true,
	       .fallback = "0"),
	CHECK_AXIS_LIST(VALUE_ROW)
		OPTION(NUMBER, "cells", "N", struct check_args, cells,
		       "parts of the buffer, the status among them",
		       .least = CHECK_LEAST_CELLS, .most = CHECK_MOST_CELLS,
		       .axis = true,
		       .fallback = "4, or as many as have all kinds of a row"),
	OPTION(NUMBER, "peeks", "N", struct check_args, peeks,
	       "looks at a frame, and one more when it is there; one frame in "
	       "a freshly mapped buffer",
	       .least = 1, .most = CHECK_MOST_PEEKS, .axis = true,
	       .fallback = "any number of looks and frames"),
	OPTION(FLAG, "recycle", NULL, struct check_args, axes.recycle,
	       "two frames through one buffer"),
	OPTION(TEXT, "filter", "TEXT", struct check_args, filter,
	       "only rows with this value of an axis, such as "
	       "platform=swiotlb, or whose id contains this text, such as "
	       "frame=short/rearm=remap"),
	OPTION_JSON(struct check_args, json),
	OPTION_KTAP(struct check_args, gate.ktap),
	OPTION(NAMES, "fail-on", "WORD", struct check_args, gate.fail_on,
	       "exit status 1 only where a candidate has a hazard: controls "
	       "must have one; --ktap implies it",
	       .names = fail_on_at),
	OPTION(FLAG, "trace", NULL, struct check_args, trace,
	       "print every counterexample", .fallback = "of at most 8 rows"),
	OPTION(TEXT, "html", "FILE", struct check_args, html,
	       "write a page for a browser: the tables, each unsafe cell opens "
	       "its shortest counterexample, step by step; -: to standard "
	       "output, and no table"),
	OPTION(TEXT, "replay", "STRING", struct check_args, replay,
	       "one counterexample again, step by step; the string stands "
	       "below each, and in the JSON"),
	OPTION(NUMBER, "memory", "N", struct check_args, memory_mib,
	       "MiB that all searches together may take", .least = 1,
	       .most = MOST_MEMORY_MIB, .fallback = "3072"),
	OPTION(NUMBER, "jobs", "N", struct check_args, jobs,
	       "rows that are searched at the same time", .least = 1,
	       .most = CHECK_MOST_JOBS, .fallback = "a PU each"),
	OPTION(FLAG, "unreduced", NULL, struct check_args, options.unreduced,
	       "explore also what the reductions leave out; for checking the "
	       "checker"),
	{0},
};

void check_args_init(struct check_args *args)
{
	*args = (struct check_args){
		.dirtied = CHECK_ARGS_NOT_GIVEN,
		.memory_mib = 3072,
		.jobs = check_default_jobs(),
	};
}

static void list_defaults(struct check_args *args)
{
	struct check_axes *axes = &args->axes;

	for (size_t i = 0; !args->axes.strategy_count && i < strategy_count();
	     i++)
		args->strategies[i] = strategy_loops_at(i)->strategy;
	if (!axes->strategy_count)
		axes->strategy_count = (u32)strategy_count();
	for (size_t i = 0; !args->platform && i < dma_platform_count(); i++)
		if (!dma_platform_at(i)->retired)
			args->platforms[axes->platform_count++] =
				dma_platform_at(i);
	axes->strategies = args->strategies;
	axes->platforms = args->platforms;
}

/* @given, or @all where nothing is. */
static u32 given_or(u64 given, u32 all)
{
	return given ? (u32)given : all;
}

/* Of anything but strategies and platforms? */
static bool asked(const struct check_args *args)
{
	for (u32 i = 0; i < CHECK_AXES; i++)
		if (args->value[i])
			return true;
	return args->status || args->copy || args->lines || args->frame ||
	       args->rearm || args->cells || args->peeks ||
	       args->axes.recycle || args->short_frames ||
	       args->dirtied != CHECK_ARGS_NOT_GIVEN;
}

static bool in_header(const struct check_args *args)
{
	return args->value[CHECK_AXIS_OWN_BYTES] == 1u << AXIS_OWN_HEADER;
}

static void set_axes(struct check_args *args)
{
	struct check_axes *axes = &args->axes;
	bool dirtied = args->dirtied != CHECK_ARGS_NOT_GIVEN && args->dirtied;
	bool is_short = args->short_frames || (dirtied && !in_header(args));
	/* One line is shared: the neighbour's. */
	bool neighbour = args->value[CHECK_AXIS_NEIGHBOUR] &
			 ~(1ull << AXIS_NEIGHBOUR_OWN);

	list_defaults(args);
	axes->statuses = given_or(args->status,
				  1u << RX_STATUS_HEAD | 1u << RX_STATUS_TAIL);
	axes->copies = given_or(args->copy, (1u << (CHECK_COPIES - 1)) - 1)
		       << 1;
	axes->lines = given_or(args->lines, neighbour ? 1 : 3) << 1;
	axes->frames = given_or(args->frame, is_short ? 2 : 3);
	axes->vary = !asked(args);
	for (u32 i = 0; i < CHECK_AXES; i++)
		axes->values[i] = (u32)args->value[i];
	axes->rearms = given_or(args->rearm, (1u << RX_REARMS) - 1);
	axes->dirtied = dirtied ? (u32)args->dirtied : 0;
	axes->cells = given_or(args->cells, CHECK_DEFAULT_CELLS);
	axes->peeks = given_or(args->peeks, CHECK_DEFAULT_PEEKS);
	args->options.limit_bytes = (u64)args->memory_mib << 20;
}

static int check_cells(const struct check_args *args)
{
	const struct check_row split = {.status = RX_STATUS_SPLIT};
	u32 least = check_least_cells(&split);

	if (!(args->axes.statuses >> RX_STATUS_SPLIT & 1) ||
	    args->axes.cells >= least)
		return CLI_DONE;
	return cli_fail("check: --cells: %u do not hold the two words of "
			"status split and a payload; valid: %u to %u",
			args->axes.cells, least, CHECK_MOST_CELLS);
}

/* A full frame leaves the driver nothing of its own to write into. */
static int check_dirtied(const struct check_args *args)
{
	u32 looks = check_most_dirtied(args->axes.peeks);

	if (!args->axes.dirtied || args->replay)
		return CLI_DONE;
	if (args->axes.frames != 2 && !in_header(args))
		return cli_fail("check: --dirtied: the driver's own bytes are "
				"those behind a short frame; valid: --frame "
				"short");
	if (args->axes.dirtied > looks)
		return cli_fail("check: --dirtied: %u of %u looks at a frame; "
				"valid: 0 to %u",
				args->axes.dirtied, looks, looks);
	return CLI_DONE;
}

/* Options whose output is not that of --replay, or NULL. */
static const char *beside_replay(const struct check_args *args)
{
	return args->json	 ? "--json"
	       : args->trace	 ? "--trace"
	       : args->html	 ? "--html"
	       : args->gate.ktap ? "--ktap"
	       : args->filter	 ? "--filter"
				 : NULL;
}

int check_args_finish(struct check_args *args)
{
	set_axes(args);
	if (args->html && (args->json || args->gate.ktap) &&
	    !strcmp(args->html, "-"))
		return cli_fail("check: --%s and --html - both go to standard "
				"output",
				args->json ? "json" : "ktap");
	if (args->replay && beside_replay(args))
		return cli_fail("check: --replay prints its counterexample; "
				"%s does not go with it",
				beside_replay(args));
	return check_dirtied(args) ? CLI_WRONG : check_cells(args);
}

static void add_value(struct text *id, const char *axis, const char *value)
{
	text_add(id, "%s=%s/", axis, value);
}

/* Every value has a '/' on either side. */
void check_args_id(struct text *id, const struct check_row *row)
{
	text_add(id, "/");
	add_value(id, axis_keys.STRATEGY, row->strategy->name);
	add_value(id, axis_keys.PLATFORM, row->platform->name);
	add_value(id, axis_keys.STATUS, check_status_name(row->status));
	add_value(id, axis_keys.COPY, check_copy_name(row->copy));
	add_value(id, "lines", check_lines_name(row->lines));
	add_value(id, axis_keys.FRAME, check_frame_name(row->short_frames));
	add_value(id, axis_keys.REARM, check_rearm_name(row->rearm));
	for (u32 i = 0; i < CHECK_AXES; i++)
		if (row->value[i] != axis_default(check_axis_key(i)))
			add_value(id, axis_name(check_axis_key(i)),
				  axis_value_name(check_axis_key(i),
						  row->value[i]));
}

/* As for groups: a whole value of an axis, or any text that has a '/'. */
static bool takes(const char *filter, const char *id)
{
	bool whole = strchr(filter, '=') && !strchr(filter, '/');
	size_t length = strlen(filter);

	for (const char *at = strstr(id, filter); at;
	     at = strstr(at + 1, filter))
		if (!whole || (at[-1] == '/' && at[length] == '/'))
			return true;
	return false;
}

int check_args_filter(const struct check_args *args,
		      struct check_matrix *matrix)
{
	u32 kept = 0;

	if (!args->filter)
		return CLI_DONE;
	for (u32 i = 0; i < matrix->count; i++) {
		struct text id = {0};

		check_args_id(&id, &matrix->rows[i]);
		if (takes(args->filter, text_string(&id)))
			matrix->rows[kept++] = matrix->rows[i];
		text_free(&id);
	}
	matrix->count = kept;
	if (kept)
		return CLI_DONE;
	return cli_fail("check: --filter: no row matches '%.60s'",
			args->filter);
}
