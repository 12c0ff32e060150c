/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A case once more, over the cache model instead of this machine: the same
 * strategy's hooks, the same DMA code, the same axes; no clock, no second
 * thread, memory of its own.  What it counts is the same in every run.
 *
 * A driver's day, as it is modelled: a batch of buffers is looked at as often
 * as the case says, the device writes all of them, each is looked at once more
 * and processed, each is re-armed.  On the device thread, where the looks are
 * the device's, it goes frame by frame: one look after each grain.
 *
 * Left out: the driver's, the ring's and swiotlb's own variables, code, other
 * cores, and the harness's check of every frame.
 */
#ifndef RUNNER_MODELLED_H
#define RUNNER_MODELLED_H

#include "runner/sample.h"

/* Buffers of a batch: NAPI_POLL_WEIGHT, what a driver takes at a time. */
#define MODELLED_BATCH 64u

/* Grains of a frame that are looked at one by one; smaller ones are joined. */
#define MODELLED_GRAINS 32u

/**
 * struct modelled_options - how to count.
 * @geometry: of the caches.
 * @stop: asked now and then; true ends the count.  May be NULL.
 * @ctx: handed to it.
 */
struct modelled_options {
	const struct cache_geometry *geometry;
	bool (*stop)(void *ctx);
	void *ctx;
};

/**
 * modelled_run() - count one case.
 * @out: filled; @out->reason says what is missing and why.
 */
void modelled_run(const struct plan_case *plan,
		  const struct modelled_options *options, struct modelled *out);

#endif
