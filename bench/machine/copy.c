// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Copy routines whose load order is part of their contract.  The loads are
 * READ_ONCE(): the compiler may neither merge nor reorder them, and x86 does
 * not reorder loads.
 */
#include "dma/machine.h"

/* A possibly unaligned 64-bit access the compiler must leave alone. */
struct unaligned_u64 {
	volatile u64 value;
} __attribute__((packed, may_alias));

static __always_inline void move_word(u8 *to, const u8 *from, size_t at)
{
	((struct unaligned_u64 *)(to + at))->value =
		((const struct unaligned_u64 *)(from + at))->value;
}

static __always_inline void move_byte(u8 *to, const u8 *from, size_t at)
{
	*(volatile u8 *)(to + at) = *(const volatile u8 *)(from + at);
}

/** copy_ascending() - byte n is loaded no later than byte n + 1. */
void copy_ascending(void *to, const void *from, size_t size)
{
	size_t at = 0;

	for (; at + 8 <= size; at += 8)
		move_word(to, from, at);
	for (; at < size; at++)
		move_byte(to, from, at);
}

/** copy_descending() - byte n is loaded no later than byte n - 1. */
void copy_descending(void *to, const void *from, size_t size)
{
	size_t at = size;

	for (; at % 8; at--)
		move_byte(to, from, at - 1);
	for (; at; at -= 8)
		move_word(to, from, at - 8);
}
