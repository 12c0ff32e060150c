// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * For LD_PRELOAD: the FAIL_AT-th allocation of a process finds no memory, and
 * with FAIL_ON all that follow.  FAIL_LIST names a file that gets a line for
 * each: its number, then where the program itself was, as offsets, from the
 * innermost call on.
 * Programs that the process starts are left alone.
 *
 * An allocation that a library in FAIL_SPARE asked for, directly or not, has
 * memory all the same: words of its file's name, with blanks between.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define MOST_FRAMES 64

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long count;
static long fail_at, first_pid;
static bool fail_on;
static _Thread_local bool is_looking;
static char spare[256];
static int list_fd = -1;
static uintptr_t program;

static void copy(char *to, size_t room, const char *name)
{
	const char *value = getenv(name);

	snprintf(to, room, "%s", value ? value : "");
	unsetenv(name);
}

__attribute__((constructor)) static void begin(void)
{
	char at[32], on[8], list[1024];
	void *frames[2];

	copy(at, sizeof(at), "FAIL_AT");
	copy(on, sizeof(on), "FAIL_ON");
	copy(spare, sizeof(spare), "FAIL_SPARE");
	copy(list, sizeof(list), "FAIL_LIST");
	unsetenv("LD_PRELOAD");
	/* loads what it needs: not to be counted */
	backtrace(frames, 2);
	first_pid = getpid();
	/* its headers stand where it was loaded */
	program = getauxval(AT_PHDR) & ~(uintptr_t)4095;
	if (list[0])
		list_fd = open(list, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			       0666);
	atomic_store(&count, 0);
	fail_on = on[0] != '\0';
	fail_at = atol(at);
}

/* Libraries are mapped far away from a program. */
static void add_line(long at)
{
	void *frames[MOST_FRAMES];
	int depth = backtrace(frames, MOST_FRAMES), length;
	char line[MOST_FRAMES * 9 + 32];

	length = sprintf(line, "%ld ", at);
	for (int i = 0; i < depth; i++) {
		uintptr_t offset = (uintptr_t)frames[i] - program;

		if (offset < 1u << 30)
			length += sprintf(line + length, "%x ",
					  (unsigned int)offset);
	}
	line[length++] = '\n';
	if (write(list_fd, line, (size_t)length) != length)
		abort();
}

static bool is_spared(void)
{
	void *frames[MOST_FRAMES];
	int depth = backtrace(frames, MOST_FRAMES);

	for (int i = 0; i < depth; i++) {
		char words[sizeof(spare)], *rest = words, *word;
		Dl_info info;

		if (!dladdr(frames[i], &info) || !info.dli_fname)
			continue;
		strcpy(words, spare);
		while ((word = strsep(&rest, " ")))
			if (*word && strstr(info.dli_fname, word))
				return true;
	}
	return false;
}

static bool fails(void)
{
	long at = atomic_fetch_add(&count, 1) + 1;
	bool spared;

	if (list_fd >= 0 && !is_looking && getpid() == first_pid) {
		is_looking = true;
		add_line(at);
		is_looking = false;
	}
	if (!fail_at || is_looking || at < fail_at ||
	    (at > fail_at && !fail_on))
		return false;
	is_looking = true;
	spared = spare[0] && is_spared();
	is_looking = false;
	if (!spared)
		errno = ENOMEM;
	return !spared;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t each, size_t size)
{
	return fails() ? NULL : __libc_calloc(each, size);
}

void *realloc(void *memory, size_t size)
{
	return fails() ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *found = memalign(alignment, size);

	if (!found)
		return ENOMEM;
	*memory = found;
	return 0;
}
