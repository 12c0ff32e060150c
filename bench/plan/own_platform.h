/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A platform row of one's own: an .ini file with a section [platform] and the
 * keys of PLATFORM_FACTS(), see bench/platforms/template.ini.
 *
 * Its name ends in '~' and seven digits of base 16, two bits a fact: the facts
 * are part of the name, so that documents and counterexamples that have the
 * name have the row, and two rows with different facts have different names.
 *
 * A value of the platform axis is a place in the table, or stands for a row of
 * one's own (its address, which lies far behind every place).
 */
#ifndef PLAN_OWN_PLATFORM_H
#define PLAN_OWN_PLATFORM_H

#include "dma/platform.h"

/* Bytes of the facts in words. */
#define OWN_PLATFORM_WORDS 512

/** own_platform_is() - does @word name a file, or a row by its facts? */
bool own_platform_is(const char *word);

/**
 * own_platform_load() - the row of the file @word, or of the name @word, as a
 * value of the platform axis.  It lives as long as the program.
 * @why: filled with one line on error.
 *
 * Return: 0; -EINVAL for a malformed file or name or a row that contradicts
 * itself; -ENOMEM; -errno if the file cannot be read.
 */
int own_platform_load(const char *word, s64 *value, char *why, size_t why_size);

/** own_platform_value() - is @value one of these, not one of the table? */
bool own_platform_value(s64 value);

/** own_platform_same() - do two values of the axis stand for the same row? */
bool own_platform_same(s64 a, s64 b);

/** own_platform_words() - the facts of @platform other than none and no, as a
 * file has them; @words holds OWN_PLATFORM_WORDS bytes. */
void own_platform_words(const struct dma_platform *platform, char *words);

#endif
