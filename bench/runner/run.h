/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Rounds: in each round every case of a comparison group runs one slice, in a
 * seeded random order, through Google Benchmark.
 */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

#include "gbench/gbench.h"
#include "runner/options.h"
#include "runner/sample.h"

/**
 * struct run_result - the results of a run.
 * @plan: the plan; not owned.
 * @cases: one result for each case of the plan, in its order.
 * @interrupted: @stop ended it; cases that never ran are skipped.
 */
struct run_result {
	const struct plan *plan;
	struct case_result *cases;
	bool interrupted;
};

/**
 * run_plan() - run every case of @plan.
 * @gbench: collects one run for each slice, by case id.
 *
 * Return: 0, the caller calls run_result_free(); -ENOMEM; -EIO if Google
 * Benchmark failed.  A case that cannot run is a skipped or failed case, not
 * an error.
 */
int run_plan(const struct plan *plan, const struct run_options *options,
	     struct gbench *gbench, struct run_result *result);

/** run_result_free() - free all samples. */
void run_result_free(struct run_result *result);

/**
 * run_estimate_ns() - about how long run_plan() will take.
 *
 * The timed length of a slice is given; its untimed part is assumed to fill the
 * rest of its wall time limit.
 */
u64 run_estimate_ns(const struct plan *plan, const struct run_options *options);

#endif
