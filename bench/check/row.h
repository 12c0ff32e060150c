/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A row of the checker's matrix. */
#ifndef CHECK_ROW_H
#define CHECK_ROW_H

#include <peekbench/strategy.h>

#include "core/frame.h"
#include "core/layout.h"
#include "core/ring.h"
#include "dma/platform.h"
#include "machine/explorer.h"
#include "plan/axes.h"

#define CHECK_LEAST_CELLS 2u
#define CHECK_MOST_CELLS 8u
#define CHECK_DEFAULT_CELLS 4u
#define CHECK_MOST_PEEKS 8u
#define CHECK_DEFAULT_PEEKS 0u /* no bound */

/**
 * enum check_copy - the order in which a bounce copy visits its cells.
 * @CHECK_COPY_NONE: the platform does not copy.
 * @CHECK_COPY_ANY: every order is explored.
 */
enum check_copy {
	CHECK_COPY_NONE,
	CHECK_COPY_ASCENDING,
	CHECK_COPY_DESCENDING,
	CHECK_COPY_ANY,
	CHECK_COPIES,
};

/**
 * enum check_lines - the cells that share a cache line.
 * @CHECK_LINES_NONE: the platform has no lines to maintain.
 * @CHECK_LINES_OWN: none; each cell has a line of its own.
 * @CHECK_LINES_SHARED: the status and the payload cell next to it, as in
 *	ath9k's buffers: 48 bytes of status and 16 of the frame.
 */
enum check_lines {
	CHECK_LINES_NONE,
	CHECK_LINES_OWN,
	CHECK_LINES_SHARED,
	CHECK_LINES,
};

/*
 * The axes of plan/axes.h in check_row.value, which the default matrix varies
 * one at a time.
 */
#define CHECK_AXIS_LIST(A)                                                     \
	A(ORDER)                                                               \
	A(FOREIGN)                                                             \
	A(WORDS)                                                               \
	A(NEIGHBOUR)                                                           \
	A(READY_IS)                                                            \
	A(LOADS)                                                               \
	A(OWN_BYTES)                                                           \
	A(MAPPED)                                                              \
	A(SYNCED)

enum check_axis {
#define CHECK_AXIS_ID(id) CHECK_AXIS_##id,
	CHECK_AXIS_LIST(CHECK_AXIS_ID)
#undef CHECK_AXIS_ID
		CHECK_AXES,
};

/*
 * Most cells with order=unordered, whose state needs a bit for each cell, and
 * with words=torn, whose copies need a bit for each status word.
 */
#define CHECK_MOST_SET_CELLS 6u

/**
 * struct check_row - one row of the matrix.
 * @cells: cells of the buffer, status words included.
 * @peeks: 0: any number of looks, at any time; else this number of looks, and
 *	one more after the device is done.
 * @short_frames: the device leaves the last payload cell unwritten.
 * @rearm: the re-arm.
 * @recycle: two frames go through the buffer; the looks at the second one are
 *	as those at the first, but for two instead of @peeks where that is not
 *	0.  If not: any number of frames or, with a bound of looks, one, and
 *	after its re-arm a look that must find nothing.
 * @dirtied: the driver writes into the last payload cell, which a short frame
 *	leaves alone, or with own_bytes=header into a cell beside the status,
 *	before this number of looks at each frame, and calls dirtied().
 * @value: by enum check_axis.
 */
struct check_row {
	const struct peek_strategy *strategy;
	const struct dma_platform *platform;
	enum rx_status status;
	enum check_copy copy;
	bool short_frames;
	enum rx_rearm rearm;
	bool recycle;
	enum check_lines lines;
	u32 dirtied;
	u32 cells;
	u32 peeks;
	u8 value[CHECK_AXES];
};

/** check_axis_key() - the axis in plan/axes.h. */
enum axis_key check_axis_key(enum check_axis axis);

/**
 * check_axis_matters() - can @axis have an effect, given @row's platform and
 * its other values?
 */
bool check_axis_matters(const struct check_row *row, enum check_axis axis);

/**
 * check_row_fits() - can the values of @row be combined?
 * @why: filled with the reason if not.
 *
 * Return: 0 or -EINVAL.
 */
int check_row_fits(const struct check_row *row, char *why, size_t why_size);

/** check_is_unbounded() - is the number of looks of @row unbounded? */
static inline bool check_is_unbounded(const struct check_row *row)
{
	return !row->peeks;
}

/** check_most_dirtied() - the largest check_row.dirtied of rows with @peeks. */
static inline u32 check_most_dirtied(u32 peeks)
{
	return (peeks ? peeks : CHECK_MOST_PEEKS) + 1;
}

/** check_is_silent() - is the device idle after the re-arm? */
static inline bool check_is_silent(const struct check_row *row)
{
	return row->peeks && !row->recycle;
}

/**
 * check_variation() - set @row, whose values are all at their default, to the
 * value number @i of those that the default matrix varies alone.
 *
 * Return: false if @i is beyond the last.
 */
bool check_variation(u32 i, struct check_row *row);

/** check_axis_usual() - the default of @axis for @row's re-arm. */
u32 check_axis_usual(const struct check_row *row, enum check_axis axis);

/** check_row_defaults() - the default of every axis of CHECK_AXIS_LIST() for
 * @row's re-arm. */
void check_row_defaults(struct check_row *row);

/**
 * check_row_says() - the values of @row that are not at their default, such as
 * "order=status_first" or "dirtied=1,own_bytes=header"; "" if all are.
 */
void check_row_says(const struct check_row *row, char *text, size_t text_size);

/**
 * check_copy_name(), check_lines_name(), check_status_name(),
 * check_rearm_name(), check_frame_name() - the names of values, as on the
 * command line; NULL after the last.
 */
const char *check_frame_name(size_t short_frames);
const char *check_copy_name(size_t copy);
const char *check_lines_name(size_t lines);
const char *check_status_name(size_t status);
const char *check_rearm_name(size_t how);

/** check_least_cells() - the fewest cells that hold @row's status and a
 * payload.
 */
u32 check_least_cells(const struct check_row *row);

/**
 * check_enough_cells() - the fewest cells with one of every kind in @row: each
 * status word, payload inside and outside the line of the status, payload that
 * a short frame does not write.  More cells have the same hazards, see
 * docs/checker.md.
 */
u32 check_enough_cells(const struct check_row *row);

/**
 * check_kind_cells() - bit per cell of @row that is of the kind of @cell;
 * @layout is the row's.
 */
u32 check_kind_cells(const struct check_row *row,
		     const struct rx_layout *layout, u32 cell);

/**
 * check_layout() - set @layout to the geometry of @row's buffer.  Every status
 * word is a cell, and no cell holds both status and payload; cells may share a
 * line.  A status in coherent memory has the place that it would have in the
 * buffer.
 */
void check_layout(struct rx_layout *layout, const struct check_row *row);

/** check_status_cells() - bit per cell that holds a status word. */
u32 check_status_cells(const struct rx_layout *layout);

/**
 * check_header_cells() - bit per cell that a sync of the status covers: the
 * status words and, with own_bytes=header, the cell beside them.
 */
u32 check_header_cells(const struct rx_layout *layout);

/** check_dirtied_cell() - the cell that the driver writes into: the one beside
 * the status if there is one, else the last of the payload. */
u32 check_dirtied_cell(const struct rx_layout *layout);

/**
 * check_world() - the properties of the machine for @row, whose buffer has
 * @layout.
 */
struct explorer_world check_world(const struct check_row *row,
				  const struct rx_layout *layout);

/** check_neighbour_is_cpu() - is the neighbour of @row the CPU? */
bool check_neighbour_is_cpu(const struct check_row *row);

/**
 * check_written() - the cells the device writes, in the order of its writes;
 * ascending for a device without an order.
 * @order: room for CHECK_MOST_CELLS cells.
 *
 * Return: the number of cells.
 */
u32 check_written(const struct rx_layout *layout, const struct check_row *row,
		  u8 *order);

#endif
