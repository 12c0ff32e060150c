// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * One start of this program, by either method, and the process that makes it.
 */
#include "rival/rival.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plan/strategies.h"
#include "rival/gbench.h"
#include "runner/live.h"
#include "runner/order.h"
#include "runner/place.h"
#include "stats/stats.h"

#define RING "128"
#define PILOTS 15u

/**
 * struct work - the code under comparison, open.
 * @side: loops of base and rival, for theirs.
 * @unit: seconds of RIVAL_LOOKS looks, about.
 */
struct work {
	struct live_ground ground;
	struct live_case live;
	size_t strategy;
	const struct peek_loops *side[2];
	const struct rival_job *job;
	double unit;
};

/*
 * The number of looks is chosen outside the timed part: a branch on the side
 * would be mispredicted on the rarer one, which costs 0.3 % of the shortest
 * slice.
 */
static u32 looks_of(const struct work *work, bool rival)
{
	return RIVAL_LOOKS + (rival ? work->job->extra : 0);
}

/* @repeats units of @looks; seconds of one. */
static double slice(struct work *work, u32 repeats, u32 looks)
{
	double pair = (double)work->job->tsc.pair_milliticks / 1000;
	u64 start = tsc_begin();

	for (u32 i = 0; i < repeats; i++)
		work->live.loops->peek_each(work->live.side->bufs, looks, 1);
	return ((double)(tsc_end() - start) - pair) /
	       (double)work->job->tsc.hz / repeats;
}

static int choose_axes(struct axes *axes, const struct rival_job *job)
{
	static const int keys[] = {AXIS_PLATFORM, AXIS_STRATEGY, AXIS_SIZE,
				   AXIS_RING};
	const char *const values[] = {"swiotlb", job->strategy, job->size,
				      RING};
	char why[256];
	int err = 0;

	for (int key = 0; key < AXES; key++)
		axes->value[key] = axis_default(key);
	for (u32 i = 0; i < ARRAY_SIZE(keys) && !err; i++)
		err = axis_parse(keys[i], values[i], &axes->value[keys[i]], why,
				 sizeof(why));
	return err;
}

static int open_work(struct work *work, const struct rival_job *job)
{
	struct place place = place_of(job->seed, job->start);
	char why[256];
	double pilot[PILOTS];
	struct axes axes;
	int err = choose_axes(&axes, job);

	work->job = job;
	if (!err)
		err = live_ground_open_at(&work->ground, &axes, &place,
					  job->tsc.hz, why, sizeof(why));
	work->strategy = (size_t)axes.value[AXIS_STRATEGY];
	if (!err)
		err = live_case_open(&work->live, &work->ground, work->strategy,
				     why, sizeof(why));
	if (!err)
		err = live_case_enter(&work->live);
	for (u32 i = 0; i < PILOTS && !err; i++)
		pilot[i] = slice(work, 1, RIVAL_LOOKS);
	if (!err)
		work->unit = stats_summarise(pilot, PILOTS).median;
	return err;
}

static void close_work(struct work *work)
{
	live_case_close(&work->live);
	live_ground_close(&work->ground);
}

/*
 * Slices as the runner runs them: shuffled, each by another instance of the
 * loop.
 */
static void run_ours(struct work *work, struct rival_answer *answer)
{
	const struct rival_job *job = work->job;
	double fit = job->seconds / (RIVAL_SERIES * job->slices * work->unit);
	u32 repeats = fit > 1 ? (u32)lround(fit) : 1, order[RIVAL_SERIES];

	for (u32 round = 0; round < job->slices; round++) {
		u32 all = job->start * job->slices + round;

		order_shuffle(order, RIVAL_SERIES, job->seed, 0, all);
		for (u32 i = 0; i < RIVAL_SERIES; i++) {
			u32 looks = looks_of(work, order[i] == 2);
			double *one = &answer->slice[order[i]][round];

			work->live.loops = strategy_instance(
				work->strategy,
				place_code(job->seed, 0, order[i], all,
					   STRATEGY_INSTANCES));
			*one = slice(work, repeats, looks);
			answer->timed += *one * repeats;
		}
	}
}

static void iteration(void *ctx, unsigned int side)
{
	struct work *work = ctx;

	work->side[side]->peek_each(work->live.side->bufs, looks_of(work, side),
				    1);
}

static void choose_sides(struct work *work)
{
	const struct rival_job *job = work->job;
	u32 base = place_code(job->seed, 0, 0, 0, STRATEGY_INSTANCES);
	u32 step = 1 + place_code(job->seed, 0, 1, 0, STRATEGY_INSTANCES - 1);
	u32 rival = job->apart ? (base + step) % STRATEGY_INSTANCES : base;

	work->side[0] = strategy_instance(work->strategy, base);
	work->side[1] = strategy_instance(work->strategy, rival);
}

static int run_theirs(struct work *work, struct rival_answer *answer)
{
	const struct rival_job *job = work->job;
	double real[2 * RIVAL_MOST_SLICES];
	int err;

	choose_sides(work);
	err = rival_gbench(iteration, work, job->slices,
			   job->seconds / (2 * job->slices), real,
			   &answer->timed);

	for (u32 i = 0; i < job->slices && !err; i++) {
		answer->slice[0][i] = real[i];
		answer->slice[2][i] = real[job->slices + i];
	}
	return err;
}

static bool pass(int fd, void *bytes, size_t size, bool out)
{
	for (size_t done = 0; done < size;) {
		char *at = (char *)bytes + done;
		ssize_t now = out ? write(fd, at, size - done)
				  : read(fd, at, size - done);

		if (now <= 0)
			return false;
		done += (size_t)now;
	}
	return true;
}

int rival_serve(int fd)
{
	struct rival_answer answer = {0};
	struct work work = {0};
	struct rival_job job;

	if (!pass(fd, &job, sizeof(job), false) ||
	    job.slices > RIVAL_MOST_SLICES)
		return 2;
	answer.err = open_work(&work, &job);
	if (!answer.err && job.slices && job.theirs)
		answer.err = run_theirs(&work, &answer);
	else if (!answer.err)
		run_ours(&work, &answer);
	close_work(&work);
	return pass(fd, &answer, sizeof(answer), true) ? 0 : 2;
}

static _Noreturn void become_start(const struct rival_job *job, int fd)
{
	struct place place = place_of(job->seed, job->start);
	char padding[PLACE_MOST_ENVIRONMENT_BYTES], number[16];
	char name[] = "rival", *words[] = {name, number, NULL};

	memset(padding, 'x', place.environment_bytes);
	padding[place.environment_bytes] = '\0';
	setenv(PLACE_VARIABLE, padding, 1);
	snprintf(number, sizeof(number), "fd=%d", fd);
	execv("/proc/self/exe", words);
	_exit(2);
}

static double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int rival_start(const struct rival_job *job, struct rival_answer *answer,
		double *wall)
{
	struct rival_job copy = *job;
	double began = now_seconds();
	int ends[2], status;
	bool passed;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return -errno;
	child = fork();
	if (!child) {
		close(ends[0]);
		become_start(job, ends[1]);
	}
	close(ends[1]);
	passed = child > 0 && pass(ends[0], &copy, sizeof(copy), true) &&
		 pass(ends[0], answer, sizeof(*answer), false);
	close(ends[0]);
	if (child > 0)
		waitpid(child, &status, 0);
	if (wall)
		*wall = now_seconds() - began;
	return passed ? answer->err : -EIO;
}
