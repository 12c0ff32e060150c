/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Is there anything left to measure?  Asked now and then during a run, so each
 * look has a share of the false alarms that all looks may have together.
 */
#ifndef RUNNER_DECIDE_H
#define RUNNER_DECIDE_H

#include <peekbench/env.h>

/* Most looks at one group. */
#define DECIDE_LOOKS 14u

/* Rounds at the first look; each further one waits half as long again. */
#define DECIDE_FIRST_ROUNDS 16u

/** decide_next() - after how many rounds to look, having looked at @rounds. */
u32 decide_next(u32 rounds);

/**
 * decide_all() - are all rivals faster, slower or the same against the base?
 * @cost: of a frame, by member and round: cost[member * rounds + round].
 * @members: base, its second copy, rivals; in this order.
 * @decided: the answer; true without rivals.
 *
 * The effect that counts is the larger of the base's distance from its copy
 * and VERDICT_MIN_EFFECT.
 *
 * Return: 0 or -ENOMEM.
 */
int decide_all(const double *cost, u32 members, u32 rounds, bool *decided);

#endif
