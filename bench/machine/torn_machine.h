/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The hardware with bounce copies to the CPU that move status words byte by
 * byte, and all other bytes by the case's routine.
 *
 * It is a machine of its own (struct machine_ops), so that a copy of whole
 * words has no test for it.
 */
#ifndef MACHINE_TORN_MACHINE_H
#define MACHINE_TORN_MACHINE_H

#include "dma/dma.h"

/**
 * struct torn_machine - the places of the status words.
 * @layout: of every buffer; read at every copy.
 * @first: the first original buffer; the others follow, @stride bytes apart,
 *	@bytes in all.
 * @routine: of all other bytes.
 */
struct torn_machine {
	const struct rx_layout *layout;
	const u8 *first;
	size_t bytes;
	size_t stride;
	enum copy_routine routine;
};

/**
 * torn_machine_copy() - copy @size bytes of one buffer.
 *
 * A word's bytes are loaded upwards, one at a time, and so are the pieces
 * between words; both downwards if the routine descends.  A copy from an
 * original is the routine's alone.
 */
void torn_machine_copy(const struct torn_machine *torn, u8 *to, const u8 *from,
		       size_t size);

/**
 * torn_machine_attach() - run @dd on @torn, whose @routine is filled in here;
 * @torn outlives the device.
 */
void torn_machine_attach(struct torn_machine *torn, struct dma_device *dd);

#endif
