/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Does the method work on this machine, now?  Equal things must not differ,
 * known differences must be found, intervals must hold the truth, and
 * strategies and counters that cheat must be caught.
 */
#ifndef SELFCHECK_SELFCHECK_H
#define SELFCHECK_SELFCHECK_H

#include <stdio.h>

#include "measure/perf.h"
#include "runner/slice.h"

/* Known shifts in sweeps per 200: 0.5, 1, 2, 5 %. */
#define SELFCHECK_SHIFTS 4
#define SELFCHECK_SWEEPS 200u

/* Rounds of a comparison, as in the presets. */
#define SELFCHECK_ROUNDS 100u

/**
 * struct selfcheck_options - how to check.
 * @trials: comparisons of equal things, and of each shift; 20 and more.
 * @seed: of the order of slices.
 * @stop: called between trials; true ends the check.
 */
struct selfcheck_options {
	u32 trials;
	u64 seed;
	const struct tsc_calibration *tsc;
	const struct placement *placement;
	bool (*stop)(void *ctx);
	void (*progress)(void *ctx, u32 done, u32 trials);
	void *ctx;
};

/**
 * struct selfcheck_shift - one known shift.
 * @percent: how much more work the slower side does.
 * @found: trials with the verdict "slower".
 * @covered: trials whose interval holds the truth.
 * @estimate: median of the estimates, in percent.
 */
struct selfcheck_shift {
	double percent;
	u32 found;
	u32 covered;
	double estimate;
};

/**
 * struct selfcheck_timing - error rates of comparisons.
 * @trials: made.
 * @alarms: verdicts "faster" or "slower" about equal things.
 * @rejected: signed rank tests at 5 % alone that called equal things different,
 *	as a bare p-value would do.
 * @covered: intervals about equal things that hold 0.
 * @floor: median A/A floor, @floor_p90 its 90th percentile, in percent.
 */
struct selfcheck_timing {
	u32 trials;
	u32 alarms;
	u32 rejected;
	u32 covered;
	double floor;
	double floor_p90;
	struct selfcheck_shift shift[SELFCHECK_SHIFTS];
};

#define SELFCHECK_TEXT_BYTES 192

/**
 * struct selfcheck_finding - was a cheat caught?
 * @name: of the cheat; @expected: should it be flagged (an honest one not)?
 * @flagged: was it; @text: why, one line.
 */
struct selfcheck_finding {
	const char *name;
	bool expected;
	bool flagged;
	char text[SELFCHECK_TEXT_BYTES];
};

/**
 * struct selfcheck_starts - equal work in several starts of the program.
 * @starts: of a run; 0: not tried.
 * @groups: of that run, each with a strategy that ran twice in each round.
 * @spread_percent: standard deviation over the starts of how far the two came
 *	out apart in one; median of the groups.
 * @resolved_percent: difference that so many starts show in nine of ten runs,
 *	of the median group; @worst_percent: of the worst.
 */
struct selfcheck_starts {
	u32 starts;
	u32 groups;
	double spread_percent;
	double resolved_percent;
	double worst_percent;
};

struct document;

/** selfcheck_starts_read() - from a run's document: 0; -ENODATA: it has no
 * costs; -ENOMEM. */
int selfcheck_starts_read(struct selfcheck_starts *starts,
			  const struct document *document);

#define SELFCHECK_SABOTAGES 5
#define SELFCHECK_COUNTERS 5

/** struct selfcheck_report - all of it; @interrupted: by @stop. */
struct selfcheck_report {
	bool interrupted;
	struct selfcheck_timing timing;
	struct selfcheck_starts starts;
	struct selfcheck_finding sabotage[SELFCHECK_SABOTAGES];
	struct selfcheck_finding counter[SELFCHECK_COUNTERS];
};

/**
 * selfcheck_run() - check everything.
 * @why: filled on an error.
 *
 * Return: 0; -ENOMEM; -errno if the machine cannot run the cases.
 */
int selfcheck_run(const struct selfcheck_options *options,
		  struct selfcheck_report *report, char *why, size_t why_size);

/** selfcheck_passed() - did every part pass?  Starts are no part of it. */
bool selfcheck_passed(const struct selfcheck_report *report);

/** selfcheck_few_alarms() - were equal things called different no more often
 * than chance has it? */
bool selfcheck_few_alarms(const struct selfcheck_report *report);

/** selfcheck_resolution() - smallest shift found in 95 %; 0 if none is. */
double selfcheck_resolution(const struct selfcheck_report *report);

/** selfcheck_print() - for people, at most 79 columns. */
void selfcheck_print(FILE *out, const struct selfcheck_report *report);

/** selfcheck_summary() - one sentence to quote. */
void selfcheck_summary(const struct selfcheck_report *report, const char *utc,
		       char *text, size_t text_size);

#endif
