/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Files of keys in sections, in .ini form: presets, and strategies and platform
 * rows of the user.  Text that inih would silently ignore is refused, with its
 * line.
 */
#ifndef PLAN_KEY_FILE_H
#define PLAN_KEY_FILE_H

#include <peekbench/env.h>

#include <stdio.h>

/**
 * struct key_file - the keys that a file may have.
 * @sections: the valid sections in words, for an error message.
 * @is_section: is there a section of this name?
 * @key: called for each key in the order of the file; @section is "" before the
 *	first one.  Returns true if the key is valid; if not, fills @why
 *	(KEY_FILE_WHY bytes, "" on entry).
 * @ctx: passed to @key.
 */
struct key_file {
	const char *sections;
	bool (*is_section)(const char *name);
	bool (*key)(void *ctx, const char *section, const char *name,
		    const char *value, char *why);
	void *ctx;
};

#define KEY_FILE_WHY 512u

/**
 * key_file_read() - read the file at @path once, so that it may be a pipe; at
 * most 256 KiB.
 * @why: filled with "file:line: fault" on error.
 *
 * Return: 0; -EINVAL for a malformed file or a refused key; -errno if it cannot
 * be read.
 */
int key_file_read(const struct key_file *keys, const char *path, char *why,
		  size_t why_size);

/**
 * key_refuse() - unless @why (KEY_FILE_WHY bytes) is filled, fill it with @what
 * and the quoted @name; always false.
 */
bool key_refuse(char *why, const char *what, const char *name);

/** key_text() - copy @value, the key @name's, into @text of @size bytes, which
 * is "" before; refused with @why if it is given twice, empty or too long. */
bool key_text(char *why, char *text, size_t size, const char *name,
	      const char *value);

#endif
