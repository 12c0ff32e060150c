/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What stands behind `peekbench check`. */
#ifndef CLI_CHECK_ARGS_H
#define CLI_CHECK_ARGS_H

#include "check/matrix.h"
#include "check/replay.h"

#define CHECK_ARGS_NAMES 64u

/**
 * struct check_args - the words, read.
 * @axes: the rows asked for; its lists are @strategies and @platforms.
 * @replay: a replay string, or NULL.
 * @status_given, @cells_given, @peeks_given, @frames_given, @dirtied_given: the
 *	user asked for these, they are not the defaults.
 * @trace: print every counterexample.
 */
struct check_args {
	struct check_axes axes;
	const struct peek_strategy *strategies[CHECK_ARGS_NAMES];
	const struct dma_platform *platforms[CHECK_ARGS_NAMES];
	const char *replay;
	bool status_given;
	bool cells_given;
	bool peeks_given;
	bool frames_given;
	bool dirtied_given;
	bool json;
	bool trace;
	struct check_options options;
	u32 jobs;
};

/**
 * check_args_read() - read @argc words.
 * @why: one line that names the culprit and what is valid.
 *
 * Return: 0 or -EINVAL.
 */
int check_args_read(struct check_args *args, int argc, char **argv, char *why,
		    size_t why_size);

/** check_args_built_in() - the strategies of @set, bits in list order. */
void check_args_built_in(struct check_args *args, u64 set);

/**
 * check_args_strategies() - a comma-separated list of names and plug-ins, the
 * former in list order, the latter behind them.
 *
 * Return: 0; -EINVAL with @why filled; -ENOMEM.
 */
int check_args_strategies(struct check_args *args, const char *list, char *why,
			  size_t why_size);

/** check_args_strategy() - the strategy asked for that is called @name, or
 * NULL. */
const struct peek_strategy *check_args_strategy(const struct check_args *args,
						const char *name);

/**
 * check_args_row() - the row of a replay string.
 *
 * Return: 0, or -EINVAL with @why filled if a name is unknown or the options
 * in @args exclude the row.
 */
int check_args_row(const struct check_args *args,
		   const struct check_replay *replay, struct check_row *row,
		   char *why, size_t why_size);

#endif
