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
 * @cycles: unused; arm64 has a choice.
 *
 * RDTSCP waits for all earlier loads, LFENCE keeps later ones after it (Intel
 * SDM vol. 2, RDTSCP and LFENCE).  The user of the stamps subtracts their
 * calibrated cost.
 */
static __always_inline u64 peek_clock(const struct perf_event_mmap_page *cycles)
{
	u32 low, high;

	(void)cycles;
	__asm__ volatile("rdtscp\n\tlfence"
			 : "=a"(low), "=d"(high)
			 :
			 : "rcx", "memory");
	return (u64)high << 32 | low;
}

#elif defined(__aarch64__)

/* perf_event_mmap_page.index of the cycle counter: the kernel calls it 32 in
 * user space on every PMU (armv8pmu_user_event_idx()). */
#define PEEK_CYCLES_INDEX 32u

/**
 * dma_rmb() - as the kernel's (arch/arm64/include/asm/barrier.h, __dma_rmb).
 */
#define dma_rmb() __asm__ volatile("dmb oshld" ::: "memory")

/*
 * DSB waits for all earlier loads.  A count may be read ahead of earlier
 * instructions, hence the first ISB (Arm ARM, CNTVCT_EL0); the second ISB keeps
 * later instructions after the read.
 */
#define PEEK_READ_COUNT(name, register)                                        \
	static __always_inline u64 name(void)                                  \
	{                                                                      \
		u64 ticks;                                                     \
                                                                               \
		__asm__ volatile(                                              \
			"dsb ishld\n\tisb\n\tmrs %0, " register "\n\tisb"      \
			: "=r"(ticks)                                          \
			:                                                      \
			: "memory");                                           \
		return ticks;                                                  \
	}

PEEK_READ_COUNT(peek_read_timer, "cntvct_el0")
PEEK_READ_COUNT(peek_read_cycles, "pmccntr_el0")

#undef PEEK_READ_COUNT

/**
 * peek_cycles() - the cycles that the event of @page has counted so far, as the
 * comment on struct perf_event_mmap_page has it.
 *
 * The kernel changes @page only while this thread is not running, so the lock
 * needs no barrier but the compiler's.  Where the event is on no counter, its
 * count stands still; measure/cycles.h tells.
 */
static __always_inline u64 peek_cycles(const struct perf_event_mmap_page *page)
{
	u32 lock;
	u64 count;

	do {
		lock = READ_ONCE(page->lock);
		__asm__ volatile("" : : : "memory");
		count = (u64)READ_ONCE(page->offset);
		if (READ_ONCE(page->index) == PEEK_CYCLES_INDEX)
			count += peek_read_cycles();
		__asm__ volatile("" : : : "memory");
	} while (READ_ONCE(page->lock) != lock);
	return count;
}

/**
 * peek_clock() - fenced time stamp for the live loop.
 * @cycles: the page of a cycle counter of this thread; NULL: none.
 *
 * Return: its count of CPU cycles in user space, which has no common zero with
 * another thread's; without it the generic timer's virtual count, which is the
 * same on all CPUs.
 */
static __always_inline u64 peek_clock(const struct perf_event_mmap_page *cycles)
{
	return cycles ? peek_cycles(cycles) : peek_read_timer();
}

#else

#define dma_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)

/**
 * peek_clock() - always 0: the live lens, the only user of the stamps, does not
 * run on this instruction set.
 */
static __always_inline u64 peek_clock(const struct perf_event_mmap_page *cycles)
{
	(void)cycles;
	return 0;
}

#endif

#endif
