// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Copy routines whose load order is part of their contract.
 *
 * Every load is one instruction of its own (volatile, or inline assembly): the
 * compiler may neither merge nor reorder them.  The ordered routines load
 * naturally aligned words that the machine reads at once and one after the
 * other (machine/isa.h), so the order of bytes within a load does not matter.
 * The loads of a kernel's memcpy() are in its program order, which x86
 * preserves and arm64 need not.  Destinations may be unaligned.
 */
#include "dma/machine.h"
#include "machine/isa.h"

#define WIDE_BYTES 16u
#define BLOCK_BYTES 64u
#define ORIG_BLOCK_BYTES 32u
#define PAIR_BYTES 16u

static __always_inline void store8(u8 *to, u64 value)
{
	((struct isa_unaligned_u64 *)to)->value = value;
}

static __always_inline void store4(u8 *to, u32 value)
{
	((struct isa_unaligned_u32 *)to)->value = value;
}

static __always_inline void store_pair(u8 *to, struct isa_pair value)
{
	store8(to, value.low);
	store8(to + 8, value.high);
}

/* One load of @width bytes, 1, 2, 4 or 8, aligned to them. */
static __always_inline void move(u8 *to, const u8 *from, u32 width)
{
	if (width == 8)
		store8(to, isa_next64(from));
	else if (width == 4)
		store4(to, isa_next32(from));
	else if (width == 2)
		((struct isa_unaligned_u16 *)to)->value = isa_next16(from);
	else
		*(volatile u8 *)to = isa_next8(from);
}

static __always_inline bool is_aligned(const u8 *at, size_t to)
{
	return ((uintptr_t)at & (to - 1)) == 0;
}

static __always_inline void move_block(u8 *to, const u8 *from, bool down)
{
	isa_wide part[BLOCK_BYTES / WIDE_BYTES];

	for (u32 i = 0; i < ARRAY_SIZE(part); i++) {
		u32 at = down ? ARRAY_SIZE(part) - 1 - i : i;

		part[at] = isa_next_wide(from + at * WIDE_BYTES, down);
	}
	for (u32 i = 0; i < ARRAY_SIZE(part); i++)
		isa_store_wide(to + i * WIDE_BYTES, part[i]);
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
		move_block(way.to, way.from, false);
		way.to += BLOCK_BYTES;
	}
	for (; way.end - way.from >= WIDE_BYTES; way.from += WIDE_BYTES) {
		isa_store_wide(way.to, isa_next_wide(way.from, false));
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

/**
 * copy_descending() - byte n is loaded no later than byte n - 1; ends as in
 * copy_ascending().
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
		move_block(way.to, way.from, true);
	}
	while (way.from - way.end >= WIDE_BYTES) {
		way.from -= WIDE_BYTES;
		way.to -= WIDE_BYTES;
		isa_store_wide(way.to, isa_next_wide(way.from, true));
	}
	for (u32 width = 8; width; width /= 2)
		if (way.from - way.end >= width)
			step_down(&way, width);
}

/*
 * Copy 4 to 16 bytes, by two loads that may overlap, the lower first; false for
 * fewer bytes.
 */
static __always_inline bool ends_of_few(u8 *to, const u8 *from, size_t size)
{
	if (size >= 8) {
		u64 a = isa_load64(from), b = isa_load64(from + size - 8);

		store8(to, a);
		store8(to + size - 8, b);
	} else if (size >= 4) {
		u32 a = isa_load32(from), b = isa_load32(from + size - 4);

		store4(to, a);
		store4(to + size - 4, b);
	}
	return size >= 4;
}

/* Copy fewer than 32 bytes, by overlapping loads from both ends. */
static __always_inline void orig_rest(u8 *to, const u8 *from, size_t size)
{
	if (size >= 16) {
		u64 a = isa_load64(from), b = isa_load64(from + 8);
		u64 c = isa_load64(from + size - 16),
		    d = isa_load64(from + size - 8);

		store8(to, a);
		store8(to + 8, b);
		store8(to + size - 16, c);
		store8(to + size - 8, d);
	} else if (!ends_of_few(to, from, size)) {
		for (size_t i = 0; i < size; i++)
			*(volatile u8 *)(to + i) = isa_load8(from + i);
	}
}

static __always_inline void orig_block(u8 *to, const u8 *from, bool down)
{
	u64 word[4];

	for (int i = 0; i < 4; i++)
		word[down ? 3 - i : i] =
			isa_load64(from + 8 * (down ? 3 - i : i));
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

/*
 * Copy up to 16 bytes, by overlapping loads from both ends; fewer than four by
 * loads of the first, the last and the middle byte.
 */
static __always_inline void arm64_least(u8 *to, const u8 *from, size_t size)
{
	if (!ends_of_few(to, from, size) && size) {
		u8 a = isa_load8(from), c = isa_load8(from + size - 1);
		u8 b = isa_load8(from + size / 2);

		*(volatile u8 *)to = a;
		*(volatile u8 *)(to + size / 2) = b;
		*(volatile u8 *)(to + size - 1) = c;
	}
}

/*
 * Copy 16 to 128 bytes: the same amount from either end, up to 32 bytes each,
 * then the middle from below and from above.
 */
static __always_inline void arm64_medium(u8 *to, const u8 *from, size_t size)
{
	const u8 *end = from + size;
	u8 *to_end = to + size;
	struct isa_pair a = isa_load_pair(from), b, c, d;

	if (size <= 32) {
		d = isa_load_pair(end - 16);
		store_pair(to, a);
		store_pair(to_end - 16, d);
		return;
	}
	b = isa_load_pair(from + 16);
	c = isa_load_pair(end - 32);
	d = isa_load_pair(end - 16);
	if (size > 64) {
		struct isa_pair e = isa_load_pair(from + 32);
		struct isa_pair f = isa_load_pair(from + 48);

		if (size > 96) {
			struct isa_pair g = isa_load_pair(end - 64);
			struct isa_pair h = isa_load_pair(end - 48);

			store_pair(to_end - 64, g);
			store_pair(to_end - 48, h);
		}
		store_pair(to + 32, e);
		store_pair(to + 48, f);
	}
	store_pair(to, a);
	store_pair(to + 16, b);
	store_pair(to_end - 32, c);
	store_pair(to_end - 16, d);
}

/*
 * Copy the first 16 bytes; then, from the target's next 16-byte boundary on,
 * blocks of 64 upwards while more than 64 are left; then the last 64.
 */
static __always_inline void arm64_long(u8 *to, const u8 *from, size_t size)
{
	struct isa_pair part[4], first = isa_load_pair(from);
	size_t skew = (uintptr_t)to % PAIR_BYTES, at = PAIR_BYTES - skew;

	for (u32 i = 0; i < 4; i++)
		part[i] = isa_load_pair(from + at + i * PAIR_BYTES);
	store_pair(to, first);
	for (; size - at > 2 * BLOCK_BYTES; at += BLOCK_BYTES)
		for (u32 i = 0; i < 4; i++) {
			size_t next = at + i * PAIR_BYTES;

			store_pair(to + next, part[i]);
			part[i] = isa_load_pair(from + next + BLOCK_BYTES);
		}
	for (u32 i = 0; i < 4; i++)
		store_pair(to + at + i * PAIR_BYTES, part[i]);
	for (u32 i = 0; i < 4; i++)
		part[i] = isa_load_pair(from + size - BLOCK_BYTES +
					i * PAIR_BYTES);
	for (u32 i = 0; i < 4; i++)
		store_pair(to + size - BLOCK_BYTES + i * PAIR_BYTES, part[i]);
}

/**
 * copy_memcpy_arm64() - arm64's memcpy() of Linux 6.1
 * (arch/arm64/lib/memcpy.S), by pairs of 8-byte loads in the order of Debian's
 * image, 6.1.0-56-arm64.
 *
 * Up to 128 bytes both ends are loaded before the middle, so a status at the
 * tail is read before most of its payload.  For more bytes the last 64 are
 * loaded last; those of them that the blocks have covered are loaded a second
 * time.
 */
void copy_memcpy_arm64(void *target, const void *source, size_t size)
{
	if (size < PAIR_BYTES)
		arm64_least(target, source, size);
	else if (size <= 2 * BLOCK_BYTES)
		arm64_medium(target, source, size);
	else
		arm64_long(target, source, size);
}
