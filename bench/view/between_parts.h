/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Parts of a page about two documents that are of kernels alone. */
#ifndef VIEW_BETWEEN_PARTS_H
#define VIEW_BETWEEN_PARTS_H

#include "compare/compare.h"
#include "record/text.h"

/**
 * between_kernels() - lines about the kernels of @before and @after: their
 * images, or that they are one and the same; configuration, compiler and copy
 * routine where they differ.  Nothing where the documents do not know.
 */
void between_kernels(struct text *out, const struct document *before,
		     const struct document *after, unsigned width);

/** between_floor() - a line: by how much the harness differs where costs are
 * counted exactly. */
void between_floor(struct text *out, const struct comparison *comparison,
		   unsigned width);

/** between_calls() - for each boot that both have, a table of what one call of
 * the DMA API costs before and after. */
void between_calls(struct text *out, const struct document *before,
		   const struct document *after, unsigned width);

#endif
