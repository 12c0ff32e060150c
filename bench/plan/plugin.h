/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Strategies from outside the tree: a shared object that is built against the
 * installed headers and offers its loops as PEEK_PLUGIN_SYMBOL (see
 * PEEK_PLUGIN() in peekbench/loop.h), or a table of syncs (plan/script.h).
 */
#ifndef PLAN_PLUGIN_H
#define PLAN_PLUGIN_H

#include <peekbench/loop.h>

/** plugin_is_path() - is @word a file and no strategy's name: has it a '/', or
 * does it end in .so or .ini? */
bool plugin_is_path(const char *word);

/**
 * plugin_next() - the next plug-in among names that commas part, as in a value
 * of axis strategy.
 * @list: moved behind it.
 * @word: it; cut to @word_size.
 *
 * Return: false where there is no more.
 */
bool plugin_next(const char **list, char *word, size_t word_size);

/**
 * plugin_load() - the loops of the strategy in the shared object at @path.
 * @path: as plugin_is_path() has it; without '/', in the current directory.
 * @loops: set on success; stays valid until the program ends.
 * @why: one line that names @path and what is wrong with it.
 *
 * Refused: what the dynamic linker refuses, a missing symbol, another ABI, a
 * loop or a text that is NULL, a name that is no strategy's name or is a
 * built-in one's, role PEEK_HARNESS.  The same file twice gives the same
 * pointer.
 *
 * Return: 0 or -EINVAL.
 */
int plugin_load(const char *path, const struct peek_loops **loops, char *why,
		size_t why_size);

/** plugin_file() - the file that @loops come from, or NULL if built in. */
const char *plugin_file(const struct peek_loops *loops);

#endif
