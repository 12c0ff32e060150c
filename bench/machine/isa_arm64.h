/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * machine/isa.h for arm64.
 *
 * Each load of a copy is one instruction with its address in a register and no
 * offset: tests/test_copy_order.c reads these few.
 */
#ifndef MACHINE_ISA_ARM64_H
#define MACHINE_ISA_ARM64_H

#include <sys/auxv.h>

#include "machine/isa_types.h"

#define ISA_LACKS "the count of the generic timer does not move here"
#define ISA_CLOCK "cntvct_el0"
#define ISA_TICKS "cntvct_el0 ticks"
#define ISA_CYCLES "pmccntr_el0"
#define ISA_CYCLES_UNIT "pmccntr_el0 cycles"
#define ISA_STREAMS 0
#define ISA_JITTER_TICKS 16u
#define ISA_COPY COPY_MEMCPY_ARM64
#define ISA_SPIN_INSTRUCTIONS 2u

/*
 * Fields of /proc/cpuinfo (arch/arm64/kernel/cpuinfo.c), which names no model.
 */
#define ISA_MACHINE "aarch64"
#define ISA_FIELD_VENDOR "CPU implementer"
#define ISA_FIELD_MODEL "CPU part"
#define ISA_FIELD_FAMILY "CPU architecture"
#define ISA_FIELD_NUMBER "CPU variant"
#define ISA_FIELD_STEPPING "CPU revision"

typedef struct isa_pair isa_wide;

/*
 * Features: HWCAP_ATOMICS, HWCAP_DCPOP, HWCAP_USCAT and HWCAP2_MOPS of
 * arch/arm64/include/uapi/asm/hwcap.h.
 */
static inline void isa_features(char *text, size_t size)
{
	unsigned long cap = getauxval(AT_HWCAP), cap2 = getauxval(AT_HWCAP2);

	snprintf(text, size, "%s%s%s%s", cap >> 8 & 1 ? " atomics" : "",
		 cap >> 16 & 1 ? " dcpop" : "", cap >> 25 & 1 ? " uscat" : "",
		 cap2 >> 43 & 1 ? " mops" : "");
}

/* Linux lets user space maintain by address: SCTLR_EL1.UCI. */
static inline const char *isa_lacks(void)
{
	return NULL;
}

/* The count has one rate in all states by the architecture. */
static inline void isa_clock_features(struct isa_clock *clock)
{
	u64 before = peek_clock(NULL), after = before;

	for (u32 i = 0; i < 1000000 && after == before; i++)
		after = peek_clock(NULL);
	*clock = (struct isa_clock){.fenced = after != before,
				    .invariant = true};
}

/*
 * No register that user space may read names the hypervisor.  MIDR_EL1, which
 * the kernel reads for it (HWCAP_CPUID), tells QEMU's TCG with the CPU model
 * max: implementer 0 is reserved for software (Arm ARM, MIDR_EL1).
 */
static inline void isa_hypervisor(char *name, size_t size)
{
	u64 midr;

	name[0] = '\0';
	if (!(getauxval(AT_HWCAP) >> 11 & 1))
		return;
	__asm__("mrs %0, midr_el1" : "=r"(midr));
	if (!(midr >> 24 & 255))
		snprintf(name, size, "TCG, a CPU of no implementer");
}

/* PERF_COUNT_HW_CACHE_MISSES is L1D_CACHE_REFILL (drivers/perf/arm_pmuv3.c,
 * armv8_pmuv3_perf_map). */
static inline int isa_miss_level(int unknown, int last)
{
	(void)unknown;
	(void)last;
	return 1;
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
	__asm__ volatile("yield" : : : "memory");
}

static __always_inline void isa_spin(u32 rounds)
{
	__asm__ volatile("1:\tsubs %w0, %w0, #1\n\tb.ne 1b"
			 : "+r"(rounds)
			 :
			 : "cc");
}

static __always_inline void isa_store64(u8 *at, u64 value)
{
	__asm__ volatile("str %x1, [%0]" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_store32(u8 *at, u32 value)
{
	__asm__ volatile("str %w1, [%0]" : : "r"(at), "r"(value) : "memory");
}

static __always_inline void isa_store8(u8 *at, u8 value)
{
	__asm__ volatile("strb %w1, [%0]" : : "r"(at), "r"(value) : "memory");
}

/* STNP's hint is for pairs, and need not be taken. */
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
	__asm__ volatile("dmb oshst" : : : "memory");
}

/*
 * From CTR_EL0.DminLine, in words; read for each range, as the kernel does
 * (arch/arm64/include/asm/assembler.h, dcache_line_size).
 */
static __always_inline size_t isa_line_bytes(void)
{
	u64 ctr;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
	return (size_t)4 << (ctr >> 16 & 15);
}

static __always_inline void isa_line_clean(const u8 *line)
{
	__asm__ volatile("dc cvac, %0" : : "r"(line) : "memory");
}

/* User space may not execute DC IVAC. */
static __always_inline void isa_line_drop(const u8 *line)
{
	__asm__ volatile("dc civac, %0" : : "r"(line) : "memory");
}

static __always_inline void isa_line_evict(const u8 *line)
{
	isa_line_drop(line);
}

static __always_inline void isa_lines_wait(void)
{
	__asm__ volatile("dsb sy" : : : "memory");
}

static __always_inline bool isa_copy_bytes(void *to, const void *from,
					   size_t size)
{
	(void)to;
	(void)from;
	(void)size;
	return false;
}

#define ISA_LOAD(name, type, instruction)                                      \
	static __always_inline type name(const u8 *from)                       \
	{                                                                      \
		u64 value;                                                     \
                                                                               \
		__asm__ volatile(instruction ", [%1]"                          \
				 : "=r"(value)                                 \
				 : "r"(from)                                   \
				 : "memory");                                  \
		return (type)value;                                            \
	}

ISA_LOAD(isa_load8, u8, "ldrb %w0")
ISA_LOAD(isa_load32, u32, "ldr %w0")
ISA_LOAD(isa_load64, u64, "ldr %x0")

static __always_inline struct isa_pair isa_load_pair(const u8 *from)
{
	struct isa_pair pair;

	__asm__ volatile("ldp %0, %1, [%2]"
			 : "=&r"(pair.low), "=&r"(pair.high)
			 : "r"(from)
			 : "memory");
	return pair;
}

/* Loads after LDAR are made after it. */
ISA_LOAD(isa_next8, u8, "ldarb %w0")
ISA_LOAD(isa_next16, u16, "ldarh %w0")
ISA_LOAD(isa_next32, u32, "ldar %w0")
ISA_LOAD(isa_next64, u64, "ldar %x0")

#undef ISA_LOAD

static __always_inline isa_wide isa_next_wide(const u8 *from, bool down)
{
	struct isa_pair pair;

	if (down) {
		pair.high = isa_next64(from + 8);
		pair.low = isa_next64(from);
	} else {
		pair.low = isa_next64(from);
		pair.high = isa_next64(from + 8);
	}
	return pair;
}

static __always_inline void isa_store_wide(u8 *to, isa_wide value)
{
	((struct isa_unaligned_u64 *)to)->value = value.low;
	((struct isa_unaligned_u64 *)(to + 8))->value = value.high;
}

#endif
