// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "dma/swiotlb.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "dma/primitives.h"

#define PAGE_SLOTS (4096u >> IO_TLB_SHIFT)
#define HUGE_PAGE_BYTES (2u << 20)

_Static_assert(sizeof(struct io_tlb_slot) == 24, "as the kernel's");

/*
 * @index: the slot at which the next search of this area starts; @used: slots.
 */
struct io_tlb_area {
	atomic_bool lock;
	u32 index;
	u32 used;
};

/* @range describes the fields below it; set once. */
struct swiotlb_pool {
	struct dma_pool_range range;
	u8 *start;
	u8 *end;
	struct io_tlb_slot *slots;
	struct io_tlb_area *areas;
	u32 area_count;
	u32 area_slots;
};

/*
 * Uncontended, one atomic exchange and one store, as in a spinlock of the
 * kernel.  glibc's mutex takes no atomic operation while its process has a
 * single thread and two after the first pthread_create(), so the cost of a
 * re-map would depend on the other cases of the run.
 */
static void area_lock(struct io_tlb_area *area)
{
	while (atomic_exchange_explicit(&area->lock, true,
					memory_order_acquire))
		while (atomic_load_explicit(&area->lock, memory_order_relaxed))
			sched_yield();
}

static void area_unlock(struct io_tlb_area *area)
{
	atomic_store_explicit(&area->lock, false, memory_order_release);
}

static u32 slots_for(size_t bytes)
{
	return (u32)((bytes + IO_TLB_SIZE - 1) >> IO_TLB_SHIFT);
}

static u32 set_end(u32 slot)
{
	return slot - slot % IO_TLB_SEGSIZE + IO_TLB_SEGSIZE;
}

/* Rewrite the run lengths of the free slots before @slot in its set. */
static void relink_before(struct io_tlb_slot *slots, u32 slot, u32 run)
{
	u32 first = slot - slot % IO_TLB_SEGSIZE;

	while (slot > first && slots[slot - 1].list)
		slots[--slot].list = ++run;
}

static void take_slots(struct swiotlb_pool *pool, u32 first, u32 count,
		       u8 *orig, size_t size)
{
	for (u32 i = 0; i < count; i++) {
		pool->slots[first + i] = (struct io_tlb_slot){
			.orig = orig + (size_t)i * IO_TLB_SIZE,
			.alloc_size = size - (size_t)i * IO_TLB_SIZE,
			.starts = !i,
		};
	}
	relink_before(pool->slots, first, 0);
}

/*
 * First fit, from the place where the last search ended, wrapping once.
 * Mappings of a page or more start on a page, as in the kernel's
 * swiotlb_area_find_slots().
 */
static int area_find(struct swiotlb_pool *pool, u32 area_index, u8 *orig,
		     size_t size, u32 *found)
{
	struct io_tlb_area *area = &pool->areas[area_index];
	u32 base = area_index * pool->area_slots;
	u32 stride = size >= 4096 ? PAGE_SLOTS : 1;
	u32 count = slots_for(size);
	u32 index = (area->index + stride - 1) / stride * stride;

	for (u32 seen = 0; seen < pool->area_slots; seen += stride) {
		if (index >= pool->area_slots)
			index = 0;
		if (pool->slots[base + index].list >= count) {
			take_slots(pool, base + index, count, orig, size);
			area->index = (index + count) % pool->area_slots;
			area->used += count;
			*found = base + index;
			return 0;
		}
		index += stride;
	}
	return -ENOSPC;
}

static int pool_find(struct swiotlb_pool *pool, u8 *orig, size_t size,
		     u32 *slot)
{
	int cpu = sched_getcpu();
	u32 start = cpu < 0 ? 0 : (u32)cpu & (pool->area_count - 1);

	for (u32 i = 0; i < pool->area_count; i++) {
		u32 area = (start + i) & (pool->area_count - 1);
		int err;

		area_lock(&pool->areas[area]);
		err = area_find(pool, area, orig, size, slot);
		area_unlock(&pool->areas[area]);
		if (!err)
			return 0;
	}
	return -ENOSPC;
}

static void pool_release(struct swiotlb_pool *pool, u32 first, u32 count)
{
	struct io_tlb_area *area = &pool->areas[first / pool->area_slots];
	u32 behind = first + count;
	u32 run = 0;

	area_lock(area);
	if (behind < set_end(first))
		run = pool->slots[behind].list;
	for (u32 slot = behind; slot-- > first;)
		pool->slots[slot] = (struct io_tlb_slot){.list = ++run};
	relink_before(pool->slots, first, run);
	area->used -= count;
	area_unlock(area);
}

/*
 * The slot and the original byte of a bounce address, or NULL if no mapping
 * covers that range.  The mapping may start in an earlier slot (868c9ddc182b: a
 * range that leaves the mapping is refused).
 */
static __always_inline u8 *lookup(struct dma_device *dd, dma_addr_t addr,
				  size_t size)
{
	size_t at = (size_t)(addr - dd->bounce.start);
	const struct io_tlb_slot *slot = &dd->bounce.slots[at >> IO_TLB_SHIFT];
	size_t offset = at & (IO_TLB_SIZE - 1);

	if (unlikely(!slot->orig || size > slot->alloc_size ||
		     offset > slot->alloc_size - size)) {
		dd->count.misuse_count++;
		return NULL;
	}
	return slot->orig + offset;
}

void swiotlb_to_cpu(struct dma_device *dd, dma_addr_t addr, size_t size)
{
	u8 *orig = lookup(dd, addr, size);

	if (unlikely(!orig))
		return;
	dd->count.to_cpu_bytes += size;
	machine_copy(dd, orig, dma_device_memory(addr), size);
}

void swiotlb_to_device(struct dma_device *dd, dma_addr_t addr, size_t size)
{
	u8 *orig = lookup(dd, addr, size);

	if (unlikely(!orig))
		return;
	dd->count.to_device_bytes += size;
	machine_copy(dd, dma_device_memory(addr), orig, size);
}

dma_addr_t swiotlb_map(struct dma_device *dd, void *cpu, size_t size,
		       enum dma_data_direction dir)
{
	dma_addr_t addr;
	u32 slot;

	if (!size || size > SWIOTLB_MAX_MAPPING_BYTES ||
	    pool_find(dd->pool, cpu, size, &slot))
		return DMA_MAPPING_ERROR;
	addr = (dma_addr_t)(uintptr_t)(dd->pool->start +
				       (size_t)slot * IO_TLB_SIZE);
	if (dir != DMA_FROM_DEVICE || dd->platform->map_copies_from)
		swiotlb_to_device(dd, addr, size);
	return addr;
}

void swiotlb_unmap(struct dma_device *dd, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir)
{
	struct swiotlb_pool *pool = dd->pool;
	size_t at = (size_t)(addr - (dma_addr_t)(uintptr_t)pool->start);
	const struct io_tlb_slot *slot = &pool->slots[at >> IO_TLB_SHIFT];

	if (!lookup(dd, addr, size))
		return;
	if (at & (IO_TLB_SIZE - 1) || slot->alloc_size != size ||
	    !slot->starts) {
		dd->count.misuse_count++;
		return;
	}
	if (dir != DMA_TO_DEVICE)
		swiotlb_to_cpu(dd, addr, size);
	pool_release(pool, (u32)(at >> IO_TLB_SHIFT), slots_for(size));
}

void swiotlb_pool_bounce(const struct swiotlb_pool *pool,
			 struct dma_bounce *bounce)
{
	*bounce = (struct dma_bounce){
		.start = (dma_addr_t)(uintptr_t)pool->start,
		.bytes = (size_t)(pool->end - pool->start),
		.slots = pool->slots,
	};
}

void swiotlb_pool_begin(struct swiotlb_pool *pool, u32 slot)
{
	for (u32 i = 0; i < pool->area_count; i++)
		pool->areas[i].index = slot % pool->area_slots;
}

const struct dma_pool_range *swiotlb_pool_range(const struct swiotlb_pool *pool)
{
	static const struct dma_pool_range none;

	return pool ? &pool->range : &none;
}

u32 swiotlb_pool_used(const struct swiotlb_pool *pool)
{
	u32 used = 0;

	for (u32 i = 0; i < pool->area_count; i++)
		used += pool->areas[i].used;
	return used;
}

/*
 * Use huge pages if the machine has them, because the kernel's pool lies in
 * them.
 */
static u8 *pool_memory(size_t bytes)
{
	void *at = mmap(NULL, bytes + HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t head;

	if (at == MAP_FAILED)
		return NULL;
	head = HUGE_PAGE_BYTES - ((uintptr_t)at & (HUGE_PAGE_BYTES - 1));
	munmap(at, head);
	if (head < HUGE_PAGE_BYTES)
		munmap((u8 *)at + head + bytes, HUGE_PAGE_BYTES - head);
	madvise((u8 *)at + head, bytes, MADV_HUGEPAGE);
	return (u8 *)at + head;
}

static u32 power_of_two(u32 n)
{
	u32 power = 1;

	while (power < n)
		power *= 2;
	return power;
}

int swiotlb_pool_create(struct swiotlb_pool **result, size_t bytes, u32 areas,
			u8 fill)
{
	struct swiotlb_pool *pool = calloc(1, sizeof(*pool));
	u32 sets, slots;

	if (!pool)
		return -ENOMEM;
	if (!bytes || !areas) {
		free(pool);
		return -EINVAL;
	}
	pool->area_count = power_of_two(areas);
	sets = (slots_for(bytes) + IO_TLB_SEGSIZE - 1) / IO_TLB_SEGSIZE;
	sets = (sets + pool->area_count - 1) / pool->area_count;
	pool->area_slots = sets * IO_TLB_SEGSIZE;
	slots = pool->area_slots * pool->area_count;
	pool->slots = calloc(slots, sizeof(*pool->slots));
	pool->areas = calloc(pool->area_count, sizeof(*pool->areas));
	pool->start = pool_memory((size_t)slots * IO_TLB_SIZE);
	if (!pool->slots || !pool->areas || !pool->start) {
		swiotlb_pool_destroy(pool);
		return -ENOMEM;
	}
	pool->end = pool->start + (size_t)slots * IO_TLB_SIZE;
	pool->range = (struct dma_pool_range){
		.start = (dma_addr_t)(uintptr_t)pool->start,
		.end = (dma_addr_t)(uintptr_t)pool->end,
		.memory = pool->start,
		.slots = pool->slots,
	};
	/* Fresh pages are zero, and need not be there yet. */
	if (fill)
		memset(pool->start, fill, (size_t)slots * IO_TLB_SIZE);
	for (u32 i = 0; i < pool->area_count; i++)
		atomic_init(&pool->areas[i].lock, false);
	for (u32 i = 0; i < slots; i++)
		pool->slots[i].list = set_end(i) - i;
	*result = pool;
	return 0;
}

void swiotlb_pool_destroy(struct swiotlb_pool *pool)
{
	if (!pool)
		return;
	if (pool->start)
		munmap(pool->start, (size_t)pool->area_slots *
					    pool->area_count * IO_TLB_SIZE);
	free(pool->areas);
	free(pool->slots);
	free(pool);
}
