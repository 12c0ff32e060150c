/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the headers behind machine/isa.h share. */
#ifndef MACHINE_ISA_TYPES_H
#define MACHINE_ISA_TYPES_H

#include <peekbench/env.h>
#include <stdio.h>

/** struct isa_clock - may spans be timed by this CPU's counter? */
struct isa_clock {
	bool fenced;
	bool invariant;
	bool hypervisor;
};

/** struct isa_pair - 16 bytes, in memory's order. */
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
