/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A guest's memory, seen from the host: a file that QEMU maps, too.  Its
 * contents are not trusted: every address is checked.
 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <peekbench/env.h>

#include "kernel/mailbox.h"
#include "kernel/record.h"

/**
 * struct guest_memory - one guest's memory.
 * @path: of the file, for this process and those it starts: it has no name, and
 *	vanishes with the last of them.
 * @map, @bytes: the mapping.
 * @nonce: the number that the guest's mailbox must have.
 * @mailbox: NULL until it was found.
 * @base: guest physical address of the file's first byte.
 * @next_search_ns: guest_memory_search() waits until then.
 */
struct guest_memory {
	char path[32];
	int fd;
	u8 *map;
	size_t bytes;
	u64 nonce;
	const struct peek_mailbox *mailbox;
	u64 base;
	u64 next_search_ns;
};

/**
 * guest_memory_open() - a new file of @bytes, all zero.
 * @folder: where to put it if /dev/shm has no room.
 *
 * Return: 0, the caller calls guest_memory_close(); -errno.
 */
int guest_memory_open(struct guest_memory *memory, size_t bytes, u64 nonce,
		      const char *folder);

/** guest_memory_close() - unmap and close it; one never opened is allowed. */
void guest_memory_close(struct guest_memory *memory);

/** guest_memory_find() - look for the mailbox; true if it was found. */
bool guest_memory_find(struct guest_memory *memory);

/**
 * guest_memory_search() - the same, called as often as one likes: it looks at a
 * guest's whole memory, and spends a fiftieth of the caller's time on that.
 */
bool guest_memory_search(struct guest_memory *memory);

/** guest_memory_done() - has the guest written its last record? */
bool guest_memory_done(const struct guest_memory *memory);

/**
 * guest_memory_at() - @bytes at guest physical @address.
 *
 * Return: NULL if they do not lie inside.
 */
void *guest_memory_at(const struct guest_memory *memory, u64 address,
		      u64 bytes);

/**
 * guest_memory_stream() - a copy of all records so far.
 * @bytes: set to their length.
 *
 * Return: the caller frees it; NULL if there is no mailbox, or not a valid one,
 * or no memory.
 */
u8 *guest_memory_stream(const struct guest_memory *memory, size_t *bytes);

#endif
