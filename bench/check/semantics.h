/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The moves of a state: the CPU takes its next step, the device writes its next
 * cell, the cache evicts or fills a line.  The search and the replay of a
 * counterexample call the same functions.
 */
#ifndef CHECK_SEMANTICS_H
#define CHECK_SEMANTICS_H

#include "check/program.h"
#include "core/frame.h"

/**
 * struct check_state - a state of a row.
 * @cells: state of the machine, see machine/explorer.h.
 * @control: bits 0-15: the CPU's step; bits 16-21: the number of cells the
 *	device has written or, for an unordered device, a bit for each; bit 22:
 *	the peek began after the device was done; bit 23: the driver has taken
 *	the buffer from a device that was not done; bits 24-31: the cells that
 *	an any-order copy has copied, with words=torn bits 30 and 31 for the
 *	first parts of the status words.
 */
struct check_state {
	u64 cells;
	u32 control;
};

#define CHECK_WRITTEN_SHIFT 16
#define CHECK_WRITTEN_MASK 63u
#define CHECK_AFTER_DONE (1u << 22)
#define CHECK_AHEAD (1u << 23)
#define CHECK_MASK_SHIFT 24

/** enum check_actor - the actor of a move. */
enum check_actor {
	CHECK_CPU,
	CHECK_DEVICE,
	CHECK_FILL,
	CHECK_EVICT,
	CHECK_NEIGHBOUR,
	CHECK_ACTORS,
};

/**
 * struct check_move - one move.
 * @cell: of CHECK_FILL and CHECK_EVICT: the line; of CHECK_CPU in an any-order
 *	copy, and of a device without an order: the cell; of CHECK_CPU, at
 *	loads that may come early: 1 if they do, and from CHECK_MOST_SET_CELLS
 *	on the first part of a status word; else 0.
 */
struct check_move {
	u8 actor;
	u8 cell;
};

/* Result of a move that cannot happen. */
#define CHECK_IMPOSSIBLE (1u << 31)

/** check_step_of() - the number of the CPU's step. */
static inline u32 check_step_of(const struct check_state *state)
{
	return state->control & 0xffffu;
}

/**
 * check_written_of() - the cells that the device has written, see
 * check_state.control.
 */
static inline u32 check_written_of(const struct check_state *state)
{
	return state->control >> CHECK_WRITTEN_SHIFT & CHECK_WRITTEN_MASK;
}

/** check_is_whole() - has the device written all of its frame? */
static inline bool check_is_whole(const struct check_program *p,
				  const struct check_state *state)
{
	return check_written_of(state) == p->whole;
}

/** check_mask_of() - the cells that an any-order copy has copied. */
static inline u32 check_mask_of(const struct check_state *state)
{
	return state->control >> CHECK_MASK_SHIFT;
}

/*
 * Move the CPU to @step; keep the written cells, CHECK_AHEAD and the bits of
 * @keep.
 */
static inline void check_go(struct check_state *state, u32 step, u32 keep)
{
	state->control =
		(state->control & (CHECK_WRITTEN_MASK << CHECK_WRITTEN_SHIFT |
				   CHECK_AHEAD | keep)) |
		step;
}

/*
 * A word whose first part is older than the device's write, and the rest not.
 */
#define CHECK_TORN_WORD EXPLORER_FOREIGN

static inline bool check_has_torn_word(const struct check_program *p, u64 cells)
{
	for (u32 set = p->status_cells; set; set &= set - 1)
		if (explorer_original(cells, (u32)__builtin_ctz(set)) ==
		    CHECK_TORN_WORD)
			return true;
	return false;
}

/*
 * Read a status word.  If the last word is ready but of an earlier frame, that
 * is a REPLAY; a driver that counts phases is then out of step, and the program
 * ends.
 */
static inline u32 check_do_read(const struct check_program *p,
				const struct check_step *step,
				struct check_state *state)
{
	bool after = state->control & CHECK_AFTER_DONE;
	bool last = step->flags & CHECK_LAST_WORD;

	u32 value = explorer_read(&p->world, &state->cells, step->cell);

	if (value == EXPLORER_NEW || value == EXPLORER_OLD ||
	    (p->torn && value == CHECK_TORN_WORD)) {
		bool replay = last && value == EXPLORER_OLD;

		check_go(state, replay && p->phase ? 0 : step->next,
			 last ? 0 : CHECK_AFTER_DONE);
		return replay ? FRAME_REPLAY : 0;
	}
	check_go(state, step->other, 0);
	return after && explorer_memory(state->cells, step->cell) ==
				       EXPLORER_NEW
		       ? FRAME_STALE
		       : 0;
}

/* Has the device written @cell of its present frame? */
static inline bool check_is_written(const struct check_program *p,
				    const struct check_state *state, u32 cell)
{
	u32 place = p->place[cell], written = check_written_of(state);

	if (place == CHECK_MOST_CELLS)
		return false;
	return p->unordered ? written >> place & 1 : place < written;
}

/* Has the device written all status words of its present frame? */
static inline bool check_is_said(const struct check_program *p,
				 const struct check_state *state)
{
	for (u32 set = p->status_cells; set; set &= set - 1)
		if (!check_is_written(p, state, (u32)__builtin_ctz(set)))
			return false;
	return true;
}

/*
 * Turn the values of status words into those for the next frame, in which the
 * opposite phase means ready.
 */
static inline u64 check_flip(const struct check_program *p, u64 cells)
{
	static const u8 flipped[] = {[EXPLORER_OWN] = EXPLORER_OLD,
				     [EXPLORER_FOREIGN] = EXPLORER_OLD,
				     [EXPLORER_NEW] = EXPLORER_OWN,
				     [EXPLORER_OLD] = EXPLORER_OWN};

	for (u32 set = p->status_cells; set; set &= set - 1) {
		u32 cell = (u32)__builtin_ctz(set);
		u32 line = explorer_line(cells, cell);

		cells = explorer_set_memory(
			cells, cell, flipped[explorer_memory(cells, cell)]);
		cells = explorer_set_original(
			cells, cell, flipped[explorer_original(cells, cell)]);
		if (line)
			cells = explorer_set_line(
				cells, cell, (line & ~3u) | flipped[line & 3]);
	}
	return cells;
}

/*
 * The driver is done with the frame.  If it was an earlier one again, the
 * device still owns the buffer and continues to write while the driver re-arms
 * it: its bytes remain those of the present frame, and only the driver's own
 * become old. A device that has written the status, but not all of the frame,
 * finishes it first: see check_must_wait().
 */
static inline void check_complete(const struct check_program *p,
				  struct check_state *state)
{
	bool whole = check_is_whole(p, state);
	u64 cells = state->cells;
	u32 aged = (whole ? ~0u : p->world.dirtied) & ~p->neighbour;

	if (whole && p->phase) {
		cells = check_flip(p, cells);
		aged &= ~p->status_cells;
	}
	state->cells = explorer_age(cells, aged);
	if (whole)
		state->control &= ~(CHECK_WRITTEN_MASK << CHECK_WRITTEN_SHIFT);
	else
		state->control |= CHECK_AHEAD;
}

/*
 * A driver that finds a status written too early processes the incomplete
 * frame; it re-arms the buffer after the device is done.
 */
static inline bool check_must_wait(const struct check_program *p,
				   const struct check_step *step,
				   const struct check_state *state)
{
	return step->flags & CHECK_LAST_CELL && !check_is_whole(p, state) &&
	       check_is_said(p, state);
}

/* The driver reads a payload cell. */
static inline u32 check_do_process(const struct check_program *p,
				   const struct check_step *step,
				   struct check_state *state)
{
	bool written = check_is_written(p, state, step->cell);
	bool due = p->place[step->cell] != CHECK_MOST_CELLS &&
		   check_is_said(p, state);
	u32 value, hazards;

	if (check_must_wait(p, step, state))
		return CHECK_IMPOSSIBLE;
	value = step->flags & CHECK_LOADED
			? explorer_original(state->cells, step->cell)
			: explorer_read(&p->world, &state->cells, step->cell);
	hazards = value == EXPLORER_FOREIGN ? FRAME_LEAK : 0;
	check_go(state, step->next, 0);
	if (p->world.dirtied >> step->cell & 1 && value != EXPLORER_NEW)
		hazards |= FRAME_UNDONE;
	/* length and flags of the status word are used here, not before */
	if (unlikely(p->torn) && check_has_torn_word(p, state->cells))
		hazards |= FRAME_TORN;
	if ((written || due) && value != EXPLORER_NEW)
		hazards |=
			!written || explorer_memory(state->cells, step->cell) ==
						EXPLORER_NEW
				? FRAME_TORN
				: FRAME_LOST;
	if (step->flags & CHECK_LAST_CELL)
		check_complete(p, state);
	return hazards;
}

/*
 * Copy @cell to the original; @half: of a status word, whose other bytes were
 * copied before.
 */
static inline void check_to_cpu(const struct check_program *p, u64 *cells,
				u32 cell, bool half)
{
	u32 value = explorer_load(&p->world, cells, cell);

	if (unlikely(half) && value == EXPLORER_NEW &&
	    explorer_original(*cells, cell) != EXPLORER_NEW)
		value = CHECK_TORN_WORD;
	*cells = explorer_set_original(*cells, cell, value);
}

/*
 * Copy the first part of a status word; until the rest is copied, the value of
 * the original records whether this part is new.
 */
static inline void check_to_cpu_half(const struct check_program *p, u64 *cells,
				     u32 cell)
{
	u32 value = explorer_load(&p->world, cells, cell);

	*cells = explorer_set_original(*cells, cell,
				       value == EXPLORER_NEW ? EXPLORER_NEW
							     : EXPLORER_OWN);
}

/* Bits of an any-order copy's mask for the first parts of status words. */
#define CHECK_HALVES (3u << CHECK_MOST_SET_CELLS)

static inline u32 check_half_bit(const struct check_program *p, u32 cell)
{
	u32 below = p->status_cells & ((1u << cell) - 1);

	return 1u << (CHECK_MOST_SET_CELLS + (u32)__builtin_popcount(below));
}

static inline bool check_to_device(const struct check_program *p, u64 *cells,
				   u32 cell)
{
	return explorer_store(&p->world, cells, cell,
			      explorer_original(*cells, cell));
}

/* Copy the first part of status word number @cell - CHECK_MOST_SET_CELLS. */
static inline u32 check_do_half(const struct check_program *p,
				const struct check_step *step,
				struct check_state *state, u32 cell)
{
	u32 mask = check_mask_of(state);

	for (u32 set = p->status_cells & step->set & ~mask; set;
	     set &= set - 1) {
		u32 at = (u32)__builtin_ctz(set);

		if (check_half_bit(p, at) != 1u << cell || mask >> cell & 1 ||
		    step->kind != CHECK_TO_CPU_ANY)
			continue;
		check_to_cpu_half(p, &state->cells, at);
		state->control |= 1u << (CHECK_MASK_SHIFT + cell);
		return 0;
	}
	return CHECK_IMPOSSIBLE;
}

/* Copy one cell of an any-order copy. */
static inline u32 check_do_any(const struct check_program *p,
			       const struct check_step *step,
			       struct check_state *state, u32 cell)
{
	u32 mask = check_mask_of(state);
	bool over = false;

	if (p->torn && cell >= CHECK_MOST_SET_CELLS)
		return check_do_half(p, step, state, cell);
	if (!(step->set >> cell & 1) || mask >> cell & 1)
		return CHECK_IMPOSSIBLE;
	if (step->kind == CHECK_TO_CPU_ANY)
		check_to_cpu(p, &state->cells, cell,
			     p->torn && p->status_cells >> cell & 1 &&
				     mask & check_half_bit(p, cell));
	else
		over = check_to_device(p, &state->cells, cell);
	mask |= 1u << cell;
	if ((p->torn ? mask & ~CHECK_HALVES : mask) == step->set)
		check_go(state, step->next, CHECK_AFTER_DONE);
	else
		state->control |= 1u << (CHECK_MASK_SHIFT + cell);
	return over ? FRAME_LOST : 0;
}

static inline u32 check_do_begin(const struct check_program *p,
				 const struct check_step *step,
				 struct check_state *state)
{
	bool done = check_is_whole(p, state);

	if (step->flags & CHECK_WAITS && !done)
		return CHECK_IMPOSSIBLE;
	check_go(state, step->next, 0);
	state->control &= ~CHECK_AHEAD;
	if (done)
		state->control |= CHECK_AFTER_DONE;
	return 0;
}

/* Would an invalidate of @cell drop the last write of a neighbour? */
static inline bool check_is_dropped(const struct check_program *p, u64 cells,
				    u32 cell)
{
	u32 at = p->row.cells;

	if (likely(!p->neighbour) || !p->neighbour_is_cpu ||
	    !(p->world.shared >> cell & 1))
		return false;
	return explorer_line(cells, at) == EXPLORER_LINE_DIRTY + EXPLORER_NEW &&
	       explorer_memory(cells, at) != EXPLORER_NEW;
}

/**
 * check_cpu() - execute the CPU's next step; @cell as in struct check_move;
 * returns as check_apply().
 */
static inline u32 check_cpu(const struct check_program *p,
			    struct check_state *state, u32 cell)
{
	const struct check_step *step = &p->steps[check_step_of(state)];
	bool over = false, undone = false;

	switch (step->kind) {
	case CHECK_END:
		return CHECK_IMPOSSIBLE;
	case CHECK_BEGIN:
		return check_do_begin(p, step, state);
	case CHECK_READ:
		return check_do_read(p, step, state);
	case CHECK_PROCESS:
		return check_do_process(p, step, state);
	case CHECK_TO_CPU_ANY:
	case CHECK_TO_DEVICE_ANY:
		return check_do_any(p, step, state, cell);
	case CHECK_TO_CPU:
		check_to_cpu(p, &state->cells, step->cell,
			     step->flags & CHECK_SECOND_HALF);
		break;
	case CHECK_TO_CPU_HALF:
		check_to_cpu_half(p, &state->cells, step->cell);
		break;
	case CHECK_LOADS:
		if (cell > 1)
			return CHECK_IMPOSSIBLE;
		check_go(state, cell ? step->other : step->next,
			 CHECK_AFTER_DONE);
		return 0;
	case CHECK_TO_DEVICE:
		over = check_to_device(p, &state->cells, step->cell);
		break;
	case CHECK_CLEAN:
		over = explorer_clean(&p->world, &state->cells, step->cell);
		break;
	case CHECK_INVALIDATE:
		undone = check_is_dropped(p, state->cells, step->cell);
		explorer_invalidate(&p->world, &state->cells, step->cell);
		break;
	case CHECK_FLUSH:
		over = explorer_evict(&p->world, &state->cells, step->cell);
		break;
	case CHECK_ISSUE:
		explorer_issue(&p->world, &state->cells, step->cell);
		break;
	case CHECK_WAIT:
		explorer_wait(&state->cells);
		break;
	case CHECK_CLEAR:
		over = explorer_write(&p->world, &state->cells, step->cell,
				      EXPLORER_OWN);
		break;
	case CHECK_COMPLETE:
		if (check_must_wait(p, step, state))
			return CHECK_IMPOSSIBLE;
		check_complete(p, state);
		break;
	case CHECK_DIRTY:
		over = explorer_write(&p->world, &state->cells, step->cell,
				      EXPLORER_NEW);
		break;
	}
	check_go(state, step->next, CHECK_AFTER_DONE);
	return (over ? FRAME_LOST : 0) | (undone ? FRAME_UNDONE : 0);
}

/** check_may_write() - may the device write a cell now? */
static inline bool check_may_write(const struct check_program *p,
				   const struct check_state *state)
{
	const struct check_step *step = &p->steps[check_step_of(state)];

	return (step->flags & CHECK_DEVICE_ON ||
		state->control & CHECK_AHEAD) &&
	       !check_is_whole(p, state);
}

/**
 * check_next_cells() - bit per cell that the device may write next, if
 * check_may_write().
 */
static inline u32 check_next_cells(const struct check_program *p,
				   const struct check_state *state)
{
	u32 cells = 0;

	if (!p->unordered)
		return 1u << p->order[check_written_of(state)];
	for (u32 set = p->whole & ~check_written_of(state); set; set &= set - 1)
		cells |= 1u << p->order[__builtin_ctz(set)];
	return cells;
}

/**
 * check_device() - the device writes its next cell; @cell as in struct
 * check_move; returns as check_apply().
 */
static inline u32 check_device(const struct check_program *p,
			       struct check_state *state, u32 cell)
{
	if (!check_may_write(p, state))
		return CHECK_IMPOSSIBLE;
	if (!p->unordered)
		cell = p->order[check_written_of(state)];
	else if (!(check_next_cells(p, state) >> cell & 1))
		return CHECK_IMPOSSIBLE;
	state->cells = explorer_set_memory(state->cells, cell, EXPLORER_NEW);
	state->control += (p->unordered ? 1u << p->place[cell] : 1u)
			  << CHECK_WRITTEN_SHIFT;
	return 0;
}

/**
 * check_neighbour() - the neighbour writes beside the mapping; returns as
 * check_apply().
 *
 * Its last value is EXPLORER_NEW, and all earlier ones are EXPLORER_OWN.  The
 * CPU writes the line, another device the memory below it.
 */
static inline u32 check_neighbour(const struct check_program *p,
				  struct check_state *state)
{
	u32 cell, line;

	if (!p->neighbour)
		return CHECK_IMPOSSIBLE;
	cell = (u32)__builtin_ctz(p->neighbour);
	if (p->neighbour_is_cpu) {
		state->cells = explorer_dirty(
			&p->world,
			explorer_set_memory(state->cells, cell, EXPLORER_OWN),
			cell, EXPLORER_NEW);
		return 0;
	}
	line = explorer_line(state->cells, cell);
	if (line)
		state->cells =
			explorer_set_line(state->cells, cell, line & ~3u);
	state->cells = explorer_set_memory(state->cells, cell, EXPLORER_NEW);
	return 0;
}

/** check_fill() - a CPU that speculates fills the absent line of @cell. */
static inline u32 check_fill(const struct check_program *p,
			     struct check_state *state, u32 cell)
{
	if (!p->world.speculates || !p->world.caches ||
	    p->world.uncached >> cell & 1 || cell >= p->row.cells ||
	    explorer_line(state->cells, cell))
		return CHECK_IMPOSSIBLE;
	state->cells = explorer_fill(&p->world, state->cells, cell);
	return 0;
}

/** check_evict() - the cache evicts the line of @cell. */
static inline u32 check_evict(const struct check_program *p,
			      struct check_state *state, u32 cell)
{
	if (cell >= p->row.cells || !explorer_line(state->cells, cell))
		return CHECK_IMPOSSIBLE;
	return explorer_evict(&p->world, &state->cells, cell) ? FRAME_LOST : 0;
}

/**
 * check_apply() - carry out @move.
 *
 * Return: the hazards it causes, bits of enum frame_hazard; or
 * CHECK_IMPOSSIBLE, and @state is unchanged.
 */
static inline u32 check_apply(const struct check_program *p,
			      struct check_state *state, struct check_move move)
{
	switch ((enum check_actor)move.actor) {
	case CHECK_CPU:
		return check_cpu(p, state, move.cell);
	case CHECK_DEVICE:
		return check_device(p, state, move.cell);
	case CHECK_FILL:
		return check_fill(p, state, move.cell);
	case CHECK_EVICT:
		return check_evict(p, state, move.cell);
	case CHECK_NEIGHBOUR:
		return check_neighbour(p, state);
	case CHECK_ACTORS:
		break;
	}
	return CHECK_IMPOSSIBLE;
}

/** check_start() - the first state of a row. */
static inline struct check_state check_start(const struct check_program *p)
{
	u32 cells = p->row.cells + !!p->neighbour;
	bool ready = p->row.value[CHECK_AXIS_FOREIGN] == AXIS_FOREIGN_READY;
	struct check_state state = {
		.cells = explorer_initial(&p->world, cells),
		.control = p->start,
	};

	for (u32 set = p->status_cells; set; set &= set - 1) {
		u32 cell = (u32)__builtin_ctz(set);

		if (explorer_memory(state.cells, cell) != EXPLORER_FOREIGN)
			continue;
		if (ready || p->torn || p->phase)
			state.cells = explorer_set_memory(state.cells, cell,
							  ready ? EXPLORER_OLD
								: EXPLORER_OWN);
	}
	if (p->neighbour)
		state.cells = explorer_set_memory(state.cells, p->row.cells,
						  EXPLORER_OWN);
	return state;
}

#endif
