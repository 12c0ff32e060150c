/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* From integer samples to records: the figures that people quote, each with its
 * unit and kind, or the reason why there is none. */
#ifndef RUNNER_FILL_H
#define RUNNER_FILL_H

#include "measure/cache_host.h"
#include "record/document.h"
#include "runner/run.h"

/**
 * struct fill_lens - figures that another machine than this one counted.
 * @kind: of its ticks.
 * @unit: of its ticks.
 * @why_live: why there are none on a device that writes when it pleases.
 * @why_copied: why copies are not counted there.
 */
struct fill_lens {
	enum kind kind;
	const char *unit;
	const char *why_live;
	const char *why_copied;
};

/**
 * struct fill_context - what deriving needs beside the samples.
 * @tsc: whose stamps are in the spans.
 * @counters: classes and reasons of the event counters; NULL: none opened.
 * @cache: the caches that were modelled, if any; NULL: nobody asked for them.
 * @lens: NULL where this machine measured.
 */
struct fill_context {
	const struct tsc_calibration *tsc;
	const struct perf_counters *counters;
	const struct cache_choice *cache;
	const struct fill_lens *lens;
};

/**
 * fill_records() - one record for each case of @result.
 * @document: has its head already; gets its records.
 * @gbench: the runs of Google Benchmark, one a slice; NULL: none were made.
 *
 * Reasons and ids are borrowed from @ctx and @result.  Cycles have the cost of
 * their time stamps taken off.
 *
 * Return: 0 or -ENOMEM.
 */
int fill_records(struct document *document, const struct fill_context *ctx,
		 const struct run_result *result, const struct gbench *gbench);

#endif
