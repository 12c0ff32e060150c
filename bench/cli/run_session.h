/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Shared by the parts of `peekbench run`. */
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

/**
 * struct session - one run from the words to the table.
 * @verb: `run`, which a child process is started with as well.
 * @starts: of the program; with a budget, those that are made before the first
 *	look whether all is decided.
 * @rounds: of all of them.
 * @first_round, @slice_frames: as struct run_options has them.
 */
struct session {
	const struct cli_verb *verb;
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
	u32 *slice_frames;
	u32 starts;
	u32 rounds;
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

/**
 * session_starts() - run the plan in @s->starts starts of the program, print
 * and write one document.
 *
 * A start that dies is told on stderr and listed in the document as
 * "lost_starts"; the others are kept.
 *
 * Return: an exit status.
 */
int session_starts(struct session *s);

/** session_base() - the strategy that every group runs twice; likewise. */
int session_base(struct session *s);

/**
 * kernels_run() - run the plan on each kernel of @s->args in a process of its
 * own, and compare the first with each other one.
 *
 * All kernels are looked at before the first boot.  The documents are
 * @s->out, or --out, with -1, -2 ... before the ".json".
 *
 * Return: an exit status: the worst of the runs; differences change nothing.
 */
int kernels_run(struct session *s);

/**
 * zoo_run() - record the preset's drivers in a guest, keep their traces, and
 * print the table of `trace show`.
 *
 * Return: an exit status.
 */
int zoo_run(struct session *s);

#endif
