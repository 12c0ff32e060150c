/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A cycle counter that the calling thread reads without a system call, where
 * ISA_CYCLES names one and the kernel allows it: sysctl
 * kernel.perf_user_access, Linux 5.17 or later
 * (Documentation/arch/arm64/perf.rst, "Perf Userspace PMU Hardware Counter
 * Access").
 */
#ifndef MEASURE_CYCLES_H
#define MEASURE_CYCLES_H

#include <peekbench/env.h>

#define CYCLES_REASON_BYTES 128

/**
 * struct cycles - the counter of one thread.
 * @page: peek_clock()'s argument; NULL if there is none.
 * @reason: one line, why not; "" with a @page, and where there is no such
 *	counter by the instruction set.
 */
struct cycles {
	const struct perf_event_mmap_page *page;
	char reason[CYCLES_REASON_BYTES];
};

/**
 * struct cycles_source - where the counter comes from.
 * @allowed: kernel.perf_user_access; or -errno.
 * @map: open an event of the calling thread, user space only, and map its page,
 *	which becomes @page; 0; -ENODEV if this CPU's PMU has none for user
 *	space; another -errno.
 * @unmap: give it back.
 * @ctx: passed to each of them.
 */
struct cycles_source {
	int (*allowed)(void *ctx);
	int (*map)(void *ctx, const struct perf_event_mmap_page **page);
	void (*unmap)(void *ctx, const struct perf_event_mmap_page *page);
	void *ctx;
};

/** cycles_choose() - take @source's counter if user space can read all of it;
 * its page then stays mapped. */
void cycles_choose(struct cycles *cycles, const struct cycles_source *source);

/** cycles_open() - cycles_choose() of perf_event_open(2) if ISA_CYCLES. */
void cycles_open(struct cycles *cycles);

/**
 * cycles_pmu() - the PMU of a CPU whose counters user space may be given: of
 * two kinds of cores, each has its own.
 * @root: of /sys: "".
 *
 * Return: its type for perf_event_open(2); -ENODEV.
 */
int cycles_pmu(const char *root, int pu);

/** cycles_refuse() - leave the counter for @reason, its page stays mapped. */
void cycles_refuse(struct cycles *cycles, const char *reason);

/** cycles_lost() - is the counter one that cannot be read any more, because
 * another event has its place? */
bool cycles_lost(const struct cycles *cycles);

#endif
