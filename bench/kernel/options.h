/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Options of the kernel lens. */
#ifndef KERNEL_OPTIONS_H
#define KERNEL_OPTIONS_H

#include "measure/perf.h"
#include "runner/run.h"

/**
 * struct kernel_options - options of kernel_run_plan().
 * @script: the guest script, bench/kernel/guest.
 * @kernel: the guests' kernel, in the form of the script's kernel=; NULL:
 *	$PEEKBENCH_KERNEL, or Debian's.
 * @counters: set by the run to the counters of the running kernel.
 * @run: rounds, stop and progress also apply to kernels; @run->tsc paces the
 *	process of the host that writes frames.
 */
struct kernel_options {
	const char *script;
	const char *kernel;
	struct perf_counters *counters;
	const struct run_options *run;
};

#endif
