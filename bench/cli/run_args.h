/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The arguments of `peekbench run`. */
#ifndef CLI_RUN_ARGS_H
#define CLI_RUN_ARGS_H

#include "cli/gate.h"
#include "cli/options.h"
#include "gbench/flags.h"
#include "measure/cache_host.h"
#include "measure/perf.h"
#include "measure/placement.h"
#include "plan/preset.h"

#define RUN_SETS 64
#define RUN_KERNELS 8

/* @seed if none was given. */
#define RUN_ANY_SEED (~0ull)

/** struct run_set - values of one axis, as "64,2048". */
struct run_set {
	enum axis_key key;
	const char *values;
};

/**
 * struct run_args - the words, read.
 * @kernel: @kernel_count of them, each as the guest script's kernel= takes it.
 * @resume: the document to go on with, or NULL.
 * @starts: of the program; @rounds: of each; 0: the preset's.
 * @start, @first_rounds, @last_round, @share_ms, @like: what a run hands to its
 *	starts, if @last_round is not 0: which one it is, from which round on by
 *	group ("6,6,9"), which round is the first that is not its own, how long
 *	it may take (0: any time), and the document of an earlier start, whose
 *	slices it makes as long (NULL: none).
 */
struct run_args {
	const char *preset;
	struct run_set set[RUN_SETS];
	unsigned int set_count;
	const char *strategies;
	const char *out;
	const char *kernel[RUN_KERNELS];
	unsigned int kernel_count;
	const char *base;
	const char *resume;
	unsigned long long starts;
	unsigned long long rounds;
	unsigned long long start;
	const char *first_rounds;
	unsigned long long last_round;
	unsigned long long share_ms;
	const char *like;
	unsigned long long seed;
	unsigned long long budget_seconds;
	int unit;
	bool dry_run;
	bool show_unsafe;
	bool details;
	bool quiet;
	bool json;
	bool strict;
	struct gate_args gate;
	struct placement_wish wish;
	struct cache_choice cache;
	struct perf_linux_events events;
	bool yes;
	struct gbench_flags gbench;
};

/** run_args_read() - read @argc words, as cli_read() does. */
int run_args_read(struct run_args *args, int argc, char **argv);

/**
 * run_args_preset() - read the preset file and let --set and --strategy
 * override its matrices.
 *
 * Return: CLI_DONE; CLI_WRONG after a message.
 */
int run_args_preset(const struct run_args *args, struct preset *preset);

/** The rows of `peekbench run`. */
extern const struct option run_options[];

/** run_args_axis_at(), run_args_axis(), run_args_benchmark() - @more, @other
 * and
 * @raw of its table. */
const char *run_args_axis_at(size_t i);
int run_args_axis(void *into, const char *name, const char *value, char *why,
		  size_t why_size);
int run_args_benchmark(void *into, const char *word, char *why,
		       size_t why_size);

/** preset_each() - the name of every preset that comes with the program, in
 * alphabetical order. */
void preset_each(void (*each)(void *ctx, const char *name), void *ctx);

/** run_args_event() - --event @name; 0, or -EINVAL with @why filled. */
int run_args_event(struct perf_linux_events *events, const char *name,
		   char *why, size_t why_size);

/** preset_path() - the file of preset @name; a name with '/' or .ini is one. */
void preset_path(const char *name, char *path, size_t path_size);

#endif
