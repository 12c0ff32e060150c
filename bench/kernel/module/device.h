/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The device of a case: opened by name, and its frames written. */
#ifndef KERNEL_MODULE_DEVICE_H
#define KERNEL_MODULE_DEVICE_H

#include "kernel/module/device_ops.h"

/**
 * kernel_device_open() - open the device called @name, for frames of up to
 * @bytes bytes.
 * @stream: see struct kernel_device; outlives @kd.
 *
 * Return: 0, the caller calls kernel_device_close(); -EINVAL for an unknown
 * name; -E2BIG; -ENODEV; -ENOMEM; -errno; @kd->reason is filled.
 */
int kernel_device_open(struct kernel_device *kd, const char *name, u32 bytes,
		       struct records *stream);

/** kernel_device_close() - release the device and free its image. */
void kernel_device_close(struct kernel_device *kd);

/**
 * struct device_frame - one frame for a scripted device to write.
 * @to: the device's address of the buffer.
 * @coherent: the device's address of the status words, if the layout has them
 *	in coherent memory.
 * @order: enum device_order of device/writer.h.
 */
struct device_frame {
	dma_addr_t to;
	dma_addr_t coherent;
	u32 sequence;
	u32 index;
	u32 order;
};

/** kernel_device_write() - write @frame; returns as ops->run(). */
int kernel_device_write(struct kernel_device *kd,
			const struct rx_layout *layout,
			const struct device_frame *frame);

/** kernel_device_memory() - the memory that the device accesses at @addr. */
void *kernel_device_memory(const struct kernel_device *kd, dma_addr_t addr);

/** kernel_device_phys() - the physical address of that memory. */
phys_addr_t kernel_device_phys(const struct kernel_device *kd, dma_addr_t addr);

/**
 * kernel_devices_register() - register the drivers of the PCI devices; 0 or
 * -errno.
 */
int kernel_devices_register(void);

/** kernel_devices_unregister() - unregister them. */
void kernel_devices_unregister(void);

#endif
