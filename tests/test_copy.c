// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Every copy routine is memcpy(); their order is test_copy_order's. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "dma/machine.h"

#define ROOM 8192

static void fill(u8 *at, size_t size, u8 seed)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (u8)(i * 13 + seed);
}

/*
 * Source and destination are @skew and @to_skew bytes into a line; the bytes
 * around the destination stay what they were.
 */
static void check_copy(enum copy_routine routine, u8 *to, u8 *from,
		       size_t to_skew, size_t skew, size_t size)
{
	size_t start = 64 + to_skew, end = start + size;

	memset(to, 0xee, end + 64);
	hardware_copy(routine, to + start, from + skew, size);
	assert_memory_equal(to + start, from + skew, size);
	for (size_t i = 0; i < start; i++)
		assert_int_equal(to[i], 0xee);
	for (size_t i = end; i < end + 64; i++)
		assert_int_equal(to[i], 0xee);
}

/* Small sizes at every pair of offsets that differs to any routine. */
static void check_routine(enum copy_routine routine, u8 *to, u8 *from)
{
	static const size_t to_skews[] = {0, 1, 4, 8, 63, 64, 128, 200};

	for (size_t size = 0; size <= 200; size++)
		for (size_t skew = 0; skew < 20; skew++)
			for (size_t i = 0; i < ARRAY_SIZE(to_skews); i++)
				check_copy(routine, to, from, to_skews[i], skew,
					   size);
	for (size_t skew = 0; skew < 256; skew++)
		for (size_t size = 56; size <= 72; size++)
			check_copy(routine, to, from, 255 - skew, skew, size);
	check_copy(routine, to, from, 0, 1, 1974);
	check_copy(routine, to, from, 64, 0, 4096);
	check_copy(routine, to, from, 0, 64, 4095);
}

static void every_routine_is_memcpy(void **state)
{
	u8 *to = aligned_alloc(256, ROOM), *from = aligned_alloc(256, ROOM);

	fill(from, ROOM, 5);
	for (int routine = 0; routine < COPY_ROUTINES; routine++)
		check_routine((enum copy_routine)routine, to, from);
	free(to);
	free(from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_routine_is_memcpy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
