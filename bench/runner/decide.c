// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/decide.h"

#include <math.h>
#include <stdlib.h>

#include "runner/cost.h"
#include "stats/paired.h"
#include "stats/verdict.h"

u32 decide_next(u32 rounds)
{
	u32 next = rounds + rounds / 2;

	return next < DECIDE_FIRST_ROUNDS ? DECIDE_FIRST_ROUNDS : next;
}

/* Rounds in which a cost is not positive are no pairs. */
static u32 pair_up(const double *base, const double *other, u32 rounds,
		   double *differences)
{
	u32 count = 0;

	for (u32 i = 0; i < rounds; i++)
		if (base[i] > 0 && other[i] > 0)
			differences[count++] = log(other[i]) - log(base[i]);
	return count;
}

static int judge(const double *differences, u32 count, double effect,
		 double looks, enum verdict *verdict)
{
	struct paired_shift shift;
	double p;
	int err = paired_beyond(differences, count,
				1 - (1 - VERDICT_CONFIDENCE) / DECIDE_LOOKS,
				effect, &shift, &p);

	if (!err)
		*verdict =
			verdict_of(shift.shift, shift.low, shift.high, effect,
				   log1p(VERDICT_SAME_WITHIN), p * looks);
	return err;
}

int decide_all(const double *cost, u32 members, u32 rounds, u32 figures,
	       bool *decided)
{
	double *differences = malloc((rounds + 1) * sizeof(*differences));
	enum verdict verdict = VERDICT_UNCLEAR;
	struct paired_shift floor;
	u32 count;
	double effect;
	int err;

	if (!differences)
		return -ENOMEM;
	count = pair_up(cost, cost + rounds, rounds, differences);
	err = paired_shift(differences, count, VERDICT_CONFIDENCE, &floor);
	effect = fmax(paired_distance(&floor), log1p(VERDICT_MIN_EFFECT));
	*decided = isfinite(effect) || members <= 2;
	for (u32 i = 2; i < members && !err && *decided; i++) {
		count = pair_up(cost, cost + (size_t)i * rounds, rounds,
				differences);
		if (!count)
			continue;
		err = judge(differences, count, effect,
			    (double)DECIDE_LOOKS * figures * (members - 2),
			    &verdict);
		*decided = verdict != VERDICT_UNCLEAR;
	}
	free(differences);
	return err;
}

/* Figure 0 is the frame, then the looks. */
static double figure_seconds(const struct case_result *result, u32 round,
			     const struct tsc_calibration *tsc, u32 figure)
{
	static const enum phase looks[] = {PHASE_NOT_READY, PHASE_READY};
	const struct slice_sample *sample = &result->samples[round];
	const struct axes *axes = &result->plan->axes;

	if (!figure)
		return cost_frame_seconds(sample, axes, tsc);
	return cost_look_seconds(sample, looks[figure - 1], axes, tsc);
}

int decide_group(const struct case_result *const *members, u32 count,
		 const struct tsc_calibration *tsc, bool *decided)
{
	u32 rounds = members[0]->sample_count;
	double *cost = malloc(((size_t)count * rounds + 1) * sizeof(*cost));
	int err = cost ? 0 : -ENOMEM;

	*decided = !err && rounds;
	for (u32 figure = 0; figure < DECIDE_FIGURES && *decided; figure++) {
		/* without not-ready looks they cost nothing */
		bool any = !figure;

		for (u32 i = 0; i < count * rounds; i++) {
			cost[i] = figure_seconds(members[i / rounds],
						 i % rounds, tsc, figure);
			any |= i < rounds && cost[i] > 0;
		}
		if (any)
			err = decide_all(cost, count, rounds, DECIDE_FIGURES,
					 decided);
		*decided &= !err;
	}
	free(cost);
	return err;
}
