// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "device/writer.h"

#include "core/frame.h"
#include "machine/hardware.h"
#include "machine/isa.h"
#include "measure/tsc.h"

struct store {
	bool temporal;
};

static __always_inline void put64(struct store how, u8 *at, u64 value)
{
	if (how.temporal)
		isa_store64(at, value);
	else
		isa_stream64(at, value);
}

static __always_inline void put32(struct store how, u8 *at, u32 value)
{
	if (how.temporal)
		isa_store32(at, value);
	else
		isa_stream32(at, value);
}

static void wait_since(u64 start, u64 ticks)
{
	while (tsc_begin() - start < ticks)
		isa_pause();
}

/** struct job - one frame being written, for every step of the writer. */
struct job {
	struct store how;
	const struct rx_layout *layout;
	const struct device_frame *frame;
	u8 *memory;
};

static u64 pattern(const struct job *job, u32 word)
{
	return frame_word(job->frame->sequence, job->frame->index, word);
}

/* Byte number @at of the frame's image. */
static u8 image8(const struct job *job, u32 at)
{
	u64 word = frame_image_word(job->layout, job->frame->sequence,
				    job->frame->index, at / 8);

	return (u8)(word >> (at % 8 * 8));
}

/* Is the word at @at a status, or the driver's? */
static bool is_no_payload(const struct rx_layout *layout, u32 at)
{
	for (u32 i = 0; i < frame_overlay_count(layout); i++)
		if (at == layout->word[i])
			return true;
	return frame_is_own(layout, at);
}

/* The bytes at the end of a frame, outside every status word. */
static void write_end(const struct job *job, u32 at, u32 to)
{
	for (; at + 4 <= to; at += 4)
		if (!is_no_payload(job->layout, at))
			put32(job->how, job->memory + at,
			      (u32)(pattern(job, at / 8) >> (at % 8 * 8)));
	for (; at < to; at++)
		isa_store8(job->memory + at, image8(job, at));
}

/* The payload bytes of a word that also holds a status, or driver's bytes. */
static void write_beside_status(const struct job *job, u32 word)
{
	u64 value = pattern(job, word);
	bool low = is_no_payload(job->layout, word * 8);
	bool high = is_no_payload(job->layout, word * 8 + 4);

	if (!low && !high)
		put64(job->how, job->memory + word * 8, value);
	else if (!low)
		put32(job->how, job->memory + word * 8, (u32)value);
	else if (!high)
		put32(job->how, job->memory + word * 8 + 4, (u32)(value >> 32));
}

static void write_plain(const struct job *job, u32 word, u32 end)
{
	u64 value = pattern(job, word);

	for (; word < end; word++, value += FRAME_WORD_STEP)
		put64(job->how, job->memory + word * 8, value);
}

/*
 * Payload bytes [from, to), @from a multiple of 8.  Words that hold a status
 * are written around it.
 */
static void write_payload(const struct job *job, u32 from, u32 to)
{
	u32 last = to / 8;

	for (u32 word = from / 8; word < last; word++) {
		u32 end = frame_plain_end(job->layout, word);

		end = end < last ? end : last;
		write_plain(job, word, end);
		word = end;
		if (word < last)
			write_beside_status(job, word);
	}
	write_end(job, last * 8, to);
}

static void write_status(const struct job *job, u32 i)
{
	u8 *at = job->layout->coherent_status
			 ? (u8 *)&job->frame->coherent[i]
			 : job->memory + job->layout->word[i];

	put32(job->how, at, frame_status(job->layout, job->frame->sequence));
}

static void write_statuses(const struct job *job)
{
	for (u32 i = 0; i < job->layout->word_count; i++)
		write_status(job, i);
}

/* The status words that lie in [from, to), as part of an ascending pass. */
static void write_status_within(const struct job *job, u32 from, u32 to)
{
	const struct rx_layout *layout = job->layout;

	for (u32 i = 0; i < layout->word_count; i++)
		if (layout->word[i] >= from && layout->word[i] < to)
			write_status(job, i);
}

static u64 begin_part(const struct device_writer *writer)
{
	return writer->period_ticks ? tsc_begin() : 0;
}

/* @start: of begin_part() */
static void end_part(const struct device_writer *writer, u64 start)
{
	isa_store_fence();
	if (writer->gap_ticks)
		wait_since(tsc_begin(), writer->gap_ticks);
	if (writer->period_ticks)
		wait_since(start, writer->period_ticks);
}

/* The grain of payload that begins at @at; returns its end. */
static u32 write_grain(const struct device_writer *writer,
		       const struct job *job, u32 at)
{
	u32 end = job->layout->frame_size, to = at + writer->grain_bytes;

	to = to < end ? to : end;
	write_payload(job, at, to);
	return to;
}

static void write_grains(const struct device_writer *writer,
			 const struct job *job)
{
	for (u32 at = 0; at < job->layout->frame_size;
	     at += writer->grain_bytes) {
		u64 start = begin_part(writer);
		u32 to = write_grain(writer, job, at);

		if (writer->order == DEVICE_ASCENDING)
			write_status_within(job, at, to);
		end_part(writer, start);
	}
}

/* The bytes of a status region at the tail that are no word. */
static void write_outside(const struct job *job)
{
	struct job plain = *job;

	plain.how.temporal = true;
	write_end(&plain, job->layout->status_offset, job->layout->size);
}

/* Fisher-Yates over Knuth's MMIX generator; see rx_ring_shuffle(). */
void device_shuffle(u16 *order, u32 parts, u32 sequence, u32 index)
{
	u64 random = frame_word(sequence, index, 0);

	for (u32 i = 0; i < parts; i++)
		order[i] = (u16)i;
	for (u32 i = parts; i > 1; i--) {
		u16 last = order[i - 1];
		u32 other;

		random = random * 6364136223846793005ull +
			 1442695040888963407ull;
		other = (u32)((random >> 32) * i >> 32);
		order[i - 1] = order[other];
		order[other] = last;
	}
}

/* @outside: the frame has bytes at its tail that are no payload. */
static void write_unordered(const struct device_writer *writer,
			    const struct job *job, bool outside)
{
	u32 words = job->layout->word_count;
	u32 grains = (job->layout->frame_size + writer->grain_bytes - 1) /
		     writer->grain_bytes;
	u32 parts = grains + words + outside;
	u16 order[DEVICE_MOST_PARTS];

	device_shuffle(order, parts, job->frame->sequence, job->frame->index);
	for (u32 i = 0; i < parts; i++) {
		u64 start = begin_part(writer);

		if (order[i] < grains)
			write_grain(writer, job,
				    order[i] * writer->grain_bytes);
		else if (order[i] < grains + words)
			write_status(job, order[i] - grains);
		else
			write_outside(job);
		end_part(writer, start);
	}
}

static void write_ordered(const struct device_writer *writer,
			  const struct job *job, bool outside)
{
	if (writer->order == DEVICE_STATUS_FIRST) {
		write_statuses(job);
		isa_store_fence();
	}
	write_grains(writer, job);
	if (outside)
		write_outside(job);
	if (writer->order == DEVICE_PAYLOAD_FIRST ||
	    (writer->order == DEVICE_ASCENDING && outside))
		write_statuses(job);
	isa_store_fence();
}

static void evict_frame(const struct job *job, u32 end, u32 outside)
{
	hardware_evict(job->memory, end);
	if (outside)
		hardware_evict(job->memory + job->layout->status_offset,
			       outside);
	if (job->layout->coherent_status)
		hardware_evict(job->frame->coherent,
			       RX_COHERENT_WORDS * sizeof(u32));
}

static void write_beside(const struct device_frame *frame)
{
	for (u32 i = 0; i < frame->beside_bytes; i++)
		isa_store8(frame->beside + i, (u8)frame->sequence);
}

u32 device_write_frame(const struct device_writer *writer,
		       const struct rx_layout *layout,
		       const struct device_frame *frame)
{
	u32 end = layout->frame_size;
	u32 outside = layout->status_offset >= end ? layout->status_size : 0;
	const struct job job = {
		.how = {writer->cache == DEVICE_CACHE_ALLOCATING},
		.layout = layout,
		.frame = frame,
		.memory = frame->memory,
	};

	write_beside(frame);
	if (writer->order == DEVICE_UNORDERED)
		write_unordered(writer, &job, outside);
	else
		write_ordered(writer, &job, outside);
	write_beside(frame);
	if (writer->evict ||
	    (!ISA_STREAMS && writer->cache == DEVICE_CACHE_MEMORY))
		evict_frame(&job, end, outside);
	return end + outside - layout->own_size;
}
