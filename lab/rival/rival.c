// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The measuring time that a method needs to find a true shift of 1 %.
 *
 * usage: peekbench_rival [TRIALS [neighbours]]
 *
 * The method of this project ("ours": 12 starts of the program, rounds in
 * seeded order, a second run of the base, verdicts over starts) and Google
 * Benchmark's ("theirs": random interleaving, and the U test of its compare.py)
 * alternate, trial by trial, on the same code: looks at 100 buffers that are
 * not ready, or at 101.  Both are charged for starts, at the cost of one that
 * measures nothing.  Ours has one division of its time, fixed beforehand: the
 * rounds of the preset latency.  Theirs gets the same time and four times as
 * much, in one start and in 12, and is judged by the best of its divisions.
 *
 * It prints figures and never fails on one, because they depend on the machine.
 */
#include "rival/rival.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/placement.h"
#include "rival/neighbour.h"
#include "stats/stats.h"

#define TRIALS 40u
#define MOST_TRIALS 1000u
#define EMPTY_STARTS 31u

/* Rounds of a start of the preset latency, and seconds of their slices. */
#define OUR_ROUNDS 16u
#define OUR_SECONDS 12e-3

/* Multiples of the time of ours that theirs gets. */
static const u32 times[] = {1, 4};

/**
 * enum way - the use of Google Benchmark: one start, or a script that starts it
 * repeatedly, on two copies of the code or on one.
 */
enum way {
	WAY_ONE_START,
	WAY_STARTS,
	WAY_ONE_PLACE,
	WAYS,
};

static const char *const ways[WAYS] = {
	[WAY_ONE_START] = "1 start",
	[WAY_STARTS] = "12 starts by a script",
	[WAY_ONE_PLACE] = "the same at one place",
};

#define CUTS 5u
static const struct {
	const char *name;
	enum way way;
	u32 starts;
	u32 repetitions;
	bool apart;
	bool medians; /* of the measurement of the cut before */
} cuts[CUTS] = {
	{"1 start of 20", WAY_ONE_START, 1, 20, true, false},
	{"12 starts of 5, all", WAY_STARTS, RIVAL_STARTS, 5, true, false},
	{"12 starts of 5, medians", WAY_STARTS, RIVAL_STARTS, 5, true, true},
	{"the same at one place", WAY_ONE_PLACE, RIVAL_STARTS, 5, false, false},
	{"and its medians", WAY_ONE_PLACE, RIVAL_STARTS, 5, false, true},
};

/* The cheapest look of the presets and the dearest, at their usual size. */
static const char *const strategies[] = {"partial_copy", "full_sync"};

/**
 * struct rate - of trials with a shift and as many without.
 * @seconds: with starts, of a trial.
 * @p: of the trials without and with.
 * @done: trials so far, without and with.
 */
struct rate {
	u32 found;
	u32 alarms;
	double seconds;
	double p[2][MOST_TRIALS];
	u32 done[2];
};

/**
 * struct rival - the state of the program.
 * @trials: with a shift, and as many without.
 * @start_seconds: the time of a start that measures nothing.
 * @most: the longest time given to theirs.
 * @theirs: by way, the least time in which theirs found enough shifts with at
 *	most 5 % false alarms; NaN: never.
 */
struct rival {
	struct rival_job job;
	u32 trials;
	double start_seconds;
	double most;
	double theirs[WAYS];
	struct rate ours;
	struct rate cut[CUTS];
};

static u32 most_alarms(const struct rival *rival)
{
	return rival->trials / 20;
}

static bool enough(const struct rival *rival, u32 found)
{
	return 10 * found >= 9 * rival->trials;
}

static void count_trial(const struct rival *rival, struct rate *rate,
			const struct trial *trial, u32 starts)
{
	bool shifted = rival->job.extra;

	if (shifted)
		rate->found += trial->slower;
	else
		rate->alarms += trial->different;
	rate->p[shifted][rate->done[shifted]++] = trial->p;
	rate->seconds += (trial->timed + starts * rival->start_seconds) /
			 (2 * rival->trials);
}

static int run_ours(struct rival *rival)
{
	struct rival_job job = rival->job;
	struct trial trial;
	int err;

	job.slices = OUR_ROUNDS;
	job.seconds = OUR_SECONDS;
	err = our_trial(&job, &trial);
	if (!err)
		count_trial(rival, &rival->ours, &trial, RIVAL_STARTS);
	return err;
}

/* @budget: of a trial, with its starts. */
static int run_theirs(struct rival *rival, double budget)
{
	int err = 0;

	for (u32 i = 0; i < CUTS && !err; i++) {
		struct rival_job job = rival->job;
		struct trial pooled, medians;
		u32 starts = cuts[i].starts;

		if (cuts[i].medians)
			continue;
		job.theirs = true;
		job.apart = cuts[i].apart;
		job.slices = cuts[i].repetitions;
		job.seconds = budget - starts * rival->start_seconds;
		err = their_trial(&job, starts, &pooled,
				  starts > 1 ? &medians : NULL);
		if (err)
			break;
		count_trial(rival, &rival->cut[i], &pooled, starts);
		if (starts > 1)
			count_trial(rival, &rival->cut[i + 1], &medians,
				    starts);
	}
	return err;
}

/* Share found at the p-value that makes 5 % of alarms. */
static u32 found_when_tuned(const struct rival *rival, struct rate *rate)
{
	double level;
	u32 found = 0;

	stats_sort(rate->p[0], rival->trials);
	level = rate->p[0][most_alarms(rival)];
	for (u32 i = 0; i < rival->trials; i++)
		found += rate->p[1][i] < level;
	return found;
}

static double percent(const struct rival *rival, u32 count)
{
	return 100.0 * count / rival->trials;
}

static void print_rate(const struct rival *rival, const char *method,
		       const char *cut, const struct rate *rate)
{
	printf("  %-16s  %-23s %8.1f ms %7.0f %% %7.0f %%", method, cut,
	       1e3 * rate->seconds, percent(rival, rate->found),
	       percent(rival, rate->alarms));
}

static void print_theirs(struct rival *rival)
{
	for (u32 i = 0; i < CUTS; i++) {
		struct rate *rate = &rival->cut[i];
		double *theirs = &rival->theirs[cuts[i].way];
		u32 tuned = found_when_tuned(rival, rate);

		print_rate(rival, "Google Benchmark", cuts[i].name, rate);
		printf(" %7.0f %%\n", percent(rival, tuned));
		rival->most = fmax(rival->most, rate->seconds);
		if (enough(rival, rate->found) &&
		    rate->alarms <= most_alarms(rival))
			*theirs = fmin(*theirs, rate->seconds);
	}
	fflush(stdout);
}

static void print_needs(const struct rival *rival)
{
	printf("needed for 90 %% found, at most 5 %% of alarms (target: 4 "
	       "times)\n");
	printf("  peekbench%s %21.1f ms\n",
	       enough(rival, rival->ours.found) &&
			       rival->ours.alarms <= most_alarms(rival)
		       ? "                "
		       : ": not in as much",
	       1e3 * rival->ours.seconds);
	for (int way = 0; way < WAYS; way++) {
		double theirs = rival->theirs[way];
		const char *more = isnan(theirs) ? "more than " : "";
		double seconds = isnan(theirs) ? rival->most : theirs;

		printf("  Google Benchmark, %-22s %s%.1f ms, %s%.1f times as "
		       "much\n",
		       ways[way], more, 1e3 * seconds, more,
		       seconds / rival->ours.seconds);
	}
	fflush(stdout);
}

/*
 * Run the trials with @factor times the time of ours; ours itself runs with
 * factor 1 only, alternating with theirs.
 */
static int run_trials(struct rival *rival, u32 factor)
{
	double budget = OUR_SECONDS + RIVAL_STARTS * rival->start_seconds;
	int err = 0;

	memset(rival->cut, 0, sizeof(rival->cut));
	for (u32 i = 0; i < 2 * rival->trials && !err; i++) {
		rival->job.seed++;
		rival->job.extra = i & 1;
		if (factor == 1)
			err = run_ours(rival);
		if (!err)
			err = run_theirs(rival, factor * budget);
	}
	return err;
}

static int run_strategy(struct rival *rival, const char *strategy)
{
	int err = 0;

	snprintf(rival->job.strategy, sizeof(rival->job.strategy), "%s",
		 strategy);
	for (int way = 0; way < WAYS; way++)
		rival->theirs[way] = NAN;
	rival->most = 0;
	memset(&rival->ours, 0, sizeof(rival->ours));
	printf("%s\n  method            cut                     with starts    "
	       "found   alarms  found, tuned\n",
	       strategy);
	for (u32 i = 0; i < ARRAY_SIZE(times) && !err; i++) {
		err = run_trials(rival, times[i]);
		if (!err && !i) {
			print_rate(rival, "peekbench", "12 starts x 16 rounds",
				   &rival->ours);
			putchar('\n');
		}
		if (!err)
			print_theirs(rival);
	}
	if (!err)
		print_needs(rival);
	return err;
}

static int time_start(struct rival *rival)
{
	double wall[EMPTY_STARTS];
	struct rival_answer answer;
	int err = 0;

	for (u32 i = 0; i < EMPTY_STARTS && !err; i++)
		err = rival_start(&rival->job, &answer, &wall[i]);
	if (!err)
		rival->start_seconds =
			stats_summarise(wall, EMPTY_STARTS).median;
	return err;
}

/* Neighbours start before the binding. */
static int run_all(struct rival *rival, bool crowded)
{
	struct neighbours neighbours = {.count = 0};
	struct placement placement;
	int err = placement_choose(&placement);

	if (!err)
		err = tsc_calibrate(&rival->job.tsc, NULL);
	if (!err && crowded)
		err = neighbours_start(&neighbours);
	if (!err)
		err = placement_bind(placement.cpu_pu);
	strcpy(rival->job.strategy, strategies[0]);
	strcpy(rival->job.size, "2048");
	if (!err)
		err = time_start(rival);
	if (!err)
		printf("a true 1 %%: 2048 bytes, 128 buffers, swiotlb, %s;\n"
		       "%u trials with it, %u without; a start is charged with "
		       "%.2f ms\n",
		       crowded ? "a neighbour on each PU"
			       : "the machine as it is",
		       rival->trials, rival->trials,
		       1e3 * rival->start_seconds);
	for (u32 i = 0; i < ARRAY_SIZE(strategies) && !err; i++)
		err = run_strategy(rival, strategies[i]);
	neighbours_stop(&neighbours);
	return err;
}

int main(int argc, char **argv)
{
	struct rival *rival;
	int fd, err = -ENOMEM;

	if (argc == 2 && sscanf(argv[1], "fd=%d", &fd) == 1)
		return rival_serve(fd);
	rival = calloc(1, sizeof(*rival));
	if (rival) {
		rival->trials =
			argc > 1 ? (u32)strtoul(argv[1], NULL, 10) : TRIALS;
		if (!rival->trials || rival->trials > MOST_TRIALS) {
			fprintf(stderr, "usage: %s [TRIALS [neighbours]]\n",
				argv[0]);
			free(rival);
			return 2;
		}
		err = run_all(rival, argc > 2);
	}
	if (err)
		printf("cannot measure here: %s\n", strerror(-err));
	free(rival);
	return err ? 2 : 0;
}
