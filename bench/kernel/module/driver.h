/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Requests about a driver of the kernel, whose calls are counted by kprobes. */
#ifndef KERNEL_MODULE_DRIVER_H
#define KERNEL_MODULE_DRIVER_H

#include "kernel/module/session.h"

/**
 * driver_watch() - PEEK_REQUEST_WATCH: begin to count the calls of a driver,
 * and give its device the requested state of swiotlb.
 *
 * Return: 0, also if that state is not available, which the case's record
 * reports; -EBUSY if a driver is being watched; -ENOMEM.
 */
int driver_watch(struct session *session, const struct peek_request *request);

/**
 * driver_send() - PEEK_REQUEST_SEND: wait until the host process has sent the
 * frames.
 *
 * Return: 0, also if it sent fewer, which the case's record reports; -EINVAL if
 * no driver is being watched; -EINTR.
 */
int driver_send(struct session *session, const struct peek_request *request);

/**
 * driver_unwatch() - PEEK_REQUEST_UNWATCH: stop counting and write the records;
 * 0, or -EINVAL if no driver is being watched.
 */
int driver_unwatch(struct session *session);

#endif
