/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A preset file: what to run, as .ini.
 *
 *	[preset]
 *	summary = one line for `list`
 *	rounds = 30
 *	[matrix NAME]          any number of them; their products are united
 *	strategy = full_sync, no_ownership
 *	size = 64, 2048
 */
#ifndef PLAN_PRESET_H
#define PLAN_PRESET_H

#include "plan/plan.h"

#define PRESET_MATRICES 16
#define PRESET_SUMMARY_BYTES 128

/** struct preset - a file read. */
struct preset {
	char summary[PRESET_SUMMARY_BYTES];
	u32 rounds;
	struct matrix matrices[PRESET_MATRICES];
	u32 matrix_count;
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

#endif
