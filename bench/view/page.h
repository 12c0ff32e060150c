/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What `run` and `show` print of a document. */
#ifndef VIEW_PAGE_H
#define VIEW_PAGE_H

#include "record/document.h"
#include "record/text.h"
#include "view/options.h"

/* Lines of a first page's matrix, if its strategies leave that choice. */
#define PAGE_MATRIX_LINES 36u

/**
 * view_page() - append the page of a document, or its details.
 * @why: filled on error.
 *
 * Return: 0; -EINVAL if no group matches the filter or no case runs the base;
 * -ENOMEM.
 */
int view_page(struct text *out, const struct document *document,
	      const struct view_options *options, char *why, size_t why_size);

#endif
