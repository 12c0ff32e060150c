/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Slices of a case in the kernel, as in runner/slice.h, in integers. */
#ifndef KERNEL_MODULE_SLICE_H
#define KERNEL_MODULE_SLICE_H

#include "kernel/module/events.h"
#include "kernel/module/ring.h"
#include "kernel/module/watch.h"

/**
 * struct kernel_slice - the context of a slice.
 * @watch: counts copies and calls; NULL: they are not counted.
 * @events: read around every batch that is timed, or NULL.
 * @timed: take time stamps, with interrupts off around every batch.
 */
struct kernel_slice {
	struct kernel_ring *kr;
	struct watch *watch;
	const struct events *events;
	bool timed;
};

/**
 * kernel_slice_run() - run @frames frames and add them to @spans.
 *
 * Half of them are looked at without processing, half are completed.
 *
 * Return: 0; -ENOMEM if a buffer could not be mapped again; -errno of the
 * device; -EINTR if a signal is pending.
 */
int kernel_slice_run(const struct kernel_slice *slice, u64 frames,
		     struct peek_span spans[PEEK_PHASES]);

/**
 * kernel_slice_book() - follow every byte of one frame of buffer 0.
 * @watch: a started watch.
 * @fresh: room for a flag for each byte of a buffer.
 * @book: filled with the figures of the ledger; peek_case.booked stays 0 if the
 *	frame was a replay, which takes another path.
 *
 * Return: as kernel_slice_run(); -EPROTO with @book->reason filled if the
 * copies do not add up.
 */
int kernel_slice_book(struct kernel_ring *kr, struct watch *watch, u8 *fresh,
		      struct peek_case *book);

#endif
