// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)1 << 16)
#define ALIGN _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t room;
	_Alignas(max_align_t) unsigned char bytes[];
};

void memory_short(void)
{
	fflush(stdout);
	fputs("peekbench: out of memory\n", stderr);
	_exit(2);
}

void *memory_zeros(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		memory_short();
	return memory;
}

void *memory_more(void *old, size_t count, size_t size)
{
	void *memory = reallocarray(old, count, size);

	if (!memory)
		memory_short();
	return memory;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct arena_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		memory_short();
	block = memory_zeros(1, sizeof(*block) + room);
	block->room = room;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_get(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t padded = size + (ALIGN - size % ALIGN) % ALIGN;
	void *got;

	if (padded < size)
		memory_short();
	if (!block || block->room - block->used < padded)
		block = add_block(arena, padded);
	got = block->bytes + block->used;
	block->used += padded;
	return got;
}

const char *arena_text(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(arena_get(arena, size), text, size);
}

void arena_free(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
}
