/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Events by name, as libpfm4 knows them. */
#ifndef MEASURE_PERF_NAMES_H
#define MEASURE_PERF_NAMES_H

#include "measure/perf.h"

/**
 * perf_event_find() - the event called @name on this machine: a generic one
 * ("page-faults", "L1-DCACHE-LOAD-MISSES") or one of its CPU, with unit masks
 * and modifiers as libpfm4 writes them ("NAME:UMASK:u=1:k=1").
 *
 * Without a modifier the event is counted in user space only.
 * @why: filled on error: the fault, and the nearest names.
 *
 * Return: 0; -EINVAL for a name that cannot be counted; -EIO if libpfm4 does
 * not start.
 */
int perf_event_find(const char *name, struct perf_event *event, char *why,
		    size_t why_size);

/**
 * perf_linux_add() - add the event called @name to @events.
 * @why: filled on error, including PERF_EXTRAS events added before, or this
 *	event among them.
 *
 * Return: as perf_event_find().
 */
int perf_linux_add(struct perf_linux_events *events, const char *name,
		   char *why, size_t why_size);

#endif
