/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Output of a guest beside its records: facts from the script, and the console.
 * No result is read from either.
 */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <jansson.h>
#include <stdbool.h>

/** console_exists() - did QEMU start a console? */
bool console_exists(const char *folder);

/** console_line() - the first line of @folder/@name, "" if there is none. */
void console_line(const char *folder, const char *name, char *text,
		  size_t text_size);

/**
 * console_died() - append the last lines of the console to @why.
 *
 * Control characters are dropped, because the text of a console is not trusted.
 */
void console_died(const char *folder, char *why, size_t why_size);

/**
 * console_facts() - put the "key=value" lines of @folder/facts into @facts, and
 * the number of warnings of the guest's kernel with the first of them.
 */
void console_facts(const char *folder, json_t *facts);

#endif
