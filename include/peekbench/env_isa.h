/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The part of env_user.h that depends on the instruction set: the barrier
 * between status and payload, and the time stamp.  Both are part of every loop,
 * including a plug-in's, so they are in the public headers; the rest is in
 * bench/machine/isa.h.
 */
#ifndef PEEKBENCH_ENV_ISA_H
#define PEEKBENCH_ENV_ISA_H

#include <peekbench/env.h>

#if defined(__x86_64__)

/**
 * dma_rmb() - keep the loads of the payload after those of the status; x86
 * orders loads in hardware, so this only stops the compiler.
 */
#define dma_rmb() __asm__ volatile("" ::: "memory")

/**
 * peek_clock() - fenced time stamp for the live loop; unit: one TSC tick.
 *
 * RDTSCP waits for all earlier loads, LFENCE keeps later ones after it (Intel
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

/**
 * dma_rmb() - as the kernel's (arch/arm64/include/asm/barrier.h, __dma_rmb).
 */
#define dma_rmb() __asm__ volatile("dmb oshld" ::: "memory")

/**
 * peek_clock() - fenced time stamp for the live loop; unit: one step of the
 * generic timer's virtual count, which is the same on all CPUs.
 *
 * DSB waits for all earlier loads.  The count may be read ahead of earlier
 * instructions, hence the first ISB (Arm ARM, CNTVCT_EL0); the second ISB keeps
 * later instructions after the read.
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

/**
 * peek_clock() - always 0: the live lens, the only user of the stamps, does not
 * run on this instruction set.
 */
static __always_inline u64 peek_clock(void)
{
	return 0;
}

#endif

#endif
