/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * From integer samples to the figures people quote: what each is, in which
 * unit, of which kind, and one value for each slice.
 */
#ifndef REPORT_METRIC_H
#define REPORT_METRIC_H

#include "measure/cache_host.h"
#include "measure/tsc.h"
#include "record/figure.h"
#include "runner/fill.h"

enum metric {
	METRIC_NOT_READY_CYCLES,
	METRIC_READY_CYCLES,
	METRIC_COMPLETION_CYCLES,
	METRIC_REARM_CYCLES,
	METRIC_FRAME_CYCLES,
	METRIC_NOT_READY_BYTES,
	METRIC_READY_BYTES,
	METRIC_COMPLETION_BYTES,
	METRIC_EVENTS, /* first of PERF_COUNTERS times three */
	METRICS = METRIC_EVENTS + 3 * PERF_COUNTERS,
};

/* Names of the tables that still derive figures themselves. */
#define metric_context fill_context
#define metric_lens fill_lens

/** metric_asked_for() - events asked for by name are there only then. */
bool metric_asked_for(const struct metric_context *ctx, enum metric metric);

/** metric_name() - as in the document: "cycles_per_completion" ... */
void metric_name(enum metric metric, char *name, size_t name_size);

/**
 * metric_unit() - "TSC cycles", "instructions", "bytes", "events".
 *
 * A name in a document says which figure of a look or a frame this is; what it
 * is counted in, the unit and the kind say.
 */
const char *metric_unit(const struct metric_context *ctx, enum metric metric);

/**
 * metric_kind() - of which kind this metric of this case is.
 * @reason: filled for KIND_ABSENT.
 */
enum kind metric_kind(const struct metric_context *ctx,
		      const struct case_result *result, enum metric metric,
		      char *reason, size_t reason_size);

/**
 * metric_value() - the metric of one slice; NaN where the slice has none.
 *
 * Cycles have the cost of their time stamps taken off.
 */
double metric_value(const struct metric_context *ctx,
		    const struct case_result *result,
		    const struct slice_sample *sample, enum metric metric);

/**
 * metric_samples() - the metric of all slices that have it.
 * @values: room for result->sample_count.
 *
 * Return: how many values there are.
 */
size_t metric_samples(const struct metric_context *ctx,
		      const struct case_result *result, enum metric metric,
		      double *values);

/** metric_of_event() - @counter's events; @phase: not PHASE_REARM. */
enum metric metric_of_event(enum phase phase, enum perf_counter counter);

/** struct metric_median - one figure, NaN where @kind is KIND_ABSENT. */
struct metric_median {
	double value;
	enum kind kind;
};

/**
 * metric_median() - the median over the slices.
 * @scratch: room for result->sample_count values.
 */
struct metric_median metric_median(const struct metric_context *ctx,
				   const struct case_result *result,
				   enum metric metric, double *scratch);

/**
 * metric_timer_error() - the largest share of a look's or completion's time
 * that the time stamps leave uncertain: their step and the spread of their
 * cost, over all slices.
 */
double metric_timer_error(const struct metric_context *ctx,
			  const struct case_result *result);

#endif
