// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/group.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runner/account.h"
#include "runner/copy.h"
#include "runner/cost.h"
#include "runner/order.h"

#define LEAST_ROUNDS 3u
#define MOST_ROUNDS 100000u

/*
 * Member @number of the group: one of its cases, or the second copy of its
 * base; a failed one is not run again.
 */
struct member {
	struct live_case live;
	struct case_result *result;
	struct group_run *run;
	u32 number;
	u32 room;
	u32 round;
	u32 position;
	bool running;
	bool is_copy;
};

struct group {
	struct group_run *run;
	struct live_ground ground;
	struct member *members;
	u32 *order;
	u32 count;
};

u64 group_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec;
}

static void fail(struct member *member, enum case_state state,
		 const char *reason)
{
	struct case_result *result = member->result;

	result->state = state;
	snprintf(result->reason, sizeof(result->reason), "%s", reason);
	member->running = false;
}

/*
 * Return: 0; the error of a slice that ran: misuse of the DMA API, or copied
 * bytes that differ from the ledger.
 */
static int check_slice(struct member *member, const struct slice_sample *sample,
		       u64 misuse_count, char *reason, size_t reason_size)
{
	if (member->live.side->dd.count.misuse_count != misuse_count) {
		snprintf(reason, reason_size,
			 "a sync outside its mapping, or in no direction");
		return -EPROTO;
	}
	/* After a hazard a look takes another path, with other copies. */
	if (member->live.integrity.wrong)
		return 0;
	return account_check(&member->result->ledger, sample, reason,
			     reason_size);
}

static int run_slice(struct member *member, u64 frames,
		     struct slice_sample *sample, char *reason,
		     size_t reason_size)
{
	u64 misuse_count = member->live.side->dd.count.misuse_count;
	int err = case_result_grow(member->result, &member->room);

	snprintf(reason, reason_size, "out of memory");
	if (err)
		return err;
	err = live_case_enter(&member->live);
	if (err)
		return err;
	disturbance_begin(&member->run->disturbance);
	err = slice_run(&member->live, &member->run->tools, frames, sample);
	sample->marks = disturbance_end(&member->run->disturbance);
	live_case_leave(&member->live);
	snprintf(reason, reason_size, "DMA_MAPPING_ERROR in a re-arm");
	if (err)
		return err;
	if (cycles_lost(&member->run->tools.tsc->cycles)) {
		snprintf(reason, reason_size,
			 "another event took the cycle counter");
		return -EBUSY;
	}
	return check_slice(member, sample, misuse_count, reason, reason_size);
}

/* The function that Google Benchmark calls, once for each slice. */
static void slice_main(void *ctx, uint64_t iterations,
		       struct gbench_outcome *outcome)
{
	struct member *member = ctx;
	struct case_result *result = member->result;
	char reason[REASON_BYTES];
	struct slice_sample sample = {
		.round = member->round,
		.position = member->position,
		.start_ns = group_clock_ns() - member->run->start_ns,
	};

	if (run_slice(member, iterations, &sample, reason, sizeof(reason))) {
		fail(member, CASE_FAILED, reason);
		outcome->error = result->reason;
		return;
	}
	result->samples[result->sample_count++] = sample;
	outcome->seconds = (double)sample.frames *
			   cost_frame_seconds(&sample, &result->plan->axes,
					      member->run->tools.tsc);
}

/*
 * Take another instance of the same loops in each round, so that the place of
 * one does not favour a strategy.
 */
static void choose_loops(struct member *member)
{
	const struct plan_case *plan = member->result->plan;
	u32 instance =
		place_code(member->run->options->seed, plan->group,
			   member->number, member->round, STRATEGY_INSTANCES);

	live_case_choose(
		&member->live,
		strategy_instance((size_t)plan->axes.value[AXIS_STRATEGY],
				  instance));
}

static int run_round(struct group *group, u32 round)
{
	u32 position = 0;

	for (u32 i = 0; i < group->count; i++) {
		struct member *member = &group->members[group->order[i]];
		int err;

		if (!member->running)
			continue;
		member->round = round;
		choose_loops(member);
		member->position = position++;
		err = (member->is_copy ? gbench_add_aside : gbench_add)(
			group->run->gbench, member->result->plan->id,
			member->live.frames_per_slice, slice_main, member);
		if (err)
			return err;
	}
	return position ? gbench_run(group->run->gbench) : 0;
}

u32 run_most_rounds(const struct run_options *options)
{
	u64 by_time =
		(options->least_ns + options->slice_ns - 1) / options->slice_ns;

	if (by_time > MOST_ROUNDS)
		by_time = MOST_ROUNDS;
	return by_time > options->rounds ? (u32)by_time : options->rounds;
}

u64 group_slice_ns(const struct run_options *options, const struct axes *axes)
{
	return options->slice_ns * (axes_on_thread(axes) ? SLICE_ON_THREAD : 1);
}

static bool stop_asked(const struct group_run *run)
{
	const struct run_options *options = run->options;

	return options->stop && options->stop(options->ctx);
}

static int warm_up(struct member *member, u64 warmup_ns)
{
	u64 start = group_clock_ns();
	int err = 0;

	while (!err && group_clock_ns() - start < warmup_ns &&
	       !stop_asked(member->run)) {
		struct slice_sample sample = {0};

		err = slice_run(&member->live, &member->run->tools,
				member->live.frames_per_slice, &sample);
	}
	return err;
}

static void no_thread(struct member *member)
{
	const struct placement *placement = member->run->options->placement;
	s64 kind = member->result->plan->axes.value[AXIS_PLACEMENT];
	char reason[REASON_BYTES];

	if (placement->pu_count == 1)
		fail(member, CASE_SKIPPED,
		     "one PU only: the device thread needs another");
	else {
		snprintf(reason, sizeof(reason), "placement: %s",
			 placement->site[kind].relation);
		fail(member, CASE_SKIPPED, reason);
	}
}

/*
 * Set the length of the case's slices.  Run one slice even if the length is
 * given, because the first slice of a case finds cold caches.
 */
static int set_length(struct member *member, u64 slice_ns)
{
	struct slice_sample sample = {0};

	if (!member->result->slice_frames)
		return slice_calibrate(&member->live, &member->run->tools,
				       slice_ns,
				       slice_ns * SLICE_WALL_PER_TIMED);
	member->live.frames_per_slice = member->result->slice_frames;
	return slice_run(&member->live, &member->run->tools,
			 member->live.frames_per_slice, &sample);
}

static void open_member(struct member *member, struct live_ground *ground)
{
	const struct run_options *options = member->run->options;
	struct case_result *result = member->result;
	char reason[REASON_BYTES] = "out of memory";
	u64 slice_ns = group_slice_ns(options, &result->plan->axes);
	int err;

	if (axes_on_thread(&result->plan->axes) && !member->run->tools.thread) {
		no_thread(member);
		return;
	}
	err = live_case_open(&member->live, ground,
			     (size_t)result->plan->axes.value[AXIS_STRATEGY],
			     reason, sizeof(reason));
	if (err) {
		fail(member, err == -EOPNOTSUPP ? CASE_SKIPPED : CASE_FAILED,
		     reason);
		return;
	}
	err = live_case_enter(&member->live);
	if (!err && !axes_on_thread(&result->plan->axes))
		err = account_exact(&member->live, &result->ledger, reason,
				    sizeof(reason));
	if (!err && result->ledger.fell_short)
		memcpy(result->reason, reason, sizeof(reason));
	if (!err)
		err = set_length(member, slice_ns);
	if (!err)
		err = warm_up(member, options->warmup_ns);
	live_case_leave(&member->live);
	if (err)
		fail(member, CASE_FAILED, reason);
	else
		member->running = true;
}

static void close_member(struct member *member)
{
	struct case_result *result = member->result;

	if (result->sample_count && axes_on_thread(&result->plan->axes))
		account_average(&member->live, result->samples,
				result->sample_count, &result->ledger);
	if (result->state == CASE_OK && !result->sample_count)
		fail(member, CASE_SKIPPED,
		     "interrupted before its first round");
	result->integrity = member->live.integrity;
	if (result->state == CASE_OK && result->integrity.wrong)
		result->state = CASE_UNSAFE;
	else if (result->state == CASE_OK && result->ledger.fell_short)
		result->state = CASE_FAILED;
	live_case_close(&member->live);
}

static void close_members(struct group *group, struct case_result *results)
{
	for (u32 i = 0; i < group->count; i++)
		close_member(&group->members[i]);
	copy_count(results, group->count - 1);
}

/* The first round to run: rounds before it were run by an interrupted run. */
static u32 first_round(const struct group *group)
{
	const u32 *first = group->run->options->first_round;

	return first ? first[group->members[0].result->plan->group] : 0;
}

static int run_rounds(struct group *group, u64 deadline_ns,
		      bool (*round_done)(void *ctx, u32 round, u32 rounds),
		      void *ctx)
{
	const struct run_options *options = group->run->options;
	u32 rounds = run_most_rounds(options), first = first_round(group);

	for (u32 round = first; round < rounds; round++) {
		u32 done = round + 1 - first;
		int err;

		if (options->shuffle)
			order_shuffle(group->order, group->count, options->seed,
				      group->members[0].result->plan->group,
				      round);
		err = run_round(group, round);
		if (err)
			return err;
		if (round_done(ctx, round + 1, rounds))
			return 1;
		if (deadline_ns && done >= LEAST_ROUNDS &&
		    group_clock_ns() > deadline_ns)
			break;
	}
	return 0;
}

/*
 * Choose the device thread of this group, and the PUs whose steal time is
 * watched.
 */
static void choose_thread(struct group_run *run, const struct axes *axes)
{
	s64 kind = axes->value[AXIS_PLACEMENT];

	run->tools.thread = run->threads[kind];
	run->disturbance.pus[1] = run->options->placement->site[kind].device_pu;
}

static void open_members(struct group *group, struct case_result *results)
{
	u32 cases = group->count - 1,
	    base = copy_base(results, cases, group->run->options->base);
	char reason[REASON_BYTES];
	int err = live_ground_open_at(&group->ground, &results[0].plan->axes,
				      &group->run->options->place,
				      group->run->options->tsc->time_hz, reason,
				      sizeof(reason));

	for (u32 i = 0; i < group->count; i++) {
		struct member *member = &group->members[i];

		group->order[i] = i;
		member->is_copy = i == cases;
		member->result =
			member->is_copy ? results[base].copy : &results[i];
		member->run = group->run;
		member->number = i;
		if (err)
			fail(member, CASE_FAILED, reason);
		else if (!stop_asked(group->run))
			open_member(member, &group->ground);
	}
}

int group_execute(struct group_run *run, struct case_result *results,
		  size_t count, u64 deadline_ns,
		  bool (*round_done)(void *ctx, u32 round, u32 rounds),
		  void *ctx)
{
	struct group group = {.run = run, .count = (u32)count + 1};
	int err = copy_add(results, (u32)count, run->options->base);

	group.members = calloc(group.count, sizeof(*group.members));
	group.order = calloc(group.count, sizeof(*group.order));
	if (!group.members || !group.order)
		err = -ENOMEM;
	if (err)
		goto out_free;
	choose_thread(run, &results[0].plan->axes);
	open_members(&group, results);
	err = run_rounds(&group, deadline_ns, round_done, ctx);
	close_members(&group, results);
	live_ground_close(&group.ground);
out_free:
	free(group.order);
	free(group.members);
	return err;
}
