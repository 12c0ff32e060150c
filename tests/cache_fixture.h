/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A cache model and its counts, for tests. */
#ifndef TESTS_CACHE_FIXTURE_H
#define TESTS_CACHE_FIXTURE_H

#include "machine/cache_model.h"

/* Bytes of a line. */
#define LINE 64u

/* Three small levels: 4 sets of 2, 8 sets of 4, 16 sets of 8. */
#define SMALL "l1=512:2,l2=2K:4,l3=8K:8"

/** struct cache_fixture - @model adds to @count. */
struct cache_fixture {
	struct cache_model *model;
	struct cache_count count;
};

/** cache_fixture_open() - caches of this shape, and such a device. */
struct cache_fixture *cache_fixture_open(const char *geometry,
					 enum cache_device device);

/** cache_fixture_close() - free it. */
void cache_fixture_close(struct cache_fixture *f);

/** cache_fixture_since() - what happened since the last call. */
struct cache_count cache_fixture_since(struct cache_fixture *f);

#endif
