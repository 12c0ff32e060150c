/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * JSON as a growing text: each function appends one value, with its key where
 * @key is not NULL and a comma where one is due.
 */
#ifndef RECORD_PUT_H
#define RECORD_PUT_H

#include <jansson.h>
#include <peekbench/env.h>

#include "record/text.h"

/** put_open() - begin an object ('{') or a list ('['). */
void put_open(struct text *text, const char *key, char bracket);

/** put_close() - end it ('}', ']'). */
void put_close(struct text *text, char bracket);

/** put_line() - let the next value begin a line of its own. */
void put_line(struct text *text);

/** put_text() - a string; @value may hold any bytes: in place of one that
 * load_is_plain() refuses stands what it is not. */
void put_text(struct text *text, const char *key, const char *value);

/** put_count() - a whole number. */
void put_count(struct text *text, const char *key, u64 value);

/** put_whole() - one that may be negative. */
void put_whole(struct text *text, const char *key, s64 value);

/** put_real() - seven significant digits: a figure of a time stamp counter
 * holds no more; NaN and infinities are null. */
void put_real(struct text *text, const char *key, double value);

/** put_truth() - true or false. */
void put_truth(struct text *text, const char *key, bool value);

/** put_json() - @value as it is; NULL: nothing is appended. */
void put_json(struct text *text, const char *key, const json_t *value);

#endif
