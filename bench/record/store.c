// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static int write_bytes(int fd, const struct text *text)
{
	size_t done = 0;

	while (done < text->length) {
		ssize_t put =
			write(fd, text->bytes + done, text->length - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		done += (size_t)put;
	}
	return 0;
}

/* A pipe and a terminal cannot be synced and need not be. */
static int write_and_close(int fd, const struct text *text, bool sync)
{
	int err = write_bytes(fd, text);

	if (!err && sync && fsync(fd) && errno != EINVAL)
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
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

/* ".peekbench-XXXXXX.part" in the folder of @path. */
static int part_beside(const char *path, char *part)
{
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash - path) + 1 : 0;

	if (snprintf(part, PATH_MAX, "%.*s.peekbench-XXXXXX.part", length,
		     path) >= PATH_MAX)
		return -ENAMETOOLONG;
	return 0;
}

static mode_t file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int put_in_place(const char *part, const char *path, bool anew)
{
	int err = renameat2(AT_FDCWD, part, AT_FDCWD, path,
			    anew ? RENAME_NOREPLACE : 0)
			  ? -errno
			  : 0;

	if (err)
		unlink(part);
	return err;
}

/*
 * Give the file behind @fd the name @path.  A name that is taken cannot be
 * linked over: the file gets another one first, which is renamed at once.
 */
static int link_in_place(int fd, const char *path, bool anew)
{
	char self[64], part[PATH_MAX];
	int err;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (!linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW))
		return 0;
	if (errno != EEXIST || anew)
		return -errno;
	err = part_beside(path, part);
	if (err)
		return err;
	/* mkostemps() chooses a free name, and the file that it makes goes */
	err = mkostemps(part, 5, O_CLOEXEC);
	if (err < 0)
		return -errno;
	close(err);
	unlink(part);
	if (linkat(AT_FDCWD, self, AT_FDCWD, part, AT_SYMLINK_FOLLOW))
		return -errno;
	return put_in_place(part, path, false);
}

/* Some sandboxes and file systems do, of a file without a name. */
static bool refuses_links(int err)
{
	return err == -EPERM || err == -EACCES || err == -ENOSYS ||
	       err == -ENOENT || err == -EXDEV || err == -EOPNOTSUPP;
}

/*
 * Return: 1 where the file system, a sandbox, or a missing /proc, does not let
 * it be.
 */
static int write_without_name(const char *path, const struct text *text,
			      bool anew)
{
	char folder[PATH_MAX];
	int fd, err = folder_of(path, folder);

	if (err)
		return err;
	if (access("/proc/self/fd", X_OK))
		return 1;
	fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	if (fd < 0)
		return 1;
	err = write_bytes(fd, text);
	if (!err && fsync(fd) && errno != EINVAL)
		err = -errno;
	if (!err)
		err = link_in_place(fd, path, anew);
	close(fd);
	return refuses_links(err) ? 1 : err;
}

static int write_part(const char *path, const struct text *text, bool anew)
{
	char part[PATH_MAX];
	int fd, err = part_beside(path, part);

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
		err = write_and_close(fd, text, true);
	if (!err)
		return put_in_place(part, path, anew);
	unlink(part);
	return err;
}

static int write_whole(const char *path, const struct text *text, bool anew)
{
	int err = write_without_name(path, text, anew);

	return err == 1 ? write_part(path, text, anew) : err;
}

static int write_in_place(const char *path, const struct text *text)
{
	int fd = strcmp(path, "-") ? open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
				   : dup(STDOUT_FILENO);

	return fd < 0 ? -errno : write_and_close(fd, text, false);
}

static bool is_stdout(const char *path)
{
	return !strcmp(path, "-");
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

static int gzip(struct text *packed, const struct text *text)
{
	z_stream stream = {.next_in = (Bytef *)text->bytes,
			   .avail_in = (uInt)text->length};
	Bytef chunk[16384];
	int code;

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	do {
		stream.next_out = chunk;
		stream.avail_out = sizeof(chunk);
		code = deflate(&stream, Z_FINISH);
		text_bytes(packed, (const char *)chunk,
			   sizeof(chunk) - stream.avail_out);
	} while (code == Z_OK);
	deflateEnd(&stream);
	return code == Z_STREAM_END ? 0 : -ENOMEM;
}

/*
 * Signals wait: whoever is ended by one is so before or after, and leaves no
 * part.  A pipe may keep its writer waiting, so there they do not.
 */
static int write_held(const char *path, const struct text *text, bool anew)
{
	char target[PATH_MAX];
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	if (is_nameless(path))
		err = write_in_place(path, text);
	else
		err = write_whole(anew ? path : behind_link(path, target), text,
				  anew);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

static int store(const char *path, const struct text *text, bool anew)
{
	size_t length = strlen(path);
	struct text packed = {0};
	int err = 0;

	if (length > 3 && !strcmp(path + length - 3, ".gz")) {
		err = gzip(&packed, text);
		text = &packed;
	}
	if (!err && (is_stdout(path) || (!anew && is_special(path))))
		err = write_in_place(path, text);
	else if (!err)
		err = write_held(path, text, anew);
	text_free(&packed);
	return err;
}

int store_text(const char *path, const struct text *text)
{
	return store(path, text, false);
}

int store_text_new(const char *path, const struct text *text)
{
	return store(path, text, true);
}

int store_writable(const char *path)
{
	char folder[PATH_MAX];
	struct stat st;

	if (is_stdout(path))
		return 0;
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
