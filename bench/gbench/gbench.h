/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A C interface to Google Benchmark, 1.7.1 to 1.9.1.
 *
 * The library runs every slice (one short timed piece of one case), in the
 * order of the caller, because the library can neither seed nor record an order
 * of its own.  Its reporters are not used: they would show the time of a case
 * that returned wrong bytes.
 *
 * The library is one per process and takes no lock around most of its state:
 * call everything here from one thread.  No C++ exception leaves it.
 */
#ifndef GBENCH_GBENCH_H
#define GBENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct gbench_outcome - the result of a slice.
 * @seconds: the timed part, summed over all iterations; NaN on entry, so that a
 *	slice that does not set it fails.
 * @error: NULL, or why the slice failed: one line; copied when the slice
 *	returns.
 *
 * A slice also fails when @seconds is negative or not finite.
 */
struct gbench_outcome {
	double seconds;
	const char *error;
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
 * gbench_on_no_memory() - call @fn if C++ code, including the library's, runs
 * out of memory; @fn must not return.
 */
void gbench_on_no_memory(void (*fn)(void));

/**
 * gbench_create() - an empty collection of runs.
 *
 * Also overrides the library's flags: the library reads BENCHMARK_* and V from
 * the environment when it is loaded, and some of them would make it run a slice
 * twice, shuffle the slices, or open a file.  It may print a message about one
 * of them on stderr at that time, before main().  Call it before other threads
 * start: stderr is discarded while the library reads the list of CPUs.
 *
 * Use a second object for runs that are not results (warm-up, calibration).
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int gbench_create(struct gbench **g);

/** gbench_destroy() - free @g and its runs; NULL is allowed. */
void gbench_destroy(struct gbench *g);

/**
 * gbench_add() - append a slice to the next gbench_run().
 * @name: of the case, copied; no control characters, and not the prefix
 *	"DISABLED_", by which the library skips a benchmark.
 * @iterations: 1 to INT64_MAX.
 * @ctx: handed to @fn; must live until gbench_run() returns.
 *
 * Return: 0; -EINVAL, -ENOMEM, with nothing added.
 */
int gbench_add(struct gbench *g, const char *name, uint64_t iterations,
	       gbench_slice_fn fn, void *ctx);

/**
 * gbench_add_aside() - gbench_add() for a slice that runs among the results but
 * is not one: its run is not collected.
 */
int gbench_add_aside(struct gbench *g, const char *name, uint64_t iterations,
		     gbench_slice_fn fn, void *ctx);

/**
 * gbench_run() - run the added slices in their order, collect their runs, and
 * remove the slices.
 *
 * A failed slice is a run like any other and does not stop those after it.
 *
 * Return: 0; -ENOMEM; -EIO if the library did not run every slice once and in
 * order.  On error no run of this round is kept.
 */
int gbench_run(struct gbench *g);

/**
 * struct gbench_run - the run of one slice.
 * @name: its case.
 * @error: NULL, or the reason why it failed.
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
 * gbench_filter() - find the @names that --benchmark_filter=@filter takes;
 * slices added to @g are not changed.
 * @filter: searched for anywhere in a name, by the library itself: a POSIX
 *	extended regular expression (1.7.1 compiles std::regex::extended: no \d,
 *	no (?:)).  A leading '-' takes the names that do not match; NULL, "" and
 *	"all" take every name.
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

#ifdef __cplusplus
}
#endif

#endif
