// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Cheating strategies among correct ones: do the suite's records reveal them?
 */
#include "selfcheck/parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/disturbance.h"
#include "measure/placement.h"
#include "runner/order.h"
#include "stats/stats.h"
#include "stats/unpaired.h"

#define RING 32
#define FRAMES 32u
#define ROUNDS 200u
#define CHEATS SELFCHECK_SABOTAGES

/* Looks of the next slice: few, so that cold caches have an effect. */
#define VICTIM_LOOKS 2u

/* An order effect counts from here on. */
#define ORDER_EFFECT 0.10

static const struct peek_loops *const cheats[CHEATS] = {
	&idle_loops,	   &stale_payload_loops, &sleeper_loops,
	&cold_heels_loops, &honest_loops,
};

/**
 * struct stage - all these strategies on one set of buffers.
 * @marked: slices with the mark "blocked".
 * @after: a victim's cycles for its first looks, by predecessor.
 */
struct stage {
	const struct selfcheck_options *options;
	struct live_ground ground;
	struct live_case live[CHEATS];
	struct live_case victim;
	struct disturbance disturbance;
	u32 marked[CHEATS];
	double after[CHEATS][ROUNDS];
};

static int open_stage(struct stage *stage, char *why, size_t why_size)
{
	const struct placement *placement = stage->options->placement;
	struct axes axes;
	int err;

	selfcheck_axes(&axes, RING);
	err = disturbance_open(&stage->disturbance, placement->cpu_pu, -1,
			       "/proc/stat");
	if (!err)
		err = live_ground_open(&stage->ground, &axes,
				       stage->options->tsc->time_hz, why,
				       why_size);
	for (u32 i = 0; i < CHEATS && !err; i++)
		err = live_case_open_loops(&stage->live[i], &stage->ground,
					   cheats[i], why, why_size);
	if (!err)
		err = live_case_open_loops(&stage->victim, &stage->ground,
					   &thorough_loops, why, why_size);
	return err;
}

static void close_stage(struct stage *stage)
{
	for (u32 i = 0; i < CHEATS; i++)
		live_case_close(&stage->live[i]);
	live_case_close(&stage->victim);
	live_ground_close(&stage->ground);
	disturbance_close(&stage->disturbance);
}

static int run_cheat(struct stage *stage, u32 i)
{
	struct slice_tools tools = {.tsc = stage->options->tsc};
	struct slice_sample sample = {0};
	int err = live_case_enter(&stage->live[i]);

	if (err)
		return err;
	disturbance_begin(&stage->disturbance);
	err = slice_run(&stage->live[i], &tools, FRAMES, &sample);
	stage->marked[i] +=
		(disturbance_end(&stage->disturbance) & DISTURBED_BLOCKED) != 0;
	if (!err)
		stage->live[i].loops->peek_each(stage->live[i].side->bufs, RING,
						1);
	live_case_leave(&stage->live[i]);
	return err;
}

static int run_victim(struct stage *stage, double *cycles)
{
	int err = live_case_enter(&stage->victim);
	u64 start = span_begin(stage->options->tsc);

	if (!err)
		stage->victim.loops->peek_each(stage->victim.side->bufs, RING,
					       VICTIM_LOOKS);
	*cycles = (double)(span_end(stage->options->tsc) - start) /
		  (RING * VICTIM_LOOKS);
	live_case_leave(&stage->victim);
	return err;
}

static int run_rounds(struct stage *stage)
{
	u32 order[CHEATS];
	int err = 0;

	for (u32 round = 0; round < ROUNDS && !err; round++) {
		order_shuffle(order, CHEATS, stage->options->seed, 0, round);
		for (u32 i = 0; i < CHEATS && !err; i++) {
			err = run_cheat(stage, order[i]);
			if (!err)
				err = run_victim(
					stage, &stage->after[order[i]][round]);
		}
	}
	return err;
}

/* Compare the looks after strategy @i with those after all others. */
static int order_effect(const struct stage *stage, u32 i, double *effect,
			double *p)
{
	double *others = malloc(CHEATS * ROUNDS * sizeof(*others));
	double own[ROUNDS];
	size_t count = 0;
	int err;

	if (!others)
		return -ENOMEM;
	for (u32 k = 0; k < CHEATS; k++)
		for (u32 round = 0; k != i && round < ROUNDS; round++)
			others[count++] = stage->after[k][round];
	for (u32 round = 0; round < ROUNDS; round++)
		own[round] = stage->after[i][round];
	err = rank_sum_p(own, ROUNDS, others, count, p);
	*effect = stats_summarise(own, ROUNDS).median /
			  stats_summarise(others, count).median -
		  1;
	free(others);
	return err;
}

__attribute__((format(printf, 2, 3))) static void
flag(struct selfcheck_finding *finding, const char *format, ...)
{
	size_t used = strlen(finding->text);
	va_list args;

	finding->flagged = true;
	if (used && used + 2 < sizeof(finding->text)) {
		memcpy(finding->text + used, "; ", 3);
		used += 2;
	}
	va_start(args, format);
	vsnprintf(finding->text + used, sizeof(finding->text) - used, format,
		  args);
	va_end(args);
}

static void flag_hazards(struct selfcheck_finding *finding,
			 const struct integrity *integrity)
{
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (integrity->hazard[bit])
			flag(finding, "%s %.3g%% of %llu frames",
			     frame_hazard_name(bit),
			     100.0 * (double)integrity->hazard[bit] /
				     (double)integrity->frames,
			     (unsigned long long)integrity->frames);
}

static int report_cheat(const struct stage *stage, u32 i,
			struct selfcheck_finding *finding)
{
	double effect, p;
	int err = order_effect(stage, i, &effect, &p);

	finding->name = cheats[i]->strategy->name;
	finding->expected = cheats[i] != &honest_loops;
	flag_hazards(finding, &stage->live[i].integrity);
	if (stage->marked[i] > ROUNDS / 2)
		flag(finding, "slept in %.0f%% of %llu slices",
		     100.0 * stage->marked[i] / ROUNDS,
		     (unsigned long long)ROUNDS);
	/* corrected for one test for each strategy */
	if (!err && p < 0.01 / CHEATS && effect > ORDER_EFFECT)
		flag(finding, "the next is %.0f%% slower", 100 * effect);
	return err;
}

int selfcheck_sabotage(const struct selfcheck_options *options,
		       struct selfcheck_report *report, char *why,
		       size_t why_size)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	int err;

	snprintf(why, why_size, "out of memory");
	if (!stage)
		return -ENOMEM;
	stage->options = options;
	err = open_stage(stage, why, why_size);
	if (!err)
		err = run_rounds(stage);
	for (u32 i = 0; i < CHEATS && !err; i++)
		err = report_cheat(stage, i, &report->sabotage[i]);
	close_stage(stage);
	free(stage);
	return err;
}
