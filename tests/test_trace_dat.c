// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * trace.dat, plain and spoilt, as trace-cmd writes it here; and files of other
 * kinds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "trace_fixture.h"
#include "trace_probe.h"

#include "cmocka_all.h"

#define CALLS 10u

static void path_of(char *path, size_t size, const char *kind)
{
	snprintf(path, size, "/tmp/peekbench-%ld.%s", (long)getpid(), kind);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static int read_events(const char *path, struct trace_events *events,
		       struct trace_count *count, char *why)
{
	*events = (struct trace_events){0};
	return trace_read(path, collect, events, count, why, TRACE_WHY_BYTES);
}

static int enable(const char *instance, const char *group, const char *value)
{
	char path[256];
	int fd;
	bool good;

	snprintf(path, sizeof(path), "%s/events/%s/enable", instance, group);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	good = fd >= 0 && write(fd, value, 1) == 1;
	if (fd >= 0)
		close(fd);
	return good ? 0 : -1;
}

/* trace-cmd takes the instance's buffer, and the instance away. */
static int extract(const char *path, const char *instance)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "trace-cmd extract -B %s -o %s >/dev/null 2>&1",
		 strrchr(instance, '/') + 1, path);
	return system(command);
}

/* No file where there is no trace-cmd or no tracefs. */
static int make_dat(void **state)
{
	char instance[128], group[32], path[128];

	*state = NULL;
	if (trace_probe_open())
		return 0;
	path_of(path, sizeof(path), "dat");
	trace_probe_group(group, sizeof(group));
	snprintf(instance, sizeof(instance),
		 TRACE_PROBE_TRACEFS "/instances/%s", group);
	if (mkdir(instance, 0700))
		return trace_probe_close();
	if (!enable(instance, group, "1")) {
		for (u32 i = 0; i < CALLS; i++)
			trace_probe_call("0000:00:02.0", 0x3aa00000 + i, 16,
					 DMA_BIDIRECTIONAL);
		if (!extract(path, instance))
			*state = strdup(path);
		enable(instance, group, "0");
	}
	rmdir(instance);
	return trace_probe_close();
}

static int remove_dat(void **state)
{
	if (*state)
		unlink(*state);
	free(*state);
	return 0;
}

static void test_dat(void **state)
{
	struct trace_events events;
	struct trace_count count;
	char why[TRACE_WHY_BYTES];
	int err;

	if (!*state)
		skip();
	err = read_events(*state, &events, &count, why);
	if (err == -ENOTSUP) {
		assert_non_null(strstr(why, "libtracecmd"));
		skip();
	}
	assert_int_equal(err, 0);
	assert_int_equal(events.count, CALLS);
	assert_int_equal(count.events, CALLS);
	assert_int_equal(count.broken, 0);
	for (u32 i = 0; i < CALLS; i++) {
		const struct trace_event *event = &events.event[i];

		assert_int_equal(event->kind, TRACE_FOR_CPU);
		assert_int_equal(event->dir, DMA_BIDIRECTIONAL);
		assert_int_equal(event->segment[0].addr, 0x3aa00000 + i);
		assert_int_equal(event->segment[0].size, 16);
		assert_string_equal(event->device, "0000:00:02.0");
		assert_true(event->has_time);
		assert_true(!i || event->time_ns >= event[-1].time_ns);
	}
	free(events.event);
}

static u64 next_random(u64 *random)
{
	*random = *random * 6364136223846793005ull + 1442695040888963407ull;
	return *random >> 33;
}

/* libtracecmd may die of it; the program may not. */
static void test_spoilt_dat(void **state)
{
	struct trace_events events;
	struct trace_count count;
	char why[TRACE_WHY_BYTES], path[128], *bytes;
	struct stat stat;
	u64 random = 1;
	FILE *file;
	int err;

	if (!*state)
		skip();
	assert_int_equal(lstat(*state, &stat), 0);
	bytes = malloc((size_t)stat.st_size);
	file = fopen(*state, "r");
	assert_true(bytes && file);
	assert_int_equal(fread(bytes, 1, (size_t)stat.st_size, file),
			 stat.st_size);
	fclose(file);
	path_of(path, sizeof(path), "spoilt");
	for (u32 round = 0; round < 30; round++) {
		size_t size = (size_t)stat.st_size;

		if (round < 10)
			size = 10 + size * round / 10;
		for (u32 i = 0; round >= 10 && i < 50; i++)
			bytes[10 + next_random(&random) % (size - 10)] =
				(char)next_random(&random);
		write_file(path, bytes, size);
		err = read_events(path, &events, &count, why);
		assert_true(err == 0 || err == -EBADMSG || err == -ENOTSUP);
		assert_true(!err == !why[0]);
		assert_true(events.count <= 100 * CALLS);
		free(events.event);
	}
	unlink(path);
	free(bytes);
}

static void test_other_files(void **state)
{
	static const char dat[] = "\x17\x08\x44tracing7",
			  perf[] = "PERFILE2...";
	struct trace_events events;
	struct trace_count count;
	char why[TRACE_WHY_BYTES], path[128];
	int err;

	path_of(path, sizeof(path), "other");
	assert_int_equal(read_events(path, &events, &count, why), -ENOENT);
	assert_non_null(strstr(why, path));
	write_file(path, dat, sizeof(dat));
	err = read_events(path, &events, &count, why);
	assert_true(err == -EBADMSG || err == -ENOTSUP);
	assert_non_null(strstr(why, path));
	write_file(path, perf, sizeof(perf));
	assert_int_equal(read_events(path, &events, &count, why), -ENOTSUP);
	assert_non_null(strstr(why, "perf script"));
	write_file(path, "", 0);
	assert_int_equal(read_events(path, &events, &count, why), 0);
	assert_int_equal(count.lines, 0);
	assert_int_equal(read_events("/tmp", &events, &count, why), -EISDIR);
	unlink(path);
}

/* As a mail's attachment; and one that was cut. */
static void test_gzipped(void **state)
{
	struct trace_events events;
	struct trace_count count;
	char why[TRACE_WHY_BYTES], path[128];
	size_t size;
	char *text = golden_text("e100.trace", &size);
	struct stat stat;
	gzFile file;

	path_of(path, sizeof(path), "gz");
	file = gzopen(path, "w");
	assert_non_null(file);
	assert_int_equal(gzwrite(file, text, (unsigned int)size), size);
	assert_int_equal(gzclose(file), 0);
	assert_int_equal(read_events(path, &events, &count, why), 0);
	assert_int_equal(events.count, 138);
	free(events.event);
	assert_int_equal(lstat(path, &stat), 0);
	assert_int_equal(truncate(path, stat.st_size / 2), 0);
	assert_int_equal(read_events(path, &events, &count, why), 0);
	assert_true(events.count < 138);
	free(events.event);
	write_file(path, "\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff", 13);
	assert_int_equal(read_events(path, &events, &count, why), -EBADMSG);
	assert_non_null(strstr(why, path));
	unlink(path);
	free(text);
}

static int refuse(void *ctx, const struct trace_event *event)
{
	(void)ctx;
	(void)event;
	return -ECANCELED;
}

static void test_taker_stops(void **state)
{
	struct trace_count count;
	char why[TRACE_WHY_BYTES];
	int err;

	if (!*state)
		skip();
	err = trace_read(*state, refuse, NULL, &count, why, sizeof(why));
	assert_true(err == -ECANCELED || err == -ENOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dat, make_dat, remove_dat),
		cmocka_unit_test_setup_teardown(test_spoilt_dat, make_dat,
						remove_dat),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_gzipped),
		cmocka_unit_test_setup_teardown(test_taker_stops, make_dat,
						remove_dat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
