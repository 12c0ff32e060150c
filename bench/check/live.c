// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/live.h"

/*
 * A load of device-side @cell makes its line live, and the memory below the
 * line.
 */
static void live_load(const struct check_program *p, struct check_step *step,
		      u32 cells)
{
	/* An absent line is filled whole. */
	if (cells & p->world.shared)
		cells |= p->world.shared;
	step->live_memory |= cells;
	if (p->world.caches)
		step->live_line |= cells & ~p->world.uncached;
}

/* A store overwrites its line, or the contents that the line is filled with. */
static void live_store(const struct check_program *p, struct check_step *step,
		       u32 cells)
{
	step->live_line &= ~(cells & ~p->world.shared);
	if (p->world.caches && cells & p->world.shared)
		live_load(p, step, p->world.shared);
}

static void live_read(const struct check_program *p, struct check_step *step,
		      u32 cell)
{
	if (step->flags & CHECK_LOADED ||
	    (p->world.bounces && !(p->world.uncached & cell)))
		step->live_original |= cell;
	else
		live_load(p, step, cell);
}

/* Replace the live sets after @step by those before it. */
static void set_live(const struct check_program *p, struct check_step *step)
{
	u32 cells = step->set ? step->set : 1u << step->cell;
	u32 wanted;

	/*
	 * with the frame the driver reads the other bytes of its status words
	 */
	if (step->kind == CHECK_PROCESS && p->torn)
		step->live_original |= p->status_cells & ~p->world.uncached;
	switch (step->kind) {
	case CHECK_READ:
	case CHECK_PROCESS:
		live_read(p, step, cells);
		break;
	case CHECK_TO_CPU:
	case CHECK_TO_CPU_ANY:
	case CHECK_TO_CPU_HALF:
		wanted = step->live_original & cells;
		if (!(step->flags & CHECK_SECOND_HALF))
			step->live_original &= ~cells;
		live_load(p, step, wanted);
		break;
	case CHECK_LOADS:
		break;
	case CHECK_TO_DEVICE:
	case CHECK_TO_DEVICE_ANY:
		step->live_original |= cells;
		live_store(p, step, cells);
		break;
	case CHECK_INVALIDATE:
	case CHECK_FLUSH:
		step->live_line &= ~explorer_line_cells(&p->world, step->cell);
		break;
	case CHECK_CLEAR:
	case CHECK_DIRTY:
		if (p->world.bounces)
			step->live_original &= ~cells;
		else
			live_store(p, step, cells);
		break;
	}
	if (step->flags & CHECK_DEVICE_ON)
		step->live_memory = 0xff;
	/* a neighbour's write may dirty its line at any time */
	if (p->neighbour) {
		step->live_memory |= p->world.shared;
		step->live_line |= p->world.shared;
	}
}

/* Add the live sets before @step, as far as known; true if any has grown. */
static bool grows(const struct check_program *p, struct check_step *step)
{
	const struct check_step *next = &p->steps[step->next];
	const struct check_step *other = &p->steps[step->other];
	struct check_step now = *step;
	bool more;

	now.live_original = next->live_original | other->live_original;
	now.live_line = next->live_line | other->live_line;
	now.live_memory = next->live_memory | other->live_memory;
	set_live(p, &now);
	more = now.live_original != step->live_original ||
	       now.live_line != step->live_line ||
	       now.live_memory != step->live_memory;
	*step = now;
	return more;
}

/* Step 0 is the end; most steps have higher numbers than their successors. */
void check_live(struct check_program *p)
{
	bool more = true;

	while (more) {
		more = false;
		for (u32 i = 1; i < p->count; i++)
			more |= grows(p, &p->steps[i]);
	}
	for (u32 i = 0; i < p->count; i++) {
		struct check_step *step = &p->steps[i];

		step->live = explorer_lanes(step->live_memory) * 0x03 |
			     explorer_lanes(step->live_original) * 0x0c |
			     explorer_lanes(step->live_line) * 0xf0;
	}
}
