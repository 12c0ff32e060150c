/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Counters of sync calls and copies for one device, by kprobes on the sync
 * functions and on swiotlb's copy, without a change to kernel or driver.
 */
#ifndef KERNEL_MODULE_WATCH_H
#define KERNEL_MODULE_WATCH_H

#include <linux/device.h>
#include <linux/kprobes.h>

#include "kernel/record.h"

struct watch;

/** struct watch_probe - one probe and its owner. */
struct watch_probe {
	struct kprobe kprobe;
	struct watch *watch;
	enum peek_call call;
};

/**
 * struct watch_count - counts since the watch began.
 * @copied: bounce to original, bytes; @copied_back: the other way.
 * @for_cpu, @for_device: number of calls; with _bytes, the sum of their sizes.
 */
struct watch_count {
	u64 copied;
	u64 copied_back;
	u64 for_cpu;
	u64 for_device;
	u64 for_cpu_bytes;
	u64 for_device_bytes;
};

/** struct watch_call - calls of one kind, direction and size. */
struct watch_call {
	u32 call;
	u32 direction;
	u32 size;
	u64 count;
};

#define WATCH_CALLS 64
#define WATCH_COPIES 128

/**
 * struct watch_follow - one mapping whose copies are recorded byte by byte.
 * @start, @size: of the bounce buffer; with @size 0 nothing is recorded.
 * @fresh: a flag for each byte: the device wrote it, and it has not been copied
 *	since; owned by the caller.
 * @news, @again, @back: bytes copied to the CPU that were fresh, that were not,
 *	and bytes copied to the device.
 * @phase: the phase under which copies are counted.
 * @copy: the first WATCH_COPIES copies; @copy_count may be larger.
 */
struct watch_follow {
	phys_addr_t start;
	u32 size;
	u8 *fresh;
	u64 news;
	u64 again;
	u64 back;
	u32 phase;
	u32 copy_count;
	struct peek_copy copy[WATCH_COPIES];
};

/*
 * Entries of a hash of buffers by their swiotlb slot of 2 KiB, so that
 * neighbours do not collide.
 */
#define WATCH_LOOKS 512
#define WATCH_SLOT_SHIFT 11
#define WATCH_OVERWRITES 8

/**
 * struct watch_look - the last look at one bounce buffer.
 * @address: of the mapping; 0 for an empty entry.
 * @given: a for_device has followed it, and no look since.
 * @late: the device has written between look and for_device, or before the copy
 *	inside the latter.
 */
struct watch_look {
	u64 address;
	bool given;
	bool late;
	struct peek_overwrite what;
};

/**
 * struct watch_status - the status words that a driver looks at, and writes to
 * them; see struct peek_overwrite.
 * @kept: valid entries of @overwrite.
 */
struct watch_status {
	struct watch_look look[WATCH_LOOKS];
	u64 late;
	u64 overwritten;
	u32 kept;
	struct peek_overwrite overwrite[WATCH_OVERWRITES];
};

/**
 * struct watch - the watch of a device or a driver.
 * @dev: the device; NULL to select by @driver.
 * @driver: name of the driver whose devices are watched, if @dev is NULL.
 * @bounces: swiotlb's copy can be probed.
 * @calls_lost: calls of kinds for which @call had no room.
 * @syncs: both sync functions can be probed.
 */
struct watch {
	struct device *dev;
	char driver[PEEK_NAME_BYTES];
	bool bounces;
	bool syncs;
	arch_spinlock_t lock;
	struct watch_count count;
	struct watch_call call[WATCH_CALLS];
	u32 call_count;
	u64 calls_lost;
	struct watch_follow follow;
	struct watch_status status;
	struct watch_probe probe[10];
};

/**
 * watch_start() - begin to count for @dev, or for devices of driver @driver.
 *
 * Maps and unmaps are counted for a driver only; those of a device are made by
 * this module.  A function that cannot be probed is not counted; see
 * @w->bounces and @w->syncs.  May sleep.
 */
void watch_start(struct watch *w, struct device *dev, const char *driver);

/** watch_stop() - remove the probes; the counts are kept. */
void watch_stop(struct watch *w);

#endif
