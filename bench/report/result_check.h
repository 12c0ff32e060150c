/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What result.c asks of a document's parts. */
#ifndef REPORT_RESULT_CHECK_H
#define REPORT_RESULT_CHECK_H

#include "report/result.h"

/**
 * series_read() - read slices and metrics out of @json.
 *
 * Return: NULL, or what is wrong.
 */
const char *series_read(struct result_series *series, const json_t *json);

/** integrity_read() - frames and hazards; NULL, or what is wrong. */
const char *integrity_read(struct result_case *c, const json_t *json);

/** ledger_check() - NULL, or what is wrong. */
const char *ledger_check(const json_t *ledger);

/**
 * modelled_check() - what the cache model counted of a case.
 * @modelled: NULL: nothing.
 * @caches: that were modelled; NULL: none.
 *
 * Counts are at most 2^53, so that their sums are exact.
 */
const char *modelled_check(const json_t *modelled, const json_t *caches);

#endif
