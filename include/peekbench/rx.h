/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The receive ring that a strategy works on: the geometry of its buffers,
 * is_ready(), and the sum over a frame.
 */
#ifndef PEEKBENCH_RX_H
#define PEEKBENCH_RX_H

#include <peekbench/script.h>

/* A status word's done bit; the other 31 bits carry the frame's number. */
#define RX_DONE 0x80000000u
#define RX_SEQUENCE_MASK 0x7fffffffu

/*
 * Value of the driver's own bytes in a buffer, such as those after a short
 * frame; a device never writes them.  In the status region they may be 0 as
 * well, because a re-arm clears all of it.
 */
#define RX_DRIVER_FILL 0xd5u

/* Most status words a layout has: two, as ath9k's at offsets 0 and 44. */
#define RX_STATUS_WORDS 2

/*
 * Words of one buffer's entry in the coherent memory of a ring: 16 bytes, as
 * a descriptor of e1000 or igb has, so that four share a cache line.
 */
#define RX_COHERENT_WORDS 4

/**
 * struct rx_layout - one buffer's geometry, all offsets and lengths in bytes,
 * and the directions of its mapping.
 * @size: the mapped length.
 * @status_offset: first byte of the status region.
 * @status_size: length of the status region, which a header peek syncs.
 * @rest_offset: first byte outside the status region.
 * @rest_size: @size - @status_size; the rest is always one piece.
 * @frame_size: bytes of the buffer that a frame fills, from the first one on;
 *	the bytes after them, up to the status of a tail layout, stay the
 *	driver's.
 * @process_size: bytes of the frame that process_buf() reads, from the first
 *	one on: 0, a multiple of 8, or all of them.
 * @word: offsets of the 32-bit words is_ready() tests, in the order in which
 *	the device writes them; multiples of 4.
 * @word_count: 1 or 2.
 * @coherent_status: the status words are not in the buffer but in coherent
 *	memory (rx_ring.coherent): payload fills the buffer, status region and
 *	all.
 * @phase_bit: RX_DONE is no done bit but the lowest bit of the frame's number,
 *	so that it flips from frame to frame; is_ready() does not apply.
 * @own_offset: the byte that a driver writes into an armed buffer, see
 *	rx_buf_own(): the first after the frame, or of the status region.
 * @own_size: bytes of the status region from @own_offset on that are the
 *	driver's, so that no frame fills them; 0: none.
 * @mapped: the direction that buffers are mapped and unmapped in.
 * @synced: the direction that a strategy syncs in: see rx_direction().
 */
struct rx_layout {
	u32 size;
	u32 status_offset;
	u32 status_size;
	u32 rest_offset;
	u32 rest_size;
	u32 frame_size;
	u32 process_size;
	u32 word[RX_STATUS_WORDS];
	u32 word_count;
	bool coherent_status;
	bool phase_bit;
	u32 own_offset;
	u32 own_size;
	enum dma_data_direction mapped;
	enum dma_data_direction synced;
};

struct rx_ring;

/**
 * struct rx_buf - one receive buffer.
 * @data: the original buffer, the memory the driver reads.
 * @status: where the CPU reads the status words, in @data or in coherent
 *	memory; [0] is the word the device writes last, and both are the same
 *	where the layout has one word.
 * @dma: the device's address of the mapping.
 * @ring: the ring it belongs to.
 * @priv: a strategy's private state for this mapping; the ring zeroes it when
 *	the buffer is armed, and never reads it.
 * @sum: rx_frame_sum() of the last frame that was processed.
 */
struct rx_buf {
	void *data;
	const u32 *status[RX_STATUS_WORDS];
	dma_addr_t dma;
	struct rx_ring *ring;
	u64 priv[2];
	u64 sum;
};

/**
 * struct rx_ring - a ring of @count buffers of one layout on one device.
 * @dev: the device that writes the buffers.
 * @layout: the geometry of every buffer for the strategy in use.
 * @script: the table of the strategy in use, for the interpreter; NULL for a
 *	compiled strategy.
 * @coherent: RX_COHERENT_WORDS words for each buffer, in the order of
 *	rx_layout.word; NULL while the ring is not mapped.
 * @coherent_dma: the device's address of @coherent.
 * @bufs: @count buffers, index = position in the ring.
 * @next_to_clean: the buffer the driver looks at next.
 * @next_to_use: the buffer that is armed next.
 */
struct rx_ring {
	struct device *dev;
	struct rx_layout layout;
	const struct peek_script *script;
	u32 *coherent;
	dma_addr_t coherent_dma;
	struct rx_buf *bufs;
	u32 count;
	u32 next_to_clean;
	u32 next_to_use;
};

/**
 * rx_direction() - the direction of a strategy's syncs of @buf.
 *
 * FROM_DEVICE or the direction of the mapping, by the axis `synced`: ath9k maps
 * its buffers BIDIRECTIONAL and syncs them FROM_DEVICE.  A strategy that names
 * a direction itself keeps it on every value of that axis.
 */
static __always_inline enum dma_data_direction
rx_direction(const struct rx_buf *buf)
{
	return buf->ring->layout.synced;
}

/**
 * is_ready() - the mail's is_ready(): is the done bit of all status words set?
 *
 * The word that the device writes last is read first, as ath9k tests status11
 * (offset 44) before ds_info (offset 0).
 */
static __always_inline bool is_ready(const struct rx_buf *buf)
{
	if (!(READ_ONCE(*buf->status[0]) & RX_DONE) ||
	    !(READ_ONCE(*buf->status[1]) & RX_DONE))
		return false;
	dma_rmb();
	return true;
}

/**
 * rx_frame_sum() - add up @size bytes as little-endian 64-bit words.
 *
 * Called by process_buf().  Every byte is read once; the sum, in rx_buf.sum, is
 * compared with that of the bytes the device wrote.
 */
u64 rx_frame_sum(const void *data, u32 size);

#endif
