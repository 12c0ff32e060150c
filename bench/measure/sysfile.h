/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Small files of /proc and /sys under a root, as printable text.
 */
#ifndef MEASURE_SYSFILE_H
#define MEASURE_SYSFILE_H

#include <peekbench/env.h>

/**
 * text_set() - copy @source into @text of @size bytes, at least 4.
 *
 * White space at both ends is trimmed, a byte that is not printable ASCII
 * becomes a blank, and a text that does not fit ends in "...".
 */
void text_set(char *text, size_t size, const char *source);

/**
 * text_append() - add @piece to @text, with @separator if @text is not empty.
 *
 * A text that does not fit ends in "...", and is not changed by later calls.
 */
void text_append(char *text, size_t size, const char *separator,
		 const char *piece);

/**
 * sysfile_read() - the first @size - 1 bytes of @root + @path.
 * @text: @size bytes, always terminated.
 *
 * Return: 0; -ENODATA for an empty file; the -errno of open(2) or read(2).
 */
int sysfile_read(const char *root, const char *path, char *text, size_t size);

/** sysfile_line() - the first line of a file, as text_set() leaves it. */
int sysfile_line(const char *root, const char *path, char *text, size_t size);

/**
 * sysfile_names() - visit the entries of a directory, sorted by name.
 * @prefix: only names that begin with it; "" for all.  Never "." and "..".
 * @visit: may be NULL.
 *
 * Return: the number of entries; the -errno of opendir(3) or -ENOMEM.
 */
int sysfile_names(const char *root, const char *path, const char *prefix,
		  void (*visit)(void *ctx, const char *name), void *ctx);

#endif
