/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The console table's block on events asked for by name. */
#ifndef REPORT_TABLE_EVENTS_H
#define REPORT_TABLE_EVENTS_H

#include <stdio.h>

#include "report/metric.h"

/** table_events_head() - which events, which side, what they are worth. */
void table_events_head(FILE *out, const struct metric_context *ctx);

/**
 * table_events_group() - events per completion; nothing if nobody asked.
 * @scratch: room for any case's samples.
 * @show_unsafe: print the figures of unsafe cases, too.
 */
void table_events_group(FILE *out, const struct metric_context *ctx,
			const struct case_result *cases, size_t count,
			double *scratch, bool show_unsafe);

#endif
