/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Disturbances of a slice.  A disturbed slice is marked and never dropped, so
 * that a reader of the results can decide.
 */
#ifndef MEASURE_DISTURBANCE_H
#define MEASURE_DISTURBANCE_H

#include <peekbench/env.h>

/**
 * enum disturbance_mark - bits.
 * @DISTURBED_PREEMPTED: the scheduler ran another thread (ru_nivcsw).
 * @DISTURBED_BLOCKED: the thread gave up its PU itself (ru_nvcsw).
 * @DISTURBED_MIGRATED: it ended on another PU than the one it began on or was
 *	bound to.
 * @DISTURBED_STOLEN: the hypervisor took time from a watched PU, by /proc/stat.
 *	The kernel accounts steal at its timer tick and shows it in units of
 *	USER_HZ, mostly 10 ms: a short slice can be hit without the mark, and be
 *	marked for time stolen shortly before.
 * @DISTURBED_MINOR_FAULT: a page was mapped in.
 * @DISTURBED_MAJOR_FAULT: a page was read in.
 */
enum disturbance_mark {
	DISTURBED_PREEMPTED = 1 << 0,
	DISTURBED_BLOCKED = 1 << 1,
	DISTURBED_MIGRATED = 1 << 2,
	DISTURBED_STOLEN = 1 << 3,
	DISTURBED_MINOR_FAULT = 1 << 4,
	DISTURBED_MAJOR_FAULT = 1 << 5,
};

#define DISTURBANCE_MARKS 6

/* The PUs whose steal time is watched. */
#define DISTURBANCE_PUS 2

/**
 * struct disturbance_sample - counts of one thread at one moment.
 * @pu: the PU it runs on; -1: unknown.
 * @steal_ticks: sum over the watched PUs, USER_HZ.
 * @steal_known: false: @steal_ticks is not valid.
 */
struct disturbance_sample {
	long voluntary_switches;
	long involuntary_switches;
	long minor_faults;
	long major_faults;
	int pu;
	bool steal_known;
	u64 steal_ticks;
};

/**
 * struct disturbance - the probe of one thread.
 * @pus: watched PUs, -1 for none.
 * @stat_fd: /proc/stat, kept open; -1: steal is unknown.
 * @text: @text_bytes for its lines.
 */
struct disturbance {
	int pus[DISTURBANCE_PUS];
	int stat_fd;
	char *text;
	size_t text_bytes;
	struct disturbance_sample before;
};

/**
 * disturbance_open() - make a probe.
 * @cpu_pu: the measuring thread's PU; -1: watch the steal of the machine.
 * @device_pu: the device thread's PU, or -1.
 * @stat_path: "/proc/stat", or a file like it.
 *
 * A file that cannot be opened is no error: steal is then unknown.
 *
 * Return: 0; -ENOMEM.
 */
int disturbance_open(struct disturbance *d, int cpu_pu, int device_pu,
		     const char *stat_path);

/** disturbance_close() - free the probe's memory and close its file. */
void disturbance_close(struct disturbance *d);

/** disturbance_sample() - take a sample of the calling thread. */
void disturbance_sample(const struct disturbance *d,
			struct disturbance_sample *sample);

/** disturbance_between() - the marks for the difference of two samples. */
u32 disturbance_between(const struct disturbance_sample *before,
			const struct disturbance_sample *after);

/**
 * disturbance_begin() - note that a slice of the calling thread begins.
 *
 * Reads /proc/stat and makes two cheap system calls: call it outside of timed
 * parts, before the caches are brought into the state to be measured.
 */
void disturbance_begin(struct disturbance *d);

/**
 * disturbance_end() - the marks of the slice that ends now, in the same thread.
 */
u32 disturbance_end(struct disturbance *d);

/**
 * disturbance_name() - the name of bit @i < DISTURBANCE_MARKS, as in results.
 */
const char *disturbance_name(u32 i);

#endif
