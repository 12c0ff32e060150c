/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * How a slice is cut up: a batch of frames is looked at, or completed, in one
 * go, then verified.
 *
 * The first looks of a batch come behind other code and cost more than the
 * next.  So that this weighs the same for every strategy and in every slice, a
 * batch depends on the ring alone and a slice is made of whole ones.
 */
#ifndef RUNNER_BATCH_H
#define RUNNER_BATCH_H

#include <peekbench/env.h>

/**
 * struct batches - a ring in about equal parts.
 * @ring: buffers.
 * @frames: of a batch: at most 128, and 2 MiB, so that large buffers do not
 *	make long slices.  Only the last of a lap may be shorter.
 * @count: batches of a lap.
 */
struct batches {
	u32 ring;
	u32 frames;
	u32 count;
};

/** batches_of() - of a @ring of buffers of @size bytes, both at least 1. */
struct batches batches_of(u32 ring, u32 size);

/** batches_least() - frames of the shortest slice: a batch of each kind. */
u64 batches_least(const struct batches *batches);

/** batches_whole() - the longest slice of at most @frames, or the shortest. */
u64 batches_whole(const struct batches *batches, u64 frames);

/** batches_begin() - where a slice of @frames begins, from @position on. */
u32 batches_begin(const struct batches *batches, u64 frames, u32 position);

/** batches_next() - frames of the batch at @position if @left are to come. */
u32 batches_next(const struct batches *batches, u64 frames, u64 left,
		 u32 position);

/**
 * batches_turn() - does the kind of batch stay as it is behind a batch that
 * ended at @position, of a slice of @frames?  Else a ring of an even number of
 * batches would have each of its buffers either looked at or completed, always.
 */
bool batches_turn(const struct batches *batches, u64 frames, u32 position);

#endif
