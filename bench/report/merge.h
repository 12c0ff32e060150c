/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One document of several process starts. */
#ifndef REPORT_MERGE_H
#define REPORT_MERGE_H

#include <jansson.h>

#include "report/old_names.h"

/**
 * document_append() - append the rounds of @more to @document, as of one more
 * process start.
 * @document: of the same plan; changed.
 * @more: its rounds come behind those of @document; its borrowed parts are
 *	shared afterwards.
 * @why: filled on -EINVAL.
 *
 * Rounds, metrics, runs of Google Benchmark and frames are added up; a ledger
 * that is exact must be the same in both, or the case has failed.  The head
 * stays @document's, but for "interrupted", which is @more's.
 *
 * Return: 0; -EINVAL if the cases are not the same, and @document is half
 * changed; -ENOMEM.
 */
int document_append(json_t *document, const json_t *more, char *why,
		    size_t why_size);

#endif
