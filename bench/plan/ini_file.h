/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* An .ini file, and the line of it that is wrong. */
#ifndef PLAN_INI_FILE_H
#define PLAN_INI_FILE_H

#include <peekbench/env.h>

#define INI_WHAT_BYTES 512

/**
 * struct ini_rules - what a file may hold.
 * @knows: is @section, from its '[' on, one of the file's?
 * @sections: those that are, for "sections are ..., not".
 * @key: a key and its value, as inih has it: 1; or 0 with @what filled.
 */
struct ini_rules {
	bool (*knows)(const char *section);
	const char *sections;
	int (*key)(void *ctx, const char *section, const char *name,
		   const char *value);
};

/**
 * ini_file_read() - tell @rules->key each key of the file at @path, once, so
 * that it may be a pipe.
 * @what: INI_WHAT_BYTES, which @rules->key fills with what is wrong.
 * @why: filled with "file:line: what is wrong" on error.
 *
 * Return: 0; -EINVAL; -errno if it cannot be read.
 */
int ini_file_read(const char *path, const struct ini_rules *rules, void *ctx,
		  char *what, char *why, size_t why_size);

#endif
