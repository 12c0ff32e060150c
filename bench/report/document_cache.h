/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What was modelled, in a result document. */
#ifndef REPORT_DOCUMENT_CACHE_H
#define REPORT_DOCUMENT_CACHE_H

#include <jansson.h>

#include "measure/cache_host.h"
#include "runner/sample.h"

/** document_cache() - the caches of the model, or why there are none; NULL:
 * nobody thought of any. */
json_t *document_cache(const struct cache_choice *choice);

/**
 * document_modelled() - what the model counted of one case: sums over "count"
 * looks, completions or re-arms; arrays by level.
 */
json_t *document_modelled(const struct cache_choice *choice,
			  const struct case_result *result);

#endif
