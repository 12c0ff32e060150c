/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The --benchmark_* flags of Google Benchmark 1.7.1, parsed strictly.
 *
 * The library itself ignores an unknown flag, uses its default after a
 * malformed number ("--benchmark_min_time=0.5s"), reads any word as true, and
 * drops perf counters it was built without.  Here each of these is an error
 * that names the argument and its valid values, and so is a flag of the
 * library's reporters, which are not used: the error names the replacement.
 */
#ifndef GBENCH_FLAGS_H
#define GBENCH_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

/* Room for every message of this file. */
#define GBENCH_WHY_BYTES 640

/** struct gbench_pair - a key and its value in a document's context. */
struct gbench_pair {
	const char *key;
	const char *value;
};

/**
 * struct gbench_flags - the flags given, and their meaning in peekbench.
 * @filter: run only the cases whose id gbench_filter() takes; NULL: not given.
 *	Not copied.
 * @list_tests: print the ids of the chosen cases and run none.
 * @out: also write the runs to this file, as Google Benchmark's JSON; NULL: not
 *	given.  Not copied.
 * @repetitions: rounds: each case runs one slice a round; 0: not given.
 * @min_time_seconds: least measured time per case, summed over its slices; 0:
 *	not given.
 * @min_warmup_seconds: least total time of the discarded slices of a case
 *	before the first round; default 0.
 * @random_interleaving: true (default): a seeded random order in every round;
 *	false: the order of the plan in every round.
 * @context: @context_count pairs for the context stanza; owned by the struct.
 */
struct gbench_flags {
	const char *filter;
	const char *out;
	int repetitions;
	double min_time_seconds;
	double min_warmup_seconds;
	bool list_tests;
	bool random_interleaving;
	struct gbench_pair *context;
	size_t context_count;
};

/** gbench_flags_init() - set @flags to the defaults of flags not given. */
void gbench_flags_init(struct gbench_flags *flags);

/** gbench_flags_destroy() - free the memory that @flags owns. */
void gbench_flags_destroy(struct gbench_flags *flags);

/**
 * gbench_flags_parse() - take one command line argument.
 * @arg: must outlive @flags.
 * @why: @why_size bytes (GBENCH_WHY_BYTES), filled with one line on error.
 *
 * A flag given again replaces its earlier value, as in the library; only the
 * keys of --benchmark_context accumulate, and none may occur twice.  A boolean
 * flag alone is true; else true/false, yes/no, on/off, t/f, y/n, 1/0 in any
 * case.
 *
 * Return: 1 if @arg is one of these flags and was taken; 0 if it does not start
 * with --benchmark; -EINVAL; -ENOMEM.  @flags is unchanged unless 1 is
 * returned.
 */
int gbench_flags_parse(struct gbench_flags *flags, const char *arg, char *why,
		       size_t why_size);

/**
 * gbench_flags_parse_environment() - take BENCHMARK_<FLAG>=value, by which the
 * library sets the default of a flag; call it before the arguments are parsed.
 * @environment: as environ: NULL-terminated, and must outlive @flags.
 *
 * Values are checked as strictly as arguments.  Variables that name no flag are
 * ignored, and so is V, which make sets and the library reads as --v.
 *
 * Return: 0; -EINVAL with @why filled; -ENOMEM.
 */
int gbench_flags_parse_environment(struct gbench_flags *flags,
				   char *const environment[], char *why,
				   size_t why_size);

#endif
