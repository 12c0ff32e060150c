/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Of env_user.h what depends on the instruction set: the barrier behind a
 * status and the time stamp, which are a part of every loop, a plug-in's too.
 * All else that does is in bench/machine/isa.h.
 */
#ifndef PEEKBENCH_ENV_ISA_H
#define PEEKBENCH_ENV_ISA_H

#include <peekbench/env.h>

#if defined(__x86_64__)

/* dma_rmb() - status before payload; loads are ordered in hardware on x86. */
#define dma_rmb() __asm__ volatile("" ::: "memory")

/**
 * peek_clock() - fenced time stamp for the live loop; unit: one TSC tick.
 *
 * RDTSCP waits for all earlier loads, LFENCE keeps later ones behind it (Intel
 * SDM vol. 2, RDTSCP and LFENCE).  The user of the stamps subtracts their
 * calibrated cost.
 */
static __always_inline u64 peek_clock(void)
{
	u32 low, high;

	__asm__ volatile("rdtscp\n\tlfence"
			 : "=a"(low), "=d"(high)
			 :
			 : "rcx", "memory");
	return (u64)high << 32 | low;
}

#elif defined(__aarch64__)

/* The kernel's own (arch/arm64/include/asm/barrier.h, __dma_rmb). */
#define dma_rmb() __asm__ volatile("dmb oshld" ::: "memory")

/**
 * peek_clock() - fenced time stamp for the live loop; unit: one step of the
 * generic timer's virtual count, which is the same on all PUs.
 *
 * DSB waits for all earlier loads.  The count may be read ahead of what stands
 * before it, hence the first ISB (Arm ARM, CNTVCT_EL0); the second keeps what
 * follows behind it.
 */
static __always_inline u64 peek_clock(void)
{
	u64 ticks;

	__asm__ volatile("dsb ishld\n\tisb\n\tmrs %0, cntvct_el0\n\tisb"
			 : "=r"(ticks)
			 :
			 : "memory");
	return ticks;
}

#else

#define dma_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)

/* peek_clock() - there is no live lens here, so nothing is timed. */
static __always_inline u64 peek_clock(void)
{
	return 0;
}

#endif

#endif
