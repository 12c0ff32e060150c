// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/cache_host.h"

#include <stdio.h>

#include "measure/placement.h"

#define UNKNOWN_FIRST_WAYS 8u
#define UNKNOWN_WAYS 16u
#define MOST_WAYS 128u

static void absent(struct cache_choice *choice, const char *why)
{
	choice->source = CACHE_ABSENT;
	snprintf(choice->note, sizeof(choice->note), "%s", why);
}

static u32 apart(u32 a, u32 b)
{
	return a > b ? a - b : b - a;
}

/*
 * The number of ways nearest to @ways that makes a power of two of sets out of
 * @lines.
 */
static u32 nearest_ways(u64 lines, u32 ways)
{
	u32 best = 0;

	for (u64 sets = 1; sets <= lines && lines % sets == 0; sets *= 2) {
		u64 candidate = lines / sets;

		if (candidate <= MOST_WAYS &&
		    (!best || apart((u32)candidate, ways) < apart(best, ways)))
			best = (u32)candidate;
	}
	return best;
}

static void note_ways(struct cache_choice *choice, u32 level, int told,
		      u32 taken)
{
	size_t used = strlen(choice->note);
	char known[32] = "unknown";

	if (told < 0)
		snprintf(known, sizeof(known), "full");
	else if (told > 0)
		snprintf(known, sizeof(known), "%d", told);
	snprintf(choice->note + used, sizeof(choice->note) - used,
		 "%sl%u taken with %u ways, hwloc: %s", used ? "; " : "",
		 level + 1, taken, known);
}

static void take_level(struct cache_choice *choice, hwloc_obj_t cache, u32 i)
{
	const struct hwloc_cache_attr_s *attr = &cache->attr->cache;
	struct cache_geometry *geometry = &choice->geometry;
	u64 lines = attr->size / geometry->line_bytes;
	u32 wanted = attr->associativity > 0 ? (u32)attr->associativity
		     : i		     ? UNKNOWN_WAYS
					     : UNKNOWN_FIRST_WAYS;
	u32 ways = nearest_ways(lines, wanted);

	geometry->level[i] = (struct cache_shape){attr->size, ways};
	geometry->level_count = i + 1;
	if ((int)ways != attr->associativity)
		note_ways(choice, i, attr->associativity, ways);
}

static hwloc_obj_t cache_above(hwloc_obj_t pu, u32 depth)
{
	for (hwloc_obj_t at = pu; at; at = at->parent)
		if (hwloc_obj_type_is_dcache(at->type) &&
		    at->attr->cache.depth == depth)
			return at;
	return NULL;
}

void cache_choice_from(struct cache_choice *choice, hwloc_topology_t topology,
		       int pu_index)
{
	struct cache_geometry *geometry = &choice->geometry;
	hwloc_obj_t pu =
		hwloc_get_pu_obj_by_os_index(topology, (unsigned)pu_index);
	char why[192];

	*choice = (struct cache_choice){.source = CACHE_HOST};
	for (u32 i = 0; i < CACHE_LEVELS; i++) {
		hwloc_obj_t cache = cache_above(pu, i + 1);

		if (!cache || !cache->attr->cache.size)
			break;
		if (!i)
			geometry->line_bytes =
				cache->attr->cache.linesize
					? cache->attr->cache.linesize
					: CACHE_DEFAULT_LINE_BYTES;
		take_level(choice, cache, i);
	}
	if (!geometry->level_count) {
		absent(choice, "hwloc knows no cache of this PU; --cache gives "
			       "one");
		return;
	}
	geometry->device_ways = CACHE_DEFAULT_DEVICE_WAYS;
	if (geometry->device_ways >
	    geometry->level[geometry->level_count - 1].ways)
		geometry->device_ways = 1;
	if (!cache_geometry_check(geometry, why, sizeof(why)))
		return;
	choice->source = CACHE_ABSENT;
	snprintf(choice->note, sizeof(choice->note),
		 "hwloc's caches cannot be modelled (%s); --cache gives others",
		 why);
}

void cache_choice_host(struct cache_choice *choice, int pu)
{
	hwloc_topology_t topology;

	if (topology_load(&topology, 0)) {
		absent(choice, "hwloc cannot read this machine's topology");
		return;
	}
	cache_choice_from(choice, topology, pu);
	hwloc_topology_destroy(topology);
}

int cache_choice_parse(struct cache_choice *choice, const char *text, char *why,
		       size_t why_size)
{
	*choice = (struct cache_choice){.source = CACHE_HOST};
	if (!strcmp(text, "host"))
		return 0;
	if (!strcmp(text, "off")) {
		choice->source = CACHE_OFF;
		return 0;
	}
	choice->source = CACHE_GIVEN;
	return cache_geometry_parse(&choice->geometry, text, why, why_size);
}

const char *cache_source_name(enum cache_source source)
{
	static const char *const names[] = {
		[CACHE_HOST] = "hwloc",
		[CACHE_GIVEN] = "given",
		[CACHE_OFF] = "off",
		[CACHE_ABSENT] = "absent",
	};

	return names[source];
}
