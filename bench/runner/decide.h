/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Is there anything left to measure?  Asked now and then during a run, so each
 * look has a share of the false alarms that all looks may have together.
 */
#ifndef RUNNER_DECIDE_H
#define RUNNER_DECIDE_H

#include <peekbench/env.h>

#include "measure/tsc.h"
#include "runner/sample.h"

/* Most looks at one group. */
#define DECIDE_LOOKS 14u

/* Rounds at the first look; each further one waits half as long again. */
#define DECIDE_FIRST_ROUNDS 16u

/** decide_next() - after how many rounds to look, having looked at @rounds. */
u32 decide_next(u32 rounds);

/*
 * What a run with a budget decides on: the cost of a frame (of a completion on
 * the device thread), of a look that finds none, of one that does.  Whoever
 * reads a table reads all of them.
 */
#define DECIDE_FIGURES 3u

/**
 * decide_all() - are all rivals faster, slower or the same against the base?
 * @cost: by member and round: cost[member * rounds + round]; 0: none.
 * @members: base, its second copy, rivals; in this order.
 * @figures: how many such questions are asked of one group; they share the
 *	false alarms.
 * @decided: the answer; true without rivals.  A rival that has no round in
 *	common with the base has nothing to be decided.
 *
 * The effect that counts is the larger of the base's distance from its copy
 * and VERDICT_MIN_EFFECT.
 *
 * Return: 0 or -ENOMEM.
 */
int decide_all(const double *cost, u32 members, u32 rounds, u32 figures,
	       bool *decided);

/**
 * decide_group() - decide_all() of every figure that the base has.
 * @members: base, its second copy, rivals; all with as many samples as the
 *	base.
 * @decided: the answer; false without samples.
 *
 * Return: 0 or -ENOMEM.
 */
int decide_group(const struct case_result *const *members, u32 count,
		 const struct tsc_calibration *tsc, bool *decided);

#endif
