/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The requests, and the session that carries them out. */
#ifndef KERNEL_MODULE_SESSION_H
#define KERNEL_MODULE_SESSION_H

#include <linux/miscdevice.h>
#include <linux/mutex.h>

#include "kernel/module/records.h"
#include "kernel/module/swiotlb.h"
#include "kernel/module/watch.h"

/**
 * struct session - the state of the module from load to unload.
 * @lock: serialises requests.
 * @watch: the counts of the watched driver, or NULL.
 * @watch_err: error of giving its device the requested state of swiotlb.
 * @watch_frames, @watch_errors: frames received by its network devices, and
 *	errors counted by them, when the watch began.
 * @sent: frames that the host process has sent since then.
 * @swiotlb: the state of swiotlb for its device.
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
 * request_run() - carry out @request; results and errors become records.
 *
 * Return: 0, also if a case failed, which its record reports; -EINTR if a
 * signal ended it.
 */
int request_run(struct session *session, const struct peek_request *request);

/** case_run() - PEEK_REQUEST_CASE; 0 or -EINTR. */
int case_run(struct session *session, const struct peek_request *request);

/** calls_run() - PEEK_REQUEST_CALLS: the cost of each call of the DMA API. */
int calls_run(struct session *session, const struct peek_request *request);

#endif
