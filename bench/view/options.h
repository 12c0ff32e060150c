/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How a document is shown. */
#ifndef VIEW_OPTIONS_H
#define VIEW_OPTIONS_H

#include "view/table.h"

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

#endif
