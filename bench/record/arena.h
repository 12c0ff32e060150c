/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Memory.  Where there is none the program ends with one line and status 2, as
 * it does where a library finds none: a caller that goes on without would print
 * half of a page.  No file is left half written, see record/store.h.
 */
#ifndef RECORD_ARENA_H
#define RECORD_ARENA_H

#include <stddef.h>

struct arena_block;

/** memory_short() - say so and end the program. */
void memory_short(void) __attribute__((noreturn));

/** memory_zeros() - @count entries of @size bytes, of zeros; none may be asked
 * for.  The caller frees them. */
void *memory_zeros(size_t count, size_t size);

/** memory_more() - @old with room for @count entries, as realloc() does. */
void *memory_more(void *old, size_t count, size_t size);

/** struct arena - memory that is freed all at once; all zeros is empty. */
struct arena {
	struct arena_block *blocks;
};

/** arena_get() - @size bytes of zeros, aligned for any type. */
void *arena_get(struct arena *arena, size_t size);

/** arena_text() - a copy of @text. */
const char *arena_text(struct arena *arena, const char *text);

/** arena_free() - free everything that came from @arena. */
void arena_free(struct arena *arena);

#endif
