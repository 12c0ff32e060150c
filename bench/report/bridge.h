/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A document as peekbench-result/1, for the views of report/ that still read
 * that; it goes with them.
 */
#ifndef REPORT_BRIDGE_H
#define REPORT_BRIDGE_H

#include "record/document.h"

/** bridge_put() - append @document as schema /1. */
void bridge_put(struct text *text, const struct document *document);

/** bridge_json() - the same, parsed; NULL: no memory. */
json_t *bridge_json(const struct document *document);

#endif
