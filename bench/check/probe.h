/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Devices on which a hook's DMA API calls are recorded, with a buffer that any
 * access faults on.
 */
#ifndef CHECK_PROBE_H
#define CHECK_PROBE_H

#include <peekbench/script.h>
#include <peekbench/strategy.h>

#include "check/calls.h"
#include "dma/dma.h"

/*
 * The operations of a machine have no direction.  On a probe device for_cpu
 * invalidates and for_device cleans; PROBE_PLAIN has no exception, each other
 * probe has the opposite operation for one direction.  The direction of a call
 * is that of the probe that differs.
 */
#define PROBE_PLAIN DMA_DIRECTIONS
#define PROBES (DMA_DIRECTIONS + 1)

/**
 * struct check_probe - one device, one ring of one buffer, and the calls of the
 * hook that ran last.
 * @wrong: the hook's breach of the contract, in words, or NULL.
 */
struct check_probe {
	struct dma_platform platform;
	struct dma_device dd;
	struct rx_ring ring;
	struct rx_buf buf;
	struct check_run run;
	const char *wrong;
};

/**
 * check_probe_init() - probe number @which < PROBES over @data.
 * @data: a page that cannot be read or written; outlives the probe.
 */
void check_probe_init(struct check_probe *probe, u32 which, void *data,
		      const struct rx_layout *layout);

/** check_probe_run() - run @hook of @s with private state @priv on @probe. */
void check_probe_run(struct check_probe *probe, const struct peek_strategy *s,
		     enum peek_hook hook, const u64 *priv);

/**
 * check_probe_merge() - set @run to the calls of the hook that ran last on all
 * PROBES.
 *
 * Return: 0, or -EPROTO if the probes disagree.
 */
int check_probe_merge(const struct check_probe *probes, struct check_run *run);

#endif
