// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/explorer.h"

struct explorer_world explorer_world_of(const struct dma_platform *platform)
{
	return (struct explorer_world){
		.bounces = platform->bounce,
		.caches = dma_platform_maintains(platform),
		.speculates = platform->speculates,
		.edges = platform->edges,
		.wait = platform->wait,
	};
}

/*
 * The place of the driver's last writes: the original of a bounced buffer, else
 * dirty lines if caches are not coherent, else memory.  A status word in
 * coherent memory is cleared there.
 */
static u64 initial_cell(const struct explorer_world *world, u64 cells, u32 cell)
{
	bool plain = world->uncached >> cell & 1;

	cells = explorer_set_original(cells, cell, EXPLORER_OWN);
	if (plain || (!world->bounces && !world->caches))
		return explorer_set_memory(cells, cell, EXPLORER_OWN);
	cells = explorer_set_memory(cells, cell, EXPLORER_FOREIGN);
	if (world->bounces)
		return cells;
	return explorer_set_line(cells, cell,
				 EXPLORER_LINE_DIRTY + EXPLORER_OWN);
}

u64 explorer_initial(const struct explorer_world *world, u32 cells)
{
	u64 state = 0;

	for (u32 cell = 0; cell < cells; cell++)
		state = initial_cell(world, state, cell);
	return state;
}
