/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The names that the options of `peekbench check` take. */
#ifndef CLI_CHECK_NAMES_H
#define CLI_CHECK_NAMES_H

#include <peekbench/env.h>

/** struct check_names - a list of valid names; @at gives NULL behind the last.
 */
struct check_names {
	const char *option;
	const char *(*at)(u32 i);
};

extern const struct check_names check_strategies;
extern const struct check_names check_platforms;
extern const struct check_names check_statuses;
extern const struct check_names check_copies;
extern const struct check_names check_lines_names;
extern const struct check_names check_frames;
extern const struct check_names check_rearms;

/** check_names_find() - the number of the name, or -EINVAL. */
int check_names_find(const struct check_names *names, const char *text,
		     size_t length);

/** check_names_refuse() - fill @why with the culprit and the valid ones;
 * returns -EINVAL. */
int check_names_refuse(const struct check_names *names, const char *text,
		       size_t length, char *why, size_t why_size);

#endif
