/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A check of the method on this machine, now: equal work must not differ, known
 * differences must be found, intervals must contain the true value, and
 * cheating strategies and faulty counters must be detected.
 */
#ifndef SELFCHECK_SELFCHECK_H
#define SELFCHECK_SELFCHECK_H

#include <stdio.h>

#include "measure/perf.h"
#include "runner/slice.h"

/*
 * Number of known shifts, 0.5, 1, 2 and 5 %, and the sweeps of which they are a
 * share.
 */
#define SELFCHECK_SHIFTS 4
#define SELFCHECK_SWEEPS 200u

/* Starts of the program, and rounds of each, as preset quick has them. */
#define SELFCHECK_STARTS 16u
#define SELFCHECK_ROUNDS 6u

/*
 * Trials whose comparisons are corrected together: 40 comparisons, about as
 * many as preset quick has.
 */
#define SELFCHECK_FAMILY 8u

/**
 * struct selfcheck_options - options of the parts.
 * @trials: comparisons of equal work, and of each shift; at least 20.
 * @seed: for the order of slices, and the places of a start.
 * @tsc: the calibration.
 * @placement: the PUs of the threads.
 * @stop: called between trials; true ends the check.
 * @ctx: passed to it.
 */
struct selfcheck_options {
	u32 trials;
	u64 seed;
	const struct tsc_calibration *tsc;
	const struct placement *placement;
	bool (*stop)(void *ctx);
	void *ctx;
};

/**
 * struct selfcheck_shift - one known shift.
 * @percent: the additional work of the slower side.
 * @found: trials with the verdict "slower".
 * @covered: trials whose interval contains the true shift.
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
 * @trials: number of trials made, in @starts starts of the program.
 * @alarms: verdicts "faster" or "slower" about equal work.
 * @rejected: equal work that a t test at 5 % alone, a bare p-value, would call
 *	different.
 * @covered: intervals about equal work that contain 0.
 * @floor: median A/A, @floor_p90 its 90th percentile, in percent.
 */
struct selfcheck_timing {
	u32 trials;
	u32 starts;
	u32 alarms;
	u32 rejected;
	u32 covered;
	double floor;
	double floor_p90;
	struct selfcheck_shift shift[SELFCHECK_SHIFTS];
};

#define SELFCHECK_TEXT_BYTES 192

/**
 * struct selfcheck_finding - the result for one cheat.
 * @name: of the strategy or counter.
 * @expected: it must be flagged; false for a correct one.
 * @flagged: it was flagged.
 * @text: the reason, one line.
 */
struct selfcheck_finding {
	const char *name;
	bool expected;
	bool flagged;
	char text[SELFCHECK_TEXT_BYTES];
};

/**
 * struct selfcheck_starts - the scatter of equal work over starts of the
 * program.
 * @starts: starts of the run; 0 if there was none.
 * @groups: comparison groups of that run, each with a base that ran twice in
 *	each round.
 * @spread_percent: standard deviation, over the starts, of the difference
 *	between the two runs of the base; median of the groups.
 * @resolved_percent: the difference found in nine of ten runs with that number
 *	of starts, for the median group; @worst_percent: for the worst group.
 */
struct selfcheck_starts {
	u32 starts;
	u32 groups;
	double spread_percent;
	double resolved_percent;
	double worst_percent;
};

struct document;

/**
 * selfcheck_starts_read() - fill @starts from a run's document.
 *
 * Return: 0; -ENODATA if no case ran twice in two starts.
 */
int selfcheck_starts_read(struct selfcheck_starts *starts,
			  const struct document *document);

#define SELFCHECK_SABOTAGES 5
#define SELFCHECK_COUNTERS 5

/**
 * struct selfcheck_report - the results of all parts; @interrupted: a signal
 * ended the check.
 */
struct selfcheck_report {
	bool interrupted;
	struct selfcheck_timing timing;
	struct selfcheck_starts starts;
	struct selfcheck_finding sabotage[SELFCHECK_SABOTAGES];
	struct selfcheck_finding counter[SELFCHECK_COUNTERS];
};

/**
 * selfcheck_run() - run the parts that need one start: cheats and counters.
 * @report: all else in it is set to 0.
 * @why: filled on an error.
 *
 * Return: 0; -ENOMEM; -errno if the machine cannot run the cases.
 */
int selfcheck_run(const struct selfcheck_options *options,
		  struct selfcheck_report *report, char *why, size_t why_size);

/** selfcheck_values() - how many values a start leaves of @trials trials. */
size_t selfcheck_values(u32 trials);

/**
 * selfcheck_start() - run all trials of equal work and known shifts in one
 * start of the program.
 * @start: its number, from 0.
 * @cost: set to selfcheck_values() cycles of a look.
 * @why: filled on an error.
 *
 * Return: 0; -EINTR if options->stop ended it; -errno if the machine cannot run
 * the cases.
 */
int selfcheck_start(const struct selfcheck_options *options, u32 start,
		    double *cost, char *why, size_t why_size);

/**
 * selfcheck_judge() - the verdicts over starts.
 * @cost: those of selfcheck_start() of all starts, in order.
 * @starts: at most SELFCHECK_STARTS.
 */
void selfcheck_judge(const double *cost, u32 starts, u32 trials,
		     struct selfcheck_timing *timing);

/** selfcheck_passed() - did every part pass?  What starts resolve is no part.
 */
bool selfcheck_passed(const struct selfcheck_report *report);

/**
 * selfcheck_few_alarms() - is the number of false alarms about equal work
 * within chance?
 */
bool selfcheck_few_alarms(const struct selfcheck_report *report);

/**
 * selfcheck_resolution() - the smallest shift, in percent, found in 95 % of its
 * trials; 0 if there is none.
 */
double selfcheck_resolution(const struct selfcheck_report *report);

/** selfcheck_print() - print @report as text of at most 79 columns. */
void selfcheck_print(FILE *out, const struct selfcheck_report *report);

/** selfcheck_summary() - write the result as one sentence, for quoting. */
void selfcheck_summary(const struct selfcheck_report *report, const char *utc,
		       char *text, size_t text_size);

#endif
