/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Strategies from outside the tree: a shared object that is built against the
 * installed headers and offers its loops as PEEK_PLUGIN_SYMBOL (see
 * PEEK_PLUGIN() in peekbench/loop.h), or a table of syncs (plan/script.h).
 */
#ifndef PLAN_PLUGIN_H
#define PLAN_PLUGIN_H

#include <peekbench/loop.h>

/**
 * plugin_is_path() - is @word a path, not a strategy's name?  True if it has a
 * '/' or ends in .so or .ini.
 */
bool plugin_is_path(const char *word);

/**
 * plugin_next() - the next plug-in in a list of names with commas between them,
 * as given to the axis strategy.
 * @list: advanced past the plug-in.
 * @word: set to its path, cut to @word_size.
 *
 * Return: false if there is none left.
 */
bool plugin_next(const char **list, char *word, size_t word_size);

/**
 * plugin_load() - the loops of the strategy in the shared object at @path.
 * @path: one that plugin_is_path() accepts; without '/', in the current
 *	directory.
 * @loops: set on success; stays valid until the program ends.
 * @why: filled with one line that names @path and its fault.
 *
 * Refused: an object that the dynamic linker refuses, a missing symbol, another
 * ABI, a loop or a text that is NULL, an invalid name or a built-in strategy's,
 * role PEEK_HARNESS.  Loading a file again gives the same pointer.
 *
 * Return: 0 or -EINVAL.
 */
int plugin_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size);

/**
 * strategy_load() - the plug-in at @path as a value of the strategy axis.
 *
 * Return: 0; -EINVAL with @why filled, see plugin_load().
 */
int strategy_load(const char *path, s64 *value, char *why, size_t why_size);

/** plugin_file() - the file that @loops come from, or NULL if built in. */
const char *plugin_file(const struct peek_loops *loops);

#endif
