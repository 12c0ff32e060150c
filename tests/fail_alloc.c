// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * For LD_PRELOAD: the FAIL_AT-th allocation of a process finds no memory, and
 * with FAIL_ON all that follow.  FAIL_COUNT names a file that gets how many
 * there were.  Programs that the process starts are left alone.
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_FRAMES 64

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long count;
static long fail_at, first_pid;
static bool fail_on, is_looking;
static char spare[256], count_file[1024];

static void copy(char *to, size_t room, const char *name)
{
	const char *value = getenv(name);

	snprintf(to, room, "%s", value ? value : "");
	unsetenv(name);
}

__attribute__((constructor)) static void begin(void)
{
	char at[32], on[8];
	void *frames[2];

	copy(at, sizeof(at), "FAIL_AT");
	copy(on, sizeof(on), "FAIL_ON");
	copy(spare, sizeof(spare), "FAIL_SPARE");
	copy(count_file, sizeof(count_file), "FAIL_COUNT");
	unsetenv("LD_PRELOAD");
	/* loads what it needs: not to be counted */
	backtrace(frames, 2);
	first_pid = getpid();
	atomic_store(&count, 0);
	fail_on = on[0] != '\0';
	fail_at = atol(at);
}

__attribute__((destructor)) static void end(void)
{
	char line[32];
	int fd, length;

	if (!count_file[0] || getpid() != first_pid)
		return;
	length = snprintf(line, sizeof(line), "%ld\n", atomic_load(&count));
	fd = open(count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, line, (size_t)length) != length)
		abort();
	close(fd);
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
