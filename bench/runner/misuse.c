// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "runner/misuse.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/ring.h"
#include "device/writer.h"
#include "dma/dma.h"
#include "dma/swiotlb.h"

#define LINE_BYTES 64u

/**
 * struct judge - a ring of one buffer on a device that records the calls and
 * has no effect.
 * @wrong: the fault of the first refused call, in words; NULL if there is none.
 * @offset, @size: of that call, in bytes of the mapping.
 */
struct judge {
	struct dma_platform platform;
	struct dma_device dd;
	struct rx_ring ring;
	struct rx_buf buf;
	const char *wrong;
	s64 offset;
	size_t size;
};

static void note(struct judge *judge, const void *at, size_t size,
		 const char *wrong)
{
	if (!wrong || judge->wrong)
		return;
	judge->wrong = wrong;
	judge->offset = (s64)((uintptr_t)at - (uintptr_t)judge->buf.data);
	judge->size = size;
}

/* A call with a valid direction: see listen(). */
static void judge_invalidate(void *machine, const void *at, size_t size)
{
	struct judge *judge = machine;

	note(judge, at, size,
	     dma_range_wrong(judge->buf.data, judge->ring.layout.size, at,
			     size));
}

/* A call with an invalid direction. */
static void judge_clean(void *machine, const void *at, size_t size)
{
	note(machine, at, size, dma_direction_wrong(false, DMA_TO_DEVICE));
}

/*
 * The operations of a machine have no direction, so calls with a refused
 * direction get an operation of their own.
 */
static void listen(struct judge *judge)
{
	static const struct machine_ops ops = {
		.clean = judge_clean,
		.invalidate = judge_invalidate,
	};

	judge->platform = (struct dma_platform){.name = "judge"};
	for (u32 dir = 0; dir < DMA_DIRECTIONS; dir++) {
		judge->platform.for_cpu[dir] = dma_direction_wrong(false, dir)
						       ? DMA_CACHE_CLEAN
						       : DMA_CACHE_INVALIDATE;
		judge->platform.for_device[dir] = DMA_CACHE_INVALIDATE;
	}
	dma_device_init(&judge->dd, &judge->platform, NULL, COPY_ASCENDING);
	judge->dd.ops = &ops;
	judge->dd.machine = judge;
}

static void write_frame(struct judge *judge)
{
	const struct device_writer writer = {
		.cache = DEVICE_CACHE_ALLOCATING,
		.grain_bytes = SWIOTLB_MAX_MAPPING_BYTES,
	};
	const struct device_frame frame = {
		.memory = judge->buf.data,
		.coherent = rx_buf_coherent(&judge->buf),
		.sequence = 1,
	};

	device_write_frame(&writer, &judge->ring.layout, &frame);
}

/* The loops that a slice uses on a batch. */
static void look_together(struct judge *judge, const struct peek_loops *loops,
			  struct misuse_looks looks, bool process)
{
	struct rx_buf *buf = &judge->buf;

	if (looks.dirty)
		loops->dirty_each(buf, 1, looks.empty, looks.dirty);
	else
		loops->peek_each(buf, 1, looks.empty);
	write_frame(judge);
	if (process)
		loops->complete_each(buf, 1);
	else
		loops->peek_each(buf, 1, 1);
}

/* The loop that a slice uses on one buffer by itself. */
static void look_alone(struct judge *judge, const struct peek_loops *loops,
		       struct misuse_looks looks, bool process)
{
	struct rx_buf *buf = &judge->buf;
	struct peek_tally tally = {.cycles = NULL};

	for (u32 i = 0; i < looks.dirty; i++) {
		rx_buf_dirtied(buf, loops->strategy);
		loops->peek_live(buf, 1, false, &tally);
	}
	loops->peek_live(buf, looks.empty - looks.dirty, false, &tally);
	write_frame(judge);
	loops->peek_live(buf, 1, process, &tally);
}

/*
 * A driver does not look again at a frame that was ready, and neither does
 * this.
 */
static void look(struct judge *judge, const struct peek_loops *loops,
		 struct misuse_looks looks)
{
	for (u32 frame = 0; frame < 4; frame++) {
		bool process = frame & 1;

		(frame < 2 ? look_together : look_alone)(judge, loops, looks,
							 process);
		rx_buf_rearm(&judge->buf, loops->strategy, RX_REARM_REMAP);
	}
}

static int say(const struct judge *judge, char *reason, size_t reason_size)
{
	if (judge->wrong)
		snprintf(reason, reason_size, "%s: %zu bytes at %lld of %u",
			 judge->wrong, judge->size, (long long)judge->offset,
			 judge->ring.layout.size);
	else if (judge->dd.count.misuse_count)
		snprintf(reason, reason_size, "a sync in no direction");
	else
		return 0;
	return -EPROTO;
}

int misuse_check(const struct rx_layout *layout, const struct peek_loops *loops,
		 struct misuse_looks looks, char *reason, size_t reason_size)
{
	size_t stride =
		(layout->size + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
	void *memory = aligned_alloc(LINE_BYTES, stride);
	struct judge judge = {0};
	int err = memory ? 0 : -ENOMEM;

	if (!err) {
		listen(&judge);
		rx_ring_init(&judge.ring, &judge.dd.dev, layout, &judge.buf, 1,
			     memory, stride);
		err = rx_ring_map(&judge.ring, loops->strategy);
	}
	if (err) {
		snprintf(reason, reason_size, "out of memory");
	} else {
		look(&judge, loops, looks);
		err = say(&judge, reason, reason_size);
		rx_ring_unmap(&judge.ring);
	}
	free(memory);
	return err;
}
