/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The user-space half of env.h: the few kernel names that the shared code uses,
 * with the kernel's meaning.  Only names that the shared code needs are here,
 * and each behaves as in the kernel.
 */
#ifndef PEEKBENCH_ENV_USER_H
#define PEEKBENCH_ENV_USER_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(__x86_64__)
#error "peekbench's live lens needs x86-64: fenced TSC reads, clflushopt, clwb"
#endif

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#ifndef __always_inline /* glibc has it */
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member)                                        \
	((type *)((char *)(ptr)-offsetof(type, member)))

/*
 * READ_ONCE()/WRITE_ONCE() - one untorn access the compiler may not repeat.
 * Atomics rather than volatile, so that ThreadSanitizer does not report a peek
 * at a live buffer.
 */
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)

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

#include <peekbench/dma-mapping.h>

#endif
