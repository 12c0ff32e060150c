/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A preset file: what to run, as .ini.
 *
 *	[preset]
 *	summary = one line for `list`
 *	starts = 12            starts of the program; default 12, in a kernel 1
 *	rounds = 6             rounds of each start; default 6
 *	working_set = l1       instead of rings; see plan/working_set.h
 *	[matrix NAME]          up to PRESET_MATRICES; the plan is their union
 *	strategy = full_sync, no_ownership
 *	size = 64, 2048
 *	[drivers]              instead of matrices: drivers that are traced
 *	driver = e100, nvme    any number of lines
 */
#ifndef PLAN_PRESET_H
#define PLAN_PRESET_H

#include "machine/cache_geometry.h"
#include "plan/plan.h"

#define PRESET_MATRICES 16
#define PRESET_SUMMARY_BYTES 128
#define PRESET_DRIVERS_BYTES 512
#define PRESET_STARTS 12
#define PRESET_MOST_STARTS 200

/* Bits of preset.working_sets: bit 0 is the first level, and so on, then these.
 */
#define PRESET_DRAM CACHE_LEVELS
#define PRESET_SWEEP (CACHE_LEVELS + 1)
#define PRESET_SETS (CACHE_LEVELS + 2)

/**
 * struct preset - the content of a preset file.
 * @starts: starts of the program; 0: not given.
 * @rounds: of each start.
 * @working_sets: the rings to be made, see plan/working_set.h; 0: the matrices
 *	give the rings.
 * @drivers: driver names with commas between, without blanks; "" for a preset
 *	with matrices.
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
 * @why: filled with "file:line: fault" on error.
 *
 * Return: 0; -EINVAL for a malformed file, an unknown or a double key; -errno
 * if it cannot be read.
 */
int preset_read(struct preset *preset, const char *path, char *why,
		size_t why_size);

/**
 * preset_sets_parse() - read "l1, dram" or "sweep" into a set of bits.
 *
 * Return: 0, or -EINVAL with @why filled.
 */
int preset_sets_parse(const char *list, u32 *sets, char *why, size_t why_size);

/** preset_set_name() - "l1", "dram": of bit @set < PRESET_SETS. */
const char *preset_set_name(u32 set);

/**
 * preset_plugins() - call @each for every plug-in that the file at @path names;
 * none is loaded.
 *
 * Return: 0; the first result of @each that is not 0; -errno if the file cannot
 * be read.
 */
int preset_plugins(const char *path, int (*each)(void *ctx, const char *file),
		   void *ctx);

#endif
