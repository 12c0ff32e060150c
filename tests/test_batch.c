// SPDX-License-Identifier: GPL-2.0 OR MIT
/* How slices are cut into batches. */
#include "cmocka_all.h"

#include "runner/batch.h"

#define MOST_RING 1024u

/* struct walk - where slices of a ring are, as slice_run() goes about it. */
struct walk {
	struct batches batches;
	u32 position;
	bool process;
	u32 seen[2][MOST_RING];
};

static u32 walk_slice(struct walk *walk, u64 frames, u64 kinds[2])
{
	u32 batches = 0;

	kinds[0] = kinds[1] = 0;
	walk->position = batches_begin(&walk->batches, frames, walk->position);
	for (u64 left = frames; left; batches++) {
		u32 count = batches_next(&walk->batches, frames, left,
					 walk->position);

		assert_true(count > 0 && count <= left);
		assert_true(walk->position + count <= walk->batches.ring);
		for (u32 i = 0; i < count; i++)
			walk->seen[walk->process][walk->position + i]++;
		kinds[walk->process] += count;
		walk->position = (walk->position + count) % walk->batches.ring;
		if (!batches_turn(&walk->batches, frames, walk->position))
			walk->process = !walk->process;
		left -= count;
	}
	return batches;
}

static void a_ring_is_in_equal_parts(void **state)
{
	static const struct {
		u32 ring, size, frames, count;
	} parts[] = {
		{1, 64, 1, 1},	       {7, 2048, 7, 1},
		{128, 2048, 128, 1},   {129, 2048, 65, 2},
		{128, 16384, 128, 1},  {128, 32768, 64, 2},
		{4096, 64, 128, 32},   {64, 262144, 8, 8},
		{16, 16777216, 1, 16}, {250, 64, 125, 2},
	};

	for (u32 i = 0; i < ARRAY_SIZE(parts); i++) {
		struct batches batches =
			batches_of(parts[i].ring, parts[i].size);

		assert_int_equal(batches.ring, parts[i].ring);
		assert_int_equal(batches.frames, parts[i].frames);
		assert_int_equal(batches.count, parts[i].count);
	}
}

static void a_slice_is_whole_batches(void **state)
{
	struct batches batches = batches_of(128, 2048);

	assert_int_equal(batches_least(&batches), 256);
	assert_int_equal(batches_whole(&batches, 1), 256);
	assert_int_equal(batches_whole(&batches, 511), 256);
	assert_int_equal(batches_whole(&batches, 512), 512);
}

/* From wherever calibration stopped, and every batch of the same length. */
static void slices_of_one_shape(u32 ring, u32 size, u32 start)
{
	struct walk walk = {.batches = batches_of(ring, size),
			    .position = start};
	u64 frames = batches_least(&walk.batches), kinds[2];
	u32 slices = 4 * walk.batches.count;

	assert_true(ring <= MOST_RING);
	for (u32 i = 0; i < slices; i++) {
		assert_int_equal(walk_slice(&walk, frames, kinds), 2);
		assert_int_equal(kinds[0], kinds[1]);
	}
	for (u32 i = 0; i < ring; i++) {
		assert_int_equal(walk.seen[0][i], slices / walk.batches.count);
		assert_int_equal(walk.seen[1][i], slices / walk.batches.count);
	}
}

static void each_buffer_is_looked_at_and_completed_alike(void **state)
{
	for (u32 start = 0; start < 256; start += 37) {
		slices_of_one_shape(256, 2048, start);
		slices_of_one_shape(384, 2048, start);
		slices_of_one_shape(1024, 64, start);
		slices_of_one_shape(128, 2048, start % 128);
		slices_of_one_shape(64, 262144, start % 64);
		slices_of_one_shape(7, 64, start % 7);
	}
}

/* Calibration and tests run few; rings need not divide. */
static void any_slice_has_both_kinds(void **state)
{
	static const u32 rings[] = {1, 2, 7, 128, 129, 250, 300, 1000};

	for (u32 r = 0; r < ARRAY_SIZE(rings); r++)
		for (u64 frames = 2; frames < 700; frames++) {
			struct walk walk = {.batches =
						    batches_of(rings[r], 2048)};
			u64 kinds[2];

			for (u32 i = 0; i < 5; i++) {
				walk_slice(&walk, frames, kinds);
				assert_true(kinds[0] && kinds[1]);
				assert_int_equal(kinds[0] + kinds[1], frames);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_is_in_equal_parts),
		cmocka_unit_test(a_slice_is_whole_batches),
		cmocka_unit_test(each_buffer_is_looked_at_and_completed_alike),
		cmocka_unit_test(any_slice_has_both_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
