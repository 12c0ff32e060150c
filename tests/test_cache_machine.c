// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The DMA code over the cache model. */
#include <stdlib.h>
#include <string.h>

#include "dma/swiotlb.h"
#include "machine/cache_machine.h"

#include "cache_fixture.h"

#include "cmocka_all.h"

struct ground {
	struct cache_fixture *f;
	struct swiotlb_pool *pool;
	struct dma_bounce bounce;
	struct dma_device dd;
	struct cache_machine machine;
	u8 *memory;
};

static void open_ground(struct ground *g, const char *platform)
{
	const struct dma_platform *row = dma_platform_find(platform);

	*g = (struct ground){0};
	g->f = cache_fixture_open("l1=32K:8,l2=1M:16",
				  dma_platform_maintains(row)
					  ? CACHE_DEVICE_NONCOHERENT
					  : CACHE_DEVICE_MEMORY);
	g->memory = aligned_alloc(64, 4096);
	assert_non_null(g->memory);
	memset(g->memory, 1, 4096);
	assert_int_equal(swiotlb_pool_create(&g->pool, 1 << 18, 1, 0x5e), 0);
	swiotlb_pool_bounce(g->pool, &g->bounce);
	dma_device_init(&g->dd, row, g->pool, COPY_REP_MOVSB);
	g->machine.model = g->f->model;
	cache_machine_add(&g->machine, g->memory, 4096, false);
	cache_machine_add(&g->machine, dma_device_memory(g->bounce.start),
			  g->bounce.bytes, false);
	cache_machine_attach(&g->machine, &g->dd);
}

static void close_ground(struct ground *g)
{
	cache_machine_detach(&g->dd);
	assert_null(g->dd.ops);
	swiotlb_pool_destroy(g->pool);
	free(g->memory);
	cache_fixture_close(g->f);
}

static void the_dma_code_runs_over_it_and_moves_the_bytes(void **state)
{
	struct ground g;
	struct cache_count c;
	dma_addr_t addr;

	open_ground(&g, "swiotlb");
	addr = dma_map_single(&g.dd.dev, g.memory, 2048, DMA_FROM_DEVICE);
	c = cache_fixture_since(g.f);
	assert_int_equal(c.loads, 32);
	assert_int_equal(c.stores, 32);
	memset(dma_device_memory(addr), 7, 2048);
	cache_machine_device_write(&g.machine, dma_device_memory(addr), 2048);
	cache_fixture_since(g.f);
	dma_sync_single_for_cpu(&g.dd.dev, addr, 2048, DMA_FROM_DEVICE);
	c = cache_fixture_since(g.f);
	assert_int_equal(g.memory[2047], 7);
	assert_int_equal(c.load_misses[1], 32); /* the device's lines */
	assert_int_equal(c.store_misses[0], 0); /* the map had read them */
	assert_int_equal(g.machine.foreign_count, 0);
	dma_unmap_single(&g.dd.dev, addr, 2048, DMA_FROM_DEVICE);
	close_ground(&g);
}

/*
 * Two ways, 4 sets: eight lines stay, and which of 32 says the order.  The low
 * byte of the source, less than the target's, sends memcpy_orig down.
 */
static void a_copy_goes_the_way_of_its_routine(void **state)
{
	static const struct {
		enum copy_routine routine;
		size_t from;
		bool down;
	} cases[] = {
		{COPY_REP_MOVSB, 0, false},    {COPY_ASCENDING, 0, false},
		{COPY_DESCENDING, 0, true},    {COPY_MEMCPY_ORIG, 0, true},
		{COPY_MEMCPY_ORIG, 96, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct cache_fixture *f =
			cache_fixture_open("l1=512:2", CACHE_DEVICE_MEMORY);
		struct cache_machine machine = {.model = f->model};
		u8 *memory = aligned_alloc(4096, 8192);
		struct dma_device dd = {.routine = cases[i].routine,
					.platform =
						dma_platform_find("coherent")};
		const u8 *source = memory + cases[i].from;

		assert_non_null(memory);
		memset(memory, 0, 8192);
		cache_machine_add(&machine, memory, 8192, false);
		cache_machine_attach(&machine, &dd);
		dd.ops->copy(dd.machine, memory + 4096 + 32, source, 2048);
		cache_fixture_since(f);
		cache_machine_load(&machine, source, 1);
		assert_int_equal(cache_fixture_since(f).load_misses[0],
				 !cases[i].down);
		free(memory);
		cache_fixture_close(f);
	}
}

static void maintenance_is_counted_and_not_executed(void **state)
{
	struct ground g;
	struct cache_count c;
	dma_addr_t addr;

	open_ground(&g, "arm64");
	addr = dma_map_single(&g.dd.dev, g.memory, 2048, DMA_FROM_DEVICE);
	assert_int_equal(cache_fixture_since(g.f).cleaned, 32);
	dma_sync_single_for_cpu(&g.dd.dev, addr, 100, DMA_FROM_DEVICE);
	c = cache_fixture_since(g.f);
	assert_int_equal(c.invalidated, 2);
	assert_int_equal(c.cleaned, 0);
	close_ground(&g);
}

static void memory_that_nobody_named_is_told(void **state)
{
	struct ground g;
	u8 outside[64] = {0};

	open_ground(&g, "coherent");
	cache_machine_load(&g.machine, outside, 1);
	assert_int_equal(g.machine.foreign_count, 1);
	cache_machine_store(&g.machine, g.memory + 4090, 7);
	assert_int_equal(g.machine.foreign_count, 2);
	cache_machine_store(&g.machine, g.memory + 4090, 6);
	assert_int_equal(g.machine.foreign_count, 2);
	assert_int_equal(cache_fixture_since(g.f).stores, 1);
	close_ground(&g);
}

/* Wherever the memory lies, the counts are the same. */
static void places_do_not_depend_on_addresses(void **state)
{
	struct cache_count first = {0};

	for (int shift = 0; shift < 3; shift++) {
		struct cache_fixture *f =
			cache_fixture_open("l1=512:2", CACHE_DEVICE_MEMORY);
		struct cache_machine machine = {.model = f->model};
		u8 *memory = malloc(65536);
		u8 *at = memory + (size_t)shift * 4096 + (size_t)shift * 28;

		assert_non_null(memory);
		cache_machine_add(&machine, at, 4096, false);
		for (int pass = 0; pass < 3; pass++)
			for (int i = 0; i < 4096; i += 320)
				cache_machine_store(&machine, at + i, 40);
		if (!shift)
			first = f->count;
		else
			assert_memory_equal(&first, &f->count, sizeof(first));
		free(memory);
		cache_fixture_close(f);
	}
	assert_int_not_equal(first.store_misses[0], 0);
}

static void uncached_memory_is_never_in_a_cache(void **state)
{
	struct cache_fixture *f =
		cache_fixture_open("l1=512:2", CACHE_DEVICE_NONCOHERENT);
	struct cache_machine machine = {.model = f->model};
	u8 memory[128] = {0};
	struct cache_count c;

	cache_machine_add(&machine, memory, sizeof(memory), true);
	for (int i = 0; i < 3; i++)
		cache_machine_load(&machine, memory, 4);
	cache_machine_store(&machine, memory, 4);
	cache_machine_device_write(&machine, memory, 4);
	cache_machine_load(&machine, memory, 4);
	c = cache_fixture_since(f);
	assert_int_equal(c.uncached, 5);
	assert_int_equal(c.loads + c.stores, 0);
	assert_int_equal(c.stale_loads, 0);
	cache_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_dma_code_runs_over_it_and_moves_the_bytes),
		cmocka_unit_test(a_copy_goes_the_way_of_its_routine),
		cmocka_unit_test(maintenance_is_counted_and_not_executed),
		cmocka_unit_test(memory_that_nobody_named_is_told),
		cmocka_unit_test(uncached_memory_is_never_in_a_cache),
		cmocka_unit_test(places_do_not_depend_on_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
