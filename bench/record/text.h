/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Texts that grow: the one way to build an output that cannot lose characters.
 * Where there is no memory for more, see record/arena.h.
 */
#ifndef RECORD_TEXT_H
#define RECORD_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

/**
 * struct text - all zeros is an empty one.
 * @bytes: terminated by 0; NULL while empty.
 */
struct text {
	char *bytes;
	size_t length;
	size_t room;
};

/** text_add() - append as printf() does. */
void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** text_add_v() - append as vprintf() does. */
void text_add_v(struct text *text, const char *format, va_list arguments);

/** text_bytes() - append @length bytes as they are. */
void text_bytes(struct text *text, const char *bytes, size_t length);

/** text_string() - what was built; "" while empty. */
const char *text_string(const struct text *text);

/** text_take() - append @part, then free it. */
void text_take(struct text *text, struct text *part);

/** text_keep() - free it and return a copy in @arena. */
const char *text_keep(struct text *text, struct arena *arena);

/** text_stream() - a stream that appends to @text; fclose() ends it. */
FILE *text_stream(struct text *text);

/** text_lines() - how many newlines it has. */
size_t text_lines(const struct text *text);

/** text_free() - free it and make it empty. */
void text_free(struct text *text);

/**
 * text_write() - write it to @out and free it.
 *
 * Return: 0; -EIO or -errno if @out failed.
 */
int text_write(struct text *text, FILE *out);

#endif
