// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "measure/nameless.h"

/* Above the numbers that a shell script uses for its own files. */
#define LEAST_FD 100

#define SHARED_FOLDER "/dev/shm"
#define PAGE_BYTES 4096u

/* A longer stream is not one of the module. */
#define MOST_STREAM_BYTES (64u << 20)

/*
 * Least time between two searches for the mailbox, and the divisor that bounds
 * their share of the time.
 */
#define SEARCH_LEAST_NS 20000000u
#define SEARCH_SHARE 50u

static bool has_room(const char *folder, size_t bytes)
{
	struct statvfs fs;

	return !access(folder, W_OK) && !statvfs(folder, &fs) &&
	       (u64)fs.f_bavail * fs.f_frsize > bytes;
}

static int open_above(const char *folder)
{
	int fd = nameless_open(folder), high;

	if (fd < 0)
		return fd;
	high = fcntl(fd, F_DUPFD, LEAST_FD);
	if (high < 0)
		high = -errno;
	close(fd);
	return high;
}

int guest_memory_open(struct guest_memory *memory, size_t bytes, u64 nonce,
		      const char *folder)
{
	int err = 0;

	*memory = (struct guest_memory){.bytes = bytes, .nonce = nonce};
	if (has_room(SHARED_FOLDER, bytes))
		folder = SHARED_FOLDER;
	memory->fd = open_above(folder);
	if (memory->fd < 0)
		return memory->fd;
	snprintf(memory->path, sizeof(memory->path), "/proc/self/fd/%d",
		 memory->fd);
	if (ftruncate(memory->fd, (off_t)bytes))
		err = -errno;
	if (!err)
		memory->map = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				   MAP_SHARED, memory->fd, 0);
	if (!err && memory->map == MAP_FAILED)
		err = -errno;
	if (err) {
		memory->map = NULL;
		close(memory->fd);
		memory->fd = -1;
	}
	return err;
}

void guest_memory_close(struct guest_memory *memory)
{
	if (!memory->map)
		return;
	munmap(memory->map, memory->bytes);
	close(memory->fd);
	*memory = (struct guest_memory){.fd = -1};
}

/*
 * The page has its own guest physical address, from which that of the file
 * follows.
 */
static bool is_mailbox(const struct guest_memory *memory, u64 offset)
{
	const struct peek_mailbox *mailbox =
		(const struct peek_mailbox *)(memory->map + offset);

	return __atomic_load_n(&mailbox->magic, __ATOMIC_ACQUIRE) ==
		       PEEK_MAILBOX &&
	       mailbox->nonce == memory->nonce && mailbox->abi == PEEK_ABI &&
	       mailbox->self >= offset && mailbox->self % PAGE_BYTES == 0 &&
	       mailbox->chunk_bytes >= PAGE_BYTES;
}

static bool scan(struct guest_memory *memory, u64 from, u64 to)
{
	for (u64 at = from; at + PAGE_BYTES <= to; at += PAGE_BYTES) {
		if (!is_mailbox(memory, at))
			continue;
		memory->mailbox =
			(const struct peek_mailbox *)(memory->map + at);
		memory->base = memory->mailbox->self - at;
		return true;
	}
	return false;
}

/* Holes are skipped, because reading would allocate them. */
bool guest_memory_find(struct guest_memory *memory)
{
	off_t end = (off_t)memory->bytes;
	off_t from = 0;

	while (!memory->mailbox && from < end) {
		off_t data = lseek(memory->fd, from, SEEK_DATA);
		off_t hole;

		if (data < 0)
			break;
		hole = lseek(memory->fd, data, SEEK_HOLE);
		from = hole < 0 || hole > end ? end : hole;
		scan(memory, (u64)data / PAGE_BYTES * PAGE_BYTES, (u64)from);
	}
	return memory->mailbox != NULL;
}

static u64 now_ns(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec;
}

bool guest_memory_search(struct guest_memory *memory)
{
	u64 begin, spent;

	if (memory->mailbox || now_ns(CLOCK_MONOTONIC) < memory->next_search_ns)
		return memory->mailbox != NULL;
	begin = now_ns(CLOCK_THREAD_CPUTIME_ID);
	guest_memory_find(memory);
	spent = now_ns(CLOCK_THREAD_CPUTIME_ID) - begin;
	memory->next_search_ns = now_ns(CLOCK_MONOTONIC) + SEARCH_LEAST_NS +
				 spent * SEARCH_SHARE;
	return memory->mailbox != NULL;
}

bool guest_memory_done(const struct guest_memory *memory)
{
	return memory->mailbox &&
	       __atomic_load_n(&memory->mailbox->done, __ATOMIC_ACQUIRE) == 1;
}

void *guest_memory_at(const struct guest_memory *memory, u64 address, u64 bytes)
{
	u64 offset = address - memory->base;

	if (address < memory->base || bytes > memory->bytes ||
	    offset > memory->bytes - bytes)
		return NULL;
	return memory->map + offset;
}

static bool copy_chunks(const struct guest_memory *memory, u8 *to, u64 bytes)
{
	const struct peek_mailbox *mailbox = memory->mailbox;
	u64 each = mailbox->chunk_bytes, done = 0;

	for (u64 i = 0; done < bytes; i++) {
		u64 piece = bytes - done < each ? bytes - done : each;
		const u8 *from = NULL;

		if (i < PEEK_MAILBOX_CHUNKS && i < mailbox->chunk_count)
			from = guest_memory_at(memory, mailbox->chunk[i],
					       piece);
		if (!from)
			return false;
		memcpy(to + done, from, piece);
		done += piece;
	}
	return true;
}

u8 *guest_memory_stream(const struct guest_memory *memory, size_t *bytes)
{
	u64 length;
	u8 *stream;

	if (!memory->mailbox)
		return NULL;
	length = __atomic_load_n(&memory->mailbox->bytes, __ATOMIC_ACQUIRE);
	if (length > MOST_STREAM_BYTES)
		return NULL;
	stream = malloc(length + 1);
	if (stream && !copy_chunks(memory, stream, length)) {
		free(stream);
		return NULL;
	}
	*bytes = length;
	return stream;
}
