/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The kernel lens: run the cases of a plan in a kernel, this machine's or a
 * guest's.
 *
 * Cases that need the same machine share one boot.  Measurements are records,
 * never text of a log.  The guest's console is used for two things: its end is
 * shown if the guest dies, and its warnings are counted.
 */
#ifndef KERNEL_LENS_H
#define KERNEL_LENS_H

#include <jansson.h>

#include "gbench/gbench.h"
#include "kernel/machine.h"
#include "kernel/options.h"
#include "runner/run.h"

#define KERNEL_WHY_BYTES 4096

/**
 * kernel_run_plan() - run every case of @plan.
 * @facts: set to a new object, the document's facts about the kernels; the
 *	caller's, also on error.
 * @why: filled on error, and if guests died; may be several lines.
 *
 * If a machine is not available its cases are skipped; if a guest dies its
 * cases are failed.
 *
 * Return: 0, the caller calls run_result_free(); -ENOMEM; -ENODEV if no machine
 * of the plan is available; -EIO if Google Benchmark failed.
 */
int kernel_run_plan(const struct plan *plan,
		    const struct kernel_options *options, struct gbench *gbench,
		    struct run_result *result, json_t **facts, char *why,
		    size_t why_size);

/**
 * kernel_prepare() - check before any boot that the user's kernel has, or can
 * be given, all that @plan needs.
 * @why: filled on error.
 *
 * Return: 0, also for Debian's kernel; -ENODEV.
 */
int kernel_prepare(const struct plan *plan,
		   const struct kernel_options *options, char *why,
		   size_t why_size);

#endif
