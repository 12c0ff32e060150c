/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * This process as a device of a guest: it writes frames into the guest's
 * memory.
 */
#ifndef KERNEL_HOST_DEVICE_H
#define KERNEL_HOST_DEVICE_H

#include "kernel/memory.h"

/**
 * struct host_device - the device and its present job.
 * @tsc_hz: to turn gaps into ticks.
 * @net: a datagram socket, whose other end is the guest's network; -1: none.
 * @jobs: jobs accepted so far; @refused: the invalid ones of them.
 */
struct host_device {
	struct guest_memory *memory;
	u64 tsc_hz;
	int net;
	u64 random;
	u64 jobs;
	u64 refused;
};

/**
 * host_device_serve() - accept the job that the guest has posted, if any, and
 * write its frames as they are granted, or send them.
 * @stop: called while waiting for a grant; true ends the job.
 *
 * A job with a frame outside the guest's memory is refused: it counts as
 * accepted, and nothing is written.
 *
 * Return: true if there was a job.
 */
bool host_device_serve(struct host_device *device, bool (*stop)(void *ctx),
		       void *ctx);

#endif
