/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The copied-bytes ledger: follows every byte of one buffer through the DMA
 * code and tells copies of new bytes from repeated ones.
 *
 * A machine (struct machine_ops) that copies and maintains as the hardware
 * machine and counts every byte; never used in a timed run.
 */
#ifndef MEASURE_LEDGER_H
#define MEASURE_LEDGER_H

#include "dma/dma.h"

/**
 * struct ledger_machine - the account of one mapping.
 * @memory: the device's side of the mapping, @size bytes.
 * @fresh: @size flags: the device wrote this byte, and it has not been copied
 *	to the CPU since; owned by the caller.
 * @news_bytes: bytes copied to the CPU that were fresh.
 * @again_bytes: bytes copied to the CPU that were not.
 * @back_bytes: bytes copied to the device's side.
 * @for_cpu_count, @for_device_count: sync calls, including those without an
 *	effect.
 * @routine: the routine of the copies.
 * @maintains: the platform has cache maintenance to carry out.
 * @ops, @machine: the device's before ledger_attach().
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
	const struct machine_ops *ops;
	void *machine;
};

/**
 * ledger_attach() - run @dd on @ledger instead of its machine.
 *
 * While it is attached every sync call has a maintenance operation, so that
 * every call reaches the ledger; call no map or unmap.  If the platform's row
 * has no operation, no cache line is touched; if it has one, the hardware's
 * flush, which keeps the contents of memory, is used for all of them.
 */
void ledger_attach(struct ledger_machine *ledger, struct dma_device *dd);

/** ledger_detach() - run @dd on its machine again. */
void ledger_detach(struct dma_device *dd);

/**
 * ledger_wrote() - mark bytes [@from, @to) of the mapping as written by the
 * device.
 */
void ledger_wrote(struct ledger_machine *ledger, u32 from, u32 to);

#endif
