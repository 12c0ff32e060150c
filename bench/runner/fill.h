/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * From integer samples to records: figures with unit and kind, or the reason
 * why there is none.
 */
#ifndef RUNNER_FILL_H
#define RUNNER_FILL_H

#include "measure/cache_host.h"
#include "record/document.h"
#include "runner/run.h"

/**
 * struct fill_lens - the properties of figures that a kernel's module counted.
 * @kind: kind of its ticks.
 * @unit: unit of its ticks.
 * @why_live: the reason why there are none on a device that writes
 *	concurrently.
 * @why_copied: the reason why copies are not counted.
 */
struct fill_lens {
	enum kind kind;
	const char *unit;
	const char *why_live;
	const char *why_copied;
};

/**
 * struct fill_context - the inputs of fill_records() beside the samples.
 * @tsc: calibration of the stamps in the spans.
 * @counters: classes and reasons of the event counters; NULL: none opened.
 * @cache: the caches that were modelled, if any; NULL: none were requested.
 * @lens: NULL for samples of this program.
 */
struct fill_context {
	const struct tsc_calibration *tsc;
	const struct perf_counters *counters;
	const struct cache_choice *cache;
	const struct fill_lens *lens;
};

/**
 * fill_records() - one record for each case of @result.
 * @document: with its head set; its records are filled in.
 * @gbench: the runs of Google Benchmark, one for each slice; NULL for none.
 *
 * Reasons and ids are borrowed from @ctx and @result.  The cost of time stamps
 * is subtracted from cycles.
 *
 * Return: 0; -EINVAL if two cases have one id.
 */
int fill_records(struct document *document, const struct fill_context *ctx,
		 const struct run_result *result, const struct gbench *gbench);

#endif
