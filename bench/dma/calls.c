// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The decisions that Linux 6.1 and 6.12 take between a driver's sync and the
 * copy, in their order, over this program's slots and primitives: x86-64,
 * CONFIG_SWIOTLB_DYNAMIC=n and no HIGHMEM, as Debian builds both.  The comment
 * of each function names its counterpart in the kernel; it is out of line where
 * that one is.  No step is there for its cost alone.
 *
 * Paths that a kernel continues in other code (an IOMMU, a bus with ranges of
 * its own, a trace event, a warning) end in dma_leave(), which counts them as
 * misuse: no correct call of a device of this program takes them.  After the
 * warning about a range that leaves its mapping the kernels copy the part
 * inside it, and so does this code.
 */
#include "dma/calls.h"

#include "dma/primitives.h"
#include "dma/swiotlb.h"

#define CALLS_ARGUMENTS                                                        \
	struct dma_device *dd, dma_addr_t addr, size_t size,                   \
		enum dma_data_direction dir

/*
 * The memcpy() of swiotlb_bounce(): out of the pool, or into it if TO_DEVICE.
 */
static __always_inline void bounce_copy(struct dma_device *dd, u8 *orig,
					u8 *bounce, size_t size,
					enum dma_data_direction dir)
{
	if (dir == DMA_TO_DEVICE) {
		dd->count.to_device_bytes += size;
		machine_copy(dd, bounce, orig, size);
	} else {
		dd->count.to_cpu_bytes += size;
		machine_copy(dd, orig, bounce, size);
	}
}

/* phys_to_virt() */
static __always_inline u8 *orig_at(const struct dma_device *dd,
				   const struct io_tlb_slot *slot)
{
	return slot->orig + dd->answers.direct_map;
}

/*
 * swiotlb_bounce() of 6.1: the offset into the slot less the offset at which
 * the original begins in its slot (swiotlb_align_offset()), two checks, a third
 * of the size that is left, the copy.
 */
static __attribute__((noinline)) void linux_6_1_bounce(CALLS_ARGUMENTS)
{
	const struct dma_pool_range *pool = dd->answers.pool;
	size_t at = (size_t)(addr - pool->start);
	int index = (int)(at >> IO_TLB_SHIFT);
	const struct io_tlb_slot *slot = &pool->slots[index];
	size_t valid = slot->alloc_size;
	u32 offset = addr & (IO_TLB_SIZE - 1);
	u32 before = (u32)(uintptr_t)slot->orig & dd->answers.min_align_mask &
		     (IO_TLB_SIZE - 1);

	if (unlikely(!slot->orig || offset < before)) {
		dma_leave(dd, addr, size, dir);
		return;
	}
	offset -= before;
	if (unlikely(offset > valid)) {
		dma_leave(dd, addr, size, dir);
		return;
	}
	valid -= offset;
	if (unlikely(size > valid)) {
		dma_leave(dd, addr, size, dir);
		size = valid;
	}
	bounce_copy(dd, orig_at(dd, slot) + offset, pool->memory + at, size,
		    dir);
}

/*
 * swiotlb_bounce() since 6.9: the caller has found the pool, the offset may be
 * negative (e8068f2d756d), one check is left.
 */
static __attribute__((noinline)) void
linux_6_12_bounce(CALLS_ARGUMENTS, const struct dma_pool_range *pool)
{
	size_t at = (size_t)(addr - pool->start);
	int index = (int)(at >> IO_TLB_SHIFT);
	const struct io_tlb_slot *slot = &pool->slots[index];
	int offset = (int)(addr & (IO_TLB_SIZE - 1));
	size_t valid;

	if (unlikely(!slot->orig)) {
		dma_leave(dd, addr, size, dir);
		return;
	}
	offset -= (int)((u32)(uintptr_t)slot->orig &
			dd->answers.min_align_mask & (IO_TLB_SIZE - 1));
	valid = slot->alloc_size - (size_t)offset;
	if (unlikely(size > valid)) {
		dma_leave(dd, addr, size, dir);
		size = valid;
	}
	bounce_copy(dd, orig_at(dd, slot) + offset, pool->memory + at, size,
		    dir);
}

/*
 * swiotlb_sync_single_for_cpu() and _for_device(), in 6.12
 * __swiotlb_sync_single_for_cpu() and _for_device(): the direction decides; an
 * invalid one is a BUG().
 */
static __attribute__((noinline)) void linux_6_1_slot_for_cpu(CALLS_ARGUMENTS)
{
	if (dir == DMA_FROM_DEVICE || dir == DMA_BIDIRECTIONAL)
		linux_6_1_bounce(dd, addr, size, DMA_FROM_DEVICE);
	else if (unlikely(dir != DMA_TO_DEVICE))
		dma_leave(dd, addr, size, dir);
}

static __attribute__((noinline)) void linux_6_1_slot_for_device(CALLS_ARGUMENTS)
{
	if (dir == DMA_TO_DEVICE || dir == DMA_BIDIRECTIONAL ||
	    unlikely(dd->copies_back))
		linux_6_1_bounce(dd, addr, size, DMA_TO_DEVICE);
	else if (unlikely(dir != DMA_FROM_DEVICE))
		dma_leave(dd, addr, size, dir);
}

static __attribute__((noinline)) void
linux_6_12_slot_for_cpu(CALLS_ARGUMENTS, const struct dma_pool_range *pool)
{
	if (dir == DMA_FROM_DEVICE || dir == DMA_BIDIRECTIONAL)
		linux_6_12_bounce(dd, addr, size, DMA_FROM_DEVICE, pool);
	else if (unlikely(dir != DMA_TO_DEVICE))
		dma_leave(dd, addr, size, dir);
}

static __attribute__((noinline)) void
linux_6_12_slot_for_device(CALLS_ARGUMENTS, const struct dma_pool_range *pool)
{
	if (dir == DMA_TO_DEVICE || dir == DMA_BIDIRECTIONAL ||
	    unlikely(dd->copies_back))
		linux_6_12_bounce(dd, addr, size, DMA_TO_DEVICE, pool);
	else if (unlikely(dir != DMA_FROM_DEVICE))
		dma_leave(dd, addr, size, dir);
}

/*
 * get_dma_ops() and dma_map_direct(), with valid_dma_direction() where both
 * kernels have it: do dma-direct's functions carry the sync out?
 */
static __always_inline bool goes_direct(const struct dma_device *dd,
					enum dma_data_direction dir)
{
	const void *ops = dd->answers.ops;

	if (likely(!ops))
		ops = dd->answers.arch_ops;
	return likely((u32)dir < DMA_DIRECTIONS) && likely(!ops);
}

/*
 * dma_to_phys() and is_swiotlb_buffer(), in 6.12 swiotlb_find_pool(): the pool
 * that the address is in, or NULL.
 */
static __always_inline const struct dma_pool_range *
find_pool(const struct dma_device *dd, dma_addr_t *addr)
{
	const struct dma_pool_range *pool = dd->answers.pool;

	*addr &= ~dd->answers.encryption_mask;
	if (!pool || *addr < pool->start || *addr >= pool->end)
		return NULL;
	return pool;
}

/*
 * Maintenance after the copy: all of for_device, and the late wait of for_cpu.
 */
static __always_inline void maintain_behind(CALLS_ARGUMENTS, bool for_device,
					    bool maintains)
{
	if (!maintains)
		return;
	if (!for_device) {
		if (unlikely(dd->wait == DMA_WAIT_AFTER_COPY) &&
		    dd->for_cpu[dir])
			machine_wait(dd);
	} else if (dd->for_device[dir]) {
		machine_maintain(dd, dd->for_device[dir],
				 dma_device_memory(addr), size);
	}
}

/*
 * dma_sync_single_for_cpu() and _for_device() of 6.1 with
 * dma_direct_sync_single_for_cpu() and _for_device(), which are inlined there.
 */
static __always_inline void linux_6_1_sync(CALLS_ARGUMENTS, bool for_device,
					   bool maintains)
{
	dma_addr_t at = addr;

	if (unlikely(!goes_direct(dd, dir) || dd->answers.ranges)) {
		dma_leave(dd, addr, size, dir);
		return;
	}
	if (maintains && !for_device && dd->for_cpu[dir])
		maintain_for_cpu(dd, addr, size, dir);
	if (find_pool(dd, &at)) {
		if (for_device)
			linux_6_1_slot_for_device(dd, at, size, dir);
		else
			linux_6_1_slot_for_cpu(dd, at, size, dir);
	}
	maintain_behind(dd, addr, size, dir, for_device, maintains);
}

/*
 * __dma_sync_single_for_cpu() and _for_device() of 6.12, inlined as well; the
 * trace event comes after the sync.
 */
static __always_inline void linux_6_12_sync(CALLS_ARGUMENTS, bool for_device,
					    bool maintains)
{
	const struct dma_pool_range *pool;
	dma_addr_t at = addr;

	if (unlikely(!goes_direct(dd, dir) || dd->answers.iommu ||
		     dd->answers.ranges)) {
		dma_leave(dd, addr, size, dir);
		return;
	}
	if (maintains && !for_device && dd->for_cpu[dir])
		maintain_for_cpu(dd, addr, size, dir);
	pool = find_pool(dd, &at);
	if (pool) {
		if (for_device)
			linux_6_12_slot_for_device(dd, at, size, dir, pool);
		else
			linux_6_12_slot_for_cpu(dd, at, size, dir, pool);
	}
	maintain_behind(dd, addr, size, dir, for_device, maintains);
	if (unlikely(dd->answers.traced))
		dma_leave(dd, addr, size, dir);
}

#define CALLS_DEFINE(name, sync, for_device, maintains)                        \
	void name(CALLS_ARGUMENTS)                                             \
	{                                                                      \
		sync(dd, addr, size, dir, for_device, maintains);              \
	}

CALLS_DEFINE(linux_6_12_for_cpu, linux_6_12_sync, false, false)
CALLS_DEFINE(linux_6_12_for_device, linux_6_12_sync, true, false)
CALLS_DEFINE(linux_6_12_for_cpu_maintained, linux_6_12_sync, false, true)
CALLS_DEFINE(linux_6_12_for_device_maintained, linux_6_12_sync, true, true)
CALLS_DEFINE(linux_6_1_for_cpu, linux_6_1_sync, false, false)
CALLS_DEFINE(linux_6_1_for_device, linux_6_1_sync, true, false)
CALLS_DEFINE(linux_6_1_for_cpu_maintained, linux_6_1_sync, false, true)
CALLS_DEFINE(linux_6_1_for_device_maintained, linux_6_1_sync, true, true)
