// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The page: few rows one by one, many as a table of platforms and strategies,
 * then what short frames and the other re-arms add to it, then which strategies
 * are safe on which platforms.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/check_picture.h"
#include "cli/check_report.h"
#include "cli/cli.h"
#include "plan/axes.h"
#include "view/table.h"
#include "view/wrap.h"

#define ROWS_ONE_BY_ONE 64u

void check_report_hazards(u32 hazards, char *text)
{
	size_t used = 0;

	snprintf(text, 64, "safe");
	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (hazards >> bit & 1)
			used += (size_t)snprintf(text + used, 64 - used, "%s%s",
						 used ? " " : "",
						 frame_hazard_name(bit));
}

static void add_rows(struct text *out, const struct check_matrix *matrix)
{
	const struct peek_strategy *strategy = NULL;
	const struct dma_platform *platform = NULL;

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];
		const struct check_verdict *verdict = &matrix->verdicts[i];
		char text[64], says[128];

		if (row->strategy != strategy || row->platform != platform)
			text_add(out, "\n%s on %s, states and hazards\n",
				 row->strategy->name, row->platform->name);
		strategy = row->strategy;
		platform = row->platform;
		check_report_hazards(verdict->hazards, text);
		check_row_says(row, says, sizeof(says));
		text_add(out,
			 "  %-5s %-10s %-6s %-5s %-13s %7llu  %s%s%s%s%s\n",
			 check_status_name(row->status),
			 check_copy_name(row->copy),
			 check_lines_name(row->lines),
			 check_frame_name(row->short_frames),
			 check_rearm_name(row->rearm),
			 (unsigned long long)verdict->states, text,
			 says[0] ? ", " : "", says,
			 verdict->objection ? ", DMA_API_DEBUG" : "",
			 verdict->exhausted ? "" : ", NOT EXHAUSTED");
	}
}

static bool is_unsafe(const struct check_picture *picture, u32 strategy,
		      const struct dma_platform *platform)
{
	struct summary sum = check_grid_cell(picture, &picture->strategies,
					     strategy, platform);

	return sum.some || sum.open;
}

/* Platforms where the strategy is not safe. */
static u32 unsafe_count(const struct check_picture *picture, u32 strategy)
{
	u32 count = 0;

	for (u32 p = 0; p < picture->args->axes.platform_count; p++)
		count += is_unsafe(picture, strategy,
				   picture->args->platforms[p]);
	return count;
}

/** struct shown - what cells ask. */
struct shown {
	const struct check_picture *picture;
	const struct check_grid *grid;
};

/* A row is a platform; NULL, behind the last: the sum over all of them. */
static void platform_cell(struct cell *cell, const void *row)
{
	const struct dma_platform *const *platform = row;

	cell_text(cell, *platform ? (*platform)->name : "unsafe on");
}

static void summary_cell(struct cell *cell, const void *row)
{
	const struct shown *shown = cell->context;
	const struct dma_platform *const *platform = row;
	u32 column = (u32)cell->column->number;
	char text[HAZARDS + 2];
	struct summary sum;

	if (!*platform) {
		cell_say(cell, "%u", unsafe_count(shown->picture, column));
		return;
	}
	sum = check_grid_cell(shown->picture, shown->grid, column, *platform);
	check_summary_letters(&sum, text);
	cell_say(cell, "%s", text);
}

/* Columns are narrow: a number, or words below each other. */
static void narrow(char *title, size_t size, const char *words, u32 number)
{
	if (!words) {
		snprintf(title, size, "%u", number % 1000);
		return;
	}
	snprintf(title, size, "%s", words);
	for (char *at = title; *at; at++)
		if (strchr(" ,=", *at))
			*at = '\n';
}

/* @numbered: and how many rows of each column are unsafe. */
static void add_grid(struct text *out, const struct check_picture *picture,
		     const struct check_grid *grid, bool numbered)
{
	struct column columns[CHECK_GRID_COLUMNS + 1] = {
		{.title = axis_keys.PLATFORM,
		 .left = true,
		 .cell = platform_cell},
	};
	char titles[CHECK_GRID_COLUMNS][sizeof(picture->says[0])];
	const struct shown shown = {picture, grid};
	const struct table table = {
		.columns = columns,
		.column_count = grid->count + 1,
		.rows = picture->args->platforms,
		.row_size = sizeof(*picture->args->platforms),
		.row_count = picture->args->axes.platform_count + numbered,
		.context = &shown,
		.fixed = 1,
	};

	if (!grid->count)
		return;
	text_add(out, "\n%s\n", grid->caption);
	for (u32 i = 0; i < grid->count; i++) {
		narrow(titles[i], sizeof(titles[i]),
		       numbered ? NULL : grid->titles[i], i + 1);
		columns[i + 1] = (struct column){.title = titles[i],
						 .left = true,
						 .cell = summary_cell,
						 .number = (int)i};
	}
	table_add(out, &table, TABLE_TEXT, view_width(getenv("COLUMNS")));
}

static void add_strategies(struct text *out, const struct check_args *args)
{
	struct text names = {0};

	for (u32 s = 0; s < args->axes.strategy_count; s++)
		text_add(&names, "%s%u %s", s ? ", " : "", s + 1,
			 args->strategies[s]->name);
	text_add(out, "  %s\n", text_string(&names));
	text_free(&names);
}

static void add_unsafe(struct text *out, const struct check_picture *picture,
		       u32 strategy, u32 count)
{
	const struct check_args *args = picture->args;
	struct text words = {0};
	const char *before = "on all but ";

	for (u32 p = 0; p < args->axes.platform_count; p++) {
		if (!is_unsafe(picture, strategy, args->platforms[p]))
			continue;
		text_add(&words, "%s%s", before, args->platforms[p]->name);
		before = ", ";
	}
	if (!count)
		text_add(&words, "on all of them");
	text_add(out, "  %-20s %s\n", args->strategies[strategy]->name,
		 text_string(&words));
	text_free(&words);
}

/* The strategies that are not safe on @unsafe platforms; how many. */
static u32 add_safe_on_all_but(struct text *out,
			       const struct check_picture *picture, u32 unsafe)
{
	u32 printed = 0;

	for (u32 s = 0; s < picture->args->axes.strategy_count; s++) {
		if (unsafe_count(picture, s) != unsafe)
			continue;
		add_unsafe(out, picture, s, unsafe);
		printed++;
	}
	return printed;
}

static bool any_open(const struct check_matrix *matrix)
{
	for (u32 i = 0; i < matrix->count; i++)
		if (!matrix->verdicts[i].exhausted)
			return true;
	return false;
}

/* Those that are safe everywhere, and those with the fewest exceptions. */
static void add_answer(struct text *out, const struct check_picture *picture)
{
	const struct check_args *args = picture->args;
	const struct check_axes *axes = &args->axes;
	u32 safe, least = 1;

	text_add(out,
		 "\nsafe for %s, %s frames, re-arm %s,\nwhatever the "
		 "status and the copy:\n",
		 axes->recycle ? "two frames through one buffer"
		 : axes->peeks ? "one frame in a freshly mapped buffer"
			       : "any number of looks and frames",
		 check_frame_name(picture->base.short_frames),
		 check_rearm_name(picture->base.rearm));
	safe = add_safe_on_all_but(out, picture, 0);
	for (u32 found = 0; !found && least < axes->platform_count; least++) {
		found = add_safe_on_all_but(out, picture, least);
		safe += found;
	}
	if (safe < axes->strategy_count)
		text_add(out, "  %s is unsafe%s on %s\n",
			 safe ? "every other one" : "none: every strategy",
			 any_open(picture->matrix) ? ", or not exhausted," : "",
			 axes->platform_count == 1 ? "it"
			 : safe			   ? "more of them"
						   : "all of them");
}

static bool has_undone(const struct check_matrix *matrix)
{
	for (u32 i = 0; i < matrix->count; i++)
		if (matrix->verdicts[i].hazards & FRAME_UNDONE)
			return true;
	return false;
}

static void add_table(struct text *out, const struct check_args *args,
		      const struct check_matrix *matrix)
{
	struct check_picture picture;

	check_picture_make(&picture, args, matrix);
	text_add(out, "\n");
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		text_add(out, "%c %s  ", frame_hazard_letter(bit),
			 frame_hazard_name(bit));
	text_add(out, ". safe; upper case: in every row,\nlower case: in some, "
		      "of the "
		      "statuses and copies asked for\n");
	if (has_undone(matrix))
		text_add(out, "%c %s: %s\n",
			 frame_hazard_letter(FRAME_UNDONE_BIT),
			 frame_hazard_name(FRAME_UNDONE_BIT),
			 frame_hazard_says(FRAME_UNDONE_BIT));
	add_strategies(out, args);
	add_grid(out, &picture, &picture.strategies, true);
	add_grid(out, &picture, &picture.added, false);
	add_answer(out, &picture);
}

void check_report_table(struct text *out, const struct check_args *args,
			const struct check_matrix *matrix, u64 wall_ns)
{
	u64 states = 0, peak = 0;
	char looks[32] = "any number of looks";

	if (args->axes.peeks)
		snprintf(looks, sizeof(looks), "%u peeks and one more",
			 args->axes.peeks);
	for (u32 i = 0; i < matrix->count; i++) {
		states += matrix->verdicts[i].states;
		if (matrix->verdicts[i].memory_bytes > peak)
			peak = matrix->verdicts[i].memory_bytes;
	}
	text_add(out,
		 "every interleaving of driver and device: %u cells, %s%s"
		 "\n%u row%s, %llu states%s, %.2f s; largest row %llu KiB\n",
		 args->axes.cells, looks,
		 args->axes.recycle ? ", two frames"
		 : args->axes.peeks ? ""
				    : " and frames",
		 matrix->count, matrix->count == 1 ? "" : "s",
		 (unsigned long long)states,
		 args->options.unreduced ? " unreduced" : "",
		 (double)wall_ns / 1e9, (unsigned long long)(peak >> 10));
	if (args->axes.dirtied)
		text_add(
			out,
			"the driver writes into the buffer before %u look%s at "
			"a frame\n",
			args->axes.dirtied, args->axes.dirtied == 1 ? "" : "s");
	if (matrix->count <= ROWS_ONE_BY_ONE)
		add_rows(out, matrix);
	else
		add_table(out, args, matrix);
}
