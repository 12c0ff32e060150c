/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Texts into files: written whole or not at all. */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include "record/text.h"

/**
 * store_text() - write @text to @path, gzipped where that ends in ".gz".
 * @path: "-" is standard output.
 *
 * A regular file is written beside its place, synced and put there in one
 * step, so that no half text ever has the name; anything else (a pipe,
 * /dev/stdout, a file that has lost its name) is written in place.  A file
 * system that has files without a name (O_TMPFILE) is left with nothing, even
 * by SIGKILL; on others the part beside it may stay.
 *
 * Return: 0; -ENOMEM, of zlib; -errno, with nothing left
 * behind.
 */
int store_text(const char *path, const struct text *text);

/**
 * store_text_new() - the same, but never over a file that exists.
 *
 * Return: -EEXIST if there is one; else as store_text().
 */
int store_text_new(const char *path, const struct text *text);

/**
 * store_writable() - could store_text() succeed, as far as can be known before
 * a run?
 *
 * Return: 0 or -errno.
 */
int store_writable(const char *path);

/** store_same_place() - would both paths name one regular file? */
bool store_same_place(const char *a, const char *b);

#endif
