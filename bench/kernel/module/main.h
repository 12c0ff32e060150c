/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The requests, and the session that answers them. */
#ifndef KERNEL_MODULE_MAIN_H
#define KERNEL_MODULE_MAIN_H

#include <linux/miscdevice.h>
#include <linux/mutex.h>

#include "kernel/module/records.h"
#include "kernel/module/swiotlb.h"
#include "kernel/module/watch.h"

/**
 * struct session - from load to unload.
 * @lock: one request at a time.
 * @watch: the driver under watch, or NULL.
 * @watch_err: its device could not get the state of swiotlb asked for.
 * @watch_frames, @watch_errors: frames that its network devices had received,
 *	and errors that they had counted, when that began.
 * @sent: frames that the host process has sent since.
 * @swiotlb: the state that its device has.
 */
struct session {
	struct miscdevice misc;
	struct mutex lock;
	struct records stream;
	struct watch *watch;
	u32 watch_case;
	int watch_err;
	u64 watch_frames;
	u64 watch_errors;
	u64 sent;
	struct swiotlb_state swiotlb;
};

/**
 * request_check() - is @request valid for request_run()?
 *
 * Return: 0; -EINVAL.
 */
int request_check(const struct peek_request *request);

/**
 * request_run() - carry out @request; results and errors go to the stream.
 *
 * Return: 0, also where a case failed: its record says so; -EINTR if a signal
 * ended it.
 */
int request_run(struct session *session, const struct peek_request *request);

/** case_run() - PEEK_REQUEST_CASE; 0 or -EINTR. */
int case_run(struct session *session, const struct peek_request *request);

/** calls_run() - PEEK_REQUEST_CALLS: the cost of each call of the DMA API. */
int calls_run(struct session *session, const struct peek_request *request);

/** hello_put() - the stream's first record. */
void hello_put(struct session *session);

/** kernel_taint() - the kernel's taint flags, by their bits. */
u32 kernel_taint(void);

#endif
