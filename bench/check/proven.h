/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The hazards that the exhaustive search finds for a case, to be stored with
 * it.
 */
#ifndef CHECK_PROVEN_H
#define CHECK_PROVEN_H

#include "check/row.h"

/*
 * Raised when a row may have other hazards than before, because the machine,
 * the program of a row, or the meaning of a hazard has changed.  1 was the
 * search with a bound of looks and frames, 2 had no axes but those of
 * check_row before its values.
 */
#define CHECK_MODEL_VERSION 3

/**
 * struct check_proven - the verdict on a row.
 * @hazards: bits, see check/row.h; every other one cannot happen if @exhausted.
 * @exhausted: every state was looked at.
 * @every_size: the verdict holds for buffers of every size: the strategy's
 *	hooks treat payload cells of one kind alike.
 */
struct check_proven {
	u32 hazards;
	bool exhausted;
	bool every_size;
};

/**
 * check_proven() - the hazards of @row for any number of looks and frames.
 * @row: its @cells, @peeks and @recycle do not matter; CHECK_LINES_NONE on a
 *	platform with lines: wherever they begin.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * To be called from a single-threaded process, as check_record() is; some
 * milliseconds, and no state is kept: it is for the caller to ask once.
 *
 * Return: 0; -EPROTO if the strategy breaks its contract; -E2BIG if it has too
 * many private states or calls; -errno.
 */
int check_proven(struct check_proven *proven, const struct check_row *row,
		 char *why);

#endif
