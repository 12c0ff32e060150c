// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/batch.h"

#define MOST_FRAMES 128u
#define MOST_BYTES (2u * 1024 * 1024)

static u32 divide_up(u32 value, u32 by)
{
	return (value + by - 1) / by;
}

struct batches batches_of(u32 ring, u32 size)
{
	u32 most = size < MOST_BYTES ? MOST_BYTES / size : 1;
	struct batches batches = {.ring = ring};

	if (most > MOST_FRAMES)
		most = MOST_FRAMES;
	batches.frames = divide_up(ring, divide_up(ring, most));
	batches.count = divide_up(ring, batches.frames);
	return batches;
}

static bool is_even(const struct batches *batches)
{
	return batches->count % 2 == 0;
}

u64 batches_least(const struct batches *batches)
{
	return 2ull * batches->frames;
}

u64 batches_whole(const struct batches *batches, u64 frames)
{
	u64 least = batches_least(batches);

	return frames < least ? least : frames / least * least;
}

/*
 * Calibration slices may be shorter than a batch of each kind; those need not
 * be whole.
 */
static bool is_whole(const struct batches *batches, u64 frames)
{
	return frames >= batches_least(batches);
}

u32 batches_begin(const struct batches *batches, u64 frames, u32 position)
{
	u32 step = batches->frames * (is_even(batches) ? 2 : 1);

	if (!is_whole(batches, frames))
		return position;
	position = divide_up(position, step) * step;
	return position < batches->ring ? position : 0;
}

u32 batches_next(const struct batches *batches, u64 frames, u64 left,
		 u32 position)
{
	u64 half = (frames + 1) / 2;
	u64 count = batches->frames - position % batches->frames;

	if (count > batches->ring - position)
		count = batches->ring - position;
	if (count > half)
		count = half;
	return (u32)(count < left ? count : left);
}

bool batches_turn(const struct batches *batches, u64 frames, u32 position)
{
	return is_whole(batches, frames) && is_even(batches) &&
	       position % batches->ring == 0;
}
