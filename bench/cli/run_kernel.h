/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The part of `peekbench run` for plans that kernels run. */
#ifndef CLI_RUN_KERNEL_H
#define CLI_RUN_KERNEL_H

#include "kernel/lens.h"
#include "runner/fill.h"

/**
 * struct run_kernel - what such a run has beside others.
 * @own: the guests' kernel that the user named; NULL: the lens's choice.
 * @wanted: kernels run the plan.
 * @self: it is the running kernel.
 * @measures: it is that, or guests under KVM: figures are of this CPU.
 * @facts: of the kernels, for the document.
 * @clock: of the samples: ticks of 1 ns, nothing left to take off.
 * @counters: absent, each with its reason.
 */
struct run_kernel {
	const char *own;
	bool wanted;
	bool self;
	bool measures;
	json_t *facts;
	struct tsc_calibration clock;
	struct perf_counters counters;
};

/**
 * run_kernel_context() - where kernels ran the plan, derive figures from their
 * clock instead of this machine's; else leave @context as it is.
 */
void run_kernel_context(const struct run_kernel *kernel,
			struct fill_context *context);

/**
 * run_kernel_check() - set @kernel->wanted.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_kernel_check(struct run_kernel *kernel, const struct plan *plan);

/**
 * run_kernel_confirm() - may a module be loaded into the running kernel, if
 * that is what the plan wants?
 * @yes: the user has said so already; else the terminal is asked.
 *
 * Return: CLI_DONE, or CLI_WRONG after a message.
 */
int run_kernel_confirm(const struct run_kernel *kernel, bool yes);

/**
 * run_kernel_measure() - run the plan; guests that could not be had or that
 * died are told on stderr.
 *
 * Return: CLI_DONE; CLI_WRONG after a message if there is no result.
 */
int run_kernel_measure(struct run_kernel *kernel, const struct plan *plan,
		       const struct run_options *options, struct gbench *gbench,
		       struct run_result *result);

/**
 * run_kernel_script() - the guest script, in @path.
 */
void run_kernel_script(char *path, size_t path_size);

#endif
