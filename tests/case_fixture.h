/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Cases on the scripted device, made and run on the spot. */
#ifndef TESTS_CASE_FIXTURE_H
#define TESTS_CASE_FIXTURE_H

#include "runner/slice.h"

/** case_tools - what a slice needs, with a made-up calibration. */
extern const struct slice_tools case_tools;

/** case_defaults() - @plan with all other axes at their defaults. */
void case_defaults(struct plan_case *plan, const char *strategy,
		   const char *platform);

/** case_make() - 7 buffers of 512 bytes, the other axes at their defaults; to
 * be freed. */
struct plan_case *case_make(const char *strategy, const char *platform);

/** case_set() - set an axis as on the command line. */
void case_set(struct plan_case *plan, enum axis_key key, const char *text);

/** case_open() - live, and its turn on the ground; @reason: REASON_BYTES. */
int case_open(struct live_ground *ground, struct live_case *live,
	      const struct plan_case *plan, char *reason);

/**
 * case_run() - @frames frames from open to close, the books balanced.
 *
 * More frames than buffers, and every buffer is re-armed.
 */
struct integrity case_run(struct plan_case *plan, u64 frames);

/** case_hazards() - which hazards were seen, as enum frame_hazard. */
u32 case_hazards(const struct integrity *integrity);

/** case_may_skip() - skip the test if @reason is the one that this CPU has no
 * instruction for the maintenance of caches. */
void case_may_skip(const char *reason);

#endif
