/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The batches of a slice: a batch of frames is looked at, or completed, in one
 * timed loop, then verified.
 *
 * The first looks of a batch follow other code and cost more than the next
 * ones.  To give this the same weight for every strategy and in every slice,
 * the length of a batch depends on the ring alone and a slice consists of whole
 * batches.
 */
#ifndef RUNNER_BATCH_H
#define RUNNER_BATCH_H

#include <peekbench/env.h>

/**
 * struct batches - a ring divided into about equal parts.
 * @ring: buffers.
 * @frames: frames of a batch: at most 128, and at most 2 MiB, so that large
 *	buffers do not make long slices.  Only the last batch of a pass over the
 *	ring may be shorter.
 * @count: batches of a pass over the ring.
 */
struct batches {
	u32 ring;
	u32 frames;
	u32 count;
};

/** batches_of() - divide a ring of @ring >= 1 buffers of @size >= 1 bytes. */
struct batches batches_of(u32 ring, u32 size);

/**
 * batches_least() - frames of the shortest slice: one batch of looks, one of
 * completions.
 */
u64 batches_least(const struct batches *batches);

/** batches_whole() - the longest slice of at most @frames, or the shortest. */
u64 batches_whole(const struct batches *batches, u64 frames);

/**
 * batches_begin() - the position at which a slice of @frames begins, at or
 * after @position.
 */
u32 batches_begin(const struct batches *batches, u64 frames, u32 position);

/**
 * batches_next() - frames of the batch at @position, with @left frames of the
 * slice to come.
 */
u32 batches_next(const struct batches *batches, u64 frames, u64 left,
		 u32 position);

/**
 * batches_turn() - is the batch after one that ended at @position, of a slice
 * of @frames, of the same kind?  This happens once per pass over a ring with an
 * even number of batches, because otherwise each of its buffers would always be
 * looked at, or always completed.
 */
bool batches_turn(const struct batches *batches, u64 frames, u32 position);

#endif
