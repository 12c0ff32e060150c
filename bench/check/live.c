// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/live.h"

/* What a load of device-side @cell makes live: its line, and below it memory.
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

/* A store overwrites its line, or what its line is when it is filled. */
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
	if (p->world.bounces && !(p->world.uncached & cell))
		step->live_original |= cell;
	else
		live_load(p, step, cell);
}

void check_set_live(const struct check_program *p, struct check_step *step)
{
	u32 cells = step->set ? step->set : 1u << step->cell;
	u32 wanted;

	switch (step->kind) {
	case CHECK_READ:
	case CHECK_PROCESS:
		live_read(p, step, cells);
		break;
	case CHECK_TO_CPU:
	case CHECK_TO_CPU_ANY:
		wanted = step->live_original & cells;
		step->live_original &= ~cells;
		live_load(p, step, wanted);
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
	if (step->flags & CHECK_FRAME_LIVE)
		step->live_memory = 0xff;
}
