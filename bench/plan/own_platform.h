/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Platform rows of the user: an .ini file with a section [platform] and the
 * keys of PLATFORM_FACTS(), see bench/platforms/template.ini.
 *
 * The name of such a row ends in '~' and seven hexadecimal digits, two bits for
 * each fact, so that documents and counterexamples with the name define the
 * row, and rows with different facts have different names.
 *
 * A value of the platform axis is an index into the table, or the address of a
 * user's row, which is larger than any index.
 */
#ifndef PLAN_OWN_PLATFORM_H
#define PLAN_OWN_PLATFORM_H

#include "dma/platform.h"

/* Room for the facts in words. */
#define OWN_PLATFORM_WORDS 512

/** own_platform_is() - does @word name a file, or a row by its facts? */
bool own_platform_is(const char *word);

/**
 * own_platform_load() - the row of the file or name @word as a value of the
 * platform axis; it stays valid until the program ends.
 * @why: filled with one line on error.
 *
 * Return: 0; -EINVAL for a malformed file or name or a row that contradicts
 * itself; -ENOMEM; -errno if the file cannot be read.
 */
int own_platform_load(const char *word, s64 *value, char *why, size_t why_size);

/** own_platform_value() - is @value a user's row, not one of the table? */
bool own_platform_value(s64 value);

/** own_platform_same() - do two values of the axis stand for the same row? */
bool own_platform_same(s64 a, s64 b);

/**
 * own_platform_words() - the facts of @platform except those with the values
 * none and no, as in a file; @words has OWN_PLATFORM_WORDS bytes.
 */
void own_platform_words(const struct dma_platform *platform, char *words);

#endif
