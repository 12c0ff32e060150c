// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "device/writer.h"

#include "core/frame.h"
#include "measure/tsc.h"

struct store {
	bool temporal;
};

static __always_inline void put64(struct store how, u8 *at, u64 value)
{
	if (how.temporal)
		__asm__ volatile("mov %1, (%0)"
				 :
				 : "r"(at), "r"(value)
				 : "memory");
	else
		__asm__ volatile("movnti %1, (%0)"
				 :
				 : "r"(at), "r"(value)
				 : "memory");
}

static __always_inline void put32(struct store how, u8 *at, u32 value)
{
	if (how.temporal)
		__asm__ volatile("mov %1, (%0)"
				 :
				 : "r"(at), "r"(value)
				 : "memory");
	else
		__asm__ volatile("movnti %1, (%0)"
				 :
				 : "r"(at), "r"(value)
				 : "memory");
}

static __always_inline void put8(u8 *at, u8 value)
{
	__asm__ volatile("movb %1, (%0)" : : "r"(at), "q"(value) : "memory");
}

static __always_inline void store_fence(void)
{
	__asm__ volatile("sfence" : : : "memory");
}

static void wait_ticks(u64 ticks)
{
	u64 start = tsc_begin();

	while (tsc_begin() - start < ticks)
		__builtin_ia32_pause();
}

/* Byte @at of the frame's image. */
static u8 image8(const struct rx_layout *layout, u32 sequence, u32 index,
		 u32 at)
{
	return (u8)(frame_image_word(layout, sequence, index, at / 8) >>
		    (at % 8 * 8));
}

static bool is_status(const struct rx_layout *layout, u32 at)
{
	for (u32 i = 0; i < layout->word_count; i++)
		if (at == layout->word[i])
			return true;
	return false;
}

/* Up to seven bytes at the end of a frame, outside every status word. */
static void write_end(struct store how, const struct rx_layout *layout,
		      u8 *memory, u32 sequence, u32 index, u32 at, u32 to)
{
	if (at + 4 <= to) {
		if (!is_status(layout, at))
			put32(how, memory + at,
			      (u32)frame_word(sequence, index, at / 8));
		at += 4;
	}
	for (; at < to; at++)
		put8(memory + at, image8(layout, sequence, index, at));
}

/* The part of a word with a status in it that is payload. */
static void write_beside_status(struct store how,
				const struct rx_layout *layout, u8 *memory,
				u32 sequence, u32 index, u32 word)
{
	u64 value = frame_word(sequence, index, word);
	bool low = is_status(layout, word * 8);
	bool high = is_status(layout, word * 8 + 4);

	if (!low && !high)
		put64(how, memory + word * 8, value);
	else if (!low)
		put32(how, memory + word * 8, (u32)value);
	else if (!high)
		put32(how, memory + word * 8 + 4, (u32)(value >> 32));
}

static void write_plain(struct store how, u8 *memory, u32 sequence, u32 index,
			u32 word, u32 end)
{
	u64 value = frame_word(sequence, index, word);

	for (; word < end; word++, value += FRAME_WORD_STEP)
		put64(how, memory + word * 8, value);
}

/*
 * Payload bytes [from, to), @from a multiple of 8.  Words that hold a status
 * are written around it.
 */
static void write_payload(const struct device_writer *writer,
			  const struct rx_layout *layout, u8 *memory,
			  u32 sequence, u32 index, u32 from, u32 to)
{
	struct store how = {writer->cache == DEVICE_CACHE_ALLOCATING};
	u32 last = to / 8;

	for (u32 word = from / 8; word < last; word++) {
		u32 end = frame_plain_end(layout, word);

		end = end < last ? end : last;
		write_plain(how, memory, sequence, index, word, end);
		word = end;
		if (word < last)
			write_beside_status(how, layout, memory, sequence,
					    index, word);
	}
	write_end(how, layout, memory, sequence, index, last * 8, to);
}

static void write_status(const struct device_writer *writer,
			 const struct rx_layout *layout, u8 *memory,
			 u32 sequence, u32 i)
{
	struct store how = {writer->cache == DEVICE_CACHE_ALLOCATING};

	put32(how, memory + layout->word[i], frame_status_word(sequence));
}

/* The status words that lie in [from, to), as part of an ascending pass. */
static void write_status_within(const struct device_writer *writer,
				const struct rx_layout *layout, u8 *memory,
				u32 sequence, u32 from, u32 to)
{
	for (u32 i = 0; i < layout->word_count; i++)
		if (layout->word[i] >= from && layout->word[i] < to)
			write_status(writer, layout, memory, sequence, i);
}

static void write_grains(const struct device_writer *writer,
			 const struct rx_layout *layout, u8 *memory,
			 u32 sequence, u32 index, u32 end)
{
	for (u32 at = 0; at < end; at += writer->grain_bytes) {
		u32 to = at + writer->grain_bytes;

		if (to > end)
			to = end;
		write_payload(writer, layout, memory, sequence, index, at, to);
		if (writer->order == DEVICE_ASCENDING)
			write_status_within(writer, layout, memory, sequence,
					    at, to);
		store_fence();
		if (writer->gap_ticks)
			wait_ticks(writer->gap_ticks);
	}
}

u32 device_write_frame(const struct device_writer *writer,
		       const struct rx_layout *layout, void *memory,
		       u32 sequence, u32 index)
{
	u32 end = layout->frame_size;
	u32 outside = layout->status_offset >= end ? layout->status_size : 0;

	write_grains(writer, layout, memory, sequence, index, end);
	if (outside)
		write_end((struct store){true}, layout, memory, sequence, index,
			  layout->status_offset, layout->size);
	if (writer->order == DEVICE_PAYLOAD_FIRST || outside)
		for (u32 i = 0; i < layout->word_count; i++)
			write_status(writer, layout, memory, sequence, i);
	store_fence();
	return end + outside;
}
