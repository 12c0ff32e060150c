/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Hardware event counters around timed parts: perf events of the kernel, of one
 * CPU, kernel side only.  None is silently zero: one that cannot be opened, or
 * has a wrong count for work of known size, is not used.
 */
#ifndef KERNEL_MODULE_EVENTS_H
#define KERNEL_MODULE_EVENTS_H

#include "kernel/record.h"

struct perf_event;

/**
 * struct events_reading - all counters at one moment.
 * @uncounted: bit by number: the counter has no value.
 */
struct events_reading {
	u64 value[PEEK_EVENTS];
	u32 uncounted;
};

/**
 * struct events - the counters of one case.
 * @event: by number; NULL if it does not count.
 * @record: by number, the record about each; the caller fills in the case's
 *	index.
 */
struct events {
	struct perf_event *event[PEEK_EVENTS];
	struct peek_event record[PEEK_EVENTS];
};

/**
 * events_open() - open and test all counters on this CPU; the caller must stay
 * on it until events_close().  May sleep.  It is no error if no counter counts.
 */
void events_open(struct events *e);

/** events_close() - release the counters. */
void events_close(struct events *e);

/**
 * events_read() - read the counters; call with interrupts off.
 *
 * perf_event_read_value() sleeps, and perf_event_read_local(), which does not,
 * is not exported; this reads as the latter does (kernel/events/core.c).
 */
void events_read(const struct events *e, struct events_reading *reading);

/**
 * events_add() - add the events since @before to @span; interrupts must have
 * been off since then.
 */
void events_add(const struct events *e, const struct events_reading *before,
		struct peek_span *span);

#endif
