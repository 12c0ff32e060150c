/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The console table's block on cache lines: what the model counted, and beside
 * it, under a head of its own, what the hardware did.
 */
#ifndef REPORT_TABLE_CACHE_H
#define REPORT_TABLE_CACHE_H

#include <stdio.h>

#include "report/metric.h"

/** table_cache_head() - which caches are modelled, what the hardware counts. */
void table_cache_head(FILE *out, const struct metric_context *ctx);

/**
 * table_cache_group() - one block for one comparison group; nothing where
 * neither is there.
 * @scratch: room for any case's samples.
 * @show_unsafe: print the figures of unsafe cases, too.
 *
 * A case that did not run has no figures here, whatever the model says: nobody
 * knows that its strategy is safe there.
 *
 * Return: true if a modelled load of some row was stale.
 */
bool table_cache_group(FILE *out, const struct metric_context *ctx,
		       const struct case_result *cases, size_t count,
		       double *scratch, bool show_unsafe);

#endif
