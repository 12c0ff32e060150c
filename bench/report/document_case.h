/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One case of a result document. */
#ifndef REPORT_DOCUMENT_CASE_H
#define REPORT_DOCUMENT_CASE_H

#include <jansson.h>

#include "report/metric.h"

/** document_text() - any bytes as a JSON string: those that are not UTF-8 are
 * told so. */
json_t *document_text(const char *bytes);

/** document_case() - the case as JSON, owned by the caller. */
json_t *document_case(const struct metric_context *metric,
		      const struct case_result *result);

#endif
