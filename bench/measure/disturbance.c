// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/disturbance.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* A line of /proc/stat: a label and ten numbers of up to 20 digits. */
#define STAT_LINE_BYTES 256u

/* proc(5): user nice system idle iowait irq softirq steal. */
#define STEAL_COLUMN 8

static const char *const names[DISTURBANCE_MARKS] = {
	"preempted", "blocked",	    "migrated",
	"stolen",    "minor_fault", "major_fault",
};

const char *disturbance_name(u32 i)
{
	return names[i];
}

int disturbance_open(struct disturbance *d, int cpu_pu, int device_pu,
		     const char *stat_path)
{
	long pus = sysconf(_SC_NPROCESSORS_CONF);

	*d = (struct disturbance){.pus = {cpu_pu, device_pu}, .stat_fd = -1};
	d->text_bytes = ((pus > 0 ? (size_t)pus : 1) + 1) * STAT_LINE_BYTES;
	d->text = malloc(d->text_bytes);
	if (!d->text)
		return -ENOMEM;
	d->stat_fd = open(stat_path, O_RDONLY | O_CLOEXEC);
	return 0;
}

void disturbance_close(struct disturbance *d)
{
	if (d->stat_fd >= 0)
		close(d->stat_fd);
	free(d->text);
	d->stat_fd = -1;
	d->text = NULL;
}

static bool line_steal(const char *line, u64 *ticks)
{
	char *end;

	line += strcspn(line, " ");
	for (int column = 1; column <= STEAL_COLUMN; column++) {
		*ticks = strtoull(line, &end, 10);
		if (end == line)
			return false;
		line = end;
	}
	return true;
}

/* Add the steal column of the line that begins with @label to @sum. */
static bool add_steal(const char *text, const char *label, u64 *sum)
{
	size_t length = strlen(label);
	u64 ticks;

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (strncmp(text, label, length) || text[length] != ' ')
			continue;
		if (!line_steal(text, &ticks))
			return false;
		*sum += ticks;
		return true;
	}
	return false;
}

static void read_steal(const struct disturbance *d,
		       struct disturbance_sample *sample)
{
	ssize_t got = pread(d->stat_fd, d->text, d->text_bytes - 1, 0);
	bool watched = false;

	sample->steal_ticks = 0;
	sample->steal_known = got > 0;
	d->text[got > 0 ? got : 0] = '\0';
	for (u32 i = 0; i < DISTURBANCE_PUS; i++) {
		char label[16];

		if (d->pus[i] < 0)
			continue;
		watched = true;
		snprintf(label, sizeof(label), "cpu%d", d->pus[i]);
		sample->steal_known &=
			add_steal(d->text, label, &sample->steal_ticks);
	}
	if (!watched)
		sample->steal_known &=
			add_steal(d->text, "cpu", &sample->steal_ticks);
}

static void read_usage(struct disturbance_sample *sample)
{
	struct rusage usage = {0};

	getrusage(RUSAGE_THREAD, &usage);
	sample->voluntary_switches = usage.ru_nvcsw;
	sample->involuntary_switches = usage.ru_nivcsw;
	sample->minor_faults = usage.ru_minflt;
	sample->major_faults = usage.ru_majflt;
	sample->pu = sched_getcpu();
}

void disturbance_sample(const struct disturbance *d,
			struct disturbance_sample *sample)
{
	read_steal(d, sample);
	read_usage(sample);
}

u32 disturbance_between(const struct disturbance_sample *before,
			const struct disturbance_sample *after)
{
	u32 marks = 0;

	if (after->involuntary_switches != before->involuntary_switches)
		marks |= DISTURBED_PREEMPTED;
	if (after->voluntary_switches != before->voluntary_switches)
		marks |= DISTURBED_BLOCKED;
	if (after->pu != before->pu)
		marks |= DISTURBED_MIGRATED;
	if (before->steal_known && after->steal_known &&
	    after->steal_ticks != before->steal_ticks)
		marks |= DISTURBED_STOLEN;
	if (after->minor_faults != before->minor_faults)
		marks |= DISTURBED_MINOR_FAULT;
	if (after->major_faults != before->major_faults)
		marks |= DISTURBED_MAJOR_FAULT;
	return marks;
}

/* The thread's own counts are read last, immediately before the slice ... */
void disturbance_begin(struct disturbance *d)
{
	disturbance_sample(d, &d->before);
}

/*
 * ... and first immediately after it, so that reading /proc/stat causes no
 * mark.
 */
u32 disturbance_end(struct disturbance *d)
{
	struct disturbance_sample after;
	u32 marks;

	read_usage(&after);
	read_steal(d, &after);
	marks = disturbance_between(&d->before, &after);
	/* before the slice, and for good: a cpuset that lost the PU */
	if (d->pus[0] >= 0 && after.pu >= 0 && after.pu != d->pus[0])
		marks |= DISTURBED_MIGRATED;
	return marks;
}
