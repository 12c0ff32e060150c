/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The parts of the self-check. */
#ifndef SELFCHECK_PARTS_H
#define SELFCHECK_PARTS_H

#include "selfcheck/selfcheck.h"

/* Strategies that cheat; in no list. */
extern const struct peek_loops idle_loops;
extern const struct peek_loops stale_payload_loops;
extern const struct peek_loops sleeper_loops;
extern const struct peek_loops cold_heels_loops;
extern const struct peek_loops honest_loops;
extern const struct peek_loops thorough_loops;

/** selfcheck_axes() - swiotlb, scripted, 2048 bytes, @ring buffers. */
void selfcheck_axes(struct axes *axes, s64 ring);

/** selfcheck_timing() - equal things and known shifts. */
int selfcheck_timing(const struct selfcheck_options *options,
		     struct selfcheck_report *report, char *why,
		     size_t why_size);

/** selfcheck_sabotage() - strategies that cheat, and an honest one. */
int selfcheck_sabotage(const struct selfcheck_options *options,
		       struct selfcheck_report *report, char *why,
		       size_t why_size);

/** selfcheck_counters() - counters that cheat, and a healthy one. */
void selfcheck_counters(struct selfcheck_report *report);

#endif
