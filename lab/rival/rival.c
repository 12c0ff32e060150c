// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * How much measuring time does a method need to see a true shift of 1 %?
 *
 * Ours (rounds in seeded order, paired, with a second copy of the base and
 * verdicts) and Google Benchmark's (random interleaving, and the U test of its
 * compare.py) take turns, trial by trial, on the same code: looks at 100
 * buffers that are not ready, or at 101.  Ours has one cut, fixed beforehand:
 * the 200 rounds of the preset latency.  Google Benchmark gets each measuring
 * time in three cuts and is judged by the best of them.
 *
 * It prints figures and never fails on one, because they depend on the machine.
 */
#include "rival/rival.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/placement.h"
#include "plan/strategies.h"
#include "rival/neighbour.h"
#include "stats/stats.h"

#define TRIALS 100u
#define OUR_ROUNDS 200u
#define CUTS 3u
#define RING "128"

/* Alarms allowed in TRIALS, and the share that has to be found. */
#define ALARMS (TRIALS / 20)
#define FOUND (TRIALS - TRIALS / 20)

/* Measuring times that are tried: doubled from the shortest. */
#define TIMES 8

static const u32 their_repetitions[CUTS] = {9, 20, 50};

struct workload {
	const char *strategy;
	const char *size;
	double least_seconds;
};

/* The cheapest look of the presets and the dearest, at their usual size. */
static const struct workload workloads[] = {
	{"partial_copy", "2048", 0.125e-3},
	{"full_sync", "2048", 0.5e-3},
};

/**
 * struct rate - of TRIALS with a shift and as many without.
 * @p: of the trials without and with.
 * @done: trials so far, without and with.
 */
struct rate {
	u32 found;
	u32 alarms;
	double seconds;
	double p[2][TRIALS];
	u32 done[2];
};

/**
 * struct need - the measuring time that does, by cut: there and at twice the
 * time 95 % of the shifts were found.  Once is not enough: of so many cuts and
 * times one passes by chance.
 * @since: seconds of the first of the passes so far; NaN: the last one failed.
 * @seconds: NaN: never.
 */
struct need {
	double since[CUTS];
	double seconds;
};

/**
 * struct needs - of ours and of theirs.
 * @ours, @theirs: with at most 5 % of alarms.
 * @tuned: theirs, with the significance level that gives 5 % of alarms.
 * @loud: theirs, whatever the alarms.
 * @most: the longest time that was tried.
 */
struct needs {
	struct need ours;
	struct need theirs;
	struct need tuned;
	struct need loud;
	double most;
};

static void count_trial(struct rate *rate, const struct trial *trial,
			bool shifted)
{
	if (shifted)
		rate->found += trial->slower;
	else
		rate->alarms += trial->different;
	rate->p[shifted][rate->done[shifted]++] = trial->p;
	rate->seconds += trial->seconds / (2 * TRIALS);
}

static int run_trials(struct rival *rival, double budget, struct rate *ours,
		      struct rate *theirs)
{
	struct trial trial;
	int err = 0;

	for (u32 i = 0; i < 2 * TRIALS && !err; i++) {
		rival->trial++;
		rival->extra = i & 1;
		err = our_trial(rival, OUR_ROUNDS, budget, &trial);
		if (!err)
			count_trial(ours, &trial, rival->extra);
		for (u32 cut = 0; cut < CUTS && !err; cut++) {
			err = their_trial(rival, their_repetitions[cut], budget,
					  &trial);
			if (!err)
				count_trial(&theirs[cut], &trial, rival->extra);
		}
	}
	return err;
}

/* Share found at the p-value that makes 5 % of alarms. */
static u32 found_when_tuned(struct rate *rate)
{
	double level;
	u32 found = 0;

	stats_sort(rate->p[0], TRIALS);
	level = rate->p[0][ALARMS];
	for (u32 i = 0; i < TRIALS; i++)
		found += rate->p[1][i] < level;
	return found;
}

static double percent(u32 count)
{
	return 100.0 * count / TRIALS;
}

static void note(struct need *need, u32 cut, bool enough, double seconds)
{
	double since = need->since[cut];

	need->since[cut] = !enough ? NAN : isnan(since) ? seconds : since;
	if (enough && !isnan(since))
		need->seconds = fmin(need->seconds, since);
}

static const struct need no_need = {.since = {NAN, NAN, NAN}, .seconds = NAN};

static void judge(struct needs *needs, const struct rate *ours,
		  struct rate *theirs)
{
	printf("  peekbench        %3u rounds      %8.2f ms %7.0f %% %7.0f "
	       "%%\n",
	       OUR_ROUNDS, 1e3 * ours->seconds, percent(ours->found),
	       percent(ours->alarms));
	note(&needs->ours, 0, ours->found >= FOUND && ours->alarms <= ALARMS,
	     ours->seconds);
	for (u32 cut = 0; cut < CUTS; cut++) {
		struct rate *rate = &theirs[cut];
		u32 tuned = found_when_tuned(rate);

		printf("  Google Benchmark %3u repetitions %8.2f ms %7.0f %% "
		       "%7.0f %% %9.0f %%\n",
		       their_repetitions[cut], 1e3 * rate->seconds,
		       percent(rate->found), percent(rate->alarms),
		       percent(tuned));
		note(&needs->theirs, cut,
		     rate->found >= FOUND && rate->alarms <= ALARMS,
		     rate->seconds);
		note(&needs->tuned, cut, tuned >= FOUND, rate->seconds);
		note(&needs->loud, cut, rate->found >= FOUND, rate->seconds);
		needs->most = fmax(needs->most, rate->seconds);
	}
	fflush(stdout);
}

static void print_need(const char *what, const struct need *need,
		       const struct needs *needs)
{
	double theirs = need->seconds, ours = needs->ours.seconds;
	const char *more = isnan(theirs) ? "more than " : "";
	double seconds = isnan(theirs) ? needs->most : theirs;

	printf("  Google Benchmark, %-27s %s%.2f ms", what, more,
	       1e3 * seconds);
	if (!isnan(ours))
		printf(", %s%.1f times as much", more, seconds / ours);
	putchar('\n');
}

static void print_needs(const struct needs *needs)
{
	puts("needed for 95 % found (target: 4 times)");
	if (isnan(needs->ours.seconds))
		puts("  peekbench never found 1 % in 95 % of trials");
	else
		printf("  peekbench, at most 5 %% of alarms              "
		       "%.2f ms\n",
		       1e3 * needs->ours.seconds);
	print_need("at most 5 % of alarms", &needs->theirs, needs);
	print_need("level tuned to 5 % of them", &needs->tuned, needs);
	print_need("whatever its alarms", &needs->loud, needs);
}

static int climb(struct rival *rival, double budget)
{
	struct needs needs = {no_need, no_need, no_need, no_need, 0};
	int err = 0;

	puts("  method                                timed    found   alarms"
	     "  found, tuned");
	for (u32 i = 0; i < TIMES && !err; i++, budget *= 2) {
		struct rate ours = {0}, theirs[CUTS] = {{0}};

		err = run_trials(rival, budget, &ours, theirs);
		if (!err)
			judge(&needs, &ours, theirs);
		if (!isnan(needs.ours.seconds) && !isnan(needs.theirs.seconds))
			break;
	}
	if (!err)
		print_needs(&needs);
	return err;
}

static int choose_axes(struct axes *axes, const struct workload *workload)
{
	static const int keys[] = {AXIS_PLATFORM, AXIS_STRATEGY, AXIS_SIZE,
				   AXIS_RING};
	const char *const values[] = {"swiotlb", workload->strategy,
				      workload->size, RING};
	char why[256];
	int err = 0;

	for (int key = 0; key < AXES; key++)
		axes->value[key] = axis_default(key);
	for (u32 i = 0; i < ARRAY_SIZE(keys) && !err; i++)
		err = axis_parse(keys[i], values[i], &axes->value[keys[i]], why,
				 sizeof(why));
	return err;
}

static int open_workload(struct rival *rival, const struct workload *workload)
{
	char why[256];
	struct axes axes;
	int err = choose_axes(&axes, workload);

	if (!err)
		err = live_ground_open(&rival->ground, &axes, rival->tsc.hz,
				       why, sizeof(why));
	if (!err)
		err = live_case_open(&rival->live, &rival->ground,
				     (size_t)axes.value[AXIS_STRATEGY], why,
				     sizeof(why));
	return err ? err : live_case_enter(&rival->live);
}

static int run_workload(struct rival *rival, const struct workload *workload,
			const char *machine)
{
	double unit[31];
	int err = open_workload(rival, workload);

	for (u32 i = 0; i < ARRAY_SIZE(unit) && !err; i++)
		unit[i] = rival_time_unit(rival);
	if (!err) {
		rival->unit_seconds =
			stats_summarise(unit, ARRAY_SIZE(unit)).median;
		printf("%s, %s bytes, " RING " buffers, %s\n",
		       workload->strategy, workload->size, machine);
		err = climb(rival, workload->least_seconds);
	}
	live_case_close(&rival->live);
	live_ground_close(&rival->ground);
	return err;
}

static int run_workloads(struct rival *rival, const char *machine)
{
	int err = 0;

	for (u32 i = 0; i < ARRAY_SIZE(workloads) && !err; i++) {
		memset(&rival->live, 0, sizeof(rival->live));
		memset(&rival->ground, 0, sizeof(rival->ground));
		err = run_workload(rival, &workloads[i], machine);
	}
	return err;
}

/* As the machine is, then with neighbours, which start before the binding. */
static int run_all(struct rival *rival)
{
	struct neighbours neighbours = {.count = 0};
	struct placement placement;
	int err = placement_choose(&placement);

	if (!err)
		err = tsc_calibrate(&rival->tsc);
	if (!err)
		err = neighbours_start(&neighbours);
	neighbours_pause(&neighbours);
	if (!err)
		err = placement_bind(placement.cpu_pu);
	if (!err)
		err = run_workloads(rival, "the machine as it is");
	neighbours_go_on(&neighbours);
	if (!err)
		err = run_workloads(rival, "a neighbour on each PU");
	neighbours_stop(&neighbours);
	return err;
}

int main(void)
{
	struct rival *rival = calloc(1, sizeof(*rival));
	int err = rival ? run_all(rival) : -ENOMEM;

	if (err)
		printf("cannot measure here: %s\n", strerror(-err));
	free(rival);
	return err ? 2 : 0;
}
