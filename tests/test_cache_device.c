// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The cache model and devices: the three ways into memory. */
#include "cache_fixture.h"

#include "cmocka_all.h"

static void a_written_line_is_a_miss_under_memory(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	cache_model_load(f->model, 0, 4 * LINE);
	cache_fixture_since(f);
	cache_model_device_write(f->model, 0, 4 * LINE);
	cache_model_load(f->model, 0, 4 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.device_writes, 4);
	for (int i = 0; i < 3; i++)
		assert_int_equal(c.load_misses[i], 4);
	assert_int_equal(c.stale_loads, 0);
	cache_fixture_close(f);
}

static void a_written_line_hits_the_last_level_if_allocated(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_ALLOCATING);
	struct cache_count c;

	cache_model_device_write(f->model, 0, 4 * LINE);
	cache_model_load(f->model, 0, 4 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 4);
	assert_int_equal(c.load_misses[1], 4);
	assert_int_equal(c.load_misses[2], 0);
	/* The upper copies are dropped by the next write. */
	cache_model_device_write(f->model, 0, 4 * LINE);
	cache_model_load(f->model, 0, 4 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[1], 4);
	assert_int_equal(c.load_misses[2], 0);
	cache_fixture_close(f);
}

/* Three lines of one set into two device ways: the first has gone. */
static void a_device_fills_only_its_ways(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_ALLOCATING);
	struct cache_count c;

	for (u64 i = 0; i < 3; i++)
		cache_model_device_write(f->model, i * 16 * LINE, LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.write_backs, 1); /* the first, dirty */
	for (u64 i = 1; i < 3; i++)
		cache_model_load(f->model, i * 16 * LINE, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[2], 0);
	cache_model_load(f->model, 0, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[2], 1);
	/* A line that the CPU brought in is updated where it is. */
	cache_model_reset(f->model);
	for (u64 i = 0; i < 8; i++)
		cache_model_load(f->model, i * 16 * LINE, 1);
	cache_fixture_since(f);
	for (u64 i = 0; i < 8; i++)
		cache_model_device_write(f->model, i * 16 * LINE, LINE);
	for (u64 i = 0; i < 8; i++)
		cache_model_load(f->model, i * 16 * LINE, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[2], 0);
	assert_int_equal(c.write_backs, 0);
	cache_fixture_close(f);
}

static void more_device_ways_hold_more(void **state)
{
	struct cache_fixture *f = cache_fixture_open(SMALL ",device_ways=3",
						     CACHE_DEVICE_ALLOCATING);

	for (u64 i = 0; i < 3; i++)
		cache_model_device_write(f->model, i * 16 * LINE, LINE);
	for (u64 i = 0; i < 3; i++)
		cache_model_load(f->model, i * 16 * LINE, 1);
	assert_int_equal(cache_fixture_since(f).load_misses[2], 0);
	cache_fixture_close(f);
}

static void a_dirty_line_under_a_device_write(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_MEMORY);
	struct cache_count c;

	cache_model_store(f->model, 0, 3 * LINE);
	cache_fixture_since(f);
	/* Half of line 0, all of line 1, 4 bytes of line 2. */
	cache_model_device_write(f->model, 32, 32 + LINE + 4);
	c = cache_fixture_since(f);
	assert_int_equal(c.device_writes, 3);
	assert_int_equal(c.write_backs, 2);
	assert_int_equal(c.dropped_dirty, 1);
	cache_fixture_close(f);
}

static void a_noncoherent_write_leaves_a_stale_copy(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_NONCOHERENT);
	struct cache_count c;

	cache_model_load(f->model, 0, LINE);
	cache_model_device_write(f->model, 0, 2 * LINE);
	cache_fixture_since(f);
	cache_model_load(f->model, 0, 2 * LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 1); /* line 1 was never cached */
	assert_int_equal(c.stale_loads, 1);
	/* An invalidate makes the next load a miss, and fresh. */
	cache_model_invalidate(f->model, 0, LINE);
	cache_model_load(f->model, 0, LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[2], 1);
	assert_int_equal(c.stale_loads, 0);
	cache_fixture_close(f);
}

/* From a lower level a stale copy comes up stale. */
static void staleness_follows_the_line(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_NONCOHERENT);
	struct cache_count c;

	cache_model_load(f->model, 0, 1);
	cache_model_device_write(f->model, 0, LINE);
	cache_model_load(f->model, 4 * LINE, 1);
	cache_model_load(f->model, 8 * LINE,
			 1); /* 0 has left the first level */
	cache_fixture_since(f);
	cache_model_load(f->model, 0, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 1);
	assert_int_equal(c.load_misses[1], 0);
	assert_int_equal(c.stale_loads, 1);
	cache_fixture_close(f);
}

static void a_stale_dirty_line_overwrites_the_device(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open(SMALL, CACHE_DEVICE_NONCOHERENT);
	struct cache_count c;

	cache_model_store(f->model, 0, 1);
	cache_model_device_write(f->model, 0, LINE);
	cache_fixture_since(f);
	cache_model_clean(f->model, 0, LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.write_backs, 1);
	assert_int_equal(c.overwritten, 1);
	/* Cleaned before the device writes, nothing is overwritten. */
	cache_model_reset(f->model);
	cache_model_store(f->model, 0, 1);
	cache_model_clean(f->model, 0, LINE);
	cache_model_device_write(f->model, 0, LINE);
	cache_model_clean(f->model, 0, LINE);
	c = cache_fixture_since(f);
	assert_int_equal(c.write_backs, 1);
	assert_int_equal(c.overwritten, 0);
	cache_fixture_close(f);
}

/* The harm of speculation: invalidate, prefetch, device write, stale load. */
static void a_prefetch_brings_the_old_line_back(void **state)
{
	struct cache_fixture *f = cache_fixture_open("l1=4K:8,prefetch=next",
						     CACHE_DEVICE_NONCOHERENT);
	struct cache_count c;

	cache_model_invalidate(f->model, LINE, LINE);
	cache_model_load(f->model, 0, 1);
	cache_model_device_write(f->model, LINE, LINE);
	cache_fixture_since(f);
	cache_model_load(f->model, LINE, 1);
	c = cache_fixture_since(f);
	assert_int_equal(c.load_misses[0], 0);
	assert_int_equal(c.stale_loads, 1);
	cache_fixture_close(f);
}

static void a_device_read_takes_dirty_lines_out(void **state)
{
	static const enum cache_device devices[] = {CACHE_DEVICE_MEMORY,
						    CACHE_DEVICE_ALLOCATING,
						    CACHE_DEVICE_NONCOHERENT};

	for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
		struct cache_fixture *f = cache_fixture_open(SMALL, devices[i]);
		u64 coherent = devices[i] != CACHE_DEVICE_NONCOHERENT;
		struct cache_count c;

		cache_model_store(f->model, 0, LINE);
		cache_fixture_since(f);
		cache_model_device_read(f->model, 0, 2 * LINE);
		c = cache_fixture_since(f);
		assert_int_equal(c.device_reads, 2);
		assert_int_equal(c.write_backs, coherent);
		cache_model_load(f->model, 0, LINE);
		assert_int_equal(cache_fixture_since(f).load_misses[0], 0);
		cache_model_device_read(f->model, 0, LINE);
		assert_int_equal(cache_fixture_since(f).write_backs, 0);
		cache_fixture_close(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_written_line_is_a_miss_under_memory),
		cmocka_unit_test(
			a_written_line_hits_the_last_level_if_allocated),
		cmocka_unit_test(a_device_fills_only_its_ways),
		cmocka_unit_test(more_device_ways_hold_more),
		cmocka_unit_test(a_dirty_line_under_a_device_write),
		cmocka_unit_test(a_noncoherent_write_leaves_a_stale_copy),
		cmocka_unit_test(staleness_follows_the_line),
		cmocka_unit_test(a_stale_dirty_line_overwrites_the_device),
		cmocka_unit_test(a_prefetch_brings_the_old_line_back),
		cmocka_unit_test(a_device_read_takes_dirty_lines_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
