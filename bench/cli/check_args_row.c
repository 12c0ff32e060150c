// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <stdio.h>

#include "cli/check_args.h"
#include "plan/axes.h"
#include "plan/own_platform.h"
#include "plan/strategies.h"

/* The number of the name @word in a replay string; negative after a message. */
static int row_number(enum axis_key key, const char *(*at)(size_t i),
		      const char *word)
{
	char what[64], why[1024];
	int number;

	snprintf(what, sizeof(what), "--replay: unknown %s", axis_name(key));
	number = options_choose(what, word, at, why, sizeof(why));
	if (number < 0)
		cli_fail("check: %s", why);
	return number;
}

static const char *strategy_at(size_t i)
{
	return axis_value_name(AXIS_STRATEGY, i);
}

static const char *platform_at(size_t i)
{
	return axis_value_name(AXIS_PLATFORM, i);
}

static bool has_strategy(const struct check_args *args,
			 const struct peek_strategy *s)
{
	for (u32 i = 0; i < args->axes.strategy_count; i++)
		if (args->strategies[i] == s)
			return true;
	return false;
}

static bool has_platform(const struct check_args *args,
			 const struct dma_platform *p)
{
	for (u32 i = 0; i < args->axes.platform_count; i++)
		if (!strcmp(args->platforms[i]->name, p->name))
			return true;
	return false;
}

/* Which of the options given leaves the row out? */
static const char *excluded(const struct check_args *args,
			    const struct check_row *row)
{
	const struct check_axes *axes = &args->axes;

	if (!has_strategy(args, row->strategy))
		return "--strategy";
	if (args->platform && !has_platform(args, row->platform))
		return "--platform";
	if (args->status && !(args->status >> row->status & 1))
		return "--status";
	if (!(axes->copies >> row->copy & 1) && row->platform->bounce)
		return "--copy";
	if (!(axes->frames >> row->short_frames & 1))
		return "--frame";
	if (!(axes->rearms >> row->rearm & 1))
		return "--rearm";
	if (args->cells && args->cells != row->cells)
		return "--cells";
	if (args->peeks && args->peeks != row->peeks)
		return "--peeks";
	if (axes->recycle && !row->recycle)
		return "--recycle";
	if (row->lines != CHECK_LINES_NONE && !(axes->lines >> row->lines & 1))
		return "--lines";
	for (u32 i = 0; i < CHECK_AXES; i++)
		if (args->value[i] && !(args->value[i] >> row->value[i] & 1))
			return axis_name(check_axis_key(i));
	if (args->dirtied != CHECK_ARGS_NOT_GIVEN &&
	    args->dirtied != row->dirtied)
		return "--dirtied";
	return NULL;
}

/* A plug-in, which is known by --strategy only, or one of the list. */
static const struct peek_strategy *find_strategy(const struct check_args *args,
						 const char *name)
{
	int s;

	for (u32 i = 0; i < args->axes.strategy_count; i++)
		if (!strcmp(args->strategies[i]->name, name))
			return args->strategies[i];
	s = row_number(AXIS_STRATEGY, strategy_at, name);
	return s < 0 ? NULL : strategy_loops_at((size_t)s)->strategy;
}

static const struct dma_platform *find_platform(const char *name)
{
	char why[1024];
	s64 value = 0;

	if (!own_platform_is(name)) {
		value = row_number(AXIS_PLATFORM, platform_at, name);
	} else if (own_platform_load(name, &value, why, sizeof(why))) {
		cli_fail("check: %s", why);
		return NULL;
	}
	return value < 0 ? NULL : dma_platform_at((size_t)value);
}

static enum check_lines lines_of(const struct check_replay *replay,
				 const struct dma_platform *platform)
{
	if (replay->shared_lines)
		return CHECK_LINES_SHARED;
	return dma_platform_maintains(platform) ? CHECK_LINES_OWN
						: CHECK_LINES_NONE;
}

/* Do the row's parts go together? */
static int row_fits(const struct check_row *row)
{
	char reason[CHECK_WHY_BYTES];

	if ((row->copy == CHECK_COPY_NONE) == row->platform->bounce)
		return cli_fail("check: --replay: copy %s does not fit "
				"platform %s",
				check_copy_name(row->copy),
				row->platform->name);
	if (row->lines == CHECK_LINES_SHARED &&
	    !dma_platform_maintains(row->platform))
		return cli_fail("check: --replay: platform %s has no lines to "
				"share",
				row->platform->name);
	if (row->peeks > CHECK_MOST_PEEKS)
		return cli_fail("check: --replay: %u peeks are not valid; "
				"valid: 0 to %u",
				row->peeks, CHECK_MOST_PEEKS);
	if (check_row_fits(row, reason, sizeof(reason)))
		return cli_fail("check: --replay: %s", reason);
	return CLI_DONE;
}

static int row_names(const struct check_args *args,
		     const struct check_replay *replay, struct check_row *row)
{
	struct {
		enum axis_key key;
		const char *(*at)(size_t i);
		const char *word;
		int number;
	} names[] = {
		{AXIS_STATUS, check_status_name, replay->status, 0},
		{AXIS_FRAME, check_frame_name, replay->frame, 0},
		{AXIS_REARM, check_rearm_name, replay->rearm, 0},
		{AXIS_COPY, check_copy_name, replay->copy, 0},
	};
	const struct peek_strategy *strategy =
		find_strategy(args, replay->strategy);
	const struct dma_platform *platform =
		strategy ? find_platform(replay->platform) : NULL;

	if (!platform)
		return CLI_WRONG;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		names[i].number =
			row_number(names[i].key, names[i].at, names[i].word);
		if (names[i].number < 0)
			return CLI_WRONG;
	}
	*row = (struct check_row){
		.strategy = strategy,
		.platform = platform,
		.status = (enum rx_status)names[0].number,
		.copy = (enum check_copy)names[3].number,
		.short_frames = names[1].number,
		.rearm = (enum rx_rearm)names[2].number,
		.recycle = replay->recycle,
		.lines = lines_of(replay, platform),
		.dirtied = replay->dirtied,
		.cells = replay->cells,
		.peeks = replay->peeks,
	};
	memcpy(row->value, replay->value, sizeof(row->value));
	return CLI_DONE;
}

int check_args_row(const struct check_args *args,
		   const struct check_replay *replay, struct check_row *row)
{
	const char *option;

	if (row_names(args, replay, row) || row_fits(row))
		return CLI_WRONG;
	option = excluded(args, row);
	if (!option)
		return CLI_DONE;
	return cli_fail("check: --replay: the string's row is none of those "
			"that %s asks for",
			option);
}
