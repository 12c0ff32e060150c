/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Requests about a driver of the kernel, which is watched at its work. */
#ifndef KERNEL_MODULE_DRIVER_H
#define KERNEL_MODULE_DRIVER_H

#include "kernel/module/main.h"

/**
 * driver_watch() - PEEK_REQUEST_WATCH: count the calls of a driver, and give
 * its device the state of swiotlb that is asked for.
 *
 * Return: 0, also where that state cannot be had: the case's record says so;
 * -EBUSY if one is watched; -ENOMEM.
 */
int driver_watch(struct session *session, const struct peek_request *request);

/**
 * driver_send() - PEEK_REQUEST_SEND: returns when the host process has sent.
 *
 * Return: 0, also where it sent less: the case's record says so; -EINVAL if no
 * driver is watched; -EINTR.
 */
int driver_send(struct session *session, const struct peek_request *request);

/** driver_unwatch() - PEEK_REQUEST_UNWATCH: the records; 0, or -EINVAL if no
 * driver is watched. */
int driver_unwatch(struct session *session);

#endif
