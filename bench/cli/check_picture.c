// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cli/check_picture.h"

#include <stdio.h>

#include "plan/axes.h"

/* Row number @row of the matrix, of whose hazards those of @not do not count.
 */
static void sum_up(struct summary *sum, const struct check_matrix *matrix,
		   u32 row, u32 not )
{
	const struct check_verdict *verdict = &matrix->verdicts[row];
	u32 hazards = verdict->hazards & ~not ;

	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (hazards >> bit & 1 &&
		    (!(sum->some >> bit & 1) ||
		     verdict->way[bit].count <
			     matrix->verdicts[sum->shortest[bit]]
				     .way[bit]
				     .count))
			sum->shortest[bit] = row;
	sum->some |= hazards;
	sum->all = sum->rows ? sum->all & hazards : hazards;
	sum->open |= !verdict->exhausted;
	sum->rows++;
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

struct summary check_grid_cell(const struct check_picture *picture,
			       const struct check_grid *grid, u32 column,
			       const struct dma_platform *platform)
{
	const struct check_matrix *matrix = picture->matrix;
	const struct check_row *base = &picture->base;
	bool added = grid == &picture->added;
	const struct check_row *like = added ? &picture->others[column] : base;
	struct summary sum = {0};

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];

		if (row->platform == platform && is_base(row, like) &&
		    (added ||
		     row->strategy == picture->args->strategies[column]))
			sum_up(&sum, matrix, i,
			       added ? base_hazards(matrix, base, row) : 0);
	}
	return sum;
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

void check_picture_make(struct check_picture *picture,
			const struct check_args *args,
			const struct check_matrix *matrix)
{
	struct check_grid *strategies = &picture->strategies;
	struct check_grid *added = &picture->added;

	*picture = (struct check_picture){
		.args = args,
		.matrix = matrix,
		.base = base_of(args),
		.strategies = {.count = args->axes.strategy_count},
		.added = {.caption = "what else adds to that, over all "
				     "strategies"},
	};
	snprintf(strategies->caption, sizeof(strategies->caption),
		 "%s frames, re-arm %s",
		 check_frame_name(picture->base.short_frames),
		 check_rearm_name(picture->base.rearm));
	for (u32 s = 0; s < strategies->count; s++)
		strategies->titles[s] = args->strategies[s]->name;
	for (u32 i = 0; i < CHECK_GRID_COLUMNS &&
			added_at(args, &picture->base, i, &picture->others[i]);
	     i++) {
		added_title(&picture->base, &picture->others[i],
			    picture->says[i], sizeof(picture->says[i]));
		added->titles[added->count++] = picture->says[i];
	}
}

void check_summary_letters(const struct summary *sum, char text[HAZARDS + 2])
{
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
	text[used] = '\0';
}
