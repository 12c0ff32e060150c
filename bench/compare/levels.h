/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One value for each start of the program: the sample of every verdict. */
#ifndef COMPARE_LEVELS_H
#define COMPARE_LEVELS_H

#include "record/record.h"

/**
 * struct levels - of the starts that have one.
 * @value: @count logs or log ratios, in the order of the starts.
 * @rounds: that were looked at; @valued: those of them with a level's value.
 */
struct levels {
	double *value;
	size_t count;
	size_t rounds;
	size_t valued;
};

/**
 * levels_paired() - by start, the Hodges-Lehmann shift of the log ratios of @b
 * to @a in the rounds that both ran.  Rounds in which one of them has no value
 * above 0 have no ratio.
 *
 * Return: them; the caller calls levels_free().
 */
struct levels levels_paired(const struct record *a, const struct record *b,
			    enum figure_id figure);

/**
 * levels_alone() - by start, the log of the median of the rounds of @record
 * with a value above 0.
 *
 * Return: them; the caller calls levels_free().
 */
struct levels levels_alone(const struct record *record, enum figure_id figure);

/** levels_free() - free them; also of all zeros. */
void levels_free(struct levels *levels);

/**
 * struct ratio - of one round.
 * @start: it belongs to.
 * @log: of the second record's value to the first's; NaN if one has none.
 */
struct ratio {
	u32 start;
	double log;
};

/** ratios_paired() - of all @count rounds that both ran, ascending; the caller
 * frees them. */
struct ratio *ratios_paired(const struct record *a, const struct record *b,
			    enum figure_id figure, size_t *count);

#endif
