// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The effect of every DMA API call on every platform, against a table written
 * from the kernel's history, not from the rows under test.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "dma/dma.h"
#include "dma/swiotlb.h"

#define SIZE 512

/* A machine that writes down what it was asked to do, in order. */
struct diary {
	char text[64];
	const u8 *original;
};

static void note(struct diary *diary, char what)
{
	size_t used = strlen(diary->text);

	assert_true(used + 1 < sizeof(diary->text));
	diary->text[used] = what;
	diary->text[used + 1] = '\0';
}

/* 'u': up, original to bounce; 'd': down, bounce to original. */
static void diary_copy(void *machine, void *to, const void *from, size_t size)
{
	struct diary *diary = machine;

	assert_int_equal(size, SIZE);
	note(diary, from == diary->original ? 'u' : 'd');
	memcpy(to, from, size);
}

static void diary_clean(void *machine, const void *at, size_t size)
{
	(void)at;
	assert_int_equal(size, SIZE);
	note(machine, 'c');
}

static void diary_invalidate(void *machine, const void *at, size_t size)
{
	(void)at;
	assert_int_equal(size, SIZE);
	note(machine, 'i');
}

static void diary_flush(void *machine, const void *at, size_t size)
{
	(void)at;
	assert_int_equal(size, SIZE);
	note(machine, 'f');
}

/* 'b': begin to invalidate; 'w': wait for that. */
static void diary_issue(void *machine, const void *at, size_t size)
{
	(void)at;
	assert_int_equal(size, SIZE);
	note(machine, 'b');
}

static void diary_wait(void *machine)
{
	note(machine, 'w');
}

static const struct machine_ops diary_ops = {
	.copy = diary_copy,
	.clean = diary_clean,
	.invalidate = diary_invalidate,
	.flush = diary_flush,
	.issue = diary_issue,
	.wait = diary_wait,
};

/*
 * Columns: BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE.  swiotlb: the four states of
 * ddbd89deb7d3 and aa6f8dcbab47, bddac7c1e02b, 901c7280ca0d; arm64:
 * c50f11c6196f; MIPS: no post-DMA flush.  Non-coherent bounce: for_cpu
 * maintains before it copies, for_device copies before it maintains.  Other
 * architectures: arch_sync_dma_for_device() and arch_sync_dma_for_cpu().
 */
struct expected {
	const char *platform;
	const char *map[3];
	const char *for_cpu[3];
	const char *for_device[3];
	const char *unmap[3];
};

static const struct expected table[] = {
	{"coherent", {"", "", ""}, {"", "", ""}, {"", "", ""}, {"", "", ""}},
	{"arm64",
	 {"c", "c", "c"},
	 {"i", "", "i"},
	 {"c", "c", "c"},
	 {"i", "", "i"}},
	{"arm64@v5.18",
	 {"c", "c", "i"},
	 {"i", "", "i"},
	 {"c", "c", "i"},
	 {"i", "", "i"}},
	{"mips", {"c", "c", "i"}, {"", "", ""}, {"c", "c", "i"}, {"", "", ""}},
	{"swiotlb",
	 {"u", "u", "u"},
	 {"d", "", "d"},
	 {"u", "u", ""},
	 {"d", "", "d"}},
	{"swiotlb@v5.16",
	 {"u", "u", ""},
	 {"d", "", "d"},
	 {"u", "u", ""},
	 {"d", "", "d"}},
	{"swiotlb@ddbd89deb7d3",
	 {"u", "u", "u"},
	 {"d", "", "d"},
	 {"u", "u", ""},
	 {"d", "", "d"}},
	{"swiotlb@aa6f8dcbab47",
	 {"u", "u", "u"},
	 {"d", "", "d"},
	 {"u", "u", "u"},
	 {"d", "", "d"}},
	{"swiotlb+arm64",
	 {"uc", "uc", "uc"},
	 {"id", "", "id"},
	 {"uc", "uc", "c"},
	 {"id", "", "id"}},
	{"swiotlb+mips",
	 {"uc", "uc", "ui"},
	 {"d", "", "d"},
	 {"uc", "uc", "i"},
	 {"d", "", "d"}},
	{"armv7",
	 {"c", "c", "i"},
	 {"i", "", "i"},
	 {"c", "c", "i"},
	 {"i", "", "i"}},
	{"arm926",
	 {"f", "c", "i"},
	 {"", "", ""},
	 {"f", "c", "i"},
	 {"", "", ""}},
	{"riscv",
	 {"c", "c", "c"},
	 {"i", "", "i"},
	 {"c", "c", "c"},
	 {"i", "", "i"}},
	{"mips-r4k",
	 {"f", "f", "i"},
	 {"", "", ""},
	 {"f", "f", "i"},
	 {"", "", ""}},
	{"xtensa",
	 {"c", "c", ""},
	 {"i", "", "i"},
	 {"c", "c", ""},
	 {"i", "", "i"}},
	{"arc",
	 {"f", "c", "i"},
	 {"i", "", "i"},
	 {"f", "c", "i"},
	 {"i", "", "i"}},
	{"csky",
	 {"f", "c", "f"},
	 {"i", "", "i"},
	 {"f", "c", "f"},
	 {"i", "", "i"}},
	{"parisc",
	 {"f", "f", "f"},
	 {"f", "f", "i"},
	 {"f", "f", "f"},
	 {"f", "f", "i"}},
	{"powerpc",
	 {"f", "c", "i"},
	 {"f", "c", "i"},
	 {"f", "c", "i"},
	 {"f", "c", "i"}},
	{"openrisc",
	 {"", "f", "i"},
	 {"", "", ""},
	 {"", "f", "i"},
	 {"", "", ""}},
	{"iommu-untrusted",
	 {"u", "u", "u"},
	 {"d", "", "d"},
	 {"u", "u", ""},
	 {"d", "", "d"}},
	{"swiotlb+armv7",
	 {"uc", "uc", "ui"},
	 {"id", "", "id"},
	 {"uc", "uc", "i"},
	 {"id", "", "id"}},
	{"swiotlb+mips-r4k",
	 {"uf", "uf", "ui"},
	 {"d", "", "d"},
	 {"uf", "uf", "i"},
	 {"d", "", "d"}},
	{"swiotlb+arm64@batch",
	 {"uc", "uc", "uc"},
	 {"bwd", "", "bwd"},
	 {"uc", "uc", "c"},
	 {"bwd", "", "bwd"}},
	{"swiotlb+arm64@batch-v2",
	 {"uc", "uc", "uc"},
	 {"bdw", "", "bdw"},
	 {"uc", "uc", "c"},
	 {"bdw", "", "bdw"}},
};

static void check_call(struct diary *diary, const char *expected,
		       const struct expected *row, const char *call, int dir)
{
	if (strcmp(diary->text, expected))
		fail_msg("%s, %s, direction %d: did \"%s\", not \"%s\"",
			 row->platform, call, dir, diary->text, expected);
	diary->text[0] = '\0';
}

static void check_row(const struct expected *row, enum dma_data_direction dir,
		      enum dma_calls calls)
{
	const struct dma_platform *platform = dma_platform_find(row->platform);
	u8 *original = malloc(SIZE);
	struct diary diary = {.original = original};
	struct swiotlb_pool *pool;
	struct dma_device dd;
	dma_addr_t addr;

	assert_non_null(platform);
	assert_int_equal(swiotlb_pool_create(&pool, 1 << 20, 1, 0), 0);
	dma_device_init(&dd, platform, pool, COPY_REP_MOVSB);
	dma_device_call_as(&dd, calls);
	dd.ops = &diary_ops;
	dd.machine = &diary;
	memset(original, 0, SIZE);
	addr = dma_map_single(&dd.dev, original, SIZE, dir);
	check_call(&diary, row->map[dir], row, "map", dir);
	dma_sync_single_for_cpu(&dd.dev, addr, SIZE, dir);
	check_call(&diary, row->for_cpu[dir], row, "for_cpu", dir);
	dma_sync_single_for_device(&dd.dev, addr, SIZE, dir);
	check_call(&diary, row->for_device[dir], row, "for_device", dir);
	dma_unmap_single(&dd.dev, addr, SIZE, dir);
	check_call(&diary, row->unmap[dir], row, "unmap", dir);
	swiotlb_pool_destroy(pool);
	free(original);
}

/* Whatever path a sync takes, it does the same. */
static void every_call_does_what_history_says(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		for (int dir = 0; dir < DMA_DIRECTIONS; dir++)
			for (int calls = 0; calls <= DMA_CALLS_INLINE; calls++)
				check_row(&table[i],
					  (enum dma_data_direction)dir,
					  (enum dma_calls)calls);
}

/**
 * struct outcome - what a series of syncs on swiotlb has done.
 * @fnv: of both memories, one behind the other.
 */
struct outcome {
	u64 fnv;
	struct dma_count count;
};

static u64 fnv(u64 so_far, const u8 *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		so_far = (so_far ^ at[i]) * 0x100000001b3ull;
	return so_far;
}

/* Real copies of ranges of all sorts within a mapping of several slots, in
 * both directions, on bounce buffers that have just been written. */
static struct outcome syncs_of_ranges(const char *platform,
				      enum dma_calls calls)
{
	enum { BYTES = 5000 };
	static const u16 range[][2] = {{0, 4},	   {0, BYTES}, {2040, 16},
				       {2048, 64}, {4999, 1},  {100, 4096}};
	u8 *original = malloc(BYTES);
	struct swiotlb_pool *pool;
	struct outcome outcome = {0};
	struct dma_device dd;
	dma_addr_t addr;

	assert_int_equal(swiotlb_pool_create(&pool, 1 << 20, 1, 0), 0);
	dma_device_init(&dd, dma_platform_find(platform), pool, COPY_REP_MOVSB);
	dma_device_call_as(&dd, calls);
	memset(original, 1, BYTES);
	addr = dma_map_single(&dd.dev, original, BYTES, DMA_FROM_DEVICE);
	for (u32 i = 0; i < 60; i++) {
		const u16 *r = range[i % ARRAY_SIZE(range)];
		enum dma_data_direction dir = i / 6 % 3;

		memset(dma_device_memory(addr + i * 80), (int)i, 80);
		original[i * 70] = (u8)~i;
		if (dir != DMA_TO_DEVICE)
			dma_sync_single_for_cpu(&dd.dev, addr + r[0], r[1],
						dir);
		dma_sync_single_for_device(&dd.dev, addr + r[0], r[1], dir);
	}
	outcome.fnv =
		fnv(fnv(1, original, BYTES), dma_device_memory(addr), BYTES);
	outcome.count = dd.count;
	swiotlb_pool_destroy(pool);
	free(original);
	return outcome;
}

static void every_path_copies_the_same_bytes(void **state)
{
	static const char *const rows[] = {"swiotlb", "swiotlb@aa6f8dcbab47"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct outcome bare =
			syncs_of_ranges(rows[i], DMA_CALLS_INLINE);

		assert_true(bare.count.to_cpu_bytes > 30000);
		assert_true(bare.count.to_device_bytes > 30000);
		assert_true(!bare.count.misuse_count);
		for (int calls = 0; calls < DMA_CALLS_INLINE; calls++) {
			struct outcome path =
				syncs_of_ranges(rows[i], (enum dma_calls)calls);

			assert_memory_equal(&path, &bare, sizeof(path));
		}
	}
}

/*
 * A range that leaves its mapping is counted on every path, and leaves its
 * neighbours alone.  The bare copy refuses it; the kernels warn and copy what
 * is left of the mapping.
 */
static void a_range_outside_is_counted_on_every_path(void **state)
{
	static u8 original[SIZE + 64];
	struct swiotlb_pool *pool;
	struct dma_device dd;
	dma_addr_t addr;

	assert_int_equal(swiotlb_pool_create(&pool, 1 << 20, 1, 0), 0);
	for (int calls = 0; calls <= DMA_CALLS_INLINE; calls++) {
		dma_device_init(&dd, dma_platform_find("swiotlb"), pool,
				COPY_REP_MOVSB);
		dma_device_call_as(&dd, (enum dma_calls)calls);
		memset(original, 7, sizeof(original));
		addr = dma_map_single(&dd.dev, original, SIZE, DMA_FROM_DEVICE);
		memset(dma_device_memory(addr), 9, SIZE);
		dma_sync_single_for_cpu(&dd.dev, addr + SIZE - 4, 8,
					DMA_FROM_DEVICE);
		assert_int_equal(dd.count.misuse_count, 1);
		assert_int_equal(original[SIZE - 5], 7);
		assert_int_equal(original[SIZE - 1],
				 calls == DMA_CALLS_INLINE ? 7 : 9);
		assert_int_equal(original[SIZE], 7);
		/* no mapping there, no direction of that name */
		dma_sync_single_for_cpu(&dd.dev, addr + (64 << 11), 8,
					DMA_FROM_DEVICE);
		dma_sync_single_for_cpu(&dd.dev, addr, 8, DMA_NONE);
		dma_sync_single_for_device(&dd.dev, addr, 8, DMA_NONE);
		assert_int_equal(dd.count.misuse_count, 4);
		dma_unmap_single(&dd.dev, addr, SIZE, DMA_FROM_DEVICE);
		assert_int_equal(dd.count.misuse_count, 4);
	}
	swiotlb_pool_destroy(pool);
}

static void every_platform_is_in_the_table(void **state)
{
	assert_int_equal(dma_platform_count(), ARRAY_SIZE(table));
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_non_null(dma_platform_find(table[i].platform));
	for (size_t i = 1; i < dma_platform_count(); i++)
		assert_true(!dma_platform_at(i - 1)->retired ||
			    dma_platform_at(i)->retired);
	assert_null(dma_platform_find("sparc64"));
}

/* The kernel since 6.10: skipped until the device's first bounce. */
static void skip_sync_follows_the_first_bounce(void **state)
{
	u8 *original = calloc(1, SIZE);
	struct swiotlb_pool *pool;
	struct dma_device dd;

	assert_int_equal(swiotlb_pool_create(&pool, 1 << 20, 1, 0), 0);
	dma_device_init(&dd, dma_platform_find("coherent"), pool,
			COPY_REP_MOVSB);
	assert_false(dma_dev_need_sync(&dd.dev));
	dma_map_single(&dd.dev, original, SIZE, DMA_FROM_DEVICE);
	assert_false(dma_dev_need_sync(&dd.dev));
	dma_device_init(&dd, dma_platform_find("swiotlb"), pool,
			COPY_REP_MOVSB);
	assert_false(dma_dev_need_sync(&dd.dev));
	dma_map_single(&dd.dev, original, SIZE, DMA_FROM_DEVICE);
	assert_true(dma_dev_need_sync(&dd.dev));
	dma_device_init(&dd, dma_platform_find("arm64"), pool, COPY_REP_MOVSB);
	assert_true(dma_dev_need_sync(&dd.dev));
	dma_device_init(&dd, dma_platform_find("coherent"), pool,
			COPY_REP_MOVSB);
	dma_device_call_as(&dd, DMA_CALLS_LINUX_6_12);
	assert_false(dma_dev_need_sync(&dd.dev));
	dma_device_call_as(&dd, DMA_CALLS_LINUX_6_1);
	assert_true(dma_dev_need_sync(&dd.dev));
	swiotlb_pool_destroy(pool);
	free(original);
}

/* Without a bounce buffer the device works on the original itself. */
static void direct_mapping_is_the_buffer(void **state)
{
	u8 *original = calloc(1, SIZE);
	struct dma_device dd;
	dma_addr_t addr;

	dma_device_init(&dd, dma_platform_find("coherent"), NULL,
			COPY_REP_MOVSB);
	addr = dma_map_single(&dd.dev, original, SIZE, DMA_FROM_DEVICE);
	assert_ptr_equal(dma_device_memory(addr), original);
	dma_unmap_single(&dd.dev, addr, SIZE, DMA_FROM_DEVICE);
	free(original);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_does_what_history_says),
		cmocka_unit_test(every_path_copies_the_same_bytes),
		cmocka_unit_test(a_range_outside_is_counted_on_every_path),
		cmocka_unit_test(every_platform_is_in_the_table),
		cmocka_unit_test(skip_sync_follows_the_first_bounce),
		cmocka_unit_test(direct_mapping_is_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
