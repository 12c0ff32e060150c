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
 * @cells: the machine's, see machine/explorer.h.
 * @control: the CPU's step in bits 0-15, how many cells the device has written
 *	in bits 16-19, bit 20: the peek began after the device was done, bit 21:
 *	the driver has taken the buffer from a device that was not done, bits
 *	24-31: the cells an any-order copy has done.
 */
struct check_state {
	u64 cells;
	u32 control;
};

#define CHECK_WRITTEN_SHIFT 16
#define CHECK_AFTER_DONE (1u << 20)
#define CHECK_AHEAD (1u << 21)
#define CHECK_MASK_SHIFT 24

/** enum check_actor - the part that moves. */
enum check_actor { CHECK_CPU, CHECK_DEVICE, CHECK_FILL, CHECK_EVICT };

/**
 * struct check_move - one move.
 * @cell: of CHECK_FILL and CHECK_EVICT: the line; of CHECK_CPU in an any-order
 *	copy: the cell; else 0.
 */
struct check_move {
	u8 actor;
	u8 cell;
};

/* The answer to a move that cannot happen. */
#define CHECK_IMPOSSIBLE (1u << 31)

static inline u32 check_step_of(const struct check_state *state)
{
	return state->control & 0xffffu;
}

static inline u32 check_written_of(const struct check_state *state)
{
	return state->control >> CHECK_WRITTEN_SHIFT & 15u;
}

static inline u32 check_mask_of(const struct check_state *state)
{
	return state->control >> CHECK_MASK_SHIFT;
}

/* To @step; the number of written cells stays. */
static inline void check_go(struct check_state *state, u32 step, u32 keep)
{
	state->control = (state->control &
			  (15u << CHECK_WRITTEN_SHIFT | CHECK_AHEAD | keep)) |
			 step;
}

/* A status word; one of an earlier frame says ready, too: REPLAY. */
static inline u32 check_do_read(const struct check_program *p,
				const struct check_step *step,
				struct check_state *state)
{
	bool after = state->control & CHECK_AFTER_DONE;
	bool last = step->flags & CHECK_LAST_WORD;

	u32 value = explorer_read(&p->world, &state->cells, step->cell);

	if (value == EXPLORER_NEW || value == EXPLORER_OLD) {
		check_go(state, step->next, last ? 0 : CHECK_AFTER_DONE);
		return last && value == EXPLORER_OLD ? FRAME_REPLAY : 0;
	}
	check_go(state, step->other, 0);
	return after && explorer_memory(state->cells, step->cell) ==
				       EXPLORER_NEW
		       ? FRAME_STALE
		       : 0;
}

/* Has the device written @cell of its present frame?  A REPLAY comes before. */
static inline bool check_is_written(const struct check_program *p,
				    const struct check_state *state, u32 cell)
{
	for (u32 i = 0; i < check_written_of(state); i++)
		if (p->order[i] == cell)
			return true;
	return false;
}

/*
 * The driver is done with the frame.  If it was an earlier one again, the
 * device still has the buffer and goes on writing while the driver re-arms it.
 * Its bytes stay those of the present frame, and only the driver's own are old.
 */
static inline void check_complete(const struct check_program *p,
				  struct check_state *state)
{
	bool whole = check_written_of(state) == p->written;

	state->cells =
		explorer_age(state->cells, whole ? ~0u : p->world.dirtied);
	if (whole)
		state->control &= ~(15u << CHECK_WRITTEN_SHIFT);
	else
		state->control |= CHECK_AHEAD;
}

/* A payload cell reaches the driver. */
static inline u32 check_do_process(const struct check_program *p,
				   const struct check_step *step,
				   struct check_state *state)
{
	u32 value = explorer_read(&p->world, &state->cells, step->cell);
	u32 hazards = value == EXPLORER_FOREIGN ? FRAME_LEAK : 0;

	check_go(state, step->next, 0);
	if (p->world.dirtied >> step->cell & 1 && value != EXPLORER_NEW)
		hazards |= FRAME_UNDONE;
	if (check_is_written(p, state, step->cell) && value != EXPLORER_NEW)
		hazards |= explorer_memory(state->cells, step->cell) ==
					   EXPLORER_NEW
				   ? FRAME_TORN
				   : FRAME_LOST;
	if (step->flags & CHECK_LAST_CELL)
		check_complete(p, state);
	return hazards;
}

static inline void check_to_cpu(const struct check_program *p, u64 *cells,
				u32 cell)
{
	u32 value = explorer_load(&p->world, cells, cell);

	*cells = explorer_set_original(*cells, cell, value);
}

static inline bool check_to_device(const struct check_program *p, u64 *cells,
				   u32 cell)
{
	return explorer_store(&p->world, cells, cell,
			      explorer_original(*cells, cell));
}

/* One cell of an any-order copy. */
static inline u32 check_do_any(const struct check_program *p,
			       const struct check_step *step,
			       struct check_state *state, u32 cell)
{
	u32 mask = check_mask_of(state);
	bool over = false;

	if (!(step->set >> cell & 1) || mask >> cell & 1)
		return CHECK_IMPOSSIBLE;
	if (step->kind == CHECK_TO_CPU_ANY)
		check_to_cpu(p, &state->cells, cell);
	else
		over = check_to_device(p, &state->cells, cell);
	mask |= 1u << cell;
	if (mask == step->set)
		check_go(state, step->next, CHECK_AFTER_DONE);
	else
		state->control |= 1u << (CHECK_MASK_SHIFT + cell);
	return over ? FRAME_LOST : 0;
}

static inline u32 check_do_begin(const struct check_program *p,
				 const struct check_step *step,
				 struct check_state *state)
{
	bool done = check_written_of(state) == p->written;

	if (step->flags & CHECK_WAITS && !done)
		return CHECK_IMPOSSIBLE;
	check_go(state, step->next, 0);
	state->control &= ~CHECK_AHEAD;
	if (done)
		state->control |= CHECK_AFTER_DONE;
	return 0;
}

/** check_cpu() - the CPU's next step; @cell as in struct check_move. */
static inline u32 check_cpu(const struct check_program *p,
			    struct check_state *state, u32 cell)
{
	const struct check_step *step = &p->steps[check_step_of(state)];
	bool over = false;

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
		check_to_cpu(p, &state->cells, step->cell);
		break;
	case CHECK_TO_DEVICE:
		over = check_to_device(p, &state->cells, step->cell);
		break;
	case CHECK_CLEAN:
		over = explorer_clean(&p->world, &state->cells, step->cell);
		break;
	case CHECK_INVALIDATE:
		explorer_invalidate(&p->world, &state->cells, step->cell);
		break;
	case CHECK_FLUSH:
		over = explorer_evict(&p->world, &state->cells, step->cell);
		break;
	case CHECK_CLEAR:
		over = explorer_write(&p->world, &state->cells, step->cell,
				      EXPLORER_OWN);
		break;
	case CHECK_COMPLETE:
		check_complete(p, state);
		break;
	case CHECK_DIRTY:
		over = explorer_write(&p->world, &state->cells, step->cell,
				      EXPLORER_NEW);
		break;
	}
	check_go(state, step->next, CHECK_AFTER_DONE);
	return over ? FRAME_LOST : 0;
}

/** check_may_write() - is there a cell that the device may write now? */
static inline bool check_may_write(const struct check_program *p,
				   const struct check_state *state)
{
	const struct check_step *step = &p->steps[check_step_of(state)];

	return (step->flags & CHECK_DEVICE_ON ||
		state->control & CHECK_AHEAD) &&
	       check_written_of(state) != p->written;
}

/** check_device() - the device writes its next cell. */
static inline u32 check_device(const struct check_program *p,
			       struct check_state *state)
{
	u32 written = check_written_of(state);

	if (!check_may_write(p, state))
		return CHECK_IMPOSSIBLE;
	state->cells = explorer_set_memory(state->cells, p->order[written],
					   EXPLORER_NEW);
	state->control += 1u << CHECK_WRITTEN_SHIFT;
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
 * Return: the hazards it raises, as bits, see check/row.h, or
 * CHECK_IMPOSSIBLE and @state is as it was.
 */
static inline u32 check_apply(const struct check_program *p,
			      struct check_state *state, struct check_move move)
{
	switch ((enum check_actor)move.actor) {
	case CHECK_CPU:
		return check_cpu(p, state, move.cell);
	case CHECK_DEVICE:
		return check_device(p, state);
	case CHECK_FILL:
		return check_fill(p, state, move.cell);
	case CHECK_EVICT:
		return check_evict(p, state, move.cell);
	}
	return CHECK_IMPOSSIBLE;
}

/** check_start() - the state a row begins in. */
static inline struct check_state check_start(const struct check_program *p)
{
	return (struct check_state){
		.cells = explorer_initial(&p->world, p->row.cells),
		.control = p->start,
	};
}

#endif
