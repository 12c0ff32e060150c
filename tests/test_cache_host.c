// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Which caches are modelled: what hwloc tells, and what it does not. */
#include <stdio.h>
#include <string.h>

#include "measure/cache_host.h"

#include "cmocka_all.h"

static hwloc_topology_t synthetic(const char *text)
{
	hwloc_topology_t topology;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, text), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	return topology;
}

/* A synthetic cache has no ways: give every cache of this depth some. */
static void set_ways(hwloc_topology_t topology, hwloc_obj_type_t type, int ways)
{
	hwloc_obj_t cache = NULL;

	while ((cache = hwloc_get_next_obj_by_type(topology, type, cache)))
		cache->attr->cache.associativity = ways;
}

static void check(hwloc_topology_t topology, enum cache_source source,
		  const char *geometry, const char *note)
{
	struct cache_choice choice;
	char text[CACHE_GEOMETRY_BYTES] = "";

	cache_choice_from(&choice, topology, 1);
	assert_int_equal(choice.source, source);
	if (cache_choice_on(&choice))
		cache_geometry_format(&choice.geometry, text, sizeof(text));
	assert_string_equal(text, geometry);
	if (!strstr(choice.note, note))
		fail_msg("\"%s\" does not say \"%s\"", choice.note, note);
	if (!*note)
		assert_string_equal(choice.note, "");
	hwloc_topology_destroy(topology);
}

static void what_hwloc_tells_is_taken(void **state)
{
	hwloc_topology_t t =
		synthetic("l3:1(size=33554432) core:2 l2:1(size=1048576) "
			  "l1d:1(size=49152) pu:1");

	set_ways(t, HWLOC_OBJ_L1CACHE, 12);
	set_ways(t, HWLOC_OBJ_L2CACHE, 16);
	set_ways(t, HWLOC_OBJ_L3CACHE, 16);
	check(t, CACHE_HOST,
	      "l1=48K:12:64,l2=1M:16:64,l3=32M:16:64,prefetch=none,"
	      "device_ways=2",
	      "");
}

/* 30 MiB in 20 ways are 24576 sets: a hash spreads them, no power of two. */
static void sets_that_are_no_power_of_two_keep_their_size(void **state)
{
	hwloc_topology_t t =
		synthetic("l3:1(size=31457280) core:2 l1d:1(size=32768) pu:1");

	set_ways(t, HWLOC_OBJ_L1CACHE, 8);
	set_ways(t, HWLOC_OBJ_L3CACHE, 20);
	/* Without a second level the third is not reached. */
	check(t, CACHE_HOST, "l1=32K:8:64,prefetch=none,device_ways=2", "");
	t = synthetic("l2:1(size=31457280) core:2 l1d:1(size=32768) pu:1");
	set_ways(t, HWLOC_OBJ_L1CACHE, 8);
	set_ways(t, HWLOC_OBJ_L2CACHE, 20);
	check(t, CACHE_HOST,
	      "l1=32K:8:64,l2=30M:15:64,prefetch=none,device_ways=2",
	      "l2 taken with 15 ways, hwloc: 20");
}

static void ways_that_nobody_knows_are_guessed_and_said(void **state)
{
	hwloc_topology_t t =
		synthetic("l2:1(size=1048576) core:2 l1d:1(size=32768) pu:1");

	set_ways(t, HWLOC_OBJ_L1CACHE, 0);
	set_ways(t, HWLOC_OBJ_L2CACHE, 0);
	check(t, CACHE_HOST,
	      "l1=32K:8:64,l2=1M:16:64,prefetch=none,device_ways=2",
	      "l1 taken with 8 ways, hwloc: unknown; l2 taken with 16");
}

static void no_caches_no_model(void **state)
{
	check(synthetic("core:2 pu:1"), CACHE_ABSENT, "", "knows no cache");
}

static void caches_that_cannot_be_are_absent_with_the_reason(void **state)
{
	/* The second level is smaller than the first. */
	check(synthetic("l2:1(size=16384) core:2 l1d:1(size=32768) pu:1"),
	      CACHE_ABSENT, "", "smaller than the level before");
}

static void words_choose(void **state)
{
	struct cache_choice choice;
	char why[256];

	assert_int_equal(cache_choice_parse(&choice, "host", why, sizeof(why)),
			 0);
	assert_int_equal(choice.source, CACHE_HOST);
	assert_false(cache_choice_on(&choice));
	assert_int_equal(cache_choice_parse(&choice, "off", why, sizeof(why)),
			 0);
	assert_int_equal(choice.source, CACHE_OFF);
	assert_false(cache_choice_on(&choice));
	assert_int_equal(
		cache_choice_parse(&choice, "l1=4K:4", why, sizeof(why)), 0);
	assert_int_equal(choice.source, CACHE_GIVEN);
	assert_true(cache_choice_on(&choice));
	assert_int_equal(cache_choice_parse(&choice, "Off", why, sizeof(why)),
			 -EINVAL);
}

/* This machine has a valid geometry, or a reason why not. */
static void this_machine_has_caches_or_a_reason(void **state)
{
	struct cache_choice choice;
	char why[256];

	cache_choice_host(&choice, 0);
	if (cache_choice_on(&choice))
		assert_int_equal(cache_geometry_check(&choice.geometry, why,
						      sizeof(why)),
				 0);
	else
		assert_int_not_equal(choice.note[0], '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_hwloc_tells_is_taken),
		cmocka_unit_test(sets_that_are_no_power_of_two_keep_their_size),
		cmocka_unit_test(ways_that_nobody_knows_are_guessed_and_said),
		cmocka_unit_test(no_caches_no_model),
		cmocka_unit_test(
			caches_that_cannot_be_are_absent_with_the_reason),
		cmocka_unit_test(words_choose),
		cmocka_unit_test(this_machine_has_caches_or_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
