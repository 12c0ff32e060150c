// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Coherent memory, on a host whose caches are coherent. */
#include <stdlib.h>

#include "dma/dma.h"

#define PAGE_BYTES 4096u

void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma,
			 gfp_t gfp)
{
	size_t bytes = (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	void *memory = size ? aligned_alloc(PAGE_BYTES, bytes) : NULL;

	(void)dev;
	(void)gfp;
	if (!memory)
		return NULL;
	memset(memory, 0, bytes);
	*dma = (dma_addr_t)(uintptr_t)memory;
	return memory;
}

void dma_free_coherent(struct device *dev, size_t size, void *cpu,
		       dma_addr_t dma)
{
	(void)dev;
	(void)size;
	(void)dma;
	free(cpu);
}
