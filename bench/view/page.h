/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The page of `run` and `show`. */
#ifndef VIEW_PAGE_H
#define VIEW_PAGE_H

#include "record/document.h"
#include "record/text.h"
#include "view/table.h"

/* Lines of a first page's matrix, if its strategies leave that choice. */
#define PAGE_MATRIX_LINES 44u

/**
 * struct view_options - what the user chose.
 * @details: every group in full; a document of one group always.
 * @filter, @base: as struct compare_options has them; NULL: none.
 * @form: TABLE_TEXT or TABLE_MARKDOWN: the page; others: see data_add().
 * @width: of lines, see view_width().
 * @budget: tell which comparisons are not decided.
 * @show_unsafe: details, with the figures of unsafe cases, too.
 * @tick_ns: beside TSC cycles stand nanoseconds, so many of a tick; 0: not.
 */
struct view_options {
	bool details;
	const char *filter;
	const char *base;
	enum table_form form;
	unsigned width;
	bool budget;
	bool show_unsafe;
	double tick_ns;
};

/**
 * view_page() - append the page of a document, or its details.
 * @why: filled on error.
 *
 * Return: 0; -EINVAL if no group matches the filter or no case runs the base.
 */
int view_page(struct text *out, const struct document *document,
	      const struct view_options *options, char *why, size_t why_size);

#endif
