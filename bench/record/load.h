/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Documents in files: read with suspicion. */
#ifndef RECORD_LOAD_H
#define RECORD_LOAD_H

#include <jansson.h>
#include <stdbool.h>

#include "record/text.h"

/*
 * The largest document that is read, unpacked: four times the largest
 * reference.  As JSON in memory a document takes up to 16 times its text.
 */
#define LOAD_MOST_BYTES ((size_t)64 << 20)

/* The longest text of a document that stands in a table, and any other. */
#define LOAD_MOST_NAME 512u
#define LOAD_MOST_TEXT 4096u

/**
 * load_text() - read a file, or standard input for "-"; unpacks gzip.
 * @why: filled on error.
 *
 * Return: 0, the caller frees @text; -EFBIG above LOAD_MOST_BYTES; -EINVAL for
 * damaged gzip; -errno.
 */
int load_text(const char *path, struct text *text, char *why, size_t why_size);

/**
 * load_json() - parse @text and check every string in it, see load_is_plain().
 *
 * Return: 0, *json owned by the caller; -EINVAL with @why filled.
 */
int load_json(json_t **json, const char *text, size_t length, const char *path,
	      char *why, size_t why_size);

/**
 * load_is_plain() - is @text UTF-8 of at most @most bytes, without control
 * characters (C0, DEL, C1) or marks that turn the direction of writing?
 *
 * Such characters would let a document move a terminal's cursor or forge a row
 * of a table.
 */
bool load_is_plain(const char *text, size_t most);

/**
 * load_make_plain() - append @value with a blank for each character that
 * load_is_plain() refuses, and for each byte that is no UTF-8, up to @most
 * bytes of @text.
 */
void load_make_plain(struct text *text, const char *value, size_t most);

#endif
