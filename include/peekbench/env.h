/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The one switch between kernel and user space, for the code that is compiled
 * in both: strategies and the receive ring.  Everything below
 * include/peekbench, strategies/ and bench/core/ includes this header and no
 * system header.
 */
#ifndef PEEKBENCH_ENV_H
#define PEEKBENCH_ENV_H

#ifdef __KERNEL__
#include <linux/compiler.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/timex.h>
#include <linux/types.h>
#include <asm/barrier.h>

struct perf_event_mmap_page;

/** peek_clock() - time stamp of the live loop, in ticks of get_cycles(). */
static __always_inline u64 peek_clock(const struct perf_event_mmap_page *cycles)
{
	(void)cycles;
	return get_cycles();
}
#else
#include <peekbench/env_user.h>
#endif

#endif
