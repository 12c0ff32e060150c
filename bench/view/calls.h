/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What kernels told of single calls, and of drivers that were watched. */
#ifndef VIEW_CALLS_H
#define VIEW_CALLS_H

#include "record/document.h"
#include "view/options.h"

/**
 * calls_add() - append a table for each boot of a kernel document that timed
 * single calls of the DMA API or watched a driver's; nothing for others.
 *
 * Return: 0 or -ENOMEM.
 */
int calls_add(struct text *out, const struct document *document,
	      const struct view_options *options);

#endif
