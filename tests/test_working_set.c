// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Rings that fit just one level of the caches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/working_set.h"

#include "cmocka_all.h"

#define CACHES "l1=48K:12:64,l2=1M:16,l3=32M:16"

/* One matrix of one size on one platform; what is made of it, or @why. */
static int expand(const char *sets, const char *caches, const char *size,
		  const char *platform, struct axis_values *rings, char *why)
{
	struct preset *preset = test_calloc(1, sizeof(*preset));
	struct cache_geometry geometry;
	struct matrix *matrices = NULL;
	size_t count = 0;
	int err;

	assert_int_equal(cache_geometry_parse(&geometry, caches, why, 512), 0);
	assert_int_equal(
		preset_sets_parse(sets, &preset->working_sets, why, 512), 0);
	preset->matrix_count = 1;
	assert_int_equal(axis_values_parse(AXIS_SIZE, size,
					   &preset->matrices[0].axis[AXIS_SIZE],
					   why, 512),
			 0);
	assert_int_equal(
		axis_values_parse(AXIS_PLATFORM, platform,
				  &preset->matrices[0].axis[AXIS_PLATFORM], why,
				  512),
		0);
	err = working_set_expand(preset, &geometry, &matrices, &count, why,
				 512);
	test_free(preset);
	if (err)
		return err;
	*rings = matrices[0].axis[AXIS_RING];
	free(matrices);
	return (int)count;
}

static u64 bytes_of(const char *platform, s64 size, s64 ring)
{
	struct axes axes;
	char why[512];

	for (int key = 0; key < AXES; key++)
		axes.value[key] = axis_default(key);
	assert_int_equal(axis_parse(AXIS_PLATFORM, platform,
				    &axes.value[AXIS_PLATFORM], why, 512),
			 0);
	axes.value[AXIS_SIZE] = size;
	axes.value[AXIS_RING] = ring;
	return working_set_bytes(&axes);
}

static void a_working_set_has_whole_lines_and_both_sides(void **state)
{
	assert_int_equal(bytes_of("coherent", 64, 1), 64);
	assert_int_equal(bytes_of("coherent", 65, 3), 3 * 128);
	assert_int_equal(bytes_of("arm64", 2048, 128), 256 << 10);
	assert_int_equal(bytes_of("swiotlb", 1974, 10), 10 * 2 * 1984);
}

/* Larger than the level before, no larger than its own. */
static void each_level_gets_a_ring_that_fits_just_it(void **state)
{
	static const struct {
		const char *set;
		u64 above;
		u64 upto;
	} levels[] = {
		{"l1", 0, 48 << 10},
		{"l2", 48 << 10, 1 << 20},
		{"l3", 1 << 20, 32 << 20},
		{"dram", 32 << 20, UINT64_MAX},
	};
	static const char *const platforms[] = {"coherent", "swiotlb"};
	static const char *const sizes[] = {"64", "2048", "16384"};

	for (size_t i = 0; i < ARRAY_SIZE(levels) * 6; i++) {
		const char *platform = platforms[i % 2];
		const char *size = sizes[i / 2 % 3];
		struct axis_values rings;
		char why[512] = "";
		u64 bytes;
		int count = expand(levels[i / 6].set, CACHES, size, platform,
				   &rings, why);

		/* 64 MiB of 64-byte buffers are more than a ring may have. */
		if (!strcmp(size, "64") && i / 6 >= 2) {
			assert_int_equal(count, -EINVAL);
			continue;
		}
		if (count < 0)
			fail_msg("%s", why);
		assert_int_equal(count, 1);
		assert_int_equal(rings.count, 1);
		bytes = bytes_of(platform, atoi(size), rings.value[0]);
		assert_true(bytes > levels[i / 6].above);
		assert_true(bytes <= levels[i / 6].upto);
	}
}

static void a_sweep_crosses_every_level(void **state)
{
	struct axis_values rings;
	char why[512] = "";
	u64 first, last;

	assert_int_equal(
		expand("sweep", CACHES, "2048", "swiotlb", &rings, why), 1);
	assert_in_range(rings.count, 10, MATRIX_VALUES);
	for (u32 i = 1; i < rings.count; i++)
		assert_true(rings.value[i] > rings.value[i - 1]);
	first = bytes_of("swiotlb", 2048, rings.value[0]);
	last = bytes_of("swiotlb", 2048, rings.value[rings.count - 1]);
	assert_true(first < 48 << 10);
	assert_true(last >= 64 << 20);
	/* Together with a level that it goes through, nothing stands twice. */
	assert_int_equal(
		expand("sweep, l1", CACHES, "2048", "swiotlb", &rings, why), 1);
	for (u32 i = 0; i < rings.count; i++)
		for (u32 j = 0; j < i; j++)
			assert_int_not_equal(rings.value[i], rings.value[j]);
}

/* 64 MiB of slots: 2048 bytes take one of 2 KiB, 5000 two pages. */
static void the_pool_bounds_a_ring_beyond_the_caches(void **state)
{
	struct axis_values rings;
	char why[512] = "";

	assert_int_equal(expand("dram", "l1=32K:8,l2=96M:24", "2048", "swiotlb",
				&rings, why),
			 1);
	assert_int_equal(rings.value[0], 32768);
	assert_int_equal(expand("dram", "l1=32K:8,l2=48M:12", "5000", "swiotlb",
				&rings, why),
			 1);
	assert_int_equal(rings.value[0], 8192);
}

static void sizes_and_platforms_have_rings_of_their_own(void **state)
{
	struct axis_values rings;
	char why[512] = "";

	assert_int_equal(expand("l2, l3", CACHES, "1024,2048,4096",
				"coherent,swiotlb", &rings, why),
			 6);
	assert_int_equal(rings.count, 2);
}

static void what_cannot_be_is_refused_by_name(void **state)
{
	static const struct {
		const char *set;
		const char *caches;
		const char *size;
		const char *says;
	} cases[] = {
		{"l1", CACHES, "65536", "65536-byte buffers on swiotlb"},
		{"l3", "l1=48K:12", "2048", "these caches have 1 level"},
		{"l2", "l1=48K:12,l2=64K:16", "2048", "working set for l2"},
		{"dram", "l1=32K:8,l2=512M:16", "2048", "for dram, about 1G"},
		{"sweep", "l1=4K:4", "262144", "for sweep"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct axis_values rings;
		char why[512] = "";

		assert_int_equal(expand(cases[i].set, cases[i].caches,
					cases[i].size, "swiotlb", &rings, why),
				 -EINVAL);
		if (!strstr(why, cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", why,
				 cases[i].says);
	}
}

static void the_names_are_checked(void **state)
{
	static const char *const wrong[] = {"",	  " ",	  "l4",
					    "L1", "l1,x", "l1;l2"};
	char why[512];
	u32 sets;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		why[0] = '\0';
		assert_int_equal(
			preset_sets_parse(wrong[i], &sets, why, sizeof(why)),
			-EINVAL);
		assert_non_null(strstr(why, "l1, l2, l3"));
	}
	assert_int_equal(preset_sets_parse("l1,dram", &sets, why, sizeof(why)),
			 0);
	assert_int_equal(sets, 1 | 1 << 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_working_set_has_whole_lines_and_both_sides),
		cmocka_unit_test(each_level_gets_a_ring_that_fits_just_it),
		cmocka_unit_test(a_sweep_crosses_every_level),
		cmocka_unit_test(the_pool_bounds_a_ring_beyond_the_caches),
		cmocka_unit_test(sizes_and_platforms_have_rings_of_their_own),
		cmocka_unit_test(what_cannot_be_is_refused_by_name),
		cmocka_unit_test(the_names_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
