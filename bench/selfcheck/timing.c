// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Equal work and known shifts, compared by the method used for results: rounds
 * in random order, log ratios, the floor of a second copy, verdicts.
 *
 * The work is sweeps of not-ready looks over the ring; a slice that is s %
 * slower makes s % more sweeps without counting them, so the shift is known
 * exactly.
 */
#include "selfcheck/parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "runner/order.h"
#include "stats/paired.h"
#include "stats/stats.h"
#include "stats/verdict.h"

#define RING 16
#define MEMBERS (3 + SELFCHECK_SHIFTS)
#define WARM_ROUNDS 3u

/* The first three are equal: base, its second copy, a rival. */
enum { BASE, COPY, RIVAL, FIRST_SHIFT };

static const u32 extra_sweeps[MEMBERS] = {[FIRST_SHIFT] = 1, 2, 4, 10};

/**
 * struct trials - one live case, which is used for all parts.
 * @log: log of a look's cycles, by part and round.
 * @floor, @estimate: of each trial.
 */
struct trials {
	const struct selfcheck_options *options;
	struct live_ground ground;
	struct live_case live;
	double log[MEMBERS][SELFCHECK_ROUNDS];
	double *floor;
	double *estimate[SELFCHECK_SHIFTS];
};

void selfcheck_axes(struct axes *axes, s64 ring)
{
	char why[512];

	for (int key = 0; key < AXES; key++)
		axes->value[key] = axis_default(key);
	axis_parse(AXIS_PLATFORM, "swiotlb", &axes->value[AXIS_PLATFORM], why,
		   sizeof(why));
	axes->value[AXIS_RING] = ring;
	axes_canonical(axes);
}

static double run_part(struct trials *t, u32 extra)
{
	double pair = (double)t->options->tsc->pair_milliticks / 1000;
	u64 start = span_begin(t->options->tsc);

	for (u32 i = 0; i < SELFCHECK_SWEEPS + extra; i++)
		t->live.loops->peek_each(t->live.side->bufs, RING, 1);
	return ((double)(span_end(t->options->tsc) - start) - pair) /
	       (RING * SELFCHECK_SWEEPS);
}

static void run_rounds(struct trials *t, u32 trial)
{
	u32 order[MEMBERS];

	for (u32 round = 0; round < SELFCHECK_ROUNDS; round++) {
		order_shuffle(order, MEMBERS, t->options->seed, trial, round);
		for (u32 i = 0; i < MEMBERS; i++)
			t->log[order[i]][round] =
				log(run_part(t, extra_sweeps[order[i]]));
	}
}

/* From the base's parts to those of @part, round by round. */
static void differ(const struct trials *t, u32 part, double *differences)
{
	for (u32 round = 0; round < SELFCHECK_ROUNDS; round++)
		differences[round] = t->log[part][round] - t->log[BASE][round];
}

static int judge(struct trials *t, u32 part, double floor,
		 enum verdict *verdict, struct paired_shift *shift)
{
	double differences[SELFCHECK_ROUNDS], p;
	int err;

	differ(t, part, differences);
	err = paired_beyond(differences, SELFCHECK_ROUNDS, VERDICT_CONFIDENCE,
			    floor, shift, &p);
	if (!err)
		*verdict = verdict_of(shift->shift, shift->low, shift->high,
				      floor, log1p(VERDICT_SAME_WITHIN), p);
	return err;
}

static bool holds(const struct paired_shift *shift, double truth)
{
	return shift->low <= truth && truth <= shift->high;
}

static int note_shift(struct trials *t, u32 trial, u32 i, double floor,
		      struct selfcheck_shift *result)
{
	double truth = log1p(result->percent / 100);
	struct paired_shift shift;
	enum verdict verdict;
	int err = judge(t, FIRST_SHIFT + i, floor, &verdict, &shift);

	if (err)
		return err;
	result->found += verdict == VERDICT_SLOWER;
	result->covered += holds(&shift, truth);
	t->estimate[i][trial] = verdict_percent(shift.shift);
	return 0;
}

static int note_trial(struct trials *t, u32 trial,
		      struct selfcheck_timing *result)
{
	double differences[SELFCHECK_ROUNDS], floor, p;
	struct paired_shift shift;
	enum verdict verdict;
	int err;

	differ(t, COPY, differences);
	err = paired_shift(differences, SELFCHECK_ROUNDS, VERDICT_CONFIDENCE,
			   &shift);
	if (err)
		return err;
	floor = paired_distance(&shift);
	t->floor[trial] = verdict_percent(floor);
	err = judge(t, RIVAL, floor, &verdict, &shift);
	if (err)
		return err;
	result->alarms +=
		verdict == VERDICT_FASTER || verdict == VERDICT_SLOWER;
	result->covered += holds(&shift, 0);
	differ(t, RIVAL, differences);
	err = paired_p(differences, SELFCHECK_ROUNDS, &shift, 0, &p);
	result->rejected += p < VERDICT_ALPHA;
	for (u32 i = 0; i < SELFCHECK_SHIFTS && !err; i++)
		err = note_shift(t, trial, i, floor, &result->shift[i]);
	result->trials++;
	return err;
}

static void summarise(struct trials *t, struct selfcheck_timing *result)
{
	struct stats_summary floor = stats_summarise(t->floor, result->trials);

	result->floor = floor.median;
	result->floor_p90 = floor.p90;
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++)
		result->shift[i].estimate =
			stats_summarise(t->estimate[i], result->trials).median;
}

static int run_trials(struct trials *t, struct selfcheck_report *report)
{
	const struct selfcheck_options *options = t->options;
	int err = 0;

	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++)
		report->timing.shift[i].percent =
			100.0 * extra_sweeps[FIRST_SHIFT + i] /
			SELFCHECK_SWEEPS;
	for (u32 round = 0; round < WARM_ROUNDS * MEMBERS; round++)
		run_part(t, 0);
	for (u32 trial = 0; trial < options->trials && !err; trial++) {
		if (options->stop && options->stop(options->ctx)) {
			report->interrupted = true;
			break;
		}
		run_rounds(t, trial);
		err = note_trial(t, trial, &report->timing);
		if (options->progress)
			options->progress(options->ctx, trial + 1,
					  options->trials);
	}
	summarise(t, &report->timing);
	return err;
}

static int open_trials(struct trials *t, char *why, size_t why_size)
{
	u32 trials = t->options->trials;
	struct axes axes;
	int err;

	selfcheck_axes(&axes, RING);
	err = live_ground_open(&t->ground, &axes, t->options->tsc->time_hz, why,
			       why_size);
	if (!err)
		err = live_case_open_loops(&t->live, &t->ground, &honest_loops,
					   why, why_size);
	if (!err)
		err = live_case_enter(&t->live);
	t->floor = calloc(trials, sizeof(*t->floor));
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++) {
		t->estimate[i] = calloc(trials, sizeof(**t->estimate));
		if (!t->estimate[i] || !t->floor)
			err = -ENOMEM;
	}
	return err;
}

static void close_trials(struct trials *t)
{
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++)
		free(t->estimate[i]);
	free(t->floor);
	live_case_close(&t->live);
	live_ground_close(&t->ground);
}

int selfcheck_timing(const struct selfcheck_options *options,
		     struct selfcheck_report *report, char *why,
		     size_t why_size)
{
	struct trials *t = calloc(1, sizeof(*t));
	int err;

	snprintf(why, why_size, "out of memory");
	if (!t)
		return -ENOMEM;
	t->options = options;
	err = open_trials(t, why, why_size);
	if (!err)
		err = run_trials(t, report);
	close_trials(t);
	free(t);
	return err;
}
