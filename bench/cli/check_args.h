/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The arguments of `peekbench check`. */
#ifndef CLI_CHECK_ARGS_H
#define CLI_CHECK_ARGS_H

#include "check/matrix.h"
#include "check/replay.h"
#include "cli/cli.h"
#include "cli/gate.h"
#include "cli/options.h"

#define CHECK_ARGS_NAMES 64u

/* @dirtied if no number was given. */
#define CHECK_ARGS_NOT_GIVEN (~0ull)

/**
 * struct check_args - the words, read.
 * @axes: the rows asked for, with the defaults in place of what was not; its
 *	lists are @strategies and @platforms.
 * @platform: some were given.
 * @status, @copy, @lines, @frame, @rearm, @value: bits of the names given; 0:
 *	none was.
 * @cells, @peeks: 0: not given; @dirtied: CHECK_ARGS_NOT_GIVEN.
 * @filter: see check_args_filter(); or NULL.
 * @replay: a replay string, or NULL.
 * @gate: in @fail_on bit 0: only a candidate's hazard is a finding.
 * @trace: print every counterexample.
 * @html: where a page goes, "-" for stdout; NULL: nowhere.
 */
struct check_args {
	struct check_axes axes;
	const struct peek_strategy *strategies[CHECK_ARGS_NAMES];
	const struct dma_platform
		*platforms[CHECK_ARGS_NAMES + 1]; /* and NULL */
	bool platform;
	u64 status;
	u64 copy;
	u64 lines;
	u64 frame;
	u64 rearm;
	u64 value[CHECK_AXES];
	unsigned long long cells;
	unsigned long long peeks;
	unsigned long long dirtied;
	unsigned long long memory_mib;
	unsigned long long jobs;
	const char *filter;
	const char *replay;
	const char *html;
	bool short_frames;
	bool json;
	struct gate_args gate;
	bool trace;
	struct check_options options;
};

/** The rows of `peekbench check`. */
extern const struct option check_options[];

/** check_args_init() - what is not given. */
void check_args_init(struct check_args *args);

/**
 * check_args_finish() - put the defaults in place of what the words read do not
 * say.
 *
 * Return: CLI_DONE; CLI_WRONG after a message where they do not go together.
 */
int check_args_finish(struct check_args *args);

/**
 * check_args_row() - the row of a replay string.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message if a name is unknown or the
 * options in @args exclude the row.
 */
int check_args_row(const struct check_args *args,
		   const struct check_replay *replay, struct check_row *row);

/** check_args_id() - append "/AXIS=VALUE/.../" of @row. */
void check_args_id(struct text *id, const struct check_row *row);

/**
 * check_args_filter() - take the rows out of @matrix that --filter does not
 * name.
 *
 * Return: CLI_DONE; CLI_WRONG after a message where none is left.
 */
int check_args_filter(const struct check_args *args,
		      struct check_matrix *matrix);

#endif
