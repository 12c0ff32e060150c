// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/row.h"

#include "plan/axes.h"

const char *check_copy_name(size_t copy)
{
	static const char *const names[CHECK_COPIES] = {"none", "ascending",
							"descending", "any"};

	return copy < CHECK_COPIES ? names[copy] : NULL;
}

const char *check_lines_name(size_t lines)
{
	static const char *const names[CHECK_LINES] = {"none", "own", "shared"};

	return lines < CHECK_LINES ? names[lines] : NULL;
}

const char *check_status_name(size_t status)
{
	return status <= RX_STATUS_SPLIT ? axis_value_name(AXIS_STATUS, status)
					 : NULL;
}

const char *check_rearm_name(size_t how)
{
	return axis_value_name(AXIS_REARM, how);
}

const char *check_frame_name(size_t short_frames)
{
	return axis_value_name(AXIS_FRAME, short_frames);
}

u32 check_least_cells(enum rx_status status)
{
	return status == RX_STATUS_SPLIT ? 3 : CHECK_LEAST_CELLS;
}

void check_layout(struct rx_layout *layout, const struct check_row *row)
{
	u32 bytes = EXPLORER_CELL_BYTES;
	u32 words = row->status == RX_STATUS_SPLIT ? 2 : 1;
	const struct rx_region head = {words * bytes, words, {0, bytes}};

	rx_layout_place(layout, row->cells * bytes,
			row->status == RX_STATUS_TAIL ? NULL : &head,
			row->short_frames ? bytes : 0);
	layout->coherent_status = row->strategy->coherent_status;
}

u32 check_status_cells(const struct rx_layout *layout)
{
	u32 cells = 0;

	for (u32 i = 0; i < layout->word_count; i++)
		cells |= 1u << layout->word[i] / EXPLORER_CELL_BYTES;
	return cells;
}

/* Bit per cell that shares the row's one shared line; 0 if it has none. */
static u32 shared_cells(const struct check_row *row,
			const struct rx_layout *layout)
{
	u32 status = check_status_cells(layout);

	if (row->lines != CHECK_LINES_SHARED || layout->coherent_status)
		return 0;
	if (row->status == RX_STATUS_TAIL)
		return status | status >> 1;
	return status | status << 1;
}

u32 check_enough_cells(const struct check_row *row)
{
	bool shared = row->lines == CHECK_LINES_SHARED &&
		      !row->strategy->coherent_status;
	u32 cells = check_least_cells(row->status);

	/*
	 * The bytes that a short frame leaves unwritten are next to a status at
	 * the tail.
	 */
	if (row->status == RX_STATUS_TAIL)
		return cells + (shared || row->short_frames);
	return cells + shared + row->short_frames;
}

u32 check_kind_cells(const struct check_row *row,
		     const struct rx_layout *layout, u32 cell)
{
	u32 status = check_status_cells(layout);
	u32 shared = shared_cells(row, layout);
	u32 own = row->short_frames ? 1u << check_dirtied_cell(layout) : 0;
	u32 alone = status | own | shared;

	if (alone >> cell & 1)
		return 1u << cell;
	return ((1u << row->cells) - 1) & ~alone;
}

u32 check_dirtied_cell(const struct rx_layout *layout)
{
	return (layout->rest_offset + layout->rest_size) / EXPLORER_CELL_BYTES -
	       1;
}

struct explorer_world check_world(const struct check_row *row,
				  const struct rx_layout *layout)
{
	struct explorer_world world = explorer_world_of(row->platform);

	if (layout->coherent_status)
		world.uncached = check_status_cells(layout);
	world.shared = shared_cells(row, layout);
	if (row->dirtied)
		world.dirtied = 1u << check_dirtied_cell(layout);
	return world;
}

u32 check_written(const struct rx_layout *layout, bool short_frames, u8 *order)
{
	u32 first = layout->rest_offset / EXPLORER_CELL_BYTES;
	u32 end = first + layout->rest_size / EXPLORER_CELL_BYTES;
	u32 count = 0;

	for (u32 cell = first; cell < end - short_frames; cell++)
		order[count++] = (u8)cell;
	for (u32 i = 0; i < layout->word_count; i++)
		order[count++] = (u8)(layout->word[i] / EXPLORER_CELL_BYTES);
	return count;
}
