/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Two methods to find a shift of 1 % in the same code.  A trial is one
 * comparison of the code with itself or with the code and 1 % more work, in one
 * or several starts of this program.
 */
#ifndef RIVAL_RIVAL_H
#define RIVAL_RIVAL_H

#include "measure/tsc.h"

/* Looks of a unit of work; the shift is one look more. */
#define RIVAL_LOOKS 100u

#define RIVAL_STARTS 12u

/* Series of ours: base, second run, rival; slices of each in one start. */
#define RIVAL_SERIES 3u
#define RIVAL_MOST_SLICES 64u

/**
 * struct rival_job - the task of a start.
 * @strategy, @size: the code: looks at buffers of @size bytes.
 * @theirs: by Google Benchmark; else by rounds of this project.
 * @slices: rounds, or repetitions; 0: measure nothing.
 * @apart: theirs: base and rival are two of the four copies of the code, chosen
 *	by @seed, as two strategies of one binary are; false: they are one copy.
 *	Ours runs all four in turn.
 * @extra: additional looks of the rival: 0 or 1.
 * @seconds: of all slices, about.
 * @seed, @start: for the order and the places.
 * @tsc: the calibration, so that a start need not make it.
 */
struct rival_job {
	char strategy[32];
	char size[16];
	bool theirs;
	bool apart;
	u32 slices;
	u32 extra;
	double seconds;
	u64 seed;
	u32 start;
	struct tsc_calibration tsc;
};

/**
 * struct rival_answer - seconds of slices.
 * @slice: by series: base, second run, rival; theirs: base and rival.
 * @timed: of all slices.
 */
struct rival_answer {
	int err;
	double slice[RIVAL_SERIES][RIVAL_MOST_SLICES];
	double timed;
};

/**
 * struct trial - the result of a method in one trial.
 * @p: p-value of its test, 1 for a shift in the wrong direction; ours has none
 *	(1).
 * @slower, @different: its verdict on the rival.
 * @timed: seconds between time stamps.
 */
struct trial {
	double p;
	bool slower;
	bool different;
	double timed;
};

/**
 * rival_serve() - the main() of a start: read a job from descriptor @fd, run
 * it, write the answer there.
 */
int rival_serve(int fd);

/**
 * rival_start() - start this program again, at new places, for one job.
 * @wall: set to seconds from fork() to its end; may be NULL.
 *
 * Return: 0; -errno, or the error of the start.
 */
int rival_start(const struct rival_job *job, struct rival_answer *answer,
		double *wall);

/**
 * our_trial() - RIVAL_STARTS starts of job->slices rounds each; the verdict is
 * compare's.
 *
 * Return: 0 or -errno.
 */
int our_trial(const struct rival_job *job, struct trial *trial);

/**
 * their_trial() - @starts starts of job->slices repetitions of base and rival,
 * with random interleaving; the U test of compare.py decides at 5 %.
 * @pooled: over all repetitions; @medians: over the starts' medians, as far as
 *	there are several; may be NULL.
 *
 * Return: 0 or -errno.
 */
int their_trial(const struct rival_job *job, u32 starts, struct trial *pooled,
		struct trial *medians);

#endif
