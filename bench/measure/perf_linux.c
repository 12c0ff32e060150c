// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * perf_event_open(2).  Nothing is pinned: a pinned group that loses its
 * counters reads as end of file.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machine/isa.h"
#include "measure/perf.h"

static const struct perf_linux_events hardware_events = {
	.type = PERF_TYPE_HARDWARE,
	.config =
		{
			[PERF_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
			[PERF_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
			[PERF_CACHE_REFERENCES] =
				PERF_COUNT_HW_CACHE_REFERENCES,
			[PERF_CACHE_MISSES] = PERF_COUNT_HW_CACHE_MISSES,
		},
};

/*
 * struct read_format - the layout that read(2) fills for PERF_FORMAT_GROUP |
 * PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING: the leader
 * first, then its siblings in the order in which they were opened.
 */
struct read_format {
	u64 nr;
	u64 time_enabled;
	u64 time_running;
	u64 values[PERF_COUNTERS];
};

static const struct perf_event *linux_event(void *ctx,
					    enum perf_counter counter)
{
	const struct perf_linux_events *events = ctx;

	if (counter < PERF_EVENT_1 ||
	    (u32)counter - PERF_EVENT_1 >= events->extra_count)
		return NULL;
	return &events->extra[counter - PERF_EVENT_1];
}

/*
 * A leader starts disabled; a sibling starts enabled and counts when its
 * leader does.
 */
static int linux_open(void *ctx, enum perf_counter counter, int leader)
{
	const struct perf_linux_events *events = ctx;
	const struct perf_event *extra = linux_event(ctx, counter);
	struct perf_event_attr attr = {
		.type = extra ? extra->type : events->type,
		.size = sizeof(attr),
		.config = extra ? extra->config : events->config[counter],
		.config1 = extra ? extra->config1 : 0,
		.config2 = extra ? extra->config2 : 0,
		.read_format = PERF_FORMAT_GROUP |
			       PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = leader < 0,
		.exclude_user = extra && !extra->user,
		.exclude_kernel = !extra || !extra->kernel,
		.exclude_hv = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, 0, -1, leader,
			  PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

static int linux_enable(void *ctx, int leader)
{
	(void)ctx;
	return ioctl(leader, PERF_EVENT_IOC_ENABLE, 0) ? -errno : 0;
}

static int linux_disable(void *ctx, int leader)
{
	(void)ctx;
	return ioctl(leader, PERF_EVENT_IOC_DISABLE, 0) ? -errno : 0;
}

static int linux_read(void *ctx, int leader, u32 count,
		      struct perf_reading *reading)
{
	struct read_format format;
	ssize_t want = (ssize_t)(offsetof(struct read_format, values) +
				 count * sizeof(format.values[0]));
	ssize_t got = read(leader, &format, sizeof(format));

	(void)ctx;
	if (got < 0)
		return -errno;
	if (got == 0)
		return -ENODATA;
	if (got != want || format.nr != count)
		return -EIO;
	reading->time_enabled_ns = format.time_enabled;
	reading->time_running_ns = format.time_running;
	for (u32 i = 0; i < count; i++)
		reading->value[i] = format.values[i];
	return 0;
}

static void linux_close(void *ctx, int handle)
{
	(void)ctx;
	close(handle);
}

static int linux_paranoid(void *ctx, int *level)
{
	char text[16] = "";
	char *end;
	int fd = open("/proc/sys/kernel/perf_event_paranoid",
		      O_RDONLY | O_CLOEXEC);
	ssize_t got;

	(void)ctx;
	if (fd < 0)
		return -errno;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (got <= 0)
		return -EIO;
	*level = (int)strtol(text, &end, 10);
	return end == text ? -EIO : 0;
}

static int linux_miss_level(void *ctx)
{
	(void)ctx;
	return isa_miss_level(PERF_MISS_LEVEL_UNKNOWN, PERF_MISS_LEVEL_LAST);
}

void perf_linux_hardware(struct perf_linux_events *events)
{
	*events = hardware_events;
}

const struct perf_backend perf_linux_backend = {
	.event = linux_event,
	.open = linux_open,
	.enable = linux_enable,
	.disable = linux_disable,
	.read = linux_read,
	.close = linux_close,
	.paranoid = linux_paranoid,
	.miss_level = linux_miss_level,
	.ctx = (void *)&hardware_events,
};
