/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Memory that is freed all at once. */
#ifndef RECORD_ARENA_H
#define RECORD_ARENA_H

#include <stddef.h>

struct arena_block;

/** struct arena - all zeros is an empty one. */
struct arena {
	struct arena_block *blocks;
};

/** arena_get() - @size bytes of zeros, aligned for any type; NULL: no memory.
 */
void *arena_get(struct arena *arena, size_t size);

/** arena_text() - a copy of @text; NULL: no memory. */
const char *arena_text(struct arena *arena, const char *text);

/** arena_free() - free everything that came from @arena. */
void arena_free(struct arena *arena);

#endif
