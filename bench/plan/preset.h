/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A preset file: what to run, as .ini.
 *
 *	[preset]
 *	summary = one line for `list`
 *	starts = 12            of the program; 12, or 1 of a kernel, where it is
 *not said rounds = 6             of each start; 6 where it is not said
 *	working_set = l1       instead of rings; see plan/working_set.h
 *	[matrix NAME]          any number of them; their products are united
 *	strategy = full_sync, no_ownership
 *	size = 64, 2048
 *	[drivers]              instead of matrices: drivers that are traced
 *	driver = e100, nvme     as many lines as one likes
 */
#ifndef PLAN_PRESET_H
#define PLAN_PRESET_H

#include "plan/plan.h"

#define PRESET_MATRICES 16
#define PRESET_SUMMARY_BYTES 128
#define PRESET_DRIVERS_BYTES 512
#define PRESET_STARTS 12
#define PRESET_MOST_STARTS 200

/**
 * struct preset - a file read.
 * @starts: of the program; 0: it does not say.
 * @rounds: of each of them.
 * @working_sets: the rings to be made, see plan/working_set.h; 0: the matrices
 *	have their own.
 * @drivers: names with commas between, without blanks; "": there are matrices.
 */
struct preset {
	char summary[PRESET_SUMMARY_BYTES];
	u32 starts;
	u32 rounds;
	u32 working_sets;
	struct matrix matrices[PRESET_MATRICES];
	u32 matrix_count;
	char drivers[PRESET_DRIVERS_BYTES];
};

/**
 * preset_read() - read and check the file at @path.
 * @why: filled with "file:line: what is wrong" on error.
 *
 * Return: 0; -EINVAL for a malformed file, an unknown or a double key; -errno
 * if it cannot be read.
 */
int preset_read(struct preset *preset, const char *path, char *why,
		size_t why_size);

/**
 * preset_plugins() - tell @each what plug-ins the file at @path names; nothing
 * is loaded.
 *
 * Return: 0; what @each returned where that is not 0; -errno if the file
 * cannot be read.
 */
int preset_plugins(const char *path, int (*each)(void *ctx, const char *file),
		   void *ctx);

#endif
