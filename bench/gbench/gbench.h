/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The C face of Google Benchmark, 1.7.1 to 1.9.1.
 *
 * The library runs every slice (one short timed piece of one case) and its own
 * reporters write the results; which slice runs when is the caller's choice,
 * because the library can neither seed nor record an order of its own.
 *
 * The library is one per process and takes no lock around most of its state:
 * call everything here from one thread.  No C++ exception leaves it.
 */
#ifndef GBENCH_GBENCH_H
#define GBENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most counters one slice can hand over. */
#define GBENCH_COUNTERS 8

/** struct gbench_counter - a figure of a slice, reported as it is. */
struct gbench_counter {
	const char *name;
	double value;
};

/**
 * struct gbench_outcome - the result of a slice.
 * @seconds: the timed part, summed over all iterations; NaN on entry, so that
 *	a slice that forgets it fails.
 * @error: NULL, or why the slice failed: one line.
 * @counter_count: how many of @counter are filled.
 * @counter: names are unique, and no key of the library's JSON.
 *
 * All strings are copied when the slice returns.  A slice also fails when
 * @seconds is negative or not finite, or a counter is not finite, has no
 * name, or has another's name.
 */
struct gbench_outcome {
	double seconds;
	const char *error;
	unsigned int counter_count;
	struct gbench_counter counter[GBENCH_COUNTERS];
};

/**
 * gbench_slice_fn - run @iterations iterations and fill @outcome; called once
 * a slice, in the thread that called gbench_run().  It must not call anything
 * here, nor leave other than by returning.
 */
typedef void (*gbench_slice_fn)(void *ctx, uint64_t iterations,
				struct gbench_outcome *outcome);

struct gbench;

/**
 * gbench_create() - an empty collection of runs.
 *
 * Also settles the library's flags: it reads BENCHMARK_* and V from the
 * environment when it is loaded, and some of them would have it run a slice
 * twice, shuffle the slices, or open a file.  The library may complain about
 * one of them on stderr at that time, before main().  To be called before
 * other threads start: stderr is a sink while the library looks at the CPUs.
 *
 * Runs that are no results (warm-up, calibration) go to a second object.
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int gbench_create(struct gbench **g);

/** gbench_destroy() - free @g and its runs; NULL is allowed. */
void gbench_destroy(struct gbench *g);

/**
 * gbench_add() - append a slice to the next gbench_run().
 * @name: of the case, copied; no control characters, and not the "DISABLED_"
 *	prefix, with which the library passes over a benchmark.
 * @iterations: 1 to INT64_MAX.
 * @ctx: handed to @fn; must live until gbench_run() returns.
 *
 * Return: 0; -EINVAL, -ENOMEM, with nothing added.
 */
int gbench_add(struct gbench *g, const char *name, uint64_t iterations,
	       gbench_slice_fn fn, void *ctx);

/**
 * gbench_add_aside() - gbench_add(), but no run is collected of it: it is no
 * result, and runs among those that are.
 */
int gbench_add_aside(struct gbench *g, const char *name, uint64_t iterations,
		     gbench_slice_fn fn, void *ctx);

/**
 * gbench_run() - run the added slices in their order, collect, forget them.
 *
 * A failed slice is a run like any other and does not stop those after it.
 *
 * Return: 0; -ENOMEM; -EIO if the library did not run every slice once and in
 * order.  On error no run of this round is kept.
 */
int gbench_run(struct gbench *g);

/**
 * struct gbench_run - one slice that was run.
 * @name: its case.
 * @error: NULL, or why it failed.
 * @iterations: as added.
 * @real_ns: timed nanoseconds per iteration; 0 if it failed.
 */
struct gbench_run {
	const char *name;
	const char *error;
	uint64_t iterations;
	double real_ns;
};

/** gbench_run_count() - runs collected since gbench_create(). */
size_t gbench_run_count(const struct gbench *g);

/**
 * gbench_run_at() - the @i-th run in order of execution.
 * @i: below gbench_run_count().
 * @run: its strings live as long as @g.
 */
void gbench_run_at(const struct gbench *g, size_t i, struct gbench_run *run);

/**
 * gbench_filter() - which of @names --benchmark_filter=@filter takes; what was
 * added to @g is not touched.
 * @filter: searched for anywhere in a name, by the library itself: a POSIX
 *	extended regular expression (1.7.1 compiles std::regex::extended: no
 *	\d, no (?:)).  A leading '-' takes the names that do not match; NULL,
 *	"" and "all" take every name.
 * @names: @count names that gbench_add() would take.
 * @taken: @count answers, valid if 0 is returned.
 * @why: @why_size bytes; on a malformed @filter the regex library's complaint,
 *	"" otherwise.
 *
 * Return: 0; -EINVAL for a malformed @filter or a bad name; -ENOMEM; -EIO.
 */
int gbench_filter(struct gbench *g, const char *filter,
		  const char *const names[], size_t count, bool taken[],
		  char *why, size_t why_size);

/** enum gbench_format - the reporters; NONE: no format was asked for. */
enum gbench_format {
	GBENCH_FORMAT_NONE,
	GBENCH_CONSOLE,
	GBENCH_JSON,
	GBENCH_CSV,
};

/** enum gbench_color - AUTO: if written to a terminal that is not "dumb". */
enum gbench_color {
	GBENCH_COLOR_AUTO,
	GBENCH_COLOR_NEVER,
	GBENCH_COLOR_ALWAYS,
};

/** enum gbench_time_unit - how times are shown. */
enum gbench_time_unit {
	GBENCH_NS,
	GBENCH_US,
	GBENCH_MS,
	GBENCH_S,
};

/** struct gbench_pair - a line of the context stanza. */
struct gbench_pair {
	const char *key;
	const char *value;
};

/**
 * struct gbench_write_options - how gbench_write() writes; all zero: console
 * defaults, every run, nanoseconds.
 * @aggregates_only: leave out the single runs of names that have aggregates.
 * @counters_tabular: console only: counters as columns.
 * @color: console only.
 * @executable: the context's "executable"; NULL leaves it out.
 * @context: @context_count further pairs; keys are unique, none of the
 *	library's own, and neither keys nor values have control characters.
 */
struct gbench_write_options {
	bool aggregates_only;
	bool counters_tabular;
	enum gbench_color color;
	enum gbench_time_unit time_unit;
	const char *executable;
	const struct gbench_pair *context;
	size_t context_count;
};

/**
 * gbench_write() - all runs through the library's reporter for @format.
 * @options: NULL for defaults.
 *
 * Runs are grouped by name in first-seen order; a name's runs are its
 * repetitions.  Two good runs or more are followed by the library's
 * aggregates: mean, median, stddev, cv; over times per iteration, so that
 * iterations may differ between runs.
 *
 * Both "real" and "CPU" time are the timed part: the library's CPU time would
 * include what a slice does untimed, such as the check of every frame.
 *
 * Where it differs from the library, with the reason:
 * - "library_build_type" in JSON and the warning "Library was built as DEBUG"
 *   are left out: they describe Debian's build of a library that times nothing
 *   here.  So is "CPU scaling is enabled": the host report's business, and
 *   "cpu_scaling_enabled" in JSON stays.
 * - The context of CONSOLE goes to @out, not to stderr; CSV has none.
 * - The cv of values that do not vary is 0 even if they are all 0, and a
 *   counter's cv that is not finite is left out: NaN is not JSON.
 * - CSV shows cv as the ratio it is (1.7.1 scales it by the time unit, 1.9.1
 *   gives it no unit), 15 significant digits, and the columns of all counters.
 *
 * Return: 0; -EINVAL for an unknown @format or a bad context; -ENOMEM; the
 * negative errno of a failed write.
 */
int gbench_write(const struct gbench *g, FILE *out, enum gbench_format format,
		 const struct gbench_write_options *options);

#ifdef __cplusplus
}
#endif

#endif
