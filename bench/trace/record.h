/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Recording of this machine's DMA events, by tracefs and without a module.
 *
 * The recording has a trace instance of its own
 * (Documentation/trace/ftrace.rst, "Instances"), so it neither sees nor
 * disturbs other tracers.  Kernels before 6.12 lack the events; kprobe events
 * on the same functions (CONFIG_KPROBE_EVENTS) replace them, with three limits:
 * scatterlists are not recorded, coherent memory has no address, and an
 * interrupt that maps for another device between entry and return of a map may
 * swap two addresses.  Before 6.10 they also record sync calls without an
 * effect.
 */
#ifndef TRACE_RECORD_H
#define TRACE_RECORD_H

#include <peekbench/env.h>

#define TRACE_RECORD_WHY_BYTES 256
/* Default buffer of one CPU, and its limit for all CPUs together. */
#define TRACE_RECORD_KIB 16384u
#define TRACE_RECORD_ALL_KIB 262144u

/**
 * struct trace_recording - options of a recording.
 * @device: dev_name() of the only device to record; NULL: any.
 * @driver: name of the driver whose devices are recorded; NULL: any.
 * @system: trace system of the events; NULL: "dma".  For the user's own probes
 *	that are named like the DMA events (trace/event.h).
 * @tracefs: mount point of tracefs; NULL: the system's, which is mounted if
 *	necessary.
 * @sysfs: mount point of sysfs; NULL: /sys.
 * @kib: buffer of each CPU in KiB; 0: TRACE_RECORD_KIB, or less if all CPUs
 *	would exceed TRACE_RECORD_ALL_KIB.  Halved, but not below 1 MiB, as long
 *	as the kernel lacks the memory.
 * @sink: called with pieces of ftrace's text, split at any byte; -errno ends
 *	the recording.
 * @stop: called at least every 50 ms; true ends the recording.  It may read a
 *	flag that a signal handler of the caller sets.
 * @ctx: passed to both.
 */
struct trace_recording {
	const char *device;
	const char *driver;
	const char *system;
	const char *tracefs;
	const char *sysfs;
	u32 kib;
	int (*sink)(void *ctx, const char *text, size_t size);
	bool (*stop)(void *ctx);
	void *ctx;
};

/**
 * struct trace_recorded - the result of a recording.
 * @bytes: bytes passed to the sink.
 * @lost: number of events dropped because a CPU's buffer was full; exact, from
 *	the kernel.  Lines of the text report the same events (struct
 *	trace_count).
 * @events: number of kinds of events recorded.
 * @kib: final buffer of each CPU, in KiB.
 * @kprobes: recorded by kprobes.
 * @every_call: every sync call was recorded; the first line of the text notes
 *	this (TRACE_EVERY_CALL).
 */
struct trace_recorded {
	u64 bytes;
	u64 lost;
	u32 events;
	u32 kib;
	bool kprobes;
	bool every_call;
};

/**
 * trace_record() - record until @plan->stop() returns true.
 * @recorded: filled on errors, too.
 * @why: on error one line; TRACE_RECORD_WHY_BYTES.
 *
 * Instance, filters and probes are removed on every return; they remain only if
 * the process is killed by a signal that it does not handle.
 *
 * Return: 0; -EACCES or -EPERM: not allowed to trace; -ENODEV: no such device
 * or driver; -ENOENT: no tracefs, or neither DMA events nor kprobes in this
 * kernel; -ENOTSUP: built without libtracefs; -EINVAL: a name that cannot be
 * filtered for; -EEXIST: an instance of that name exists, left by a killed
 * process; the -errno of the sink.
 */
int trace_record(const struct trace_recording *plan,
		 struct trace_recorded *recorded, char *why);

#endif
