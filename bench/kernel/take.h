/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* From the records of one boot to the results of its cases. */
#ifndef KERNEL_TAKE_H
#define KERNEL_TAKE_H

#include "kernel/boot.h"
#include "gbench/gbench.h"
#include "kernel/options.h"
#include "kernel/reader.h"
#include "runner/run.h"

/* Architectures of guests. */
#define ARCHITECTURES 2u

/** struct unmade - an architecture of which there is no guest, and why. */
struct unmade {
	const char *arch;
	char why[sizeof(((struct boot *)NULL)->why)];
};

/**
 * struct lens - a plan on its way through its boots.
 * @kernel: of one's own, or NULL.
 * @taken: cases of the boot under way; @done: their last record has come.
 * @boots_had: boots of which there was a machine.
 * @self, @measures: of the machine of the boot under way.
 * @clock_hz: of the last boot's clock.
 * @routine: what was found for each copy, by boots that were made for it.
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

/** take_stream() - all records of @boot; 0 or -ENOMEM. */
int take_stream(struct lens *lens, const struct boot *boot);

/** take_fail() - a case ends as @state, for the first line of @reason. */
void take_fail(struct case_result *result, enum case_state state,
	       const char *reason);

/** take_fail_rest() - the cases of this boot that no record speaks of. */
void take_fail_rest(struct lens *lens, enum case_state state,
		    const char *reason);

#endif
