/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The contract of a device inside the module, which writes memory through
 * addresses of the DMA API.
 *
 * A scripted device carries out moves on request and has finished them on
 * return; a live one writes frames concurrently with the driver's looks.
 */
#ifndef KERNEL_MODULE_DEVICE_OPS_H
#define KERNEL_MODULE_DEVICE_OPS_H

#include <linux/device.h>
#include <peekbench/rx.h>

#include "kernel/mailbox.h"
#include "kernel/record.h"

struct kernel_device;
struct records;

/**
 * struct device_move - copy @bytes at @from to @to, both the device's
 * addresses.
 */
struct device_move {
	dma_addr_t from;
	dma_addr_t to;
	u32 bytes;
};

/*
 * Most moves of a frame: at most three parts of payload around two status
 * words, and the words.
 */
#define DEVICE_MOVES 8

/**
 * struct device_job - frames for a live device to write.
 * @request: gives size, status, order, grain and gap.
 * @frame, @count: at most PEEK_HOST_FRAMES; addresses are physical.
 */
struct device_job {
	const struct peek_request *request;
	const struct peek_host_frame *frame;
	u32 count;
};

/**
 * struct kernel_device_ops - a kind of device.
 * @name: as in a request.
 * @most_bytes: bytes of the longest move; 0: no limit.
 * @open: find a device and take it, set @kd->dev and @kd->priv.  Return: 0;
 *	-ENODEV if there is none; -errno.
 * @close: release the device.
 * @run: scripted: carry out @count moves in their order.  May sleep.  Return:
 *	0; -EIO; -ETIMEDOUT.
 * @start: live: accept a job, with no frame granted.
 * @grant: live: allow the first @count frames of the job to be written.
 * @written: live: number of frames of the job that are completely written.
 */
struct kernel_device_ops {
	const char *name;
	u32 most_bytes;
	int (*open)(struct kernel_device *kd);
	void (*close)(struct kernel_device *kd);
	int (*run)(struct kernel_device *kd, const struct device_move *moves,
		   u32 count);
	int (*start)(struct kernel_device *kd, const struct device_job *job);
	void (*grant)(struct kernel_device *kd, u32 count);
	u32 (*written)(struct kernel_device *kd);
};

/**
 * struct kernel_device - an open device.
 * @dev: the device of the mappings.
 * @stream: the records, whose mailbox a host process reads.
 * @image: the frame to be written, in coherent memory of @image_bytes at
 *	@image_dma; scripted devices only.
 * @stuck: the device may still be writing and cannot be stopped, so the memory
 *	that it could write to is not freed.
 * @reason: one line with the reason of a failed call, if the error code does
 *	not give it.
 */
struct kernel_device {
	const struct kernel_device_ops *ops;
	struct device *dev;
	void *priv;
	struct records *stream;
	void *image;
	dma_addr_t image_dma;
	u32 image_bytes;
	bool stuck;
	char reason[PEEK_TEXT_BYTES];
};

/** kernel_device_live() - is it a live device? */
static inline bool kernel_device_live(const struct kernel_device *kd)
{
	return !kd->ops->run;
}

extern const struct kernel_device_ops kernel_device_lsi;
extern const struct kernel_device_ops kernel_device_edu;
extern const struct kernel_device_ops kernel_device_dmaengine;
extern const struct kernel_device_ops kernel_device_host;

#endif
