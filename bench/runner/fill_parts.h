/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of fill_records(). */
#ifndef RUNNER_FILL_PARTS_H
#define RUNNER_FILL_PARTS_H

#include "runner/fill.h"

/**
 * struct fill - the state of fill_records().
 * @arena: owns the lists of the records.
 * @ctx: as given to fill_records().
 * @ticks: the unit of a tick.
 */
struct fill {
	struct arena *arena;
	const struct fill_context *ctx;
	const char *ticks;
};

/**
 * fill_phase() - the timed phase that figure @id is taken from; the figures of
 * a frame are in the span of its completion.
 */
static inline enum phase fill_phase(enum figure_id id)
{
	enum phase phase = figure_facts(id)->phase;

	return phase == PHASE_FRAME ? PHASE_COMPLETION : phase;
}

/** fill_counter() - the counter of an event's figure. */
static inline enum perf_counter fill_counter(enum figure_id id)
{
	return (enum perf_counter)((id - FIGURE_FIRST_EVENT) /
				   FIGURE_EVENT_PHASES);
}

/**
 * fill_ledger() - fill in bytes and calls of @ledger, except for figures that
 * already have a reason for their absence.
 */
void fill_ledger(struct record *record, const struct ledger *ledger);

/** fill_model() - fill in the counts of the cache model. */
void fill_model(const struct fill_context *ctx, struct record *record,
		const struct case_result *result);

/**
 * fill_times() - fill in the times of Google Benchmark's runs, for cases that
 * have one run for each slice.
 */
void fill_times(struct fill *fill, struct document *document,
		const struct gbench *gbench);

#endif
