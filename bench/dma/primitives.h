/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The primitives of the DMA code.  On the hardware machine each is a direct
 * call or an inlined copy, so that the timed path has no indirect call; on
 * another machine it is called through struct machine_ops, out of line.
 */
#ifndef DMA_PRIMITIVES_H
#define DMA_PRIMITIVES_H

#include "dma/dma_device.h"

/* The calls through struct machine_ops; arguments as there. */
void machine_ops_copy(const struct dma_device *dd, void *to, const void *from,
		      size_t size);
void machine_ops_maintain(const struct dma_device *dd, enum dma_cache_op op,
			  const void *at, size_t size);
void machine_ops_issue(const struct dma_device *dd, const void *at,
		       size_t size);
void machine_ops_wait(const struct dma_device *dd);

/**
 * dma_leave() - count a call that leaves the paths of dma/calls.h as misuse. In
 * another file, so that a compiler does not see how little it needs.
 */
void dma_leave(struct dma_device *dd, dma_addr_t addr, size_t size,
	       enum dma_data_direction dir);

/**
 * machine_copy() - copy @size bytes, by dd->routine on the hardware machine.
 */
static __always_inline void machine_copy(const struct dma_device *dd, void *to,
					 const void *from, size_t size)
{
	if (unlikely(dd->ops))
		machine_ops_copy(dd, to, from, size);
	else
		hardware_copy(dd->routine, to, from, size);
}

/**
 * machine_maintain() - carry out @op over @size bytes at @at, and count them.
 */
static __always_inline void machine_maintain(struct dma_device *dd,
					     enum dma_cache_op op,
					     const void *at, size_t size)
{
	if (op == DMA_CACHE_CLEAN)
		dd->count.cleaned_bytes += size;
	else
		dd->count.invalidated_bytes += size;
	if (unlikely(dd->ops))
		machine_ops_maintain(dd, op, at, size);
	else if (op == DMA_CACHE_CLEAN)
		hardware_clean(at, size);
	else
		hardware_invalidate(at, size);
}

/**
 * machine_issue() - begin to invalidate; complete when machine_wait() returns.
 */
static __always_inline void machine_issue(struct dma_device *dd, const void *at,
					  size_t size)
{
	dd->count.invalidated_bytes += size;
	if (unlikely(dd->ops))
		machine_ops_issue(dd, at, size);
	else
		hardware_issue(at, size);
}

/** machine_wait() - wait until every issued invalidate is complete. */
static __always_inline void machine_wait(const struct dma_device *dd)
{
	if (unlikely(dd->ops))
		machine_ops_wait(dd);
	else
		hardware_wait();
}

/**
 * maintain_for_cpu() - the maintenance before the copy; with
 * DMA_WAIT_AFTER_COPY the wait is the caller's, after it.
 */
static __always_inline void maintain_for_cpu(struct dma_device *dd,
					     dma_addr_t addr, size_t size,
					     enum dma_data_direction dir)
{
	void *at = dma_device_memory(addr);

	if (likely(dd->wait == DMA_WAIT_EACH)) {
		machine_maintain(dd, dd->for_cpu[dir], at, size);
		return;
	}
	machine_issue(dd, at, size);
	if (dd->wait == DMA_WAIT_BEFORE_COPY)
		machine_wait(dd);
}

#endif
