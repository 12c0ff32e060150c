/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The copied-bytes ledger: follows every byte of one buffer through the DMA
 * code and says which copies were news.
 *
 * A machine of its own (struct machine_ops) that does what the hardware does
 * and keeps the books; never used in a timed run.
 */
#ifndef MEASURE_LEDGER_H
#define MEASURE_LEDGER_H

#include "dma/dma.h"

/**
 * struct ledger_machine - the books of one mapping.
 * @memory: the device's side of the mapping, @size bytes.
 * @fresh: @size flags: the device wrote this byte and nobody has copied it
 *	to the CPU since; owned by the caller.
 * @news_bytes: bytes copied to the CPU that were fresh.
 * @again_bytes: bytes copied to the CPU that were not.
 * @back_bytes: bytes copied to the device's side.
 * @for_cpu_count, @for_device_count: sync calls, whether they do anything or
 *	not.
 * @routine: how the copies are carried out.
 * @maintains: the platform has cache maintenance to carry out.
 */
struct ledger_machine {
	const u8 *memory;
	u32 size;
	u8 *fresh;
	u64 news_bytes;
	u64 again_bytes;
	u64 back_bytes;
	u64 for_cpu_count;
	u64 for_device_count;
	enum copy_routine routine;
	bool maintains;
};

/**
 * ledger_attach() - run @dd on @ledger instead of the hardware.
 *
 * While it is attached every sync call maintains, so that it comes by here:
 * only sync calls may be made, no maps.  Where the platform asks for less, no
 * line is touched; where it asks for another operation, hardware has one for
 * both that keeps what memory holds.
 */
void ledger_attach(struct ledger_machine *ledger, struct dma_device *dd);

/** ledger_detach() - back to the hardware. */
void ledger_detach(struct dma_device *dd);

/** ledger_wrote() - the device has written bytes [@from, @to) of the mapping.
 */
void ledger_wrote(struct ledger_machine *ledger, u32 from, u32 to);

#endif
