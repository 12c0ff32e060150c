/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A verdict of the checker as one page for a browser: tables whose unsafe cells
 * open their counterexamples and step through them.  It loads nothing.
 */
#ifndef VIEW_CHECK_PAGE_H
#define VIEW_CHECK_PAGE_H

#include "record/text.h"

/**
 * struct check_page - all zeros is an empty one.
 * @tables: what was added.
 * @ways: the counterexamples as text, @count of them.
 */
struct check_page {
	struct text tables;
	struct text ways;
	unsigned count;
};

/** check_page_table() - a table of @count columns begins; ended by the next
 * one, or by check_page_write(). */
void check_page_table(struct check_page *page, const char *caption,
		      const char *const *columns, size_t count);

/** check_page_row() - a row begins. */
void check_page_row(struct check_page *page, const char *name);

/**
 * check_page_cell() - a cell of the row.
 * @says: what @letters mean, in full.
 * @ways: @count counterexamples as check_trace_print() writes them, the one to
 *	open first in front; none: the cell cannot be opened.
 */
void check_page_cell(struct check_page *page, const char *letters,
		     const char *says, const char *const *ways, size_t count);

/** check_page_write() - append the page, and free it.
 * @title, @legend: above the tables; lines of @legend are kept. */
void check_page_write(struct check_page *page, const char *title,
		      const char *legend, struct text *out);

#endif
