// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The cache model against cases whose answer is known in closed form. */
#include <string.h>

#include "cache_fixture.h"

#include "cmocka_all.h"

#define L1_LINES 8u
#define L3_LINES 128u

static void load_lines(struct cache_fixture *f, u64 first, u64 count,
		       u64 stride)
{
	for (u64 i = 0; i < count; i++)
		cache_model_load(f->model, (first + i * stride) * LINE, 8);
}

static void store_lines(struct cache_fixture *f, u64 first, u64 count,
			u64 stride)
{
	for (u64 i = 0; i < count; i++)
		cache_model_store(f->model, (first + i * stride) * LINE, 8);
}

static void a_cold_scan_misses_every_line_everywhere(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	for (u64 n = 1; n <= 3 * L3_LINES; n += 61) {
		cache_model_reset(f->model);
		cache_model_load(f->model, 0, n * LINE);
		c = cache_fixture_since(f);
		assert_int_equal(c.loads, n);
		for (int i = 0; i < 3; i++)
			assert_int_equal(c.load_misses[i], n);
		assert_int_equal(c.store_misses[0], 0);
		assert_int_equal(c.write_backs, 0);
	}
	cache_fixture_close(f);
}

static void what_fits_is_missed_once(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	load_lines(f, 0, L1_LINES, 1);
	cache_fixture_since(f);
	for (int pass = 0; pass < 5; pass++)
		load_lines(f, 0, L1_LINES, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.loads, 5 * L1_LINES);
	assert_int_equal(c.load_misses[0], 0);
	/* Larger than the first level, not than the second: it hits there. */
	load_lines(f, 0, 32, 1);
	cache_fixture_since(f);
	for (int pass = 0; pass < 5; pass++)
		load_lines(f, 0, 32, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 5 * 32);
	assert_int_equal(c.load_misses[1], 0);
	cache_fixture_close(f);
}

static void one_line_more_than_ways_always_misses(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	for (int pass = 0; pass < 10; pass++)
		load_lines(f, 0, 3, 4);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 30);
	assert_int_equal(c.load_misses[1], 3);
	/* As many as ways never miss again. */
	cache_model_reset(f->model);
	for (int pass = 0; pass < 10; pass++)
		load_lines(f, 0, 2, 4);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 2);
	/* Nine lines of one set of the last level, 16 sets of 8. */
	cache_model_reset(f->model);
	for (int pass = 0; pass < 10; pass++)
		load_lines(f, 0, 9, 16);
	c = cache_fixture_since(f);
	for (int i = 0; i < 3; i++)
		assert_int_equal(c.load_misses[i], 90);
	cache_fixture_close(f);
}

static void the_latest_used_line_stays(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);

	load_lines(f, 0, 2, 4); /* 0, 4: full set */
	load_lines(f, 0, 1, 4); /* 0 again: 4 is the older */
	load_lines(f, 8, 1, 4); /* 8 takes the place of 4 */
	cache_fixture_since(f);
	load_lines(f, 0, 1, 4);
	assert_int_equal(cache_fixture_since(f).load_misses[0], 0);
	load_lines(f, 4, 1, 4);
	assert_int_equal(cache_fixture_since(f).load_misses[0], 1);
	cache_fixture_close(f);
}

static void dirty_evictions_are_counted_level_by_level(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	/* A scan of stores: all but the latest that fit have left a level. */
	store_lines(f, 0, 200, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.stores, 200);
	assert_int_equal(c.store_misses[2], 200);
	assert_int_equal(c.evicted_dirty[0], 200 - 8);
	assert_int_equal(c.evicted_dirty[1], 200 - 32);
	assert_int_equal(c.evicted_dirty[2], 200 - 128);
	assert_int_equal(c.write_backs, 200 - 128);
	/* Clean lines leave without a word. */
	cache_model_reset(f->model);
	load_lines(f, 0, 200, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.evicted_dirty[0], 0);
	assert_int_equal(c.write_backs, 0);
	cache_fixture_close(f);
}

static void one_level_writes_back_to_memory(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open("l1=512:2", CACHE_DEVICE_MEMORY);
	struct cache_count c;

	store_lines(f, 0, 100, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.evicted_dirty[0], 100 - 8);
	assert_int_equal(c.write_backs, 100 - 8);
	load_lines(f, 1000, 8, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.write_backs, 8);
	cache_fixture_close(f);
}

static void a_clean_writes_dirty_lines_and_keeps_them(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	store_lines(f, 0, 4, 1);
	load_lines(f, 4, 4, 1);
	cache_fixture_since(f);
	cache_model_clean(f->model, 0, 16 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.cleaned, 16);
	assert_int_equal(c.write_backs, 4);
	load_lines(f, 0, 8, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[0], 0);
	cache_model_clean(f->model, 0, 16 * LINE);
	assert_int_equal(cache_fixture_since(f).write_backs, 0);
	cache_fixture_close(f);
}

static void an_invalidate_drops_lines_dirty_or_not(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	store_lines(f, 0, 4, 1);
	load_lines(f, 4, 4, 1);
	cache_fixture_since(f);
	/* The range counts in lines touched, whole or not. */
	cache_model_invalidate(f->model, 10, 8 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.invalidated, 9);
	assert_int_equal(c.dropped_dirty, 4);
	assert_int_equal(c.write_backs, 0);
	load_lines(f, 0, 8, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[2], 8);
	cache_fixture_close(f);
}

static void flush_loses_nothing(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	store_lines(f, 0, 4, 1);
	cache_fixture_since(f);
	cache_model_flush(f->model, 0, 4 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.write_backs, 4);
	assert_int_equal(c.dropped_dirty, 0);
	load_lines(f, 0, 4, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[2], 4);
	cache_fixture_close(f);
}

static void a_range_of_no_bytes_is_no_event(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count none = {0}, c;

	cache_model_load(f->model, 5, 0);
	cache_model_store(f->model, 64, 0);
	cache_model_copy(f->model, 0, 4096, 0, false);
	cache_model_copy(f->model, 0, 4096, 0, true);
	cache_model_clean(f->model, 0, 0);
	cache_model_invalidate(f->model, 0, 0);
	cache_model_device_write(f->model, 0, 0);
	c = cache_fixture_since(f);
	assert_memory_equal(&c, &none, sizeof(c));
	cache_fixture_close(f);
}

/* Lines a copy touches: both sides, each as often as the other side makes
 * pieces of it. */
static void a_copy_touches_both_sides(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open("l1=32K:8,l2=1M:16", CACHE_DEVICE_MEMORY);
	struct cache_count c;

	for (int descending = 0; descending < 2; descending++) {
		cache_model_reset(f->model);
		cache_model_copy(f->model, 1 << 20, 0, 2048, descending);
		c = cache_fixture_since(f);
		assert_int_equal(c.loads, 32);
		assert_int_equal(c.stores, 32);
		assert_int_equal(c.load_misses[1], 32);
		assert_int_equal(c.store_misses[1], 32);
		/* 100 bytes from offset 60 to offset 30 of a line. */
		cache_model_reset(f->model);
		cache_model_copy(f->model, (1 << 20) + 30, 60, 100, descending);
		c = cache_fixture_since(f);
		assert_int_equal(c.load_misses[0], 3);
		assert_int_equal(c.store_misses[0], 3);
		assert_int_equal(c.loads, 5);
		assert_int_equal(c.stores, 5);
	}
	cache_fixture_close(f);
}

static void the_direction_of_a_copy_decides_what_stays(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open("l1=512:2", CACHE_DEVICE_MEMORY);

	cache_model_copy(f->model, 1 << 20, 0, 32 * LINE, false);
	cache_fixture_since(f);
	load_lines(f, 28, 4, 1); /* the end was last */
	assert_int_equal(cache_fixture_since(f).load_misses[0], 0);
	cache_model_copy(f->model, 1 << 20, 0, 32 * LINE, true);
	cache_fixture_since(f);
	load_lines(f, 0, 4, 1); /* the start was last */
	assert_int_equal(cache_fixture_since(f).load_misses[0], 0);
	load_lines(f, 28, 4, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[0], 4);
	cache_fixture_close(f);
}

static void the_next_line_is_fetched_but_not_beyond_the_page(void **state)
{
	struct cache_fixture *f = cache_fixture_open("l1=4K:8,prefetch=next",
						     CACHE_DEVICE_MEMORY);
	struct cache_count c;

	load_lines(f, 0, 4, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 2); /* 0 and 2; 1 and 3 came along */
	assert_int_equal(c.prefetches, 2);
	load_lines(f, 63, 2, 1); /* the last line of a page, the next page's */
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 2);
	assert_int_equal(c.prefetches, 1); /* 65 only */
	load_lines(f, 62, 1, 1);	   /* 63 is there */
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 1);
	assert_int_equal(c.prefetches, 0);
	cache_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cold_scan_misses_every_line_everywhere),
		cmocka_unit_test(what_fits_is_missed_once),
		cmocka_unit_test(one_line_more_than_ways_always_misses),
		cmocka_unit_test(the_latest_used_line_stays),
		cmocka_unit_test(dirty_evictions_are_counted_level_by_level),
		cmocka_unit_test(one_level_writes_back_to_memory),
		cmocka_unit_test(a_clean_writes_dirty_lines_and_keeps_them),
		cmocka_unit_test(an_invalidate_drops_lines_dirty_or_not),
		cmocka_unit_test(flush_loses_nothing),
		cmocka_unit_test(a_range_of_no_bytes_is_no_event),
		cmocka_unit_test(a_copy_touches_both_sides),
		cmocka_unit_test(the_direction_of_a_copy_decides_what_stays),
		cmocka_unit_test(
			the_next_line_is_fetched_but_not_beyond_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
