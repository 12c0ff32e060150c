/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Figures of the cache model that are sums of its counts. */
#ifndef RECORD_MODEL_H
#define RECORD_MODEL_H

#include "record/record.h"

/* Why there is no count of a level that the caches do not have. */
extern const char model_no_level[];

/**
 * model_derive() - fill the sums of each phase (L1 to maintained) and the
 * phase of whole frames from the counts of the timed phases.
 * @levels: of caches that were modelled, 1 to CACHE_LEVELS.
 *
 * A frame has figures where its not-ready looks are known: on the scripted
 * device, if each frame had as many as the axis says.
 */
void model_derive(struct record *record, u32 levels);

/**
 * model_stale() - loads, of all looks and completions, that hit a line which
 * the device had written past.
 * @loads: out of how many; may be NULL.
 */
u64 model_stale(const struct record *record, u64 *loads);

#endif
