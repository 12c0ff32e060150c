/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The writer of one frame: the device's stores.
 *
 * The stores are inline assembly: the device stands for hardware, so neither
 * the compiler nor ThreadSanitizer may draw conclusions from its writes.
 */
#ifndef DEVICE_WRITER_H
#define DEVICE_WRITER_H

#include <peekbench/rx.h>

#include "dma/swiotlb.h"

/**
 * enum device_cache - the destination of the device's writes.
 * @DEVICE_CACHE_MEMORY: non-temporal stores.  AMD's Zen 5 writes such a store
 *	into a line that is in its first-level cache, so device_writer.evict
 *	drops the lines.  A frame whose length is no multiple of 4 ends in one
 *	to three ordinary byte stores, because no non-temporal store is
 *	narrower.  arm64 has only hints, which a CPU may ignore: there ordinary
 *	stores are used, and every frame's lines are dropped.
 * @DEVICE_CACHE_ALLOCATING: ordinary stores: the lines stay in the cache of the
 *	core that writes.
 */
enum device_cache {
	DEVICE_CACHE_MEMORY,
	DEVICE_CACHE_ALLOCATING,
	DEVICE_CACHES,
};

/**
 * enum device_order - the order in which the bytes of a frame are written.
 * @DEVICE_PAYLOAD_FIRST: payload ascending, then the status words.
 * @DEVICE_ASCENDING: one pass; a status at the head comes before its payload.
 * @DEVICE_STATUS_FIRST: the status words, then payload ascending.
 * @DEVICE_UNORDERED: any order, as PCIe's relaxed ordering allows: grains of
 *	payload and status words in the order of device_shuffle(), another for
 *	each frame.
 */
enum device_order {
	DEVICE_PAYLOAD_FIRST,
	DEVICE_ASCENDING,
	DEVICE_STATUS_FIRST,
	DEVICE_UNORDERED,
	DEVICE_ORDERS,
};

/**
 * struct device_writer - the way one device writes.
 * @cache: see above.
 * @order: see above.
 * @grain_bytes: bytes written in one go, a multiple of 8.
 * @gap_ticks: TSC ticks to wait after each grain; 0 for none.
 * @period_ticks: TSC ticks from the start of one grain to the start of the
 *	next, or to the status; 0 for none.  A grain that takes longer delays
 *	those after it.
 * @evict: drop the frame's lines from all caches when it is written.
 */
struct device_writer {
	enum device_cache cache;
	enum device_order order;
	u32 grain_bytes;
	u64 gap_ticks;
	u64 period_ticks;
	bool evict;
};

/**
 * struct device_frame - one frame to write.
 * @memory: the device's side of the buffer.
 * @coherent: destination of the status words if the layout has them in coherent
 *	memory; else unused.
 * @sequence: the frame's number.
 * @index: the buffer's position in the ring.
 * @beside: @beside_bytes bytes outside the buffer that another device writes
 *	before and after the frame, each as @sequence's last byte; none if 0.
 */
struct device_frame {
	void *memory;
	u32 *coherent;
	u32 sequence;
	u32 index;
	u8 *beside;
	u32 beside_bytes;
};

/* Most parts of a frame: grains of eight bytes, status words, the end. */
#define DEVICE_MOST_PARTS (SWIOTLB_MAX_MAPPING_BYTES / 8 + RX_STATUS_WORDS + 1)

/**
 * device_shuffle() - the order in which an unordered device writes the parts of
 * a frame; the same in every run.
 * @order: replaced by a permutation of 0 to @parts - 1; @parts <=
 *	DEVICE_MOST_PARTS.
 */
void device_shuffle(u16 *order, u32 parts, u32 sequence, u32 index);

/**
 * device_write_frame() - write @frame into its buffer, and its status words to
 * the place that @layout has for them.
 *
 * Payload and status stores are ordered as @writer->order says, and all are
 * globally visible on return.
 *
 * Return: the bytes of the buffer that the frame fills.
 */
u32 device_write_frame(const struct device_writer *writer,
		       const struct rx_layout *layout,
		       const struct device_frame *frame);

#endif
