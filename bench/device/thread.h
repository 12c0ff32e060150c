/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A device on another PU: a pinned thread that writes frames while the
 * measuring thread peeks.
 *
 * The driver grants a frame when it begins to look at its buffer, and the
 * device starts to write it after a small random delay.  So every frame is
 * written while the driver looks at it, like the last buffer of a polling loop.
 */
#ifndef DEVICE_THREAD_H
#define DEVICE_THREAD_H

#include "device/writer.h"

struct thread_device;

/**
 * thread_device_create() - start a device thread on PU @pu_os_index.
 * @seed: seed of the random delays.
 *
 * Return: 0; -ENOMEM; -errno of the thread's creation or of its binding.
 */
int thread_device_create(struct thread_device **td, int pu_os_index, u64 seed);

/** thread_device_destroy() - stop and join the thread; NULL is allowed. */
void thread_device_destroy(struct thread_device *td);

/**
 * thread_device_start() - give the device a job of @count frames, none granted
 * yet.
 * @frames, @layout, @writer: stay valid until thread_device_finish().
 */
void thread_device_start(struct thread_device *td,
			 const struct device_writer *writer,
			 const struct rx_layout *layout,
			 const struct device_frame *frames, u32 count);

/**
 * thread_device_grant() - allow the device to write the job's first @count
 * frames.
 */
void thread_device_grant(struct thread_device *td, u32 count);

/**
 * thread_device_written() - number of frames of this job that are completely
 * written.
 */
u32 thread_device_written(const struct thread_device *td);

/** thread_device_finish() - wait until every frame of the job is written. */
void thread_device_finish(struct thread_device *td);

#endif
