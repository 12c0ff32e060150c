// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/record.h"

#include <stdio.h>

#ifndef PEEKBENCH_TRACEFS
int trace_record(const struct trace_recording *plan,
		 struct trace_recorded *recorded, char *why)
{
	(void)plan;
	*recorded = (struct trace_recorded){0};
	snprintf(why, TRACE_RECORD_WHY_BYTES,
		 "this peekbench was built without libtracefs");
	return -ENOTSUP;
}
#else
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <tracefs.h>

#include "measure/sysfile.h"
#include "trace/probes.h"
#include "trace/text.h"

#define LEAST_KIB 1024u
#define POLL_NS 50000000l
#define CHUNK_BYTES 65536u
#define FILTER_BYTES 4096u

struct recorder {
	const struct trace_recording *plan;
	struct trace_recorded *recorded;
	struct tracefs_instance *instance;
	struct trace_probes probes;
	char *why;
	char filter[FILTER_BYTES];
	char bounce_filter[FILTER_BYTES];
};

static int fail(struct recorder *r, int err, const char *what)
{
	const char *reason = err == -EACCES || err == -EPERM
				     ? "; tracing wants root or CAP_SYS_ADMIN"
				     : "";

	snprintf(r->why, TRACE_RECORD_WHY_BYTES, "%s: %s%s", what,
		 strerror(-err), reason);
	return err;
}

/* -errno after a call of a library that does not always set errno. */
static int last_error(void)
{
	return errno ? -errno : -EIO;
}

static int add_device(struct recorder *r, const char *name)
{
	const char *joint = r->filter[0] ? " || " : "";
	size_t used = strlen(r->filter), bounce_used = strlen(r->bounce_filter);
	int want, bounce_want;

	if (strpbrk(name, "\"\\\n")) {
		snprintf(r->why, TRACE_RECORD_WHY_BYTES,
			 "device %s: a name with quotes cannot be filtered for",
			 name);
		return -EINVAL;
	}
	want = snprintf(r->filter + used, sizeof(r->filter) - used,
			"%sdevice == \"%s\"", joint, name);
	bounce_want = snprintf(r->bounce_filter + bounce_used,
			       sizeof(r->bounce_filter) - bounce_used,
			       "%sdev_name == \"%s\"", joint, name);
	if ((size_t)want < sizeof(r->filter) - used &&
	    (size_t)bounce_want < sizeof(r->bounce_filter) - bounce_used)
		return 0;
	snprintf(r->why, TRACE_RECORD_WHY_BYTES,
		 "the driver has more devices than a filter holds");
	return -EINVAL;
}

struct driver {
	struct recorder *r;
	const char *sysfs;
	char path[FILTER_BYTES];
	int err;
	u32 devices;
};

/* A driver's directory has a link for each device, and other files. */
static void see_device(void *ctx, const char *name)
{
	struct driver *driver = ctx;
	char path[FILTER_BYTES + 300], target[FILTER_BYTES];
	ssize_t length;

	snprintf(path, sizeof(path), "%s%s/%s", driver->sysfs, driver->path,
		 name);
	length = readlink(path, target, sizeof(target) - 1);
	if (driver->err || length < 0 || !strcmp(name, "module"))
		return;
	driver->err = add_device(driver->r, name);
	driver->devices++;
}

static void see_bus(void *ctx, const char *name)
{
	struct driver *driver = ctx;

	snprintf(driver->path, sizeof(driver->path), "/bus/%s/drivers/%s", name,
		 driver->r->plan->driver);
	sysfile_names(driver->sysfs, driver->path, "", see_device, driver);
}

static int make_filter(struct recorder *r)
{
	const struct trace_recording *plan = r->plan;
	struct driver driver = {.r = r,
				.sysfs = plan->sysfs ? plan->sysfs : "/sys"};

	if (plan->device)
		return add_device(r, plan->device);
	if (!plan->driver)
		return 0;
	if (strchr(plan->driver, '/'))
		return fail(r, -EINVAL, plan->driver);
	sysfile_names(driver.sysfs, "/bus", "", see_bus, &driver);
	if (driver.err || driver.devices)
		return driver.err;
	snprintf(r->why, TRACE_RECORD_WHY_BYTES,
		 "no device has a driver called %s", plan->driver);
	return -ENODEV;
}

static int open_instance(struct recorder *r)
{
	char name[32], folder[FILTER_BYTES];
	const char *top;

	errno = 0;
	if (r->plan->tracefs &&
	    tracefs_set_tracing_dir((char *)(uintptr_t)r->plan->tracefs))
		return fail(r, last_error(), r->plan->tracefs);
	top = tracefs_tracing_dir();
	if (!top)
		return fail(r, errno ? -errno : -ENOENT, "tracefs");
	/*
	 * libtracefs 1.6 leaks memory without permission to create an instance
	 */
	snprintf(folder, sizeof(folder), "%s/instances", top);
	if (access(folder, W_OK))
		return fail(r, -errno, "an instance in tracefs");
	snprintf(name, sizeof(name), "peekbench-%ld", (long)getpid());
	r->instance = tracefs_instance_create(name);
	if (!r->instance)
		return fail(r, last_error(), "an instance in tracefs");
	if (tracefs_instance_is_new(r->instance))
		return 0;
	/* left by a killed process, or in use in another container */
	tracefs_instance_free(r->instance);
	r->instance = NULL;
	return fail(r, -EEXIST, name);
}

static u32 usual_kib(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	u32 share = TRACE_RECORD_ALL_KIB / (cpus > 0 ? (u32)cpus : 1);

	return share > TRACE_RECORD_KIB ? TRACE_RECORD_KIB
	       : share < LEAST_KIB	? LEAST_KIB
					: share;
}

static int size_buffers(struct recorder *r)
{
	u32 kib = r->plan->kib ? r->plan->kib : usual_kib();

	for (;;) {
		errno = 0;
		if (tracefs_instance_set_buffer_size(r->instance, kib, -1) >= 0)
			break;
		if (kib / 2 < LEAST_KIB)
			return fail(r, last_error(), "buffers of the trace");
		kib /= 2;
	}
	r->recorded->kib = kib;
	return 0;
}

/* Return: 0 if the event was enabled or does not exist; -errno. */
static int enable(struct recorder *r, const char *system, const char *event,
		  const char *filter)
{
	if (!tracefs_event_file_exists(r->instance, system, event, "enable"))
		return 0;
	errno = 0;
	/* the event of a probe at a return has no device to filter by */
	if (filter[0] && strcmp(event, "dma_map_page_return") &&
	    tracefs_event_file_write(r->instance, system, event, "filter",
				     filter) < 0)
		return fail(r, last_error(), "a filter by device");
	if (tracefs_event_enable(r->instance, system, event))
		return fail(r, last_error(), event);
	r->recorded->events++;
	return 0;
}

static int enable_all(struct recorder *r, const char *system)
{
	const struct trace_name *name;

	for (size_t i = 0; (name = trace_name_at(i)); i++) {
		int err = enable(r, system, name->name, r->filter);

		if (err)
			return err;
	}
	return 0;
}

static int enable_events(struct recorder *r)
{
	const char *system = r->plan->system ? r->plan->system : "dma";
	int err = enable_all(r, system);

	if (!err && !r->recorded->events && !r->plan->system) {
		err = trace_probes_open(&r->probes);
		if (err)
			return fail(r, err,
				    "no DMA events (Linux 6.12), and kprobes");
		r->recorded->kprobes = true;
		r->recorded->every_call = r->probes.every_call;
		err = enable_all(r, r->probes.group);
	}
	if (!err && !r->recorded->events)
		return fail(r, -ENOENT, system);
	return err ? err
		   : enable(r, "swiotlb", "swiotlb_bounced", r->bounce_filter);
}

static int hand_on(struct recorder *r, const char *text, size_t size)
{
	r->recorded->bytes += size;
	return r->plan->sink(r->plan->ctx, text, size);
}

/*
 * Pass all available text to the sink; returns its number of bytes, or -errno.
 */
static ssize_t drain(struct recorder *r, int fd, char *chunk)
{
	ssize_t sum = 0, got;

	while ((got = read(fd, chunk, CHUNK_BYTES)) > 0) {
		int err = hand_on(r, chunk, (size_t)got);

		if (err)
			return err;
		sum += got;
		if (r->plan->stop(r->plan->ctx))
			break;
	}
	return got < 0 && errno != EAGAIN && errno != EINTR ? -errno : sum;
}

static int pump(struct recorder *r, int fd, char *chunk)
{
	const struct timespec pause = {.tv_nsec = POLL_NS};
	ssize_t got;

	while (!r->plan->stop(r->plan->ctx)) {
		got = drain(r, fd, chunk);
		if (got < 0)
			return (int)got;
		if (!got)
			nanosleep(&pause, NULL);
	}
	tracefs_trace_off(r->instance);
	/* tracing is off, so this loop ends */
	while ((got = read(fd, chunk, CHUNK_BYTES)) > 0) {
		int err = hand_on(r, chunk, (size_t)got);

		if (err)
			return err;
	}
	return 0;
}

static u64 lost_in(const char *stats)
{
	static const char *const marks[] = {
		"\noverrun: ", "\ncommit overrun: ", "\ndropped events: "};
	u64 sum = 0;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *at = strstr(stats, marks[i]);

		if (at)
			sum += strtoull(at + strlen(marks[i]), NULL, 10);
	}
	return sum;
}

static void see_cpu(void *ctx, const char *name)
{
	struct recorder *r = ctx;
	char file[300], *stats;

	snprintf(file, sizeof(file), "per_cpu/%s/stats", name);
	stats = tracefs_instance_file_read(r->instance, file, NULL);
	if (stats)
		r->recorded->lost += lost_in(stats);
	free(stats);
}

static void count_lost(struct recorder *r)
{
	char *folder = tracefs_instance_get_dir(r->instance);

	if (folder)
		sysfile_names(folder, "/per_cpu", "cpu", see_cpu, r);
	tracefs_put_tracing_file(folder);
}

static int record(struct recorder *r)
{
	char *chunk = malloc(CHUNK_BYTES);
	int fd, err = 0;

	if (!chunk)
		return fail(r, -ENOMEM, "a buffer");
	errno = 0;
	fd = tracefs_instance_file_open(r->instance, "trace_pipe",
					O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		free(chunk);
		return fail(r, last_error(), "trace_pipe");
	}
	if (r->recorded->every_call)
		err = hand_on(r, TRACE_EVERY_CALL "\n",
			      sizeof(TRACE_EVERY_CALL "\n") - 1);
	if (!err)
		err = pump(r, fd, chunk);
	count_lost(r);
	close(fd);
	free(chunk);
	if (err && !r->why[0])
		fail(r, err, "recording");
	return err;
}

/*
 * Disable the events before removing the instance: one with enabled events
 * cannot be removed completely.
 */
static void close_instance(struct recorder *r)
{
	if (!r->instance)
		return;
	tracefs_trace_off(r->instance);
	tracefs_event_disable(r->instance, NULL, NULL);
	tracefs_instance_destroy(r->instance);
	tracefs_instance_free(r->instance);
}

int trace_record(const struct trace_recording *plan,
		 struct trace_recorded *recorded, char *why)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int err;

	*recorded = (struct trace_recorded){0};
	why[0] = '\0';
	if (!r)
		return -ENOMEM;
	r->plan = plan;
	r->recorded = recorded;
	r->why = why;
	err = make_filter(r);
	if (!err)
		err = open_instance(r);
	if (!err)
		err = size_buffers(r);
	if (!err)
		err = enable_events(r);
	if (!err)
		err = record(r);
	close_instance(r);
	trace_probes_close(&r->probes);
	free(r);
	return err;
}
#endif
