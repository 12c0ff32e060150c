// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The answer for a reader: few rows one by one, many as a table of platforms
 * and strategies, then what short frames and the other re-arms add to it, then
 * who is safe where.
 */
#include <stdio.h>

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

static void print_rows(const struct check_matrix *matrix)
{
	const struct peek_strategy *strategy = NULL;
	const struct dma_platform *platform = NULL;

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];
		const struct check_verdict *verdict = &matrix->verdicts[i];
		char text[64], says[128];

		if (row->strategy != strategy || row->platform != platform)
			printf("\n%s on %s, states and hazards\n",
			       row->strategy->name, row->platform->name);
		strategy = row->strategy;
		platform = row->platform;
		check_report_hazards(verdict->hazards, text);
		check_row_says(row, says, sizeof(says));
		printf("  %-5s %-10s %-6s %-5s %-13s %7llu  %s%s%s%s%s\n",
		       check_status_name(row->status),
		       check_copy_name(row->copy), check_lines_name(row->lines),
		       check_frame_name(row->short_frames),
		       check_rearm_name(row->rearm),
		       (unsigned long long)verdict->states, text,
		       says[0] ? ", " : "", says,
		       verdict->objection ? ", DMA_API_DEBUG" : "",
		       verdict->exhausted ? "" : ", NOT EXHAUSTED");
	}
}

/* Hazards that some, and that all, rows of a set have. */
struct summary {
	u32 some;
	u32 all;
	u32 rows;
	bool open;
};

static void sum_up(struct summary *sum, u32 hazards, bool exhausted)
{
	sum->some |= hazards;
	sum->all = sum->rows ? sum->all & hazards : hazards;
	sum->open |= !exhausted;
	sum->rows++;
}

/* Upper case: in all rows; lower case: in some; "?": not exhausted. */
static void summary_cell(struct cell *cell, const struct summary *sum)
{
	char text[HAZARDS + 2] = "";
	size_t used = 0;

	for (u32 bit = 0; bit < HAZARDS; bit++) {
		char letter = frame_hazard_letter(bit);

		if (sum->all >> bit & 1)
			text[used++] = letter;
		else if (sum->some >> bit & 1)
			text[used++] = (char)(letter - 'A' + 'a');
	}
	if (!used && sum->rows)
		text[used++] = '.';
	if (sum->open)
		text[used++] = '?';
	cell_say(cell, "%s", text);
}

/* A re-arm, and the first directions that its rows have. */
static void set_rearm(const struct check_args *args, struct check_row *row,
		      enum rx_rearm how)
{
	const struct check_axes *axes = &args->axes;

	row->rearm = how;
	for (u32 i = CHECK_AXIS_MAPPED; i <= CHECK_AXIS_SYNCED; i++)
		row->value[i] =
			(u8)(axes->values[i] && check_axis_matters(row, i)
				     ? (u32)__builtin_ctz(axes->values[i])
				     : check_axis_usual(row, i));
}

/* The rows of the first frame kind, re-arm, lines and values asked for. */
static struct check_row base_of(const struct check_args *args)
{
	struct check_row base = {
		.short_frames = !(args->axes.frames & 1),
		.rearm = (enum rx_rearm)__builtin_ctz(args->axes.rearms),
		.lines = (enum check_lines)__builtin_ctz(args->axes.lines),
		.dirtied = args->axes.dirtied,
	};

	check_row_defaults(&base);
	set_rearm(args, &base, (enum rx_rearm)__builtin_ctz(args->axes.rearms));
	for (u32 i = 0; i < CHECK_AXIS_MAPPED; i++)
		if (args->axes.values[i])
			base.value[i] = (u8)__builtin_ctz(args->axes.values[i]);
	return base;
}

static bool is_base(const struct check_row *row, const struct check_row *base)
{
	return row->short_frames == base->short_frames &&
	       row->rearm == base->rearm && row->dirtied == base->dirtied &&
	       !memcmp(row->value, base->value, sizeof(row->value)) &&
	       (row->lines == CHECK_LINES_NONE || row->lines == base->lines);
}

static struct summary base_summary(const struct check_matrix *matrix,
				   const struct check_row *base,
				   const struct peek_strategy *strategy,
				   const struct dma_platform *platform)
{
	struct summary sum = {0};

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];

		if (row->strategy == strategy && row->platform == platform &&
		    is_base(row, base))
			sum_up(&sum, matrix->verdicts[i].hazards,
			       matrix->verdicts[i].exhausted);
	}
	return sum;
}

/* The verdict of the base row that differs from @row only in what base is. */
static u32 base_hazards(const struct check_matrix *matrix,
			const struct check_row *base,
			const struct check_row *row)
{
	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *other = &matrix->rows[i];

		if (is_base(other, base) && other->strategy == row->strategy &&
		    other->platform == row->platform &&
		    other->status == row->status && other->copy == row->copy)
			return matrix->verdicts[i].hazards;
	}
	return 0;
}

static struct summary added_summary(const struct check_matrix *matrix,
				    const struct check_row *base,
				    const struct check_row *other,
				    const struct dma_platform *platform)
{
	struct summary sum = {0};

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];

		if (row->platform == platform && is_base(row, other))
			sum_up(&sum,
			       matrix->verdicts[i].hazards &
				       ~base_hazards(matrix, base, row),
			       matrix->verdicts[i].exhausted);
	}
	return sum;
}

/* Columns of the table of what else adds. */
#define MOST_OTHERS 64u

/**
 * struct picture - the tables of a matrix.
 * @others: rows that differ from @base in one respect, @other_count of them.
 */
struct picture {
	const struct check_args *args;
	const struct check_matrix *matrix;
	struct check_row base;
	struct check_row others[MOST_OTHERS];
	char titles[MOST_OTHERS][128];
	u32 other_count;
};

static struct summary cell_summary(const struct picture *picture, u32 strategy,
				   const struct dma_platform *platform)
{
	return base_summary(picture->matrix, &picture->base,
			    picture->args->strategies[strategy], platform);
}

/* Platforms where the strategy is not safe. */
static u32 unsafe_count(const struct picture *picture, u32 strategy)
{
	u32 count = 0;

	for (u32 p = 0; p < picture->args->axes.platform_count; p++) {
		struct summary sum = cell_summary(picture, strategy,
						  picture->args->platforms[p]);

		count += sum.some || sum.open;
	}
	return count;
}

/* A row is a platform; NULL: the sum over all of them. */
static void platform_cell(struct cell *cell, const void *row)
{
	const struct dma_platform *const *platform = row;

	cell_text(cell, *platform ? (*platform)->name : "unsafe on");
}

static void strategy_cell(struct cell *cell, const void *row)
{
	const struct picture *picture = cell->context;
	const struct dma_platform *const *platform = row;
	u32 strategy = (u32)cell->column->number;
	struct summary sum;

	if (!*platform) {
		cell_say(cell, "%u", unsafe_count(picture, strategy));
		return;
	}
	sum = cell_summary(picture, strategy, *platform);
	summary_cell(cell, &sum);
}

static void other_cell(struct cell *cell, const void *row)
{
	const struct picture *picture = cell->context;
	const struct dma_platform *const *platform = row;
	struct summary sum = added_summary(
		picture->matrix, &picture->base,
		&picture->others[cell->column->number], *platform);

	summary_cell(cell, &sum);
}

static void print_grid(const struct picture *picture,
		       const struct column *columns, size_t count, u32 rows)
{
	struct text out = {0};
	const struct table table = {
		.columns = columns,
		.column_count = count,
		.rows = picture->args->platforms,
		.row_size = sizeof(*picture->args->platforms),
		.row_count = rows,
		.context = picture,
		.fixed = 1,
	};

	table_add(&out, &table, TABLE_TEXT, VIEW_WIDTH);
	text_write(&out, stdout);
}

#define PLATFORM_COLUMN                                                        \
	(struct column)                                                        \
	{                                                                      \
		.title = axis_name(AXIS_PLATFORM), .left = true,               \
		.cell = platform_cell                                          \
	}

static int print_strategies(const struct check_args *args)
{
	struct text names = {0}, lines = {0};

	for (u32 s = 0; s < args->axes.strategy_count; s++)
		text_add(&names, "%s%u %s", s ? ", " : "", s + 1,
			 args->strategies[s]->name);
	wrap_add(&lines, VIEW_WIDTH, 2, "", text_string(&names));
	lines.failed |= names.failed;
	text_free(&names);
	return text_write(&lines, stdout);
}

/* The row behind the last platform is NULL, see check_args. */
static void print_base(const struct picture *picture)
{
	const struct check_axes *axes = &picture->args->axes;
	struct column columns[CHECK_ARGS_NAMES + 1] = {PLATFORM_COLUMN};
	char titles[CHECK_ARGS_NAMES][4];

	for (u32 s = 0; s < axes->strategy_count; s++) {
		snprintf(titles[s], sizeof(titles[s]), "%u", (s + 1) % 1000);
		columns[s + 1] = (struct column){.title = titles[s],
						 .left = true,
						 .cell = strategy_cell,
						 .number = (int)s};
	}
	print_grid(picture, columns, axes->strategy_count + 1,
		   axes->platform_count + 1);
}

/* @other differs from @base in one axis. */
static void added_title(const struct check_row *base,
			const struct check_row *other, char *text, size_t size)
{
	if (other->lines != base->lines)
		snprintf(text, size, "shared line");
	else if (other->rearm != base->rearm)
		snprintf(text, size, "%s %s", axis_name(AXIS_REARM),
			 check_rearm_name(other->rearm));
	else if (memcmp(other->value, base->value, sizeof(base->value)) ||
		 other->dirtied != base->dirtied)
		check_row_says(other, text, size);
	else
		snprintf(text, size, "short frames");
}

/* Column number @i of those that the rows asked for make. */
static bool added_at(const struct check_args *args,
		     const struct check_row *base, u32 i,
		     struct check_row *other)
{
	const struct check_axes *axes = &args->axes;

	*other = *base;
	other->short_frames = true;
	if (axes->frames == 3 && !i--)
		return true;
	other->short_frames = base->short_frames;
	for (u32 how = base->rearm + 1u; how < RX_REARMS; how++) {
		set_rearm(args, other, (enum rx_rearm)how);
		if (axes->rearms >> how & 1 && !i--)
			return true;
	}
	set_rearm(args, other, base->rearm);
	other->lines = CHECK_LINES_SHARED;
	if (axes->lines >> CHECK_LINES_SHARED & 1 &&
	    base->lines != CHECK_LINES_SHARED && !i--)
		return true;
	other->lines = base->lines;
	for (u32 axis = 0; axis < CHECK_AXES; axis++) {
		for (u32 v = base->value[axis] + 1u; v < 32; v++) {
			other->value[axis] = (u8)v;
			if (axes->values[axis] >> v & 1 && !i--)
				return true;
		}
		other->value[axis] = base->value[axis];
	}
	return axes->vary && check_variation(i, other);
}

/* A title's words stand below each other: columns are narrow. */
static void find_others(struct picture *picture)
{
	struct check_row *other = picture->others;

	for (u32 i = 0; i < MOST_OTHERS &&
			added_at(picture->args, &picture->base, i, other);
	     i++, other++) {
		char *title = picture->titles[i];

		added_title(&picture->base, other, title,
			    sizeof(picture->titles[i]));
		for (; *title; title++)
			if (strchr(" ,=", *title))
				*title = '\n';
		picture->other_count = i + 1;
	}
}

static void print_added(const struct picture *picture)
{
	struct column columns[MOST_OTHERS + 1] = {PLATFORM_COLUMN};

	if (!picture->other_count)
		return;
	printf("\nwhat else adds to that, over all strategies\n");
	for (u32 i = 0; i < picture->other_count; i++)
		columns[i + 1] = (struct column){.title = picture->titles[i],
						 .left = true,
						 .cell = other_cell,
						 .number = (int)i};
	print_grid(picture, columns, picture->other_count + 1,
		   picture->args->axes.platform_count);
}

static void print_unsafe(const struct picture *picture, u32 strategy, u32 count)
{
	const struct check_args *args = picture->args;
	struct text words = {0}, lines = {0};
	const char *before = "on all but ";

	for (u32 p = 0; p < args->axes.platform_count; p++) {
		struct summary sum =
			cell_summary(picture, strategy, args->platforms[p]);

		if (!sum.some && !sum.open)
			continue;
		text_add(&words, "%s%s", before, args->platforms[p]->name);
		before = ", ";
	}
	if (!count)
		text_add(&words, "on all of them");
	text_add(&lines, "  %-20s ", args->strategies[strategy]->name);
	wrap_from(&lines, VIEW_WIDTH, 23, 23, text_string(&words));
	text_free(&words);
	text_write(&lines, stdout);
}

/* The strategies that are not safe on @unsafe platforms; how many. */
static u32 print_safe_on_all_but(const struct picture *picture, u32 unsafe)
{
	u32 printed = 0;

	for (u32 s = 0; s < picture->args->axes.strategy_count; s++) {
		if (unsafe_count(picture, s) != unsafe)
			continue;
		print_unsafe(picture, s, unsafe);
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
static void print_answer(const struct picture *picture)
{
	const struct check_args *args = picture->args;
	const struct check_axes *axes = &args->axes;
	u32 safe, least = 1;

	printf("\nsafe for %s, %s frames, re-arm %s,\nwhatever the "
	       "status and the copy:\n",
	       axes->recycle ? "two frames through one buffer"
	       : axes->peeks ? "one frame in a freshly mapped buffer"
			     : "any number of looks and frames",
	       check_frame_name(picture->base.short_frames),
	       check_rearm_name(picture->base.rearm));
	safe = print_safe_on_all_but(picture, 0);
	for (u32 found = 0; !found && least < axes->platform_count; least++) {
		found = print_safe_on_all_but(picture, least);
		safe += found;
	}
	if (safe < axes->strategy_count)
		printf("  %s is unsafe%s on %s\n",
		       safe ? "every other one" : "none: every strategy",
		       any_open(picture->matrix) ? ", or not exhausted," : "",
		       axes->platform_count == 1 ? "it"
		       : safe			 ? "more of them"
						 : "all of them");
}

static bool has_undone(const struct check_matrix *matrix)
{
	for (u32 i = 0; i < matrix->count; i++)
		if (matrix->verdicts[i].hazards & FRAME_UNDONE)
			return true;
	return false;
}

static void print_table(const struct check_args *args,
			const struct check_matrix *matrix)
{
	struct picture picture = {
		.args = args, .matrix = matrix, .base = base_of(args)};

	find_others(&picture);
	printf("\n");
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		printf("%c %s  ", frame_hazard_letter(bit),
		       frame_hazard_name(bit));
	printf(". safe; upper case: in every row,\nlower case: in some, of the "
	       "statuses and copies asked for\n");
	if (has_undone(matrix))
		printf("%c %s: %s\n", frame_hazard_letter(FRAME_UNDONE_BIT),
		       frame_hazard_name(FRAME_UNDONE_BIT),
		       frame_hazard_says(FRAME_UNDONE_BIT));
	if (print_strategies(args) == -ENOMEM)
		cli_no_memory();
	printf("\n%s frames, re-arm %s\n",
	       check_frame_name(picture.base.short_frames),
	       check_rearm_name(picture.base.rearm));
	print_base(&picture);
	print_added(&picture);
	print_answer(&picture);
}

void check_report_table(const struct check_args *args,
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
	printf("every interleaving of driver and device: %u cells, %s%s"
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
		printf("the driver writes into the buffer before %u look%s at "
		       "a frame\n",
		       args->axes.dirtied, args->axes.dirtied == 1 ? "" : "s");
	if (matrix->count <= ROWS_ONE_BY_ONE)
		print_rows(matrix);
	else
		print_table(args, matrix);
}
