/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A case run over the cache model instead of this machine: the same hooks, DMA
 * code and axes, with its own memory, without clock and second thread.  The
 * counts are the same in every run.
 *
 * The order of events: a batch of buffers gets as many not-ready looks as the
 * case has, the device writes all of them, each is looked at once more and
 * processed, each is re-armed.  On the device thread, whose speed decides the
 * number of looks, the order is frame by frame, with one look after each grain.
 *
 * Not modelled: the variables of driver, ring and swiotlb, code, other cores,
 * and the harness's check of every frame.
 */
#ifndef RUNNER_MODELLED_H
#define RUNNER_MODELLED_H

#include "runner/sample.h"

/*
 * Buffers of a batch: NAPI_POLL_WEIGHT, the most that a driver takes in one
 * poll.
 */
#define MODELLED_BATCH 64u

/* Grains of a frame that are looked at one by one; smaller ones are joined. */
#define MODELLED_GRAINS 32u

/**
 * struct modelled_options - options of modelled_run().
 * @geometry: of the caches.
 * @stop: called now and then; true ends the count; may be NULL.
 * @ctx: passed to @stop.
 */
struct modelled_options {
	const struct cache_geometry *geometry;
	bool (*stop)(void *ctx);
	void *ctx;
};

/**
 * modelled_run() - count the line events of one case.
 * @out: filled; @out->reason names missing counts and the cause.
 */
void modelled_run(const struct plan_case *plan,
		  const struct modelled_options *options, struct modelled *out);

#endif
