/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * machine/isa.h for any other instruction set.  There is no live lens, so
 * nothing here is timed and no load order is kept; no other part of the program
 * needs either.
 */
#ifndef MACHINE_ISA_GENERIC_H
#define MACHINE_ISA_GENERIC_H

#include "machine/isa_loads.h"

#define ISA_LACKS                                                              \
	"no live lens here: fenced time stamps, stand-ins for cache "          \
	"maintenance and copies in a known order are written for x86-64 and "  \
	"arm64; check, trace, compare, cite and plot work"
#define ISA_CLOCK "none"
#define ISA_TICKS "TSC cycles"
#define ISA_CYCLES NULL
#define ISA_CYCLES_UNIT NULL
#define ISA_STREAMS 0
#define ISA_JITTER_TICKS 512u
#define ISA_COPY COPY_REP_MOVSB
#define ISA_SPIN_INSTRUCTIONS 2u

/* Fields of /proc/cpuinfo on riscv64 (arch/riscv/kernel/cpu.c). */
#define ISA_MACHINE NULL
#define ISA_FIELD_VENDOR "mvendorid"
#define ISA_FIELD_MODEL "uarch"
#define ISA_FIELD_FAMILY "marchid"
#define ISA_FIELD_NUMBER "mimpid"
#define ISA_FIELD_STEPPING "isa"

typedef struct isa_pair isa_wide;

static inline void isa_features(char *text, size_t size)
{
	(void)size;
	text[0] = '\0';
}

static inline const char *isa_lacks(void)
{
	return "instructions known to this program";
}

static inline void isa_clock_features(struct isa_clock *clock)
{
	*clock = (struct isa_clock){0};
}

static inline void isa_hypervisor(char *name, size_t size)
{
	(void)size;
	name[0] = '\0';
}

static inline int isa_miss_level(int unknown, int last)
{
	(void)last;
	return unknown;
}

static __always_inline u64
isa_clock_begin(const struct perf_event_mmap_page *cycles)
{
	return peek_clock(cycles);
}

static __always_inline u64
isa_clock_end(const struct perf_event_mmap_page *cycles)
{
	return peek_clock(cycles);
}

static __always_inline void isa_pause(void)
{
}

static __always_inline void isa_spin(u32 rounds)
{
	for (; rounds; rounds--)
		__asm__ volatile("" : : : "memory");
}

static __always_inline void isa_store64(u8 *at, u64 value)
{
	((struct isa_unaligned_u64 *)at)->value = value;
}

static __always_inline void isa_store32(u8 *at, u32 value)
{
	((struct isa_unaligned_u32 *)at)->value = value;
}

static __always_inline void isa_store8(u8 *at, u8 value)
{
	*(volatile u8 *)at = value;
}

static __always_inline void isa_stream64(u8 *at, u64 value)
{
	isa_store64(at, value);
}

static __always_inline void isa_stream32(u8 *at, u32 value)
{
	isa_store32(at, value);
}

static __always_inline void isa_store_fence(void)
{
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

static __always_inline size_t isa_line_bytes(void)
{
	return 64;
}

static __always_inline void isa_line_clean(const u8 *line)
{
	(void)line;
}

static __always_inline void isa_line_drop(const u8 *line)
{
	(void)line;
}

static __always_inline void isa_line_evict(const u8 *line)
{
	(void)line;
}

static __always_inline void isa_lines_wait(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static __always_inline bool isa_copy_bytes(void *to, const void *from,
					   size_t size)
{
	(void)to;
	(void)from;
	(void)size;
	return false;
}

static __always_inline isa_wide isa_next_wide(const u8 *from, bool down)
{
	(void)down;
	return isa_load_pair(from);
}

static __always_inline void isa_store_wide(u8 *to, isa_wide value)
{
	isa_store64(to, value.low);
	isa_store64(to + 8, value.high);
}

#endif
