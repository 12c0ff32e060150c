// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Equal work and known shifts, compared by the method used for results: starts
 * of the program, in each of them rounds in random order, the level of their
 * log ratios, an A/A, verdicts over starts that are corrected together.
 *
 * The work is sweeps of not-ready looks over the ring; a slice that is s %
 * slower makes s % more sweeps without counting them, so the shift is known
 * exactly.
 */
#include "selfcheck/parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "record/arena.h"
#include "runner/order.h"
#include "stats/starts.h"
#include "stats/stats.h"
#include "stats/verdict.h"

#define RING 16
#define MEMBERS (3 + SELFCHECK_SHIFTS)
#define WARM_ROUNDS 3u

/* The first three are equal: base, its second run, a rival. */
enum { BASE, SECOND, RIVAL, FIRST_SHIFT };

/* Comparisons of a trial: the rival's, and each shift's. */
#define COMPARED (MEMBERS - RIVAL)

static const u32 extra_sweeps[MEMBERS] = {[FIRST_SHIFT] = 1, 2, 4, 10};

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

/* --- one start ----------------------------------------------------------- */

/* The place of a slice among the values of a start. */
static size_t at(u32 trial, u32 part, u32 round)
{
	return ((size_t)trial * MEMBERS + part) * SELFCHECK_ROUNDS + round;
}

size_t selfcheck_values(u32 trials)
{
	return at(trials, 0, 0);
}

static double run_part(const struct selfcheck_options *options,
		       struct live_case *live, u32 extra)
{
	double pair = (double)options->tsc->pair_milliticks / 1000;
	u64 start = span_begin(options->tsc);

	for (u32 i = 0; i < SELFCHECK_SWEEPS + extra; i++)
		live->loops->peek_each(live->side->bufs, RING, 1);
	return ((double)(span_end(options->tsc) - start) - pair) /
	       (RING * SELFCHECK_SWEEPS);
}

static void run_trial(const struct selfcheck_options *options,
		      struct live_case *live, u32 start, u32 trial,
		      double *cost)
{
	u32 order[MEMBERS];

	for (u32 round = 0; round < SELFCHECK_ROUNDS; round++) {
		order_shuffle(order, MEMBERS, options->seed, trial,
			      start * SELFCHECK_ROUNDS + round);
		for (u32 i = 0; i < MEMBERS; i++)
			cost[at(trial, order[i], round)] =
				run_part(options, live, extra_sweeps[order[i]]);
	}
}

/* Trials that are corrected together share buffers, as a document's groups
 * share a machine. */
static int run_family(const struct selfcheck_options *options, u32 start,
		      u32 first, double *cost, char *why, size_t why_size)
{
	struct place place = place_of(options->seed + first, start);
	struct live_ground ground = {0};
	struct live_case live = {0};
	struct axes axes;
	int err;

	selfcheck_axes(&axes, RING);
	err = live_ground_open_at(&ground, &axes, &place, options->tsc->time_hz,
				  why, why_size);
	if (!err)
		err = live_case_open_loops(&live, &ground, &honest_loops, why,
					   why_size);
	if (!err)
		err = live_case_enter(&live);
	for (u32 i = 0; i < WARM_ROUNDS * MEMBERS && !err; i++)
		run_part(options, &live, 0);
	for (u32 i = first; i < first + SELFCHECK_FAMILY && !err; i++) {
		if (i == options->trials)
			break;
		if (options->stop && options->stop(options->ctx))
			err = -EINTR;
		else
			run_trial(options, &live, start, i, cost);
	}
	live_case_close(&live);
	live_ground_close(&ground);
	return err;
}

int selfcheck_start(const struct selfcheck_options *options, u32 start,
		    double *cost, char *why, size_t why_size)
{
	int err = 0;

	for (u32 i = 0; i < options->trials && !err; i += SELFCHECK_FAMILY)
		err = run_family(options, start, i, cost, why, why_size);
	return err;
}

/* --- all starts ---------------------------------------------------------- */

/**
 * struct trials - the values of all starts.
 * @cost: selfcheck_values() of each start.
 * @apart: how far base and second run came out apart, in percent, by trial.
 * @estimate: of each shift, in percent, by trial.
 */
struct trials {
	const double *cost;
	u32 starts;
	u32 trials;
	double *apart;
	double *estimate[SELFCHECK_SHIFTS];
};

/* The shift over starts from the base to @part. */
static struct start_shift shift_of(const struct trials *t, u32 trial, u32 part)
{
	double level[SELFCHECK_STARTS], ratio[SELFCHECK_ROUNDS];
	u32 levels = 0;

	for (u32 start = 0; start < t->starts; start++) {
		const double *cost =
			&t->cost[start * selfcheck_values(t->trials)];

		level[levels] = start_level(&cost[at(trial, BASE, 0)],
					    &cost[at(trial, part, 0)],
					    SELFCHECK_ROUNDS, ratio);
		levels += !isnan(level[levels]);
	}
	return start_shift(level, levels);
}

static void note(struct trials *t, u32 trial, u32 part,
		 const struct start_shift *shift, double p, double effect,
		 struct selfcheck_timing *timing)
{
	enum verdict verdict =
		verdict_of(shift->shift, shift->low, shift->high, effect,
			   log1p(VERDICT_SAME_WITHIN), p);
	double truth = log1p((double)extra_sweeps[part] / SELFCHECK_SWEEPS);
	bool holds = shift->low <= truth && truth <= shift->high;

	if (part == RIVAL) {
		timing->alarms +=
			verdict == VERDICT_FASTER || verdict == VERDICT_SLOWER;
		timing->covered += holds;
		timing->rejected += start_shift_p(shift) < VERDICT_ALPHA;
	} else {
		struct selfcheck_shift *of = &timing->shift[part - FIRST_SHIFT];

		of->found += verdict == VERDICT_SLOWER;
		of->covered += holds;
		t->estimate[part - FIRST_SHIFT][trial] =
			verdict_percent(shift->shift);
	}
}

static void judge_family(struct trials *t, u32 first, u32 count,
			 struct selfcheck_timing *timing)
{
	struct start_shift shift[SELFCHECK_FAMILY * COMPARED];
	double p[SELFCHECK_FAMILY * COMPARED];
	size_t order[SELFCHECK_FAMILY * COMPARED];

	for (u32 i = 0; i < count * COMPARED; i++) {
		shift[i] =
			shift_of(t, first + i / COMPARED, RIVAL + i % COMPARED);
		p[i] = start_shift_p(&shift[i]);
	}
	stats_holm(p, (size_t)count * COMPARED, order);
	for (u32 trial = first; trial < first + count; trial++) {
		struct start_shift second = shift_of(t, trial, SECOND);
		double effect =
			fmax(fabs(second.shift), log1p(VERDICT_MIN_EFFECT));

		t->apart[trial] = verdict_percent(fabs(second.shift));
		for (u32 k = 0; k < COMPARED; k++) {
			u32 i = (trial - first) * COMPARED + k;

			note(t, trial, RIVAL + k, &shift[i], p[i], effect,
			     timing);
		}
	}
}

void selfcheck_judge(const double *cost, u32 starts, u32 trials,
		     struct selfcheck_timing *timing)
{
	struct trials t = {.cost = cost, .starts = starts, .trials = trials};
	struct stats_summary apart;

	*timing = (struct selfcheck_timing){.trials = trials, .starts = starts};
	t.apart = memory_zeros(trials, sizeof(*t.apart));
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++)
		t.estimate[i] = memory_zeros(trials, sizeof(**t.estimate));
	for (u32 i = 0; i < trials; i += SELFCHECK_FAMILY)
		judge_family(&t, i,
			     trials - i < SELFCHECK_FAMILY ? trials - i
							   : SELFCHECK_FAMILY,
			     timing);
	apart = stats_summarise(t.apart, trials);
	timing->floor = apart.median;
	timing->floor_p90 = apart.p90;
	for (u32 i = 0; i < SELFCHECK_SHIFTS; i++) {
		timing->shift[i].percent = 100.0 *
					   extra_sweeps[FIRST_SHIFT + i] /
					   SELFCHECK_SWEEPS;
		timing->shift[i].estimate =
			stats_summarise(t.estimate[i], trials).median;
		free(t.estimate[i]);
	}
	free(t.apart);
}
