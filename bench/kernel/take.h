/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The results of the cases of one boot, from its records. */
#ifndef KERNEL_TAKE_H
#define KERNEL_TAKE_H

#include "kernel/boot.h"
#include "gbench/gbench.h"
#include "kernel/options.h"
#include "kernel/reader.h"
#include "runner/run.h"

/* Architectures of guests. */
#define ARCHITECTURES 2u

/** struct unmade - an architecture without a guest, and the reason. */
struct unmade {
	const char *arch;
	char why[sizeof(((struct boot *)NULL)->why)];
};

/**
 * struct lens - the state of kernel_run_plan().
 * @kernel: the user's kernel, or NULL.
 * @taken: by case: part of the present boot; @done: its last record has
 *	arrived.
 * @boots_had: number of boots for which a machine was available.
 * @self, @measures: of the machine of the present boot.
 * @clock_hz: clock rate of the last boot.
 * @routine: by copy, the result of routine_measure().
 */
struct lens {
	const struct kernel_options *options;
	const char *kernel;
	struct run_result *result;
	struct gbench *gbench;
	json_t *boots;
	bool *taken;
	bool *done;
	char *why;
	size_t why_size;
	u32 boots_had;
	bool self;
	bool measures;
	u64 clock_hz;
	struct reader_cost cost;
	struct unmade unmade[ARCHITECTURES];
	json_t *routine[AXIS_COPY_KERNEL + 1];
};

/** take_stream() - take all records of @boot into the results; 0 or -ENOMEM. */
int take_stream(struct lens *lens, const struct boot *boot);

/** take_fail() - end a case with @state and the first line of @reason. */
void take_fail(struct case_result *result, enum case_state state,
	       const char *reason);

/**
 * take_fail_rest() - take_fail() for the cases of this boot without a final
 * record.
 */
void take_fail_rest(struct lens *lens, enum case_state state,
		    const char *reason);

#endif
