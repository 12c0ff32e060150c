/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* machine/isa.h for x86-64, whose loads are ordered in hardware. */
#ifndef MACHINE_ISA_X86_64_H
#define MACHINE_ISA_X86_64_H

#include <cpuid.h>

#include "machine/isa_loads.h"

#define ISA_LACKS                                                              \
	"this CPU has no usable time stamp counter (rdtscp, invariant TSC)"
#define ISA_CLOCK "TSC"
#define ISA_TICKS "TSC cycles"
#define ISA_CYCLES NULL
#define ISA_CYCLES_UNIT NULL
#define ISA_STREAMS 1
#define ISA_JITTER_TICKS 512u
#define ISA_COPY COPY_REP_MOVSB
#define ISA_SPIN_INSTRUCTIONS 2u

#define ISA_MACHINE "x86_64"
#define ISA_FIELD_VENDOR "vendor_id"
#define ISA_FIELD_MODEL "model name"
#define ISA_FIELD_FAMILY "cpu family"
#define ISA_FIELD_NUMBER "model"
#define ISA_FIELD_STEPPING "stepping"

typedef u64 isa_wide __attribute__((vector_size(16), may_alias));

struct isa_unaligned_wide {
	isa_wide value;
} __attribute__((packed, may_alias));

static inline void isa_leaf_7(unsigned int *b, unsigned int *d)
{
	unsigned int a, c;

	*b = *d = 0;
	__get_cpuid_count(7, 0, &a, b, &c, d);
}

static inline void isa_features(char *text, size_t size)
{
	unsigned int b, d;

	isa_leaf_7(&b, &d);
	snprintf(text, size, "%s%s%s%s", b >> 23 & 1 ? " clflushopt" : "",
		 b >> 24 & 1 ? " clwb" : "", b >> 9 & 1 ? " erms" : "",
		 d >> 4 & 1 ? " fsrm" : "");
}

static inline const char *isa_lacks(void)
{
	unsigned int b, d;

	isa_leaf_7(&b, &d);
	if (!(b >> 23 & 1))
		return "clflushopt";
	return b >> 24 & 1 ? NULL : "clwb";
}

static inline void isa_clock_features(struct isa_clock *clock)
{
	unsigned int a, b, c, d;

	*clock = (struct isa_clock){0};
	if (__get_cpuid(1, &a, &b, &c, &d))
		clock->hypervisor = c >> 31 & 1;
	if (__get_cpuid(0x80000001, &a, &b, &c, &d))
		clock->fenced = d >> 27 & 1;
	if (__get_cpuid(0x80000007, &a, &b, &c, &d))
		clock->invariant = d >> 8 & 1;
}

/* CPUID leaf 0x40000000 exists where leaf 1 reports a hypervisor. */
static inline void isa_hypervisor(char *name, size_t size)
{
	unsigned int a, b, c, d;
	unsigned int signature[4] = {0};

	name[0] = '\0';
	if (!__get_cpuid(1, &a, &b, &c, &d))
		return;
	if (!(c >> 31 & 1)) {
		snprintf(name, size, "none");
		return;
	}
	__cpuid(0x40000000, a, signature[0], signature[1], signature[2]);
	snprintf(name, size, "%s", (const char *)signature);
}

/*
 * The event that the kernel uses for PERF_COUNT_HW_CACHE_MISSES: on Intel
 * LONGEST_LAT_CACHE.MISS (arch/x86/events/intel/core.c, 0x412e), on AMD from
 * family 17h on core to L2 requests that missed there
 * (arch/x86/events/amd/core.c, 0x0964).
 */
static inline int isa_miss_level(int unknown, int last)
{
	unsigned int family, a, b, c, d;

	if (!__get_cpuid(0, &a, &b, &c, &d))
		return unknown;
	if (b == signature_INTEL_ebx)
		return last;
	if (b != signature_AMD_ebx)
		return unknown;
	__cpuid(1, a, b, c, d);
	family = (a >> 8 & 15) == 15 ? 15 + (a >> 20 & 255) : a >> 8 & 15;
	return family >= 0x17 ? 2 : unknown;
}

/*
 * LFENCE RDTSC LFENCE as in Intel SDM vol. 2, RDTSC.  Not CPUID, which causes
 * an exit from a virtual machine.
 */
static __always_inline u64
isa_clock_begin(const struct perf_event_mmap_page *cycles)
{
	u32 low, high;

	(void)cycles;
	__asm__ volatile("lfence\n\trdtsc\n\tlfence"
			 : "=a"(low), "=d"(high)
			 :
			 : "memory");
	return (u64)high << 32 | low;
}

/*
 * RDTSCP waits until the span's instructions have executed and its loads are
 * visible; LFENCE keeps later instructions out of the span.
 */
static __always_inline u64
isa_clock_end(const struct perf_event_mmap_page *cycles)
{
	return peek_clock(cycles);
}

static __always_inline void isa_pause(void)
{
	__builtin_ia32_pause();
}

static __always_inline void isa_spin(u32 rounds)
{
	__asm__ volatile("1:\tdec %0\n\tjnz 1b" : "+r"(rounds) : : "cc");
}

static __always_inline void isa_store64(u8 *at, u64 value)
{
	__asm__ volatile("mov %1, (%0)" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_store32(u8 *at, u32 value)
{
	__asm__ volatile("mov %1, (%0)" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_store8(u8 *at, u8 value)
{
	__asm__ volatile("movb %1, (%0)" : : "r"(at), "q"(value) : "memory");
}

static __always_inline void isa_stream64(u8 *at, u64 value)
{
	__asm__ volatile("movnti %1, (%0)" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_stream32(u8 *at, u32 value)
{
	__asm__ volatile("movnti %1, (%0)" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_store_fence(void)
{
	__asm__ volatile("sfence" : : : "memory");
}

static __always_inline size_t isa_line_bytes(void)
{
	return 64;
}

static __always_inline void isa_line_clean(const u8 *line)
{
	__asm__ volatile("clwb %0" : : "m"(*line) : "memory");
}

static __always_inline void isa_line_drop(const u8 *line)
{
	__asm__ volatile("clflushopt %0" : : "m"(*line) : "memory");
}

static __always_inline void isa_line_evict(const u8 *line)
{
	__asm__ volatile("clflush %0" : : "m"(*line) : "memory");
}

static __always_inline void isa_lines_wait(void)
{
	__asm__ volatile("mfence" : : : "memory");
}

static __always_inline bool isa_copy_bytes(void *to, const void *from,
					   size_t size)
{
	__asm__ volatile("rep movsb"
			 : "+D"(to), "+S"(from), "+c"(size)
			 :
			 : "memory");
	return true;
}

/*
 * Both directions: a CPU with AVX reads 16 aligned bytes at once (Intel SDM
 * vol. 3, "Guaranteed Atomic Operations"; AMD APM vol. 2, 7.3.2).
 */
static __always_inline isa_wide isa_next_wide(const u8 *from, bool down)
{
	isa_wide value;

	(void)down;
	__asm__ volatile("movdqa %1, %0"
			 : "=x"(value)
			 : "m"(*(const isa_wide *)(const void *)from)
			 : "memory");
	return value;
}

static __always_inline void isa_store_wide(u8 *to, isa_wide value)
{
	__asm__ volatile("movdqu %1, %0"
			 : "=m"(*(struct isa_unaligned_wide *)(void *)to)
			 : "x"(value));
}

#endif
