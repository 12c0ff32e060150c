/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Devices on which a hook's DMA API calls are recorded, and its buffer cannot
 * be touched.
 */
#ifndef CHECK_PROBE_H
#define CHECK_PROBE_H

#include "check/record.h"
#include "dma/dma.h"

/*
 * On a probe device every call has one effect: for_cpu invalidates, for_device
 * cleans.  One probe has no exception; each other has the opposite effect for
 * one direction.  The probes that differ on a call tell its direction.
 */
#define PROBE_PLAIN DMA_DIRECTIONS
#define PROBES (DMA_DIRECTIONS + 1)

/**
 * struct check_probe - one device, one ring of one buffer, and the calls of the
 * hook that ran last.
 * @wrong: its breach of the contract, in words, or NULL.
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

/** check_probe_run() - let @hook run with private state @priv. */
void check_probe_run(struct check_probe *probe, const struct peek_strategy *s,
		     enum peek_hook hook, const u64 *priv);

/**
 * check_probe_merge() - the calls of the hook that ran last on all PROBES.
 *
 * Return: 0, or -EPROTO if they do not agree.
 */
int check_probe_merge(const struct check_probe *probes, struct check_run *run);

#endif
