/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Strategies that are a table of syncs in a file:
 *
 *	[strategy]
 *	name = mine
 *	summary = one line
 *	origin = the driver
 *	[prepare_peek]             also armed, dirtied, peek_done_not_ready,
 *	for_cpu = status           peek_done_ready; keys for_cpu, for_device, in
 *	[peek_done_ready]          the order of the calls
 *	for_cpu = 16+2032, bidirectional
 *
 * A range is all, status, rest, words (see peekbench/script.h) or OFFSET+SIZE
 * in bytes; behind it stands the direction, if it is not the one that compiled
 * strategies take.
 */
#ifndef PLAN_SCRIPT_H
#define PLAN_SCRIPT_H

#include <peekbench/loop.h>

/** script_is_path() - does @word end in .ini? */
bool script_is_path(const char *word);

/**
 * script_load() - the strategy in the file at @path.
 * @loops: set on success; stays valid until the program ends.
 * @why: one line that names @path and what is wrong with it.
 *
 * The same file twice gives the same pointer.
 *
 * Return: 0; -EINVAL; -ENOMEM.
 */
int script_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size);

/** script_strategy() - @script as a strategy, for callers of its hooks: its
 * names are constants. */
struct peek_strategy script_strategy(const struct peek_script *script);

/** script_file() - the file that @loops come from; NULL: they are compiled. */
const char *script_file(const struct peek_loops *loops);

/** script_hook_name(), script_range_name(), script_direction_name() - as in a
 * file, NULL behind the last; a direction is an enum dma_data_direction. */
const char *script_hook_name(size_t hook);
const char *script_range_name(size_t range);
const char *script_direction_name(size_t dir);

#endif
