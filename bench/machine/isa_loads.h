/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The loads of machine/isa.h as plain loads, for an instruction set that keeps
 * their order, and for isa_generic.h.
 */
#ifndef MACHINE_ISA_LOADS_H
#define MACHINE_ISA_LOADS_H

#include "machine/isa_types.h"

static __always_inline u8 isa_load8(const u8 *from)
{
	return *(const volatile u8 *)from;
}

static __always_inline u32 isa_load32(const u8 *from)
{
	return ((const struct isa_unaligned_u32 *)from)->value;
}

static __always_inline u64 isa_load64(const u8 *from)
{
	return ((const struct isa_unaligned_u64 *)from)->value;
}

static __always_inline struct isa_pair isa_load_pair(const u8 *from)
{
	u64 low = isa_load64(from);

	return (struct isa_pair){low, isa_load64(from + 8)};
}

static __always_inline u8 isa_next8(const u8 *from)
{
	return isa_load8(from);
}

static __always_inline u16 isa_next16(const u8 *from)
{
	return ((const struct isa_unaligned_u16 *)from)->value;
}

static __always_inline u32 isa_next32(const u8 *from)
{
	return isa_load32(from);
}

static __always_inline u64 isa_next64(const u8 *from)
{
	return isa_load64(from);
}

#endif
