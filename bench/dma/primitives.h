/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The primitives as the DMA code calls them: on the hardware machine a direct
 * call or an inlined copy, on another machine through the table, out of line,
 * so that the timed path has no indirect call.
 */
#ifndef DMA_PRIMITIVES_H
#define DMA_PRIMITIVES_H

#include "dma/dma.h"

/* Out of line on purpose: see above. */
void machine_ops_copy(const struct dma_device *dd, void *to, const void *from,
		      size_t size);
void machine_ops_maintain(const struct dma_device *dd, enum dma_cache_op op,
			  const void *at, size_t size);

static __always_inline void machine_copy(const struct dma_device *dd, void *to,
					 const void *from, size_t size)
{
	if (unlikely(dd->ops))
		machine_ops_copy(dd, to, from, size);
	else
		hardware_copy(dd->routine, to, from, size);
}

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

#endif
