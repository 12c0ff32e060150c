// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/ring.h"

#include <linux/gfp.h>
#include <linux/slab.h>

#include "core/frame.h"
#include "core/layout.h"

/* The low byte of an address decides the direction of x86's memcpy_orig(). */
#define STRIDE_ALIGN 256u

static void free_memory(struct kernel_ring *kr)
{
	if (!kr->memory)
		return;
	if (kernel_ring_harness(kr))
		dma_free_coherent(kr->kd->dev, kr->bytes, kr->memory,
				  kr->memory_dma);
	else
		free_pages_exact(kr->memory, kr->bytes);
}

static int take_memory(struct kernel_ring *kr, size_t stride)
{
	u32 count = kr->request->ring;
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;

	kr->bytes = PAGE_ALIGN(count * stride + kr->request->align);
	kr->memory = kernel_ring_harness(kr)
			     ? dma_alloc_coherent(kr->kd->dev, kr->bytes,
						  &kr->memory_dma, gfp)
			     : alloc_pages_exact(kr->bytes, gfp);
	kr->bufs = kcalloc(count, sizeof(*kr->bufs), gfp);
	kr->sequence = kcalloc(count, sizeof(*kr->sequence), gfp);
	kr->completed = kcalloc(count, sizeof(*kr->completed), gfp);
	kr->replayed = kcalloc(count, sizeof(*kr->replayed), gfp);
	return kr->memory && kr->bufs && kr->sequence && kr->completed &&
			       kr->replayed
		       ? 0
		       : -ENOMEM;
}

static void free_all(struct kernel_ring *kr)
{
	kfree(kr->replayed);
	kfree(kr->completed);
	kfree(kr->sequence);
	kfree(kr->bufs);
	free_memory(kr);
}

/*
 * The harness's buffers are in coherent memory, whose device address is known
 * without a map.
 */
static int map_ring(struct kernel_ring *kr, size_t stride)
{
	if (!kernel_ring_harness(kr))
		return rx_ring_map(&kr->ring, kr->loops->strategy);
	for (u32 i = 0; i < kr->ring.count; i++) {
		kr->bufs[i].dma =
			kr->memory_dma + kr->request->align + i * stride;
		rx_buf_armed(&kr->bufs[i], kr->loops->strategy);
	}
	return 0;
}

int kernel_ring_open(struct kernel_ring *kr, struct kernel_device *kd,
		     const struct peek_request *request,
		     const struct peek_loops *loops, char *reason)
{
	size_t stride = ALIGN(request->size, STRIDE_ALIGN);
	struct rx_layout layout;
	int err;

	*kr = (struct kernel_ring){
		.kd = kd, .request = request, .loops = loops};
	err = rx_layout_init(&layout, request->size, request->status,
			     request->short_frame);
	if (err) {
		snprintf(reason, PEEK_TEXT_BYTES,
			 "%u bytes do not hold this status", request->size);
		return err;
	}
	rx_layout_process(&layout, request->processing);
	rx_layout_directions(&layout, request->mapped, request->synced);
	err = take_memory(kr, stride);
	if (!err) {
		rx_ring_init(&kr->ring, kd->dev, &layout, kr->bufs,
			     request->ring, kr->memory + request->align,
			     stride);
		err = map_ring(kr, stride);
		if (!err)
			rx_ring_shuffle(&kr->ring, loops->strategy);
		else
			snprintf(reason, PEEK_TEXT_BYTES,
				 "%u buffers of %u bytes could not be mapped: "
				 "bounce pool full?",
				 request->ring, request->size);
	} else {
		snprintf(reason, PEEK_TEXT_BYTES, "no memory for %u buffers",
			 request->ring);
	}
	if (err)
		free_all(kr);
	return err;
}

void kernel_ring_close(struct kernel_ring *kr)
{
	if (kr->kd->stuck)
		return;
	if (!kernel_ring_harness(kr))
		rx_ring_unmap(&kr->ring);
	free_all(kr);
}

static u32 coherent_offset(u32 i)
{
	return i * RX_COHERENT_WORDS * sizeof(u32);
}

phys_addr_t kernel_ring_coherent_phys(const struct kernel_ring *kr, u32 i)
{
	if (!kr->ring.layout.coherent_status)
		return 0;
	return kernel_device_phys(kr->kd, kr->ring.coherent_dma) +
	       coherent_offset(i);
}

int kernel_ring_write(struct kernel_ring *kr, u32 i)
{
	struct device_frame frame = {
		.to = kr->bufs[i].dma,
		.coherent = kr->ring.coherent_dma + coherent_offset(i),
		.sequence = ++kr->sequence[i],
		.index = i,
		.order = kr->request->order,
	};

	return kernel_device_write(kr->kd, &kr->ring.layout, &frame);
}

static void verify(struct kernel_ring *kr, u32 i, bool processed)
{
	struct frame_look look = {
		.layout = &kr->ring.layout,
		.sequence = kr->sequence[i],
		.index = i,
		.seen = kr->bufs[i].data,
		.memory =
			kernel_ring_harness(kr)
				? kr->bufs[i].data
				: kernel_device_memory(kr->kd, kr->bufs[i].dma),
		.coherent = kr->ring.coherent ? rx_buf_coherent(&kr->bufs[i])
					      : NULL,
		.completed = kr->completed[i],
		.replayed = kr->replayed[i],
		.processed = processed && kr->completed[i],
		.sum = kr->bufs[i].sum,
	};
	u32 hazards = frame_check(&look);

	kr->frames++;
	kr->wrong += hazards != 0;
	/* bytes after a short frame are not part of the frame */
	kr->status_torn += (hazards & ~FRAME_LEAK) == FRAME_TORN &&
			   frame_status_torn(&look);
	for (u32 bit = 0; bit < PEEK_HAZARDS; bit++)
		kr->hazard[bit] += hazards >> bit & 1;
}

void kernel_ring_verify(struct kernel_ring *kr, u32 first, u32 count,
			bool processed)
{
	BUILD_BUG_ON(PEEK_HAZARDS != FRAME_HAZARDS);
	for (u32 i = first; i < first + count; i++)
		verify(kr, i, processed);
}

static void rearm_coherent(struct kernel_ring *kr, struct rx_buf *buf)
{
	const struct rx_layout *layout = &kr->ring.layout;

	memset(buf->data + layout->status_offset, 0, layout->status_size);
	rx_buf_armed(buf, kr->loops->strategy);
}

int kernel_ring_rearm(struct kernel_ring *kr, u32 first, u32 count)
{
	int err = 0;

	for (u32 i = first; i < first + count && !err; i++) {
		enum rx_rearm how =
			kr->completed[i] ? kr->request->rearm : RX_REARM_REMAP;

		if (kernel_ring_harness(kr))
			rearm_coherent(kr, &kr->bufs[i]);
		else
			err = rx_buf_rearm(&kr->bufs[i], kr->loops->strategy,
					   how);
	}
	if (err)
		strscpy(kr->kd->reason, "a buffer could not be mapped again",
			PEEK_TEXT_BYTES);
	return err;
}
