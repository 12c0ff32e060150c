// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/read.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include "trace/dat.h"

#define CHUNK_BYTES 65536u

static const char dat_magic[] = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i'};
static const char perf_magic[] = {'P', 'E', 'R', 'F', 'I', 'L', 'E', '2'};

static int say(char *why, size_t why_size, const char *path, int err)
{
	snprintf(why, why_size, "%s: %s", path, strerror(-err));
	return err;
}

static int feed_all(gzFile file, struct trace_text *text, bool *failed)
{
	char chunk[CHUNK_BYTES];
	int err, got;

	while ((got = gzread(file, chunk, sizeof(chunk))) > 0) {
		err = trace_text_feed(text, chunk, (size_t)got);
		if (err)
			return err;
	}
	*failed = got < 0;
	return trace_text_end(text);
}

/* A truncated gzipped file is not an error: it is read up to its end. */
static int gz_error(gzFile file)
{
	int code;

	gzerror(file, &code);
	return code == Z_ERRNO && errno ? -errno
	       : code == Z_MEM_ERROR	? -ENOMEM
					: -EBADMSG;
}

static int read_text(int fd, const char *path, trace_event_fn *fn, void *ctx,
		     struct trace_count *count, char *why, size_t why_size)
{
	struct trace_text *text;
	bool failed = false;
	gzFile file;
	int err = trace_text_open(&text, fn, ctx);

	if (err) {
		close(fd);
		return say(why, why_size, path, err);
	}
	file = gzdopen(fd, "rb");
	if (!file) {
		close(fd);
		trace_text_close(text);
		return say(why, why_size, path, -ENOMEM);
	}
	gzbuffer(file, CHUNK_BYTES);
	err = feed_all(file, text, &failed);
	if (!err && failed)
		err = gz_error(file);
	*count = *trace_text_count(text);
	gzclose_r(file);
	trace_text_close(text);
	return err ? say(why, why_size, path, err) : 0;
}

static bool begins_with(int fd, const char *magic, size_t size)
{
	char head[8];

	return pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
	       !memcmp(head, magic, size);
}

int trace_read(const char *path, trace_event_fn *fn, void *ctx,
	       struct trace_count *count, char *why, size_t why_size)
{
	bool is_stdin = !strcmp(path, "-");
	int fd =
		is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	*count = (struct trace_count){0};
	why[0] = '\0';
	if (fd < 0)
		return say(why, why_size, path, -errno);
	if (!is_stdin && begins_with(fd, dat_magic, sizeof(dat_magic))) {
		close(fd);
		return trace_dat_read(path, fn, ctx, count, why, why_size);
	}
	if (begins_with(fd, perf_magic, sizeof(perf_magic))) {
		close(fd);
		snprintf(why, why_size,
			 "%s: perf.data; make text of it: perf script -i %s",
			 path, path);
		return -ENOTSUP;
	}
	return read_text(fd, path, fn, ctx, count, why, why_size);
}
