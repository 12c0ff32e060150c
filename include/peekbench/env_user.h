/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The user-space half of env.h: the few kernel names that the shared code uses,
 * with the kernel's meaning.  Only names that the shared code needs are here,
 * and each behaves as in the kernel.
 */
#ifndef PEEKBENCH_ENV_USER_H
#define PEEKBENCH_ENV_USER_H

#include <errno.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

#include <peekbench/env_isa.h>

#include <peekbench/dma-mapping.h>

#endif
