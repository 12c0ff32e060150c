/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the parts of `peekbench run` share. */
#ifndef CLI_RUN_SESSION_H
#define CLI_RUN_SESSION_H

#include <limits.h>

#include "cli/run_args.h"
#include "cli/run_kernel.h"
#include "cli/run_resume.h"
#include "measure/calibration.h"
#include "measure/host.h"
#include "measure/perf.h"
#include "measure/placement.h"
#include "runner/run.h"

/** struct session - one run from the words to the table. */
struct session {
	struct run_args args;
	struct preset preset;
	struct plan plan;
	struct run_options options;
	struct placement placement;
	struct tsc_calibration tsc;
	struct calibration calibration;
	json_t *selfcheck;
	struct perf_backend backend;
	struct perf_counters perf;
	struct host host;
	struct run_result result;
	struct resume resume;
	struct run_kernel kernel;
	u32 *first_round;
	struct gbench *gbench;
	char utc[32];
	char out[PATH_MAX];
	char why[2048];
	int argc;
	char **argv;
};

/**
 * session_plan() - read the words and make the plan, filtered.
 *
 * Return: 0, or CLI_WRONG after a message.
 */
int session_plan(struct session *s);

/** session_base() - the strategy that every group runs twice; likewise. */
int session_base(struct session *s);

#endif
