/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Devices on which a hook shows its DMA API calls and can touch nothing. */
#ifndef CHECK_PROBE_H
#define CHECK_PROBE_H

#include "check/record.h"
#include "dma/dma.h"

/*
 * On a probe device every call has one effect: for_cpu invalidates, for_device
 * cleans.  There is one for each direction on which that direction alone has
 * it the other way round, and one without: what differs between them is the
 * direction of a call.
 */
#define PROBE_PLAIN DMA_DIRECTIONS
#define PROBES (DMA_DIRECTIONS + 1)

/**
 * struct check_probe - one device, one ring of one buffer, and what the hook
 * that ran last did there.
 * @wrong: how it broke its contract, or NULL.
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
		     enum check_hook hook, const u64 *priv);

/**
 * check_probe_merge() - the calls of the hook that ran last on all PROBES.
 *
 * Return: 0, or -EPROTO if they do not agree.
 */
int check_probe_merge(const struct check_probe *probes, struct check_run *run);

#endif
