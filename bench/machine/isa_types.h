/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Types of machine/isa.h that every instruction set has. */
#ifndef MACHINE_ISA_TYPES_H
#define MACHINE_ISA_TYPES_H

#include <peekbench/env.h>
#include <stdio.h>

/**
 * struct isa_clock - properties of this CPU's counter, see tsc_check().
 * @fenced: it has a read that waits for earlier loads.
 * @invariant: its rate is constant by the architecture or by CPUID.
 * @hypervisor: a hypervisor is present and may hide @invariant.
 */
struct isa_clock {
	bool fenced;
	bool invariant;
	bool hypervisor;
};

/** struct isa_pair - 16 bytes, the lower address first. */
struct isa_pair {
	u64 low;
	u64 high;
};

/* Possibly unaligned accesses that the compiler must not change. */
struct isa_unaligned_u64 {
	volatile u64 value;
} __attribute__((packed, may_alias));

struct isa_unaligned_u32 {
	volatile u32 value;
} __attribute__((packed, may_alias));

struct isa_unaligned_u16 {
	volatile u16 value;
} __attribute__((packed, may_alias));

#endif
