/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The geometry of the cache model: this machine's, or a given one. */
#ifndef MEASURE_CACHE_HOST_H
#define MEASURE_CACHE_HOST_H

#include <hwloc.h>

#include "machine/cache_geometry.h"

#define CACHE_NOTE_BYTES 256

/**
 * enum cache_source - the source of a geometry.
 * @CACHE_HOST: this machine's, by hwloc.  A zeroed struct cache_choice is of
 *	this source, without a geometry until cache_choice_host() fills it.
 * @CACHE_GIVEN: the user's.
 * @CACHE_OFF: no model, on request.
 * @CACHE_ABSENT: this machine does not report its caches.
 */
enum cache_source { CACHE_HOST, CACHE_GIVEN, CACHE_OFF, CACHE_ABSENT };

/**
 * struct cache_choice - the geometry that is modelled, or the reason why none
 * is.
 * @geometry: valid for CACHE_HOST and CACHE_GIVEN.
 * @note: the reason of CACHE_ABSENT, or where CACHE_HOST differs from hwloc's
 *	data; else "".
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
 * @why: filled with one line on error.
 *
 * "host" has no geometry before cache_choice_host().
 *
 * Return: 0, or -EINVAL.
 */
int cache_choice_parse(struct cache_choice *choice, const char *text, char *why,
		       size_t why_size);

/**
 * cache_choice_host() - set @choice to the data and unified caches of PU @pu,
 * levels 1 to CACHE_LEVELS.
 *
 * A level whose number of sets is not a power of two keeps its size and gets
 * the nearest number of ways that makes it one; a level whose ways hwloc does
 * not know gets 8 ways if it is the first, else 16.  Both are reported in
 * @choice->note.
 */
void cache_choice_host(struct cache_choice *choice, int pu);

/** cache_choice_from() - cache_choice_host() for the machine of @topology. */
void cache_choice_from(struct cache_choice *choice, hwloc_topology_t topology,
		       int pu);

#endif
