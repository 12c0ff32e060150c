/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One case, as the report of two lenses reads it. */
#ifndef REPORT_LENSES_PARTS_H
#define REPORT_LENSES_PARTS_H

#include "report/lenses.h"

/**
 * lens_case_read() - fill all of @to that the document knows.
 *
 * Return: 0; -EINVAL with @why filled.
 */
int lens_case_read(struct lens_case *to, const struct result_case *c, char *why,
		   size_t why_size);

/** lens_case_count() - an exact figure of the ledger; false: it has none. */
bool lens_case_count(const struct lens_case *c, enum lens_figure figure,
		     u64 *count);

/** lens_figure_key() - "per_not_ready_peek" ..., as documents call it; with
 * dots where objects lie in each other. */
const char *lens_figure_key(enum lens_figure figure);

/** lens_same_block() - alike in all that corresponds but the strategy. */
bool lens_same_block(const struct lens_case *a, const struct lens_case *b);

/** lens_corresponds() - see the head of report/lenses.h. */
bool lens_corresponds(const struct lens_case *a, const struct lens_case *b);

/** lens_order_name() - "ascending" ... */
const char *lens_order_name(enum lens_order order);

#endif
