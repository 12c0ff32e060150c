// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan/working_set.h"
#include "runner/copy.h"
#include "runner/group.h"
#include "runner/modelled.h"

/* Time to open, account and calibrate a case, in slices. */
#define OPENING_SLICES 12u

/*
 * Time of a case per byte of its memory, beside its slices: memory is cleared
 * for the model and for the live ring, and the model goes over it.  Measured on
 * one machine; others take half or twice as long.
 */
#define NS_PER_WORKING_SET_BYTE 2u

struct runner {
	struct group_run group;
	struct run_result *result;
	size_t cases_done;
};

static void skip(struct case_result *cases, size_t count, const char *why)
{
	for (size_t i = 0; i < count; i++) {
		cases[i].state = CASE_SKIPPED;
		snprintf(cases[i].reason, sizeof(cases[i].reason), "%s", why);
	}
}

/* Time left: the time of the finished share of this start, scaled up. */
static u64 left_ns(const struct run_options *options, u64 elapsed_ns,
		   double share)
{
	double starts = options->starts > options->start
				? (double)(options->starts - options->start)
				: 1;

	return share > 0 ? (u64)((double)elapsed_ns * (starts - share) / share)
			 : 0;
}

static bool round_done(void *ctx, u32 round, u32 rounds)
{
	struct runner *runner = ctx;
	const struct run_options *options = runner->group.options;
	const struct plan *plan = runner->result->plan;
	struct run_progress progress = {
		.start = options->start,
		.starts = options->starts,
		.case_count = plan->count,
		.cases_done = runner->cases_done,
		.round = round,
		.rounds = rounds,
		.elapsed_ns = group_clock_ns() - runner->group.start_ns,
	};
	u32 group = plan->cases[runner->cases_done].group;

	progress.left_ns =
		left_ns(options, progress.elapsed_ns,
			(group + (double)round / rounds) / plan->group_count);
	if (options->progress)
		options->progress(options->ctx, &progress);
	if (options->stop && options->stop(options->ctx))
		runner->result->interrupted = true;
	return runner->result->interrupted;
}

static size_t group_length(const struct plan *plan, size_t first)
{
	size_t i = first;

	while (i < plan->count &&
	       plan->cases[i].group == plan->cases[first].group)
		i++;
	return i - first;
}

/* The deadline of group number @group of the plan. */
static u64 deadline(const struct runner *runner, u32 group)
{
	u64 budget = runner->group.options->budget_ns;
	u32 groups = runner->result->plan->group_count;

	if (!budget)
		return 0;
	return runner->group.start_ns + budget / groups * (group + 1);
}

static bool all_rounds_done(const struct runner *runner, u32 group)
{
	const struct run_options *options = runner->group.options;

	return options->first_round &&
	       options->first_round[group] >= run_most_rounds(options);
}

/*
 * Run the cache model before the group's live slices, because it needs no
 * clock.
 */
static void model_group(struct runner *runner, struct case_result *cases,
			size_t count)
{
	const struct run_options *options = runner->group.options;
	struct modelled_options model = {
		.stop = options->stop,
		.ctx = options->ctx,
	};

	if (options->modelled || !options->cache ||
	    !cache_choice_on(options->cache))
		return;
	model.geometry = &options->cache->geometry;
	for (size_t i = 0; i < count; i++)
		modelled_run(cases[i].plan, &model, &cases[i].modelled);
}

static int run_groups(struct runner *runner)
{
	const struct plan *plan = runner->result->plan;
	struct case_result *cases = runner->result->cases;
	int err = 0;

	while (runner->cases_done < plan->count && !err) {
		size_t first = runner->cases_done;
		size_t count = group_length(plan, first);

		if (all_rounds_done(runner, plan->cases[first].group)) {
			skip(&cases[first], count,
			     "an earlier process start has all its rounds");
			runner->cases_done += count;
			continue;
		}
		model_group(runner, &cases[first], count);
		err = group_execute(&runner->group, &cases[first], count,
				    deadline(runner, plan->cases[first].group),
				    round_done, runner);
		runner->cases_done += count;
	}
	if (runner->result->interrupted)
		skip(&cases[runner->cases_done],
		     plan->count - runner->cases_done,
		     "interrupted before its first round");
	return err < 0 ? err : 0;
}

static bool wants_thread(const struct plan *plan, s64 kind)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct axes *axes = &plan->cases[i].axes;

		if (axes_on_thread(axes) && axes->value[AXIS_PLACEMENT] == kind)
			return true;
	}
	return false;
}

/* Start one thread for each placement; idle ones sleep and disturb no other. */
static int open_threads(struct runner *runner)
{
	const struct run_options *options = runner->group.options;
	int err = 0;

	for (int kind = 0; !err && kind < PLACEMENT_KINDS; kind++) {
		int pu = options->placement->site[kind].device_pu;

		if (pu >= 0 && wants_thread(runner->result->plan, kind))
			err = thread_device_create(
				&runner->group.threads[kind], pu,
				options->seed + options->start);
	}
	return err;
}

static int open_tools(struct runner *runner)
{
	const struct run_options *options = runner->group.options;
	const struct placement *placement = options->placement;
	int err =
		disturbance_open(&runner->group.disturbance, placement->cpu_pu,
				 placement->device_pu, "/proc/stat");

	runner->group.tools.looks =
		calloc(SLICE_HISTOGRAMS, sizeof(*runner->group.tools.looks));
	if (!err && !runner->group.tools.looks)
		err = -ENOMEM;
	return err ? err : open_threads(runner);
}

static void close_tools(struct runner *runner)
{
	for (int kind = 0; kind < PLACEMENT_KINDS; kind++)
		thread_device_destroy(runner->group.threads[kind]);
	free(runner->group.tools.looks);
	disturbance_close(&runner->group.disturbance);
}

int run_plan(const struct plan *plan, const struct run_options *options,
	     struct gbench *gbench, struct run_result *result)
{
	struct runner runner = {
		.group = {.options = options,
			  .tools = {.perf = options->perf, .tsc = options->tsc},
			  .gbench = gbench,
			  .start_ns = group_clock_ns()},
		.result = result,
	};
	int err;

	*result = (struct run_result){.plan = plan};
	result->cases = calloc(plan->count, sizeof(*result->cases));
	if (!result->cases)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++)
		result->cases[i] = (struct case_result){
			.plan = &plan->cases[i],
			.slice_frames = options->slice_frames
						? options->slice_frames[i]
						: 0,
		};
	err = open_tools(&runner);
	if (!err)
		err = run_groups(&runner);
	close_tools(&runner);
	if (err)
		run_result_free(result);
	return err;
}

void run_result_free(struct run_result *result)
{
	if (result->cases)
		for (size_t i = 0; i < result->plan->count; i++) {
			copy_free(&result->cases[i]);
			free(result->cases[i].samples);
		}
	free(result->cases);
	result->cases = NULL;
}

u64 run_estimate_ns(const struct plan *plan, const struct run_options *options)
{
	u64 slices = options->rounds + OPENING_SLICES, all_ns = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct axes *axes = &plan->cases[i].axes;
		u64 each_ns = slices * SLICE_WALL_PER_TIMED *
				      group_slice_ns(options, axes) +
			      options->warmup_ns;
		/* the second copy of each group's base runs as well */
		bool first =
			!i || plan->cases[i - 1].group != plan->cases[i].group;

		all_ns += each_ns * (first ? 2 : 1) +
			  working_set_bytes(axes) * NS_PER_WORKING_SET_BYTE;
	}
	return options->budget_ns ? options->budget_ns : all_ns;
}
