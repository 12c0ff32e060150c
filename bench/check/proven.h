/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The hazards that the exhaustive search finds for a case, to be stored with
 * it.
 */
#ifndef CHECK_PROVEN_H
#define CHECK_PROVEN_H

#include "check/row.h"

/*
 * Raised when a row may get other hazards than before, because the machine, the
 * program of a row, or the meaning of a hazard has changed.  Version 1 had
 * bounds of looks and frames; version 2 had none of the axes in
 * check_row.value.
 */
#define CHECK_MODEL_VERSION 3

/**
 * struct check_proven - the verdict on a row.
 * @hazards: bits of enum frame_hazard; if @exhausted, no other hazard can
 *	happen.
 * @exhausted: every reachable state was examined.
 * @every_size: the verdict holds for buffers of every size, because the
 *	strategy's hooks treat payload cells of one kind alike.
 */
struct check_proven {
	u32 hazards;
	bool exhausted;
	bool every_size;
};

/**
 * check_proven() - the hazards of @row for any number of looks and frames.
 * @row: its @cells, @peeks and @recycle are ignored.  CHECK_LINES_NONE on a
 *	platform with lines gives the hazards of all its arrangements of lines.
 * @why: filled on error, CHECK_WHY_BYTES.
 *
 * Call it from a single-threaded process, because check_record() forks.  It
 * takes some milliseconds, and results are not cached.
 *
 * Return: 0; -EPROTO if the strategy breaks its contract; -E2BIG if it has too
 * many private states or calls; -errno.
 */
int check_proven(struct check_proven *proven, const struct check_row *row,
		 char *why);

#endif
