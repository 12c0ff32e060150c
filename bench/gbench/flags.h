/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The --benchmark_* flags of Google Benchmark 1.7.1, parsed strictly.
 *
 * The library itself passes over an unknown flag, runs on with its default
 * after a malformed number ("--benchmark_min_time=0.5s"), takes any word for
 * true, and drops perf counters it was built without.  Here each of these is an
 * error that names the argument and its valid values.
 */
#ifndef GBENCH_FLAGS_H
#define GBENCH_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "gbench/gbench.h"

/* Room for every message of this file. */
#define GBENCH_WHY_BYTES 640

/**
 * struct gbench_flags - the flags given, and their meaning in peekbench.
 * @filter: run only the cases whose id gbench_filter_create() takes; NULL: not
 *	given.  Not copied.
 * @list_tests: print the ids of the chosen cases and run none.
 * @out: also write the runs to this file; NULL: not given.  Not copied.
 * @out_format: of @out; GBENCH_FORMAT_NONE: not given, which is JSON.
 * @format: what stdout shows; GBENCH_FORMAT_NONE: not given, which is
 *	peekbench's own table.
 * @repetitions: rounds: each case runs one slice a round; 0: not given.
 * @min_time_seconds: least measured time per case, summed over its slices; 0:
 *	not given.
 * @min_warmup_seconds: slices of a case that are run and forgotten before the
 *	first round add up to at least this; default 0.
 * @random_interleaving: a seeded random order in every round (default); false:
 *	the order of the plan in every round.
 * @report_aggregates_only: stdout and @out without the single runs.
 * @display_aggregates_only: stdout without the single runs.
 * @counters_tabular: counters as columns of the console format.
 * @color: of the console format on stdout.
 * @time_unit: of stdout and @out; default nanoseconds.
 * @context: @context_count pairs for the context stanza; owned by the struct.
 * @verbosity: 0 to 3; default 0.
 */
struct gbench_flags {
	const char *filter;
	const char *out;
	enum gbench_format out_format;
	enum gbench_format format;
	int repetitions;
	double min_time_seconds;
	double min_warmup_seconds;
	bool list_tests;
	bool random_interleaving;
	bool report_aggregates_only;
	bool display_aggregates_only;
	bool counters_tabular;
	enum gbench_color color;
	enum gbench_time_unit time_unit;
	struct gbench_pair *context;
	size_t context_count;
	int verbosity;
};

/** gbench_flags_init() - nothing given. */
void gbench_flags_init(struct gbench_flags *flags);

/** gbench_flags_destroy() - free what @flags owns. */
void gbench_flags_destroy(struct gbench_flags *flags);

/**
 * gbench_flags_parse() - take one command line argument.
 * @arg: must outlive @flags.
 * @why: @why_size bytes (GBENCH_WHY_BYTES), filled with one line on error.
 *
 * A flag given again replaces what it said before, as in the library; only
 * the keys of --benchmark_context add up, and none may come twice.  A boolean
 * flag alone is true; else true/false, yes/no, on/off, t/f, y/n, 1/0 in any
 * case.
 *
 * Return: 1 if @arg is one of these flags (--v included) and was taken; 0 if
 * it starts neither with --benchmark nor is --v; -EINVAL; -ENOMEM.  @flags is
 * unchanged unless 1 is returned.
 */
int gbench_flags_parse(struct gbench_flags *flags, const char *arg, char *why,
		       size_t why_size);

/**
 * gbench_flags_parse_environment() - take BENCHMARK_<FLAG>=value, which are
 * the library's defaults; to be called before the arguments are parsed.
 * @environment: as environ: NULL-terminated, and must outlive @flags.
 *
 * As strict as the arguments.  Variables that name no flag are ignored, and so
 * is V, which the library takes for --v and make sets.
 *
 * Return: 0; -EINVAL with @why filled; -ENOMEM.
 */
int gbench_flags_parse_environment(struct gbench_flags *flags,
				   char *const environment[], char *why,
				   size_t why_size);

/**
 * gbench_flags_check() - refuse what only makes sense together; to be called
 * when all is parsed.
 *
 * Return: 0; -EINVAL with @why filled.
 */
int gbench_flags_check(const struct gbench_flags *flags, char *why,
		       size_t why_size);

/**
 * gbench_flags_write_options() - how gbench_write() is to write stdout
 * (@to_file false) or @flags->out (@to_file true: no color, and no effect of
 * @display_aggregates_only).
 * @options: all of it is set; its executable is NULL; its context is @flags'.
 */
void gbench_flags_write_options(const struct gbench_flags *flags, bool to_file,
				struct gbench_write_options *options);

/** gbench_flags_help() - print one line per flag, for --help. */
void gbench_flags_help(FILE *out);

#endif
