/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The caches that the cache model has: this machine's, or given ones. */
#ifndef MEASURE_CACHE_HOST_H
#define MEASURE_CACHE_HOST_H

#include <hwloc.h>

#include "machine/cache_geometry.h"

#define CACHE_NOTE_BYTES 256

/**
 * enum cache_source - where a geometry comes from.
 * @CACHE_HOST: this machine's, by hwloc; all zero is such a choice, too, and
 *	cache_choice_host() fills it.
 * @CACHE_GIVEN: the user's.
 * @CACHE_OFF: nothing is modelled, as asked.
 * @CACHE_ABSENT: this machine does not tell what caches it has.
 */
enum cache_source { CACHE_HOST, CACHE_GIVEN, CACHE_OFF, CACHE_ABSENT };

/**
 * struct cache_choice - what is modelled.
 * @geometry: of CACHE_HOST and CACHE_GIVEN.
 * @note: why CACHE_ABSENT, or what CACHE_HOST is not as hwloc says; else "".
 */
struct cache_choice {
	enum cache_source source;
	struct cache_geometry geometry;
	char note[CACHE_NOTE_BYTES];
};

/** cache_source_name() - as in results: "hwloc", "given", "off", "absent". */
const char *cache_source_name(enum cache_source source);

/** cache_choice_on() - is there a geometry? */
static inline bool cache_choice_on(const struct cache_choice *choice)
{
	return choice->geometry.level_count &&
	       (choice->source == CACHE_HOST || choice->source == CACHE_GIVEN);
}

/**
 * cache_choice_parse() - read "host", "off" or a geometry.
 * @why: filled on error.
 *
 * "host" has no geometry until cache_choice_host() has looked.
 *
 * Return: 0, or -EINVAL.
 */
int cache_choice_parse(struct cache_choice *choice, const char *text, char *why,
		       size_t why_size);

/**
 * cache_choice_host() - the data and unified caches above PU @pu, levels 1 to
 * CACHE_LEVELS.
 *
 * A level that is no power of two of sets keeps its size and gets the nearest
 * number of ways that makes it one; one whose ways hwloc does not know gets 8
 * in the first level, 16 elsewhere.  @choice->note says so.
 */
void cache_choice_host(struct cache_choice *choice, int pu);

/** cache_choice_from() - the same, of @topology. */
void cache_choice_from(struct cache_choice *choice, hwloc_topology_t topology,
		       int pu);

#endif
