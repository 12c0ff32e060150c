/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The path of a sync from the driver's call to the copy: through the decisions
 * that the functions of a kernel take, or directly.
 */
#ifndef DMA_CALLS_H
#define DMA_CALLS_H

#include <peekbench/env.h>

struct dma_device;

/*
 * The functions under dma_sync_single_for_cpu() and
 * dma_sync_single_for_device(), by kernel; arguments as theirs.  _maintained:
 * for a platform whose row has cache maintenance, done at the place where that
 * kernel's dma-direct does it.
 */
#define DMA_CALLS_DECLARE(name)                                                \
	void name(struct dma_device *dd, dma_addr_t addr, size_t size,         \
		  enum dma_data_direction dir)
DMA_CALLS_DECLARE(linux_6_12_for_cpu);
DMA_CALLS_DECLARE(linux_6_12_for_device);
DMA_CALLS_DECLARE(linux_6_12_for_cpu_maintained);
DMA_CALLS_DECLARE(linux_6_12_for_device_maintained);
DMA_CALLS_DECLARE(linux_6_1_for_cpu);
DMA_CALLS_DECLARE(linux_6_1_for_device);
DMA_CALLS_DECLARE(linux_6_1_for_cpu_maintained);
DMA_CALLS_DECLARE(linux_6_1_for_device_maintained);
#undef DMA_CALLS_DECLARE

#endif
