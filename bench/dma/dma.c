// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The DMA API's calls: maintenance and bounce copies in the kernel's order.
 *
 * for_cpu and unmap maintain the device-side lines first and copy after;
 * map and for_device copy first and maintain after (dma-direct's
 * dma_direct_sync_single_for_cpu() and _for_device()).  Where the wait for
 * maintenance comes late, for_cpu and unmap have it before the copy or, in the
 * faulty form, after it.
 */
#include "dma/dma.h"

#include "dma/calls.h"
#include "dma/primitives.h"
#include "dma/swiotlb.h"

static __always_inline struct dma_device *to_dma_device(struct device *dev)
{
	return container_of(dev, struct dma_device, dev);
}

static __always_inline bool bounced(const struct dma_device *dd,
				    dma_addr_t addr)
{
	return addr - dd->bounce.start < dd->bounce.bytes;
}

static __always_inline void bounce_to_cpu(struct dma_device *dd,
					  dma_addr_t addr, size_t size,
					  enum dma_data_direction dir)
{
	if (dir != DMA_TO_DEVICE && bounced(dd, addr))
		swiotlb_to_cpu(dd, addr, size);
}

static __always_inline void bounce_to_device(struct dma_device *dd,
					     dma_addr_t addr, size_t size,
					     enum dma_data_direction dir)
{
	if ((dir != DMA_FROM_DEVICE || dd->copies_back) && bounced(dd, addr))
		swiotlb_to_device(dd, addr, size);
}

/* Out of line, so that a coherent sync need not save registers for it. */
static __attribute__((noinline)) void
maintained_for_cpu(struct dma_device *dd, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir)
{
	maintain_for_cpu(dd, addr, size, dir);
	bounce_to_cpu(dd, addr, size, dir);
	if (unlikely(dd->wait == DMA_WAIT_AFTER_COPY))
		machine_wait(dd);
}

static __attribute__((noinline)) void
maintained_for_device(struct dma_device *dd, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir)
{
	bounce_to_device(dd, addr, size, dir);
	machine_maintain(dd, dd->for_device[dir], dma_device_memory(addr),
			 size);
}

/* The kernel has BUG_ON(!valid_dma_direction(dir)) here. */
static __always_inline bool refused(struct dma_device *dd,
				    enum dma_data_direction dir)
{
	if (likely((u32)dir < DMA_DIRECTIONS))
		return false;
	dd->count.misuse_count++;
	return true;
}

/*
 * The values of dd->path, set by dma_device_call_as(), in the order in which a
 * sync tests them: the bare copy first, because a test adds most to the
 * shortest path; then that of 6.1, which has the smallest margin of
 * instructions to its kernel.
 */
enum path {
	PATH_INLINE,
	PATH_LINUX_6_1,
	PATH_LINUX_6_12,
	PATH_INLINE_MAINTAINED,
	PATH_LINUX_6_12_MAINTAINED,
	PATH_LINUX_6_1_MAINTAINED,
};

static __always_inline void inline_for_cpu(struct dma_device *dd,
					   dma_addr_t addr, size_t size,
					   enum dma_data_direction dir,
					   bool maintains)
{
	if (refused(dd, dir))
		return;
	if (maintains && dd->for_cpu[dir])
		maintained_for_cpu(dd, addr, size, dir);
	else
		bounce_to_cpu(dd, addr, size, dir);
}

static __always_inline void inline_for_device(struct dma_device *dd,
					      dma_addr_t addr, size_t size,
					      enum dma_data_direction dir,
					      bool maintains)
{
	if (refused(dd, dir))
		return;
	if (maintains && dd->for_device[dir])
		maintained_for_device(dd, addr, size, dir);
	else
		bounce_to_device(dd, addr, size, dir);
}

void __dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir)
{
	struct dma_device *dd = to_dma_device(dev);

	if (dd->path == PATH_INLINE)
		inline_for_cpu(dd, addr, size, dir, false);
	else if (dd->path == PATH_LINUX_6_1)
		linux_6_1_for_cpu(dd, addr, size, dir);
	else if (likely(dd->path == PATH_LINUX_6_12))
		linux_6_12_for_cpu(dd, addr, size, dir);
	else if (dd->path == PATH_INLINE_MAINTAINED)
		inline_for_cpu(dd, addr, size, dir, true);
	else if (dd->path == PATH_LINUX_6_12_MAINTAINED)
		linux_6_12_for_cpu_maintained(dd, addr, size, dir);
	else
		linux_6_1_for_cpu_maintained(dd, addr, size, dir);
}

void __dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				  size_t size, enum dma_data_direction dir)
{
	struct dma_device *dd = to_dma_device(dev);

	if (dd->path == PATH_INLINE)
		inline_for_device(dd, addr, size, dir, false);
	else if (dd->path == PATH_LINUX_6_1)
		linux_6_1_for_device(dd, addr, size, dir);
	else if (likely(dd->path == PATH_LINUX_6_12))
		linux_6_12_for_device(dd, addr, size, dir);
	else if (dd->path == PATH_INLINE_MAINTAINED)
		inline_for_device(dd, addr, size, dir, true);
	else if (dd->path == PATH_LINUX_6_12_MAINTAINED)
		linux_6_12_for_device_maintained(dd, addr, size, dir);
	else
		linux_6_1_for_device_maintained(dd, addr, size, dir);
}

dma_addr_t dma_map_single(struct device *dev, void *cpu, size_t size,
			  enum dma_data_direction dir)
{
	struct dma_device *dd = to_dma_device(dev);
	enum dma_cache_op op = dd->for_device[dir];
	dma_addr_t addr = (dma_addr_t)(uintptr_t)cpu;

	if (dd->platform->bounce) {
		addr = swiotlb_map(dd, cpu, size, dir);
		if (addr == DMA_MAPPING_ERROR)
			return addr;
		dd->dev.dma_skip_sync = false;
	}
	if (op)
		machine_maintain(dd, op, dma_device_memory(addr), size);
	return addr;
}

void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir)
{
	struct dma_device *dd = to_dma_device(dev);
	bool maintains = dd->for_cpu[dir];

	if (maintains)
		maintain_for_cpu(dd, addr, size, dir);
	if (bounced(dd, addr))
		swiotlb_unmap(dd, addr, size, dir);
	if (maintains && dd->wait == DMA_WAIT_AFTER_COPY)
		machine_wait(dd);
}

/* By the tables of @dd, not by the row: ledger_attach() changes them. */
static bool maintains(const struct dma_device *dd)
{
	for (int dir = 0; dir < DMA_DIRECTIONS; dir++)
		if (dd->for_cpu[dir] || dd->for_device[dir])
			return true;
	return false;
}

void dma_device_call_as(struct dma_device *dd, enum dma_calls calls)
{
	static const u8 path[][2] = {
		[DMA_CALLS_LINUX_6_12] = {PATH_LINUX_6_12,
					  PATH_LINUX_6_12_MAINTAINED},
		[DMA_CALLS_LINUX_6_1] = {PATH_LINUX_6_1,
					 PATH_LINUX_6_1_MAINTAINED},
		[DMA_CALLS_INLINE] = {PATH_INLINE, PATH_INLINE_MAINTAINED},
	};

	dd->calls = calls;
	dd->path = path[calls][maintains(dd)];
	/* Skip-sync is of 6.10: 6.1 always goes to the end. */
	if (calls == DMA_CALLS_LINUX_6_1)
		dd->dev.dma_skip_sync = false;
}

void dma_device_init(struct dma_device *dd, const struct dma_platform *platform,
		     struct swiotlb_pool *pool, enum copy_routine routine)
{
	*dd = (struct dma_device){
		.dev.dma_skip_sync = !dma_platform_maintains(platform),
		.copies_back = platform->for_device_copies_from,
		.wait = platform->wait,
		.routine = routine,
		.platform = platform,
		.pool = platform->bounce ? pool : NULL,
	};
	memcpy(dd->for_cpu, platform->for_cpu, sizeof(dd->for_cpu));
	memcpy(dd->for_device, platform->for_device, sizeof(dd->for_device));
	if (dd->pool)
		swiotlb_pool_bounce(dd->pool, &dd->bounce);
	dd->answers.pool = swiotlb_pool_range(dd->pool);
	dma_device_call_as(dd, DMA_CALLS_INLINE);
}
