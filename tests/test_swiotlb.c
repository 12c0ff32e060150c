// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The bounce pool: geometry, exhaustion, exact partial copies, misuse. */
#include "cmocka_all.h"

#include <pthread.h>
#include <stdlib.h>

#include "dma/dma.h"
#include "dma/swiotlb.h"

#define MIB (1u << 20)
#define FOREIGN 0x5e

struct pool_test {
	struct swiotlb_pool *pool;
	struct dma_device dd;
	u8 *original;
};

static int setup_areas(void **state, u32 areas)
{
	struct pool_test *t = calloc(1, sizeof(*t));

	assert_int_equal(swiotlb_pool_create(&t->pool, MIB, areas, FOREIGN), 0);
	dma_device_init(&t->dd, dma_platform_find("swiotlb"), t->pool,
			COPY_REP_MOVSB);
	t->original = malloc(4 * MIB);
	memset(t->original, 0x11, 4 * MIB);
	*state = t;
	return 0;
}

static int setup(void **state)
{
	return setup_areas(state, 1);
}

static int setup_two_areas(void **state)
{
	return setup_areas(state, 2);
}

static int teardown(void **state)
{
	struct pool_test *t = *state;

	swiotlb_pool_destroy(t->pool);
	free(t->original);
	free(t);
	return 0;
}

static dma_addr_t map(struct pool_test *t, size_t size)
{
	return dma_map_single(&t->dd.dev, t->original, size, DMA_FROM_DEVICE);
}

static void unmap(struct pool_test *t, dma_addr_t addr, size_t size)
{
	dma_unmap_single(&t->dd.dev, addr, size, DMA_FROM_DEVICE);
}

static void slots_are_aligned(void **state)
{
	struct pool_test *t = *state;
	dma_addr_t small = map(t, 1), next = map(t, 2048), page = map(t, 4096);

	assert_int_equal(small % IO_TLB_SIZE, 0);
	assert_int_equal(next % IO_TLB_SIZE, 0);
	assert_int_not_equal(small, next);
	assert_int_equal(page % 4096, 0);
	assert_int_equal(swiotlb_pool_used(t->pool), 1 + 1 + 2);
	unmap(t, small, 1);
	unmap(t, next, 2048);
	unmap(t, page, 4096);
	assert_int_equal(swiotlb_pool_used(t->pool), 0);
	assert_int_equal(t->dd.count.misuse_count, 0);
}

static void largest_mapping_is_one_set(void **state)
{
	struct pool_test *t = *state;
	dma_addr_t addr = map(t, SWIOTLB_MAX_MAPPING_BYTES);

	assert_true(addr != DMA_MAPPING_ERROR);
	assert_true(map(t, SWIOTLB_MAX_MAPPING_BYTES + 1) == DMA_MAPPING_ERROR);
	assert_true(map(t, 0) == DMA_MAPPING_ERROR);
	unmap(t, addr, SWIOTLB_MAX_MAPPING_BYTES);
}

/* 1 MiB is four sets; a mapping of 65 slots fits once into each. */
static void mapping_never_crosses_a_set(void **state)
{
	struct pool_test *t = *state;
	size_t size = 65 * IO_TLB_SIZE;

	for (int i = 0; i < 4; i++)
		assert_true(map(t, size) != DMA_MAPPING_ERROR);
	assert_true(map(t, size) == DMA_MAPPING_ERROR);
	assert_int_equal(swiotlb_pool_used(t->pool), 4 * 65);
}

static void full_pool_refuses_then_recovers(void **state)
{
	struct pool_test *t = *state;
	dma_addr_t addr[512];

	for (int i = 0; i < 512; i++) {
		addr[i] = map(t, 2048);
		assert_true(addr[i] != DMA_MAPPING_ERROR);
	}
	assert_true(map(t, 1) == DMA_MAPPING_ERROR);
	assert_int_equal(dma_mapping_error(&t->dd.dev, map(t, 1)), -ENOMEM);
	unmap(t, addr[100], 2048);
	assert_true(map(t, 2048) == addr[100]);
	for (int i = 0; i < 512; i++)
		unmap(t, addr[i], 2048);
	assert_int_equal(swiotlb_pool_used(t->pool), 0);
	for (int i = 0; i < 4; i++)
		assert_true(map(t, SWIOTLB_MAX_MAPPING_BYTES) !=
			    DMA_MAPPING_ERROR);
}

/* One CPU may use the other areas when its own is full. */
static void other_areas_are_tried(void **state)
{
	struct pool_test *t = *state;

	for (int i = 0; i < 4; i++)
		assert_true(map(t, SWIOTLB_MAX_MAPPING_BYTES) !=
			    DMA_MAPPING_ERROR);
	assert_true(map(t, 1) == DMA_MAPPING_ERROR);
}

/* Against a model: no two mappings overlap, and nothing is lost on the way. */
static void random_maps_never_overlap(void **state)
{
	struct pool_test *t = *state;
	struct {
		dma_addr_t addr;
		size_t size;
	} live[64] = {0};
	u8 *owner = calloc(1, MIB);
	dma_addr_t first = map(t, 1);
	u32 mapped = 0;

	unmap(t, first, 1);
	srand(1);
	for (int step = 0; step < 20000; step++) {
		int i = rand() % 64;
		size_t size = 1 + (size_t)rand() % (20 * IO_TLB_SIZE);

		if (live[i].size) {
			memset(owner + (live[i].addr - first), 0, live[i].size);
			unmap(t, live[i].addr, live[i].size);
			live[i].size = 0;
			continue;
		}
		live[i].addr = map(t, size);
		if (live[i].addr == DMA_MAPPING_ERROR)
			continue;
		mapped++;
		live[i].size = size;
		for (size_t b = 0; b < size; b++) {
			assert_int_equal(owner[live[i].addr - first + b], 0);
			owner[live[i].addr - first + b] = 1;
		}
	}
	for (int i = 0; i < 64; i++)
		if (live[i].size)
			unmap(t, live[i].addr, live[i].size);
	assert_true(mapped > 1000);
	assert_int_equal(t->dd.count.misuse_count, 0);
	assert_int_equal(swiotlb_pool_used(t->pool), 0);
	other_areas_are_tried(state);
	free(owner);
}

static void check_range(struct pool_test *t, dma_addr_t addr, size_t size,
			size_t from, size_t length)
{
	u8 *bounce = dma_device_memory(addr);

	memset(t->original, 0x11, size);
	memset(bounce, 0x22, size);
	dma_sync_single_range_for_cpu(&t->dd.dev, addr, from, length,
				      DMA_FROM_DEVICE);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(t->original[i],
				 i >= from && i < from + length ? 0x22 : 0x11);
	memset(t->original, 0x33, size);
	dma_sync_single_range_for_device(&t->dd.dev, addr, from, length,
					 DMA_TO_DEVICE);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(bounce[i],
				 i >= from && i < from + length ? 0x33 : 0x22);
}

/* Offsets in later slots are what 5f89468e2f06 had to put right. */
static void partial_sync_is_exact_at_any_offset(void **state)
{
	struct pool_test *t = *state;
	size_t size = 3 * IO_TLB_SIZE + 77;
	dma_addr_t addr = map(t, size);
	static const size_t offsets[] = {0,    1,    63,   2047, 2048,
					 2049, 4096, 5000, 6143, 6220};
	static const size_t lengths[] = {1, 4, 28, 48, 2048, 2049, 4100};

	for (size_t o = 0; o < ARRAY_SIZE(offsets); o++)
		for (size_t l = 0; l < ARRAY_SIZE(lengths); l++)
			if (offsets[o] + lengths[l] <= size)
				check_range(t, addr, size, offsets[o],
					    lengths[l]);
	check_range(t, addr, size, 0, size);
	assert_int_equal(t->dd.count.misuse_count, 0);
}

/* Michael Kelley's test of e8068f2d756d: many small syncs are one full one. */
static void small_syncs_add_up_to_a_full_one(void **state)
{
	struct pool_test *t = *state;
	size_t size = 16384;
	dma_addr_t addr = map(t, size);
	u8 *bounce = dma_device_memory(addr);

	for (size_t i = 0; i < size; i++)
		bounce[i] = (u8)(i * 7 + i / 256);
	for (size_t at = 0; at < size; at += 128)
		dma_sync_single_range_for_cpu(&t->dd.dev, addr, at, 128,
					      DMA_FROM_DEVICE);
	assert_memory_equal(t->original, bounce, size);
	assert_int_equal(t->dd.count.to_cpu_bytes, size);
}

static void misuse_is_refused_and_counted(void **state)
{
	struct pool_test *t = *state;
	dma_addr_t addr = map(t, 3000);
	u64 copied = t->dd.count.to_cpu_bytes;

	dma_sync_single_for_cpu(&t->dd.dev, addr, 3001, DMA_FROM_DEVICE);
	assert_int_equal(t->dd.count.misuse_count, 1);
	dma_sync_single_for_cpu(&t->dd.dev, addr + 2999, 2, DMA_FROM_DEVICE);
	assert_int_equal(t->dd.count.misuse_count, 2);
	dma_sync_single_for_cpu(&t->dd.dev, addr + 4096, 1, DMA_FROM_DEVICE);
	assert_int_equal(t->dd.count.misuse_count, 3);
	dma_unmap_single(&t->dd.dev, addr, 2999, DMA_FROM_DEVICE);
	assert_int_equal(t->dd.count.misuse_count, 4);
	dma_unmap_single(&t->dd.dev, addr + 2048, 952, DMA_FROM_DEVICE);
	assert_int_equal(t->dd.count.misuse_count, 5);
	dma_sync_single_for_cpu(&t->dd.dev, addr, 16, DMA_NONE);
	assert_int_equal(t->dd.count.misuse_count, 6);
	dma_sync_single_for_device(&t->dd.dev, addr, 16,
				   (enum dma_data_direction)77);
	assert_int_equal(t->dd.count.misuse_count, 7);
	assert_int_equal(t->dd.count.to_cpu_bytes, copied);
	assert_int_equal(swiotlb_pool_used(t->pool), 2);
	unmap(t, addr, 3000);
	unmap(t, addr, 3000);
	assert_int_equal(t->dd.count.misuse_count, 8);
}

/* One of two that map and unmap in the same area. */
struct mapper {
	pthread_t thread;
	struct dma_device dd;
	u8 *original;
	u32 failures;
	pthread_barrier_t *start;
};

static void *map_often(void *arg)
{
	struct mapper *m = arg;

	pthread_barrier_wait(m->start);
	for (u32 i = 0; i < 200000; i++) {
		size_t size = 1 + i * 977 % 8000;
		dma_addr_t addr = dma_map_single(&m->dd.dev, m->original, size,
						 DMA_FROM_DEVICE);

		if (addr == DMA_MAPPING_ERROR)
			m->failures++;
		else
			dma_unmap_single(&m->dd.dev, addr, size,
					 DMA_FROM_DEVICE);
	}
	return NULL;
}

static void threads_may_map_at_once(void **state)
{
	struct pool_test *t = *state;
	pthread_barrier_t start;
	struct mapper m[2];

	pthread_barrier_init(&start, NULL, 2);
	for (u32 i = 0; i < 2; i++) {
		m[i] = (struct mapper){.original = t->original + i * MIB,
				       .start = &start};
		dma_device_init(&m[i].dd, dma_platform_find("swiotlb"), t->pool,
				COPY_REP_MOVSB);
		assert_int_equal(
			pthread_create(&m[i].thread, NULL, map_often, &m[i]),
			0);
	}
	for (u32 i = 0; i < 2; i++) {
		pthread_join(m[i].thread, NULL);
		assert_int_equal(m[i].failures, 0);
		assert_int_equal(m[i].dd.count.misuse_count, 0);
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(swiotlb_pool_used(t->pool), 0);
	assert_int_not_equal(map(t, SWIOTLB_MAX_MAPPING_BYTES),
			     DMA_MAPPING_ERROR);
}

static void pool_starts_with_foreign_bytes(void **state)
{
	struct pool_test *t = *state;
	const u8 *bounce;
	dma_addr_t addr;

	dma_device_init(&t->dd, dma_platform_find("swiotlb@v5.16"), t->pool,
			COPY_REP_MOVSB);
	addr = map(t, 2048);
	bounce = dma_device_memory(addr);
	for (int i = 0; i < 2048; i++)
		assert_int_equal(bounce[i], FOREIGN);
}

static void bad_pools_are_refused(void **state)
{
	struct swiotlb_pool *pool;

	assert_int_equal(swiotlb_pool_create(&pool, 0, 1, 0), -EINVAL);
	assert_int_equal(swiotlb_pool_create(&pool, MIB, 0, 0), -EINVAL);
}

#define POOL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		POOL_TEST(slots_are_aligned),
		POOL_TEST(largest_mapping_is_one_set),
		POOL_TEST(mapping_never_crosses_a_set),
		POOL_TEST(full_pool_refuses_then_recovers),
		cmocka_unit_test_setup_teardown(other_areas_are_tried,
						setup_two_areas, teardown),
		POOL_TEST(random_maps_never_overlap),
		POOL_TEST(partial_sync_is_exact_at_any_offset),
		POOL_TEST(small_syncs_add_up_to_a_full_one),
		POOL_TEST(misuse_is_refused_and_counted),
		POOL_TEST(threads_may_map_at_once),
		POOL_TEST(pool_starts_with_foreign_bytes),
		cmocka_unit_test(bad_pools_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
