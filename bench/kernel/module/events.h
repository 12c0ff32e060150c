/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The hardware's event counters around what is timed: the kernel's own perf
 * events, of one CPU and its kernel side.  None is silently zero: what cannot
 * be opened, or does not show what is due during work of known size, counts
 * nothing.
 */
#ifndef KERNEL_MODULE_EVENTS_H
#define KERNEL_MODULE_EVENTS_H

#include "kernel/record.h"

struct perf_event;

/**
 * struct events_reading - all counters at one moment.
 * @uncounted: bit by number: no value.
 */
struct events_reading {
	u64 value[PEEK_EVENTS];
	u32 uncounted;
};

/**
 * struct events - those of one case.
 * @event: by number; NULL: not counting.
 * @record: by number, what is said about each; the case's index is the
 *	caller's to fill in.
 */
struct events {
	struct perf_event *event[PEEK_EVENTS];
	struct peek_event record[PEEK_EVENTS];
};

/**
 * events_open() - open and test all counters on this CPU, which the caller may
 * not leave before events_close().  May sleep.  None that counts is no error.
 */
void events_open(struct events *e);

/** events_close() - give them back. */
void events_close(struct events *e);

/**
 * events_read() - read them; interrupts off.
 *
 * perf_event_read_value() sleeps, and perf_event_read_local(), which does not,
 * is not exported; this reads as the latter does (kernel/events/core.c).
 */
void events_read(const struct events *e, struct events_reading *reading);

/**
 * events_add() - what has been counted since @before, to @span; interrupts
 * off since then.
 */
void events_add(const struct events *e, const struct events_reading *before,
		struct peek_span *span);

#endif
