/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The receive ring of one case: that of core/ring.h over memory of the kernel
 * and a device of the module, and the state of its checks.
 */
#ifndef KERNEL_MODULE_RING_H
#define KERNEL_MODULE_RING_H

#include <peekbench/loop.h>

#include "core/ring.h"
#include "kernel/module/device.h"

/**
 * struct kernel_ring - @ring.count buffers and the result of their checks.
 * @memory: the memory of all buffers, @bytes long; for the harness, whose
 *	buffers are not mapped, coherent memory at @memory_dma.
 * @sequence: number of the last frame, by buffer.
 * @completed: by buffer: the loop found it ready.
 * @replayed: by buffer: it was ready before the device wrote.
 * @frames, @hazard, @wrong, @status_torn: of all frames verified.
 */
struct kernel_ring {
	struct rx_ring ring;
	struct rx_buf *bufs;
	void *memory;
	dma_addr_t memory_dma;
	size_t bytes;
	u32 *sequence;
	bool *completed;
	bool *replayed;
	struct kernel_device *kd;
	const struct peek_request *request;
	const struct peek_loops *loops;
	u64 frames;
	u64 wrong;
	u64 status_torn;
	u64 hazard[PEEK_HAZARDS];
};

/**
 * kernel_ring_open() - allocate and map the buffers for @request on @kd.
 * @reason: filled on error, PEEK_TEXT_BYTES.
 *
 * Return: 0, the caller calls kernel_ring_close(); -ENOMEM, also for a full
 * bounce pool; -EINVAL for a status that does not fit.
 */
int kernel_ring_open(struct kernel_ring *kr, struct kernel_device *kd,
		     const struct peek_request *request,
		     const struct peek_loops *loops, char *reason);

/** kernel_ring_close() - unmap and free the buffers. */
void kernel_ring_close(struct kernel_ring *kr);

/**
 * kernel_ring_harness() - is the strategy the harness, whose buffers are not
 * mapped?
 */
static inline bool kernel_ring_harness(const struct kernel_ring *kr)
{
	return kr->loops->strategy->role == PEEK_HARNESS;
}

/**
 * kernel_ring_coherent_phys() - physical address of buffer @i's status words if
 * they are in coherent memory; else 0.
 */
phys_addr_t kernel_ring_coherent_phys(const struct kernel_ring *kr, u32 i);

/**
 * kernel_ring_write() - let a scripted device write the next frame into buffer
 * @i; returns as ops->run().
 */
int kernel_ring_write(struct kernel_ring *kr, u32 i);

/**
 * kernel_ring_verify() - check buffers [@first, @first + @count) against the
 * device's writes.  The device must not be writing.
 * @processed: process_buf() ran on the completed ones.
 */
void kernel_ring_verify(struct kernel_ring *kr, u32 first, u32 count,
			bool processed);

/**
 * kernel_ring_rearm() - re-arm these buffers; one that was never completed is
 * mapped again, whatever re-arm the request has.
 *
 * Return: 0; -ENOMEM with the device's reason filled.
 */
int kernel_ring_rearm(struct kernel_ring *kr, u32 first, u32 count);

#endif
