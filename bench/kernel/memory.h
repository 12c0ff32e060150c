/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A guest's memory in the host: a file that both QEMU and this process map. Its
 * content is not trusted, so every address is checked.
 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <peekbench/env.h>

#include "kernel/mailbox.h"
#include "kernel/record.h"

/**
 * struct guest_memory - one guest's memory.
 * @path: path of the file for this process and its children.  The file has no
 *	name, and ceases to exist with the last of them.
 * @map, @bytes: the mapping.
 * @nonce: the number that the guest's mailbox must have.
 * @mailbox: NULL until it was found.
 * @base: guest physical address of the file's first byte.
 * @next_search_ns: time before which guest_memory_search() does nothing.
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
 * @folder: directory for it if /dev/shm has no room.
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
 * guest_memory_search() - guest_memory_find() for a polling caller: it searches
 * at intervals, so that it takes at most a fiftieth of the time.
 */
bool guest_memory_search(struct guest_memory *memory);

/** guest_memory_done() - has the guest written its last record? */
bool guest_memory_done(const struct guest_memory *memory);

/**
 * guest_memory_at() - the address in this process of @bytes bytes at guest
 * physical @address.
 *
 * Return: NULL if they are not all inside the guest's memory.
 */
void *guest_memory_at(const struct guest_memory *memory, u64 address,
		      u64 bytes);

/**
 * guest_memory_stream() - a copy of all records so far.
 * @bytes: set to their length.
 *
 * Return: the copy, freed by the caller; NULL without a valid mailbox, or if
 * memory runs out.
 */
u8 *guest_memory_stream(const struct guest_memory *memory, size_t *bytes);

#endif
