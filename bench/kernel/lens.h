/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The kernel lens: a plan whose cases a kernel runs, this one's or a guest's.
 *
 * Cases that need the same machine share one boot.  Measurements come back as
 * records, never from a log.  Of the guest's console only the end is shown, if
 * the guest dies, and its warnings are counted.
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
 * @why: filled on error, and where guests died; may be several lines.
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
 * kernel_prepare() - whatever is wrong with a kernel of one's own, before any
 * boot: all that @plan wants of it is there or can be made.
 * @why: filled on error.
 *
 * Return: 0, also where the kernel is Debian's; -ENODEV.
 */
int kernel_prepare(const struct plan *plan,
		   const struct kernel_options *options, char *why,
		   size_t why_size);

#endif
