/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How the kernel lens runs a plan. */
#ifndef KERNEL_OPTIONS_H
#define KERNEL_OPTIONS_H

#include "measure/perf.h"
#include "runner/run.h"

/**
 * struct kernel_options - how to run.
 * @script: the guest script, bench/kernel/guest.
 * @kernel: the guests' kernel, as the script's kernel= takes it; NULL:
 *	$PEEKBENCH_KERNEL, or Debian's.
 * @counters: what the running kernel counted, set by the run.
 * @run: rounds, stop and progress are the kernel's, too; @run->tsc paces the
 *	process of the host that writes frames.
 */
struct kernel_options {
	const char *script;
	const char *kernel;
	struct perf_counters *counters;
	const struct run_options *run;
};

#endif
