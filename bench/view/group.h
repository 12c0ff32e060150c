/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How the axes of a case are said: the one place that composes titles. */
#ifndef VIEW_GROUP_H
#define VIEW_GROUP_H

#include "record/document.h"
#include "record/text.h"

/* A set of axes: bits of 1 << enum axis_key. */
#define AXIS_BIT(key) (UINT32_C(1) << (key))
#define AXIS_ALL (UINT32_MAX >> (32 - AXES))

/**
 * group_title() - append the axes of a group but the strategy, with commas
 * between them, in the order of enum axis_key.
 * @leave_out: axes that the reader knows from elsewhere.
 */
void group_title(struct text *text, const struct record *record,
		 uint32_t leave_out);

/** axes_differ() - the axes that differ between two. */
uint32_t axes_differ(const struct record *a, const struct record *b);

/** group_axes() - the axes but the strategy that differ between the @count
 * records. */
uint32_t group_axes(const struct record *records, size_t count);

#endif
