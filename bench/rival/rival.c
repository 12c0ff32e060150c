// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * How much measuring time does a method need to see a true shift of 1 %?
 *
 * Ours (rounds in seeded order, paired, with a second copy of the base and
 * verdicts) and Google Benchmark's (random interleaving, and the U test of its
 * compare.py) take turns, trial by trial, on the same code: sweeps of looks at
 * buffers that are not ready, 100 of them or 101.  Every method gets every
 * measuring time in several cuts and is judged by its best.
 *
 * Prints figures; never fails on one, because the machine may be anybody's.
 */
#include "rival/gbench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/placement.h"
#include "plan/strategies.h"
#include "runner/live.h"
#include "runner/order.h"
#include "stats/paired.h"
#include "stats/stats.h"
#include "stats/unpaired.h"
#include "stats/verdict.h"

#define RING 4u
#define SWEEPS 100u
#define TRIALS 100u
#define CUTS 3
#define MOST_SLICES 400u
#define TIMES 10

/* The shortest measuring time that is tried. */
#define LEAST_SECONDS 62.5e-6

/* As `peekbench compare` has it: 0.5 %. */
#define MIN_EFFECT 0.005

static const u32 our_rounds[CUTS] = {12, 40, 100};
static const u32 their_repetitions[CUTS] = {9, 20, 50};

/** struct rate - of TRIALS, by cut. */
struct rate {
	u32 found[CUTS];
	u32 alarms[CUTS];
	double seconds[CUTS];
};

struct rival {
	struct live_ground ground;
	struct live_case live;
	struct tsc_calibration tsc;
	double unit_seconds;
	u64 trial;
	u32 extra;
};

static void sweep(struct rival *rival, u32 sweeps)
{
	for (u32 i = 0; i < sweeps; i++)
		rival->live.loops->peek_each(rival->live.side->bufs, RING, 1);
}

/* --- ours ---------------------------------------------------------------- */

/* @repeats times 100 sweeps or a few more; seconds per 100. */
static double slice(struct rival *rival, u32 repeats, u32 extra)
{
	double pair = (double)rival->tsc.pair_milliticks / 1000;
	u64 start = tsc_begin();

	for (u32 i = 0; i < repeats; i++)
		sweep(rival, SWEEPS + extra);
	return ((double)(tsc_end() - start) - pair) / repeats /
	       (double)rival->tsc.hz;
}

static int verdict_on(const double *a, const double *b, const double *copy,
		      u32 rounds, enum verdict *verdict)
{
	double differences[MOST_SLICES], effect, p;
	struct paired_shift shift;
	int err;

	for (u32 i = 0; i < rounds; i++)
		differences[i] = log(copy[i]) - log(a[i]);
	err = paired_shift(differences, rounds, VERDICT_CONFIDENCE, &shift);
	effect = fmax(fmax(fabs(shift.low), fabs(shift.high)),
		      log1p(MIN_EFFECT));
	for (u32 i = 0; i < rounds; i++)
		differences[i] = log(b[i]) - log(a[i]);
	if (!err)
		err = paired_shift(differences, rounds, VERDICT_CONFIDENCE,
				   &shift);
	if (!err)
		err = paired_p(differences, rounds, &shift,
			       copysign(effect, shift.shift), &p);
	if (!err)
		*verdict = verdict_of(shift.shift, shift.low, shift.high,
				      effect, p);
	return err;
}

static int our_trial(struct rival *rival, u32 cut, double budget,
		     struct rate *rate)
{
	/* base, its second copy, the other strategy */
	double seconds[3][MOST_SLICES];
	u32 rounds = our_rounds[cut], order[3];
	double fit = budget / (3.0 * rounds * rival->unit_seconds);
	u32 repeats = fit > 1 ? (u32)lround(fit) : 1;
	enum verdict verdict = VERDICT_UNCLEAR;
	int err;

	for (u32 round = 0; round < rounds; round++) {
		order_shuffle(order, 3, rival->trial, cut, round);
		for (u32 i = 0; i < 3; i++)
			seconds[order[i]][round] =
				slice(rival, repeats,
				      order[i] == 2 ? rival->extra : 0);
	}
	for (u32 i = 0; i < 3; i++)
		for (u32 round = 0; round < rounds; round++)
			rate->seconds[cut] +=
				seconds[i][round] * repeats / (2 * TRIALS);
	err = verdict_on(seconds[0], seconds[2], seconds[1], rounds, &verdict);
	if (rival->extra)
		rate->found[cut] += verdict == VERDICT_SLOWER;
	else
		rate->alarms[cut] +=
			verdict == VERDICT_SLOWER || verdict == VERDICT_FASTER;
	return err;
}

/* --- theirs -------------------------------------------------------------- */

static void iteration(void *ctx, unsigned int side)
{
	struct rival *rival = ctx;

	sweep(rival, SWEEPS + (side ? rival->extra : 0));
}

static double median(double *values, u32 count)
{
	return stats_summarise(values, count).median;
}

static int their_trial(struct rival *rival, u32 cut, double budget,
		       struct rate *rate)
{
	u32 repetitions = their_repetitions[cut];
	double real[2 * MOST_SLICES], measured, p;
	int err = rival_gbench(iteration, rival, repetitions,
			       budget / (2 * repetitions), real, &measured);

	if (!err)
		err = rank_sum_p(real, repetitions, real + repetitions,
				 repetitions, &p);
	if (err)
		return err;
	rate->seconds[cut] += measured / (2 * TRIALS);
	if (!rival->extra)
		rate->alarms[cut] += p < VERDICT_ALPHA;
	else
		rate->found[cut] += p < VERDICT_ALPHA &&
				    median(real + repetitions, repetitions) >
					    median(real, repetitions);
	return 0;
}

/* --- both ---------------------------------------------------------------- */

static int run_trials(struct rival *rival, double budget, struct rate *ours,
		      struct rate *theirs)
{
	int err = 0;

	for (u32 trial = 0; trial < 2 * TRIALS && !err; trial++) {
		rival->trial++;
		rival->extra = trial & 1;
		for (u32 cut = 0; cut < CUTS && !err; cut++) {
			err = our_trial(rival, cut, budget, ours);
			if (!err)
				err = their_trial(rival, cut, budget, theirs);
		}
	}
	return err;
}

static void print_rate(const char *name, const char *word,
		       const struct rate *rate, const u32 *cuts)
{
	for (u32 cut = 0; cut < CUTS; cut++)
		printf("  %-17s %3u %-12s %8.2f ms  found %5.1f %%  alarms "
		       "%4.1f %%\n",
		       name, cuts[cut], word, 1e3 * rate->seconds[cut],
		       100.0 * rate->found[cut] / TRIALS,
		       100.0 * rate->alarms[cut] / TRIALS);
}

/* The least time in which a cut of @rate found it, or @so_far. */
static double least_seconds(const struct rate *rate, bool quiet, double so_far)
{
	for (u32 cut = 0; cut < CUTS; cut++)
		if (rate->found[cut] * 20 >= 19 * TRIALS &&
		    (!quiet || rate->alarms[cut] * 20 <= TRIALS))
			so_far = fmin(so_far, rate->seconds[cut]);
	return so_far;
}

/* @most: the longest measuring time that was tried. */
static void print_outcome(const char *what, double ours, double theirs,
			  double most)
{
	bool reached = isfinite(theirs);
	double needs = reached ? theirs : most;

	printf("Google Benchmark, %-20s %s%.2f ms, %s%.1f times as much\n",
	       what, reached ? "" : "more than ", 1e3 * needs,
	       reached ? "" : "more than ", needs / ours);
}

/* What each method needs; fmin() takes the number where the other is NaN. */
struct needs {
	double ours;
	double theirs_quiet;
	double theirs;
};

static void print_needs(const struct needs *needs, double most)
{
	if (!isfinite(needs->ours)) {
		printf("peekbench did not find 1 %% in 95 %% of trials\n");
		return;
	}
	printf("a true shift of 1 %% in 95 %% of trials; target: 4 times\n"
	       "peekbench, at most 5 %% alarms        %.2f ms\n",
	       1e3 * needs->ours);
	print_outcome("at most 5 % alarms", needs->ours, needs->theirs_quiet,
		      most);
	print_outcome("whatever its alarms", needs->ours, needs->theirs, most);
}

static int climb(struct rival *rival)
{
	struct needs needs = {NAN, NAN, NAN};
	double budget = LEAST_SECONDS;
	int err = 0;

	for (u32 i = 0; i < TIMES && !err && isnan(needs.theirs_quiet);
	     i++, budget *= 2) {
		struct rate ours = {0}, theirs = {0};

		err = run_trials(rival, budget, &ours, &theirs);
		printf("measuring time %.4g ms a trial, %u trials\n",
		       1e3 * budget, TRIALS);
		print_rate("peekbench", "rounds", &ours, our_rounds);
		print_rate("Google Benchmark", "repetitions", &theirs,
			   their_repetitions);
		fflush(stdout);
		needs.ours = least_seconds(&ours, true, needs.ours);
		needs.theirs = least_seconds(&theirs, false, needs.theirs);
		needs.theirs_quiet =
			least_seconds(&theirs, true, needs.theirs_quiet);
	}
	print_needs(&needs, budget / 2);
	return err;
}

static int prepare(struct rival *rival)
{
	char why[256];
	struct axes axes;
	struct placement placement;
	int err = placement_choose(&placement);

	for (int key = 0; key < AXES; key++)
		axes.value[key] = axis_default(key);
	axes.value[AXIS_RING] = RING;
	if (!err)
		err = axis_parse(AXIS_PLATFORM, "swiotlb",
				 &axes.value[AXIS_PLATFORM], why, sizeof(why));
	if (!err)
		err = axis_parse(AXIS_STRATEGY, "partial_copy",
				 &axes.value[AXIS_STRATEGY], why, sizeof(why));
	if (!err)
		err = placement_bind(placement.cpu_pu);
	if (!err)
		err = tsc_calibrate(&rival->tsc);
	if (!err)
		err = live_ground_open(&rival->ground, &axes, rival->tsc.hz,
				       why, sizeof(why));
	if (!err)
		err = live_case_open(&rival->live, &rival->ground,
				     (size_t)axes.value[AXIS_STRATEGY], why,
				     sizeof(why));
	return err ? err : live_case_enter(&rival->live);
}

int main(void)
{
	struct rival *rival = calloc(1, sizeof(*rival));
	int err = rival ? prepare(rival) : -ENOMEM;
	double unit[31];

	for (u32 i = 0; !err && i < 31; i++)
		unit[i] = slice(rival, 1, 0);
	if (!err) {
		rival->unit_seconds = median(unit, 31);
		err = climb(rival);
	}
	if (err)
		printf("cannot measure here: %s\n", strerror(-err));
	if (rival) {
		live_case_close(&rival->live);
		live_ground_close(&rival->ground);
	}
	free(rival);
	return err ? 2 : 0;
}
