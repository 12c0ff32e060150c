// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/watch.h"

#include <linux/dma-direction.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/string.h>

/*
 * swiotlb_bounce(dev, tlb_addr, size, dir) is static but has several callers
 * and stays out of line in Debian's kernels.  Since Linux 6.10 the sync
 * functions are inline around a function with two underscores more, and since
 * 6.18 dma_map_page_attrs() is one around dma_map_phys().  The first name that
 * the kernel has is probed.
 */
static const struct {
	const char *symbol;
	enum peek_call call;
} symbols[] = {
	{"swiotlb_bounce", PEEK_CALL_BOUNCE},
	{"__dma_sync_single_for_cpu", PEEK_CALL_FOR_CPU},
	{"dma_sync_single_for_cpu", PEEK_CALL_FOR_CPU},
	{"__dma_sync_single_for_device", PEEK_CALL_FOR_DEVICE},
	{"dma_sync_single_for_device", PEEK_CALL_FOR_DEVICE},
	{"dma_map_phys", PEEK_CALL_MAP},
	{"dma_map_page_attrs", PEEK_CALL_MAP},
	{"dma_unmap_phys", PEEK_CALL_UNMAP},
	{"dma_unmap_page_attrs", PEEK_CALL_UNMAP},
};

/* The call's arguments after the device. */
struct call {
	u64 address;
	u32 size;
	u32 direction;
};

static bool concerns(const struct watch *w, const struct device *dev)
{
	if (w->dev)
		return dev == w->dev;
	return dev && dev->driver && !strcmp(dev->driver->name, w->driver);
}

/* dma_map_page_attrs() has the offset in its page before the size. */
static void read_call(struct call *call, const struct watch_probe *probe,
		      struct pt_regs *regs)
{
	u32 at =
		strcmp(probe->kprobe.symbol_name, "dma_map_page_attrs") ? 2 : 3;

	call->address = regs_get_kernel_argument(regs, 1);
	call->size = regs_get_kernel_argument(regs, at);
	call->direction = regs_get_kernel_argument(regs, at + 1);
}

static void add_call(struct watch *w, enum peek_call what,
		     const struct call *call)
{
	struct watch_call *row = w->call;
	struct watch_call *end = w->call + w->call_count;

	while (row < end && (row->call != what || row->size != call->size ||
			     row->direction != call->direction))
		row++;
	if (row == w->call + WATCH_CALLS) {
		w->calls_lost++;
		return;
	}
	if (row == end) {
		*row = (struct watch_call){.call = what,
					   .direction = call->direction,
					   .size = call->size};
		w->call_count++;
	}
	row->count++;
}

static void follow_copy(struct watch_follow *f, const struct call *call)
{
	u64 offset = call->address - f->start;
	bool back = call->direction == DMA_TO_DEVICE;

	if (offset >= f->size || call->size > f->size - offset)
		return;
	if (f->copy_count < WATCH_COPIES)
		f->copy[f->copy_count] = (struct peek_copy){
			.phase = f->phase,
			.back = back,
			.offset = offset,
			.size = call->size,
		};
	f->copy_count++;
	if (back) {
		f->back += call->size;
		return;
	}
	for (u32 i = 0; i < call->size; i++) {
		if (f->fresh[offset + i])
			f->news++;
		else
			f->again++;
		f->fresh[offset + i] = 0;
	}
}

static void add_count(struct watch *w, enum peek_call what,
		      const struct call *call)
{
	struct watch_count *count = &w->count;

	if (what == PEEK_CALL_FOR_CPU) {
		count->for_cpu++;
		count->for_cpu_bytes += call->size;
	} else if (what == PEEK_CALL_FOR_DEVICE) {
		count->for_device++;
		count->for_device_bytes += call->size;
	} else if (what == PEEK_CALL_BOUNCE &&
		   call->direction == DMA_TO_DEVICE) {
		count->copied_back += call->size;
	} else if (what == PEEK_CALL_BOUNCE) {
		count->copied += call->size;
	}
	if (what == PEEK_CALL_BOUNCE)
		follow_copy(&w->follow, call);
}

/*
 * Read the first bytes in the device's memory at @address, which is a physical
 * address: drivers behind an IOMMU are not watched.
 */
static bool read_status(u64 address, u32 *status)
{
	if (!pfn_valid(PHYS_PFN(address)))
		return false;
	*status = READ_ONCE(*(u32 *)phys_to_virt(address));
	return true;
}

static void keep_overwrite(struct watch_status *status,
			   const struct watch_look *look)
{
	status->overwritten++;
	if (status->kept < WATCH_OVERWRITES)
		status->overwrite[status->kept++] = look->what;
}

/*
 * Follow a look, a write of the device after it, and the effect of the next
 * for_device on that write.
 */
static void follow_status(struct watch_status *status, enum peek_call what,
			  const struct call *call)
{
	struct watch_look *look =
		&status->look[(call->address >> WATCH_SLOT_SHIFT) %
			      WATCH_LOOKS];
	u64 now = ktime_get_mono_fast_ns();
	u32 found;

	if (call->address % 4 || call->size < 4 ||
	    !read_status(call->address, &found))
		return;
	if (what == PEEK_CALL_FOR_CPU) {
		look->what.again_ns = now;
		if (look->address == call->address && look->late &&
		    found == look->what.seen)
			keep_overwrite(status, look);
		*look = (struct watch_look){
			.address = call->address,
			.what = {.address = call->address,
				 .size = call->size,
				 .seen = found,
				 .look_ns = now},
		};
		return;
	}
	if (look->address != call->address)
		return;
	/*
	 * for a for_device that copies, the time is that of the copy inside it
	 */
	look->given |= what == PEEK_CALL_FOR_DEVICE &&
		       call->direction == DMA_FROM_DEVICE;
	if (!look->given || look->late || found == look->what.seen ||
	    (what == PEEK_CALL_BOUNCE && call->direction != DMA_TO_DEVICE))
		return;
	look->late = true;
	look->what.written = found;
	look->what.sync_ns = now;
	status->late++;
}

static int hit(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct watch_probe *probe =
		container_of(kprobe, struct watch_probe, kprobe);
	struct device *dev = (void *)regs_get_kernel_argument(regs, 0);
	struct watch *w = probe->watch;
	unsigned long flags;
	struct call call;

	if (!concerns(w, dev))
		return 0;
	read_call(&call, probe, regs);
	/*
	 * Not with lockdep, to which a breakpoint is an NMI context, and the
	 * same probe, optimized to a jump, is not.
	 */
	local_irq_save(flags);
	arch_spin_lock(&w->lock);
	add_count(w, probe->call, &call);
	add_call(w, probe->call, &call);
	if (!w->dev && (probe->call == PEEK_CALL_FOR_CPU ||
			probe->call == PEEK_CALL_FOR_DEVICE ||
			probe->call == PEEK_CALL_BOUNCE))
		follow_status(&w->status, probe->call, &call);
	arch_spin_unlock(&w->lock);
	local_irq_restore(flags);
	return 0;
}
NOKPROBE_SYMBOL(hit);

static bool add_probe(struct watch *w, u32 i)
{
	struct watch_probe *probe = &w->probe[i];

	*probe = (struct watch_probe){
		.kprobe = {.symbol_name = symbols[i].symbol,
			   .pre_handler = hit},
		.watch = w,
		.call = symbols[i].call,
	};
	if (!register_kprobe(&probe->kprobe))
		return true;
	probe->watch = NULL;
	return false;
}

void watch_start(struct watch *w, struct device *dev, const char *driver)
{
	bool seen[PEEK_CALLS] = {false};

	BUILD_BUG_ON(ARRAY_SIZE(symbols) > ARRAY_SIZE(w->probe));
	w->lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	memset(w->probe, 0, sizeof(w->probe));
	w->dev = dev;
	strscpy(w->driver, driver, sizeof(w->driver));
	memset(&w->count, 0, sizeof(w->count));
	w->call_count = 0;
	w->calls_lost = 0;
	for (u32 i = 0; i < ARRAY_SIZE(symbols); i++)
		if (!seen[symbols[i].call] &&
		    (!dev || symbols[i].call == PEEK_CALL_BOUNCE ||
		     symbols[i].call == PEEK_CALL_FOR_CPU ||
		     symbols[i].call == PEEK_CALL_FOR_DEVICE))
			seen[symbols[i].call] = add_probe(w, i);
	w->bounces = seen[PEEK_CALL_BOUNCE];
	w->syncs = seen[PEEK_CALL_FOR_CPU] && seen[PEEK_CALL_FOR_DEVICE];
}

void watch_stop(struct watch *w)
{
	for (u32 i = 0; i < ARRAY_SIZE(symbols); i++) {
		if (w->probe[i].watch)
			unregister_kprobe(&w->probe[i].kprobe);
		w->probe[i].watch = NULL;
	}
}
