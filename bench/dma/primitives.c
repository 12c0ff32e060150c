// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "dma/primitives.h"

__attribute__((cold)) void machine_ops_copy(const struct dma_device *dd,
					    void *to, const void *from,
					    size_t size)
{
	dd->ops->copy(dd->machine, to, from, size);
}

__attribute__((cold)) void machine_ops_maintain(const struct dma_device *dd,
						enum dma_cache_op op,
						const void *at, size_t size)
{
	if (op == DMA_CACHE_CLEAN)
		dd->ops->clean(dd->machine, at, size);
	else if (op == DMA_CACHE_FLUSH)
		dd->ops->flush(dd->machine, at, size);
	else
		dd->ops->invalidate(dd->machine, at, size);
}

__attribute__((cold)) void machine_ops_issue(const struct dma_device *dd,
					     const void *at, size_t size)
{
	dd->ops->issue(dd->machine, at, size);
}

__attribute__((cold)) void machine_ops_wait(const struct dma_device *dd)
{
	dd->ops->wait(dd->machine);
}

__attribute__((cold)) void dma_leave(struct dma_device *dd, dma_addr_t addr,
				     size_t size, enum dma_data_direction dir)
{
	(void)addr;
	(void)size;
	(void)dir;
	dd->count.misuse_count++;
}
