/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Shared by the parts of `peekbench run`. */
#ifndef CLI_RUN_SESSION_H
#define CLI_RUN_SESSION_H

#include <limits.h>

#include "cli/cli.h"
#include "cli/run_args.h"
#include "cli/run_resume.h"
#include "kernel/lens.h"
#include "measure/calibration.h"
#include "measure/host.h"
#include "measure/perf.h"
#include "measure/placement.h"
#include "runner/fill.h"
#include "runner/run.h"

/**
 * struct run_kernel - what a run has beside others whose plan kernels run.
 * @wanted: they do.
 * @self: it is the running kernel.
 * @measures: it is that, or guests under KVM: figures are of this CPU.
 * @facts: of the kernels, for the document.
 * @clock: of the samples: ticks of 1 ns, nothing left to take off.
 * @counters: absent, each with its reason.
 */
struct run_kernel {
	bool wanted;
	bool self;
	bool measures;
	json_t *facts;
	struct tsc_calibration clock;
	struct perf_counters counters;
};

/**
 * struct session - one run from the words to the table.
 * @starts: of the program; with a budget, those that are made before the first
 *	look whether all is decided.
 * @rounds: of all of them.
 * @first_round, @slice_frames: as struct run_options has them.
 */
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
	u32 *slice_frames;
	u32 starts;
	u32 rounds;
	struct gbench *gbench;
	char utc[CLI_UTC_BYTES];
	char out[PATH_MAX];
	char why[2048];
	int argc;
	char **argv;
};

/**
 * session_plan() - read the words and make the plan, filtered; choose the
 * strategy that every group runs twice.  A preset of drivers has no plan.
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

/**
 * run_kernel_context() - where kernels ran the plan, derive figures from their
 * clock instead of this machine's; else leave @context as it is.
 */
void run_kernel_context(const struct session *s, struct fill_context *context);

/** run_kernel_check() - do kernels run the plan, each case once and only whole
 * plans?  CLI_DONE, or CLI_WRONG after a message. */
int run_kernel_check(struct session *s);

/** run_kernel_confirm() - may a module be loaded into the running kernel, if
 * that is what the plan wants?  Without --yes the terminal is asked; CLI_DONE,
 * or CLI_WRONG after a message. */
int run_kernel_confirm(const struct session *s);

/** run_kernel_measure() - run the plan; guests that could not be had or that
 * died are told on stderr.  CLI_WRONG after a message if there is no result. */
int run_kernel_measure(struct session *s);

/** run_kernel_script() - the guest script, in @path. */
void run_kernel_script(char *path, size_t path_size);

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
