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
 * in bytes.  A direction may follow it; the default is that of rx_direction().
 */
#ifndef PLAN_SCRIPT_H
#define PLAN_SCRIPT_H

#include <peekbench/loop.h>

/** script_is_path() - does @word end in .ini? */
bool script_is_path(const char *word);

/**
 * script_load() - the strategy in the file at @path.
 * @loops: set on success; stays valid until the program ends.
 * @why: filled with one line that names @path and its fault.
 *
 * Loading a file again gives the same pointer.
 *
 * Return: 0; -EINVAL; -ENOMEM.
 */
int script_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size);

/**
 * script_strategy() - @script as a strategy for callers of its hooks; name,
 * summary and origin are those of the interpreter.
 */
struct peek_strategy script_strategy(const struct peek_script *script);

/**
 * script_file() - the file that @loops come from; NULL for a compiled strategy.
 */
const char *script_file(const struct peek_loops *loops);

/**
 * script_hook_name(), script_range_name(), script_direction_name() - the words
 * of a file, NULL after the last; @dir is an enum dma_data_direction.
 */
const char *script_hook_name(size_t hook);
const char *script_range_name(size_t range);
const char *script_direction_name(size_t dir);

#endif
