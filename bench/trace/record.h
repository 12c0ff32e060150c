/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Record the DMA events of this machine: tracefs, no module.
 *
 * An instance of its own (Documentation/trace/ftrace.rst, "Instances"): other
 * tracers are neither seen nor disturbed.  Kernels before 6.12 lack the events;
 * there kprobe events on the same functions stand in (CONFIG_KPROBE_EVENTS),
 * with three limits: scatterlists are not seen, coherent memory without its
 * address, and an interrupt that maps for another device between entry and
 * return of a map may swap two addresses.  In return, before 6.10 each sync
 * call is seen, also where it has no effect.
 */
#ifndef TRACE_RECORD_H
#define TRACE_RECORD_H

#include <peekbench/env.h>

#define TRACE_RECORD_WHY_BYTES 256
/* A CPU's buffer unless the plan says otherwise, and of all CPUs together. */
#define TRACE_RECORD_KIB 16384u
#define TRACE_RECORD_ALL_KIB 262144u

/**
 * struct trace_recording - what to record, and where it goes.
 * @device: dev_name() of one device; NULL: not by device.
 * @driver: name of a driver, whose devices are recorded; NULL: not by driver.
 *	With neither, all devices are.
 * @system: trace events of this system instead of "dma"; NULL: "dma".  For
 *	probes of the user's own that are named like them (trace/event.h).
 * @tracefs: where tracefs is mounted; NULL: where the system has it, mounted if
 *	it is not.
 * @sysfs: where sysfs is mounted; NULL: /sys.
 * @kib: a CPU's buffer in KiB; 0: TRACE_RECORD_KIB, or less where that is more
 *	than TRACE_RECORD_ALL_KIB for all.  Halved, to 1 MiB at least, while the
 *	kernel has no memory for it.
 * @sink: takes ftrace's text as it comes, cut anywhere; a -errno ends the
 *	recording.
 * @stop: asked every 50 ms or more often: is it over?  A signal handler of the
 *	caller's sets what it reads.
 * @ctx: handed to both.
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
 * struct trace_recorded - how it went.
 * @bytes: handed to the sink.
 * @lost: events that found no room in a CPU's buffer; exact, from the kernel.
 *	Lines of the text tell of the same ones (struct trace_count).
 * @events: kinds of events that were recorded.
 * @kib: the buffer of each CPU in the end.
 * @kprobes: recorded by kprobes.
 * @every_call: each sync call was seen; the text says so in its first line.
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
 * trace_record() - record until @plan->stop() says so.
 * @recorded: filled on errors, too.
 * @why: on error one line; TRACE_RECORD_WHY_BYTES.
 *
 * Whatever ends it, nothing is left behind: instance, filters and probes go.
 * They stay if the process is killed by a signal that it does not handle.
 *
 * Return: 0; -EACCES or -EPERM: not allowed to trace; -ENODEV: no such device
 * or driver; -ENOENT: no tracefs, or neither DMA events nor kprobes in this
 * kernel; -ENOTSUP: built without libtracefs; -EINVAL: a name that cannot be
 * filtered for; -EEXIST: an instance of that name is there, left by a process
 * that was killed; what the sink returned.
 */
int trace_record(const struct trace_recording *plan,
		 struct trace_recorded *recorded, char *why);

#endif
