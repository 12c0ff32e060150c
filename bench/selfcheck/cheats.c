// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Strategies that cheat, each in one way that the suite must detect.  They
 * break the contract of strategy.h on purpose.
 */
#include <peekbench/loop.h>

#include <time.h>

#include "dma/dma.h"
#include "dma/machine.h"
#include "selfcheck/parts.h"

/* Fast, because it does nothing: it never sees a frame. */
static const struct peek_strategy idle = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CONTROL,
	.name = "idle",
	.summary = "does nothing",
	.origin = "self-check",
};

static void sync_status(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->status_offset,
				      layout->status_size, DMA_FROM_DEVICE);
}

static void sync_rest(struct rx_buf *buf)
{
	const struct rx_layout *layout = &buf->ring->layout;

	dma_sync_single_range_for_cpu(buf->ring->dev, buf->dma,
				      layout->rest_offset, layout->rest_size,
				      DMA_FROM_DEVICE);
}

/* Fast, because it delivers the old payload. */
static const struct peek_strategy stale_payload = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CONTROL,
	.name = "stale_payload",
	.summary = "syncs the status, never the payload",
	.origin = "self-check",
	.prepare_peek = sync_status,
};

static void doze(struct rx_buf *buf)
{
	struct timespec nap = {.tv_nsec = 1000};

	sync_status(buf);
	nanosleep(&nap, NULL);
}

/* Sleeps in every look; its slices must be marked "blocked". */
static const struct peek_strategy sleeper = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CONTROL,
	.name = "sleeper",
	.summary = "sleeps at every look",
	.origin = "self-check",
	.prepare_peek = doze,
	.peek_done_ready = sync_rest,
};

static void flush_heels(struct rx_buf *buf)
{
	size_t size = buf->ring->layout.size;

	hardware_invalidate(buf->data, size);
	hardware_invalidate(dma_device_memory(buf->dma), size);
}

/* Correct, but slows the next slice, because it leaves the caches cold. */
static const struct peek_strategy cold_heels = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CONTROL,
	.name = "cold_heels",
	.summary = "leaves the caches cold for the next strategy",
	.origin = "self-check",
	.prepare_peek = sync_status,
	.peek_done_not_ready = flush_heels,
	.peek_done_ready = sync_rest,
};

/* A correct strategy, which must not be flagged. */
static const struct peek_strategy honest = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "honest",
	.summary = "partial_copy, by another name",
	.origin = "self-check",
	.prepare_peek = sync_status,
	.peek_done_ready = sync_rest,
};

static void sync_all(struct rx_buf *buf)
{
	dma_sync_single_for_cpu(buf->ring->dev, buf->dma,
				buf->ring->layout.size, DMA_FROM_DEVICE);
}

/* Touches every line, so that it is slowed by a cold cache. */
static const struct peek_strategy thorough = {
	.abi = PEEK_STRATEGY_ABI,
	.role = PEEK_CANDIDATE,
	.name = "thorough",
	.summary = "no_ownership, by another name",
	.origin = "self-check",
	.prepare_peek = sync_all,
};

PEEK_INSTANTIATE(idle);
PEEK_INSTANTIATE(stale_payload);
PEEK_INSTANTIATE(sleeper);
PEEK_INSTANTIATE(cold_heels);
PEEK_INSTANTIATE(honest);
PEEK_INSTANTIATE(thorough);
