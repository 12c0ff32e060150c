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
 */
enum rx_status {
	RX_STATUS_HEAD,
	RX_STATUS_TAIL,
	RX_STATUS_SPLIT,
	RX_STATUSES,
};

/* A short frame leaves this much of the payload's end unwritten. */
#define RX_SHORT_BYTES 64u

/**
 * rx_layout_min_size() - the smallest buffer, in bytes, that @status fits in
 * with at least eight bytes of payload beside it.
 */
u32 rx_layout_min_size(enum rx_status status, bool short_frame);

/**
 * rx_layout_init() - the geometry of a buffer of @size bytes.
 * @short_frame: frames leave the last RX_SHORT_BYTES of payload unwritten.
 *
 * Return: 0, or -EINVAL if @size is below rx_layout_min_size().
 */
int rx_layout_init(struct rx_layout *layout, u32 size, enum rx_status status,
		   bool short_frame);

#endif
