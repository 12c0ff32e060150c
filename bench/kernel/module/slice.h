/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Slices of a case in the kernel: those of runner/slice.h, in integers. */
#ifndef KERNEL_MODULE_SLICE_H
#define KERNEL_MODULE_SLICE_H

#include "kernel/module/events.h"
#include "kernel/module/ring.h"
#include "kernel/module/watch.h"

/**
 * struct kernel_slice - the context of a slice.
 * @watch: counting, or NULL: then no copy and no call is counted.
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
 * kernel_slice_run() - @frames frames, added up in @spans.
 *
 * Half of them are looked at without processing, half are completed.
 *
 * Return: 0; -ENOMEM if a buffer could not be mapped again; -errno of the
 * device; -EINTR if the caller has a signal to attend to.
 */
int kernel_slice_run(const struct kernel_slice *slice, u64 frames,
		     struct peek_span spans[PEEK_PHASES]);

/**
 * kernel_slice_book() - follow every byte of one frame of buffer 0.
 * @watch: counting.
 * @fresh: room for a flag for each byte of a buffer.
 * @book: the ledger's figures are filled in; @booked stays 0 if the frame was a
 *	replay, which takes another path.
 *
 * Return: 0; -EPROTO if the account does not balance, @book->reason filled; as
 * kernel_slice_run().
 */
int kernel_slice_book(struct kernel_ring *kr, struct watch *watch, u8 *fresh,
		      struct peek_case *book);

#endif
