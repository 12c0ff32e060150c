/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What was modelled, in a result document. */
#ifndef REPORT_DOCUMENT_CACHE_H
#define REPORT_DOCUMENT_CACHE_H

#include <jansson.h>

#include "measure/cache_host.h"
#include "runner/sample.h"

/** document_cache() - the caches of the model, or why there are none. */
json_t *document_cache(const struct cache_choice *choice);

/**
 * document_modelled() - what the model counted of one case: sums over "count"
 * looks, completions or re-arms; arrays by level.
 */
json_t *document_modelled(const struct cache_choice *choice,
			  const struct case_result *result);

/** modelled_why_absent() - why nothing of this phase was modelled. */
const char *modelled_why_absent(const struct cache_choice *choice,
				const struct case_result *result,
				enum phase phase);

#endif
