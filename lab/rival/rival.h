/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Two methods that look for a shift of 1 % in the same code.  A trial is one
 * comparison of the code with itself or with the code and 1 % more work.
 */
#ifndef RIVAL_RIVAL_H
#define RIVAL_RIVAL_H

#include "measure/tsc.h"
#include "runner/live.h"

/* Looks of a unit of work; the shift is one look more. */
#define RIVAL_LOOKS 100u

/**
 * struct rival - the code under comparison.
 * @unit_seconds: about the time of a unit of work.
 * @trial: number of the trial: seeds the order.
 * @extra: looks that side b does more than side a: 0 or 1.
 */
struct rival {
	struct live_ground ground;
	struct live_case live;
	struct tsc_calibration tsc;
	double unit_seconds;
	u64 trial;
	u32 extra;
};

/**
 * struct trial - the result of a method in one trial.
 * @p: of its test, 1 where it saw a shift the wrong way; ours has none (1).
 * @slower, @different: its verdict on side b.
 * @seconds: measuring time: all that was timed.
 */
struct trial {
	double p;
	bool slower;
	bool different;
	double seconds;
};

/** rival_time_unit() - seconds that one unit of side 0 takes now. */
double rival_time_unit(struct rival *rival);

/**
 * our_trial() - @rounds rounds of a, a's second copy and b in seeded order, in
 * about @budget seconds of slices; the verdict is compare's.
 *
 * Return: 0 or -ENOMEM.
 */
int our_trial(struct rival *rival, u32 rounds, double budget,
	      struct trial *trial);

/**
 * their_trial() - Google Benchmark with random interleaving: @repetitions of a
 * and b, told a least time that makes @budget seconds of all; compare.py's U
 * test decides at 5 %.
 *
 * Return: 0, -ENOMEM, -EIO if the library did not run all of them.
 */
int their_trial(struct rival *rival, u32 repetitions, double budget,
		struct trial *trial);

#endif
