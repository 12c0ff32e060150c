/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of the self-check. */
#ifndef SELFCHECK_PARTS_H
#define SELFCHECK_PARTS_H

#include "selfcheck/selfcheck.h"

/* Strategies that cheat, see cheats.c; not part of the list of strategies. */
extern const struct peek_loops idle_loops;
extern const struct peek_loops stale_payload_loops;
extern const struct peek_loops sleeper_loops;
extern const struct peek_loops cold_heels_loops;
extern const struct peek_loops honest_loops;
extern const struct peek_loops thorough_loops;

/**
 * selfcheck_axes() - set @axes to platform swiotlb, the scripted device, and a
 * ring of @ring buffers of 2048 bytes.
 */
void selfcheck_axes(struct axes *axes, s64 ring);

/**
 * selfcheck_sabotage() - run strategies that cheat and a correct one; fills
 * report->sabotage.  Returns as selfcheck_run().
 */
int selfcheck_sabotage(const struct selfcheck_options *options,
		       struct selfcheck_report *report, char *why,
		       size_t why_size);

/**
 * selfcheck_counters() - test faulty counters and a correct one; fills
 * report->counter.
 */
void selfcheck_counters(struct selfcheck_report *report);

#endif
