/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How cases of two lenses are joined. */
#ifndef COMPARE_LENS_PARTS_H
#define COMPARE_LENS_PARTS_H

#include "compare/lenses.h"

/** lens_key_order() - strcmp() of all that corresponds but the copy's order. */
int lens_key_order(const struct lens_case *a, const struct lens_case *b);

/** lens_orders_meet() - of two cases with the same key: do they correspond? */
bool lens_orders_meet(const struct lens_case *a, const struct lens_case *b);

#endif
