// SPDX-License-Identifier: GPL-2.0 OR MIT
/* One trial of either method. */
#include "rival/rival.h"

#include <errno.h>
#include <math.h>

#include "rival/gbench.h"
#include "runner/order.h"
#include "stats/paired.h"
#include "stats/stats.h"
#include "stats/unpaired.h"
#include "stats/verdict.h"

#define MOST_SLICES 200u

/*
 * The number of looks is chosen outside the timed part: a branch on the side
 * would be mispredicted on b, the rarer one, which costs 0.3 % of the shortest
 * slice.
 */
static u32 looks_of(const struct rival *rival, unsigned int side)
{
	return RIVAL_LOOKS + (side ? rival->extra : 0);
}

/* @repeats units of @looks; seconds of all. */
static double slice(struct rival *rival, u32 repeats, u32 looks)
{
	double pair = (double)rival->tsc.pair_milliticks / 1000;
	u64 start = tsc_begin();

	for (u32 i = 0; i < repeats; i++)
		rival->live.loops->peek_each(rival->live.side->bufs, looks, 1);
	return ((double)(tsc_end() - start) - pair) / (double)rival->tsc.hz;
}

double rival_time_unit(struct rival *rival)
{
	return slice(rival, 1, RIVAL_LOOKS);
}

static void differ(const double *from, const double *to, u32 rounds,
		   double *differences)
{
	for (u32 i = 0; i < rounds; i++)
		differences[i] = log(to[i]) - log(from[i]);
}

static int verdict_on(const double *a, const double *b, const double *copy,
		      u32 rounds, enum verdict *verdict)
{
	double differences[MOST_SLICES] = {0}, effect, p;
	struct paired_shift shift;
	int err;

	differ(a, copy, rounds, differences);
	err = paired_shift(differences, rounds, VERDICT_CONFIDENCE, &shift);
	if (err)
		return err;
	effect = fmax(paired_distance(&shift), log1p(VERDICT_MIN_EFFECT));
	differ(a, b, rounds, differences);
	err = paired_beyond(differences, rounds, VERDICT_CONFIDENCE, effect,
			    &shift, &p);
	if (!err)
		*verdict = verdict_of(shift.shift, shift.low, shift.high,
				      effect, log1p(VERDICT_SAME_WITHIN), p);
	return err;
}

int our_trial(struct rival *rival, u32 rounds, double budget,
	      struct trial *trial)
{
	/* a, its second copy, b */
	double seconds[3][MOST_SLICES];
	const u32 looks[3] = {looks_of(rival, 0), looks_of(rival, 0),
			      looks_of(rival, 1)};
	double fit = budget / (3.0 * rounds * rival->unit_seconds);
	u32 repeats = fit > 1 ? (u32)lround(fit) : 1, order[3];
	enum verdict verdict = VERDICT_UNCLEAR;
	int err;

	if (rounds > MOST_SLICES)
		return -EINVAL;
	trial->seconds = 0;
	for (u32 round = 0; round < rounds; round++) {
		order_shuffle(order, 3, rival->trial, 0, round);
		for (u32 i = 0; i < 3; i++) {
			double *one = &seconds[order[i]][round];

			*one = slice(rival, repeats, looks[order[i]]);
			trial->seconds += *one;
		}
	}
	err = verdict_on(seconds[0], seconds[2], seconds[1], rounds, &verdict);
	trial->p = 1;
	trial->slower = verdict == VERDICT_SLOWER;
	trial->different = trial->slower || verdict == VERDICT_FASTER;
	return err;
}

static void iteration(void *ctx, unsigned int side)
{
	struct rival *rival = ctx;

	rival->live.loops->peek_each(rival->live.side->bufs,
				     looks_of(rival, side), 1);
}

static double median(double *values, u32 count)
{
	return stats_summarise(values, count).median;
}

int their_trial(struct rival *rival, u32 repetitions, double budget,
		struct trial *trial)
{
	double real[2 * MOST_SLICES], *b = real + repetitions;
	int err;

	if (repetitions > MOST_SLICES)
		return -EINVAL;
	err = rival_gbench(iteration, rival, repetitions,
			   budget / (2 * repetitions), real, &trial->seconds);
	if (!err)
		err = rank_sum_p(real, repetitions, b, repetitions, &trial->p);
	if (err)
		return err;
	trial->different = trial->p < VERDICT_ALPHA;
	if (median(b, repetitions) <= median(real, repetitions)) {
		trial->slower = false;
		if (rival->extra)
			trial->p = 1;
	} else {
		trial->slower = trial->different;
	}
	return 0;
}
