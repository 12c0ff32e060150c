// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Copy routines whose load order is part of their contract.
 *
 * Every load is one instruction of its own (volatile, or inline assembly): the
 * compiler may neither merge nor reorder them, and x86 does not reorder loads.
 * The ordered routines load naturally aligned words of at most 16 bytes, which
 * a CPU with AVX reads at once (Intel SDM vol. 3, "Guaranteed Atomic
 * Operations"; AMD APM vol. 2, 7.3.2), so the order of bytes within a load does
 * not matter.  Destinations may be unaligned.
 */
#include "dma/machine.h"

#define WIDE_BYTES 16u
#define BLOCK_BYTES 64u
#define ORIG_BLOCK_BYTES 32u

/* Possibly unaligned accesses that the compiler must not change. */
struct unaligned_u64 {
	volatile u64 value;
} __attribute__((packed, may_alias));

struct unaligned_u32 {
	volatile u32 value;
} __attribute__((packed, may_alias));

struct unaligned_u16 {
	volatile u16 value;
} __attribute__((packed, may_alias));

typedef u64 wide __attribute__((vector_size(16), may_alias));

struct unaligned_wide {
	wide value;
} __attribute__((packed, may_alias));

static __always_inline u64 load8(const u8 *from)
{
	return ((const struct unaligned_u64 *)from)->value;
}

static __always_inline void store8(u8 *to, u64 value)
{
	((struct unaligned_u64 *)to)->value = value;
}

static __always_inline u32 load4(const u8 *from)
{
	return ((const struct unaligned_u32 *)from)->value;
}

static __always_inline void store4(u8 *to, u32 value)
{
	((struct unaligned_u32 *)to)->value = value;
}

/* One load of @width bytes, 1, 2, 4 or 8. */
static __always_inline void move(u8 *to, const u8 *from, u32 width)
{
	if (width == 8)
		store8(to, load8(from));
	else if (width == 4)
		store4(to, load4(from));
	else if (width == 2)
		((struct unaligned_u16 *)to)->value =
			((const struct unaligned_u16 *)from)->value;
	else
		*(volatile u8 *)to = *(const volatile u8 *)from;
}

static __always_inline wide load_wide(const u8 *from)
{
	wide value;

	__asm__ volatile("movdqa %1, %0"
			 : "=x"(value)
			 : "m"(*(const wide *)(const void *)from)
			 : "memory");
	return value;
}

static __always_inline void store_wide(u8 *to, wide value)
{
	__asm__ volatile("movdqu %1, %0"
			 : "=m"(*(struct unaligned_wide *)(void *)to)
			 : "x"(value));
}

static __always_inline bool is_aligned(const u8 *at, size_t to)
{
	return ((uintptr_t)at & (to - 1)) == 0;
}

static __always_inline void move_block_up(u8 *to, const u8 *from)
{
	wide a = load_wide(from);
	wide b = load_wide(from + 16);
	wide c = load_wide(from + 32);
	wide d = load_wide(from + 48);

	store_wide(to, a);
	store_wide(to + 16, b);
	store_wide(to + 32, c);
	store_wide(to + 48, d);
}

static __always_inline void move_block_down(u8 *to, const u8 *from)
{
	wide d = load_wide(from + 48);
	wide c = load_wide(from + 32);
	wide b = load_wide(from + 16);
	wide a = load_wide(from);

	store_wide(to + 48, d);
	store_wide(to + 32, c);
	store_wide(to + 16, b);
	store_wide(to, a);
}

/** struct way - progress of an ascending copy. */
struct way {
	u8 *to;
	const u8 *from;
	const u8 *end;
};

/* One load of @width <= 8 bytes at the front. */
static __always_inline void step_up(struct way *way, u32 width)
{
	move(way->to, way->from, width);
	way->from += width;
	way->to += width;
}

/*
 * copy_ascending() - byte n is loaded no later than byte n + 1.
 *
 * Both ends are loaded in words as wide as their alignment, so that no status
 * word is read in pieces.
 */
void copy_ascending(void *target, const void *source, size_t size)
{
	struct way way = {target, source, (const u8 *)source + size};

	for (u32 width = 1; width < WIDE_BYTES; width *= 2)
		if (!is_aligned(way.from, 2 * width) &&
		    way.end - way.from >= width)
			step_up(&way, width);
	for (; way.end - way.from >= BLOCK_BYTES; way.from += BLOCK_BYTES) {
		move_block_up(way.to, way.from);
		way.to += BLOCK_BYTES;
	}
	for (; way.end - way.from >= WIDE_BYTES; way.from += WIDE_BYTES) {
		store_wide(way.to, load_wide(way.from));
		way.to += WIDE_BYTES;
	}
	for (u32 width = 8; width; width /= 2)
		if (way.end - way.from >= width)
			step_up(&way, width);
}

/* @end is the lowest address here: the rest lies between @end and @from. */
static __always_inline void step_down(struct way *way, u32 width)
{
	way->from -= width;
	way->to -= width;
	move(way->to, way->from, width);
}

/** copy_descending() - byte n is loaded no later than byte n - 1; ends as
 * above.
 */
void copy_descending(void *target, const void *source, size_t size)
{
	struct way way = {(u8 *)target + size, (const u8 *)source + size,
			  source};

	for (u32 width = 1; width < WIDE_BYTES; width *= 2)
		if (!is_aligned(way.from, 2 * width) &&
		    way.from - way.end >= width)
			step_down(&way, width);
	while (way.from - way.end >= BLOCK_BYTES) {
		way.from -= BLOCK_BYTES;
		way.to -= BLOCK_BYTES;
		move_block_down(way.to, way.from);
	}
	while (way.from - way.end >= WIDE_BYTES) {
		way.from -= WIDE_BYTES;
		way.to -= WIDE_BYTES;
		store_wide(way.to, load_wide(way.from));
	}
	for (u32 width = 8; width; width /= 2)
		if (way.from - way.end >= width)
			step_down(&way, width);
}

/* Fewer than 32 bytes, by overlapping loads from both ends. */
static __always_inline void orig_rest(u8 *to, const u8 *from, size_t size)
{
	if (size >= 16) {
		u64 a = load8(from), b = load8(from + 8);
		u64 c = load8(from + size - 16), d = load8(from + size - 8);

		store8(to, a);
		store8(to + 8, b);
		store8(to + size - 16, c);
		store8(to + size - 8, d);
	} else if (size >= 8) {
		u64 a = load8(from), b = load8(from + size - 8);

		store8(to, a);
		store8(to + size - 8, b);
	} else if (size >= 4) {
		u32 a = load4(from), b = load4(from + size - 4);

		store4(to, a);
		store4(to + size - 4, b);
	} else {
		for (size_t i = 0; i < size; i++)
			move(to + i, from + i, 1);
	}
}

static __always_inline void orig_block(u8 *to, const u8 *from, bool down)
{
	u64 word[4];

	for (int i = 0; i < 4; i++)
		word[down ? 3 - i : i] = load8(from + 8 * (down ? 3 - i : i));
	for (int i = 0; i < 4; i++)
		store8(to + 8 * (down ? 3 - i : i), word[down ? 3 - i : i]);
}

/**
 * copy_memcpy_orig() - x86-64's memcpy() on a CPU without FSRM
 * (arch/x86/lib/memcpy_64.S, memcpy_orig), by 8-byte loads.
 *
 * Blocks of 32 bytes; the rest, fewer than 32 bytes, is copied last, by loads
 * from both of its ends.  The copy descends if the low byte of @source is less
 * than that of @target, both taken as signed; its rest is then the start of the
 * buffer, so a status at the head is read last.  Otherwise it ascends, and the
 * rest is the end.  Below 32 bytes there is no such choice.
 */
bool copy_memcpy_orig_descends(const void *target, const void *source,
			       size_t size)
{
	return size >= ORIG_BLOCK_BYTES &&
	       (signed char)(uintptr_t)source < (signed char)(uintptr_t)target;
}

void copy_memcpy_orig(void *target, const void *source, size_t size)
{
	const u8 *from = source;
	u8 *to = target;

	if (copy_memcpy_orig_descends(target, source, size)) {
		for (; size >= ORIG_BLOCK_BYTES; size -= ORIG_BLOCK_BYTES)
			orig_block(to + size - ORIG_BLOCK_BYTES,
				   from + size - ORIG_BLOCK_BYTES, true);
	} else {
		for (; size >= ORIG_BLOCK_BYTES; size -= ORIG_BLOCK_BYTES) {
			orig_block(to, from, false);
			from += ORIG_BLOCK_BYTES;
			to += ORIG_BLOCK_BYTES;
		}
	}
	orig_rest(to, from, size);
}
