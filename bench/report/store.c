// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents in files: written whole or not at all. */
#include "report/document.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Seven significant digits: a TSC figure holds no more. */
#define DUMP_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(7))

static int dump_document(void *ctx, FILE *out)
{
	const json_t *document = ctx;

	errno = 0;
	if (json_dumpf(document, out, DUMP_FLAGS) || fputc('\n', out) == EOF)
		return errno ? -errno : -ENOMEM;
	return 0;
}

json_t *document_as_written(const json_t *document)
{
	char *text = json_dumps(document, DUMP_FLAGS);
	json_t *read = text ? json_loads(text, 0, NULL) : NULL;

	free(text);
	return read;
}

static int write_stream(int fd, int (*write)(void *ctx, FILE *out), void *ctx,
			bool sync)
{
	FILE *out = fdopen(fd, "w");
	int err;

	if (!out) {
		err = -errno;
		close(fd);
		return err;
	}
	err = write(ctx, out);
	errno = 0;
	if (!err && (fflush(out) || ferror(out)))
		err = errno ? -errno : -EIO;
	if (!err && sync && fsync(fd) && errno != EINVAL)
		err = -errno;
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

static mode_t file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* ".peekbench-XXXXXX.part" in the folder of @path. */
static int part_beside(const char *path, char *part, size_t part_size)
{
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash - path) + 1 : 0;

	if ((size_t)snprintf(part, part_size, "%.*s.peekbench-XXXXXX.part",
			     length, path) >= part_size)
		return -ENAMETOOLONG;
	return 0;
}

static int write_part_and_rename(const char *path,
				 int (*write)(void *ctx, FILE *out), void *ctx,
				 unsigned int flags)
{
	char part[PATH_MAX];
	int err = part_beside(path, part, sizeof(part));
	int fd;

	if (err)
		return err;
	fd = mkostemps(part, 5, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fchmod(fd, file_mode()))
		err = -errno;
	if (err)
		close(fd);
	else
		err = write_stream(fd, write, ctx, true);
	if (!err && renameat2(AT_FDCWD, part, AT_FDCWD, path, flags))
		err = -errno;
	if (err)
		unlink(part);
	return err;
}

/* Whoever is ended by a signal is so before or after, and leaves no part. */
static void hold_signals(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, before);
}

static int write_and_rename(const char *path,
			    int (*write)(void *ctx, FILE *out), void *ctx,
			    unsigned int flags)
{
	sigset_t before;
	int err;

	hold_signals(&before);
	err = write_part_and_rename(path, write, ctx, flags);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

static int write_in_place(const char *path, int (*write)(void *ctx, FILE *out),
			  void *ctx)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	return fd < 0 ? -errno : write_stream(fd, write, ctx, false);
}

/* One without a name never keeps a writer waiting, as a pipe does. */
static int write_nameless(const char *path, int (*write)(void *ctx, FILE *out),
			  void *ctx)
{
	sigset_t before;
	int err;

	hold_signals(&before);
	err = write_in_place(path, write, ctx);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

static bool is_nameless(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !st.st_nlink;
}

static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

/* A link stays one: what it points to is written. */
static const char *behind_link(const char *path, char *target)
{
	struct stat st;

	if (!lstat(path, &st) && S_ISLNK(st.st_mode) && realpath(path, target))
		return target;
	return path;
}

int store_write(const char *path, int (*write)(void *ctx, FILE *out), void *ctx)
{
	char target[PATH_MAX];

	if (is_special(path))
		return write_in_place(path, write, ctx);
	if (is_nameless(path))
		return write_nameless(path, write, ctx);
	return write_and_rename(behind_link(path, target), write, ctx, 0);
}

int document_write(const json_t *document, const char *path)
{
	return store_write(path, dump_document, (void *)(uintptr_t)document);
}

int document_write_new(const json_t *document, const char *path)
{
	return write_and_rename(path, dump_document,
				(void *)(uintptr_t)document, RENAME_NOREPLACE);
}

/* The folder of @path: "." for a bare name. */
static int folder_of(const char *path, char *folder)
{
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash - path) + 1 : 1;

	if (snprintf(folder, PATH_MAX, "%.*s", length, slash ? path : ".") >=
	    PATH_MAX)
		return -ENAMETOOLONG;
	return 0;
}

int document_writable(const char *path)
{
	char folder[PATH_MAX];
	struct stat st;

	if (is_special(path) || is_nameless(path))
		return access(path, W_OK) ? -errno : 0;
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!*path)
		return -ENOENT;
	if (folder_of(path, folder))
		return -ENAMETOOLONG;
	return access(folder, W_OK | X_OK) ? -errno : 0;
}

bool store_same_place(const char *a, const char *b)
{
	char folder[PATH_MAX], real_a[PATH_MAX], real_b[PATH_MAX];
	const char *base_a = strrchr(a, '/'), *base_b = strrchr(b, '/');
	struct stat st_a, st_b;

	if (!stat(a, &st_a) && !stat(b, &st_b))
		return S_ISREG(st_a.st_mode) && st_a.st_dev == st_b.st_dev &&
		       st_a.st_ino == st_b.st_ino;
	if (strcmp(base_a ? base_a + 1 : a, base_b ? base_b + 1 : b))
		return false;
	return !folder_of(a, folder) && realpath(folder, real_a) &&
	       !folder_of(b, folder) && realpath(folder, real_b) &&
	       !strcmp(real_a, real_b);
}
