// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/row.h"

#include <stdio.h>

#include "device/writer.h"

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

enum axis_key check_axis_key(enum check_axis axis)
{
	static const enum axis_key keys[CHECK_AXES] = {
#define KEY(id) AXIS_##id,
		CHECK_AXIS_LIST(KEY)
#undef KEY
	};

	return keys[axis];
}

u32 check_axis_usual(const struct check_row *row, enum check_axis axis)
{
	return axis == CHECK_AXIS_MAPPED
		       ? (u32)rx_rearm_mapped(row->rearm)
		       : (u32)axis_default(check_axis_key(axis));
}

void check_row_defaults(struct check_row *row)
{
	for (u32 i = 0; i < CHECK_AXES; i++)
		row->value[i] = (u8)check_axis_usual(row, i);
}

/* The place of a driver's own bytes has an effect only if it writes them. */
bool check_variation(u32 i, struct check_row *row)
{
	if (!i) {
		row->dirtied = 1;
		row->short_frames = true;
		return true;
	}
	for (u32 axis = 0; axis < CHECK_AXES; axis++) {
		enum axis_key key = check_axis_key(axis);

		for (u32 v = 0; axis_value_name(key, v); v++) {
			if (v == check_axis_usual(row, axis) || --i)
				continue;
			row->value[axis] = (u8)v;
			row->dirtied = axis == CHECK_AXIS_OWN_BYTES;
			return true;
		}
	}
	return false;
}

void check_row_says(const struct check_row *row, char *text, size_t text_size)
{
	size_t used = 0;

	text[0] = '\0';
	if (row->dirtied)
		used = (size_t)snprintf(text, text_size, "%s=%u",
					axis_name(AXIS_DIRTIED), row->dirtied);
	for (u32 i = 0; i < CHECK_AXES && used < text_size; i++)
		if (row->value[i] != check_axis_usual(row, i))
			used += (size_t)snprintf(
				text + used, text_size - used, "%s%s=%s",
				used ? "," : "", axis_name(check_axis_key(i)),
				axis_value_name(check_axis_key(i),
						row->value[i]));
}

/*
 * No neighbour for a row that bounces: the lines of a bounce slot are not
 * shared with the data beside the original.
 */
static bool has_neighbour(const struct check_row *row)
{
	return row->value[CHECK_AXIS_NEIGHBOUR] != AXIS_NEIGHBOUR_OWN &&
	       dma_platform_maintains(row->platform) && !row->platform->bounce;
}

static bool is_before(const struct check_row *row)
{
	return row->value[CHECK_AXIS_NEIGHBOUR] == AXIS_NEIGHBOUR_CPU_BEFORE ||
	       row->value[CHECK_AXIS_NEIGHBOUR] == AXIS_NEIGHBOUR_DEVICE_BEFORE;
}

bool check_axis_matters(const struct check_row *row, enum check_axis axis)
{
	switch (axis) {
	case CHECK_AXIS_FOREIGN:
		return row->platform->bounce ||
		       dma_platform_maintains(row->platform);
	case CHECK_AXIS_WORDS:
		return row->platform->bounce;
	case CHECK_AXIS_NEIGHBOUR:
		return dma_platform_maintains(row->platform) &&
		       !row->platform->bounce;
	case CHECK_AXIS_LOADS:
		return !row->platform->bounce;
	case CHECK_AXIS_OWN_BYTES:
		return row->dirtied;
	case CHECK_AXIS_SYNCED:
		return row->value[CHECK_AXIS_MAPPED] == RX_MAPPED_BIDIRECTIONAL;
	default:
		return true;
	}
}

static bool has_header(const struct check_row *row)
{
	return row->value[CHECK_AXIS_OWN_BYTES] == AXIS_OWN_HEADER;
}

static u32 word_count(const struct check_row *row)
{
	return row->status == RX_STATUS_SPLIT ? 2 : 1;
}

u32 check_least_cells(const struct check_row *row)
{
	return word_count(row) + has_header(row) + 1;
}

static u32 most_cells(const struct check_row *row)
{
	if (row->value[CHECK_AXIS_ORDER] == DEVICE_UNORDERED ||
	    row->value[CHECK_AXIS_WORDS] == AXIS_WORDS_TORN)
		return CHECK_MOST_SET_CELLS;
	return CHECK_MOST_CELLS - has_neighbour(row);
}

/*
 * Is one shared line enough for status, payload and neighbour?  The machine has
 * no second one.
 */
static bool is_one_line(const struct check_row *row)
{
	return !has_neighbour(row) || row->lines != CHECK_LINES_SHARED ||
	       is_before(row) == (row->status != RX_STATUS_TAIL);
}

int check_row_fits(const struct check_row *row, char *why, size_t why_size)
{
	if (row->cells < check_least_cells(row) || row->cells > most_cells(row))
		snprintf(why, why_size,
			 "cells: %u do not go with these values; valid: %u to "
			 "%u",
			 row->cells, check_least_cells(row), most_cells(row));
	else if (!is_one_line(row))
		snprintf(why, why_size,
			 "neighbour: %s does not go with lines shared and "
			 "status %s, which are at the other end",
			 axis_value_name(AXIS_NEIGHBOUR,
					 row->value[CHECK_AXIS_NEIGHBOUR]),
			 check_status_name(row->status));
	else if (has_header(row) && !row->dirtied)
		snprintf(why, why_size,
			 "own_bytes: header is for a driver that writes there: "
			 "dirtied 1 or more");
	else if (row->dirtied && !row->short_frames && !has_header(row))
		snprintf(why, why_size,
			 "dirtied: the driver's own bytes are those behind a "
			 "short frame, or with own_bytes header beside the "
			 "status");
	else if (row->dirtied > check_most_dirtied(row->peeks))
		snprintf(why, why_size,
			 "dirtied: %u of %u looks at a frame; valid: 0 to %u",
			 row->dirtied, check_most_dirtied(row->peeks),
			 check_most_dirtied(row->peeks));
	else
		return 0;
	return -EINVAL;
}

void check_layout(struct rx_layout *layout, const struct check_row *row)
{
	u32 bytes = EXPLORER_CELL_BYTES, words = word_count(row);
	bool tail = row->status == RX_STATUS_TAIL;
	u32 own = has_header(row), before = tail ? own * bytes : 0;
	const struct rx_region region = {
		(words + own) * bytes, words, {before, before + bytes}};

	rx_layout_place(layout, row->cells * bytes, &region, tail,
			row->short_frames ? bytes : 0);
	layout->coherent_status = row->strategy->coherent_status;
	rx_layout_directions(layout,
			     (enum rx_mapped)row->value[CHECK_AXIS_MAPPED],
			     (enum rx_synced)row->value[CHECK_AXIS_SYNCED]);
}

u32 check_status_cells(const struct rx_layout *layout)
{
	u32 cells = 0;

	for (u32 i = 0; i < layout->word_count; i++)
		cells |= 1u << layout->word[i] / EXPLORER_CELL_BYTES;
	return cells;
}

u32 check_header_cells(const struct rx_layout *layout)
{
	return ((1u << layout->status_size / EXPLORER_CELL_BYTES) - 1)
	       << layout->status_offset / EXPLORER_CELL_BYTES;
}

static u32 last_payload(const struct rx_layout *layout)
{
	return (layout->rest_offset + layout->rest_size) / EXPLORER_CELL_BYTES -
	       1;
}

u32 check_dirtied_cell(const struct rx_layout *layout)
{
	u32 own = check_header_cells(layout) & ~check_status_cells(layout);

	return own ? (u32)__builtin_ctz(own) : last_payload(layout);
}

/*
 * Bit of the mapping's first or last cell, which shares the neighbour's line; 0
 * without a neighbour.  Words in coherent memory are not part of the mapping.
 */
static u32 edge_cell(const struct check_row *row,
		     const struct rx_layout *layout)
{
	u32 mapped = (1u << row->cells) - 1;

	if (!has_neighbour(row))
		return 0;
	if (layout->coherent_status)
		mapped &= ~check_header_cells(layout);
	return is_before(row) ? mapped & -mapped
			      : 1u << (31 - (u32)__builtin_clz(mapped));
}

/* Bit per cell of the buffer in the row's one shared line; 0 if it has none. */
static u32 shared_cells(const struct check_row *row,
			const struct rx_layout *layout)
{
	u32 header = check_header_cells(layout);
	u32 cells = edge_cell(row, layout);

	if (row->lines != CHECK_LINES_SHARED || layout->coherent_status)
		return cells;
	if (row->status == RX_STATUS_TAIL)
		return cells | header | header >> 1;
	return cells | header | header << 1;
}

/* Number of cells that are the only one of their kind. */
static u32 single_cells(const struct check_row *row,
			const struct rx_layout *layout)
{
	u32 last = row->short_frames ? 1u << last_payload(layout) : 0;

	return check_header_cells(layout) | shared_cells(row, layout) | last;
}

/* The smallest buffer with a payload cell that is like any other. */
u32 check_enough_cells(const struct check_row *row)
{
	struct check_row one = *row;
	struct rx_layout layout;
	u32 most = most_cells(row);

	for (one.cells = check_least_cells(row); one.cells < most;
	     one.cells++) {
		check_layout(&layout, &one);
		if (((1u << one.cells) - 1) & ~single_cells(&one, &layout))
			break;
	}
	return one.cells;
}

u32 check_kind_cells(const struct check_row *row,
		     const struct rx_layout *layout, u32 cell)
{
	u32 alone = single_cells(row, layout);

	if (alone >> cell & 1)
		return 1u << cell;
	return ((1u << row->cells) - 1) & ~alone;
}

bool check_neighbour_is_cpu(const struct check_row *row)
{
	return row->value[CHECK_AXIS_NEIGHBOUR] == AXIS_NEIGHBOUR_CPU_BEFORE ||
	       row->value[CHECK_AXIS_NEIGHBOUR] == AXIS_NEIGHBOUR_CPU_BEHIND;
}

struct explorer_world check_world(const struct check_row *row,
				  const struct rx_layout *layout)
{
	struct explorer_world world = explorer_world_of(row->platform);
	u32 neighbour = has_neighbour(row) ? 1u << row->cells : 0;

	if (layout->coherent_status)
		world.uncached = check_header_cells(layout);
	world.shared = shared_cells(row, layout) | neighbour;
	if (row->dirtied)
		world.dirtied = 1u << check_dirtied_cell(layout);
	if (check_neighbour_is_cpu(row))
		world.dirtied |= neighbour;
	return world;
}

static u32 add_cells(u32 cells, u8 *order, u32 count)
{
	for (; cells; cells &= cells - 1)
		order[count++] = (u8)__builtin_ctz(cells);
	return count;
}

u32 check_written(const struct rx_layout *layout, const struct check_row *row,
		  u8 *order)
{
	u32 status = check_status_cells(layout);
	u32 payload = ((1u << row->cells) - 1) & ~check_header_cells(layout);

	if (row->short_frames)
		payload &= ~(1u << last_payload(layout));
	switch ((enum device_order)row->value[CHECK_AXIS_ORDER]) {
	case DEVICE_STATUS_FIRST:
		return add_cells(payload, order, add_cells(status, order, 0));
	case DEVICE_PAYLOAD_FIRST:
		return add_cells(status, order, add_cells(payload, order, 0));
	default:
		return add_cells(payload | status, order, 0);
	}
}
