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

static bool is_status(const struct rx_layout *layout, u32 at)
{
	for (u32 i = 0; i < frame_overlay_count(layout); i++)
		if (at == layout->word[i])
			return true;
	return false;
}

/* Up to seven bytes at the end of a frame, outside every status word. */
static void write_end(const struct job *job, u32 at, u32 to)
{
	if (at + 4 <= to) {
		if (!is_status(job->layout, at))
			put32(job->how, job->memory + at,
			      (u32)(pattern(job, at / 8) >> (at % 8 * 8)));
		at += 4;
	}
	for (; at < to; at++)
		isa_store8(job->memory + at, image8(job, at));
}

/* The payload bytes of a word that also holds a status. */
static void write_beside_status(const struct job *job, u32 word)
{
	u64 value = pattern(job, word);
	bool low = is_status(job->layout, word * 8);
	bool high = is_status(job->layout, word * 8 + 4);

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

	put32(job->how, at, frame_status_word(job->frame->sequence));
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

static void write_grains(const struct device_writer *writer,
			 const struct job *job, u32 end)
{
	for (u32 at = 0; at < end; at += writer->grain_bytes) {
		u32 to = at + writer->grain_bytes;
		u64 start = writer->period_ticks ? tsc_begin() : 0;

		if (to > end)
			to = end;
		write_payload(job, at, to);
		if (writer->order == DEVICE_ASCENDING)
			write_status_within(job, at, to);
		isa_store_fence();
		if (writer->gap_ticks)
			wait_since(tsc_begin(), writer->gap_ticks);
		if (writer->period_ticks)
			wait_since(start, writer->period_ticks);
	}
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

u32 device_write_frame(const struct device_writer *writer,
		       const struct rx_layout *layout,
		       const struct device_frame *frame)
{
	u32 end = layout->frame_size;
	u32 outside = layout->status_offset >= end ? layout->status_size : 0;
	struct job job = {
		.how = {writer->cache == DEVICE_CACHE_ALLOCATING},
		.layout = layout,
		.frame = frame,
		.memory = frame->memory,
	};

	if (writer->order == DEVICE_STATUS_FIRST) {
		write_statuses(&job);
		isa_store_fence();
	}
	write_grains(writer, &job, end);
	if (outside) {
		job.how.temporal = true;
		write_end(&job, layout->status_offset, layout->size);
		job.how.temporal = writer->cache == DEVICE_CACHE_ALLOCATING;
	}
	if (writer->order == DEVICE_PAYLOAD_FIRST ||
	    (writer->order == DEVICE_ASCENDING && outside))
		write_statuses(&job);
	isa_store_fence();
	if (writer->evict ||
	    (!ISA_STREAMS && writer->cache == DEVICE_CACHE_MEMORY))
		evict_frame(&job, end, outside);
	return end + outside;
}
