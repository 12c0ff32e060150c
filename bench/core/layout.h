/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the status of a buffer lies: the layouts that drivers have. */
#ifndef CORE_LAYOUT_H
#define CORE_LAYOUT_H

#include <peekbench/rx.h>

/**
 * enum rx_status - the place of the status.
 * @RX_STATUS_HEAD: one 32-bit word at offset 0 (ath11k, rtw89).
 * @RX_STATUS_TAIL: one 32-bit word, the last aligned one of the buffer.
 * @RX_STATUS_SPLIT: 48 bytes at the head with words at 0 and 44 (ath9k's
 *	struct ar9003_rxs: ds_info and status11).
 * @RX_STATUS_HEAD16: 16 bytes at the head with a word at 0 (e100's struct rfd).
 * @RX_STATUS_HEAD28: 28 bytes at the head with a word at 0 (b44's struct
 *	rx_header).
 * @RX_STATUS_AT24: 28 bytes at the head with a word at 24 (slicoss's struct
 *	slic_rx_desc).
 */
enum rx_status {
	RX_STATUS_HEAD,
	RX_STATUS_TAIL,
	RX_STATUS_SPLIT,
	RX_STATUS_HEAD16,
	RX_STATUS_HEAD28,
	RX_STATUS_AT24,
	RX_STATUSES,
};

/**
 * enum rx_process - the part of a frame that the driver reads.
 * @RX_PROCESS_NONE: nothing.
 * @RX_PROCESS_HEADER: the status region and the 64 bytes after it, rounded up
 *	to a multiple of 8; the whole frame if that is less.
 * @RX_PROCESS_FRAME: all of it.
 */
enum rx_process {
	RX_PROCESS_NONE,
	RX_PROCESS_HEADER,
	RX_PROCESS_FRAME,
	RX_PROCESSES,
};

/**
 * enum rx_mapped - the direction that a driver maps its buffers in.
 * @RX_MAPPED_BIDIRECTIONAL: as ath9k and e100 map, which write into armed
 *	buffers.
 */
enum rx_mapped {
	RX_MAPPED_FROM_DEVICE,
	RX_MAPPED_BIDIRECTIONAL,
	RX_MAPPEDS,
};

/**
 * enum rx_synced - the direction that a strategy syncs in.
 * @RX_SYNCED_FROM_DEVICE: whatever the direction of the mapping (ath9k).
 * @RX_SYNCED_MAPPING: that of the mapping.
 */
enum rx_synced {
	RX_SYNCED_FROM_DEVICE,
	RX_SYNCED_MAPPING,
	RX_SYNCEDS,
};

/* Bytes at the end of the payload that a short frame leaves unwritten. */
#define RX_SHORT_BYTES 64u

/* Bytes of the driver in a header: see rx_layout_own_header(). */
#define RX_OWN_BYTES 4u

/**
 * struct rx_region - the part of a buffer that belongs to a status.
 * @bytes: its length; at the tail they end with the last aligned word, and the
 *	bytes after that word belong to the region, too.
 * @word: offsets of @word_count words in it.
 */
struct rx_region {
	u32 bytes;
	u32 word_count;
	u32 word[RX_STATUS_WORDS];
};

/**
 * rx_layout_place() - the geometry of a buffer of @size units around @region; a
 * unit is a byte, or a cell of the checker.
 * @tail: @region is at the end of the buffer, else at its start.
 * @unwritten: units at the end of the payload that frames do not write.
 */
void rx_layout_place(struct rx_layout *layout, u32 size,
		     const struct rx_region *region, bool tail, u32 unwritten);

/**
 * rx_layout_min_size() - bytes of the smallest buffer for @status: its region,
 * eight bytes of payload, and RX_SHORT_BYTES more if @short_frame.
 */
u32 rx_layout_min_size(enum rx_status status, bool short_frame);

/**
 * rx_layout_init() - the geometry of a buffer of @size bytes.
 * @short_frame: frames leave the last RX_SHORT_BYTES of payload unwritten.
 *
 * The whole frame is processed: see rx_layout_process().  Mapped and synced
 * FROM_DEVICE: see rx_layout_directions().
 *
 * Return: 0, or -EINVAL if @size is below rx_layout_min_size().
 */
int rx_layout_init(struct rx_layout *layout, u32 size, enum rx_status status,
		   bool short_frame);

/**
 * rx_layout_own_header() - give the driver RX_OWN_BYTES of the status region of
 * @layout, which is as rx_layout_init() left it for @status: those at 4, as
 * struct rfd of e100 has its link; at the tail those before the word.  A region
 * that is only a word grows by them.
 *
 * Return: 0, or -EINVAL if the buffer is smaller than rx_layout_min_size() and
 * these bytes.
 */
int rx_layout_own_header(struct rx_layout *layout, enum rx_status status);

/** rx_layout_directions() - set the directions of mappings and of syncs. */
void rx_layout_directions(struct rx_layout *layout, enum rx_mapped mapped,
			  enum rx_synced synced);

/** rx_layout_process() - set rx_layout.process_size. */
void rx_layout_process(struct rx_layout *layout, enum rx_process process);

#endif
