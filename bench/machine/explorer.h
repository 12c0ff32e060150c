/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The explored machine: the DMA code's primitives as steps of the exhaustive
 * search, on a buffer of a few cells.
 *
 * A cell is one value and, where the platform has caches to maintain, one cache
 * line, but for one set of cells that may share theirs.  A cell has up to three
 * places: the device-side memory (the bounce buffer, or the buffer itself where
 * nothing bounces), the original buffer where it bounces, and the CPU's cache
 * line over the device-side memory.  The original of a bounced buffer is
 * touched by the CPU alone, so its cache cannot be distinguished from its
 * memory and has no lines here.
 *
 * A line is filled, written back and dropped as a whole, at one time: all its
 * cells are present or absent, clean or dirty together.  A store to an absent
 * line fills it first.
 */
#ifndef MACHINE_EXPLORER_H
#define MACHINE_EXPLORER_H

#include "dma/platform.h"

/* Most cells of a buffer. */
#define EXPLORER_CELLS 8u

/* A cell's length in the mapping: one status word. */
#define EXPLORER_CELL_BYTES 4u

/**
 * enum explorer_value - the value of a cell.
 * @EXPLORER_OWN: written by the driver; a cleared status word.
 * @EXPLORER_FOREIGN: not written for this buffer: old content of the bounce
 *	pool, or memory below a line that the driver has dirtied.  As a status
 *	word it says "not ready".
 * @EXPLORER_NEW: written by the device; a status word that says "ready".  In a
 *	cell that the device does not write: the driver's last value.
 * @EXPLORER_OLD: new for a frame that was processed since; as a status word it
 *	says "ready" as well.
 */
enum explorer_value {
	EXPLORER_OWN,
	EXPLORER_FOREIGN,
	EXPLORER_NEW,
	EXPLORER_OLD,
};

/*
 * A line: absent, or clean, dirty or pending and its value in the low two bits.
 * Pending: clean, and the invalidate that was issued for it may drop it at any
 * time, at the latest when the CPU waits.  Until then a drop is the same as an
 * eviction.  An absent line needs no mark: a line that is filled after the
 * issue may be dropped or not.  A dirty line needs none either: for_device on
 * platforms with a late wait leaves no dirty line (see wait_contradicts() in
 * plan/own_platform.c).
 */
#define EXPLORER_LINE_ABSENT 0u
#define EXPLORER_LINE_CLEAN 4u
#define EXPLORER_LINE_DIRTY 8u
#define EXPLORER_LINE_PENDING 12u

/**
 * struct explorer_world - the properties of platform and row that the machine
 * needs.
 * @bounces: device-side memory and original are separate.
 * @caches: the CPU's lines over device-side memory are not coherent with it.
 * @speculates: an absent line may be filled at any time.
 * @uncached: bit per cell that lies in coherent memory: neither bounced nor
 *	cached.
 * @shared: bit per cell of the line that several cells share, 0 for none.
 * @dirtied: bit per cell that the driver writes into while the buffer is armed;
 *	the device does not write it.
 * @edges, @wait: as in struct dma_platform.
 */
struct explorer_world {
	bool bounces;
	bool caches;
	bool speculates;
	enum dma_edges edges;
	enum dma_wait wait;
	u32 uncached;
	u32 shared;
	u32 dirtied;
};

/* Eight bits a cell: memory in bits 0-1, original in 2-3, line in 4-7. */
#define EXPLORER_ORIGINAL_SHIFT 2
#define EXPLORER_LINE_SHIFT 4

/** explorer_get() - the field of @cell at @shift, @mask wide. */
static inline u32 explorer_get(u64 cells, u32 cell, u32 shift, u32 mask)
{
	return (u32)(cells >> (8 * cell + shift)) & mask;
}

/** explorer_set() - @cells with that field set to @value. */
static inline u64 explorer_set(u64 cells, u32 cell, u32 shift, u32 mask,
			       u32 value)
{
	u32 at = 8 * cell + shift;

	return (cells & ~((u64)mask << at)) | (u64)value << at;
}

/** explorer_memory() - the device-side memory of @cell. */
static inline u32 explorer_memory(u64 cells, u32 cell)
{
	return explorer_get(cells, cell, 0, 3);
}

/** explorer_original() - the original buffer's @cell; bounced worlds only. */
static inline u32 explorer_original(u64 cells, u32 cell)
{
	return explorer_get(cells, cell, EXPLORER_ORIGINAL_SHIFT, 3);
}

/** explorer_line() - the cache line over @cell's device-side memory. */
static inline u32 explorer_line(u64 cells, u32 cell)
{
	return explorer_get(cells, cell, EXPLORER_LINE_SHIFT, 15);
}

/** explorer_is_dirty() - is @line present and dirty? */
static inline bool explorer_is_dirty(u32 line)
{
	return (line & EXPLORER_LINE_PENDING) == EXPLORER_LINE_DIRTY;
}

/**
 * explorer_is_pending() - was an invalidate of @line issued and not yet
 * completed?
 */
static inline bool explorer_is_pending(u32 line)
{
	return line >= EXPLORER_LINE_PENDING;
}

/** explorer_line_value() - the value of a line that is present. */
static inline u32 explorer_line_value(u32 line)
{
	return line & 3;
}

/** explorer_set_memory() - @cells with @value in the memory of @cell. */
static inline u64 explorer_set_memory(u64 cells, u32 cell, u32 value)
{
	return explorer_set(cells, cell, 0, 3, value);
}

/** explorer_set_original() - @cells with @value in the original of @cell. */
static inline u64 explorer_set_original(u64 cells, u32 cell, u32 value)
{
	return explorer_set(cells, cell, EXPLORER_ORIGINAL_SHIFT, 3, value);
}

/** explorer_set_line() - @cells with @line, state and value, at @cell. */
static inline u64 explorer_set_line(u64 cells, u32 cell, u32 line)
{
	return explorer_set(cells, cell, EXPLORER_LINE_SHIFT, 15, line);
}

/** explorer_shares() - does @cell share its line with others? */
static inline bool explorer_shares(const struct explorer_world *world, u32 cell)
{
	return unlikely(world->shared >> cell & 1);
}

/** explorer_line_first() - the cell whose bits hold the line of @cell. */
static inline u32 explorer_line_first(const struct explorer_world *world,
				      u32 cell)
{
	return explorer_shares(world, cell) ? (u32)__builtin_ctz(world->shared)
					    : cell;
}

/** explorer_line_cells() - all cells in the line of @cell, a bit each. */
static inline u32 explorer_line_cells(const struct explorer_world *world,
				      u32 cell)
{
	return explorer_shares(world, cell) ? world->shared : 1u << cell;
}

/** explorer_fill() - fill the absent line of @cell from memory. */
static inline u64 explorer_fill(const struct explorer_world *world, u64 cells,
				u32 cell)
{
	for (u32 set = explorer_line_cells(world, cell); set; set &= set - 1) {
		u32 at = (u32)__builtin_ctz(set);

		cells = explorer_set_line(cells, at,
					  EXPLORER_LINE_CLEAN +
						  explorer_memory(cells, at));
	}
	return cells;
}

/**
 * explorer_load() - the CPU loads device-side @cell, through its cache where
 * there is one; an absent line is filled.
 */
static inline u32 explorer_load(const struct explorer_world *world, u64 *cells,
				u32 cell)
{
	u32 line = explorer_line(*cells, cell);

	if (!world->caches || world->uncached >> cell & 1)
		return explorer_memory(*cells, cell);
	if (line)
		return explorer_line_value(line);
	*cells = explorer_fill(world, *cells, cell);
	return explorer_memory(*cells, cell);
}

/* Would @value, written to memory at @cell, overwrite the device's value? */
static inline bool explorer_overwrites(const struct explorer_world *world,
				       u64 cells, u32 cell, u32 value)
{
	return explorer_memory(cells, cell) == EXPLORER_NEW &&
	       value != EXPLORER_NEW && !(world->dirtied >> cell & 1);
}

/* Store @value to the line of @cell; an absent line with other cells is filled
 * first. */
static inline u64 explorer_dirty(const struct explorer_world *world, u64 cells,
				 u32 cell, u32 value)
{
	u32 others = explorer_line_cells(world, cell) & ~(1u << cell);

	if (others && !explorer_line(cells, cell))
		cells = explorer_fill(world, cells, cell);
	for (; others; others &= others - 1) {
		u32 at = (u32)__builtin_ctz(others);
		u32 line = explorer_line(cells, at);

		cells = explorer_set_line(cells, at,
					  EXPLORER_LINE_DIRTY +
						  explorer_line_value(line));
	}
	return explorer_set_line(cells, cell, EXPLORER_LINE_DIRTY + value);
}

/**
 * explorer_store() - the CPU stores @value to device-side @cell.
 *
 * Return: true if that overwrote the device's value there; with a cache that
 * happens later, when the dirty line is written back.
 */
static inline bool explorer_store(const struct explorer_world *world,
				  u64 *cells, u32 cell, u32 value)
{
	bool over;

	if (world->caches && !(world->uncached >> cell & 1)) {
		*cells = explorer_dirty(world, *cells, cell, value);
		return false;
	}
	over = explorer_overwrites(world, *cells, cell, value);
	*cells = explorer_set_memory(*cells, cell, value);
	return over;
}

/** explorer_read() - the value that the driver reads at @cell of its buffer. */
static inline u32 explorer_read(const struct explorer_world *world, u64 *cells,
				u32 cell)
{
	if (world->bounces && !(world->uncached >> cell & 1))
		return explorer_original(*cells, cell);
	return explorer_load(world, cells, cell);
}

/**
 * explorer_write() - the driver writes @value to @cell of its buffer; returns
 * as explorer_store().
 */
static inline bool explorer_write(const struct explorer_world *world,
				  u64 *cells, u32 cell, u32 value)
{
	if (!world->bounces || world->uncached >> cell & 1)
		return explorer_store(world, cells, cell, value);
	*cells = explorer_set_original(*cells, cell, value);
	return false;
}

/* Write the dirty line of @cell back; returns as explorer_store(). */
static inline bool explorer_write_back(const struct explorer_world *world,
				       u64 *cells, u32 cell)
{
	bool over = false;

	for (u32 set = explorer_line_cells(world, cell); set; set &= set - 1) {
		u32 at = (u32)__builtin_ctz(set);
		u32 value = explorer_line_value(explorer_line(*cells, at));

		over |= explorer_overwrites(world, *cells, at, value);
		*cells = explorer_set_memory(*cells, at, value);
	}
	return over;
}

/** explorer_clean() - write the line of @cell back if it is dirty, keep it. */
static inline bool explorer_clean(const struct explorer_world *world,
				  u64 *cells, u32 cell)
{
	bool over;

	if (!explorer_is_dirty(explorer_line(*cells, cell)))
		return false;
	over = explorer_write_back(world, cells, cell);
	*cells = explorer_fill(world, *cells, cell);
	return over;
}

/** explorer_invalidate() - drop the line of @cell, dirty or not. */
static inline void explorer_invalidate(const struct explorer_world *world,
				       u64 *cells, u32 cell)
{
	for (u32 set = explorer_line_cells(world, cell); set; set &= set - 1)
		*cells = explorer_set_line(*cells, (u32)__builtin_ctz(set),
					   EXPLORER_LINE_ABSENT);
}

/** explorer_issue() - begin to drop the clean or absent line of @cell. */
static inline void explorer_issue(const struct explorer_world *world,
				  u64 *cells, u32 cell)
{
	if (!explorer_line(*cells, cell))
		return;
	for (u32 set = explorer_line_cells(world, cell); set; set &= set - 1) {
		u32 at = (u32)__builtin_ctz(set);

		*cells = explorer_set_line(
			*cells, at,
			EXPLORER_LINE_PENDING |
				explorer_line_value(explorer_line(*cells, at)));
	}
}

/** explorer_wait() - drop the lines that are still pending. */
static inline void explorer_wait(u64 *cells)
{
	u64 pending = *cells >> 6 & *cells >> 7 & 0x0101010101010101ull;

	*cells &= ~(pending * (15u << EXPLORER_LINE_SHIFT));
}

/**
 * explorer_evict() - the cache evicts the line; a dirty one is written back.
 */
static inline bool explorer_evict(const struct explorer_world *world,
				  u64 *cells, u32 cell)
{
	bool over = explorer_is_dirty(explorer_line(*cells, cell)) &&
		    explorer_write_back(world, cells, cell);

	explorer_invalidate(world, cells, cell);
	return over;
}

/** explorer_lanes() - a word with a 1 in the byte of every cell of @set. */
static inline u64 explorer_lanes(u32 set)
{
	u64 bits = (set & 0xff) * 0x0101010101010101ull & 0x8040201008040201ull;

	return (bits + 0x7f7f7f7f7f7f7f7full) >> 7 & 0x0101010101010101ull;
}

/**
 * explorer_age() - turn EXPLORER_NEW into EXPLORER_OLD in the cells of @set.
 */
static inline u64 explorer_age(u64 cells, u32 set)
{
	return cells | (cells & explorer_lanes(set) * 0x2a) >> 1;
}

/**
 * explorer_initial() - the state before the buffer is mapped: the driver has
 * just written all of it; device-side memory that these writes have not reached
 * holds EXPLORER_FOREIGN.
 */
u64 explorer_initial(const struct explorer_world *world, u32 cells);

/**
 * explorer_world_of() - the properties that follow from the platform's row
 * alone; the others are 0.
 */
struct explorer_world explorer_world_of(const struct dma_platform *platform);

#endif
