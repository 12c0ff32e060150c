// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "machine/torn_machine.h"

#include "core/frame.h"
#include "machine/isa.h"

#define WORD_BYTES 4u

/**
 * struct piece - bytes [from, to) of a mapping; a word's go one by one.
 */
struct piece {
	size_t from;
	size_t to;
	bool word;
};

/* Does a copy whose mapping begins at these addresses descend? */
static bool descends(enum copy_routine routine, const u8 *to, const u8 *from)
{
	if (routine == COPY_MEMCPY_ORIG)
		return (signed char)(uintptr_t)from <
		       (signed char)(uintptr_t)to;
	return routine == COPY_DESCENDING;
}

/* The first word of @layout that ends behind @at. */
static size_t next_word(const struct rx_layout *layout, size_t at)
{
	size_t next = SIZE_MAX - WORD_BYTES;

	for (u32 i = 0; i < frame_overlay_count(layout); i++)
		if (layout->word[i] + WORD_BYTES > at && layout->word[i] < next)
			next = layout->word[i];
	return next;
}

static struct piece piece_at(const struct rx_layout *layout, size_t at,
			     size_t end)
{
	size_t word = next_word(layout, at);
	bool inside = word <= at;
	size_t to = inside ? word + WORD_BYTES : word;

	return (struct piece){at, to < end ? to : end, inside};
}

static void copy_word(u8 *to, const u8 *from, size_t size, bool down)
{
	for (size_t n = 0; n < size; n++) {
		size_t at = down ? size - 1 - n : n;

		*(volatile u8 *)(to + at) = isa_next8(from + at);
	}
}

void torn_machine_copy(const struct torn_machine *torn, u8 *to, const u8 *from,
		       size_t size)
{
	struct piece piece[2 * RX_STATUS_WORDS + 1];
	size_t offset = (size_t)(to - torn->first), at, end;
	u32 count = 0;
	bool down;

	if (offset >= torn->bytes) {
		hardware_copy(torn->routine, to, from, size);
		return;
	}
	at = offset % torn->stride;
	end = at + size;
	to -= at;
	from -= at;
	down = descends(torn->routine, to, from);
	for (; at < end; at = piece[count++].to)
		piece[count] = piece_at(torn->layout, at, end);
	for (u32 n = 0; n < count; n++) {
		const struct piece *p = &piece[down ? count - 1 - n : n];

		if (p->word)
			copy_word(to + p->from, from + p->from, p->to - p->from,
				  down);
		else
			hardware_copy(torn->routine, to + p->from,
				      from + p->from, p->to - p->from);
	}
}

static void machine_copy(void *machine, void *to, const void *from, size_t size)
{
	torn_machine_copy(machine, to, from, size);
}

static void machine_clean(void *machine, const void *at, size_t size)
{
	(void)machine;
	hardware_clean(at, size);
}

static void machine_invalidate(void *machine, const void *at, size_t size)
{
	(void)machine;
	hardware_invalidate(at, size);
}

static void machine_issue(void *machine, const void *at, size_t size)
{
	(void)machine;
	hardware_issue(at, size);
}

static void machine_wait(void *machine)
{
	(void)machine;
	hardware_wait();
}

void torn_machine_attach(struct torn_machine *torn, struct dma_device *dd)
{
	static const struct machine_ops ops = {
		.copy = machine_copy,
		.clean = machine_clean,
		.invalidate = machine_invalidate,
		.flush = machine_invalidate,
		.issue = machine_issue,
		.wait = machine_wait,
	};

	torn->routine = dd->routine;
	dd->machine = torn;
	dd->ops = &ops;
}
